"""Reads PDF with PDFium: text page by page, form answers, and recognition of the pages that are only images.

PDFium aborts the process when memory runs out and is not thread-safe: only ever call this inside the sandbox.
"""

from __future__ import annotations

import ctypes
import logging
import math
from dataclasses import dataclass, field
from typing import BinaryIO

import pypdfium2
import pypdfium2.raw as pdfium
from PIL.Image import Image

from muniment.limits import Limits
from muniment.reading.aside import HIDDEN, hidden_notice, pages_aside
from muniment.reading.file_types import FILE_TYPES
from muniment.reading.formats.pdf_seen import Looker, Mark
from muniment.reading.formats.pdf_text import shown_text
from muniment.reading.model import Notice, Page, Reading, UnreadableError
from muniment.reading.notices import notice, page_ranges
from muniment.reading.recognition.recogniser import Recogniser, RecognitionError
from muniment.reading.text import label_of, tidy

OCR_DPI = 200
"""150 and 300 dpi read no better (recall within 0.01), 300 costs twice the pixels."""

LITTLE_TEXT = 25
"""Characters: of 10,400 report pages, those with fewer were scans, drawings or blank."""

STAMPED_TEXT = 120
"""Characters: a scan may carry a stamp or header as text; such a page is recognised when an image fills it."""

FULL_IMAGE = 0.9
SOME_IMAGE = 0.05
SOME_PATHS = 10
"""A page without text is recognised when it shows this much: some certificates have all letters as few outlines."""

logging.getLogger("pypdfium2").setLevel(logging.ERROR)  # it advises another build on every XFA form

_OBJECTS_LOOKED_AT = 2_000


@dataclass(slots=True)
class _Found:
    """Page numbers that wait for a notice."""

    broken: list[int] = field(default_factory=list)
    without_ocr: list[int] = field(default_factory=list)
    over_budget: list[int] = field(default_factory=list)
    ocr_failed: list[int] = field(default_factory=list)
    pinned: list[int] = field(default_factory=list)
    hidden: dict[int, str] = field(default_factory=dict)

    def notices(self, limits: Limits) -> list[Notice]:
        """One notice per kind."""
        found = hidden_notice({f"on page {number}": len(text) for number, text in self.hidden.items()})
        if self.broken:
            found.append(notice("page_unreadable", what=page_ranges(self.broken)))
        if self.without_ocr:
            found.append(notice("ocr_off", what=page_ranges(self.without_ocr)))
        if self.over_budget:
            found.append(notice("ocr_page_limit", what=page_ranges(self.over_budget), limit=limits.max_ocr_pages))
        if self.pinned:
            found.append(notice("embedded_files", what="pinned to " + page_ranges(self.pinned)))
        if self.ocr_failed:
            found.append(notice("ocr_failed", what=page_ranges(self.ocr_failed)))
        return found


def read_pdf(file: BinaryIO, limits: Limits, recognise: Recogniser | None) -> Reading:
    """One page each. Raises UnreadableError: `encrypted` (a password is needed to open it), `corrupt`."""
    document = _open(file.read())
    page_count = len(document)
    if page_count == 0:
        raise UnreadableError("corrupt", "The PDF has no pages.")
    form_type = document.get_formtype()
    has_form = form_type != pdfium.FORMTYPE_NONE
    if has_form:
        document.init_forms()
    pages: list[Page] = []
    found = _Found()
    looker = Looker(document)
    budget = limits.max_ocr_pages
    characters = 0
    for index in range(min(page_count, limits.max_pages)):
        number = index + 1
        text, recognised = "", False
        try:
            page = document[index]
            text, garbled = _text_of(document, page, index, found, looker, flatten=has_form)
            if garbled or (len(text) < STAMPED_TEXT and _shows_only_image(page, len(text))):
                if recognise is None:
                    found.without_ocr.append(number)
                elif budget == 0:
                    found.over_budget.append(number)
                else:
                    budget -= 1
                    seen = tidy(recognise.sight_of(_render(page, limits)).text)
                    if len(seen) > len(text):
                        recognised = True
                        text = seen if garbled or len(text) < LITTLE_TEXT else _with_seen(text, seen)
            page.close()
        except pypdfium2.PdfiumError:
            found.broken.append(number)
        except (RecognitionError, OSError):
            found.ocr_failed.append(number)
        text = text[: limits.max_characters - characters]
        characters += len(text)
        pages.append(Page(number, text, ocr=recognised))
        if characters >= limits.max_characters:
            break
    if len(found.broken) == len(pages):
        raise UnreadableError("corrupt", "No page of the PDF could be read.")
    notices = [*_document_notices(document, form_type), *found.notices(limits)]
    for number, text in found.hidden.items():
        following = max(page_count, pages[-1].number) + 1
        pages += pages_aside(f"{HIDDEN}, page {number}", [text], most=limits.max_pages, first_number=following)
    if page_count > limits.max_pages:
        notices.append(notice("pages_limit", limit=limits.max_pages, what="pages"))
    if characters >= limits.max_characters:
        notices.append(notice("characters_limit", limit=limits.max_characters))
    return Reading(FILE_TYPES["pdf"].media_type, tuple(pages), page_count=page_count, notices=tuple(notices))


def _open(data: bytes) -> pypdfium2.PdfDocument:
    try:
        return pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        # The kind of failure is only in the message text. Other failures say "Success" or "Data format error".
        if "password" in str(error).lower() or "security" in str(error).lower():
            raise UnreadableError("encrypted", "The PDF needs a password to be opened.") from None
        raise UnreadableError("corrupt", "The PDF is damaged and cannot be opened.") from None


def _text_of(
    document: pypdfium2.PdfDocument,
    page: pypdfium2.PdfPage,
    index: int,
    found: _Found,
    looker: Looker,
    *,
    flatten: bool,
) -> tuple[str, bool]:
    """The page's text, form answers and FreeText notes included; and whether its text layer is garbled. Its hidden text
    goes to `found`.

    PDFium's page text has neither. Answers become page text by flattening and loading the page again; FreeText is
    asked of the annotations, since flattening shows it only where it carries an appearance.
    """
    notes: list[str] = []
    marks: list[Mark] = []
    annotations = pdfium.FPDFPage_GetAnnotCount(page)
    if annotations > 0:
        notes, pinned = _annotations(page, annotations)
        if pinned:
            found.pinned.append(index + 1)
        if flatten:
            marks = looker.marks(page, min(annotations, _OBJECTS_LOOKED_AT))
            page.flatten()
            page = document[index]
    seen = looker.text(page, marks)
    text, garbled = shown_text(seen.raw)
    if hidden := shown_text(seen.hidden)[0]:
        found.hidden[index + 1] = hidden
    squeezed = "".join(text.split())
    missing = [note for note in notes if "".join(note.split()) not in squeezed]
    return (tidy("\n".join([text, *missing])) if missing else text), garbled


def _annotations(page: pypdfium2.PdfPage, count: int) -> tuple[list[str], bool]:
    """The texts of the page's FreeText notes, and whether a file is pinned to it."""
    notes, pinned = [], False
    for index in range(min(count, _OBJECTS_LOOKED_AT)):
        annotation = pdfium.FPDFPage_GetAnnot(page, index)
        if not annotation:
            continue
        subtype = pdfium.FPDFAnnot_GetSubtype(annotation)
        if subtype == pdfium.FPDF_ANNOT_FREETEXT:
            notes.append(tidy(_contents(annotation)))
        pinned |= subtype == pdfium.FPDF_ANNOT_FILEATTACHMENT
        pdfium.FPDFPage_CloseAnnot(annotation)
    return [note for note in dict.fromkeys(notes) if note], pinned


def _contents(annotation: object) -> str:
    """An annotation's text; PDFium writes UTF-16LE with a closing NUL, after being asked for its length in bytes."""
    size = pdfium.FPDFAnnot_GetStringValue(annotation, b"Contents", None, 0)
    if size <= 2:
        return ""
    buffer = ctypes.create_string_buffer(size)
    pdfium.FPDFAnnot_GetStringValue(
        annotation, b"Contents", ctypes.cast(buffer, ctypes.POINTER(pdfium.FPDF_WCHAR)), size
    )
    return buffer.raw[: size - 2].decode("utf-16-le", "replace")


def _with_seen(text: str, seen: str) -> str:
    """The page's own text, verbatim, and after it the recognised lines that say something else."""
    squeezed = "".join(text.split())
    return tidy("\n".join([text, *(line for line in seen.split("\n") if "".join(line.split()) not in squeezed)]))


def _shows_only_image(page: pypdfium2.PdfPage, text_length: int) -> bool:
    """Whether what a reader sees on this page is an image, or letters drawn as paths, rather than its text."""
    width, height = _size(page)
    if width <= 0 or height <= 0:
        return False
    covered, paths = 0.0, 0
    for seen, item in enumerate(page.get_objects(max_depth=3)):
        if item.type == pdfium.FPDF_PAGEOBJ_IMAGE:
            left, bottom, right, top = item.get_bounds()
            covered += max(0.0, min(right, width) - max(left, 0)) * max(0.0, min(top, height) - max(bottom, 0))
        elif item.type == pdfium.FPDF_PAGEOBJ_PATH:
            paths += 1
        if seen > _OBJECTS_LOOKED_AT:
            break
    share = covered / (width * height)
    if text_length < LITTLE_TEXT:
        return share >= SOME_IMAGE or paths >= SOME_PATHS
    return share >= FULL_IMAGE


def _size(page: pypdfium2.PdfPage) -> tuple[float, float]:
    """Width and height in points."""
    width, height = page.get_size()
    return float(width), float(height)


def _render(page: pypdfium2.PdfPage, limits: Limits) -> Image:
    """The page in grey at 200 dpi, or less where the page is so large that it would exceed the pixel limit."""
    width, height = _size(page)
    scale = min(OCR_DPI / 72, math.sqrt(limits.max_ocr_pixels / (width * height)))
    image: Image = page.render(scale=scale, grayscale=True).to_pil()
    return image


def _document_notices(document: pypdfium2.PdfDocument, form_type: int) -> list[Notice]:
    found = []
    names = [
        label_of(document.get_attachment(i).get_name()) or "unnamed"
        for i in range(min(document.count_attachments(), 10))
    ]
    if names:
        found.append(notice("embedded_files", what=", ".join(names)))
    if pdfium.FPDFDoc_GetJavaScriptActionCount(document) > 0:
        found.append(notice("active_content"))
    if form_type in (pdfium.FORMTYPE_XFA_FULL, pdfium.FORMTYPE_XFA_FOREGROUND):
        found.append(notice("dynamic_form"))
    if pdfium.FPDF_GetSecurityHandlerRevision(document) != -1:
        found.append(notice("permissions"))
    return found
