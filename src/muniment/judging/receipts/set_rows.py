"""Tables in the rows of a page as they are set on paper (`Page.rows`), read once more for checking only.

Shares no code with what finds facts: a row belongs to the head above it by the edges that its cells share with those
above them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from muniment.reading.model import Page, PlacedCell

_NEAR = 4.5
"""Points between the edges of cells that stand under each other."""
_LONGEST_BETWEEN, _LONGEST_BEHIND = 90, 260
"""Characters between the rows of a table, and behind its last where it goes on over the page."""
_PAST = re.compile(
    r"(?i)\b(?:former|removed|previous|retired|ceased|no longer|ehemalig|entfallen|änderung|anciens|retiré|anterior|"
    r"cessat|"
    r"dismess|voormalig|vervallen|history|change ?log)"
)

Cells = tuple[str, ...]


@dataclass(slots=True)
class SetTable:
    """A head, what stands right above it, and the rows below it, their cells by column."""

    header: Cells
    above: str
    columns: list[list[PlacedCell]]
    rows: list[Cells] = field(default_factory=list)


def tables(pages: Sequence[Page], is_head: Callable[[Cells], bool]) -> list[SetTable]:
    """The tables below rows that `is_head` holds of, each up to a row that stands otherwise."""
    found: list[SetTable] = []
    is_open = False
    for page in pages:
        is_open = is_open and bool(page.rows)
        reached = 0
        for row in page.rows:
            start, end = min(map(_start, row)), max(map(_end, row))
            texts = tuple(_text(page, cell) for cell in row)
            between = page.text[reached:start] if reached else ""
            reached = end
            if is_head(texts):
                above = page.text[max(0, start - 160) : start].strip().rpartition("\n")[2]
                found.append(SetTable(texts, above, [[cell] for cell in row]))
                is_open = True
                continue
            at = _columns(row, found[-1].columns) if is_open else []
            is_open = is_open and len(between) <= _LONGEST_BETWEEN and not _PAST.search(between)
            is_margin = start < _LONGEST_BEHIND or len(page.text) - start < _LONGEST_BEHIND
            if not at:
                is_open = is_open and is_margin
            elif is_open:
                by_column = dict(zip(at, texts, strict=True))
                found[-1].rows.append(tuple(by_column.get(n, "") for n in range(len(found[-1].header))))
                for n, cell in zip(at, row, strict=True):
                    found[-1].columns[n] = [found[-1].columns[n][0], cell]
        is_open = is_open and len(page.text) - reached <= _LONGEST_BEHIND
    return found


def _columns(row: Sequence[PlacedCell], columns: Sequence[Sequence[PlacedCell]]) -> list[int]:
    """The column of each cell of a row; none where one stands under nothing, or none under the first. In a row as full
    as the head less than half of the cells may stand under a part of it only."""
    at = [_column(cell, columns) for cell in row]
    if len(row) == len(columns) and 0 < 2 * at.count(-1) < len(row):
        at = [
            n if held < 0 and cell.left < columns[n][0].right and columns[n][0].left < cell.right else held
            for n, (held, cell) in enumerate(zip(at, row, strict=True))
        ]
    return at if at == sorted(set(at)) and at[:1] == [0] else []


def _column(cell: PlacedCell, columns: Sequence[Sequence[PlacedCell]]) -> int:
    """The column whose cells begin where the cell does, else one whose cells end there or have its middle; -1 for
    none."""
    beside = [[(cell.left - one.left, cell.right - one.right) for one in cells] for cells in columns]
    begins = [n for n, one in enumerate(beside) if any(abs(left) < _NEAR for left, _ in one)]
    ends = [
        n for n, one in enumerate(beside) if any(min(abs(right), abs(left + right) / 2) < _NEAR for left, right in one)
    ]
    return (begins or ends or [-1])[0]


def _start(cell: PlacedCell) -> int:
    return min(start for start, _ in cell.pieces)


def _end(cell: PlacedCell) -> int:
    return max(end for _, end in cell.pieces)


def _text(page: Page, cell: PlacedCell) -> str:
    return " ".join(" ".join(page.text[start:end] for start, end in cell.pieces).split())
