"""Tells whether a run of text of a docx or pptx can be seen: hidden, smaller than any print, white on white.

What cannot be told (the fill of a shape, the shading of a table's style) counts as seen: text that is wrongly called
hidden would bear no fact.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from muniment.reading.formats.ooxml import Attributes, Package, value_of

TINY_POINTS = 2.0
"""Smaller letters are no print: the smallest small print is 4 points, a sample of microtext 2."""

NEAR_WHITE = 0xF0
"""Each of red, green and blue; on white it cannot be told from the paper."""

_OFF = ("0", "false", "off")


@dataclass(frozen=True, slots=True)
class Look:
    """What a style or a run says of how its text looks; None where it says nothing."""

    is_hidden: bool | None = None
    points: float | None = None
    is_near_white: bool | None = None
    has_ground: bool | None = None

    def over(self, other: Look) -> Look:
        """This look where it says something, else the other's."""
        return Look(
            other.is_hidden if self.is_hidden is None else self.is_hidden,
            other.points if self.points is None else self.points,
            other.is_near_white if self.is_near_white is None else self.is_near_white,
            other.has_ground if self.has_ground is None else self.has_ground,
        )

    @property
    def is_seen(self) -> bool:
        """Whether a reader of the page sees such text."""
        is_tiny = self.points is not None and self.points < TINY_POINTS
        return not (self.is_hidden or is_tiny or (self.is_near_white and not self.has_ground))


Styles = dict[str, Look]
"""By the style's id, with all it is based on; under '' the style of paragraphs that name none."""


def taking(look: Look, tag: str, attributes: Attributes) -> Look:
    """The look with what a property of a run, paragraph or cell says."""
    value = value_of(attributes, "val")
    if tag == "w:vanish":
        return replace(look, is_hidden=value not in _OFF)
    if tag == "w:sz":
        return replace(look, points=_number(value, 2))
    if tag == "a:rPr" and (size := value_of(attributes, "sz")):
        return replace(look, points=_number(size, 100))
    if tag == "w:color":
        return replace(look, is_near_white=_is_near_white(value))
    if tag == "w:shd":
        fill = value_of(attributes, "fill")
        pattern = value not in ("", "clear", "nil")
        return replace(look, has_ground=pattern or (fill not in ("", "auto") and not _is_near_white(fill)))
    if tag == "w:highlight":
        return replace(look, has_ground=value not in ("none", "white"))
    return look


def _number(value: str, parts: int) -> float | None:
    return int(value) / parts if value.isascii() and value.isdigit() and len(value) < 9 else None


def _is_near_white(colour: str) -> bool:
    try:
        return len(colour) == 6 and min(bytes.fromhex(colour)) >= NEAR_WHITE
    except ValueError:
        return False


def styles_of(package: Package, parts: list[str]) -> Styles:
    """The looks of a document's styles."""
    own: Styles = {}
    based_on: dict[str, str] = {}
    standard = current = ""
    conditional = 0  # the parts of a table's style, which apply to some cells only

    def start(tag: str, attributes: Attributes) -> None:
        nonlocal current, standard, conditional
        if tag == "w:style":
            current = value_of(attributes, "styleId")
            own[current] = Look()
            if value_of(attributes, "type") == "paragraph" and value_of(attributes, "default") in ("1", "true"):
                standard = current
        elif tag == "w:tblStylePr":
            conditional += 1
        elif current and tag == "w:basedOn":
            based_on[current] = value_of(attributes, "val")
        elif current and not conditional:
            own[current] = taking(own[current], tag, attributes)

    def end(tag: str) -> None:
        nonlocal current, conditional
        if tag == "w:style":
            current = ""
        elif tag == "w:tblStylePr":
            conditional -= 1

    for part in parts:
        package.walk(part, start=start, end=end)
    whole = {name: _with_bases(name, own, based_on) for name in own}
    return {**whole, "": whole.get(standard, Look())}


def _with_bases(name: str, own: Styles, based_on: dict[str, str]) -> Look:
    look, seen = own[name], {name}
    while (name := based_on.get(name, "")) in own and name not in seen:
        seen.add(name)
        look = look.over(own[name])
    return look


@dataclass(slots=True)
class _Open:
    """An element that is being read and changes how the text in it looks."""

    tag: str
    look: Look = field(default_factory=Look)
    style: Look = field(default_factory=Look)


_SETTING = frozenset({"w:p", "w:r", "a:r", "w:tc", "w:tbl", "w:txbxContent"})
_GROUNDED = Look(has_ground=True)


class Looks:
    """Follows the events of a part and knows how the text that comes now looks."""

    def __init__(self, styles: Styles) -> None:
        self._styles = styles
        self._open: list[_Open] = []
        self._page = Look()
        self._in_mark = False  # w:pPr says how the paragraph's mark looks, but for its style and ground

    def start(self, tag: str, attributes: Attributes) -> None:
        if tag in _SETTING:
            self._open.append(_Open(tag))
            if tag == "w:p":
                self._open[-1].style = self._styles.get("", Look())
            elif tag == "w:txbxContent":
                self._open[-1].look = _GROUNDED
        elif tag == "w:pPr":
            self._in_mark = True
        elif tag == "w:background":
            self._page = Look(has_ground=not _is_near_white(value_of(attributes, "color")))
        elif not self._open:
            return
        elif tag in ("w:pStyle", "w:rStyle"):
            if not self._in_mark or tag == "w:pStyle":
                self._open[-1].style = self._styles.get(value_of(attributes, "val"), Look())
        elif tag == "w:tblStyle":
            self._open[-1].look = _GROUNDED
        elif not self._in_mark or tag == "w:shd":
            self._open[-1].look = taking(self._open[-1].look, tag, attributes)

    def end(self, tag: str) -> None:
        if tag in _SETTING:
            if self._open and self._open[-1].tag == tag:
                self._open.pop()
        elif tag == "w:pPr":
            self._in_mark = False

    @property
    def is_seen(self) -> bool:
        """Whether the text that comes now is."""
        look = Look()
        for one in reversed(self._open):
            look = look.over(one.look).over(one.style)
        return look.over(self._page).is_seen
