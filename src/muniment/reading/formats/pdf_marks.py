"""The answers of a PDF form that PDFium gives as no text: tick boxes, radio buttons and lists, and where they stand."""

from __future__ import annotations

import ctypes
from dataclasses import dataclass
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium

MAX_COMPARED = 5_000_000
"""Characters times marks of a page; beyond, the marks stand at its end."""

_Handle = Any  # of PDFium, which tells its kinds apart itself


@dataclass(frozen=True, slots=True)
class Mark:
    """An answer of a form: `text` stands in place of what is drawn in the rectangle (points from the lower left)."""

    left: float
    bottom: float
    right: float
    top: float
    text: str


@dataclass(slots=True)
class Character:
    """A character of a page and the rectangle it stands in, in points from the lower left."""

    letter: str
    left: float
    bottom: float
    right: float
    top: float
    object: int | None  # address; None of a character that PDFium adds: spaces and line ends

    @property
    def middle(self) -> tuple[float, float]:
        """Across and up."""
        return (self.left + self.right) / 2, (self.bottom + self.top) / 2


def marks_on(page: pypdfium2.PdfPage, form: pypdfium2.PdfFormEnv | None, annotations: int) -> list[Mark]:
    """The answers of tick boxes, radio buttons and lists on the page, before it is flattened."""
    if form is None:
        return []
    found = []
    for index in range(annotations):
        annotation = pdfium.FPDFPage_GetAnnot(page, index)
        if not annotation:
            continue
        if pdfium.FPDFAnnot_GetSubtype(annotation) == pdfium.FPDF_ANNOT_WIDGET:
            text = _answer(form, annotation)
            box = pdfium.FS_RECTF()
            if text is not None and pdfium.FPDFAnnot_GetRect(annotation, box):
                found.append(Mark(box.left, box.bottom, box.right, box.top, text))
        pdfium.FPDFPage_CloseAnnot(annotation)
    return found


def _answer(form: pypdfium2.PdfFormEnv, annotation: _Handle) -> str | None:
    """How the answer of a field reads; None for those whose flattened picture is text already."""
    kind = pdfium.FPDFAnnot_GetFormFieldType(form, annotation)
    if kind in (pdfium.FPDF_FORMFIELD_CHECKBOX, pdfium.FPDF_FORMFIELD_RADIOBUTTON):
        return "☒" if pdfium.FPDFAnnot_IsChecked(form, annotation) else "☐"
    if kind == pdfium.FPDF_FORMFIELD_LISTBOX:
        count = min(pdfium.FPDFAnnot_GetOptionCount(form, annotation), 1_000)
        chosen = [index for index in range(count) if pdfium.FPDFAnnot_IsOptionSelected(form, annotation, index)]
        return ", ".join(_option(form, annotation, index) for index in chosen)
    return None


def _option(form: pypdfium2.PdfFormEnv, annotation: _Handle, index: int) -> str:
    size = pdfium.FPDFAnnot_GetOptionLabel(form, annotation, index, None, 0)
    if not 2 < size < 10_000:
        return ""
    buffer = ctypes.create_string_buffer(size)
    pointer = ctypes.cast(buffer, ctypes.POINTER(pdfium.FPDF_WCHAR))
    pdfium.FPDFAnnot_GetOptionLabel(form, annotation, index, pointer, size)
    return buffer.raw[: size - 2].decode("utf-16-le", "replace")


def with_marks(characters: list[Character], marks: list[Mark]) -> str:
    """The characters' text with each mark before the next character on its line, or else at the end."""
    if not marks:
        return "".join([one.letter for one in characters])
    if len(characters) * len(marks) > MAX_COMPARED:
        return "\n".join(["".join(one.letter for one in characters), *(mark.text for mark in marks)])
    kept = [one for one in characters if one.object is None or not _is_held(*one.middle, marks)]
    places = [(at, *one.middle) for at, one in enumerate(kept) if one.object is not None]
    before: dict[int, list[str]] = {}
    rest: list[str] = []
    for mark in marks:
        place = _following(places, mark)
        if place is None:
            rest.append(mark.text)
        else:
            before.setdefault(place, []).append(mark.text)
    pieces = ["".join([*(f"{text} " for text in before.get(at, ())), one.letter]) for at, one in enumerate(kept)]
    return "\n".join(one for one in ("".join(pieces), *rest) if one)


def _is_held(x: float, y: float, marks: list[Mark]) -> bool:
    return any(mark.left <= x <= mark.right and mark.bottom <= y <= mark.top for mark in marks)


def _following(places: list[tuple[int, float, float]], mark: Mark) -> int | None:
    """The nearest character on the mark's line to the right of it; `places`: number and middle of each."""
    right, bottom, top = mark.right, mark.bottom, mark.top
    after = [(x - right, at) for at, x, y in places if x >= right and bottom <= y <= top]
    return min(after)[1] if after else None
