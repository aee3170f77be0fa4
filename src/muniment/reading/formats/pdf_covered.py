"""Finds text of a PDF page that something hides: what is drawn over it later, a ground of its own colour, what clips
it, a layer that is off.

Its own ink tells nothing of that. Whatever may be hidden is found by the rectangles around the page's objects, which
takes a tenth of what their text takes; whether it is, by drawing the page with it and without: what nobody sees changes
no pixel.
"""

from __future__ import annotations

import bisect
import ctypes
from collections.abc import Mapping, Sequence
from math import hypot

import pypdfium2
import pypdfium2.raw as pdfium
from PIL import Image, ImageChops

from muniment.reading.formats import pdf_objects
from muniment.reading.formats.pdf_ground import is_unclipped
from muniment.reading.formats.pdf_objects import Bounds, Box, Drawn, Handle, Inks, clip_of, count_clips, meet

OPAQUE = 200
"""Opacity (0-255) from which what is drawn over text may hide it."""

LEAST_POINTS = 3.0
"""Of either side of what may hide a line of text; thinner are rules."""

_ALIKE = 16  # by how much red, green and blue may differ each, for letters that may not be told from the ground
_FILLED = frozenset({0, 2, 4, 6})  # rendering modes; text in no ink may stand beside letters that are drawn as outlines
_MAX_COLOURS = 100  # of the texts of a page
_MAX_AREAS = 50  # of one colour, compared with each text of it

_SHRUNK = 0.2  # the scale of a form from which on letters of 10 points may be too small
_LETTER = 3.0  # points: a letter of which less is hidden can be read

MAX_COMPARED = 50_000
"""Texts times what is drawn later, of one page; beyond, all texts are doubted."""


def doubted(
    drawn: dict[Handle, Drawn],
    bounds: Bounds,
    inks: Inks,
    *,
    may_images_hide: bool,
    may_layers_be_off: bool,
    pinned: Sequence[Box] = (),
) -> list[Handle]:
    """The texts that may be hidden. `drawn`: by the handle of the form they are in, 0 for the page itself, each form
    after what it is in; `pinned`: where annotations lie over the page. `may_images_hide` is False where the page is a
    scan, whose text is drawn below it."""
    solid: dict[Handle, bool] = {}  # forms that may hide what is below them
    for within in reversed([one for one in drawn if one != 0]):
        solid[within] = any(_may_hide(item, kind, solid, bounds, inks, may_images_hide) for item, kind in drawn[within])
    found: list[Handle] = []
    text = pdfium.FPDF_PAGEOBJ_TEXT
    hidden_forms: set[Handle] = set()
    outside = _Outside(inks, bounds)
    for within, objects in drawn.items():
        items = [(at, item) for at, (item, kind) in enumerate(objects) if kind in _HOLDS_TEXT]
        doubt_all = within in hidden_forms or (may_layers_be_off and within != 0)
        covers = [] if doubt_all else _covers(objects, items, solid, bounds, inks, may_images_hide)
        if within == 0:
            covers += [(len(objects), box) for box in pinned]
        over = _Over(covers)
        last = over.last
        grounds = _Grounds(objects, bounds, inks)
        has_grounds = not grounds.is_empty
        has_outside = outside.enter(within, objects)
        doubt_all |= len(items) * len(covers) > MAX_COMPARED
        for at, item in items:
            is_text = objects[at][1] == text
            if not (
                doubt_all
                or (at < last and over.hides(at, bounds.of(item)))
                or (is_text and (_is_clipped(item, bounds) or (has_grounds and grounds.match(at, item, bounds))))
                or (has_outside and is_text and outside.match(within, item))
                or (may_layers_be_off and _is_in_a_layer(item))
                or pdf_objects.has_transparency(item)
                or (not is_text and outside.is_shrunk(item))
            ):
                continue
            if not is_text:
                hidden_forms.add(item)
            elif _has_area(bounds.of(item)):
                found.append(item)
    return found


Matrix = tuple[float, float, float, float, float, float]


class _Outside:
    """Areas of one colour that are painted before a form, outside of it: those of text in it may be of that colour."""

    def __init__(self, inks: Inks, bounds: Bounds) -> None:
        self._inks = inks
        self._bounds = bounds
        self._areas: dict[Handle, Sequence[tuple[tuple[int, ...], Box]]] = {}
        self._to_page: dict[Handle, Matrix] = {0: (1, 0, 0, 1, 0, 0)}
        self._matrix = pdfium.FS_MATRIX()

    def enter(self, within: Handle, objects: Drawn) -> bool:
        """Notes what is behind the forms among the objects; whether anything is behind these themselves."""
        areas = self._areas.get(within, ())
        last = max((at for at, (_, kind) in enumerate(objects) if kind == pdfium.FPDF_PAGEOBJ_FORM), default=-1)
        gathered = tuple(areas)
        for item, kind in objects[: last + 1]:
            if kind == pdfium.FPDF_PAGEOBJ_FORM:
                self._areas[item] = gathered
                self._to_page[item] = self._placed(within, item)
                continue
            may_be_lost_on = kind == pdfium.FPDF_PAGEOBJ_PATH and len(gathered) <= _MAX_AREAS
            if may_be_lost_on and _may_hide(item, kind, {}, self._bounds, self._inks, may_images_hide=False):
                area = self._inks.of(item)[:3], _moved(self._bounds.of(item), self._to_page[within])
                gathered = (*gathered, area)
        return bool(areas)

    def match(self, within: Handle, text: Handle) -> bool:
        """Whether such an area, alike in colour, lies behind any of a text of the form."""
        ink = self._inks.of(text)[:3]
        if not ink or pdf_objects.mode_of(text) not in _FILLED:
            return False
        if len(self._areas[within]) > _MAX_AREAS:
            return True
        alike = [box for colour, box in self._areas[within] if _are_alike(ink, colour)]
        place = _moved(self._bounds.of(text), self._to_page[within]) if alike else (0.0, 0.0, 0.0, 0.0)
        return any(meet(box, place) for box in alike)

    def is_shrunk(self, form: Handle) -> bool:
        """Whether what is in the form is drawn much smaller than it says of itself."""
        own = self._matrix
        is_known = pdf_objects.matrix_of(form, ctypes.byref(own))
        return bool(is_known) and min(hypot(own.a, own.b), hypot(own.c, own.d)) < _SHRUNK

    def _placed(self, within: Handle, form: Handle) -> Matrix:
        """From the measure in a form to the page's."""
        own = self._matrix
        if not pdf_objects.matrix_of(form, ctypes.byref(own)):
            return self._to_page[within]
        a, b, c, d, e, f = self._to_page[within]
        return (
            own.a * a + own.b * c, own.a * b + own.b * d, own.c * a + own.d * c, own.c * b + own.d * d,
            own.e * a + own.f * c + e, own.e * b + own.f * d + f,
        )  # fmt: skip


def _moved(box: Box, matrix: Matrix) -> Box:
    a, b, c, d, e, f = matrix
    corners = [(a * x + c * y + e, b * x + d * y + f) for x in box[::2] for y in box[1::2]]
    across, up = [x for x, _ in corners], [y for _, y in corners]
    return min(across), min(up), max(across), max(up)


_LAYER = "OC\0".encode("utf-16-le")
_HOLDS_TEXT = (pdfium.FPDF_PAGEOBJ_TEXT, pdfium.FPDF_PAGEOBJ_FORM)


def _covers(
    objects: Drawn,
    items: Sequence[tuple[int, Handle]],
    solid: Mapping[Handle, bool],
    bounds: Bounds,
    inks: Inks,
    may_images_hide: bool,
) -> list[tuple[int, Box]]:
    """What is drawn after the first text and may hide it."""
    if not items:
        return []
    first = items[0][0]
    return [
        (at, bounds.of(item))
        for at, (item, kind) in enumerate(objects[first + 1 :], start=first + 1)
        if kind != pdfium.FPDF_PAGEOBJ_TEXT and _may_hide(item, kind, solid, bounds, inks, may_images_hide)
    ]


def _may_hide(
    item: Handle, kind: int, solid: Mapping[Handle, bool], bounds: Bounds, inks: Inks, may_images_hide: bool
) -> bool:
    """Whether the object can be opaque, and large enough to hide a word."""
    if kind == pdfium.FPDF_PAGEOBJ_TEXT or (kind == pdfium.FPDF_PAGEOBJ_IMAGE and not may_images_hide):
        return False
    if kind == pdfium.FPDF_PAGEOBJ_FORM:
        return solid.get(item, True)
    left, bottom, right, top = bounds.of(item)
    if right - left < LEAST_POINTS or top - bottom < LEAST_POINTS:
        return False
    if kind != pdfium.FPDF_PAGEOBJ_PATH:
        return True
    if pdf_objects.is_stroked_over(item, LEAST_POINTS):
        return True
    if not pdf_objects.is_filled(item):
        return False
    colour = inks.of(item)
    return not colour or colour[3] >= OPAQUE


class _Over:
    """What is drawn over the texts, in painting order."""

    def __init__(self, covers: Sequence[tuple[int, Box]]) -> None:
        self._places = [at for at, _ in covers]
        self.last = max(self._places, default=-1)
        self._boxes = [box for _, box in covers]
        sides = list(zip(*self._boxes, strict=True)) or [(0.0,)] * 4
        self._around = min(sides[0]), min(sides[1]), max(sides[2]), max(sides[3])

    def hides(self, at: int, box: Box) -> bool:
        """Whether a part of the box that may hold a letter is below something drawn later."""
        if not meet(self._around, box):
            return False
        core = _core(box)
        return any(meet(over, core) for over in self._boxes[bisect.bisect(self._places, at) :])


class _Grounds:
    """Areas of one colour, on which text of that colour is not seen."""

    def __init__(self, objects: Drawn, bounds: Bounds, inks: Inks) -> None:
        self._inks = inks
        self._areas: dict[tuple[int, ...], list[tuple[int, Box]]] = {}
        paths = [(at, item) for at, (item, kind) in enumerate(objects) if kind == pdfium.FPDF_PAGEOBJ_PATH]
        of_texts = {inks.of(item) for item, kind in objects if paths and kind == pdfium.FPDF_PAGEOBJ_TEXT} - {()}
        colours = list({one[:3] for one in of_texts})[:_MAX_COLOURS]
        alike: dict[tuple[int, ...], list[tuple[int, ...]]] = {(): []}
        for at, item in paths:
            colour = inks.of(item)
            if colour not in alike:
                alike[colour] = [one for one in colours if _are_alike(one, colour)]
            if alike[colour] and _may_hide(item, pdfium.FPDF_PAGEOBJ_PATH, {}, bounds, inks, may_images_hide=False):
                for one in alike[colour]:
                    self._areas.setdefault(one, []).append((at, bounds.of(item)))

    @property
    def is_empty(self) -> bool:
        """Whether there is none on which any text might be lost."""
        return not self._areas

    def match(self, at: int, text: Handle, bounds: Bounds) -> bool:
        """Whether an area drawn before the text, alike in colour, lies behind any of it."""
        areas = self._areas.get(self._inks.of(text)[:3])
        if not areas or pdf_objects.mode_of(text) not in _FILLED:
            return False
        if len(areas) > _MAX_AREAS:
            return True
        its_own = bounds.of(text)
        return any(place < at and meet(box, its_own) for place, box in areas)


def _are_alike(one: tuple[int, ...], other: tuple[int, ...]) -> bool:
    return all(abs(mine - its) <= _ALIKE for mine, its in zip(one, other, strict=False))


def _has_area(box: Box) -> bool:
    """Whether anything can be seen there; blanks have none."""
    return box[0] < box[2] and box[1] < box[3]


def _is_clipped(item: Handle, bounds: Bounds) -> bool:
    """Whether a letter of the text may be outside of what clips it. Cells of a sheet clip theirs closely."""
    clip = clip_of(item)
    if not clip or count_clips(clip) <= 0:
        return False
    return not is_unclipped(item, _core(bounds.of(item)))


def _core(box: Box) -> Box:
    """The box without its rim: what is left of a letter there can be read."""
    left, bottom, right, top = box
    across, up = min(_LETTER, 0.3 * (right - left)), min(_LETTER, 0.3 * (top - bottom))
    return left + across, bottom + up, right - across, top - up


def _is_in_a_layer(item: Handle) -> bool:
    """Whether the object is marked as content of a layer."""
    length = ctypes.c_ulong()
    buffer = ctypes.create_string_buffer(16)
    for index in range(min(20, max(0, pdf_objects.count_marks(item)))):
        mark = pdf_objects.mark_of(item, index)
        if (
            mark
            and pdf_objects.mark_name(mark, buffer, len(buffer), ctypes.byref(length))
            and buffer.raw[: length.value] == _LAYER
        ):
            return True
    return False


def changed_by(page: pypdfium2.PdfPage, texts: Sequence[Handle], with_them: Image.Image, scale: float) -> Image.Image:
    """By how much each pixel of the page drawn at this scale, `with_them`, is another than without the texts."""
    for item in texts:
        pdf_objects.set_active(item, False)
    try:
        without = page.render(scale=scale, grayscale=True).to_pil().convert("L")
    finally:
        for item in texts:
            pdf_objects.set_active(item, True)
    return ImageChops.difference(with_them, without)
