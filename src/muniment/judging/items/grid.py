"""Tables as rows of cells under a header: as they are set on paper (`Page.rows`), or parted by tabs, pipes and spaces.

A header is a row whose cells are labels that a kind of row knows; what stands below belongs to the column it stands in.
A header that is repeated on the next page goes on with the same table; so does a table without one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from muniment.judging.facts.tables import cells
from muniment.judging.facts.view import Leaf, Mark, Placed

MAX_GAP_CHARACTERS = 700
"""Between rows of one table: a heading in between, or text set across all its columns."""
MAX_HEADER_CHARACTERS = 60
_AROUND = " :*#."
"""What may stand around a label."""


@dataclass(frozen=True, slots=True)
class GridRow:
    """A row of at least two cells, left to right."""

    leaf: Leaf
    cells: tuple[Placed, ...]

    @property
    def mark(self) -> Mark:
        """The place of the whole row."""
        return Mark(self.leaf.page, min(cell.start for cell in self.cells), max(cell.end for cell in self.cells))


@dataclass(frozen=True, slots=True)
class TableRow:
    """A row below a header: the texts by the names of their columns."""

    row: GridRow
    said: Mapping[str, str]


Headers = Mapping[str, re.Pattern[str]]
"""By the name of a column, what its label reads like, whole."""


def rows_of(leaf: Leaf) -> Iterator[GridRow]:
    """The page's rows of several cells, in order."""
    for row in leaf.rows:
        yield GridRow(leaf, row)
    if leaf.page.rows:
        return
    for line in leaf.lines:
        if "\t" not in line.text and "|" not in line.text and "   " not in line.text:
            continue
        is_spaced = "\t" not in line.text and "|" not in line.text
        found = tuple(
            Placed(cell.text, cell.start, cell.end, *((cell.left, cell.right) if is_spaced else _column(cell.column)))
            for cell in cells(leaf, line)
            if not re.fullmatch(r"[\s:+=_-]*", cell.text)
        )
        if len(found) >= 2:
            yield GridRow(leaf, found)


def _column(number: int) -> tuple[float, float]:
    return number + 0.1, number + 0.9


def table_rows(leaves: Sequence[Leaf], headers: Headers, is_header: Callable[[set[str]], bool]) -> Iterator[TableRow]:
    """The rows below every header of which `is_header` holds, given the names of the columns found."""
    columns: dict[str, Placed] = {}
    last: Leaf | None = None
    for leaf in leaves:
        if last is None or leaf.page.number != last.page.number + 1:
            columns = {}
        read_to = 0
        for row in rows_of(leaf):
            found = _labels(row, headers)
            if is_header({name for name in found if not name.startswith("_")}):
                columns, read_to = found, row.mark.end
                continue
            if columns and read_to and row.mark.start - read_to > MAX_GAP_CHARACTERS:
                columns = {}
            if not columns:
                continue
            said = _under(row, columns)
            if said is None:
                continue
            yield TableRow(row, said)
            read_to = row.mark.end
        last = leaf


def _labels(row: GridRow, headers: Headers) -> dict[str, Placed]:
    found: dict[str, Placed] = {}
    for cell in row.cells:  # most rows are no headers, and have a long cell
        if len(cell.text) > MAX_HEADER_CHARACTERS and len(cell.text.strip(_AROUND)) > MAX_HEADER_CHARACTERS:
            return {}
    for cell in row.cells:
        label = cell.text.strip(_AROUND)
        name = next((name for name, pattern in headers.items() if pattern.fullmatch(label)), None)
        if name is not None and name not in found:
            found[name] = cell
        else:
            found.setdefault(f"_{len(found)}", cell)  # a column that no kind asks for still takes its cells
    named = [name for name in found if not name.startswith("_")]
    return found if len(named) >= 2 or (named and len(row.cells) == 2) else {}


def _under(row: GridRow, columns: Mapping[str, Placed]) -> dict[str, str] | None:
    """The texts by column; None when fewer than two cells stand under the header."""
    said: dict[str, str] = {}
    taken = 0
    for cell in row.cells:
        shares = {name: min(cell.right, head.right) - max(cell.left, head.left) for name, head in columns.items()}
        name = max(shares, key=lambda one: shares[one])
        if shares[name] <= 0 and abs(columns[name].left - cell.left) > 40:
            continue
        taken += 1
        said[name] = f"{said[name]} {cell.text}" if name in said else cell.text
    return {name: text for name, text in said.items() if not name.startswith("_")} if taken >= 2 else None
