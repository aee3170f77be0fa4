"""What the parts of an xlsx say of each of its sheets, apart from its values: how large it is, what it hides, what is
beside its cells."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from muniment.limits import Limits
from muniment.reading.formats.ooxml import Attributes, Package
from muniment.reading.formats.package import BROKEN_ZIP
from muniment.reading.formats.sheet_beside import Tail, Unvalued, comments_on, drawn_on
from muniment.reading.formats.sheet_hidden import (
    CellStyles,
    HiddenCells,
    cell_styles,
    column_number,
    hidden_cells,
    whole_tags,
)
from muniment.reading.formats.sheet_sparse import Places, places_in
from muniment.reading.model import UnreadableError

_CHUNK_BYTES = 256 * 1024

_CELL = re.compile(rb"<(?:\w+:)?(?:row\b|c\b(?=[^>]*?\br=[\"']([A-Z]{1,3})(\d{1,7})[\"'])|c\b)")


@dataclass(frozen=True, slots=True)
class Beside:
    """What the workbook's parts say of a sheet. `places`: where its cells stand, if they are read without the gaps
    between them; `unvalued_count`: of formulas; `drawn`: lines of its text boxes and charts; `headed`: of the
    headers and footers of its print."""

    part: str = ""
    is_too_large: bool = False
    places: Places | None = None
    unvalued_count: int = 0
    hidden: HiddenCells = field(default_factory=HiddenCells)
    comments: Sequence[str] = ()
    drawn: Sequence[str] = ()
    headed: Sequence[str] = ()


NOTHING = Beside()
"""Of a sheet of which nothing is known."""


def beside_of(package: Package, limits: Limits) -> dict[str, Beside]:
    """By the sheet's name. Whether it is too large is told by its cells (`<dimension>` lies)."""
    main = package.main_part("xl/workbook.xml")
    relations = package.relations(main)
    part = "xl/styles.xml"
    styles = cell_styles(package, part) if package.has(part) else CellStyles()
    found: dict[str, Beside] = {}
    for name, identifier in _sheets(package, main):
        relation = relations.get(identifier)
        if relation is None or not package.has(relation.target):
            continue

        def chunks(part: str = relation.target) -> Iterator[bytes]:
            with package.archive.open(package.parts[part.lower()]) as stream:
                yield from iter(lambda: stream.read(_CHUNK_BYTES), b"")

        tail, unvalued = Tail(), Unvalued()
        places = None
        try:
            rows, columns = _extent(chunks(), limits.max_sheet_cells)
            is_too_large = rows * columns > limits.max_sheet_cells
            if is_too_large:
                places = places_in(chunks())
                is_too_large = places is None or places.cell_count > limits.max_sheet_cells
            hidden = HiddenCells() if is_too_large else hidden_cells(tail.of(unvalued.of(chunks())), styles)
        except BROKEN_ZIP:
            raise UnreadableError("corrupt", "A sheet of the workbook is damaged.") from None
        found[name] = Beside(
            relation.target,
            is_too_large,
            None if is_too_large else places,
            unvalued.count,
            hidden,
            comments_on(package, relation.target, limits.max_characters),
            drawn_on(package, relation.target, limits.max_characters),
            tail.headers_and_footers(),
        )
    return found


def _sheets(package: Package, main: str) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []

    def start(tag: str, attributes: Attributes) -> None:
        if tag == "x:sheet":
            identifier = next((value for name, value in attributes.items() if name.endswith(" id")), "")
            found.append((attributes.get("name", ""), identifier))

    package.walk(main, start=start)
    return found


def _extent(chunks: Iterator[bytes], enough: int) -> tuple[int, int]:
    """(rows, columns) of the rectangle around all cells of a sheet's XML; stops once more than `enough` is certain."""
    top, bottom, first, last = 1 << 30, 0, 1 << 30, 0
    row, column = 0, 0
    columns: dict[bytes, int] = {}
    for data, end in whole_tags(chunks):
        for match in _CELL.finditer(data, 0, end):
            letters, digits = match.groups()
            if letters is not None:
                row = int(digits)
                column = columns.get(letters) or columns.setdefault(letters, column_number(letters))
            elif match.group().endswith(b"row"):
                row, column = row + 1, 0
                continue
            else:  # a cell without its address stands right of the one before
                column += 1
            top, bottom = min(top, row), max(bottom, row)
            first, last = min(first, column), max(last, column)
        if bottom and (bottom - top + 1) * (last - first + 1) > enough:
            break
    return (bottom - top + 1, last - first + 1) if bottom else (0, 0)
