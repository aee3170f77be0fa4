"""Which of what readers find is a value at all, and which of two readings of a name is whole."""

from __future__ import annotations

import pytest

from tests.judging.facts.readings import values_of

COVER = "certificate_of_insurance"
ISO = "iso_27001_certificate"


def test_name_whose_own_words_look_like_a_label_is_whole() -> None:
    text = "Ravenholm Registrar Services Inc.\n12 Long Street\nThis certifies that Quarn Ltd meets ISO/IEC 27001:2022"
    assert values_of(ISO, text).get("issuer") == "Ravenholm Registrar Services Inc."


def test_label_ahead_of_a_name_is_no_part_of_it() -> None:
    text = "Certificate\nRegistrar Ravenholm Services Inc.\nThis certifies that Quarn Ltd meets ISO/IEC 27001:2022"
    assert values_of(ISO, text).get("issuer") == "Ravenholm Services Inc."


@pytest.mark.parametrize(
    ("text", "limit"),
    [
        ("General liability each occurrence: EUR 10,000,000", 10_000_000),
        ("General liability each occurrence: EUR 12,500,500", None),
        ("General liability each occurrence: EUR 12,500,000", 12_500_000),
    ],
)
def test_limit_of_many_millions_is_in_whole_thousands(text: str, limit: int | None) -> None:
    assert values_of(COVER, f"CERTIFICATE OF INSURANCE\n{text}\n").get("limit_general_liability") == limit


def test_article_is_no_name_and_a_level_of_one_letter_is_one() -> None:
    assert "issuer" not in values_of(ISO, "Certificate ISO/IEC 27001\nIssued by: The\n")
    page = "Accessibility Conformance Report\nName of Product: Quarn Desk\nLevel A (Yes)\n"
    assert values_of("accessibility_conformance_report", page).get("level") == "A"
