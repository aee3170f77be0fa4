"""Auditors' opinions are told by their wordings, and what only speaks of one is none."""

from __future__ import annotations

import pytest

from tests.judging.facts.readings import values_of


@pytest.mark.parametrize(
    ("text", "opinion"),
    [
        (
            "In our opinion, except for the matter described in the preceding paragraph, in all material respects,",
            "qualified",
        ),
        ("Basis for Qualified Opinion\nControls over access reviews did not operate.", "qualified"),
        ("Basis for adverse opinion\nAs discussed below.", "adverse"),
        (
            "In our opinion, because of the significance of the matter described above, the description does not "
            "present",
            "adverse",
        ),
        ("Basis for Disclaimer of Opinion\nWe were unable to obtain evidence.", "disclaimer"),
        (
            "In our opinion, the financial statements present fairly, in all material respects, the position",
            "unqualified",
        ),
        (
            "In our opinion, management's assertion is fairly stated, in all material respects. Because of inherent "
            "limitations",
            "unqualified",
        ),
    ],
)
def test_opinion_is_named_by_its_wording(text: str, opinion: str) -> None:
    assert values_of("soc2_type2_auditor_report", f"Independent auditor's report\n{text}")["opinion"] == opinion


def test_opinion_only_announced_is_no_opinion() -> None:
    text = "Our responsibility is to express an opinion. We do not express an opinion with respect to projections."
    assert "opinion" not in values_of("soc2_type2_auditor_report", text)
