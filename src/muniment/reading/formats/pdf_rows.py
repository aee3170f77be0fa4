"""Rows of tables on a PDF page, told by where its words stand; the page's text stays as it is.

Only pages whose text names what such tables list are looked at, and only the first and last character of each word.
Producers write a table cell by cell, so that a cell is a run of lines under each other, and a cell to the right of the
one before goes on with its row.
"""

from __future__ import annotations

import ctypes
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium

from muniment.reading.model import PlacedCell

WORTH_A_LOOK = re.compile(
    r"(?i)exceptions?\b|deviations?\b|user[\s-]entit|subservice|severity|schweregrad|cvss|\brisk\b|policy (?:no|num|"
    r"nr)|"
    r"limits? of|sums? insured|registered activit|\b(?:sites?|locations?|standorte?)\b"
)
"""What stands on pages that list exceptions, controls, findings, covers or sites."""

MAX_PAGES = 300
"""Of one document; later pages of that many list what was listed."""
MAX_CHARACTERS = 20_000
MAX_WORDS = 3_000
"""Of a page; one in 6 points holds 2,000."""

_WORD = re.compile("[^\\s\x02\ufffe]+")
"""PDFium has U+0002 or U+FFFE for a hyphen and the end of its line: the word goes on in the next."""
_ALIKE = 3.0
"""Points by which edges and lines may differ that are meant to be the same."""
_GAP = 6.0
"""Points between words of different cells; a space of 12 points has 3.3, justified ones twice that."""
_LINES_APART = 1.9
"""Line heights between the lines of one cell, at most."""
_LOST = 0.1
"""Share of words that need not be found in the text, as hyphens were undone in it."""


@dataclass(slots=True)
class _Word:
    start: int
    end: int
    left: float
    right: float
    line: float
    height: float


@dataclass(slots=True)
class _Cell:
    """A run of lines under each other: each line's words, and its edges."""

    lines: list[list[_Word]] = field(default_factory=list)
    pieces: list[tuple[int, int]] = field(default_factory=list)
    left: float = 1e9
    right: float = -1e9
    top: float = 0.0
    bottom: float = 0.0
    height: float = 0.0

    def add(self, words: list[_Word]) -> None:
        if not self.pieces:
            self.top = words[0].line
        self.bottom, self.height = words[0].line, max(self.height, *(word.height for word in words))
        self.left = min(self.left, words[0].left)
        self.right = max(self.right, words[-1].right)
        self.pieces.append((words[0].start, words[-1].end))
        self.lines.append(words)


class RowFinder:
    """Finds the rows of one document's pages."""

    def __init__(self) -> None:
        self._pages_left = MAX_PAGES

    def rows(self, page: pypdfium2.PdfPage, text: str) -> tuple[tuple[PlacedCell, ...], ...]:
        """The rows of two cells and more; `text` is the page's as it is kept. None where it lists nothing."""
        if not self._pages_left or len(text) > MAX_CHARACTERS or not WORTH_A_LOOK.search(text):
            return ()
        self._pages_left -= 1
        textpage = page.get_textpage()
        try:
            words = _words(textpage, text)
        finally:
            textpage.close()
        cells = list(_cells(words))
        return tuple(
            tuple(PlacedCell(tuple(_joined(cell.pieces)), cell.left, cell.right) for cell in row)
            for row in _rows(cells)
            if len(row) >= 2
        )


def _words(textpage: pypdfium2.PdfTextPage, text: str) -> list[_Word]:
    """The words of the page with their places on it and in `text`; none where the two do not go together."""
    handle: Any = textpage.raw
    count = textpage.count_chars()
    if not 0 < count <= 2 * MAX_CHARACTERS:
        return []
    buffer = (ctypes.c_ushort * (count + 1))()
    written = pdfium.FPDFText_GetText(handle, 0, count, buffer)
    raw = bytes(buffer)[: 2 * max(0, written - 1)].decode("utf-16-le", "replace")
    if len(raw) != count:
        raw = "".join(chr(pdfium.FPDFText_GetUnicode(handle, index)) for index in range(count))
    x, y, left, right, bottom, top = (ctypes.c_double() for _ in range(6))
    found: list[_Word] = []
    at, lost = 0, 0
    for number, match in enumerate(_WORD.finditer(raw)):
        if number >= MAX_WORDS:
            break
        place = text.find(match[0], at, at + 400)
        if place < 0:
            lost += 1
            continue
        at = place + len(match[0])
        pdfium.FPDFText_GetCharOrigin(handle, match.start(), x, y)
        pdfium.FPDFText_GetCharBox(handle, match.end() - 1, left, right, bottom, top)
        size = pdfium.FPDFText_GetFontSize(handle, match.start())
        found.append(_Word(place, at, x.value, right.value, y.value, size))
    return found if lost <= max(2, _LOST * len(found)) else []


def _segments(words: list[_Word]) -> Iterator[list[_Word]]:
    """Words of one line that no wide gap parts, in the order of the text."""
    held: list[_Word] = []
    for word in words:
        if held:
            before = held[-1]
            gap = word.left - before.right
            widest = max(_GAP, 0.6 * before.height)
            if abs(word.line - before.line) > _ALIKE or not -_ALIKE <= gap <= widest:
                yield held
                held = []
        held.append(word)
    if held:
        yield held


def _cells(words: list[_Word]) -> Iterator[_Cell]:
    """Lines under each other that the text has one after the other, with a shared edge or middle."""
    held: _Cell | None = None
    for words_of_line in _segments(words):
        first, last = words_of_line[0], words_of_line[-1]
        if held is not None and not _goes_on(held, first, last):
            yield from _without_heading(held, first)
            held = None
        held = held or _Cell()
        held.add(words_of_line)
    if held is not None:
        yield held


def _without_heading(cell: _Cell, beside: _Word) -> Iterator[_Cell]:
    """The cell; in two where its last line opens a row, so that the lines above it are a heading close to the table."""
    is_beside = abs(cell.bottom - beside.line) <= _ALIKE and beside.left >= cell.lines[-1][-1].right
    if not is_beside or not any(line[-1].right > beside.left for line in cell.lines[:-1]):
        yield cell
        return
    for lines in (cell.lines[:-1], cell.lines[-1:]):
        part = _Cell()
        for words in lines:
            part.add(words)
        yield part


def _goes_on(cell: _Cell, first: _Word, last: _Word) -> bool:
    below = cell.bottom - first.line
    if not 0.5 * cell.height < below <= _LINES_APART * max(cell.height, first.height, 4.0):
        return False
    is_left = abs(first.left - cell.left) <= _ALIKE
    is_middle = abs((first.left + last.right) - (cell.left + cell.right)) <= 2 * _ALIKE
    return is_left or is_middle


def _rows(cells: list[_Cell]) -> Iterator[list[_Cell]]:
    """Cells each to the right of the one before, beside it."""
    held: list[_Cell] = []
    for cell in cells:
        if held and not _is_beside(held[-1], cell):
            yield held
            held = []
        held.append(cell)
    if held:
        yield held


def _is_beside(before: _Cell, cell: _Cell) -> bool:
    is_right = cell.left >= before.right - _ALIKE or (cell.left > before.left + 20 and cell.left >= before.right - 20)
    return is_right and cell.top >= before.bottom - before.height and cell.bottom <= before.top + before.height


def _joined(pieces: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Pieces that follow one another in the text, as one: what is between is a line's end."""
    start, end = pieces[0]
    for next_start, next_end in pieces[1:]:
        if next_start - end > 2:
            yield start, end
            start = next_start
        end = next_end
    yield start, end
