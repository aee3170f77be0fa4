"""The pictures that an office file shows: which they are, and the text in them, as pages after the document's own."""

from __future__ import annotations

import functools
import posixpath
from dataclasses import dataclass, field
from zipfile import ZipInfo

from muniment.limits import Limits
from muniment.reading.formats.ooxml import Attributes, Package
from muniment.reading.formats.stored_pictures import Pictures, Stored, see
from muniment.reading.recognition.recogniser import Recogniser
from muniment.reading.text import label_of

_BODY = frozenset(
    {"worksheet", "chartsheet", "slide", "drawing", "vmlDrawing", "chart", "chartUserShapes", "diagramDrawing"}
)
_FURNITURE = frozenset(
    {"header", "footer", "footnotes", "endnotes", "comments", "notesSlide", "slideLayout", "slideMaster"}
)
_NOT_FROM_A_MASTER = frozenset({"slideLayout", "slideMaster"})  # it names every layout, used or not
_DEEPEST = 8  # a picture of a chart of a drawing of a sheet of a workbook has 4


@dataclass(slots=True)
class _Shown:
    """Names of the picture parts, in the order in which a reader meets them; those of headers, notes and layouts last:
    what is recognised is bounded."""

    package: Package
    body: list[str] = field(default_factory=list)
    furniture: list[str] = field(default_factory=list)
    visited: set[str] = field(default_factory=set)

    def follow(self, part: str, kind: str = "", *, is_furniture: bool = False, depth: int = 0) -> None:
        """Adds the pictures of a part and of the parts it shows."""
        if part in self.visited or depth > _DEEPEST or not self.package.has(part):
            return
        self.visited.add(part)
        relations = self.package.relations(part)
        if not relations:
            return
        order: dict[str, None] = {}

        def start(tag: str, attributes: Attributes) -> None:
            if tag != ":svgBlip":  # the same picture once more, beside the one that is read
                order.update(dict.fromkeys(value for value in attributes.values() if value in relations))

        self.package.walk(part, start=start)
        for identifier in (*order, *(one for one in relations if one not in order)):
            relation = relations[identifier]
            if relation.is_external:
                continue
            if relation.kind == "image" and identifier in order:
                (self.furniture if is_furniture else self.body).append(relation.target)
            elif relation.kind in _BODY or (relation.kind in _FURNITURE and self._leads_on(kind, relation.kind)):
                beside = is_furniture or relation.kind in _FURNITURE
                self.follow(relation.target, relation.kind, is_furniture=beside, depth=depth + 1)

    @staticmethod
    def _leads_on(kind: str, to: str) -> bool:
        return not (kind == "slideMaster" and to in _NOT_FROM_A_MASTER)

    def members(self) -> list[ZipInfo]:
        """The pictures, each once, also where several parts hold the same."""
        found = (self.package.parts.get(name.lower()) for name in (*self.body, *self.furniture))
        return list({(one.CRC, one.file_size): one for one in reversed([*found]) if one is not None}.values())[::-1]


def see_pictures(package: Package, main: str, limits: Limits, recognise: Recogniser | None) -> Pictures:
    """What the pictures of the office file show."""
    shown = _Shown(package)
    shown.follow(main)
    stored = [
        Stored(
            label_of(posixpath.basename(member.filename)) or "unnamed",
            member.file_size,
            functools.partial(package.archive.read, member),
        )
        for member in shown.members()
    ]
    return see(stored, limits, recognise)
