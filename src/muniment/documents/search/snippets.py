"""Where on a page the words of a query stand, for the lines shown with a result: verbatim, whatever the words fold."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

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
    found = next(_as_asked(text, group), None)
    return found.span() if found is not None else next(_folded_places(text, group, group.runs[:1]), None)


def marks(text: str, groups: Sequence[Group]) -> list[tuple[int, int]]:
    """Where the groups stand in a short text, each from and to, in order and apart; or their words, where one does not
    stand there as it is asked for."""
    places: list[tuple[int, int]] = []
    for group in groups:
        if not group.is_excluded:
            places += [found.span() for found in _as_asked(text, group)] or _folded_places(text, group, group.runs)
    apart: list[tuple[int, int]] = []
    for start, end in sorted(places):
        if apart and start < apart[-1][1]:
            apart[-1] = (apart[-1][0], max(end, apart[-1][1]))
        else:
            apart.append((start, end))
    return apart


def _as_asked(text: str, group: Group) -> Iterator[re.Match[str]]:
    pattern = r"[\W_]*".join(map(re.escape, group.runs))
    if group.runs[0].isascii():
        pattern = f"(?<!{_LETTER}){pattern}"
    if group.runs[-1].isascii() and not group.is_prefix:
        pattern = f"{pattern}(?!{_LETTER})"
    # Comparing without case takes twice as long, but small letters are as many only in ASCII
    return re.finditer(pattern, text.lower()) if text.isascii() else re.finditer(pattern, text, re.IGNORECASE)


def _folded_places(text: str, group: Group, runs: Sequence[str]) -> Iterator[tuple[int, int]]:
    for written in as_written(text):
        plain = as_compared(written[0])
        for run in runs:
            is_whole = run.isascii() and not (group.is_prefix and run == group.runs[-1])
            if run == plain if is_whole else run in plain:
                yield written.span()
                break
