"""Lists under a heading: numbered, with bullets, or as the paragraphs below it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from muniment.judging.facts.view import Leaf, Line, Mark

_BULLET = re.compile(
    r"(?P<bullet>[•●▪◦‣·➢✓✔\uf0b7\uf0a7*o]|-|–|\(?(?:\d{1,3}|[a-z]|[ivx]{1,5})[.)]|"
    r"[A-Z]{2,6}[- ]?\d{1,3}[.:)]?)\s+(?=\S)"
)
MAX_LINES = 400
"""Of a list, over its pages."""


@dataclass(frozen=True, slots=True)
class Listed:
    """An element of a list: its text without its bullet, and where it stands, bullet and all."""

    text: str
    label: str
    mark: Mark


def listed(leaf: Leaf, first: int, ends: re.Pattern[str]) -> Iterator[Listed]:
    """The elements of the list that begins at line `first` of the leaf, up to a line that `ends` matches."""
    kind: str | None = None
    lines: list[Line] = []
    label = ""
    for line in leaf.lines[first : first + MAX_LINES]:
        if ends.match(line.text):
            break
        bullet = _BULLET.match(line.text)
        shape = _shape(bullet["bullet"]) if bullet else None
        if bullet and (kind is None or shape == kind):
            if kind is not None and lines:
                yield _element(leaf, lines, label)
            kind, lines, label = shape, [line], bullet["bullet"]
        elif kind is not None and lines:
            if _ends_element(lines, line):
                break
            lines.append(line)
    if kind is not None and lines:
        yield _element(leaf, lines, label)


def goes_on(last: Listed, first: Listed) -> bool:
    """Whether an element at the head of a page is the next of the list that the page before ends with."""
    before, digits = (re.sub(r"\D", "", one.label) for one in (last, first))
    is_next = not digits or not before or int(digits) == int(before) + 1
    return _shape(last.label) == _shape(first.label) and is_next


def _ends_element(lines: list[Line], line: Line) -> bool:
    """Whether a line without a bullet is no more of the element: that was whole, and this begins anew."""
    return lines[-1].text.endswith((".", ";")) and line.text[:1].isupper()


def _element(leaf: Leaf, lines: list[Line], label: str) -> Listed:
    mark = Mark(leaf.page, lines[0].start, lines[-1].end)
    text = leaf.plain[mark.start + len(label) : mark.end]
    return Listed(" ".join(text.split()), label, mark)


def _shape(bullet: str) -> str:
    if any(letter.isdigit() for letter in bullet):
        return "identifier" if bullet[0].isupper() else "number"
    return "letter" if bullet.strip("().").isalnum() and bullet != "o" else bullet
