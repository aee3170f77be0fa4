"""Where a sheet of a workbook shows something else than its cells hold: rows, columns and cells that are hidden, cells
whose format shows words besides, runs of a text that cannot be seen, what conditions hide. calamine gives all cells
alike."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from muniment.reading.formats.sheet_conditions import Hiding
from muniment.reading.formats.sheet_formats import NumberFormat

Formats = tuple[tuple[int, str], ...]
"""Of a row's cells: their columns, and the numbers of their styles."""

MOST_COLUMNS = 16_384
_MOST_COVERED = 100_000  # cells of a sheet's merged ranges; what further ones cover is taken for seen


class Parted(NamedTuple):
    """A cell's text of which only some can be seen."""

    seen: str
    hidden: str


@dataclass(slots=True)
class HiddenCells:
    """Rows and columns from 1, as the sheet counts them. `cells`: by row, one bit a column. `formats`: by row, the
    columns and styles of cells whose format shows words, or nothing of some values; `of_style`: those. `texts`: by row
    and column, what is seen of it and what is not. `hidings`: by conditions. `may_cover`: how many cells still may be
    in ranges that are merged."""

    rows: set[int] = field(default_factory=set)
    columns: set[int] = field(default_factory=set)
    cells: dict[int, int] = field(default_factory=dict)
    formats: dict[int, Formats] = field(default_factory=dict)
    of_style: Mapping[str, NumberFormat] = field(default_factory=dict)
    texts: dict[tuple[int, int], Parted] = field(default_factory=dict)
    hidings: list[Hiding] = field(default_factory=list)
    may_cover: int = _MOST_COVERED

    def of_row(self, row: int, columns: Sequence[int], values: Sequence[object]) -> list[bool]:
        """Which of the row's cells are hidden; `columns`: where they stand, `values`: what they hold."""
        if row in self.rows:
            return [True] * len(columns)
        bits = self.cells.get(row, 0)
        for hiding in self.hidings:
            bits |= hiding.bits(row, columns, values)
        return [column in self.columns or bool(bits >> column & 1) for column in columns]

    def cover(self, top: int, bottom: int, left: int, right: int) -> None:
        """Hides what a merged range covers: all but its first cell."""
        count = (right - left + 1) * (bottom - top + 1)
        if right < left or not 0 < count <= self.may_cover:
            return
        self.may_cover -= count
        bits = bits_of(left, right)
        for row in range(top, bottom + 1):
            self.cells[row] = self.cells.get(row, 0) | (bits if row > top else bits & ~(1 << left))

    def touches(self, row: int) -> bool:
        """Whether any of the row's cells may be hidden."""
        return (
            bool(self.columns)
            or row in self.rows
            or row in self.cells
            or any(hiding.touches(row) for hiding in self.hidings)
        )


def bits_of(left: int, right: int) -> int:
    """A bit for each of the columns from left to right."""
    return (1 << right + 1) - (1 << left)


def column_number(letters: str) -> int:
    """A column's number, from 1, by its letters."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def column_letters(column: int) -> str:
    """The reverse of `column_number`."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
