"""A page as it is set on paper: its words in lines from the top, labels found on them, and what stands in a box.

Only pages whose words reading has placed (`Page.placed`) are such; everything stays a place of the page's text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from muniment.judging.facts.view import Leaf, Mark
from muniment.reading.model import PlacedWord

_ALIKE = 3.0
"""Points by which base lines may differ that are meant to be the same: print and answers are set in other sizes."""


@dataclass(frozen=True, slots=True)
class Place:
    """Words beside each other on a line, left to right, at least one."""

    leaf: Leaf
    words: tuple[PlacedWord, ...]

    @property
    def text(self) -> str:
        """The words with single spaces between."""
        return " ".join(self.leaf.plain[word.start : word.end] for word in self.words)

    @property
    def left(self) -> float:
        """The left edge."""
        return self.words[0].left

    @property
    def right(self) -> float:
        """The right edge."""
        return max(word.right for word in self.words)

    @property
    def line(self) -> float:
        """The base line."""
        return self.words[0].line

    @property
    def mark(self) -> Mark:
        """The place of the words in the page's text, from the first to the last."""
        return Mark(self.leaf.page, min(word.start for word in self.words), max(word.end for word in self.words))

    @property
    def is_whole(self) -> bool:
        """Whether the page's text has the words one after the other, and nothing between."""
        mark = self.mark
        return " ".join(self.leaf.plain[mark.start : mark.end].split()) == self.text

    def up_to(self, pattern: re.Pattern[str]) -> Place | None:
        """The words ahead of the first that matches `pattern` from its beginning."""
        words = self.words
        end = next((at for at, one in enumerate(words) if pattern.match(self.leaf.plain, one.start)), len(words))
        return Place(self.leaf, words[:end]) if end else None


class Form:
    """The lines of a page."""

    def __init__(self, leaf: Leaf) -> None:
        self.leaf = leaf

    @cached_property
    def lines(self) -> tuple[Place, ...]:
        """All words, line by line from the top, each from left to right."""
        held: list[list[PlacedWord]] = []
        for word in sorted(self.leaf.page.placed, key=lambda one: -one.line):
            if word.end > len(self.leaf.plain):
                continue
            if held and held[-1][0].line - word.line <= _ALIKE:
                held[-1].append(word)
            else:
                held.append([word])
        return tuple(Place(self.leaf, tuple(sorted(words, key=lambda one: one.left))) for words in held)

    @cached_property
    def left(self) -> float:
        """The left edge of what is printed."""
        return min((line.left for line in self.lines), default=0.0)

    @cached_property
    def right(self) -> float:
        """Its right edge."""
        return max((line.right for line in self.lines), default=0.0)

    def find(self, pattern: re.Pattern[str], *, left: float = -1e9, right: float = 1e9) -> Iterator[Place]:
        """Where whole words of a line, between two edges, match; from the top, left to right."""
        for line in self.lines:
            words = tuple(word for word in line.words if left <= (word.left + word.right) / 2 <= right)
            if words:
                yield from matches(Place(self.leaf, words), pattern)

    def within(self, *, left: float, right: float, top: float, bottom: float) -> list[Place]:
        """What stands in a rectangle, line by line; words belong where their middle is."""
        found = []
        for line in self.lines:
            if bottom <= line.line < top:
                words = tuple(word for word in line.words if left <= (word.left + word.right) / 2 <= right)
                if words:
                    found.append(Place(self.leaf, words))
        return found

    def beside(self, label: Place, *, right: float) -> Place | None:
        """What follows a label on its line, up to an edge."""
        words: list[PlacedWord] = []
        for line in self.lines:
            if abs(line.line - label.line) <= _ALIKE:
                words += [one for one in line.words if one.left >= label.right - 1 and one.left < right]
        words.sort(key=lambda one: one.left)
        return Place(self.leaf, tuple(words)) if words else None


def matches(line: Place, pattern: re.Pattern[str]) -> Iterator[Place]:
    """Where whole words of a line match, left to right."""
    starts: list[int] = []
    at = 0
    for word in line.words:
        starts.append(at)
        at += word.end - word.start + 1
    text = line.text
    for match in pattern.finditer(text):
        taken = tuple(
            word
            for word, start in zip(line.words, starts, strict=True)
            if start < match.end() and start + word.end - word.start > match.start()
        )
        if taken:
            yield Place(line.leaf, taken)


def joined(first: Place, last: Place, *, most: int) -> Mark | None:
    """The place from one to the other where they follow each other in the text within `most` characters."""
    start, end = first.mark, last.mark
    if start.start < end.start and end.end - start.start <= most:
        return start.to(end)
    return None


def nearest(places: Sequence[Place], line: float, *, most: float) -> Place | None:
    """The one whose base line is nearest; None when none is within `most` points."""
    found = min(places, key=lambda one: abs(one.line - line), default=None)
    return found if found is not None and abs(found.line - line) <= most else None
