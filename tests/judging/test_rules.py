"""What rules make of titles: their subject, and what a document is merely about."""

from __future__ import annotations

import pytest

from muniment.judging import rules, zones
from muniment.judging.rules import Said
from muniment.reading.model import Page, Reading


def said(text: str) -> Said:
    reading = Reading("application/pdf", (Page(1, text),), 1)
    return rules.say(reading, zones.split(reading, name="upload.bin"))


def speaks_in_title(text: str, slug: str) -> bool:
    return any(hit.line is not None and hit.weight > 0 for hit in said(text).hits.get(slug, ()))


def test_environmental_security_is_of_premises_and_no_sustainability() -> None:
    assert speaks_in_title("Environmental Security Policy\n", "physical_security_policy")
    assert not speaks_in_title("Environmental Security Policy\n", "esg_report")


@pytest.mark.parametrize(
    "title", ["Environmental Policy", "Environmental and Social Report", "Environmental Statement"]
)
def test_environmental_policy_is_of_sustainability(title: str) -> None:
    assert speaks_in_title(f"{title}\n", "esg_report")


@pytest.mark.parametrize(
    ("title", "is_about"),
    [
        ("Case Study: Privacy Policy", True),
        ("Case Study Inc. Privacy Policy", False),
        ("Tutorial", True),
        ("Playbook for Software GmbH", True),
        ("Best Practices Ltd Privacy Policy", False),
    ],
)
def test_words_inside_a_name_make_no_document_about_something(title: str, is_about: bool) -> None:
    assert bool(said(f"{title}\nWe collect personal data.\n").about) == is_about
