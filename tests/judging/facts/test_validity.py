"""How long evidence holds."""

from __future__ import annotations

import pytest

from muniment.judging.facts.extract import EXTRACTORS
from muniment.judging.facts.validity import Rule, ValidityError, ValidityRules, standard_rules
from muniment.judging.model import Fact
from muniment.judging.taxonomy.types import load_types


def dated(key: str, value: str) -> Fact:
    return Fact(key, "Title", value, "date", "quote", 1, 0.9, verified=True)


def expiry(rules: ValidityRules, document_type: str, *facts: Fact) -> tuple[object, ...]:
    return tuple(found.value for found in rules.expiry(facts, document_type))


def test_soc_report_holds_a_year_after_its_period() -> None:
    found = expiry(ValidityRules(), "soc2_type2_auditor_report", dated("period_end", "2025-02-28"))
    assert found == ("2026-02-28", "period_end + 12 months")


def test_certificate_ends_when_it_says() -> None:
    found = expiry(
        ValidityRules(), "iso_27001_certificate", dated("issue_date", "2023-01-02"), dated("expiry_date", "2026-01-01")
    )
    assert found == ("2026-01-01", "expiry_date")


def test_policy_prefers_its_next_review_to_its_approval() -> None:
    facts = dated("approval_date", "2024-05-01"), dated("next_review_date", "2024-11-01")
    assert expiry(ValidityRules(), "information_security_policy", *facts) == ("2024-11-01", "next_review_date")


def test_setting_changes_the_months_but_not_stated_dates() -> None:
    rules = ValidityRules.from_json('{"penetration_test_report": 6, "iso_27001_certificate": 6}')
    assert expiry(rules, "penetration_test_report", dated("test_end", "2025-01-31")) == (
        "2025-07-31",
        "test_end + 6 months",
    )
    assert expiry(rules, "iso_27001_certificate", dated("expiry_date", "2026-01-01")) == ("2026-01-01", "expiry_date")


def test_zero_months_means_no_expiry_by_age() -> None:
    rules = ValidityRules({"penetration_test_report": 0})
    assert expiry(rules, "penetration_test_report", dated("test_end", "2025-01-31")) == ()


def test_month_counts_from_its_last_day() -> None:
    assert expiry(ValidityRules(), "penetration_test_report", dated("document_date", "2023-02"))[0] == "2024-02-28"


@pytest.mark.parametrize(
    "text", ["", "[]", '{"nda": -1}', '{"nda": "12"}', '{"nda": 1.5}', '{"nda": true}', '{"nda": 1201}']
)
def test_setting_that_is_no_map_of_months_is_refused(text: str) -> None:
    with pytest.raises(ValidityError):
        ValidityRules.from_json(text)


def test_type_that_does_not_exist_has_no_end() -> None:
    assert expiry(ValidityRules(), "no_such_type", dated("period_end", "2025-02-28")) == ()


def test_rule_of_every_entry_can_be_read() -> None:
    rules = {known.slug: standard_rules(known.slug) for known in load_types()}
    assert {slug: len(rules[slug]) for slug in rules} == {known.slug: len(known.validity) for known in load_types()}
    assert rules["hitrust_certification_letter"] == (Rule("expiry_date"), Rule("issue_date", 24))
    assert rules["nda"] == (Rule("expiry_date"),)
    assert rules["asset_inventory"] == ()


def test_every_extractor_is_named_by_an_entry_and_every_entry_names_one_that_exists() -> None:
    assert {known.facts for known in load_types()} - {None} == set(EXTRACTORS)


def test_scan_of_an_approved_vendor_holds_ninety_days_and_another_scan_twelve_months() -> None:
    scanned = dated("test_end", "2026-03-09")
    asv = Fact("report_type", "Report type", "ASV scan", "text", "quote", 1, 0.9, verified=True)
    assert expiry(ValidityRules(), "vulnerability_scan_report", scanned, asv) == ("2026-06-07", "test_end + 90 days")
    assert expiry(ValidityRules(), "vulnerability_scan_report", scanned) == ("2027-03-09", "test_end + 12 months")
    assert expiry(ValidityRules({"vulnerability_scan_report": 0}), "vulnerability_scan_report", scanned, asv) == ()
