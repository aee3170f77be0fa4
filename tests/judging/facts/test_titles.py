"""What policies are called, however the line of their title is set."""

from __future__ import annotations

import pytest

from tests.judging.facts.readings import values_of

TITLES = {
    "over two lines of ordinary words": (
        "Lawful Handling of Shared\nMailboxes Policy\nOstrea B.V.\nWe check the handling of shared and lawful mail.",
        "Lawful Handling of Shared Mailboxes Policy",
    ),
    "over two lines about what policies are about": (
        "Backup and Cloud\nRecovery Standard\nText",
        "Backup and Cloud Recovery Standard",
    ),
    "below an organisation that has no legal form": (
        "Ostrea Payments\nIntelligence Policy\nHow Ostrea Payments works.",
        "Intelligence Policy",
    ),
    "with its number and issue": ("HR-014 Leavers Procedure – issue 5\nText", "Leavers Procedure"),
    "behind the organisation": ("Ostrea Payments B.V. | Clean Desk Policy\nText", "Clean Desk Policy"),
    "with a kind of its own behind a dash": (
        "Visitor Policy - Northern sites\nText",
        "Visitor Policy - Northern sites",
    ),
    "of a template": ("[Company Name] Clean Desk Policy\n1. Policy statement\nText", "Clean Desk Policy"),
    "no numbered heading": ("2. Policy statements\nClean Desk Policy\n", "Clean Desk Policy"),
    "behind its number": ("Standard AB-018\nVersion 2\nLeavers and Joiners Standard", "Leavers and Joiners Standard"),
    "of two sentences": ("Being Fair. It Matters: Our Code of Conduct", "Being Fair. It Matters: Our Code of Conduct"),
    "year ahead": ("2026 Code of Conduct\nText", "2026 Code of Conduct"),
}


@pytest.mark.parametrize(("text", "expected"), TITLES.values(), ids=TITLES)
def test_title_is_what_the_document_is_called(text: str, expected: str) -> None:
    assert values_of("other_policy", text)["title"] == expected
