"""What of a Word document lies where nobody sees it: beyond the paper, in a row without height, squeezed to a line."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

from muniment.reading.formats.ooxml import Attributes, Package, value_of

TINY_POINTS = 2.0
"""Smaller letters are no print: the smallest small print is 4 points, a sample of microtext 2."""

_TWIPS = 20  # of a point
_EMU = 635  # of a twip
_LEGIBLE_PERCENT = 10  # of their width, which letters keep
_FAR_POINTS = 200.0  # up or down from their line: higher than any letters
_POINTS = {"pt": 1.0, "in": 72.0, "cm": 28.35, "mm": 2.835, "pc": 12.0, "px": 0.75, "": 0.75}


class Paper(NamedTuple):
    """The largest paper of a document, in twips."""

    width: int = 31_680  # 22 inches, the longest that Word knows
    height: int = 31_680


_SIZE = re.compile(rb"<(?:\w+:)?pgSz\b[^<>]{0,1000}>")
_SIDES = {name: re.compile(rb"\b" + name + rb"=[\"'](\d{1,6})[\"']") for name in (b"w", b"h")}


def paper_of(package: Package, part: str) -> Paper:
    """The largest paper that a section of the document is printed on; Word's largest where none is said or found."""
    sides: dict[bytes, int] = {}
    carry = b""
    for chunk in package.chunks(part):
        for size in _SIZE.finditer(carry + chunk):
            for name, pattern in _SIDES.items():
                if said := pattern.search(size[0]):
                    sides[name] = max(sides.get(name, 0), int(said[1]))
        carry = chunk[-200:]
    return Paper(*(sides.get(name) or most for name, most in zip(_SIDES, Paper(), strict=True)))


def is_out_of_sight(tag: str, attributes: Attributes, paper: Paper) -> bool:
    """Whether a property of a run, paragraph, row or table, or the style of a shape, puts text where nobody sees it."""
    rule = _RULES.get(tag)
    return rule is not None and rule(attributes, paper)


def is_offset_beyond(emu: str, side: int) -> bool:
    """Whether so far from where it is anchored is beyond paper whose side is so many twips."""
    far = _whole(emu)
    return far is not None and abs(far) >= side * _EMU


def _is_squeezed(attributes: Attributes, paper: Paper) -> bool:
    percent = _whole(value_of(attributes, "val").removesuffix("%"))
    return percent is not None and 0 < percent < _LEGIBLE_PERCENT


def _is_fitted(attributes: Attributes, paper: Paper) -> bool:
    width = _whole(value_of(attributes, "val"))
    return width is not None and 0 < width < TINY_POINTS * _TWIPS


def _is_lineless(attributes: Attributes, paper: Paper) -> bool:
    height = _whole(value_of(attributes, "line"))
    return value_of(attributes, "lineRule") == "exact" and height is not None and height < TINY_POINTS * _TWIPS


def _is_heightless(attributes: Attributes, paper: Paper) -> bool:
    height = _whole(value_of(attributes, "val"))
    return value_of(attributes, "hRule") == "exact" and height is not None and height < TINY_POINTS * _TWIPS


def _is_far_from_its_line(attributes: Attributes, paper: Paper) -> bool:
    half_points = _whole(value_of(attributes, "val"))
    return half_points is not None and abs(half_points) / 2 > _FAR_POINTS


def _is_indented_beyond(attributes: Attributes, paper: Paper) -> bool:
    indent = _whole(value_of(attributes, "left") or value_of(attributes, "start"))
    return indent is not None and abs(indent) >= paper.width


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
    for start, length, origin, most in zip(map(_whole, at), map(_whole, size), anchor, paper, strict=True):
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


def _is_shape_beyond(attributes: Attributes, paper: Paper) -> bool:
    style = value_of(attributes, "style")
    if _HIDES.search(style):
        return True
    return any(
        abs(float(number)) * _POINTS[unit.lower()] * _TWIPS >= (paper.width if side.lower() == "left" else paper.height)
        for side, number, unit in _MARGIN.findall(style)
    )


def _whole(number: str) -> int | None:
    return int(number) if len(number) < 12 and re.fullmatch(r"-?[0-9]+", number) else None


SHAPES = frozenset({":anchor", ":shape", ":rect", ":roundrect", ":oval", ":group"})
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
    **dict.fromkeys(SHAPES, _is_shape_beyond),
}

OUT_OF_SIGHT = frozenset(_RULES)
"""The elements that may put text where nobody sees it."""
