"""Rows of tables on a PDF page, told by where its words stand; the page's text stays as it is.

Only pages whose text names what such tables list are looked at, and only the first and last character of each word.
Producers write a table cell by cell, so that a cell is a run of lines under each other, and a cell to the right of the
one before goes on with its row.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from muniment.reading.model import PlacedCell, PlacedWord

WORTH_A_LOOK = re.compile(
    r"(?i)\b(?:exceptions?|deviations?)(?: were)? (?:noted|identified)|\b(?:exception|deviation)s?:|"
    r"management.{0,3} response|"
    r"complementary|user[\s-]entity (?:control|resp)|subservice organi|severity|schweregrad|\bcvss\b|"
    r"\brisk (?:rating|level)|"
    r"policy (?:no|num|nr)|limits? of (?:liab|indem)|sums? insured|registered activit|"
    r"\n[^.\n]{0,50}\b(?:risk|sites?|locations?|standorte?|results?)\b[^.\n]{0,30}\n"
)
"""What stands on pages that list exceptions, controls, findings, covers or sites."""

_ALIKE = 3.0
"""Points by which edges and lines may differ that are meant to be the same."""
_GAP = 6.0
"""Points between words of different cells; a space of 12 points has 3.3, justified ones twice that."""
_LINES_APART = 1.9
"""Line heights between the lines of one cell, at most."""


@dataclass(slots=True)
class _Cell:
    """A run of lines under each other: each line's words, and its edges."""

    lines: list[list[PlacedWord]] = field(default_factory=list)
    pieces: list[tuple[int, int]] = field(default_factory=list)
    left: float = 1e9
    right: float = -1e9
    top: float = 0.0
    bottom: float = 0.0
    height: float = 0.0

    def add(self, words: list[PlacedWord]) -> None:
        if not self.pieces:
            self.top = words[0].line
        self.bottom, self.height = words[0].line, max(self.height, *(word.height for word in words))
        self.left = min(self.left, words[0].left)
        self.right = max(self.right, words[-1].right)
        self.pieces.append((words[0].start, words[-1].end))
        self.lines.append(words)


def rows_of(words: Sequence[PlacedWord]) -> tuple[tuple[PlacedCell, ...], ...]:
    """The rows of two cells and more that a page's words, in the order of the text, stand in."""
    return tuple(
        tuple(PlacedCell(tuple(_joined(cell.pieces)), cell.left, cell.right) for cell in row)
        for row in _rows(list(_cells(words)))
        if len(row) >= 2
    )


def _segments(words: Sequence[PlacedWord]) -> Iterator[list[PlacedWord]]:
    """Words of one line that no wide gap parts, in the order of the text."""
    held: list[PlacedWord] = []
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


def _cells(words: Sequence[PlacedWord]) -> Iterator[_Cell]:
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


def _without_heading(cell: _Cell, beside: PlacedWord) -> Iterator[_Cell]:
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


def _goes_on(cell: _Cell, first: PlacedWord, last: PlacedWord) -> bool:
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
