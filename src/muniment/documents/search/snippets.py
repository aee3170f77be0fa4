"""Where on a page the words of a query stand, for the lines shown with a result: verbatim, whatever the words fold."""

from __future__ import annotations

import re
from collections.abc import Sequence

from muniment.documents.search.query import Group
from muniment.reading.model import Page
from muniment.reading.quotes import around
from muniment.reading.words import as_compared, as_written

MAX_CHARACTERS = 240
_LETTER = r"[^\W_]"


def snippet(page: Page, groups: Sequence[Group]) -> str:
    """The words around the first match, a part of the page's text; its beginning when the page has none."""
    for group in groups:
        found = None if group.is_excluded else place(page.text, group)
        if found is not None:
            return around(page, *found, MAX_CHARACTERS)
    return page.text[:MAX_CHARACTERS].strip()


def place(text: str, group: Group) -> tuple[int, int] | None:
    """Where the group stands in the text, from and to, or at least the first of its words."""
    # Nearly every match is written as it is asked for; only where none is are words folded to be compared.
    pattern = r"[\W_]*".join(map(re.escape, group.runs))
    if group.runs[0].isascii():
        pattern = f"(?<!{_LETTER}){pattern}"
    if group.runs[-1].isascii() and not group.is_prefix:
        pattern = f"{pattern}(?!{_LETTER})"
    # Comparing without case takes twice as long, but small letters are as many only in ASCII
    found = re.search(pattern, text.lower()) if text.isascii() else re.search(pattern, text, re.IGNORECASE)
    return found.span() if found is not None else _folded_place(text, group)


def _folded_place(text: str, group: Group) -> tuple[int, int] | None:
    first = group.runs[0]
    is_whole = first.isascii() and not (group.is_prefix and len(group.runs) == 1)
    for written in as_written(text):
        plain = as_compared(written[0])
        if first == plain if is_whole else first in plain:
            return written.span()
    return None
