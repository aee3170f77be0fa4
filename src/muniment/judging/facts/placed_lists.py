"""Tables of a known kind in the rows of pages as they are set on paper (`Leaf.rows`): columns are told by their edges,
whatever spaces the text parts them by."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from muniment.judging.facts.processor_columns import OF_PAST
from muniment.judging.facts.records import Columns, Table, begun, row_of
from muniment.judging.facts.view import Leaf, Mark, Placed

MAX_ROWS = 600
"""Of one table."""
_ALIKE = 4.0
"""Points by which edges or middles may differ in one column."""
_LESS = 1.0
"""Points by which a left edge in common says more than a right one or a middle."""
_MAX_BETWEEN = 90
"""Characters between two rows of one table: a heading of some of its rows."""
_MAX_BEHIND = 260
"""Characters of a page behind the last row of a table that goes on over the page: a footer."""
_ENDS = re.compile(rf"{OF_PAST.pattern}|\bänderung")
"""Between rows: what follows is of the past."""


def placed_tables(leaves: Sequence[Leaf], columns: Columns, *needs: frozenset[str]) -> Iterator[Table]:
    """The tables whose head names every kind of column of one of `needs`, with their rows, over the page's end too."""
    held: _Open | None = None
    for leaf in leaves:
        held = held if held is not None and held.reaches_end and leaf.rows else None
        for row in leaf.rows:
            head = _head(leaf, row, columns, needs)
            if head is not None:
                held = _Open(leaf, head, row)
                yield held.table
            elif held is not None and not held.take(leaf, row):
                held = None


def _head(leaf: Leaf, row: Sequence[Placed], columns: Columns, needs: Sequence[frozenset[str]]) -> Table | None:
    """The table whose head a row is; a heading that its first cell took in stands above it."""
    if len(row) < 2 or any(len(cell.text) > 120 for cell in row):
        return None
    cells = [cell.text for cell in row]
    start = min(cell.start for cell in row)
    mark = Mark(leaf.page, start, max(cell.end for cell in row))
    table = begun(mark, cells, columns, needs, _above(leaf, start))
    first = leaf.page.text[row[0].start : row[0].end]
    if "name" not in (table.places if table else ()) and "\n" in first:
        above, _, last = first.rpartition("\n")
        mark = Mark(leaf.page, row[0].end - len(last), mark.end)
        table = begun(mark, [last, *cells[1:]], columns, needs, above)
    return table


def _above(leaf: Leaf, start: int) -> str:
    return leaf.page.text[max(0, start - 200) : start].rstrip("\n").rpartition("\n")[2].strip()


class _Open:
    """A table that rows are taken for."""

    def __init__(self, leaf: Leaf, table: Table, head: Sequence[Placed]) -> None:
        self.table = table
        self.edges = [[(cell.left, cell.right)] for cell in head]
        self.reaches_end = True
        self._leaf, self._end = leaf, max(cell.end for cell in head)

    def take(self, leaf: Leaf, row: Sequence[Placed]) -> bool:
        """Whether the table may go on behind the row, which is added to it where it is its own."""
        start, length = min(cell.start for cell in row), len(leaf.page.text)
        if leaf is not self._leaf:
            self._leaf, self._end = leaf, 0
        between = leaf.page.text[self._end : start] if self._end else ""
        if len(between) > _MAX_BETWEEN or _ENDS.search(between) or len(self.table.rows) >= MAX_ROWS:
            self.reaches_end = False
            return False
        placed = self._columns(row)
        if placed is None:
            return start < _MAX_BEHIND or length - start < _MAX_BEHIND
        made = row_of([cell.text for cell in placed], self.table.places)
        if made is not None:
            self.table.rows.append(made)
        self._end = max(cell.end for cell in row)
        self.reaches_end = length - self._end <= _MAX_BEHIND
        return True

    def _columns(self, row: Sequence[Placed]) -> list[Placed | _Blank] | None:
        """The cells of a row by column; None where one is in no column, or two in one, or the first is empty."""
        placed: list[Placed | _Blank] = [_BLANK for _ in self.edges]
        is_full, loose = len(row) == len(self.edges), 0
        for number, cell in enumerate(row):
            near = min(range(len(self.edges)), key=lambda at: self._distance(at, cell))
            if self._distance(near, cell) > _ALIKE:
                if not is_full or not number or not self._overlaps(number, cell):
                    return None
                near, loose = number, loose + 1
            if placed[near] is not _BLANK:
                return None
            placed[near] = cell
        if placed[0] is _BLANK or 2 * loose >= len(row):
            return None
        for at, one in enumerate(placed):
            if isinstance(one, Placed):
                self.edges[at] = [self.edges[at][0], (one.left, one.right)]
        return placed

    def _overlaps(self, at: int, cell: Placed) -> bool:
        left, right = self.edges[at][0]
        return cell.left < right and left < cell.right

    def _distance(self, at: int, cell: Placed) -> float:
        return min(
            min(
                abs(left - cell.left),
                abs(right - cell.right) + _LESS,
                abs(left + right - cell.left - cell.right) / 2 + _LESS,
            )
            for left, right in self.edges[at]
        )


class _Blank:
    """A cell that holds nothing."""

    text = ""


_BLANK = _Blank()
