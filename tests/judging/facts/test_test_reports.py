"""What reports of penetration, recovery and vulnerability tests say, in several layouts and wordings."""

from __future__ import annotations

from dataclasses import replace

import pytest

from muniment.judging.facts.extract import extract
from muniment.judging.facts.validity import ValidityRules
from muniment.reading.model import Reading
from tests.judging.facts.readings import TODAY, reading_of, values_of

PENTEST = {
    "numbers ahead of severities in tiles": (
        "0\nCritical\n2\nHigh\n3\nLow",
        {"findings_critical": 0, "findings_high": 2, "findings_low": 3},
    ),
    "severities ahead of numbers in tiles": (
        "Critical\n0\nHigh\n2\nLow\n3",
        {"findings_critical": 0, "findings_high": 2, "findings_low": 3},
    ),
    "a stack of each": (
        "Critical\nHigh\nLow\n0\n2\n3",
        {"findings_critical": 0, "findings_high": 2, "findings_low": 3},
    ),
    "dots to the counts": (
        "Critical ........ 1\nHigh ............ 4\nLow ............. 33",
        {"findings_critical": 1, "findings_high": 4, "findings_low": 33},
    ),
    "none made": ("No critical findings were made.", {"findings_critical": 0}),
    "in all": ("Seven findings in all were reported.", {"findings_total": 7}),
    "a total of": ("A total of 12 findings were identified.", {"findings_total": 12}),
    "labelled total": ("Total findings: 9", {"findings_total": 9}),
    "asked to test": (
        "Tern Bay asked Moss Security Ltd to test the Orla Portal and its API.",
        {"target": "Orla Portal"},
    ),
    "asked to test two things": (
        "Moss Security Ltd was asked to assess the Orla Cloud web application and API.",
        {"target": "Orla Cloud web application and API"},
    ),
    "quoted": ('We tested the mobile app "Orla" and its API.', {"target": "Orla"}),
    "small letters": (
        "Moss Security Ltd was instructed by Tern Bay LLP to test its customer-facing infrastructure (8 addresses).",
        {"target": "customer-facing infrastructure"},
    ),
    "kind behind a name": ("Penetration test of the Orla booking engine", {"target": "Orla booking engine"}),
    "made for a client": (
        "Prepared by Moss Vale Consulting for Tern Bay Company, Ryde",
        {"tester": "Moss Vale Consulting"},
    ),
    "no form within a word": ("| Performed by | Two Terns Security Co-op |", {"tester": "Two Terns Security Co-op"}),
    "slashes between counts": (
        "Findings by risk: Critical 0 / High 1 / Medium 5 / Low 2 (8 in all)",
        {"findings_critical": 0, "findings_high": 1, "findings_medium": 5, "findings_low": 2, "findings_total": 8},
    ),
    "total of an earlier test": (
        "The report lists what is open. Previous: 4 May 2025 with 30 findings.",
        {"findings_total": None},
    ),
    "labelled result": (
        "We tested the shop. Result: SATISFACTORY WITH RESERVATIONS.",
        {"result": "SATISFACTORY WITH RESERVATIONS"},
    ),
    "state of a finding": ("Status: completed", {"result": None}),
    "original test": (
        "Original test 3-12 November 2025 (report of 21 November 2025)",
        {"test_start": "2025-11-03", "test_end": "2025-11-12"},
    ),
    "ran on a day": ("The scan ran on 8 May 2026.", {"test_start": "2026-05-08", "test_end": "2026-05-08"}),
    "supplier": ("Client\tTern Bay Ltd\nSupplier\tMoss Vale Pentest Ltd", {"tester": None}),
    "retest performed": ("Retest performed\t25 May 2026", {"retest": True, "retest_date": "2026-05-25"}),
    "assets tested": ("Assets tested: Orla Portal", {"target": "Orla Portal"}),
    "fieldwork": ("Fieldwork: 4 May 2026 to 8 May 2026", {"test_start": "2026-05-04", "test_end": "2026-05-08"}),
    "labels that spaces part": (
        "Start date 4 May 2026\nEnd date 8 May 2026",
        {"test_start": "2026-05-04", "test_end": "2026-05-08"},
    ),
    "retested in May": (
        "On 25 May 2026 we retested all high findings. All are closed.",
        {"retest": True, "retest_date": "2026-05-25"},
    ),
    "label of the retest": ("Retest date: 25 May 2026", {"retest_date": "2026-05-25"}),
    "version behind the report": (
        "Report version 1.2 - 28 May 2026",
        {"version": "1.2", "document_date": "2026-05-28"},
    ),
}


@pytest.mark.parametrize(("text", "expected"), PENTEST.values(), ids=PENTEST)
def test_penetration_test_states(text: str, expected: dict[str, object]) -> None:
    values = values_of("penetration_test_report", f"Penetration Test Report\n{text}\n")
    assert {key: values.get(key) for key in expected} == expected


def test_thing_below_the_title_is_the_target() -> None:
    text = "Web Application Penetration Test\nOrla Billing Portal\nPrepared for Tern Bay Ltd\n"
    assert values_of("penetration_test_report", text)["target"] == "Orla Billing Portal"


NOT_STATED = {
    "findings_total": [
        "A total of 12 findings were identified in the 2024 test. In 2026 we tested.",
        "Finding 7 in all browsers",
    ],
    "target": ["Penetration Test\nPrepared for Tern Bay Ltd", "Penetration Test Report\nExecutive Summary"],
    "findings_high": ["1\nHigh\n2\nMedium", "High\n1\nHigh\n2\nLow\n3"],
    "retest": ["A retest may follow in June 2026.", "A retest is advised."],
    "document_date": ["Retest date: 25 May 2026"],
}


@pytest.mark.parametrize(("key", "text"), [(key, text) for key, texts in NOT_STATED.items() for text in texts])
def test_penetration_test_that_speaks_of_something_else_states_nothing(key: str, text: str) -> None:
    assert key not in values_of("penetration_test_report", f"{text}\n")


RECOVERY = {
    "Date of test ........ 4 May 2026\nResult .............. PASSED WITH ISSUES": ("2026-05-04", "PASSED WITH ISSUES"),
    "Exercise date\t4 May 2026\nOutcome\tPartially met": ("2026-05-04", "Partially met"),
    "The exercise was held on 4 May 2026 from 09:00.\nOverall result: Successful": ("2026-05-04", "Successful"),
    "Test result\tPass\nTest result\tFail": (None, None),
    "Status: Final\nResult: see below": (None, None),
}


@pytest.mark.parametrize(("text", "expected"), RECOVERY.items())
def test_recovery_test_states_its_day_and_outcome(text: str, expected: tuple[str | None, str | None]) -> None:
    values = values_of("business_continuity_test_report", f"Disaster Recovery Test Report\n{text}\n")
    assert (values.get("test_end"), values.get("result")) == expected


def test_recovery_test_ends_a_year_after_its_day_not_after_its_report() -> None:
    text = "Disaster Recovery Test Report\nReport date: 22 May 2026\nDate of test: 19 May 2026\n"
    assert values_of("business_continuity_test_report", text)["expires_on"] == "2027-05-19"


def test_scan_names_its_tool_and_outcome() -> None:
    text = "ASV Scan Report Attestation of Scan Compliance\nCompliance status PASS\nScanner: Orla Scan 8.4\n"
    values = values_of("vulnerability_scan_report", text)
    assert (values["result"], values["tester"]) == ("PASS", "Orla Scan 8.4")


@pytest.mark.parametrize(
    ("form", "vendor", "result"),
    [
        (
            "ASV-Scanbescheinigung\nScan-Anbieter: Moss Scans GmbH\nScanergebnis: Bestanden",
            "Moss Scans GmbH",
            "Bestanden",
        ),
        (
            "Resumen de escaneo ASV\nProveedor de escaneo aprobado Moss S.A.S.\nEstado global CUMPLE",
            "Moss S.A.S.",
            "CUMPLE",
        ),
        (
            "Attestato di conformità della scansione ASV\nA.1 Cliente\nSocietà\nTerna Vini S.r.l.\n"
            "A.2 Fornitore approvato (ASV)\nSocietà\nPerimetro Moss S.r.l.\nStato di conformità\nNon superata",
            "Perimetro Moss S.r.l.",
            "Non superata",
        ),
    ],
)
def test_attestation_of_a_scan_names_its_vendor_and_result(form: str, vendor: str, result: str) -> None:
    values = values_of("vulnerability_scan_report", f"{form}\n")
    assert (values["report_type"], values.get("tester"), values.get("result")) == ("ASV scan", vendor, result)
    assert "target" not in values


def test_export_of_a_scanner_counts_its_rows() -> None:
    text = "Hôte\tIdentifiant\tGravité\tCVSS\nsrv-1\tCVE-2031-1\tÉlevée\t8,1\nsrv-2\tCVE-2031-2\tFaible\t3,1\n"
    values = values_of("vulnerability_scan_report", text)
    assert [values.get(f"findings_{key}") for key in ("high", "low", "total")] == [1, 1, 2]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Exercise conducted by Moss Preparedness, Inc.", {"tester": "Moss Preparedness, Inc."}),
        ("Facilitatore: Moss Consulting S.r.l.", {"tester": "Moss Consulting S.r.l."}),
        ("Facilitator: Jane Tern", {"tester": None}),
        ("Systems tested: Orla Ledger", {"target": "Orla Ledger"}),
        ("対象システム 契約管理システム", {"target": "契約管理システム"}),
        ("Timeline (4 May 2026)\n06:00 Test declared", {"test_start": "2026-05-04", "test_end": "2026-05-04"}),
        ("In the test of October 2024 the target was missed.", {"test_start": None}),
        (
            "Restoration started 4-May-2026 22:00\nRestoration finished 5-May-2026 03:40",
            {"test_start": "2026-05-04", "test_end": "2026-05-05"},
        ),
        ("Result\nPassed. The time was kept.", {"result": "Passed"}),
        ("Result: All critical systems recovered within RTO.", {"result": "All critical systems recovered within RTO"}),
    ],
)
def test_exercise_says_who_ran_it_on_what_and_how_it_came_out(text: str, expected: dict[str, object]) -> None:
    values = values_of("business_continuity_test_report", f"Disaster recovery test\n{text}\n")
    assert {key: values.get(key) for key in expected} == expected


@pytest.mark.parametrize(
    ("sentence", "day"),
    [
        ("We tested again on 22 September 2025 and found all issues closed.", "2025-09-22"),
        ("Moss Labs, Inc. verified the fixes on 22 September 2025.", "2025-09-22"),
        ("Die Punkte wurden am 22. September 2025 erneut geprüft.", "2025-09-22"),
        ("El 22 de septiembre de 2025 verificamos las correcciones de los hallazgos.", "2025-09-22"),
        ("Os pontos foram reavaliados a 22 de setembro de 2025.", "2025-09-22"),
        ("We re-tested today the issues first reported on 3 April 2025.", None),
        ("A retest is planned for 22 September 2025.", None),
    ],
)
def test_the_day_of_a_retest_says_that_there_was_one(sentence: str, day: str | None) -> None:
    values = values_of("penetration_test_report", f"Penetration test report\nTern Bay\n{sentence}\n")
    assert (values.get("retest_date"), bool(values.get("retest"))) == (day, day is not None or "today" in sentence)


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        ("Targets 198.51.100.0/27\nStart 4 March 2026", {"target": "198.51.100.0/27"}),
        ("Tern Bay plc, data from Rapid7 InsightVM on 31/08/2026", {"tester": "Rapid7 InsightVM"}),
        ("Inicio de escaneo 13 dic 2025 20:00\nFin de escaneo 14 dic 2025 09:35", {"test_end": "2025-12-14"}),
        ("Plage examinée : 192.0.2.0/24\nRéalisation : Moss SAS", {"target": "192.0.2.0/24", "tester": "Moss SAS"}),
    ],
)
def test_scans_say_what_was_scanned_with_what(head: str, expected: dict[str, str]) -> None:
    values = values_of("vulnerability_scan_report", f"Vulnerability scan report\n{head}\n")
    assert {key: values.get(key) for key in expected} == expected


def test_address_behind_the_target_is_none_of_its_name() -> None:
    text = "Penetration Test Report\nTarget: Fennmoor Online Banking (https://online.fennmoor.example)\n"
    reading = replace(reading_of(text), language="en")
    assert facts_of_reading(reading)["target"] == "Fennmoor Online Banking"


def facts_of_reading(reading: Reading) -> dict[str, object]:
    found = extract(reading, document_type="penetration_test_report", validity=ValidityRules(), today=TODAY)
    return {one.key: one.value for one in found.facts}
