"""Counts by severity: which column of a table counts what was found, tiles, rows with scales, sentences that deny."""

from __future__ import annotations

import pytest

from muniment.judging.facts.dates import order_of
from tests.judging.facts.readings import values_of

HEAD = "Penetration test report\nSummary of findings\n"


@pytest.mark.parametrize(
    ("table", "high", "low"),
    [
        ("Severity This quarter Previous quarter\nHigh 31 44\nLow 57 61", 31, 57),
        ("Schweregrad Anzahl Vorwoche\nHoch 114 120\nNiedrig 41 41", 114, 41),
        ("Severidad Hallados Corregidos\nAlta 4 3\nBaja 2 0", 4, 2),
        ("Gravità\tAprile\tMarzo\nAlta\t7\t9\nBassa\t12\t13", 7, 12),
        ("Gravità\tMarzo\tAprile\nAlta\t9\t7\nBassa\t13\t12", 7, 12),
        ("Severity 2025 2026\nHigh 9 7\nLow 13 12", 7, 12),
        ("Criticité Nombre Part\nÉlevée 27 17 %\nFaible 39 24 %", 27, 39),
        ("Severidade N.º de vulnerabilidades Corrigidas no reteste\nElevada 2 2\nBaixa 5 -", 2, 5),
        ("Severidad Hallazgos Abiertos tras la\n(27/01/2026)\nAlta 5 1\nBaja 2 2", 5, 2),
        ("危険度\t初回\t再診断後の残存\n高\t3\t0\n低\t4\t4", 3, 4),
        ("| severity | count |\n|---|---:|\n| high | 1 |\n| low | 9 |", 1, 9),
        ("Einstufung (CVSS) Anzahl\nhoch (7,0-8,9) 3\nniedrig (unter 4,0), hingenommen 6", 3, 6),
        ("• 2 of high severity\n• 6 of low severity", 2, 6),
        ("Severity Web API\nHigh 1 6\nLow 3 4", None, None),
        ("Severity Open Fixed\nHigh 1 6\nLow 3 4", None, None),
    ],
)
def test_the_column_that_counts_what_was_found_is_read(table: str, high: int | None, low: int | None) -> None:
    values = values_of("penetration_test_report", f"{HEAD}{table}\n")
    assert (values.get("findings_high"), values.get("findings_low")) == (high, low)


@pytest.mark.parametrize(
    "tiles",
    [
        "0\nCritical\n4\nHigh\n5\nMedium\n9\nLow\n18\nTotal",
        "0\nCrítica\n4\nAlta\n5\nMédia\n9\nBaixa\n18\nTotal",
        "0 4 5 9 18\nCritical High Medium Low Total",
    ],
)
def test_a_tile_of_the_total_stands_among_those_of_severities(tiles: str) -> None:
    values = values_of("penetration_test_report", f"{HEAD}{tiles}\n")
    keys = ("findings_critical", "findings_high", "findings_medium", "findings_low", "findings_total")
    assert [values.get(key) for key in keys] == [0, 4, 5, 9, 18]


@pytest.mark.parametrize(
    "tiles", ["0 2 8 11\nSev 5 (critical) Sev 4 (high) Sev 3 (medium) Sev 2 (low)", "0 2 8 11\n緊急 重要 警告 注意"]
)
def test_a_row_of_tiles_names_severities_below_its_numbers(tiles: str) -> None:
    values = values_of("vulnerability_scan_report", f"Vulnerability scan report\nBy severity\n{tiles}\n")
    assert [values.get(f"findings_{key}") for key in ("critical", "high", "medium", "low")] == [0, 2, 8, 11]


@pytest.mark.parametrize(
    ("sentence", "critical"),
    [
        ("Not a single critical weakness surfaced. We found 2 high and 3 low findings.", 0),
        ("There were no critical findings.", 0),
        ("Es fanden sich keine kritischen Schwachstellen.", 0),
        ("Er zijn geen kritieke bevindingen.", 0),
        ("5 constats : 2 élevés et 3 faibles. Pas de critique.", 0),
        ("Sono emerse due debolezze alte. Non ne sono state rilevate di critiche.", 0),
        ("No critical findings remain open.", None),
        ("In 2024 the same test had yielded 2 critical and 5 high issues. Report of 3 May 2026.", None),
    ],
)
def test_what_a_sentence_says_that_nobody_found_counts_as_none(sentence: str, critical: int | None) -> None:
    assert values_of("penetration_test_report", f"{HEAD}{sentence}\n").get("findings_critical") == critical


@pytest.mark.parametrize(
    ("sentence", "total"),
    [
        ("Fifteen issues were identified.", 15),
        ("The test resulted in thirteen findings.", 13),
        ("Three issues were identified as false positives.", None),
        ("We identified 3 issues: 1 high, 1 medium and 2 low findings.", None),
    ],
)
def test_a_total_that_a_sentence_states_agrees_with_its_parts(sentence: str, total: int | None) -> None:
    assert values_of("penetration_test_report", f"{HEAD}{sentence}\n").get("findings_total") == total


@pytest.mark.parametrize(
    ("text", "order"), [("2026", 2026), ("Aprile", 4), ("März", 3), ("April 2026", None), ("High", None)]
)
def test_months_and_years_have_an_order(text: str, order: int | None) -> None:
    assert order_of(text) == order


@pytest.mark.parametrize(
    ("table", "high"),
    [
        ("Source High Moderate Low Total\nControls 0 5 4 9\nScans 1 4 2 7\nTotal 1 9 6 16", 1),
        ("Quelle\tHoch\tMittel\tNiedrig\nWeb\t1\t2\t3\nNetz\t2\t2\t1\nSumme\t3\t4\t4", 3),
        ("Source High Moderate Low Total\nControls 0 5 4 9\nScans 1 4 2 7\nTotal 1 9 6 17", None),
    ],
)
def test_the_sums_of_a_table_of_parts_are_the_counts(table: str, high: int | None) -> None:
    assert values_of("penetration_test_report", f"{HEAD}{table}\n").get("findings_high") == high


@pytest.mark.parametrize("none", ["none", "keine", "aucun", "ninguno", "nessuna", "geen", "nenhum"])
def test_a_row_may_say_that_there_are_none_and_what_became_of_some(none: str) -> None:
    text = f"Penetration Test Report\nHigh: 2 (both fixed)\nMedium: 3\nLow: 0\nCritical: {none}\n"
    values = values_of("penetration_test_report", text)
    counts = {key: value for key, value in values.items() if key.startswith("findings_")}
    assert counts == {"findings_critical": 0, "findings_high": 2, "findings_medium": 3, "findings_low": 0}
