"""What is shown of a fact: a quote of the lines that say it."""

from __future__ import annotations

import pytest

from muniment.judging.facts.extract import extract
from muniment.judging.facts.validity import ValidityRules
from tests.judging.facts.readings import facts_of, reading_of

COVER = """Harrow Lane Hosting, Inc.
SOC 2 Type II
Report on the description of its system and on the suitability of its controls relevant to Security and
Availability
Harrow Lane Platform
For the period February 1, 2025 to January 31, 2026
With the independent service auditor's report of Oakes & Dunmore LLP
"""

PARTS = ("Assertion of management", "Basis for qualified opinion", "Description of the system", "Tests of controls")


@pytest.mark.parametrize(
    ("key", "quote"),
    [
        ("soc_type", "SOC 2 Type II"),
        ("period_end", "For the period February 1, 2025 to January 31, 2026"),
        ("expires_on", "For the period February 1, 2025 to January 31, 2026"),
    ],
)
def test_quote_is_no_longer_than_the_statement_needs(key: str, quote: str) -> None:
    assert facts_of("soc2_type2_auditor_report", COVER)[key].quote == quote


def test_quote_keeps_the_words_that_say_of_what_a_value_is() -> None:
    text = "Certificate of registration\nThis is to certify\nValid until\n30 June 2028\nIssued on\n1 July 2025\n"
    assert "Valid until" in (facts_of("iso_27001_certificate", text)["expiry_date"].quote or "")


def test_sentence_is_quoted_and_not_the_table_of_contents() -> None:
    contents = "Contents\n" + "\n".join(f"{name} {'. ' * 20}{at}" for at, name in enumerate(PARTS, start=2))
    opinion = (
        "Basis for qualified opinion\nIn our opinion, except for the matter described above, the controls operated."
    )
    quote = facts_of("soc2_type2_auditor_report", COVER, contents, opinion)["opinion"].quote
    assert quote is not None
    assert quote in opinion


def test_facts_of_a_likely_type_are_found_and_end_nothing() -> None:
    text = "Findings\nTesting took place between 4 May 2026 and 8 May 2026.\nCritical 0\nHigh 2\nMedium 5\nLow 1\n"
    found = {
        fact.key: fact.value
        for fact in extract(
            reading_of(text), document_type=None, validity=ValidityRules(), likely="penetration_test_report"
        ).facts
    }
    assert (found["findings_high"], found["test_end"]) == (2, "2026-05-08")
    assert "expires_on" not in found
