"""Facts of one document that contradict each other are left out, and their keys are told."""

from __future__ import annotations

import pytest

from muniment.judging.facts.consistency import RULES, reconcile
from muniment.judging.facts.keys import KEYS
from muniment.judging.model import Fact


def stated(confidence: float = 0.9, **values: str | int) -> list[Fact]:
    return [Fact(key, KEYS[key][0], value, KEYS[key][1], "quote", 1, confidence) for key, value in values.items()]


def left(facts: list[Fact], document_type: str | None = None) -> set[str]:
    return {found.key for found in reconcile(facts, document_type)[0]}


@pytest.mark.parametrize(
    "values",
    [
        {"opinion": "qualified", "exceptions_count": 0},
        {"opinion": "adverse", "exceptions_count": 0},
        {"soc_type": "Type 1", "period_start": "2025-01-01"},
        {"soc_type": "Type 1", "period_end": "2025-12-31"},
        {"soc_type": "Type 2", "as_of_date": "2025-12-31"},
        {"period_start": "2025-12-31", "period_end": "2025-01-01"},
        {"period_start": "2025-01-01", "period_end": "2026-07-02"},
        {"report_period_start": "2025-01-01", "report_period_end": "2024-01-01"},
        {"report_period_end": "2025-12-31", "period_end": "2025-06-30"},
        {"issue_date": "2028-10-01", "expiry_date": "2025-10-01"},
        {"issue_date": "2025-10-01", "expiry_date": "2025-10-01"},
        {"issue_date": "2005-10-01", "expiry_date": "2025-10-01"},
        {"effective_date": "2026-01-01", "expiry_date": "2025-01-01"},
        {"document_date": "2026-01-01", "expiry_date": "2026-01-01"},
        {"standard_year": 2022, "issue_date": "2019-01-01"},
        {"test_start": "2026-02-20", "test_end": "2026-02-09"},
        {"test_end": "2026-02-20", "document_date": "2026-01-09"},
        {"test_end": "2026-02-20", "retest_date": "2026-01-09"},
        {"approval_date": "2026-02-20", "next_review_date": "2026-01-09"},
        {"limit_general_liability": 5_000_000, "limit_general_liability_aggregate": 1_000_000},
    ],
)
def test_facts_that_contradict_are_left_out_and_told(values: dict[str, str | int]) -> None:
    kept, told = reconcile(stated(**values), None)
    assert (kept, told) == ([], [tuple(values)])


@pytest.mark.parametrize(
    "values",
    [
        {"opinion": "qualified", "exceptions_count": 2},
        {"opinion": "unqualified", "exceptions_count": 0},
        {"soc_type": "Type 2", "period_start": "2025-01-01", "period_end": "2026-06-30"},
        {"soc_type": "Type 1", "as_of_date": "2025-12-31"},
        {"issue_date": "2025-10-01", "expiry_date": "2028-09-30"},
        {"standard_year": 2022, "issue_date": "2022-11-01"},
        {"test_start": "2026-02-09", "test_end": "2026-02-09", "document_date": "2026-02"},
        {"document_date": "2026-02-12", "next_review_date": "2027-02"},
        {"period_end": "2025-12-31", "document_date": "2025-12-12", "report_period_end": "2025-09-30"},
        {"limit_general_liability": 1_000_000, "limit_general_liability_aggregate": 1_000_000},
    ],
)
def test_facts_that_agree_are_kept(values: dict[str, str | int]) -> None:
    kept, told = reconcile(stated(**values), None)
    assert ({found.key for found in kept}, told) == (set(values), [])


def test_surer_one_of_two_is_kept() -> None:
    facts = [*stated(0.95, opinion="qualified"), *stated(0.7, exceptions_count=0)]
    assert left(facts) == {"opinion"}


def test_report_is_dated_after_the_period_that_its_opinion_covers() -> None:
    assert left(stated(period_end="2025-12-31", document_date="2025-06-30", opinion="unqualified")) == {"opinion"}


@pytest.mark.parametrize(
    ("document_type", "values"),
    [
        ("soc2_type2_auditor_report", {"soc_type": "Type 1"}),
        ("soc1_type1_auditor_report", {"soc_type": "Type 2"}),
        ("soc2_type2_auditor_report", {"report_type": "SOC 1"}),
    ],
)
def test_fact_that_contradicts_the_type_is_left_out(document_type: str, values: dict[str, str | int]) -> None:
    kept, told = reconcile(stated(**values), document_type)
    assert (kept, told) == ([], [("document_type", *values)])


def test_every_rule_names_keys_that_exist() -> None:
    assert {key for rule in RULES for key in (rule.first, rule.second)} <= KEYS.keys()
