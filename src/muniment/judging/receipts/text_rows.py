"""Tables whose cells tabs and bars part, as rows below their header, read for checking only.

Shares no code with what finds facts (`judging.facts`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from muniment.reading.model import Page, PageKind

_NOT_A_VALUE = re.compile(r"(?i)[\W_]*(?:n\W?a|none|tb[acd]|unknown|-|null)?[\W_]*|\[[^\]]*\]|<[^>]*>")
_SUM = re.compile(r"(?i)(?:grand )?(?:total|sum|gesamt)\b")


@dataclass(frozen=True, slots=True)
class Table:
    """A header with its rows below it, the name of its sheet, and the line right above it."""

    header: tuple[str, ...]
    label: str
    above: str
    rows: list[tuple[str, ...]]


def cells_of(line: str) -> tuple[str, ...]:
    """The texts that tabs or bars part, without marks; of another line the whole."""
    is_piped = line.lstrip().startswith("|")
    gap = "|" if is_piped else "\t" if "\t" in line else "|" if "|" in line else None
    if gap is None:
        return (line.strip(),)
    inner = line.strip().removeprefix("|").removesuffix("|") if gap == "|" else line
    if any(mark in inner for mark in "[<*`_"):
        return tuple(unmarked(cell) for cell in inner.split(gap))
    return tuple(" ".join(cell.split()) for cell in inner.split(gap))


_LINK = re.compile(r"\[([^\]]{0,500})\]\([^)]{0,2000}\)")
_MAX_NOTHING = 300
"""Characters of a cell that may say nothing: as in _LINK, brackets and blanks that lead nowhere are looked at again
from each of them, in cells of 60,000 characters."""


def unmarked(cell: str) -> str:
    """A cell without what Markdown marks it with."""
    cell = _LINK.sub(r"\1", cell)
    cell = re.sub(r"</?u>|\*\*|`|\b_|_\b", "", cell)
    return " ".join(cell.split())


def at_place(row: Sequence[str], place: int) -> str:
    """The cell at a place of a row; empty where the row is shorter."""
    return row[place] if place < len(row) else ""


def is_value(cell: str) -> bool:
    """Whether a cell says something: no blank, placeholder or "n/a"."""
    return len(cell) > _MAX_NOTHING or not _NOT_A_VALUE.fullmatch(cell)


def tables_below(pages: Sequence[Page], is_header: Callable[[Sequence[str]], bool], *, is_exact: bool) -> list[Table]:
    """The tables below the lines that `is_header` holds of. `is_exact`: it knows one header, which may stand again
    within its table; else only the first row of a table may be one."""
    found: list[Table] = []
    is_within = False
    for page in pages:
        if page.kind is PageKind.SHEET and not page.continues:
            is_within = False
        above = ""
        for line in page.text.split("\n"):
            cells = cells_of(line)
            if len(cells) < 2:
                above = line if line.strip() else above
                is_within = is_within and (not line.strip() or page.kind is PageKind.SHEET)
            elif not re.search(r"\w", line):
                continue
            elif is_within and cells != found[-1].header and not (is_exact and is_header(cells)):
                found[-1].rows.append(cells)
            elif is_header(cells):
                if not (is_within and found and cells == found[-1].header and page.continues):
                    found.append(Table(cells, page.label or "", above, []))
                is_within = True
    return found


def is_sum(row: Sequence[str]) -> bool:
    """Whether a row is that of totals."""
    return bool(_SUM.match(next((cell for cell in row if cell), "")))
