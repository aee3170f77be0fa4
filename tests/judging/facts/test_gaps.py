"""Gap assessments: against what, and what they found."""

from __future__ import annotations

import pytest

from tests.judging.facts.readings import values_of

GAP = "gap_assessment"


def test_the_framework_and_the_findings_are_told() -> None:
    found = values_of(GAP, "ISO/IEC 27001:2022 Gap Assessment\nAlder Ltd\nWe found 2 high, 5 medium and 4 low gaps.")
    assert found["framework"] == "ISO/IEC 27001:2022"
    assert (found["findings_high"], found["findings_medium"], found["findings_low"]) == (2, 5, 4)


@pytest.mark.parametrize("title", ["Gap Assessment", "ISO 27001 and SOC 2 Gap Assessment"])
def test_a_title_without_one_framework_tells_none(title: str) -> None:
    assert "framework" not in values_of(GAP, f"{title}\nAlder Ltd\nText")
