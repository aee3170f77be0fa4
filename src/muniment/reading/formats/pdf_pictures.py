"""Finds what a PDF page shows in pictures and does not say in its text, and puts what is read there in its place.

A scan may bear a stamp as text, a page may be half text and half picture, and a scan that was recognised before has
its text on top of it. So it is decided by region: ink within the page's images, where no text of the page lies.
"""

from __future__ import annotations

import ctypes
import hashlib
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import pypdfium2
import pypdfium2.raw as pdfium
from PIL import Image, ImageDraw

from muniment.limits import Limits
from muniment.reading.formats import pdf_objects
from muniment.reading.formats.pdf_objects import Bounds, Handle, handle_of
from muniment.reading.recognition.recogniser import Sight
from muniment.reading.text import tidy

OCR_DPI = 200
"""150 and 300 dpi read no better (recall within 0.01), 300 costs twice the pixels."""

LITTLE_TEXT = 25
"""Characters: of 10,400 report pages, those with fewer were scans, drawings or blank."""

SOME_IMAGE = 0.05
SOME_PATHS = 10
"""A page without text is recognised when it shows this much: some certificates have all letters as few outlines."""

_LOOK_DPI = 50
_INK = 48  # grey levels from the commonest one within the images
_LEAST_INK = 40  # pixels at 50 dpi: a word of eight letters of 10 points has 60 to 90
_MARGIN_POINTS = 1.5  # around the page's own text, which is painted over

_OBJECTS_LOOKED_AT = 2_000
_RECTANGLES_LOOKED_AT = 5_000
_MOST_COMPARED = 5_000_000  # rectangles times characters; beyond, what is read in images stands before the text
_DEPTH = 3

Box = tuple[float, float, float, float]
"""Left, top, right, bottom as shares of the page as it is seen."""


@dataclass(frozen=True, slots=True)
class PageSight:
    """What a page shows. `images`: where; `texts`: where its own text stands, in its order, with how many characters
    (blanks not counted; 0 until `counted`); `path_count`: drawn lines and outlines."""

    images: Sequence[Box]
    texts: Sequence[tuple[Box, int]]
    path_count: int

    def is_picture(self, text_length: int) -> bool:
        """Whether all that a reader sees on it is an image, or letters drawn as paths."""
        share = sum((right - left) * (bottom - top) for left, top, right, bottom in self.images)
        return text_length < LITTLE_TEXT and (share >= SOME_IMAGE or self.path_count >= SOME_PATHS)


def sight_of(page: pypdfium2.PdfPage, textpage: pypdfium2.PdfTextPage | None = None) -> PageSight:
    """The images, texts and outlines of a page; cheap where it has no image. `textpage`: the page's, if it is open."""
    if min(page.get_size()) <= 0:
        return PageSight((), (), 0)
    paths, found = _objects(page)
    if not found:
        return PageSight((), (), paths)
    place = Seen(page)
    bounds = Bounds()
    images = [box for box in (place.of(*bounds.of(item)) for item in found) if box[0] < box[2] and box[1] < box[3]]
    return PageSight(images, _texts(page, textpage, place) if images else (), paths)


def _objects(page: pypdfium2.PdfPage) -> tuple[int, list[Handle]]:
    """How many paths the page has; and its images or, for those inside a form, the form: only of that the place is
    known."""
    kind_of, path, image = pdf_objects.kind_of, pdfium.FPDF_PAGEOBJ_PATH, pdfium.FPDF_PAGEOBJ_IMAGE
    handle = handle_of(page)
    left = _OBJECTS_LOOKED_AT
    paths, images = 0, []
    forms: list[tuple[Handle, Handle, int]] = []
    for index in range(min(left, pdf_objects.count_on_page(handle))):
        item = pdf_objects.on_page(handle, index)
        kind = kind_of(item)
        left -= 1
        paths += kind == path
        if kind == image:
            images.append(item)
        elif kind == pdfium.FPDF_PAGEOBJ_FORM:
            forms.append((item, item, 1))
    while forms and left > 0:
        form, outer, depth = forms.pop(0)
        for index in range(min(left, pdf_objects.count_in_form(form))):
            item = pdf_objects.in_form(form, index)
            kind = kind_of(item)
            left -= 1
            paths += kind == path
            if kind == image:
                images.append(outer)
            elif kind == pdfium.FPDF_PAGEOBJ_FORM and depth + 1 < _DEPTH:
                forms.append((item, outer, depth + 1))
    return paths, images


def _texts(page: pypdfium2.PdfPage, open_one: pypdfium2.PdfTextPage | None, place: Seen) -> list[tuple[Box, int]]:
    textpage = open_one or page.get_textpage()
    try:
        return [
            (place.of(left - _MARGIN_POINTS, bottom - _MARGIN_POINTS, right + _MARGIN_POINTS, top + _MARGIN_POINTS), 0)
            for left, bottom, right, top in _rectangles(textpage, most=_RECTANGLES_LOOKED_AT)
        ]
    finally:
        if open_one is None:
            textpage.close()


def _rectangles(textpage: pypdfium2.PdfTextPage, *, most: int) -> Iterator[Box]:
    """Left, bottom, right, top of the page's texts. Asked of PDFium itself: a page has hundreds, and the wrapper takes
    four times as long."""
    left, bottom, right, top = (ctypes.c_double() for _ in range(4))
    handle, rectangle_of = textpage.raw, pdfium.FPDFText_GetRect
    for index in range(min(textpage.count_rects(), most)):
        if not rectangle_of(handle, index, left, top, right, bottom):
            raise pypdfium2.PdfiumError("The rectangle of a text is not known.")
        yield left.value, bottom.value, right.value, top.value


def counted(page: pypdfium2.PdfPage, sight: PageSight) -> PageSight:
    """The page's sight with the characters of its texts counted. That takes more than all else it tells, and only
    `merged` needs it."""
    textpage = page.get_textpage()
    try:
        rectangles = min(textpage.count_rects(), len(sight.texts))  # PDFium makes them when they are counted
        if rectangles * textpage.count_chars() > _MOST_COMPARED:
            return sight
        texts = []
        for index, (place, _) in enumerate(sight.texts[:rectangles]):
            text = textpage.get_text_bounded(*textpage.get_rect(index))
            texts.append((place, len("".join(text.split()))))
        return replace(sight, texts=texts)
    finally:
        textpage.close()


class Seen:
    """Where rectangles of the page's own coordinates are as it is seen: turned and cut as the page is.

    PDFium is asked for three points; between them all is linear.
    """

    def __init__(self, page: pypdfium2.PdfPage) -> None:
        size, span = 1_000_000, 100.0
        x, y = ctypes.c_int(), ctypes.c_int()
        seen = []
        for across, up in ((0.0, 0.0), (span, 0.0), (0.0, span)):
            pdfium.FPDF_PageToDevice(page, 0, 0, size, size, 0, across, up, x, y)
            seen.append((x.value / size, y.value / size))
        (self._x, self._y), (x1, y1), (x2, y2) = seen
        self._across = (x1 - self._x) / span, (y1 - self._y) / span
        self._up = (x2 - self._x) / span, (y2 - self._y) / span

    def of(self, left: float, bottom: float, right: float, top: float) -> Box:
        """The rectangle as shares of the page, cut to it."""
        (ax, ay), (ux, uy) = self._across, self._up
        x1, y1 = self._x + left * ax + bottom * ux, self._y + left * ay + bottom * uy
        x2, y2 = self._x + right * ax + top * ux, self._y + right * ay + top * uy
        if x1 > x2:
            x1, x2 = x2, x1
        if y1 > y2:
            y1, y2 = y2, y1
        return (
            0.0 if x1 < 0 else 1.0 if x1 > 1 else x1, 0.0 if y1 < 0 else 1.0 if y1 > 1 else y1,
            0.0 if x2 < 0 else 1.0 if x2 > 1 else x2, 0.0 if y2 < 0 else 1.0 if y2 > 1 else y2,
        )  # fmt: skip


def rendered(page: pypdfium2.PdfPage, limits: Limits) -> Image.Image:
    """The page in grey, at a lower scale where it is so large that it would exceed the pixel limit."""
    image: Image.Image = page.render(scale=_scale(page, limits, dpi=OCR_DPI), grayscale=True).to_pil()
    return image.convert("L")


def _scale(page: pypdfium2.PdfPage, limits: Limits, *, dpi: int) -> float:
    width, height = (float(side) for side in page.get_size())
    return min(dpi / 72, math.sqrt(limits.max_ocr_pixels / (width * height)))


def bare_ink(page: pypdfium2.PdfPage, sight: PageSight, limits: Limits) -> str | None:
    """A name of what the page's images show where it has no text, the same for the same on another page; None when
    that is nothing."""
    if not sight.images or _most_ink(page, sight) < _LEAST_INK:
        return None
    scale = _scale(page, limits, dpi=_LOOK_DPI)
    whole = math.ceil(page.get_width() * scale), math.ceil(page.get_height() * scale)
    place = _pixels_around(sight.images, whole)
    # Most images are logos: drawing what is around them takes a quarter of the time that drawing the page takes
    left, top, right, bottom = (
        max(0.0, side - 0.5) / scale  # pypdfium2 rounds up to whole pixels
        for side in (place[0], place[1], whole[0] - place[2], whole[1] - place[3])
    )
    picture = page.render(scale=scale, grayscale=True, crop=(left, bottom, right, top)).to_pil().convert("L")
    mask = _mask(whole, sight).crop(place)
    only = _only_images(picture, mask)
    background = _commonest(picture, mask)
    ink = only.point([255 if abs(level - background) > _INK else 0 for level in range(256)])
    if ink.histogram()[255] < _LEAST_INK:
        return None
    return hashlib.sha256(only.tobytes() + repr((whole, place)).encode()).hexdigest()


def _pixels_around(images: Sequence[Box], size: tuple[int, int]) -> tuple[int, int, int, int]:
    """Left, top, right, bottom of what holds the images on a page of so many pixels, and a pixel more."""
    left, top, right, bottom = _around(images)
    return (
        max(0, math.floor(left * size[0]) - 1), max(0, math.floor(top * size[1]) - 1),
        min(size[0], math.ceil(right * size[0]) + 2), min(size[1], math.ceil(bottom * size[1]) + 2),
    )  # fmt: skip


def _most_ink(page: pypdfium2.PdfPage, sight: PageSight) -> float:
    """Pixels that the images cover where the page is looked at, at the most: rectangles include their last pixel."""
    width, height = (side * _LOOK_DPI / 72 for side in page.get_size())
    return float(sum(((box[2] - box[0]) * width + 2) * ((box[3] - box[1]) * height + 2) for box in sight.images))


def only_images(page: pypdfium2.PdfPage, sight: PageSight, limits: Limits) -> Image.Image:
    """The page rendered for recognition, with its own text and all beside its images painted over."""
    picture = rendered(page, limits)
    return _only_images(picture, _mask(picture.size, sight))


def _only_images(picture: Image.Image, mask: Image.Image) -> Image.Image:
    return Image.composite(picture, Image.new("L", picture.size, _commonest(picture, mask)), mask)


def _mask(size: tuple[int, int], sight: PageSight) -> Image.Image:
    """White where an image is and none of the page's own text."""
    mask = Image.new("L", size, 0)
    draw = ImageDraw.Draw(mask)
    for boxes, level in ((sight.images, 255), ([box for box, _ in sight.texts], 0)):
        for left, top, right, bottom in boxes:
            draw.rectangle((left * size[0], top * size[1], right * size[0], bottom * size[1]), fill=level)
    return mask


def _commonest(picture: Image.Image, mask: Image.Image) -> int:
    """The grey level that most of the images' area has: a scan's paper."""
    counts = picture.histogram(mask)
    return counts.index(max(counts))


def merged(text: str, seen: Sight, sight: PageSight) -> str:
    """The page's text, verbatim, with the lines read in its images after the line above each image."""
    lines = seen.text.split("\n") if seen.text else []
    if not lines:
        return text
    groups = _groups(sight.images)
    inserted: dict[int, list[str]] = {}
    for index, line in enumerate(lines):
        across, down = seen.centres[index] if len(seen.centres) == len(lines) else (groups[0][0], groups[0][1])
        group = next((one for one in groups if one[0] <= across <= one[2] and one[1] <= down <= one[3]), groups[0])
        inserted.setdefault(_characters_before(group, sight), []).append(line)
    pieces: list[str] = []
    passed = 0
    waiting = sorted(inserted)
    for own in text.split("\n"):
        while waiting and passed >= waiting[0]:
            pieces += inserted[waiting.pop(0)]
        pieces.append(own)
        passed += len("".join(own.split()))
    for rest in waiting:
        pieces += inserted[rest]
    return tidy("\n".join(pieces))


def _characters_before(group: Box, sight: PageSight) -> int:
    """How many characters of the page's text come before an image: up to the last line above it, of its own column if
    there is one."""
    left, top, right, _ = group
    before = overlapping = passed = 0
    for box, count in sight.texts:
        passed += count
        if (box[1] + box[3]) / 2 <= top:
            before = passed
            if box[0] < right and left < box[2]:
                overlapping = passed
    return overlapping or before


def _groups(boxes: Sequence[Box]) -> list[Box]:
    """The boxes that touch each other joined to one: scans come in strips. All of them, where they are very many."""
    if len(boxes) > 200:
        return [_around(boxes)]
    groups: list[Box] = []
    for box in boxes:
        joined = box
        while touching := [one for one in groups if _touch(one, joined)]:
            groups = [one for one in groups if one not in touching]
            joined = _around([joined, *touching])
        groups.append(joined)
    return sorted(groups, key=lambda one: one[1])


def _touch(one: Box, other: Box) -> bool:
    gap = 0.002
    return (
        one[0] <= other[2] + gap and other[0] <= one[2] + gap and one[1] <= other[3] + gap and other[1] <= one[3] + gap
    )


def _around(boxes: Sequence[Box]) -> Box:
    return (
        min(box[0] for box in boxes), min(box[1] for box in boxes),
        max(box[2] for box in boxes), max(box[3] for box in boxes),
    )  # fmt: skip
