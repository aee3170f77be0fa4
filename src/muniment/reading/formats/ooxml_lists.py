"""The words that Word sets before the paragraphs of a list: `Article 4`, `CONFIDENTIAL`. No run of text holds them.

Labels of mere numbers and bullets are left out: they say nothing, and a heading reads better without.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from muniment.reading.formats.ooxml import Attributes, Package, value_of, whole_number
from muniment.reading.formats.ooxml_looks import Look, taking

_PLACE = re.compile(r"%([1-9])")
_WORD = re.compile(r"[^\W\d_]{2,}")  # `o` is a bullet in Courier New
_MOST_LABEL_CHARACTERS = 1_000
_MOST_COUNTED = 4_000  # beyond, a letter or Roman number would be longer than any line
_ROMAN = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"),
          (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))  # fmt: skip


@dataclass(slots=True)
class Level:
    """One level of a list. `style`: the paragraph style that belongs to it."""

    text: str = ""
    number_format: str = "decimal"
    first: int = 1
    style: str = ""
    look: Look = field(default_factory=Look)

    @property
    def has_words(self) -> bool:
        """Whether its label says anything to be read."""
        return self.look.is_seen and _WORD.search(_PLACE.sub("", self.text)) is not None


Levels = dict[int, Level]


@dataclass(slots=True)
class Lists:
    """The lists of a document by their numbers, and the lists and levels that paragraph styles bring along."""

    levels: dict[str, Levels] = field(default_factory=dict)
    shared: dict[str, str] = field(default_factory=dict)  # by a list's number, what it counts together with
    styles: dict[str, tuple[str, int]] = field(default_factory=dict)


def lists_of(package: Package, numberings: list[str], styles: list[str]) -> Lists | None:
    """The lists of a document; None where no label of theirs holds words."""
    taker = _Taker()
    for part in numberings:
        package.walk(part, start=taker.start, end=taker.end)
    if not any(level.has_words for levels in taker.abstract.values() for level in levels.values()):
        return None
    of_styles = _Styles()
    for part in styles:
        package.walk(part, start=of_styles.start)
    return taker.lists(of_styles)


class _Taker:
    """Takes the events of a part of numberings (ECMA-376 17.9)."""

    def __init__(self) -> None:
        self.abstract: dict[str, Levels] = {}
        self._numbers: dict[str, tuple[str, Levels]] = {}  # of each list: what it is made of, and levels of its own
        self._links: dict[str, str] = {}
        self._identifier = self._number = ""
        self._levels: Levels = {}
        self._level = Level()

    def start(self, tag: str, attributes: Attributes) -> None:
        value = value_of(attributes, "val")
        if tag == "w:abstractNum":
            self._identifier = value_of(attributes, "abstractNumId")
            self._levels = self.abstract.setdefault(self._identifier, {})
        elif tag == "w:numStyleLink":
            self._links[self._identifier] = value
        elif tag == "w:num":
            self._number, self._levels = value_of(attributes, "numId"), {}
        elif tag == "w:abstractNumId":
            self._numbers[self._number] = value, self._levels
        elif tag == "w:lvl":
            self._level = self._levels.setdefault(whole_number(value_of(attributes, "ilvl")) or 0, Level())
        elif tag == "w:lvlText":
            self._level.text = value[:_MOST_LABEL_CHARACTERS]
        elif tag == "w:numFmt":
            self._level.number_format = value
        elif tag in ("w:start", "w:startOverride"):
            first = whole_number(value)
            self._level.first = 1 if first is None else first
        elif tag == "w:pStyle":
            self._level.style = value
        else:
            self._level.look = taking(self._level.look, tag, attributes)

    def end(self, tag: str) -> None:
        if tag == "w:lvl":
            self._level = Level()

    def lists(self, styles: _Styles) -> Lists:
        """The lists, once all is taken."""
        found = Lists()
        for number, (identifier, own) in self._numbers.items():
            link = styles.lists.get(self._links.get(identifier, ""), ("", 0))[0]
            if link in self._numbers:
                identifier = self._numbers[link][0]
            found.levels[number] = self.abstract.get(identifier, {}) | own
            found.shared[number] = f"of its own {number}" if own else identifier
        for style in styles.based_on.keys() | styles.lists.keys():
            number, level = styles.of(style)
            if number in found.levels:
                at = (at for at, one in found.levels[number].items() if one.style == style)
                found.styles[style] = number, next(at, level)
        return found


class _Styles:
    """Takes the events of a part of styles, and keeps the lists that they name. Under '' the standard style."""

    def __init__(self) -> None:
        self.lists: dict[str, tuple[str, int]] = {}
        self.based_on: dict[str, str] = {}
        self._style = ""

    def start(self, tag: str, attributes: Attributes) -> None:
        value = value_of(attributes, "val")
        if tag == "w:style":
            self._style = value_of(attributes, "styleId")
            if value_of(attributes, "type") == "paragraph" and value_of(attributes, "default") in ("1", "true"):
                self.based_on[""] = self._style
        elif tag == "w:basedOn":
            self.based_on[self._style] = value
        elif tag == "w:numId":
            self.lists[self._style] = value, self.lists.get(self._style, ("", 0))[1]
        elif tag == "w:ilvl":
            self.lists[self._style] = self.lists.get(self._style, ("", 0))[0], whole_number(value) or 0

    def of(self, style: str) -> tuple[str, int]:
        """The list and level of a style, its own or what it is based on."""
        seen = set[str]()
        while style not in self.lists and style in self.based_on and style not in seen:
            seen.add(style)
            style = self.based_on[style]
        return self.lists.get(style, ("", 0))


@dataclass(slots=True)
class _Paragraph:
    style: str = ""
    number: str | None = None
    level: int | None = None


class Labels:
    """Follows the events of one part and knows the label of the paragraph that ends."""

    def __init__(self, lists: Lists) -> None:
        self._lists = lists
        self._open: list[_Paragraph] = []
        self._counts: dict[str, dict[int, int]] = {}

    def start(self, tag: str, attributes: Attributes) -> None:
        """An element begins."""
        if tag == "w:p":
            self._open.append(_Paragraph())
        elif not self._open:
            return
        elif tag == "w:pStyle":
            self._open[-1].style = value_of(attributes, "val")
        elif tag == "w:numId":
            self._open[-1].number = value_of(attributes, "val")
        elif tag == "w:ilvl":
            self._open[-1].level = whole_number(value_of(attributes, "val")) or 0

    def label(self) -> str:
        """The label of the paragraph that ends now, '' for none, or none with words."""
        paragraph = self._open.pop() if self._open else _Paragraph()
        number, at = self._lists.styles.get(paragraph.style, ("", 0))
        number = number if paragraph.number is None else paragraph.number
        at = at if paragraph.level is None else paragraph.level
        levels = self._lists.levels.get(number)
        if not levels or at not in levels:
            return ""
        counts = self._counts.setdefault(self._lists.shared[number], {})
        counts[at] = counts.get(at, levels[at].first - 1) + 1
        for deeper in [one for one in counts if one > at]:
            del counts[deeper]
        level = levels[at]
        return (
            _PLACE.sub(lambda place: _counted(int(place[1]) - 1, levels, counts), level.text) if level.has_words else ""
        )


def _counted(at: int, levels: Levels, counts: dict[int, int]) -> str:
    """A level's number as the label of it or of a deeper one shows it."""
    level = levels.get(at, Level())
    count = counts.get(at, level.first)
    if not 0 < count <= _MOST_COUNTED:
        return str(count)
    match level.number_format:
        case "none" | "bullet":
            return ""
        case "lowerLetter" | "upperLetter":
            shown = chr(ord("a") + (count - 1) % 26) * ((count - 1) // 26 + 1)
        case "lowerRoman" | "upperRoman":
            shown, rest = "", count
            for worth, letters in _ROMAN:
                shown += letters * (rest // worth)
                rest %= worth
        case "decimalZero":
            shown = f"{count:02}"
        case _:
            shown = str(count)
    return shown.upper() if level.number_format.startswith("upper") else shown
