"""Exceptions of an auditor's tests, from matrices over pages and from prose."""

from __future__ import annotations

import pytest

from muniment.judging.facts.extract import extract
from muniment.judging.facts.validity import ValidityRules
from muniment.judging.facts.view import View
from muniment.judging.items.exceptions import exceptions
from muniment.judging.items.extract import items_of
from muniment.judging.items.kinds import MAX_ITEMS
from tests.judging.facts.readings import facts_of, reading_of
from tests.judging.items.rows import rows_of

SOC = "soc2_type2_auditor_report"
HEAD = "Criteria\tControl\tTests performed\tResults of tests"
CLEAN = "CC6.1\tAC-01 Access needs a second factor.\tInspected the configuration of sign-on.\tNo exceptions noted."
LATE = "CC6.2\tAC-07 Leavers lose access in one day.\tInspected 25 leavers.\tException noted: 2 of 25 kept access."


def test_row_whose_result_is_an_exception_is_one_with_its_fields() -> None:
    assert rows_of(SOC, "\n".join([HEAD, CLEAN, LATE])) == [
        {
            "kind": "exception",
            "control": "AC-07 Leavers lose access in one day.",
            "criteria": "CC6.2",
            "test": "Inspected 25 leavers.",
            "result": "Exception noted: 2 of 25 kept access.",
        }
    ]


def test_table_goes_on_over_pages_with_and_without_its_header() -> None:
    other = LATE.replace("AC-07", "AC-08")
    third = LATE.replace("AC-07", "AC-09")
    found = rows_of(SOC, "\n".join([HEAD, CLEAN, LATE]), "\n".join([HEAD, other]), third)
    assert [row["control"][:5] for row in found] == ["AC-07", "AC-08", "AC-09"]


def test_place_with_managements_response_stands_for_a_control_told_twice() -> None:
    answers = "Control\tResult\tManagement's response\n"
    answers += "AC-07\tException noted: 2 of 25 kept access.\tRemoval is automatic now."
    [row] = rows_of(SOC, "\n".join([HEAD, LATE]), answers)
    assert row["management_response"] == "Removal is automatic now."


def test_prose_gives_exception_control_and_response() -> None:
    text = """Results
Control AC-12: Exception noted: For 1 of 4 quarters the access review was not performed.
Management's response: The review was done late. A reminder is set.
Other information
Nothing else."""
    assert rows_of(SOC, text) == [
        {
            "kind": "exception",
            "control": "AC-12",
            "result": "For 1 of 4 quarters the access review was not performed.",
            "management_response": "The review was done late. A reminder is set.",
        }
    ]


@pytest.mark.parametrize(
    "result",
    [
        "No exceptions noted.",
        "No relevant exceptions were noted",
        "None noted",
        "N/A",
        "Exceptions noted: none",
        "Not tested, as there were no occurrences during the period.",
        "Without deviation",
    ],
)
def test_result_that_denies_exceptions_is_none(result: str) -> None:
    assert rows_of(SOC, f"{HEAD}\nCC6.2\tAC-07 Leavers lose access.\tInspected 25 leavers.\t{result}") == []


def test_rows_are_no_more_than_a_document_may_have_before_each_is_compared_with_all() -> None:
    page = "\n".join(f"Exception noted: For {{0}}-{n} of the leavers access was not removed." for n in range(100))
    view = View(reading_of(*(page.format(number) for number in range(MAX_ITEMS // 100 + 2))))
    assert len(list(exceptions(view))) == MAX_ITEMS


def test_count_that_is_not_stated_is_that_of_the_rows() -> None:
    falls_short = LATE.replace("Exception noted: 2 of 25 kept access", "2 of 25 were not removed in time")
    reading = reading_of("\n".join([HEAD, CLEAN.replace("No exceptions noted", "Pass"), falls_short]))
    items = items_of(reading, document_type=SOC)
    found = extract(reading, document_type=SOC, validity=ValidityRules(), items=items)
    counts = [fact for fact in found.facts if fact.key == "exceptions_count"]
    assert [(fact.value, fact.verified) for fact in counts] == [(1, True)]
    assert "exceptions_count" not in facts_of(SOC, reading.pages[0].text)


def test_stated_count_that_differs_from_the_rows_stays_and_is_told() -> None:
    reading = reading_of("\n".join([HEAD, LATE]), "Total number of exceptions noted: 4.")
    items = items_of(reading, document_type=SOC)
    found = extract(reading, document_type=SOC, validity=ValidityRules(), items=items)
    assert [fact.value for fact in found.facts if fact.key == "exceptions_count"] == [4]
    assert found.differences == ("exceptions_count: 4 stated, 1 row",)


def test_criterion_that_is_a_cell_of_the_row_above_heads_no_other_row() -> None:
    head = "Part\tControl\tTest performed\tResults of test"
    clean = "CC6.1 Logins\tLogins have two factors.\tInspected the settings.\tNo exceptions noted."
    late = "Access\tAccess is reviewed.\tInspected four reviews.\tException noted: two were not performed."
    (found,) = rows_of(SOC, "\n".join([head, clean, late]))
    assert "criteria" not in found
    (headed,) = rows_of(SOC, "\n".join(["CC6.1 - Logins", head, late]))
    assert headed["criteria"] == "CC6.1"
