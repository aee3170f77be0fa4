"""A PDF page as it is looked at: drawn as a picture, and where each word of its text stands on it."""

from __future__ import annotations

import ctypes
import math
import re
from collections.abc import Iterator
from difflib import SequenceMatcher
from pathlib import Path

import pypdfium2
import pypdfium2.raw as pdfium
from PIL import Image

from muniment.reading.formats import pdf_objects
from muniment.reading.formats.pdf import open_pdf, text_of_page
from muniment.reading.formats.pdf_objects import handle_of, places_in
from muniment.reading.formats.pdf_pictures import Seen
from muniment.reading.formats.pdf_places import characters_of
from muniment.reading.formats.pdf_text import letter_by_letter
from muniment.reading.model import SeenWord
from muniment.reading.seen_words import MAX_CHARACTERS, MAX_WORDS

_PIECE = re.compile(
    "[\u2e80-\u9fff\uac00-\ud7ff\uf900-\ufaff\U00020000-\U0003ffff]|"  # written without spaces: letter by letter
    "[^\\W_]+|[^\\w\\s]|_+"
)


def open_page(path: Path, number: int) -> tuple[pypdfium2.PdfDocument, int] | None:
    """The document, or what can be salvaged of it, and the index of the page; None where it has no such page. Raises
    UnreadableError."""
    try:
        document = pypdfium2.PdfDocument(path)  # reads what it needs of the file, a tenth of the time of the whole
    except pypdfium2.PdfiumError:
        document, _ = open_pdf(path.read_bytes())
    return (document, number - 1) if number <= len(document) else None


def size_of(document: pypdfium2.PdfDocument, index: int) -> tuple[float, float] | None:
    """Width and height of the page as it is seen, in its own units; None of one without area. Raises PdfiumError."""
    wide, high = (float(side) for side in document[index].get_size())
    return (wide, high) if wide > 0 and high > 0 else None  # NaN is neither


def drawn(document: pypdfium2.PdfDocument, index: int, *, width: int, max_pixels: int, max_side: int) -> Image.Image:
    """The page in colour, so many pixels wide; less where it would have more pixels than it may, or a longer side.
    Raises PdfiumError, and ValueError for a page without area."""
    if document.get_formtype() != pdfium.FORMTYPE_NONE:
        document.init_forms()
    if (size := size_of(document, index)) is None:
        raise ValueError("a page without area")
    (wide, high), page = size, document[index]
    scale = min(width / wide, max_side / max(wide, high), math.sqrt(max_pixels / (wide * high)))
    image: Image.Image = page.render(scale=scale, may_draw_forms=True).to_pil()
    return image.convert("RGB")


def seen_words(document: pypdfium2.PdfDocument, index: int, text: str) -> list[SeenWord]:
    """Where the words of `text`, the page's as it is kept, stand on the page as it is seen; only those that were found
    in what PDFium says of it. Raises PdfiumError."""
    if len(text) > MAX_CHARACTERS or (looked_at := text_of_page(document, index)) is None:
        return []
    textpage, unseen = looked_at
    characters = characters_of(textpage, most=MAX_CHARACTERS)
    seen = "".join([" " if is_unseen else one for one, is_unseen in zip(characters, unseen, strict=False)])
    raw, at = letter_by_letter(seen)
    theirs, ours = list(_PIECE.finditer(raw))[:MAX_WORDS], list(_PIECE.finditer(text))[:MAX_WORDS]
    boxes = _Boxes(textpage)
    found = []
    for their, our in _alike(theirs, ours):
        box = boxes.around(at[their.start()], at[their.end() - 1])
        if box is not None:
            found.append(SeenWord(our.start(), our.end(), *box))
    return found


def _alike(theirs: list[re.Match[str]], ours: list[re.Match[str]]) -> Iterator[tuple[re.Match[str], re.Match[str]]]:
    """The pieces that are the same in both, in their order: what is hidden, answers of a form and what was read in
    pictures stand in one of them only."""
    left, right = [one[0] for one in theirs], [one[0] for one in ours]
    if left == right:
        yield from zip(theirs, ours, strict=True)
        return
    same = SequenceMatcher(None, left, right, autojunk=False).get_matching_blocks()
    for block in same:
        for step in range(block.size):
            yield theirs[block.a + step], ours[block.b + step]


class _Boxes:
    """Where characters of a page stand, as shares of the page as it is seen."""

    def __init__(self, textpage: pypdfium2.PdfTextPage) -> None:
        self._handle = handle_of(textpage)
        self._seen = Seen(textpage.page)
        self._sides = (ctypes.c_double * 4)()
        self._places = places_in(self._sides)

    def around(self, first: int, last: int) -> tuple[float, float, float, float] | None:
        """Left, top, right, bottom of the characters from first to last; None where that is no area on the page."""
        lefts, rights, bottoms, tops = [], [], [], []
        for index in range(first, last + 1):
            if pdf_objects.box_of_letter(self._handle, index, *self._places):
                left, right, bottom, top = self._sides
                lefts.append(left)
                rights.append(right)
                bottoms.append(bottom)
                tops.append(top)
        if not lefts:
            return None
        box = self._seen.of(min(lefts), min(bottoms), max(rights), max(tops))
        return box if box[0] < box[2] and box[1] < box[3] else None
