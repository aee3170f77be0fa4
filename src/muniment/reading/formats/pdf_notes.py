"""What annotations of a PDF page say, show and cover."""

from __future__ import annotations

import ctypes
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field

import pypdfium2
import pypdfium2.raw as pdfium

from muniment.reading.formats import html
from muniment.reading.formats.pdf_layers import Rectangle
from muniment.reading.formats.pdf_objects import Box
from muniment.reading.text import tidy

MOST_ANNOTATIONS = 2_000
"""Of a page that are looked at."""

_MOST_STRING_BYTES = 1024 * 1024
_NEAR = 0.1  # points, as PDFium rounds places

_REMARKS = frozenset(
    {
        pdfium.FPDF_ANNOT_TEXT,
        pdfium.FPDF_ANNOT_HIGHLIGHT,
        pdfium.FPDF_ANNOT_UNDERLINE,
        pdfium.FPDF_ANNOT_SQUIGGLY,
        pdfium.FPDF_ANNOT_STRIKEOUT,
        pdfium.FPDF_ANNOT_CARET,
        pdfium.FPDF_ANNOT_STAMP,
        pdfium.FPDF_ANNOT_INK,
        pdfium.FPDF_ANNOT_LINE,
        pdfium.FPDF_ANNOT_SQUARE,
        pdfium.FPDF_ANNOT_CIRCLE,
        pdfium.FPDF_ANNOT_POLYGON,
        pdfium.FPDF_ANNOT_POLYLINE,
        pdfium.FPDF_ANNOT_FILEATTACHMENT,
    }
)
"""Annotations whose text is a comment, shown beside the page or when it is pointed at (ISO 32000-2, 12.5.6)."""

_NEVER_COVERS = frozenset(
    {
        pdfium.FPDF_ANNOT_LINK,
        pdfium.FPDF_ANNOT_POPUP,
        pdfium.FPDF_ANNOT_WIDGET,
        pdfium.FPDF_ANNOT_TEXT,
        pdfium.FPDF_ANNOT_UNDERLINE,
        pdfium.FPDF_ANNOT_SQUIGGLY,
    }
)


@dataclass(slots=True)
class Annotations:
    """Of a page: the texts of its FreeText notes, of notes in layers that are off, and of comments; whether a file is
    pinned to it; where they lie that may cover its text; whether any brings a picture of its own, which may hold words;
    whether one whose words are not known is in a layer that is off."""

    notes: list[str] = field(default_factory=list)
    unseen: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    is_pinned: bool = False
    over: list[Box] = field(default_factory=list)
    has_pictures: bool = False
    is_layered: bool = False


def annotations_on(page: pypdfium2.PdfPage, count: int, off: Sequence[Rectangle]) -> Annotations:
    """What is on the page; `off`: where its document has annotations in layers that are off, in order. Each annotation
    is left with the flags that flattening shows it by."""
    found = Annotations()
    box = pdfium.FS_RECTF()
    for index in range(min(count, MOST_ANNOTATIONS)):
        annotation = pdfium.FPDFPage_GetAnnot(page, index)
        if not annotation:
            continue
        subtype = pdfium.FPDFAnnot_GetSubtype(annotation)
        flags = pdfium.FPDFAnnot_GetFlags(annotation)
        is_unseen = bool(flags & (pdfium.FPDF_ANNOT_FLAG_HIDDEN | pdfium.FPDF_ANNOT_FLAG_NOVIEW))
        is_off = bool(off) and not is_unseen and _is_among(off, annotation)
        has_picture = bool(pdfium.FPDFAnnot_HasKey(annotation, b"AP"))
        if subtype == pdfium.FPDF_ANNOT_FREETEXT:
            (found.unseen if is_off else found.notes).extend(_texts_of_note(annotation))
        elif subtype in _REMARKS:
            found.remarks.append(tidy(_string(annotation, b"Contents")))
        found.is_layered |= is_off and has_picture
        found.is_pinned |= subtype == pdfium.FPDF_ANNOT_FILEATTACHMENT
        is_unseen |= is_off
        # Flattening draws what is only printed, and leaves out what is invisible, which is said of unknown kinds alone
        shown_flags = flags & ~pdfium.FPDF_ANNOT_FLAG_INVISIBLE | (pdfium.FPDF_ANNOT_FLAG_HIDDEN if is_unseen else 0)
        if shown_flags != flags:
            pdfium.FPDFAnnot_SetFlags(annotation, shown_flags)
        if subtype not in _NEVER_COVERS and not is_off and pdfium.FPDFAnnot_GetRect(annotation, box):
            found.has_pictures |= not is_unseen and has_picture
            found.over.append((box.left, min(box.bottom, box.top), box.right, max(box.bottom, box.top)))
        pdfium.FPDFPage_CloseAnnot(annotation)
    found.notes, found.unseen, found.remarks = map(_once, (found.notes, found.unseen, found.remarks))
    return found


def _is_among(off: Sequence[Rectangle], annotation: object) -> bool:
    """Whether an annotation lies where one is in a layer that is off, and hangs on a layer."""
    box = pdfium.FS_RECTF()
    if not pdfium.FPDFAnnot_HasKey(annotation, b"OC") or not pdfium.FPDFAnnot_GetRect(annotation, box):
        return False
    (left, right), (bottom, top) = sorted((box.left, box.right)), sorted((box.bottom, box.top))
    for at in range(bisect_left(off, left - _NEAR, key=lambda place: place[0]), len(off)):
        if off[at][0] >= left + _NEAR:
            return False
        if all(abs(one - other) < _NEAR for one, other in zip((left, bottom, right, top), off[at], strict=True)):
            return True
    return False


def _texts_of_note(annotation: object) -> list[str]:
    """What a FreeText note says, plain and in its rich text (ISO 32000-2, 12.5.6.6), which viewers draw it from."""
    rich = html.shown(_string(annotation, b"RC"))
    return [tidy(_string(annotation, b"Contents")), tidy("\n".join(rich.lines)) if rich is not None else ""]


def _once(texts: list[str]) -> list[str]:
    return [text for text in dict.fromkeys(texts) if text]


def _string(annotation: object, key: bytes) -> str:
    """A text of an annotation; PDFium writes UTF-16LE with a closing NUL, after being asked for its length in bytes."""
    size = pdfium.FPDFAnnot_GetStringValue(annotation, key, None, 0)
    if not 2 < size <= _MOST_STRING_BYTES:
        return ""
    buffer = ctypes.create_string_buffer(size)
    pdfium.FPDFAnnot_GetStringValue(annotation, key, ctypes.cast(buffer, ctypes.POINTER(pdfium.FPDF_WCHAR)), size)
    return buffer.raw[: size - 2].decode("utf-16-le", "replace")
