"""Tells which pale text of a PDF page stands on a dark rectangle, from the page's objects alone.

Heads of tables are white on a dark ground: every third page of a report has one. Drawing a page to see that costs ten
times what its text costs. Must never take text for seen that may not be: whatever is not plain is left to the drawing.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from typing import Any

import pypdfium2.raw as pdfium

MAX_COMPARED = 50_000
"""Pale texts times other objects of a page; beyond, the page is drawn: that is cheaper."""

DARK = 128
"""Lightness (0-255) up to which pale ink is told apart from the ground."""

INK = 192
"""Opacity (0-255) and lightness that the ink has at the least."""

_LEAST_POINTS = 4.0  # height; what is smaller may be tiny print
_SLACK = 0.5  # points: bounds of text reach beyond its ink, and are rounded
_RECTANGLE_SEGMENTS = (4, 5, 6)  # a rectangle closes with or without a line back; some writers add a last move

_STRAIGHT = (pdfium.FPDF_SEGMENT_LINETO, pdfium.FPDF_SEGMENT_MOVETO)
_ROUNDED = 0.002  # points

_Handle = Any
_Box = tuple[float, float, float, float]
"""Left, bottom, right, top in points."""


def on_dark(objects: list[_Handle], pale: list[int], whole: _Box) -> list[int]:
    """Those of `pale` (places in `objects`, which are the page's in painting order; all are filled text) that are
    light, lie within `whole`, and have a dark opaque rectangle as the last thing painted there."""
    kind_of = pdfium.FPDFPageObj_GetType
    others = [at for at, item in enumerate(objects) if kind_of(item) != pdfium.FPDF_PAGEOBJ_TEXT]
    if len(others) * len(pale) > MAX_COMPARED:
        return []
    boxes = [(at, bounds_of(objects[at])) for at in reversed(others)]
    grounds: dict[int, _Box | None] = {}
    found = []
    for at in pale:
        box = bounds_of(objects[at])
        if box[3] - box[1] < _LEAST_POINTS or not _holds(whole, box) or not _is_light(objects[at], box):
            continue
        last = next((place for place, other in boxes if _meet(other, box)), None)
        if last is None or last > at:
            continue
        if last not in grounds:
            grounds[last] = _dark_rectangle(objects[last])
        ground = grounds[last]
        if ground is not None and _holds(ground, box) and is_unclipped(objects[last], box):
            found.append(at)
    return found


class Bounds:
    """Asks for the rectangles around page objects. What PDFium writes into is made once."""

    def __init__(self) -> None:
        self._sides = tuple(ctypes.c_float() for _ in range(4))
        self._ask = pdfium.FPDFPageObj_GetBounds

    def of(self, item: _Handle) -> _Box:
        """The rectangle around a page object."""
        left, bottom, right, top = self._sides
        self._ask(item, left, bottom, right, top)
        return left.value, bottom.value, right.value, top.value


def bounds_of(item: _Handle) -> _Box:
    """The rectangle around a page object."""
    return Bounds().of(item)


def _is_light(item: _Handle, box: _Box) -> bool:
    colour = _fill(item)
    return min(colour) >= INK and not pdfium.FPDFPageObj_HasTransparency(item) and is_unclipped(item, box)


def _dark_rectangle(item: _Handle) -> _Box | None:
    """Its bounds, if the object is a filled rectangle of dark opaque colour."""
    if pdfium.FPDFPageObj_GetType(item) != pdfium.FPDF_PAGEOBJ_PATH or pdfium.FPDFPageObj_HasTransparency(item):
        return None
    fill_mode, has_stroke = ctypes.c_int(), ctypes.c_int()
    if not pdfium.FPDFPath_GetDrawMode(item, fill_mode, has_stroke) or not fill_mode.value:
        return None
    *colour, opacity = _fill(item)
    matrix = pdfium.FS_MATRIX()
    if opacity < 255 or max(colour) > DARK or not pdfium.FPDFPageObj_GetMatrix(item, matrix):
        return None
    if matrix.b or matrix.c:
        return None
    count = pdfium.FPDFPath_CountSegments(item)
    box = _rectangle(count, lambda index: pdfium.FPDFPath_GetPathSegment(item, index))
    if box is None:
        return None
    across = sorted(x * matrix.a + matrix.e for x in box[::2])
    up = sorted(y * matrix.d + matrix.f for y in box[1::2])
    return across[0], up[0], across[1], up[1]


def is_unclipped(item: _Handle, box: _Box) -> bool:
    """Whether all that clips the object are rectangles around the box."""
    clip = pdfium.FPDFPageObj_GetClipPath(item)
    if not clip:
        return True
    for path in range(max(0, min(pdfium.FPDFClipPath_CountPaths(clip), 20))):
        count = pdfium.FPDFClipPath_CountPathSegments(clip, path)
        around = _rectangle(count, lambda at, path=path: pdfium.FPDFClipPath_GetPathSegment(clip, path, at))  # type: ignore[misc]
        if around is None or not _holds(around, box):
            return False
    return bool(pdfium.FPDFClipPath_CountPaths(clip) <= 20)


def _rectangle(count: int, segment_of: Callable[[int], _Handle]) -> _Box | None:
    """The rectangle that so many segments draw, or None if they draw anything else."""
    if count not in _RECTANGLE_SEGMENTS:
        return None
    x, y = ctypes.c_float(), ctypes.c_float()
    kind_of, point_of = pdfium.FPDFPathSegment_GetType, pdfium.FPDFPathSegment_GetPoint
    points: list[tuple[float, float]] = []
    for index in range(count):
        segment = segment_of(index)
        if kind_of(segment) not in _STRAIGHT or not point_of(segment, x, y):
            return None
        points.append((x.value, y.value))
    (x0, y0), (x1, y1), (x2, y2), (x3, y3) = points[:4]
    # each side runs along one axis, and the next along the other
    if not (
        (_same(x0, x1) and _same(y1, y2) and _same(x2, x3) and _same(y3, y0))
        or (_same(y0, y1) and _same(x1, x2) and _same(y2, y3) and _same(x3, x0))
    ):
        return None
    left, bottom, right, top = min(x0, x2), min(y0, y2), max(x0, x2), max(y0, y2)
    if _same(left, right) or _same(bottom, top):
        return None
    if any(not (_same(one, x0) or _same(one, x2)) or not (_same(up, y0) or _same(up, y2)) for one, up in points[4:]):
        return None
    return left, bottom, right, top


def _same(one: float, other: float) -> bool:
    return -_ROUNDED < one - other < _ROUNDED


def _fill(item: _Handle) -> tuple[int, int, int, int]:
    """Red, green, blue and opacity; of what has none, nothing that is light or opaque."""
    red, green, blue, opacity = (ctypes.c_uint() for _ in range(4))
    if not pdfium.FPDFPageObj_GetFillColor(item, red, green, blue, opacity):
        return 0, 0, 0, 0
    return red.value, green.value, blue.value, opacity.value


def _holds(around: _Box, box: _Box) -> bool:
    return (
        around[0] - _SLACK <= box[0]
        and around[1] - _SLACK <= box[1]
        and box[2] <= around[2] + _SLACK
        and box[3] <= around[3] + _SLACK
    )


def _meet(one: _Box, other: _Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
