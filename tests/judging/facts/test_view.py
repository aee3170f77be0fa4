"""A page is prepared for search in time that grows with its length, whatever it holds."""

from __future__ import annotations

import pytest

from muniment.judging.facts.view import Leaf
from muniment.reading.model import Page


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Scope . . . . . . 2\nControls ........ 14\nOpinion …………\nAnnex", True),
        ("Scope ...\nControls .... are named in 2\nOpinion", False),
        ("." * 60_000 + "x", False),
    ],
    ids=["led", "prose", "dots"],
)
def test_table_of_contents_is_told_by_dots_that_lead_to_pages(text: str, expected: bool) -> None:
    assert Leaf(Page(1, text)).is_contents is expected
