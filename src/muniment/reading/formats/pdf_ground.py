"""Tells which pale text of a PDF page stands on a dark rectangle, from the page's objects alone.

Heads of tables are white on a dark ground: every third page of a report has one. Drawing a page to see that costs ten
times what its text costs. Must never take text for seen that may not be: whatever is not plain is left to the drawing.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable

import pypdfium2.raw as pdfium

from muniment.reading.formats import pdf_objects
from muniment.reading.formats.pdf_objects import Bounds, Box, Drawn, Handle, Inks, meet

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


def on_dark(objects: Drawn, pale: list[int], whole: Box, bounds: Bounds, inks: Inks) -> list[int]:
    """Those of `pale` (places in `objects`, which are the page's in painting order; all are filled text) that are
    light, lie within `whole`, and have a dark opaque rectangle as the last thing painted there."""
    others = [at for at, (_, kind) in enumerate(objects) if kind != pdfium.FPDF_PAGEOBJ_TEXT]
    if len(others) * len(pale) > MAX_COMPARED:
        return []
    boxes = [(at, bounds.of(objects[at][0])) for at in reversed(others)]
    grounds: dict[int, Box | None] = {}
    found = []
    for at in pale:
        item = objects[at][0]
        box = bounds.of(item)
        if box[3] - box[1] < _LEAST_POINTS or not _holds(whole, box) or not _is_light(item, box, inks):
            continue
        last = next((place for place, other in boxes if meet(other, box)), None)
        if last is None or last > at:
            continue
        if last not in grounds:
            grounds[last] = _dark_rectangle(objects[last][0], inks)
        ground = grounds[last]
        if ground is not None and _holds(ground, box) and is_unclipped(objects[last][0], box):
            found.append(at)
    return found


def _is_light(item: Handle, box: Box, inks: Inks) -> bool:
    is_light = min(inks.of(item), default=0) >= INK and not pdf_objects.has_transparency(item)
    return is_light and is_unclipped(item, box)


def _dark_rectangle(item: Handle, inks: Inks) -> Box | None:
    """Its bounds, if the object is a filled rectangle of dark opaque colour."""
    if pdf_objects.kind_of(item) != pdfium.FPDF_PAGEOBJ_PATH or pdf_objects.has_transparency(item):
        return None
    if not pdf_objects.is_filled(item):
        return None
    colour = inks.of(item)
    matrix = pdfium.FS_MATRIX()
    if not colour or colour[3] < 255 or max(colour[:3]) > DARK:
        return None
    if not pdf_objects.matrix_of(item, ctypes.byref(matrix)) or matrix.b or matrix.c:
        return None
    count = pdf_objects.count_segments(item)
    box = _rectangle(count, lambda index: pdf_objects.segment_of(item, index))
    if box is None:
        return None
    across = sorted(x * matrix.a + matrix.e for x in box[::2])
    up = sorted(y * matrix.d + matrix.f for y in box[1::2])
    return across[0], up[0], across[1], up[1]


def is_unclipped(item: Handle, box: Box) -> bool:
    """Whether all that clips the object are rectangles around the box."""
    clip = pdf_objects.clip_of(item)
    paths = pdf_objects.count_clips(clip) if clip else 0
    for path in range(max(0, min(paths, 20))):
        count = pdf_objects.count_clip_segments(clip, path)
        around = _rectangle(count, lambda at, path=path: pdf_objects.clip_segment(clip, path, at))  # type: ignore[misc]
        if around is None or not _holds(around, box):
            return False
    return paths <= 20


def _rectangle(count: int, segment_of: Callable[[int], Handle]) -> Box | None:
    """The rectangle that so many segments draw, or None if they draw anything else."""
    if count not in _RECTANGLE_SEGMENTS:
        return None
    x, y = ctypes.c_float(), ctypes.c_float()
    at_x, at_y = ctypes.addressof(x), ctypes.addressof(y)
    points: list[tuple[float, float]] = []
    for index in range(count):
        segment = segment_of(index)
        if pdf_objects.segment_kind(segment) not in _STRAIGHT or not pdf_objects.segment_point(segment, at_x, at_y):
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


def _holds(around: Box, box: Box) -> bool:
    return (
        around[0] - _SLACK <= box[0]
        and around[1] - _SLACK <= box[1]
        and box[2] <= around[2] + _SLACK
        and box[3] <= around[3] + _SLACK
    )
