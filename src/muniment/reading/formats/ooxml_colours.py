"""Colours as six hexadecimal digits, by all the ways in which office files name one, and whether two can be told apart.
Those of a theme, whose value is not looked up, are known by their names.

A colour that is not known is like no other: text that is wrongly called hidden would bear no fact.
"""

from __future__ import annotations

from PIL import ImageColor

from muniment.reading.formats.ooxml import Attributes, value_of, whole_number

PAPER = "FFFFFF"
UNKNOWN = ""
"""A colour that the text cannot be told from: another than any."""

_ALIKE = 0x0F
"""By how much red, green and blue may differ each, for letters that cannot be told from what is behind them."""

WHITE_OF_THEMES = frozenset({"background1", "bg1", "light1", "lt1"})
HIGHLIGHTS = {
    "none": PAPER, "white": PAPER, "black": "000000", "blue": "0000FF", "cyan": "00FFFF", "green": "00FF00",
    "magenta": "FF00FF", "red": "FF0000", "yellow": "FFFF00", "darkBlue": "000080", "darkCyan": "008080",
    "darkGreen": "008000", "darkMagenta": "800080", "darkRed": "800000", "darkYellow": "808000",
    "darkGray": "808080", "lightGray": "C0C0C0",
}  # fmt: skip
COLOURS = frozenset({"a:srgbClr", "a:schemeClr", "a:sysClr", "a:prstClr", "a:scrgbClr", "a:hslClr"})
WHOLE = 100_000  # of a share in thousandths of a percent (ECMA-376 22.9.2.9)
LIGHT = 95_000  # lightness that is added to a colour, so that any is white


def drawn_colour(tag: str, attributes: Attributes) -> str:
    """The colour of a drawing, in any of the ways to name one (ECMA-376 20.1.2.3)."""
    value = value_of(attributes, "val")
    if tag == "a:sysClr":
        return value_of(attributes, "lastClr") or (PAPER if value == "window" else UNKNOWN)
    if tag == "a:prstClr":
        return _named(value)
    if tag == "a:scrgbClr":
        parts = [share_of(value_of(attributes, part)) for part in "rgb"]
        return "".join(f"{min(255, round(255 * part / WHOLE)):02X}" for part in parts if part is not None)
    if tag == "a:hslClr":
        return PAPER if (share_of(value_of(attributes, "lum")) or 0) >= LIGHT else UNKNOWN
    return PAPER if value in WHITE_OF_THEMES else value


def _named(name: str) -> str:
    """A colour by its name, which is that of the web in short: `dkBlue`, `ltGrey`."""
    plain = name.lower().replace("dk", "dark").replace("lt", "light").replace("med", "medium")
    try:
        red, green, blue = ImageColor.getrgb(plain)[:3]
    except ValueError:
        return UNKNOWN
    return f"{red:02X}{green:02X}{blue:02X}"


def share_of(value: str) -> float | None:
    """A share as thousandths of a percent, also where it is written "95%"."""
    if value.endswith("%"):
        value = value[:-1].partition(".")[0] + "000"
    return whole_number(value)


def is_white(colour: str) -> bool:
    """Whether it cannot be told from white paper."""
    return are_alike(colour, PAPER)


def themed(theme: str, value: str) -> str:
    """A colour of the theme, with the value that is written beside it, if any."""
    return f"{theme}:{value}"


def are_alike(one: str, other: str) -> bool:
    """Whether letters of one colour cannot be told from a ground of the other."""
    theme, _, one = one.rpartition(":")
    other_theme, _, other = other.rpartition(":")
    if theme and theme == other_theme:
        return True
    try:
        return len(one) == len(other) == 6 and all(
            abs(mine - theirs) <= _ALIKE for mine, theirs in zip(bytes.fromhex(one), bytes.fromhex(other), strict=True)
        )
    except ValueError:
        return False
