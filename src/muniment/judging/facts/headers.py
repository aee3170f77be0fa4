"""Tables whose columns only single spaces part, as PDFs give them: a line that holds nothing but labels of other
languages than English, and the line of values below it, or above it as on tiles."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache

from muniment.judging.facts import dates, vocabulary
from muniment.judging.facts.keys import KEYS
from muniment.judging.facts.view import Leaf, Line

MAX_CHARACTERS = 160
MIN_COLUMNS = 2
MAX_RUNS = 3
"""Runs of words in a row, between which columns of other shapes stand. Where a row does not fit, all ways to part it
are tried: with four runs 4,000 ways of 80 numbers for each of them, with three none that can be felt."""
WORDS = r"\S.*?"
"""A value without a shape of its own."""
_OTHER = "other"
"""The column of a label that is no key's."""


@cache
def _labels(families: tuple[str, ...]) -> Mapping[str, re.Pattern[str]]:
    """By key, its labels at a place; other labels last."""
    by_key: dict[str, list[str]] = {}
    for family in families:
        for key in vocabulary.labelled(family):
            by_key.setdefault(key, []).extend(vocabulary.labels(family, key))
    made = {key: re.compile("(?i)(?:" + "|".join(wordings) + r")(?=\s|$)") for key, wordings in by_key.items()}
    return made | {_OTHER: re.compile(f"(?i)(?:{vocabulary.alternatives('other_columns')}" + r")(?=\s|$)")}


def columns(line: Line, families: tuple[str, ...]) -> list[str] | None:
    """The keys of a line's labels in their order; None when it holds anything else, or fewer than two labels."""
    text = line.text
    if len(text) > MAX_CHARACTERS or not text[:1].isupper() or any(letter.isdigit() for letter in text):
        return None
    found = _cut(text, 0, families, {})
    return found if found is not None and len(found) >= MIN_COLUMNS else None


def _cut(text: str, at: int, families: tuple[str, ...], seen: dict[int, list[str] | None]) -> list[str] | None:
    if at >= len(text):
        return []
    if at not in seen:
        seen[at] = None
        ends = sorted(
            ((match.end(), key) for key, pattern in _labels(families).items() if (match := pattern.match(text, at))),
            key=lambda end: -end[0],
        )
        for end, key in ends:
            rest = _cut(text, end + 1, families, seen)
            if rest is not None:
                seen[at] = [key, *rest]
                break
    return seen[at]


def is_labels(text: str) -> bool:
    """Whether a text is nothing but labels, as the head of a table is."""
    return len(text) <= MAX_CHARACTERS and bool(
        vocabulary.every_label().fullmatch(text.strip(" :")) or columns(Line(text, 0), vocabulary.FAMILIES)
    )


def values(leaf: Leaf, families: tuple[str, ...], shapes: Mapping[str, str]) -> Iterator[tuple[str, str, Line, Line]]:
    """(key, value, header, row) for every column of such tables whose value can be told from its neighbours'.

    `shapes`: by key, a pattern that its values match; others are words, which a neighbour of words hides.
    """
    none = Line("", 0)
    lines = [none, none, *leaf.lines, none, none]
    for before, above, header, row, behind in zip(lines, lines[1:], lines[2:], lines[3:], lines[4:], strict=False):
        keys = columns(header, families)
        if keys is None:
            continue
        parts: list[str] = []
        for place, key in enumerate(keys):
            is_words = key not in shapes
            if is_words and place and keys[place - 1] not in shapes:
                parts[-1] = WORDS
                continue
            parts.append(f"(?P<c{place}>{shapes.get(key, WORDS)})")
        if sum(WORDS in part for part in parts) > MAX_RUNS:
            continue
        shape = re.compile(r"\s".join(parts))
        match, answered = _row(shape, row, behind), row
        if not _fitting(shape, row) and _is_alone(above, keys, shapes):
            is_taken = columns(before, families) is not None
            match, answered = None if is_taken else _row(shape, above, before), above
        for name, value in match.groupdict().items() if match else ():
            key = keys[int(name[1:])]
            if key != _OTHER:
                yield key, value, header, answered


def _row(shape: re.Pattern[str], row: Line, next_to_it: Line) -> re.Match[str] | None:
    """What a line gives the columns; nothing where the one next to it does too, as in a history."""
    return None if _fitting(shape, next_to_it) else _fitting(shape, row)


def _fitting(shape: re.Pattern[str], row: Line) -> re.Match[str] | None:
    return shape.fullmatch(row.text) if len(row.text) <= MAX_CHARACTERS else None


def _is_alone(row: Line, keys: Sequence[str], shapes: Mapping[str, str]) -> bool:
    """Whether a line holds a date for every column of dates, at least one, and no other."""
    dated = sum(KEYS[key][1] == "date" for key in keys if key in shapes)
    return 0 < dated == len(dates.find(row.text, day_first=True))
