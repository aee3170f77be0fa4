"""Tables whose rows are things counted or named: lists of subprocessors, registers, bills of materials.

They are read from the whole document, however many blocks a sheet was cut into, one pass over its lines. A table that a
limit cut short tells no count; what PDFs leave of a table, cells parted by single spaces, is none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from muniment.judging.facts.names import is_blank
from muniment.judging.facts.tables import RULE
from muniment.judging.facts.view import Mark
from muniment.reading.model import Page, PageKind, Reading

MAX_COLUMNS = 60
MAX_HEADER_CELL = 80
"""Characters of a cell that may name a column; longer ones are text."""
_MARKS = re.compile(r"</?u>|\*\*|`|(?<!\w)_(?=\w)|(?<=\w)_(?!\w)")
_LINK = re.compile(r"!?\[([^\]]{0,500})\]\([^)]{0,2000}\)")
"""A link of Markdown; brackets that nothing closes are looked at so far from each of them."""
_HINT = re.compile(r"\([^)]*\)|[:*#]+$")
_DIGIT = re.compile(r"\d")
"""In a row below a header it tells that the row is no header of another table, at a tenth of the cost."""
_MARKED = re.compile(r"[\[<*`_]")
_TOTAL = re.compile(r"(?i)(?:grand )?(?:total|sum|summe|gesamt|totale?)\b.*")

Columns = Mapping[str, Sequence[re.Pattern[str]]]
"""By kind of column the wordings that name it, the surest first; each is matched against a whole cell."""


@dataclass(frozen=True, slots=True)
class Row:
    """A row's cells by kind of column, and the other cells of a kind that has several, in `more`."""

    cells: Mapping[str, str]
    more: Mapping[str, tuple[str, ...]]

    def __getitem__(self, kind: str) -> str:
        return self.cells.get(kind, "")

    def first(self, kind: str) -> str:
        """The cell of the surest column of a kind that is not blank."""
        return next((cell for cell in (self[kind], *self.more.get(kind, ())) if cell and not is_blank(cell)), "")


@dataclass(frozen=True, slots=True)
class Table:
    """A table of a known kind: where its header stands, the names of its columns as written, and its rows."""

    header: Mark
    names: tuple[str, ...]
    places: Mapping[str, tuple[int, ...]]
    label: str
    above: str
    rows: list[Row] = field(default_factory=list)


def is_whole(reading: Reading) -> bool:
    """Whether nothing of the document was left unread by a limit, so that its rows may be counted."""
    return not any(one.code.endswith("_limit") for one in reading.warnings)


def tables(reading: Reading, columns: Columns, *needs: frozenset[str]) -> list[Table]:
    """The tables whose header names every kind of column of one of `needs`, in order.

    Blocks of one sheet that repeat a header are one table.
    """
    found: list[Table] = []
    current: Table | None = None
    for page in reading.pages:
        if not page.continues and page.kind is PageKind.SHEET:
            current = None
        is_start = True
        above = ""
        for start, line in _lines(page):
            cells = split(line)
            if len(cells) < 2:
                if line.strip() and page.kind is not PageKind.SHEET:
                    current = None
                above = line.strip() or above
                continue
            if RULE.fullmatch(line):
                continue
            is_row = current is not None and line.strip() != current.header.text and bool(_DIGIT.search(line))
            begun = None if is_row else _begun(page, start, line, cells, columns, needs, above)
            if begun is not None:
                is_same = current is not None and page.continues and current.names == begun.names
                if not is_same:
                    found.append(begun)
                    current = begun
            elif current is not None and (not is_start or len(cells) <= len(current.names)):
                row = row_of(cells, current.places)
                if row is not None:
                    current.rows.append(row)
            is_start = False
    return found


def split(line: str) -> list[str]:
    """The cells of a line, the empty ones among them; a line without columns is one cell."""
    if "\t" in line and not line.lstrip().startswith("|"):
        parts = line.split("\t")
    elif "|" in line:
        parts = line.strip().removeprefix("|").removesuffix("|").split("|")
    else:
        return [line]
    if _MARKED.search(line):
        return [clean(cell) for cell in parts[:MAX_COLUMNS]]
    return [" ".join(cell.split()) for cell in parts[:MAX_COLUMNS]]


def clean(cell: str) -> str:
    """A cell's words without the marks of Markdown."""
    return " ".join(_MARKS.sub("", _LINK.sub(r"\1", cell)).split())


def _lines(page: Page) -> Iterator[tuple[int, str]]:
    at = 0
    for line in page.text.split("\n"):
        yield at, line
        at += len(line) + 1


def begun(
    mark: Mark, cells: Sequence[str], columns: Columns, needs: Sequence[frozenset[str]], above: str
) -> Table | None:
    """The table whose header these cells are; `mark` is where it stands."""
    if sum(1 <= len(cell) <= MAX_HEADER_CELL for cell in cells) < 2:
        return None
    names = tuple(" ".join(_HINT.sub(" ", cell).split()).lower().strip(" :.") for cell in cells)
    places: dict[str, tuple[int, ...]] = {}
    taken: set[int] = set()
    for kind, wordings in columns.items():
        fitting = [
            place
            for wording in wordings
            for place, name in enumerate(names)
            if name and len(name) <= MAX_HEADER_CELL and place not in taken and wording.fullmatch(name)
        ]
        if fitting:
            places[kind] = tuple(dict.fromkeys(fitting))
            taken.update(fitting)
    if not any(need <= places.keys() for need in needs):
        return None
    return Table(mark, names, places, mark.page.label or "", above)


def _begun(
    page: Page,
    start: int,
    line: str,
    cells: list[str],
    columns: Columns,
    needs: Sequence[frozenset[str]],
    above: str,
) -> Table | None:
    """The table whose header a line is."""
    begin = start + len(line) - len(line.lstrip())
    return begun(Mark(page, begin, start + len(line.rstrip())), cells, columns, needs, above)


def row_of(cells: list[str], places: Mapping[str, tuple[int, ...]]) -> Row | None:
    """The cells of a row; None for one that holds nothing of the kinds looked for, and for a sum."""

    def at(place: int) -> str:
        return cells[place] if place < len(cells) else ""

    if not any(at(place) for held in places.values() for place in held):
        return None
    first = next((cell for cell in cells if cell), "")
    if _TOTAL.fullmatch(first):
        return None
    return Row(
        {kind: at(held[0]) for kind, held in places.items()},
        {kind: tuple(at(place) for place in held[1:]) for kind, held in places.items() if len(held) > 1},
    )


def wordings(*patterns: str) -> tuple[re.Pattern[str], ...]:
    """Patterns for names of columns, in lower case."""
    return tuple(re.compile(pattern) for pattern in patterns)
