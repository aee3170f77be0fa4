"""Tells the text of a PDF page that can be seen from what cannot.

Text can be outside the page, drawn in no ink (rendering mode 3) without a scan behind it, in the colour of what lies
behind, nearly transparent, or too small to be print. Objects that may be so are found by what they say of themselves,
which takes 1 µs each. Pale text on a dark rectangle is the head of a table: `pdf_ground` tells that without drawing.
Only a page that has other suspects is drawn, and its characters are compared with their surroundings.
"""

from __future__ import annotations

import ctypes
import functools
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import hypot, sqrt

import pypdfium2
import pypdfium2.raw as pdfium
from PIL.Image import Image

from muniment.reading.formats import pdf_objects
from muniment.reading.formats.pdf_covered import changed_by, doubted
from muniment.reading.formats.pdf_ground import on_dark
from muniment.reading.formats.pdf_layers import Rectangle
from muniment.reading.formats.pdf_marks import Character, Mark, with_marks
from muniment.reading.formats.pdf_objects import (
    BoundedText,
    Bounds,
    Box,
    Drawn,
    Handle,
    Inks,
    handle_of,
    matrix_of,
    places_in,
    size_of,
)
from muniment.reading.formats.pdf_piled import piled_on

TINY_POINTS = 2.0
"""Height of letters with their ascenders; the smallest small print has 4 points, microtext 2."""

LEAST_WIDTH = 0.1
"""Of letters to their height, as shares of what the font gives them; condensed type has 0.5. A slim letter's own box is
four times as high as wide, or more."""

PALE = 224
"""Lightness of the ink (0-255) from which on white paper it has to be looked for."""

FAINT = 48
"""Opacity of the ink (0-255), likewise."""

LEAST_CONTRAST = 12
"""Steps of grey (of 255) within a character's box; what has less cannot be told from its surroundings."""

LEAST_CHANGE = 4
"""Steps of grey that a letter changes the page by. A thin one of 5 points changes it by 7."""

SCAN_SHARE = 0.5
"""Share of the page that images must cover for text in no ink to be the scan's own text layer."""

DRAWN_SCALE = 1.0
MAX_DRAWN_PIXELS = 2_000_000
MAX_DRAWN_PAGES = 500
"""Of one document; 10 ms each. What may be hidden on later pages is taken for seen."""

MAX_CHARACTERS = 200_000
"""Of a page whose characters are looked at one by one; one of 3 mm each way holds 7,000."""

MAX_OBJECTS = 500_000
"""Of one document. Honest pages hold up to some hundred."""

FEW_CHARACTERS = 10
"""PDFium's counts of a page's characters and of those inside it differ by so many for other reasons: hyphens."""

_DEPTH = 3
_FILLED = 0
_INVISIBLE = 3
_NOT_OF_INK = frozenset({1, 5, 7, _INVISIBLE})  # outlines, whose ink is not the fill's, and what only clips


@dataclass(frozen=True, slots=True)
class SeenText:
    """A page's text as PDFium gives it (see `pdf_text`), and the text of it that nobody sees. `may_have_images` is
    False where all objects were looked at and none is an image."""

    raw: str
    hidden: str = ""
    may_have_images: bool = True


class Looker:
    """Looks at the pages of one document, one after the other."""

    def __init__(self, *, may_layers_be_off: bool, annotations_off: Sequence[Rectangle] = ()) -> None:
        self._may_layers_be_off = may_layers_be_off
        self.annotations_off = annotations_off
        """Where annotations lie that are in a layer that is switched off."""
        self._letters = _Letters()
        self._text = BoundedText()
        self._objects_left = MAX_OBJECTS
        self._pages_left = MAX_DRAWN_PAGES

    def text(
        self,
        textpage: pypdfium2.PdfTextPage,
        drawn: dict[Handle, Drawn],
        marks: list[Mark],
        pinned: Sequence[Box] = (),
    ) -> SeenText:
        """The page's text, `marks` in their places. `drawn`: what is on it; `pinned`: where annotations lie over it."""
        page = textpage.page
        raw = self._text.on(textpage)
        suspects, images, doubts = self._suspects(page, drawn, pinned) if self._pages_left else ({}, [], [])
        may_have_images = bool(images) or not self._pages_left or not self._objects_left
        count = textpage.count_chars()
        piled = piled_on(textpage, count)
        is_plain = not marks and not suspects and not doubts and not piled and count - len(raw) < FEW_CHARACTERS
        if is_plain or count > MAX_CHARACTERS:
            return SeenText(raw, may_have_images=may_have_images)
        self._pages_left -= bool(suspects) + bool(doubts)
        characters = _characters(textpage, count)
        unseen = _Unseen(page, suspects, images, doubts, piled).among(characters)
        seen = [one for one, is_unseen in zip(characters, unseen, strict=True) if not is_unseen]
        hidden = "".join(one.letter for one, is_unseen in zip(characters, unseen, strict=True) if is_unseen)
        if doubts and not suspects and not marks and not hidden.strip():
            return SeenText(raw, may_have_images=may_have_images)
        return SeenText(with_marks(seen, marks), " ".join(hidden.split()), may_have_images)

    def unseen(self, textpage: pypdfium2.PdfTextPage, drawn: dict[Handle, Drawn], pinned: Sequence[Box]) -> list[bool]:
        """For each of the page's characters whether nobody sees it; nothing of a page with too many. `drawn`, `pinned`:
        as for `text`."""
        count = textpage.count_chars()
        if count > MAX_CHARACTERS:
            return []
        suspects, images, doubts = self._suspects(textpage.page, drawn, pinned)
        look = _Unseen(textpage.page, suspects, images, doubts, piled_on(textpage, count))
        return look.among(_characters(textpage, count))

    def _suspects(
        self, page: pypdfium2.PdfPage, drawn: dict[Handle, Drawn], pinned: Sequence[Box]
    ) -> tuple[dict[Handle, bool], list[Box], list[Handle]]:
        """Text objects whose ink may be unseen, and whether they are in no ink; the page's images; text objects that
        something else may hide."""
        suspects: dict[Handle, bool] = {}
        images: list[Box] = []
        pale: list[int] = []
        whole = page.get_bbox()
        bounds, inks = Bounds(), Inks()
        mode_of, ink_of, may_be_unseen = pdf_objects.mode_of, inks.of, self._letters.may_be_unseen
        for form, objects in drawn.items():
            for at, (item, kind) in enumerate(objects):
                if kind == pdfium.FPDF_PAGEOBJ_TEXT:
                    mode = mode_of(item)
                    if mode in _NOT_OF_INK or may_be_unseen(item, ink_of(item)):
                        suspects[item] = mode == _INVISIBLE
                        if mode == _FILLED and not form:
                            pale.append(at)
                elif kind == pdfium.FPDF_PAGEOBJ_IMAGE:
                    # Of an image inside a form the place is not known: taken for the whole page
                    images.append(whole if form else bounds.of(item))
        if pale:
            for at in on_dark(drawn[0], pale, whole, bounds, inks):
                del suspects[drawn[0][at][0]]
        if any(suspects.values()) and _share(images, whole) >= SCAN_SHARE:
            suspects = {item: False for item, is_inkless in suspects.items() if not is_inkless}
        doubts = doubted(
            drawn,
            bounds,
            inks,
            may_images_hide=_share(images, whole) < SCAN_SHARE,
            may_layers_be_off=self._may_layers_be_off,
            pinned=pinned,
        )
        return suspects, images, doubts

    @property
    def is_spent(self) -> bool:
        """Whether no further object of the document is looked at."""
        return not self._objects_left

    def drawn(self, page: pypdfium2.PdfPage) -> dict[Handle, Drawn]:
        """The page's objects, and those inside its forms by the form that they are in."""
        drawn = {0: self._listed(handle_of(page), pdf_objects.count_on_page, pdf_objects.on_page)}
        forms = [(item, 1) for item, kind in drawn[0] if kind == pdfium.FPDF_PAGEOBJ_FORM]
        while forms:
            form, depth = forms.pop()
            if inside := self._listed(form, pdf_objects.count_in_form, pdf_objects.in_form):
                drawn[form] = inside
            if depth < _DEPTH:
                forms += [(item, depth + 1) for item, kind in inside if kind == pdfium.FPDF_PAGEOBJ_FORM]
        return drawn

    def _listed(self, holder: Handle, count: Callable[..., int], object_of: Callable[..., Handle]) -> Drawn:
        kind_of = pdf_objects.kind_of
        return [(item := object_of(holder, at), kind_of(item)) for at in range(self._granted(count(holder)))]

    def _granted(self, count: int) -> int:
        """How many of so many objects may still be looked at."""
        granted = max(0, min(count, self._objects_left))
        self._objects_left -= granted
        return granted


class _Letters:
    """Asks PDFium how a text object is drawn. What it writes into is made once: that takes longer than to ask."""

    def __init__(self) -> None:
        self._last_ink: tuple[int, ...] = ()
        self._is_pale = False  # the next text mostly has the same ink
        self._shape = (ctypes.c_float * 7)()  # of the matrix, and the size
        self._at_matrix, *_, self._at_size = places_in(self._shape)

    def may_be_unseen(self, item: Handle, ink: tuple[int, ...]) -> bool:
        """Whether the text's ink is pale or faint, or its letters tiny or squeezed."""
        if ink != self._last_ink:
            self._last_ink = ink
            self._is_pale = bool(ink) and (ink[3] < FAINT or min(ink[:3]) >= PALE)
        if self._is_pale:
            return True
        if not size_of(item, self._at_size) or not matrix_of(item, self._at_matrix):
            return False
        shape = self._shape
        height = hypot(shape[2], shape[3])
        return shape[6] * height < TINY_POINTS or hypot(shape[0], shape[1]) < LEAST_WIDTH * height


def _share(images: list[Box], whole: Box) -> float:
    """Share of the page that the images cover, each counted for itself."""
    area = (whole[2] - whole[0]) * (whole[3] - whole[1])
    covered = sum(
        max(0.0, min(right, whole[2]) - max(left, whole[0])) * max(0.0, min(top, whole[3]) - max(bottom, whole[1]))
        for left, bottom, right, top in images
    )
    return covered / area if area > 0 else 0.0


def _characters(textpage: pypdfium2.PdfTextPage, count: int) -> list[Character]:
    """The page's characters with their places."""
    sides = (ctypes.c_double * 4)()
    places = places_in(sides)
    handle = handle_of(textpage)
    is_generated, object_of = pdf_objects.is_generated, pdf_objects.object_of_letter
    box_of, letter_of = pdf_objects.box_of_letter, pdf_objects.letter_of
    found = []
    for index in range(count):
        item = None if is_generated(handle, index) else object_of(handle, index) or None
        box_of(handle, index, *places)
        left, right, bottom, top = sides
        found.append(Character(chr(letter_of(handle, index)), left, bottom, right, top, item))
    return found


class _Unseen:
    """Decides which characters of a page nobody sees."""

    def __init__(
        self,
        page: pypdfium2.PdfPage,
        suspects: dict[Handle, bool],
        images: list[Box],
        doubts: list[Handle],
        piled: frozenset[Handle],
    ) -> None:
        self._piled = piled
        self._page = page
        self._suspects = suspects
        self._doubts = frozenset(doubts)
        self._images = images
        self._bbox: Box = page.get_bbox()
        self._inked: set[tuple[int, int]] = set()

    def among(self, characters: list[Character]) -> list[bool]:
        """For each character whether it is unseen. A text object whose ink may be is as most of its characters are, if
        it lies on the page; one that something may hide is unseen letter by letter. What PDFium adds, and blanks, go
        with the character before."""
        if any(self._suspects.values()):
            self._inked = {self._cell(one) for one in characters if one.object and one.object not in self._suspects}
        tried: dict[int, list[bool]] = {}
        changes = self._changes(characters)
        faint = self._faint(characters, changes)
        for one in characters:
            if (
                one.object is not None
                and one.object in self._suspects
                and not one.letter.isspace()
                and self._is_on_page(one)
            ):
                tried.setdefault(one.object, []).append(self._is_unseen(one))
        unseen = self._piled | {address for address, each in tried.items() if 2 * sum(each) > len(each)}
        found: list[bool] = []
        is_line_seen = False  # whether anything was seen since the last line end that was kept
        for at, one in enumerate(characters):
            if one.object is None and one.letter in "\r\n":
                found.append(not is_line_seen and bool(found) and found[-1])
                is_line_seen &= one.letter == "\r"
                continue
            if one.object is None:
                found.append(bool(found) and found[-1])
            elif one.object in unseen or not self._is_on_page(one):
                found.append(True)
            elif one.object in self._doubts:
                least = LEAST_CONTRAST if one.object in faint else LEAST_CHANGE
                found.append(bool(found) and found[-1] if one.letter.isspace() else changes[at] < least)
            else:
                found.append(False)
            is_line_seen |= not found[-1]
        return found

    @staticmethod
    def _cell(one: Character) -> tuple[int, int]:
        """Where the character stands, in steps of 4 points."""
        x, y = one.middle
        return int(x // 4), int(y // 4)

    def _is_on_page(self, one: Character) -> bool:
        x, y = one.middle
        left, bottom, right, top = self._bbox
        return bool(left <= x <= right and bottom <= y <= top)

    def _is_unseen(self, one: Character) -> bool:
        x, y = one.middle
        if self._suspects[one.object or 0]:
            if any(box[0] <= x <= box[2] and box[1] <= y <= box[3] for box in self._images):
                return False
            # Letters drawn as outlines have their text beside them in no ink; not so where other text stands
            return self._cell(one) in self._inked or self._contrast(one) < LEAST_CONTRAST
        if one.letter.isalnum():
            short, long = sorted((one.top - one.bottom, one.right - one.left))
            if long < TINY_POINTS / 2 or short < LEAST_WIDTH / 4 * long:
                return True
        return self._contrast(one) < LEAST_CONTRAST

    def _contrast(self, one: Character) -> int:
        """Steps of grey between the lightest and the darkest pixel where the character stands."""
        greys = self._picture.around(one)
        return max(greys, default=0) - min(greys, default=0)

    def _changes(self, characters: list[Character]) -> dict[int, int]:
        """By how many steps of grey, at the most, the page is another with a letter than without it: for each letter of
        the doubted objects, by its place among the characters."""
        those = [at for at, one in enumerate(characters) if one.object in self._doubts and not one.letter.isspace()]
        if not those:
            return {}
        changed = _Pixels(self._page, changed_by(self._page, list(self._doubts), self._picture.image, self._scale()))
        return {at: max(changed.around(characters[at]), default=0) for at in those}

    def _faint(self, characters: list[Character], changes: dict[int, int]) -> set[int]:
        """Those of the doubted objects most letters of which hardly change the page: something lies over them that is
        not quite opaque. A single thin letter changes as little."""
        of_objects: dict[int, list[int]] = {}
        for at, change in changes.items():
            of_objects.setdefault(characters[at].object or 0, []).append(change)
        return {item for item, each in of_objects.items() if 2 * sum(one < LEAST_CONTRAST for one in each) > len(each)}

    @functools.cached_property
    def _picture(self) -> _Pixels:
        """The page drawn in grey, once for all that is asked of it."""
        return _Pixels(self._page, self._page.render(scale=self._scale(), grayscale=True).to_pil().convert("L"))

    def _scale(self) -> float:
        width, height = self._page.get_size()
        return min(DRAWN_SCALE, sqrt(MAX_DRAWN_PIXELS / max(1.0, width * height)))


class _Pixels:
    """A page that was drawn in grey."""

    def __init__(self, page: pypdfium2.PdfPage, image: Image) -> None:
        self.image = image
        self._page = handle_of(page)
        self._width, self._height = image.size
        self._greys = image.tobytes()
        self._at = (ctypes.c_int * 2)()
        self._places = places_in(self._at)

    def around(self, one: Character) -> bytes:
        """The pixels where the character stands, one byte each; none where it is beyond the picture."""
        width, height, at = self._width, self._height, self._at
        pdf_objects.to_pixels(self._page, 0, 0, width, height, 0, one.left, one.bottom, *self._places)
        x1, y1 = at
        pdf_objects.to_pixels(self._page, 0, 0, width, height, 0, one.right, one.top, *self._places)
        x2, y2 = at
        # a pixel around it: a box that its letter fills has no contrast of its own
        left, right = max(0, min(x1, x2) - 1), min(width, max(x1, x2) + 2)
        rows = range(max(0, min(y1, y2) - 1), min(height, max(y1, y2) + 2))
        greys = self._greys
        return b"".join([greys[row * width + left : row * width + right] for row in rows]) if left < right else b""
