"""PDFium's answers about the objects of a page and the characters of its text, asked the short way.

A page has hundreds of objects, and each is asked up to eight questions that PDFium answers from memory. Through
pypdfium2 one takes 0.2 to 0.4 µs, half of it to make a handle, and to let go of the interpreter and take it again;
here half of that. A handle is an address, 0 none. Never for what takes PDFium long: loading, drawing, finding text.
"""

from __future__ import annotations

import ctypes
import struct
from collections.abc import Callable
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium

Handle = int
"""The address of what PDFium tells about."""

Box = tuple[float, float, float, float]
"""Left, bottom, right, top in points."""

Drawn = list[tuple[Handle, int]]
"""Objects and their kinds in painting order: those of the page, or of one form on it."""

_FOUR_FLOATS = struct.Struct("4f")
_HANDLE, _INT, _ADDRESS = ctypes.c_size_t, ctypes.c_int, ctypes.c_void_p


def _asking(function: Any, answer: Any, *arguments: Any) -> Callable[..., Any]:
    address = ctypes.cast(function, ctypes.c_void_p).value
    assert address is not None
    return ctypes.PYFUNCTYPE(answer, *arguments)(address)


count_on_page = _asking(pdfium.FPDFPage_CountObjects, _INT, _HANDLE)
on_page = _asking(pdfium.FPDFPage_GetObject, _HANDLE, _HANDLE, _INT)
count_in_form = _asking(pdfium.FPDFFormObj_CountObjects, _INT, _HANDLE)
in_form = _asking(pdfium.FPDFFormObj_GetObject, _HANDLE, _HANDLE, ctypes.c_ulong)

kind_of = _asking(pdfium.FPDFPageObj_GetType, _INT, _HANDLE)
mode_of = _asking(pdfium.FPDFTextObj_GetTextRenderMode, _INT, _HANDLE)
size_of = _asking(pdfium.FPDFTextObj_GetFontSize, _INT, _HANDLE, _ADDRESS)
fill_of = _asking(pdfium.FPDFPageObj_GetFillColor, _INT, _HANDLE, *[_ADDRESS] * 4)
matrix_of = _asking(pdfium.FPDFPageObj_GetMatrix, _INT, _HANDLE, _ADDRESS)
bounds_of = _asking(pdfium.FPDFPageObj_GetBounds, _INT, _HANDLE, *[_ADDRESS] * 4)
has_transparency = _asking(pdfium.FPDFPageObj_HasTransparency, _INT, _HANDLE)
draw_mode_of = _asking(pdfium.FPDFPath_GetDrawMode, _INT, _HANDLE, _ADDRESS, _ADDRESS)
set_active = _asking(pdfium.FPDFPageObj_SetIsActive, _INT, _HANDLE, _INT)

clip_of = _asking(pdfium.FPDFPageObj_GetClipPath, _HANDLE, _HANDLE)
count_clips = _asking(pdfium.FPDFClipPath_CountPaths, _INT, _HANDLE)
count_clip_segments = _asking(pdfium.FPDFClipPath_CountPathSegments, _INT, _HANDLE, _INT)
clip_segment = _asking(pdfium.FPDFClipPath_GetPathSegment, _HANDLE, _HANDLE, _INT, _INT)
count_segments = _asking(pdfium.FPDFPath_CountSegments, _INT, _HANDLE)
segment_of = _asking(pdfium.FPDFPath_GetPathSegment, _HANDLE, _HANDLE, _INT)
segment_kind = _asking(pdfium.FPDFPathSegment_GetType, _INT, _HANDLE)
segment_point = _asking(pdfium.FPDFPathSegment_GetPoint, _INT, _HANDLE, _ADDRESS, _ADDRESS)

count_marks = _asking(pdfium.FPDFPageObj_CountMarks, _INT, _HANDLE)
mark_of = _asking(pdfium.FPDFPageObj_GetMark, _HANDLE, _HANDLE, ctypes.c_ulong)
mark_name = _asking(pdfium.FPDFPageObjMark_GetName, _INT, _HANDLE, _ADDRESS, ctypes.c_ulong, _ADDRESS)

to_pixels = _asking(
    pdfium.FPDF_PageToDevice, _INT, _HANDLE, *[_INT] * 5, ctypes.c_double, ctypes.c_double, *[_ADDRESS] * 2
)

is_generated = _asking(pdfium.FPDFText_IsGenerated, _INT, _HANDLE, _INT)
object_of_letter = _asking(pdfium.FPDFText_GetTextObject, _HANDLE, _HANDLE, _INT)
box_of_letter = _asking(pdfium.FPDFText_GetCharBox, _INT, _HANDLE, _INT, *[_ADDRESS] * 4)
origin_of_letter = _asking(pdfium.FPDFText_GetCharOrigin, _INT, _HANDLE, _INT, *[_ADDRESS] * 2)
size_of_letter = _asking(pdfium.FPDFText_GetFontSize, ctypes.c_double, _HANDLE, _INT)
letter_of = _asking(pdfium.FPDFText_GetUnicode, ctypes.c_uint, _HANDLE, _INT)


def handle_of(one: pypdfium2.PdfPage | pypdfium2.PdfTextPage) -> Handle:
    """The handle of what pypdfium2 has opened; good until it is closed."""
    return ctypes.addressof(one.raw.contents)


def places_in(values: Any) -> tuple[int, ...]:
    """The address of each value of an array, for PDFium to write to."""
    start, size = ctypes.addressof(values), ctypes.sizeof(values) // len(values)
    return tuple(start + size * at for at in range(len(values)))


def is_filled(path: Handle) -> bool:
    """Whether what a path encloses is painted."""
    fill_mode, has_stroke = ctypes.c_int(), ctypes.c_int()
    return bool(draw_mode_of(path, ctypes.byref(fill_mode), ctypes.byref(has_stroke))) and bool(fill_mode.value)


class Bounds:
    """The rectangles around the objects of one page, each asked for once."""

    def __init__(self) -> None:
        self._sides = (ctypes.c_float * 4)()
        self._places = places_in(self._sides)
        self._known: dict[Handle, Box] = {}

    def of(self, item: Handle) -> Box:
        """The rectangle around a page object."""
        known = self._known.get(item)
        if known is None:
            bounds_of(item, *self._places)
            known = self._known[item] = _FOUR_FLOATS.unpack(self._sides)  # half the time of taking them one by one
        return known


class Ink:
    """How objects are filled."""

    def __init__(self) -> None:
        self._colour = (ctypes.c_uint * 4)()
        self._places = places_in(self._colour)

    def of(self, item: Handle) -> tuple[int, ...] | None:
        """Red, green, blue and opacity (0-255 each); None of what has none."""
        return tuple(self._colour) if fill_of(item, *self._places) else None
