"""What stands beside a document's own text, as pages of their own: to be searched and read, never evidence.

Comments, speaker's notes and tracked deletions are what people said about the document; text that nobody sees may be
there to mislead whoever judges it. Each stands under a label that says which it is, after the document's own pages.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from muniment.reading.model import Page, ReadingProblem
from muniment.reading.text import Paragraph, blocks, clean
from muniment.reading.warnings import warning

COMMENTS = "Comments"
NOTES = "Speaker's notes"
DELETED = "Deleted text"
HIDDEN = "Hidden text"


def pages_aside(label: str, lines: Iterable[str], *, most: int, first_number: int) -> list[Page]:
    """The lines in blocks under the label; none when there is nothing but blanks."""
    pages = blocks((Paragraph(line) for line in lines), most=most, first_number=first_number)
    return [replace(page, label=label, aside=True) for page in pages]


def hidden_warning(places: dict[str, int]) -> list[ReadingProblem]:
    """The warning that text was hidden, where and how much; `places`: characters by place. None when there is none."""
    if not any(places.values()):
        return []
    listed = [f"{count:,} characters {place}" for place, count in places.items() if count]
    rest = len(listed) - _PLACES_LISTED
    what = ", ".join(listed[:_PLACES_LISTED]) + (f" and {rest} more places" if rest > 0 else "")
    return [warning("hidden_text", what=clean(what))]


_PLACES_LISTED = 5
