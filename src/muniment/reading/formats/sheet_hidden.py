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


class Parted(NamedTuple):
    """A cell's text of which only some can be seen."""

    seen: str
    hidden: str


@dataclass(slots=True)
class HiddenCells:
    """Rows and columns from 1, as the sheet counts them. `cells`: by row, one bit a column. `formats`: by row, the
    columns and styles of cells whose format shows words, or nothing of some values; `of_style`: those. `texts`: by row
    and column, what is seen of it and what is not. `hidings`: by conditions."""

    rows: set[int] = field(default_factory=set)
    columns: set[int] = field(default_factory=set)
    cells: dict[int, int] = field(default_factory=dict)
    formats: dict[int, Formats] = field(default_factory=dict)
    of_style: Mapping[str, NumberFormat] = field(default_factory=dict)
    texts: dict[tuple[int, int], Parted] = field(default_factory=dict)
    hidings: list[Hiding] = field(default_factory=list)

    def of_row(self, row: int, columns: Sequence[int], values: Sequence[object]) -> list[bool]:
        """Which of the row's cells are hidden; `columns`: where they stand, `values`: what they hold."""
        if row in self.rows:
            return [True] * len(columns)
        bits = self.cells.get(row, 0)
        for hiding in self.hidings:
            bits |= hiding.bits(row, columns, values)
        return [column in self.columns or bool(bits >> column & 1) for column in columns]

    def touches(self, row: int) -> bool:
        """Whether any of the row's cells may be hidden."""
        return (
            bool(self.columns)
            or row in self.rows
            or row in self.cells
            or any(hiding.touches(row) for hiding in self.hidings)
        )


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
