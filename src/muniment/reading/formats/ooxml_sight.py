"""What of a Word document lies where nobody sees it: beyond the paper, in a row without height, squeezed to a line."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import NamedTuple

from muniment.reading.formats.ooxml import (
    EMU_PER_POINT,
    OFF,
    Attributes,
    Package,
    length_of,
    measure,
    value_of,
    whole_number,
)

TINY_POINTS = 2.0
"""Smaller letters are no print: the smallest small print is 4 points, a sample of microtext 2."""

USUAL_POINTS = 12.0
"""Of letters whose size is not known."""

LEGIBLE_PERCENT = 10
"""Of their width, that letters keep."""

FAR_POINTS = 200.0
"""Up or down from their line: higher than any letters."""

_TWIPS = 20  # of a point
_EMU = 635  # of a twip
_PILED = 0.55  # of their size, by which letters stand closer: about the width of one
_PILED_ALONE = 2.0  # likewise of a letter alone, as converters set each for itself
_POINTS = {"pt": 1.0, "in": 72.0, "cm": 28.35, "mm": 2.835, "pc": 12.0, "px": 0.75, "": 0.75}


class Paper(NamedTuple):
    """The largest paper of a document, in twips, and whether the ground that the document gives it is displayed."""

    width: int = 31_680  # 22 inches, the longest that Word knows
    height: int = 31_680
    has_ground: bool = False


_SIZE = re.compile(rb"<(?:\w+:)?pgSz\b[^<>]{0,1000}>")
_SIDES = {name: re.compile(rb"\b" + name + rb"=[\"'](\d{1,6})[\"']") for name in (b"w", b"h")}


def paper_of(package: Package, part: str, settings: Iterable[str]) -> Paper:
    """The largest paper that a section of the document is printed on; Word's largest where none is said or found."""
    has_ground = False

    def start(tag: str, attributes: Attributes) -> None:
        nonlocal has_ground
        if tag == "w:displayBackgroundShape":
            has_ground = value_of(attributes, "val") not in OFF

    for one in settings:
        package.walk(one, start=start)
    sides: dict[bytes, int] = {}
    carry = b""
    for chunk in package.chunks(part):
        for size in _SIZE.finditer(carry + chunk):
            for name, pattern in _SIDES.items():
                if said := pattern.search(size[0]):
                    sides[name] = max(sides.get(name, 0), int(said[1]))
        carry = chunk[-200:]
    width, height = (sides.get(name) or most for name, most in zip(_SIDES, Paper()[:2], strict=True))
    return Paper(width, height, has_ground)


def are_piled(text: str, spacing: float, points: float | None) -> bool:
    """Whether letters that stand so many points further apart (below 0: closer) lie on top of each other."""
    least = _PILED if len(text.strip()) > 1 else _PILED_ALONE
    return bool(text.strip()) and spacing <= -least * (points or USUAL_POINTS)


def is_out_of_sight(tag: str, attributes: Attributes, paper: Paper) -> bool:
    """Whether a property of a run, paragraph, row or table, or the style of a shape, puts text where nobody sees it."""
    rule = _RULES.get(tag)
    return rule is not None and rule(attributes, paper)


def is_offset_beyond(emu: str, side: int) -> bool:
    """Whether so far from where it is anchored is beyond paper whose side is so many twips."""
    far = whole_number(emu)
    return far is not None and abs(far) >= side * _EMU


def _is_squeezed(attributes: Attributes, paper: Paper) -> bool:
    percent = whole_number(value_of(attributes, "val").removesuffix("%"))
    return percent is not None and 0 < percent < LEGIBLE_PERCENT


def _is_fitted(attributes: Attributes, paper: Paper) -> bool:
    width = _twips(value_of(attributes, "val"))
    return width is not None and 0 < width < TINY_POINTS * _TWIPS


def _is_lineless(attributes: Attributes, paper: Paper) -> bool:
    height = _twips(value_of(attributes, "line"))
    return value_of(attributes, "lineRule") == "exact" and height is not None and height < TINY_POINTS * _TWIPS


def _is_heightless(attributes: Attributes, paper: Paper) -> bool:
    height = _twips(value_of(attributes, "val"))
    return value_of(attributes, "hRule") == "exact" and height is not None and height < TINY_POINTS * _TWIPS


def _is_far_from_its_line(attributes: Attributes, paper: Paper) -> bool:
    half_points = measure(value_of(attributes, "val"), 2)
    return half_points is not None and abs(half_points) / 2 > FAR_POINTS


def _is_indented_beyond(attributes: Attributes, paper: Paper) -> bool:
    indents = map(_twips, (value_of(attributes, name) for name in ("left", "start", "firstLine", "hanging")))
    return any(indent is not None and abs(indent) >= paper.width for indent in indents)


def _is_table_indented_beyond(attributes: Attributes, paper: Paper) -> bool:
    indent = _twips(value_of(attributes, "w"))
    return value_of(attributes, "type") in ("", "dxa") and indent is not None and abs(indent) >= paper.width


def _is_off(attributes: Attributes, paper: Paper) -> bool:
    return value_of(attributes, "val") in OFF


def _is_frame_beyond(attributes: Attributes, paper: Paper) -> bool:
    return _is_beyond(
        (value_of(attributes, "x"), value_of(attributes, "y")),
        (value_of(attributes, "w"), value_of(attributes, "h")),
        (value_of(attributes, "hAnchor"), value_of(attributes, "vAnchor")),
        paper,
    )


def _is_table_beyond(attributes: Attributes, paper: Paper) -> bool:
    at = (value_of(attributes, "tblpX"), value_of(attributes, "tblpY"))
    return _is_beyond(at, ("", ""), ("", ""), paper)


def _is_beyond(at: tuple[str, str], size: tuple[str, str], anchor: tuple[str, str], paper: Paper) -> bool:
    """Whether a place in twips is beyond the paper; `anchor`: from where it is measured."""
    for start, length, origin, most in zip(map(_twips, at), map(_twips, size), anchor, paper[:2], strict=True):
        least = 0 if origin == "page" and length is not None else -most
        if start is not None and (start >= most or start + (length or 0) <= least):
            return start != 0
    return False


def _is_hidden(attributes: Attributes, paper: Paper) -> bool:
    return value_of(attributes, "hidden") in ("1", "true")


_HIDES = re.compile(r"visibility\s*:\s*hidden|display\s*:\s*none", re.IGNORECASE)
_MARGIN = re.compile(
    r"margin-(left|top)\s*:\s*(-?\d{1,9}(?:\.\d{1,9})?)\s*(pt|in|cm|mm|pc|px|)\s*(?:;|$)", re.IGNORECASE
)


_FLAT = re.compile(
    r"(?:^|;)\s*(?:width|height)\s*:\s*([0-9.]{1,9})\s*(pt|in|cm|mm|pc|px|)(?=\s*(?:;|$))", re.IGNORECASE
)
_RELATIVE = re.compile(r"mso-(?:width|height)-percent\s*:\s*[1-9]", re.IGNORECASE)


def _is_shape_beyond(attributes: Attributes, paper: Paper) -> bool:
    style = value_of(attributes, "style")
    if _HIDES.search(style):
        return True
    if not _RELATIVE.search(style) and any(_is_no_side(*side) for side in _FLAT.findall(style)):
        return True
    return any(
        abs(float(number)) * _POINTS[unit.lower()] * _TWIPS >= (paper.width if side.lower() == "left" else paper.height)
        for side, number, unit in _MARGIN.findall(style)
    )


def _is_no_side(number: str, unit: str) -> bool:
    """Whether a side of a shape is too short for any letter. Without a unit it may be in a group's own measure."""
    length = float(number) if number.count(".") < 2 and number != "." else 1.0
    return length == 0 or (unit != "" and length * _POINTS[unit.lower()] < TINY_POINTS)


def _is_flat(attributes: Attributes, paper: Paper) -> bool:
    least = TINY_POINTS * EMU_PER_POINT
    return "cx" in attributes and (length_of(attributes, "cx") < least or length_of(attributes, "cy") < least)


def _twips(value: str) -> float | None:
    return measure(value, _TWIPS)


SHAPES = frozenset(
    {":anchor", ":inline", ":wsp", ":shape", ":rect", ":roundrect", ":oval", ":group", ":oneCellAnchor", ":sp",
     ":grpSp", ":graphicFrame"}
)  # fmt: skip
"""What has a place of its own, with the text in it."""

_RULES: dict[str, Callable[[Attributes, Paper], bool]] = {
    "w:w": _is_squeezed,
    "w:fitText": _is_fitted,
    "w:spacing": _is_lineless,
    "w:trHeight": _is_heightless,
    "w:position": _is_far_from_its_line,
    "w:ind": _is_indented_beyond,
    "w:framePr": _is_frame_beyond,
    "w:tblpPr": _is_table_beyond,
    ":docPr": _is_hidden,
    ":cNvPr": _is_hidden,
    ":extent": _is_flat,
    ":ext": _is_flat,
    "m:show": _is_off,
    "w:tblInd": _is_table_indented_beyond,
    "a:ext": _is_flat,
    **dict.fromkeys(SHAPES, _is_shape_beyond),
}

OUT_OF_SIGHT = frozenset(_RULES)
"""The elements that may put text where nobody sees it."""
