"""The colours and sizes that the text of a slide takes over: from its shape's lists, its layout, master and deck.

A run that says nothing of its colour may be white all the same (ECMA-376 part 1, 19.3.1.51, 21.1.2.4.12). What comes
nearest goes first: the shape's own list, its style, the placeholder of the layout, that of the master, the master's
styles, the deck's.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from muniment.reading.formats.ooxml import Attributes, Package, value_of
from muniment.reading.formats.ooxml_looks import Look, inked

Levels = dict[int, Look]
"""By the level of a paragraph, 1 to 9."""

_TITLES = frozenset({"title", "ctrTitle"})
_BODIES = frozenset({"", "body", "subTitle", "obj", "tbl", "chart", "dgm", "media", "clipArt", "pic"})
_STYLES = {"p:titleStyle": "title", "p:bodyStyle": "body", "p:otherStyle": "other", "p:defaultTextStyle": "other"}
_NOTHING = Look()


def _kind(placeholder: str) -> str:
    return "title" if placeholder in _TITLES else "body" if placeholder in _BODIES else "other"


@dataclass(slots=True)
class _Sheet:
    """What a layout, master or deck says. `placeholders`: by type and by number; `styles`: by kind of text."""

    placeholders: dict[str, Levels] = field(default_factory=dict)
    styles: dict[str, Levels] = field(default_factory=dict)


class _Taker:
    """Takes the events of a part and keeps what its lists say, for the shape that is being read."""

    def __init__(self) -> None:
        self.levels: Levels = {}
        self.of_style: Look = _NOTHING
        self._level = 0
        self._ink: list[str] = []
        self._in_list = False

    def begin(self) -> None:
        """A shape begins."""
        self.levels, self.of_style = {}, _NOTHING

    def start(self, tag: str, attributes: Attributes) -> None:
        if tag == "a:lstStyle" or tag in _STYLES:
            self._in_list = True
        elif self._ink:
            self._ink.append(tag)
            self._take(attributes)
        elif tag == "a:fontRef":
            self._ink = ["a:rPr", "a:solidFill"]
        elif self._in_list and tag.startswith("a:lvl") and tag.endswith("pPr"):
            self._level = int(tag[5]) if tag[5:6].isdigit() else 0
        elif self._in_list and tag == "a:defRPr" and self._level:
            self._ink = ["a:rPr"]
            self._take(attributes)

    def end(self, tag: str) -> None:
        if tag == "a:fontRef" or (tag == "a:defRPr" and self._ink):
            self._ink = []
        elif self._ink:
            self._ink.pop()
        elif tag == "a:lstStyle" or tag in _STYLES:
            self._in_list, self._level = False, 0

    def _take(self, attributes: Attributes) -> None:
        if self._level:
            self.levels[self._level] = inked(self.levels.get(self._level, _NOTHING), self._ink, attributes)
        else:
            self.of_style = inked(self.of_style, self._ink, attributes)


class Inks:
    """What the texts of a deck's slides take over; layouts and masters are looked at once."""

    def __init__(self, package: Package, main: str) -> None:
        self._package = package
        self._known: dict[str, _Sheet] = {}
        self._deck = self._sheet(main)

    def of(self, slide: str) -> SlideInks:
        """Of one slide."""
        layout = self._package.related(slide, "slideLayout")
        master = self._package.related(layout, "slideMaster") if layout else ""
        return SlideInks(self._sheet(layout), self._sheet(master), self._deck)

    def _sheet(self, part: str) -> _Sheet:
        if part not in self._known:
            self._known[part] = _read(self._package, part) if self._package.has(part) else _Sheet()
        return self._known[part]


def _read(package: Package, part: str) -> _Sheet:
    sheet, taker = _Sheet(), _Taker()
    keys: list[str] = []

    def start(tag: str, attributes: Attributes) -> None:
        if tag == "p:sp" or tag in _STYLES:
            taker.begin()
            keys.clear()
        elif tag == "p:ph":
            kind, number = value_of(attributes, "type"), value_of(attributes, "idx")
            keys.extend([f"kind {_kind(kind)}", f"type {kind}", *([f"idx {number}"] if number else [])])
        taker.start(tag, attributes)

    def end(tag: str) -> None:
        taker.end(tag)
        if tag in _STYLES:
            sheet.styles[_STYLES[tag]] = taker.levels
        elif tag == "p:sp":
            for key in keys:
                sheet.placeholders.setdefault(key, taker.levels)

    package.walk(part, start=start, end=end)
    return sheet


class SlideInks:
    """Follows the events of a slide and knows what the text that comes now takes over."""

    def __init__(self, layout: _Sheet, master: _Sheet, deck: _Sheet) -> None:
        self._sheets = layout, master
        self._styles = master.styles, deck.styles
        self._taker = _Taker()
        self._inherited: list[Levels] = []
        self._level = 1
        self._begin(None, "")

    def start(self, tag: str, attributes: Attributes) -> None:
        """An element begins; told before the run in it is read."""
        if tag == "p:sp":
            self._begin(None, "")
        elif tag == "p:ph":
            self._begin(value_of(attributes, "type"), value_of(attributes, "idx"))
        elif tag == "a:p":
            self._level = 1
        elif tag == "a:pPr":
            level = value_of(attributes, "lvl")
            self._level = int(level) + 1 if level in set("012345678") else 1
        self._taker.start(tag, attributes)

    def end(self, tag: str) -> None:
        """An element ends."""
        self._taker.end(tag)

    def _begin(self, placeholder: str | None, number: str) -> None:
        self._taker.begin()
        layout, master = self._sheets
        found: list[Levels | None] = []
        kind = "other" if placeholder is None else _kind(placeholder)
        if placeholder is not None:
            found.append(layout.placeholders.get(f"idx {number}" if number else f"type {placeholder}"))
            found.append(master.placeholders.get(f"type {placeholder}") or master.placeholders.get(f"kind {kind}"))
        found += [styles.get(kind) for styles in self._styles]
        self._inherited = [one for one in found if one]

    @property
    def look(self) -> Look:
        """What a run takes over here."""
        look = self._taker.levels.get(self._level, _NOTHING).over(self._taker.of_style)
        for levels in self._inherited:
            look = look.over(levels.get(self._level, _NOTHING))
        return look
