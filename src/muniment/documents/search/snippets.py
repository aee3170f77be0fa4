"""Where on a page the words of a query stand, for the lines shown with a result: verbatim, whatever the words fold."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice

from muniment.documents.search.query import Group
from muniment.reading.model import Page
from muniment.reading.quotes import around
from muniment.reading.words import as_compared, as_written

MAX_CHARACTERS = 240
_MOST_PLACES = 100
"""Of one word on a page: of more, one is near whatever else is asked for."""

_FOLDED_CHARACTERS = 5_000
"""Up to so many on a page, words are folded for more than the first place: a printed page, in a millisecond."""

_ONE_MORE = 1_000_000
"""What a word more is worth in a passage: more than that all of them are rare."""

_LETTER = r"[^\W_]"


def snippet(page: Page, groups: Sequence[Group]) -> str:
    """The words around what answers best, a part of the page's text; its beginning when the page has none."""
    found = passage(page.text, groups)
    return around(page, *found, MAX_CHARACTERS) if found is not None else page.text[:MAX_CHARACTERS].strip()


def passage(text: str, groups: Sequence[Group]) -> tuple[int, int] | None:
    """From where to where the most of the groups stand within a snippet; of as many those that are rarest on the page,
    then those nearest together, then the first. None where none stands anywhere."""
    places = [_places(text, group) for group in groups if not group.is_excluded]
    worth = [_ONE_MORE + _ONE_MORE // (2 * len(spans) * len(places)) for spans in places if spans]
    ordered = sorted((*span, which) for which, spans in enumerate(filter(None, places)) for span in spans)
    within, first, there = [0] * len(worth), 0, 0
    best, best_rank = (0, -1), (0, 0)
    for last, (_, end, which) in enumerate(ordered):
        within[which] += 1
        there += worth[which] if within[which] == 1 else 0
        while first < last and (end - ordered[first][0] > MAX_CHARACTERS or within[ordered[first][2]] > 1):
            gone = ordered[first][2]
            within[gone] -= 1
            there -= worth[gone] if within[gone] == 0 else 0
            first += 1
        if (rank := (there, ordered[first][0] - end)) > best_rank:
            best, best_rank = (first, last), rank
    found = ordered[best[0] : best[1] + 1]
    return (found[0][0], max(end for _, end, _ in found)) if found else None


def _places(text: str, group: Group) -> list[tuple[int, int]]:
    """Where the group stands in the text, from and to, or at least the first of its words; the first hundred times."""
    # Nearly every match is written as it is asked for; only where none is are words folded to be compared.
    if as_asked := [found.span() for found in islice(_as_asked(text, group), _MOST_PLACES)]:
        return as_asked
    runs, is_short = group.runs[:1], len(text) <= _FOLDED_CHARACTERS
    return list(islice(_folded_places(text, group, runs), _MOST_PLACES if is_short else 1))


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
