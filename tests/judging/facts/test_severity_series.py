"""Counts by severity that a sentence tells, in any order and language; and what was not found or not tested again."""

from __future__ import annotations

import pytest

from muniment.judging.facts.severity_series import series
from muniment.judging.facts.view import View
from tests.judging.facts.readings import reading_of, values_of

HEAD = "Penetration test report\nTarget: Quillmere portal\n"
_KEYS = ("critical", "high", "medium", "low", "informational", "total")


def _counts(text: str) -> tuple[object, ...]:
    values = values_of("penetration_test_report", f"{HEAD}{text}\n")
    return tuple(values.get(f"findings_{key}") for key in _KEYS)


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        (
            "It lists no finding that we call critical, one that we call high, three medium and eight low.",
            (0, 1, 3, 8, None, None),
        ),
        ("We report two critical, three high and one low finding, together six.", (2, 3, None, 1, None, 6)),
        ("By severity of finding. High or above: 2. Medium: 4. Low: 7.", (None, 2, 4, 7, None, None)),
        (
            "Foram detetadas três vulnerabilidades críticas, duas elevadas e uma baixa, num total de 6.",
            (3, 2, None, 1, None, 6),
        ),
        (
            "Non sono emerse vulnerabilità critiche; due sono di gravità alta, sei media e una bassa.",
            (0, 2, 6, 1, None, None),
        ),
        (
            "Eine Schwachstelle wurde als hoch eingestuft, fünf als mittel und zwei als niedrig, somit acht insgesamt.",
            (None, 1, 5, 2, None, 8),
        ),
        ("Faible 31/12/2026\nRépartition : 3 constats élevés et 1 faible, soit 4.", (None, 3, None, 1, None, 4)),
        ("Répartition des constats : 3 élevés, 2 moyens et 4 faibles, soit 9.", (None, 3, 2, 4, None, 9)),
        (
            "Es gab keine kritischen, zwei hohe, vier mittlere und eine niedrige Schwachstelle.",
            (0, 2, 4, 1, None, None),
        ),
        ("Wij vonden geen kritieke, drie hoge en vijf lage bevindingen.", (0, 3, None, 5, None, None)),
    ],
)
def test_a_sentence_that_counts_several_severities_is_read(sentence: str, expected: tuple[object, ...]) -> None:
    assert _counts(sentence) == expected


@pytest.mark.parametrize(
    "sentence",
    [
        "No. Finding Risk\n1 Open mail relay High\n2 Old banner Medium\n3 Long session Low",
        "Wel zijn er zes aandachtspunten.",
        "In 2019 there were two critical, three high and one low finding.",
        "Two critical and three high findings remain open.",
        "Critical findings are fixed within two days, high ones within nine, medium within thirty.",
        "We report two critical, three high and one low finding, together nine.",
    ],
)
def test_counts_of_other_tests_or_of_deadlines_or_that_do_not_add_up_are_none(sentence: str) -> None:
    view = View(reading_of(f"{HEAD}May 2026\n{sentence}\n"))
    assert [series(leaf) for leaf in view.front(1)] == [[]]


@pytest.mark.parametrize(
    "sentence",
    [
        "Foram registadas duas vulnerabilidades altas e três baixas. Não foram registadas observações informativas.",
        "Hubo dos vulnerabilidades altas y tres bajas. No se detectaron observaciones informativas.",
        "Sono emerse due vulnerabilità alte e tre basse. Non sono state rilevate osservazioni informative.",
    ],
)
def test_a_severity_that_a_verb_denies_counts_none(sentence: str) -> None:
    assert _counts(sentence) == (None, 2, None, 3, 0, None)


@pytest.mark.parametrize(
    ("table", "expected"),
    [
        ("This\nmonth\nLast\nmonth Change\nCritical 3 5 –2\nHigh 9 7 +2\nLow 4 4 0", (3, 9, None, 4, None, None)),
        (
            "Table 2. Exposure High Moderate Low Operationally required\nHosts 1 2 3 0\nWeb 0 1 4 1\nTotal 1 3 7 1",
            (None, 1, 3, 7, None, None),
        ),
    ],
)
def test_tables_with_a_broken_head_or_a_column_of_another_kind_are_read(
    table: str, expected: tuple[object, ...]
) -> None:
    assert _counts(table) == expected


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("We have not retested the other findings.", False),
        ("A retest was not part of the engagement.", False),
        ("Ein Nachtest steht noch aus.", False),
        ("Aucun contre-audit n'a été demandé.", False),
        ("Non è stata richiesta una verifica delle correzioni.", False),
        ("Er heeft nog geen hertest plaatsgevonden.", False),
        ("If findings were not retested, they stay open.", None),
    ],
)
def test_a_test_says_that_nothing_was_tested_again(sentence: str, expected: bool | None) -> None:
    assert values_of("penetration_test_report", f"{HEAD}{sentence}\n").get("retest") is expected
