"""Where a quote stands on its page: which places of the text, and which rectangles of the picture."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from muniment.reading.model import SeenWord

MAX_MARKS = 50
"""Places on one page that are told of one quote."""

_SAME_LINE = 0.5
"""Of the lower one's height that two words share which stand on one line."""

_MARK = 0.6
"""Of a word's height, that marks are lower than which stand beside it: full stops, commas, hyphens, quotation marks."""

_REACH = 0.3
"""Of the higher one's height, above and below it, within which such a mark has its middle."""

_GAP = 4.0
"""Letters, between two words of one line; more is another column. Between words that are set to fill their line it is
two or three."""


@dataclass(frozen=True, slots=True)
class Rectangle:
    """A part of a page as it is seen: edges as shares of its width and height, from the upper left."""

    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True, slots=True)
class Mark:
    """One place of a quote, `text[start:end]` of the page, and where that is on the picture; none where nobody knows.
    `is_whole`: the rectangles hold all of it."""

    start: int
    end: int
    rectangles: tuple[Rectangle, ...] = ()
    is_whole: bool = False


def places_of(quote: str, text: str, *, start: int | None = None) -> list[tuple[int, int]]:
    """Where the quote stands in the page's text, one place behind the other, MAX_MARKS at the most; the one place that
    begins at `start`, where that is known."""
    if not quote:
        return []
    if start is not None:
        return [(start, start + len(quote))] if text.startswith(quote, start) else []
    found: list[tuple[int, int]] = []
    at = text.find(quote)
    while at >= 0 and len(found) < MAX_MARKS:
        found.append((at, at + len(quote)))
        at = text.find(quote, at + len(quote))
    return found


def together(words: Sequence[SeenWord], recognised: Sequence[SeenWord]) -> tuple[SeenWord, ...]:
    """Words of a page's own text and those recognised in its pictures, in their order; of two for the same letters the
    one that begins first."""
    found: list[SeenWord] = []
    for word in sorted([*words, *recognised], key=lambda one: one.start):
        if not found or word.start >= found[-1].end:
            found.append(word)
    return tuple(found)


def marked(places: Iterable[tuple[int, int]], text: str, words: Sequence[SeenWord]) -> list[Mark]:
    """The places as marks. `words`: in their order, those of whom it is known where they stand."""
    return [_mark(start, end, text, words) for start, end in places]


def _mark(start: int, end: int, text: str, words: Sequence[SeenWord]) -> Mark:
    first = bisect_right(words, start, key=lambda word: word.end)
    inside: list[SeenWord] = []
    for word in words[first:]:
        if word.start >= end:
            break
        inside.append(word)
    held = sum(_letters(text[max(start, word.start) : min(end, word.end)]) for word in inside)
    return Mark(start, end, tuple(lines(inside)), is_whole=held >= _letters(text[start:end]))


def _letters(text: str) -> int:
    return sum(map(str.isalnum, text))


def lines(words: Iterable[SeenWord]) -> list[Rectangle]:
    """The words joined to one rectangle for each line, or part of one, that they stand on."""
    return [_around(line) for line in lines_of(words)]


def lines_of(words: Iterable[SeenWord]) -> list[list[SeenWord]]:
    """The words line by line; a line that goes on in another column is two."""
    found: list[list[SeenWord]] = []
    letter = 0.0
    for word in words:
        # A full stop and the quotation mark behind it share no height
        if found and any(_follows(last, word, letter=letter) for last in found[-1][-2:]):
            found[-1].append(word)
            letter = max(letter, _letter(word))
        else:
            found.append([word])
            letter = _letter(word)
    return found


def _letter(word: SeenWord) -> float:
    """How wide a letter of the word is; how high, where the writing runs up or down."""
    length = word.bottom - word.top if is_upright(word) else word.right - word.left
    return length / max(1, word.end - word.start)


def is_upright(word: SeenWord) -> bool:
    """Whether the writing runs up or down."""
    return word.end - word.start > 1 and word.bottom - word.top > 1.5 * (word.right - word.left)


def _follows(one: SeenWord, other: SeenWord, *, letter: float) -> bool:
    """Whether the other word goes on with the line of this one, on which the widest letters are so wide."""
    most = _GAP * max(letter, _letter(other))
    level = _is_next(one.top, one.bottom, one.left, one.right, other.top, other.bottom, other.left, other.right)
    if level is not None and level <= most:
        return True
    if not (is_upright(one) or is_upright(other)):
        return False
    down = _is_next(one.left, one.right, one.top, one.bottom, other.left, other.right, other.top, other.bottom)
    return down is not None and down <= most


def _is_next(
    low: float, high: float, begin: float, end: float, low2: float, high2: float, begin2: float, end2: float
) -> float | None:
    """How far two spans are from each other along a line, as a share of that side of the page; None where they do not
    stand on one."""
    lower, higher = sorted(((low, high), (low2, high2)), key=lambda span: span[1] - span[0])
    size, whole = lower[1] - lower[0], higher[1] - higher[0]
    if size < _MARK * whole:
        middle, reach = (lower[0] + lower[1]) / 2, _REACH * whole
        is_level = higher[0] - reach <= middle <= higher[1] + reach and not _overlap(begin, end, begin2, end2)
    else:
        is_level = min(high, high2) - max(low, low2) >= _SAME_LINE * size
    return max(begin2 - end, begin - end2) if is_level else None


def _overlap(begin: float, end: float, begin2: float, end2: float) -> bool:
    """Whether two spans share more than half of the shorter one: they stand one above the other."""
    return min(end, end2) - max(begin, begin2) > min(end - begin, end2 - begin2) / 2


def _around(words: Sequence[SeenWord]) -> Rectangle:
    return Rectangle(
        min(word.left for word in words),
        min(word.top for word in words),
        max(word.right for word in words),
        max(word.bottom for word in words),
    )
