"""Tells whether a slide is bare: nothing but white lies behind any of its letters. And what lies behind those in the
cells of its tables.

Most decks put white letters on dark shapes, pictures and masters. So a slide counts as bare only where neither it nor
its layout nor its master holds a picture, a table or a fill other than white, and the theme's light colour is white.
"""

from __future__ import annotations

from muniment.reading.formats.ooxml import Attributes, Package, value_of
from muniment.reading.formats.ooxml_colours import COLOURS, PAPER, UNKNOWN, WHITE_OF_THEMES, is_white
from muniment.reading.formats.ooxml_looks import FILLS, Look, inked

_COVERS = frozenset({"p:pic", "a:blipFill", "a:grpFill"})
_OF_TEXT = frozenset({"p:txBody", "a:ln", "p:txStyles", "a:lnRef", "a:fontRef", "a:effectRef"})
_PLAIN = {"a:fillRef": ("", "0"), "p:bgRef": ("", "0", "1000", "1001")}
"""Numbers of the theme's fills that are none or of one colour; those beyond are gradients and pictures."""
_ADJUSTS = frozenset({"a:lumMod", "a:lumOff", "a:shade", "a:tint"})


class Papers:
    """Which slides of a deck are bare; layouts, masters and themes are looked at once."""

    def __init__(self, package: Package) -> None:
        self._package = package
        self._known: dict[str, _Ground] = {}
        self._light: dict[str, bool] = {}

    def is_bare(self, slide: str) -> bool:
        """Whether all of the slide's ground is white."""
        return self._is_bare(slide, apart_from_tables=False)

    def of_cells(self, slide: str) -> list[str]:
        """The ground of each cell of the slide's tables, in their order: a colour, or UNKNOWN."""
        if not self._package.mentions(slide, b"tbl>"):
            return []
        cells = _Cells(PAPER if self._is_bare(slide, apart_from_tables=True) else UNKNOWN)
        self._package.walk(slide, start=cells.start, end=cells.end, data=cells.data)
        return cells.grounds

    def _is_bare(self, slide: str, *, apart_from_tables: bool) -> bool:
        part = slide
        for kind in ("slideLayout", "slideMaster", "theme"):
            ground = self._ground(part)
            if ground.is_covered or (ground.has_tables and not apart_from_tables):
                return False
            part = self._package.related(part, kind)
            if not part:
                return True
        if part not in self._light:
            self._light[part] = _is_light(self._package, part)
        return self._light[part]

    def _ground(self, part: str) -> _Ground:
        if part not in self._known:
            ground = self._known[part] = _Ground()
            if not self._package.walk(part, start=ground.start, end=ground.end):
                ground.is_covered = True
        return self._known[part]


class _Ground:
    """Takes the events of a part. `is_covered`: whether anything but white lies in it, `has_tables` beside."""

    def __init__(self) -> None:
        self.is_covered = self.has_tables = False
        self._inside = 0  # elements whose colours are no ground

    def start(self, tag: str, attributes: Attributes) -> None:
        if self._inside or tag in _OF_TEXT:
            self._inside += tag in _OF_TEXT
        elif tag == "a:tbl":
            self.has_tables = True
            self._inside = 1
        elif tag in _COVERS or tag in _ADJUSTS:
            self.is_covered = True
        elif tag == "a:graphicData":
            self.is_covered |= not value_of(attributes, "uri").endswith("/table")
        elif tag in _PLAIN:
            self.is_covered |= value_of(attributes, "idx") not in _PLAIN[tag]
        elif tag == "p:clrMap":
            self.is_covered |= value_of(attributes, "bg1") not in ("", "lt1")
        elif tag == "a:overrideClrMapping":
            self.is_covered |= value_of(attributes, "bg1") != "lt1"
        elif tag in COLOURS:
            value = value_of(attributes, "lastClr") or value_of(attributes, "val")
            self.is_covered |= not (value in WHITE_OF_THEMES or is_white(value))

    def end(self, tag: str) -> None:
        self._inside -= tag in _OF_TEXT or tag == "a:tbl"


_WITHOUT_FILLS = frozenset({"", "{2D5ABB26-0587-4C30-8999-92F81FD0307C}", "{5940675A-B579-460E-94D1-54222C63F5DA}"})
"""Table styles that fill no cell: none, "No Style, No Grid", "No Style, Table Grid"."""


class _Cells:
    """Takes the events of a slide and keeps what lies behind each cell of its tables."""

    def __init__(self, slide: str) -> None:
        self.grounds: list[str] = []
        self._slide = slide
        self._table = UNKNOWN
        self._style: list[str] | None = None
        self._path: list[str] = []
        self._fill = Look()

    def start(self, tag: str, attributes: Attributes) -> None:
        if self._path:
            self._path.append(tag)
            if len(self._path) == 2 and tag == "a:blipFill":
                self.grounds[-1] = UNKNOWN
            elif self._path[1] in FILLS:
                before = Look() if len(self._path) == 2 else self._fill
                self._fill = inked(before, ["a:rPr", *self._path[1:]], attributes)
                self.grounds[-1] = self._fill.colour or UNKNOWN
        elif tag == "a:tbl":
            self._table = self._slide
        elif tag == "a:tableStyleId":
            self._style = []
        elif tag == "a:tc":
            self.grounds.append(self._table)
        elif tag == "a:tcPr" and self.grounds:
            self._path = [tag]

    def data(self, text: str) -> None:
        """Character data."""
        if self._style is not None:
            self._style.append(text)

    def end(self, tag: str) -> None:
        if self._path:
            self._path.pop()
        elif tag == "a:tableStyleId" and self._style is not None:
            if "".join(self._style).strip().upper() not in _WITHOUT_FILLS:
                self._table = UNKNOWN
            self._style = None


def _is_light(package: Package, theme: str) -> bool:
    values: list[str] = []
    open_light = False

    def start(tag: str, attributes: Attributes) -> None:
        nonlocal open_light
        if tag == "a:lt1":
            open_light = True
        elif open_light:
            values.append(value_of(attributes, "lastClr") or value_of(attributes, "val"))

    def end(tag: str) -> None:
        nonlocal open_light
        open_light = open_light and tag != "a:lt1"

    return package.walk(theme, start=start, end=end) and all(map(is_white, values[:1]))
