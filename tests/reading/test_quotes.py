"""Quotes: the sentence around a match, and its own lines without those that stand by themselves."""

from __future__ import annotations

import pytest

from muniment.reading.model import Page
from muniment.reading.quotes import around, in_its_lines

COVER = """Harrow Lane Hosting, Inc.
SOC 2 Type II
Report on the description of its system and on the suitability of its controls relevant to Security and
Availability
Harrow Lane Platform
For the period February 1, 2026 to July 31, 2026
With the independent service auditor's report of Oakes & Dunmore LLP
"""

PROSE = """Scope
We looked at the controls that Harrow Lane states for the handling of customers' data in its two data
centres, as they were designed and operated, and at the tests of those controls from February 1 to
July 31, 2026, with the results that are listed in the last section
Appendix
"""


@pytest.mark.parametrize(
    ("text", "match", "quote"),
    [
        (COVER, "Type II", "SOC 2 Type II"),
        (COVER, "July 31, 2026", "For the period February 1, 2026 to July 31, 2026"),
        (COVER, "Availability", "\n".join(COVER.splitlines()[2:4])),
        (COVER, "Security", "\n".join(COVER.splitlines()[2:4])),
        (COVER, "Inc.\nSOC 2", "Harrow Lane Hosting, Inc.\nSOC 2 Type II"),
        (PROSE, "February 1 to\nJuly 31", "\n".join(PROSE.splitlines()[1:4])),
        ("Period\nFrom May 1 to\nMay 31\nEnd", "May 31", "From May 1 to\nMay 31"),
        ("one line", "line", "one line"),
        ("", "", ""),
    ],
)
def test_quote_is_of_the_lines_that_belong_together(text: str, match: str, quote: str) -> None:
    start = text.index(match)
    page = Page(1, text)
    assert in_its_lines(page, start, start + len(match)) == quote
    assert quote in around(page, start, start + len(match))


def test_match_longer_than_the_limit_is_cut() -> None:
    page = Page(1, "word\n" * 100)
    assert len(in_its_lines(page, 0, 500, 40)) <= 40
