"""Tells whether a run of text of a docx or pptx can be seen: hidden, smaller than any print, white on white.

What cannot be told (the fill of a shape, the shading of a table's style) counts as seen: text that is wrongly called
hidden would bear no fact.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable
from dataclasses import dataclass, field, replace

from muniment.reading.formats.ooxml import OFF, Attributes, Package, length_of, measure, value_of
from muniment.reading.formats.ooxml_colours import (
    COLOURS,
    HIGHLIGHTS,
    LIGHT,
    PAPER,
    UNKNOWN,
    WHITE_OF_THEMES,
    WHOLE,
    are_alike,
    drawn_colour,
    share_of,
    themed,
)
from muniment.reading.formats.ooxml_sight import (
    OUT_OF_SIGHT,
    SHAPES,
    TINY_POINTS,
    USUAL_POINTS,
    Paper,
    are_piled,
    is_offset_beyond,
    is_out_of_sight,
)

FILLS = frozenset({"a:solidFill", "a:gradFill", "a:pattFill"})
_PARTS_OF_FILLS = frozenset({"a:gsLst", "a:gs", "a:fgClr", "a:bgClr"})
_PARTS_OF_EFFECTS = frozenset({":gsLst", ":gs"})
_ADJUSTS = frozenset({"a:lumMod", "a:lumOff", "a:shade"})  # a theme's white made grey

_WHITE_TINTS = frozenset(f"{share:02X}" for share in range(0x0D))  # what is left of a colour, of 255

ANY_PAPER = Paper()


@dataclass(frozen=True, slots=True)
class Look:
    """What a style or a run says of how its text looks; None where it says nothing.

    `colour` and `ground` (what is behind the letters) are six hexadecimal digits, or UNKNOWN. `spacing`: points between
    letters, besides their own; `scale`: what share of their size fits into their box. `is_out_of_sight` holds for all
    that is inside, whatever that says of itself.
    """

    is_hidden: bool | None = None
    points: float | None = None
    colour: str | None = None
    ground: str | None = None
    spacing: float | None = None
    scale: float = 1.0
    is_out_of_sight: bool = False

    def over(self, other: Look) -> Look:
        """This look where it says something, else the other's."""
        return Look(
            other.is_hidden if self.is_hidden is None else self.is_hidden,
            other.points if self.points is None else self.points,
            other.colour if self.colour is None else self.colour,
            other.ground if self.ground is None else self.ground,
            other.spacing if self.spacing is None else self.spacing,
            min(self.scale, other.scale),
            self.is_out_of_sight or other.is_out_of_sight,
        )

    @property
    def is_seen(self) -> bool:
        """Whether a reader of the page sees such text."""
        points = USUAL_POINTS if self.points is None else self.points
        is_tiny = points * self.scale < TINY_POINTS
        ground = PAPER if self.ground is None else self.ground
        is_hidden = self.is_hidden or self.is_out_of_sight or is_tiny
        return not (is_hidden or are_alike(self.colour or UNKNOWN, ground))

    def shows(self, text: str) -> bool:
        """Whether a reader of the page sees this text, which looks so."""
        return self.is_seen and (self.spacing is None or not are_piled(text, self.spacing, self.points))


_TELLING = OUT_OF_SIGHT | {"w:vanish", "w:sz", "w:color", "w:shd", "w:highlight"}

Styles = dict[str, Look]
"""By the style's id, with all it is based on; under '' the style of paragraphs that name none, under `DEFAULTS` how
text looks of which no style says anything."""

DEFAULTS = "\0"


def taking(look: Look, tag: str, attributes: Attributes, paper: Paper = ANY_PAPER) -> Look:
    """The look with what a property of a run, paragraph, row or cell says."""
    if tag not in _TELLING:
        return look
    value = value_of(attributes, "val")
    if tag == "w:vanish":
        return replace(look, is_hidden=value not in OFF)
    if is_out_of_sight(tag, attributes, paper):
        return replace(look, is_out_of_sight=True)
    if tag == "w:sz":
        return replace(look, points=_points(value, 2))
    if tag == "w:spacing" and value:
        return replace(look, spacing=_points(value, 20))
    if tag == "w:color":
        return replace(look, colour=_colour(attributes, value, "theme", "themeColor"))
    if tag == "w:shd" and value == "solid":  # its pattern covers what it fills
        return replace(look, ground=_colour(attributes, value_of(attributes, "color"), "theme", "themeColor"))
    if tag == "w:shd":
        fill = _colour(attributes, value_of(attributes, "fill"), "themeFill", "themeFill")
        is_bare = value_of(attributes, "fill") in ("", "auto") and not value_of(attributes, "themeFill")
        return replace(look, ground=UNKNOWN if value not in ("", "clear", "nil") else PAPER if is_bare else fill)
    if tag == "w:highlight":
        return replace(look, ground=HIGHLIGHTS.get(value, UNKNOWN))
    return look


def inked(look: Look, path: list[str], attributes: Attributes) -> Look:
    """The look with what the last element on the path from a run's a:rPr says."""
    if path == ["a:rPr"]:
        size, spacing = value_of(attributes, "sz"), value_of(attributes, "spc")
        look = replace(look, points=_points(size, 100)) if size else look
        if abs(share_of(value_of(attributes, "baseline")) or 0) >= _FAR_BASELINE:
            look = replace(look, is_out_of_sight=True)
        return replace(look, spacing=_points(spacing, 100)) if spacing else look
    if path == ["a:rPr", "a:noFill"] and look.is_hidden is None:
        return replace(look, is_hidden=True)
    if path[:2] in (["a:rPr", "a:ln"], ["a:rPr", "a:highlight"]):  # an outline, or a ground of its own
        return replace(look, ground=UNKNOWN, is_hidden=False)
    if path[:1] != ["a:rPr"] or path[1] not in FILLS:
        return look
    if len(path) == 2:
        return replace(look, colour=None)
    _, *within = (one for one in path[1:] if one not in _PARTS_OF_FILLS)
    value = value_of(attributes, "val")
    if len(within) == 1 and within[0] in COLOURS:
        return _mixed(look, drawn_colour(within[0], attributes))
    is_solid = path[1] == "a:solidFill"
    if within[1:] == ["a:lumOff"] and (share_of(value) or 0) >= LIGHT and (is_solid or look.colour):
        return replace(look, colour=PAPER)
    if within[1:] == ["a:alpha"] and look.is_hidden is None and is_solid:
        share = share_of(value)
        return replace(look, is_hidden=share is not None and share <= WHOLE - LIGHT)
    return replace(look, colour=UNKNOWN) if len(within) > 1 and within[1] in _ADJUSTS else look


def _mixed(look: Look, colour: str) -> Look:
    """The look with one more colour of its fill, which has none where they differ."""
    return replace(look, colour=colour if look.colour is None or are_alike(look.colour, colour) else UNKNOWN)


def _effected(look: Look, path: list[str], attributes: Attributes) -> Look:
    """The look with what an effect of Word's says ([MS-DOCX] 2.6.1): its own fill, or an outline."""
    value = value_of(attributes, "val")
    if path == [":textOutline", ":solidFill"]:
        return replace(look, ground=UNKNOWN, is_hidden=False)
    if path == [":textFill", ":noFill"]:
        return look if look.is_hidden is False else replace(look, is_hidden=True)
    if path[:2] not in ([":textFill", ":solidFill"], [":textFill", ":gradFill"]):
        return look
    if len(path) == 2:
        return replace(look, colour=None)
    within = [one for one in path[2:] if one not in _PARTS_OF_EFFECTS]
    if len(within) == 1 and within[0] in (":srgbClr", ":schemeClr"):
        return _mixed(look, PAPER if value in WHITE_OF_THEMES else value)
    if within[1:] == [":alpha"]:  # which counts what is seen through
        is_clear = path[1] == ":solidFill" and (share_of(value) or 0) >= LIGHT
        return replace(look, is_hidden=True) if is_clear else look
    return replace(look, colour=UNKNOWN) if len(within) > 1 else look


def _points(value: str, parts: int) -> float | None:
    """A length in so many parts of a point."""
    length = measure(value, parts)
    return None if length is None else length / parts


def _colour(attributes: Attributes, value: str, shading: str, theme: str) -> str:
    """The colour that is named: the theme's, which goes first, or its own. Of a theme only its white is known, and what
    is tinted to white; a darker or lighter shade of it has its value written beside it."""
    name = value_of(attributes, theme)
    shade, tint = (value_of(attributes, f"{shading}{kind}").upper() for kind in ("Shade", "Tint"))
    if name and tint in _WHITE_TINTS:
        return PAPER
    if name in WHITE_OF_THEMES and shade in ("", "FF"):
        return PAPER
    return themed(f"{name} {shade} {tint}", value) if name else value


def styles_of(package: Package, parts: list[str], paper: Paper) -> Styles:
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
        elif tag == "w:docDefaults":
            current = DEFAULTS
            own[current] = Look()
        elif tag == "w:tblStylePr":
            conditional += 1
        elif current and tag == "w:basedOn":
            based_on[current] = value_of(attributes, "val")
        elif current and not conditional:
            own[current] = taking(own[current], tag, attributes, paper)

    def end(tag: str) -> None:
        nonlocal current, conditional
        if tag in ("w:style", "w:docDefaults"):
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


_DRAWN_RUNS = frozenset({"a:r", "a:fld"})
_NOTES = frozenset({"w:footnote", "w:endnote"})
_FAR_INDENT = 20_000_000  # EMU: wider than any usual slide
_FAR_BASELINE = 1_000_000  # ten times the letters' own height, up or down
_SETTING = (
    _DRAWN_RUNS | frozenset({"w:p", "w:r", "w:tr", "w:tc", "w:tbl", "w:txbxContent", "m:phant"}) | _NOTES | SHAPES
)
_OF_LINES = frozenset({"w:shd", "w:spacing", "w:framePr", "w:ind"})
_MERGES = frozenset({"w:vMerge", "w:hMerge"})  # of a cell whose place another takes, unless that begins there
_DELETIONS = {"w:cellDel": "w:tc", "w:del": "w:tr"}  # tracked, of what is open
_GROUNDED = Look(ground=UNKNOWN)


class Looks:
    """Follows the events of a part and knows how the text that comes now looks."""

    def __init__(
        self,
        styles: Styles,
        *,
        drawn_on: str,
        taken_over: Callable[[], Look] = Look,
        paper: Paper = ANY_PAPER,
        cells: Iterable[str] = (),
        notes: Container[str] | None = None,
    ) -> None:
        """`drawn_on`: the ground of the text of drawings (a:r), or UNKNOWN; `taken_over`: how a run looks
        that says nothing of it; `cells`: the ground of each cell of a drawing's tables, in their order; `notes`: those
        that anything refers to, by their identifiers, where that is known."""
        self.offset: list[str] | None = None
        """The pieces of an offset that is being read, which is an element's text."""
        self._styles = styles
        self._paper = paper
        self._side = paper.width  # along which an offset counts
        self._taken_over = taken_over
        self._drawn = self._drawn_outside = Look(ground=drawn_on)
        self._scale = 1.0
        self._is_far_in = False  # the paragraph of a drawing
        self._cells = iter(cells)
        self._notes = notes
        self._ink: list[str] = []  # the open elements that tell the colour of a drawing's run
        self._effect: list[str] = []  # the same of Word's own effects since 2010
        self._open: list[_Open] = []
        self._page = styles.get(DEFAULTS, Look())
        self._in_mark = False  # w:pPr says how the paragraph's mark looks, but for its style and ground

    def start(self, tag: str, attributes: Attributes) -> None:
        if tag in _SETTING:
            self._open.append(_Open(tag))
            if tag in _DRAWN_RUNS:
                look = replace(self._drawn.over(self._taken_over()), scale=self._scale)
                self._open[-1].look = replace(look, is_out_of_sight=look.is_out_of_sight or self._is_far_in)
            elif tag in _NOTES:
                self._open[-1].look = Look(is_out_of_sight=self._is_unreferred(attributes))
            elif tag in SHAPES:
                self._open[-1].look = Look(is_out_of_sight=is_out_of_sight(tag, attributes, self._paper))
            if tag == "w:p":
                self._open[-1].style = self._styles.get("", Look())
            elif tag == "w:txbxContent":
                self._open[-1].look = _GROUNDED
        elif tag == "w:pPr":
            self._in_mark = True
        elif tag == "a:tc":
            is_lost = any(value_of(attributes, name) in ("1", "true") for name in ("hMerge", "vMerge"))
            self._drawn = Look(ground=next(self._cells, UNKNOWN), is_out_of_sight=is_lost)
        elif tag == "a:p":
            self._is_far_in = False
        elif tag == "a:pPr":
            lengths = [length_of(attributes, name) for name in ("marL", "indent")]
            self._is_far_in = abs(sum(lengths)) >= _FAR_INDENT
        elif tag == "a:bodyPr":
            self._scale = 1.0
        elif tag == "a:normAutofit":
            share = share_of(value_of(attributes, "fontScale"))
            self._scale = 1.0 if share is None else share / WHOLE
        elif tag == "w:background" and self._paper.has_ground:
            self._page = replace(self._page, ground=value_of(attributes, "color"))
        elif not self._open:
            return
        elif tag in (":positionH", ":positionV"):
            self._side = self._paper.width if tag == ":positionH" else self._paper.height
        elif tag == ":posOffset":
            self.offset = []
        elif tag == "w:hidden" and self._open[-1].tag == "w:tr":  # in a style it is a matter of menus
            self._open[-1].look = replace(self._open[-1].look, is_hidden=value_of(attributes, "val") not in OFF)
        elif (tag in _MERGES and value_of(attributes, "val") != "restart") or (
            tag in _DELETIONS and self._open[-1].tag == _DELETIONS[tag]
        ):
            self._open[-1].look = replace(self._open[-1].look, is_out_of_sight=True)
        elif tag in (":textFill", ":textOutline") or self._effect:
            self._effect.append(tag)
            self._open[-1].look = _effected(self._open[-1].look, self._effect, attributes)
        elif tag == "a:rPr" or self._ink:
            self._ink.append(tag)
            self._open[-1].look = inked(self._open[-1].look, self._ink, attributes)
        elif tag in ("w:pStyle", "w:rStyle"):
            if not self._in_mark or tag == "w:pStyle":
                self._open[-1].style = self._styles.get(value_of(attributes, "val"), Look())
        elif tag == "w:tblStyle":
            style = self._styles.get(value_of(attributes, "val"), Look())
            self._open[-1].look = replace(style, ground=UNKNOWN)
        elif tag == "a:ext" and self._open[-1].tag != ":wsp":
            return
        elif not self._in_mark or (tag in _OF_LINES and not (tag == "w:spacing" and value_of(attributes, "val"))):
            self._open[-1].look = taking(self._open[-1].look, tag, attributes, self._paper)

    def end(self, tag: str) -> None:
        if self._ink:
            self._ink.pop()
        elif self._effect:
            self._effect.pop()
        elif self.offset is not None:
            if self._open and is_offset_beyond("".join(self.offset), self._side):
                self._open[-1].look = replace(self._open[-1].look, is_out_of_sight=True)
            self.offset = None
        elif tag in _SETTING:
            if self._open and self._open[-1].tag == tag:
                self._open.pop()
        elif tag == "w:pPr":
            self._in_mark = False
        elif tag == "a:tc":
            self._drawn = self._drawn_outside

    def _is_unreferred(self, note: Attributes) -> bool:
        """Whether nothing refers to a note, which is on no page then. Those with a type are the lines above notes."""
        identifier = value_of(note, "id")
        if self._notes is None or not identifier or value_of(note, "type"):
            return False
        return identifier not in self._notes

    def shows(self, text: str) -> bool:
        """Whether this text, which comes now, is seen."""
        look = Look()
        for one in reversed(self._open):
            look = look.over(one.look).over(one.style)
        return look.over(self._page).shows(text)
