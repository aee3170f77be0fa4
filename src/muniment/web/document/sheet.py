"""The page that is shown: its picture with what is marked on it and its text over it, or its text with what is marked
in that. A picture's marks are shares of its sides, here in thousandths, which SVG stretches to any size.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from muniment.documents.pages import MAX_CHARACTERS, PageText
from muniment.pages.drawing import Places
from muniment.pages.marks import Mark, Rectangle, is_upright, lines_of, marked, places_of
from muniment.reading.model import PageKind, SeenWord
from muniment.web.document.sought import Sought

MAX_LINES = 2_000
"""Lines of a page's text that lie over its picture; print of 2 points has 400."""

MAX_CELLS = 20_000

_MARGIN = 2.0  # thousandths of a side, around what is marked
_BASELINE = 0.22  # of a line's height, from below


class Box(NamedTuple):
    """A rectangle of an SVG of 1000 by 1000."""

    x: float
    y: float
    width: float
    height: float


class TextLine(NamedTuple):
    """A line of text over the picture: from `x` on so long, on a base line, so high."""

    text: str
    x: float
    y: float
    length: float
    size: float


class Piece(NamedTuple):
    """A piece of a page's text, marked or not; `is_first` of the piece that the address leads to."""

    text: str
    is_marked: bool = False
    is_first: bool = False


@dataclass(frozen=True, slots=True)
class Sheet:
    """What is shown of the page. `size`: the picture's sides to each other, where they are known. `boxes`: what is
    marked on the picture; `lines`: its text. `pieces`: the text as it is read, or `table` where that is rows of cells.
    `said`: what is to be said of the mark, or of its absence."""

    is_picture: bool
    size: tuple[int, int] | None = None
    boxes: Sequence[Box] = ()
    lines: Sequence[TextLine] = ()
    pieces: Sequence[Piece] = ()
    table: Sequence[Sequence[Sequence[Piece]]] = ()
    said: str | None = None
    is_cut: bool = False


def sheet_of(
    page: PageText | None, seen: Places | None, sought: Sought | None, *, number: int, is_picture: bool
) -> Sheet:
    """The sheet. `seen`: where words stand on the picture, None where that could not be found out now."""
    is_here = sought is not None and sought.page == number
    text = page.text if page is not None else ""
    places = places_of(sought.quote, text, start=sought.start) if sought is not None and is_here else []
    if is_picture:
        words = seen.words if seen is not None else ()
        marks = marked(places, text, words)
        return Sheet(
            is_picture=True,
            boxes=[_box(part) for mark in marks for part in mark.rectangles],
            lines=list(_lines(text, words)),
            size=_size(seen),
            said=_said(marks, is_sought=is_here, is_looked=seen is not None, is_read=page is not None),
        )
    start, end = _window(len(text), places)
    shown = [(max(a, start) - start, min(b, end) - start) for a, b in places if a < end and b > start]
    is_table = page is not None and page.kind == PageKind.SHEET
    return Sheet(
        is_picture=False,
        pieces=[] if is_table else list(_pieces(text[start:end], shown)),
        table=_table(text[start:end], shown) if is_table else (),
        said=None if places or not is_here else "The quote was not found in this page's text.",
        is_cut=(start, end) != (0, len(text)) or (is_table and _cell_count(text) > MAX_CELLS),
    )


def _size(seen: Places | None) -> tuple[int, int] | None:
    """Sides of a picture of 1,000 pixels' width."""
    if seen is None or seen.size is None:
        return None
    return 1000, max(1, round(1000 * seen.size[1] / seen.size[0]))


def _said(marks: Sequence[Mark], *, is_sought: bool, is_looked: bool, is_read: bool) -> str | None:
    """What the reader must know of the marks: nothing, where each of them holds its quote whole and there is one."""
    if not is_sought or not is_read:
        return None
    if not is_looked:
        return "Where this stands on the page could not be looked up in time; load the page again, or read its text."
    if not marks:
        return "The quote was not found in this page's text."
    known = [mark for mark in marks if mark.rectangles]
    if not known:
        return "Where this stands in the picture is not known; the page's text has it marked."
    if not all(mark.is_whole for mark in marks):
        return "Of a part of this it is not known where it stands in the picture; the page's text has all of it marked."
    if len(marks) > 1:
        return f"This stands {len(marks)} times on the page; all of them are marked."
    return None


def _box(part: Rectangle) -> Box:
    left, top = max(0.0, 1000 * part.left - _MARGIN), max(0.0, 1000 * part.top - _MARGIN)
    right, bottom = min(1000.0, 1000 * part.right + _MARGIN), min(1000.0, 1000 * part.bottom + _MARGIN)
    return Box(round(left, 1), round(top, 1), round(right - left, 1), round(bottom - top, 1))


def _lines(text: str, words: Sequence[SeenWord]) -> Iterator[TextLine]:
    for words_of_line in lines_of(words)[:MAX_LINES]:
        first, last = words_of_line[0], words_of_line[-1]
        if is_upright(first) or last.right <= first.left:
            continue
        top, bottom = min(word.top for word in words_of_line), max(word.bottom for word in words_of_line)
        size = 1000 * (bottom - top)
        yield TextLine(
            " ".join(text[first.start : last.end].split()),
            round(1000 * first.left, 1),
            round(1000 * bottom - _BASELINE * size, 1),
            round(1000 * (last.right - first.left), 1),
            round(max(1.0, size), 1),
        )


def _window(length: int, places: Sequence[tuple[int, int]]) -> tuple[int, int]:
    """Which part of a very long text is shown: that around the first place, else its beginning."""
    if length <= MAX_CHARACTERS:
        return 0, length
    middle = places[0][0] if places else 0
    start = max(0, min(middle - MAX_CHARACTERS // 2, length - MAX_CHARACTERS))
    return start, start + MAX_CHARACTERS


def _pieces(text: str, places: Sequence[tuple[int, int]]) -> Iterator[Piece]:
    at = 0
    for number, (start, end) in enumerate(places):
        if start > at:
            yield Piece(text[at:start])
        yield Piece(text[start:end], is_marked=True, is_first=number == 0)
        at = end
    if at < len(text):
        yield Piece(text[at:])


def _cell_count(text: str) -> int:
    return 1 + text.count("\n") + text.count("\t")


def _table(text: str, places: Sequence[tuple[int, int]]) -> list[list[list[Piece]]]:
    """Rows of cells; each place is marked in every cell that it reaches."""
    rows: list[list[list[Piece]]] = []
    at, left = 0, MAX_CELLS
    is_first = True
    for line in text.split("\n"):
        cells: list[list[Piece]] = []
        for cell in line.split("\t"):
            inside = [
                (max(start, at) - at, min(end, at + len(cell)) - at)
                for start, end in places
                if start < at + len(cell) and end > at
            ]
            pieces = [piece._replace(is_first=piece.is_first and is_first) for piece in _pieces(cell, inside)]
            is_first &= not any(piece.is_first for piece in pieces)
            cells.append(pieces)
            at += len(cell) + 1
        rows.append(cells[:left])
        left -= len(cells)
        if left <= 0:
            break
    return rows
