"""How the cells of a workbook look, by their styles: what shows nothing, what is behind letters, what shows words
besides (ECMA-376 18.8)."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from muniment.reading.formats.ooxml import Attributes, Package, whole_number
from muniment.reading.formats.ooxml_colours import PAPER, UNKNOWN, are_alike, themed
from muniment.reading.formats.ooxml_sight import TINY_POINTS
from muniment.reading.formats.sheet_formats import NumberFormat, number_format

INK = "000000"
"""Of letters that say nothing of their colour."""

_SHOWS_NOTHING = re.compile(r"\s*;\s*;\s*;\s*")
_IN_WHITE = re.compile(r"(?i)\[(?:white|color ?2)\][^;]*(?:;\s*\[(?:white|color ?2)\][^;]*)*")
_TINT = re.compile(r"-?\d{1,3}(?:\.\d{1,20})?(?:[eE]-?\d{1,3})?")  # from 1, all white, to -1, all black (18.8.19)
_LIGHT = 0.95
_FAINT_TINT = 0.05
_BASIC = "000000 FFFFFF FF0000 00FF00 0000FF FFFF00 FF00FF 00FFFF"
_PALETTE = (
    f"{_BASIC} {_BASIC} 800000 008000 000080 808000 800080 008080 C0C0C0 808080 9999FF 993366 FFFFCC CCFFFF 660066 "
    "FF8080 0066CC CCCCFF 000080 FF00FF FFFF00 00FFFF 800080 800000 008080 0000FF 00CCFF CCFFFF CCFFCC FFFF99 99CCFF "
    "FF99CC CC99FF FFCC99 3366FF 33CCCC 99CC00 FFCC00 FF9900 FF6600 666699 969696 003366 339966 003300 333300 993300 "
    "993366 333399 333333"
).split()
"""The numbered colours of a workbook that has none of its own (18.8.27)."""

_SYSTEM = {64: INK, 65: PAPER}  # of letters, and of what is behind them
_MOST_COLOURS = 256


class Ink(NamedTuple):
    """Of a font, or of a run of a cell's text: six hexadecimal digits or UNKNOWN, and whether it is too small to be
    read."""

    colour: str = INK
    is_tiny: bool = False

    def is_seen_on(self, ground: str) -> bool:
        """Whether letters are seen on a ground of this colour."""
        return not (self.is_tiny or are_alike(self.colour, ground))


class Format(NamedTuple):
    """What a number format's code says: that nothing is shown, or in white, or words besides."""

    is_blank: bool = False
    is_white: bool = False
    format: NumberFormat | None = None


def format_of(code: str) -> Format:
    """What the code of a number format says."""
    if _SHOWS_NOTHING.fullmatch(code):
        return Format(is_blank=True)
    return Format(is_white=True) if _IN_WHITE.fullmatch(code) else Format(format=number_format(code))


class CellStyle(NamedTuple):
    """`shows_value` is False where the number format shows nothing."""

    ink: Ink = Ink()
    ground: str = PAPER
    shows_value: bool = True

    @property
    def is_unseen(self) -> bool:
        """Whether plain text is not seen."""
        return not (self.shows_value and self.ink.is_seen_on(self.ground))


class Overlay(NamedTuple):
    """What a conditional format makes of a cell; None where it leaves that as it is."""

    colour: str | None = None
    ground: str | None = None
    shows_value: bool = True

    def hides(self) -> bool:
        """Whether nothing is seen of a cell that is white by itself."""
        behind = PAPER if self.ground is None else self.ground
        return not self.shows_value or (self.colour is not None and are_alike(self.colour, behind))


@dataclass(frozen=True, slots=True)
class CellStyles:
    """By the numbers of cells' styles (as they are written): `styles`; those that show nothing; those whose format
    shows words, or nothing of some values; those with another ground than white. `overlays`: of conditional formats, by
    their numbers. `palette`: the colours as they are numbered."""

    styles: Mapping[str, CellStyle] = field(default_factory=dict)
    unseen: frozenset[str] = frozenset()
    formats: Mapping[str, NumberFormat] = field(default_factory=dict)
    filled: frozenset[str] = frozenset()
    overlays: Sequence[Overlay] = ()
    palette: Sequence[str] = tuple(_PALETTE)

    def of(self, number: str) -> CellStyle:
        """The style of cells by its number."""
        return self.styles.get(number, _PLAIN)


_PLAIN = CellStyle()


def cell_styles(package: Package, part: str) -> CellStyles:
    """The styles that show nothing (`;;;`, letters under 2 points, or of the colour behind them), or words besides."""
    colours = _OwnColours()
    if package.mentions(part, b"indexedColors"):
        package.walk(part, start=colours.start)
    palette = (*colours.found, *_PALETTE[len(colours.found) :])
    taker = _Styles(palette)
    package.walk(part, start=taker.start, end=taker.end)
    styles = {str(number): style for number, style in enumerate(taker.styles)}
    may_hide = any(overlay.hides() for overlay in taker.overlays)
    return CellStyles(
        styles,
        frozenset(number for number, style in styles.items() if style.is_unseen),
        {number: format_ for number, format_ in taker.formats.items() if not styles[number].is_unseen},
        frozenset(number for number, style in styles.items() if style.ground != PAPER and may_hide),
        taker.overlays,
        palette,
    )


class _OwnColours:
    """Takes the events of styles and keeps the workbook's own numbered colours, which follow those who use them."""

    def __init__(self) -> None:
        self.found: list[str] = []

    def start(self, tag: str, attributes: Attributes) -> None:
        if tag == "x:rgbColor" and len(self.found) < _MOST_COLOURS:
            self.found.append(attributes.get("rgb", UNKNOWN)[-6:])


class _Styles:
    """Takes the events of a workbook's styles."""

    def __init__(self, palette: Sequence[str]) -> None:
        self.styles: list[CellStyle] = []
        self.formats: dict[str, NumberFormat] = {}
        self.overlays: list[Overlay] = []
        self._palette = palette
        self._codes: dict[str, Format] = {}
        self._fonts: list[Ink] = []
        self._grounds: list[str] = []
        self._section = ""
        self._within = ""  # of a conditional format
        self._is_solid = self._is_gradient_begun = False

    def start(self, tag: str, attributes: Attributes) -> None:
        if tag in ("x:fonts", "x:fills", "x:cellXfs", "x:dxfs", "x:cellStyleXfs"):
            self._section = tag
        elif self._section == "x:dxfs":
            self._overlay(tag, attributes)
        elif tag == "x:numFmt":
            self._codes[attributes.get("numFmtId", "")] = format_of(attributes.get("formatCode", ""))
        elif self._section == "x:fonts":
            if tag == "x:font":
                self._fonts.append(Ink())
            elif self._fonts:
                self._fonts[-1] = inked(self._fonts[-1], tag, attributes, self._palette)
        elif self._section == "x:fills":
            self._fill(tag, attributes)
        elif self._section == "x:cellXfs" and tag == "x:xf":
            self._style(attributes)

    def _fill(self, tag: str, attributes: Attributes) -> None:
        if tag == "x:fill":
            self._grounds.append(PAPER)
        elif tag == "x:patternFill" and self._grounds:
            kind = attributes.get("patternType", "none")
            self._grounds[-1] = PAPER if kind == "none" else UNKNOWN
            self._is_solid = kind == "solid"
        elif tag == "x:fgColor" and self._grounds and self._is_solid:
            self._grounds[-1] = colour_of(attributes, self._palette)
        elif tag == "x:gradientFill" and self._grounds:
            self._grounds[-1], self._is_gradient_begun = UNKNOWN, True
        elif tag == "x:color" and self._grounds:  # of a gradient, which has one colour where all of them are alike
            colour = colour_of(attributes, self._palette)
            is_like = self._is_gradient_begun or are_alike(colour, self._grounds[-1])
            self._grounds[-1], self._is_gradient_begun = colour if is_like else UNKNOWN, False

    def _style(self, attributes: Attributes) -> None:
        font, fill = whole_number(attributes.get("fontId", "")), whole_number(attributes.get("fillId", ""))
        ink = self._fonts[font] if font is not None and 0 <= font < len(self._fonts) else Ink()
        ground = self._grounds[fill] if fill is not None and 0 <= fill < len(self._grounds) else UNKNOWN
        said = self._codes.get(attributes.get("numFmtId", ""), Format())
        ink = ink._replace(colour=PAPER) if said.is_white else ink
        if said.format is not None:
            self.formats[str(len(self.styles))] = said.format
        self.styles.append(CellStyle(ink, ground, not said.is_blank))

    def _overlay(self, tag: str, attributes: Attributes) -> None:
        if tag == "x:dxf":
            self.overlays.append(Overlay())
            return
        if not self.overlays:
            return
        if tag in ("x:font", "x:fill", "x:border"):
            self._within = tag
        elif tag == "x:numFmt":
            is_blank = format_of(attributes.get("formatCode", "")).is_blank
            self.overlays[-1] = self.overlays[-1]._replace(shows_value=not is_blank)
        elif tag == "x:color" and self._within == "x:font":
            self.overlays[-1] = self.overlays[-1]._replace(colour=colour_of(attributes, self._palette))
        elif tag in ("x:gradientFill", "x:patternFill"):
            kind = attributes.get("patternType", "solid")
            self.overlays[-1] = self.overlays[-1]._replace(ground=PAPER if kind == "none" else UNKNOWN)
            self._is_solid = kind == "solid"
        elif tag == "x:bgColor" and self._is_solid:  # where others have the colour of the pattern
            self.overlays[-1] = self.overlays[-1]._replace(ground=colour_of(attributes, self._palette))

    def end(self, tag: str) -> None:
        if tag == self._section:
            self._section = ""
        elif tag == self._within:
            self._within = ""


def inked(ink: Ink, tag: str, attributes: Attributes, palette: Sequence[str]) -> Ink:
    """The ink with what a property of a font says."""
    if tag == "x:color":
        return ink._replace(colour=colour_of(attributes, palette))
    if tag == "x:sz":
        with contextlib.suppress(ValueError):
            return ink._replace(is_tiny=float(attributes.get("val", "11")) < TINY_POINTS)
    return ink


def colour_of_number(number: int, palette: Sequence[str] = _PALETTE) -> str:
    """A numbered colour; UNKNOWN for a number that stands for none."""
    return palette[number] if 0 <= number < len(palette) else _SYSTEM.get(number, UNKNOWN)


def colour_of(attributes: Attributes, palette: Sequence[str]) -> str:
    """Six hexadecimal digits, or UNKNOWN: of themes only white and black are known."""
    said = attributes.get("tint", "")
    tint = float(said) if _TINT.fullmatch(said) else 0.0
    theme = attributes.get("theme", "")
    if tint >= _LIGHT or (theme == "0" and tint >= _LIGHT - 1):  # the theme's first light colour
        return PAPER
    if theme == "1" and abs(tint) <= _FAINT_TINT:
        return INK
    if theme:
        return themed(f"{theme} {tint}", "")
    number = whole_number(attributes.get("indexed", ""))
    if number is not None:
        return colour_of_number(number, palette)
    if attributes.get("auto") in ("1", "true"):
        return UNKNOWN
    return attributes.get("rgb", UNKNOWN)[-6:]
