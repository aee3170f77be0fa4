"""What the parts of an xlsx say of each of its sheets, apart from its values: how large it is, what it hides, what is
beside its cells."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from muniment.limits import Limits
from muniment.reading.formats.ooxml import Attributes, Package
from muniment.reading.formats.package import BROKEN_ZIP
from muniment.reading.formats.sheet_beside import comments_on, drawn_on, furniture_lines
from muniment.reading.formats.sheet_hidden import HiddenCells
from muniment.reading.formats.sheet_runs import strings_with_runs
from muniment.reading.formats.sheet_sparse import Places, places_in
from muniment.reading.formats.sheet_styles import CellStyles, cell_styles
from muniment.reading.formats.sheet_walk import walk
from muniment.reading.model import UnreadableError

_CHUNK_BYTES = 256 * 1024


@dataclass(frozen=True, slots=True)
class Beside:
    """What the workbook's parts say of a sheet. `is_whole`: its XML is; `places`: where its cells stand, if they are
    read without the gaps between them; `unvalued_count`: of formulas; `condition_count`: of conditions that may hide;
    `drawn`: lines of its text boxes and charts, `drawn_unseen` those that nobody sees; `headed`: of the headers and
    footers of its print."""

    part: str = ""
    is_too_large: bool = False
    is_whole: bool = True
    places: Places | None = None
    unvalued_count: int = 0
    condition_count: int = 0
    hidden: HiddenCells = field(default_factory=HiddenCells)
    comments: Sequence[str] = ()
    drawn: Sequence[str] = ()
    drawn_unseen: Sequence[str] = ()
    headed: Sequence[str] = ()


NOTHING = Beside()
"""Of a sheet of which nothing is known."""


def beside_of(package: Package, limits: Limits) -> dict[str, Beside]:
    """By the sheet's name. Whether it is too large is told by its cells (`<dimension>` lies)."""
    main = package.main_part("xl/workbook.xml")
    relations = package.relations(main)
    part = package.related(main, "styles") or "xl/styles.xml"
    styles = cell_styles(package, part) if package.has(part) else CellStyles()
    strings = strings_with_runs(package, main, styles.palette)
    found: dict[str, Beside] = {}
    for name, identifier in _sheets(package, main):
        relation = relations.get(identifier)
        if relation is None or not package.has(relation.target):
            continue

        def chunks(part: str = relation.target) -> Iterator[bytes]:
            with package.archive.open(package.parts[part.lower()]) as stream:
                yield from iter(lambda: stream.read(_CHUNK_BYTES), b"")

        places = None
        try:
            said = walk(chunks(), styles, strings, most_cells=limits.max_sheet_cells)
            if said.is_too_large or not said.is_whole:  # behind a fault nobody knows how large it is
                places = places_in(chunks())
                said.is_too_large = places is None or places.cell_count > limits.max_sheet_cells
                if said.is_whole and not said.is_too_large:
                    said = walk(chunks(), styles, strings, most_cells=math.inf)
        except BROKEN_ZIP:
            raise UnreadableError("corrupt", "A sheet of the workbook is damaged.") from None
        drawn, drawn_unseen = drawn_on(package, relation.target, limits.max_characters)
        found[name] = Beside(
            relation.target,
            said.is_too_large,
            said.is_whole,
            None if said.is_too_large else places,
            said.unvalued_count,
            said.condition_count,
            said.hidden,
            comments_on(package, relation.target, limits.max_characters),
            drawn,
            drawn_unseen,
            furniture_lines(said.furniture),
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
