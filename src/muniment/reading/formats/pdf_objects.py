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

_FOUR_FLOATS, _FOUR_NUMBERS = struct.Struct("4f"), struct.Struct("4I")
_INT, _ADDRESS = ctypes.c_int, ctypes.c_void_p
_HANDLE = ctypes.c_size_t
"""As an answer, which is a number then. As an argument an address takes two thirds of the time."""


def _asking(function: Any, answer: Any, *arguments: Any) -> Callable[..., Any]:
    address = ctypes.cast(function, ctypes.c_void_p).value
    assert address is not None
    return ctypes.PYFUNCTYPE(answer, *arguments)(address)


count_on_page = _asking(pdfium.FPDFPage_CountObjects, _INT, _ADDRESS)
on_page = _asking(pdfium.FPDFPage_GetObject, _HANDLE, _ADDRESS, _INT)
count_in_form = _asking(pdfium.FPDFFormObj_CountObjects, _INT, _ADDRESS)
in_form = _asking(pdfium.FPDFFormObj_GetObject, _HANDLE, _ADDRESS, ctypes.c_ulong)

kind_of = _asking(pdfium.FPDFPageObj_GetType, _INT, _ADDRESS)
mode_of = _asking(pdfium.FPDFTextObj_GetTextRenderMode, _INT, _ADDRESS)
size_of = _asking(pdfium.FPDFTextObj_GetFontSize, _INT, _ADDRESS, _ADDRESS)
fill_of = _asking(pdfium.FPDFPageObj_GetFillColor, _INT, _ADDRESS, *[_ADDRESS] * 4)
matrix_of = _asking(pdfium.FPDFPageObj_GetMatrix, _INT, _ADDRESS, _ADDRESS)
bounds_of = _asking(pdfium.FPDFPageObj_GetBounds, _INT, _ADDRESS, *[_ADDRESS] * 4)
has_transparency = _asking(pdfium.FPDFPageObj_HasTransparency, _INT, _ADDRESS)
stroke_width_of = _asking(pdfium.FPDFPageObj_GetStrokeWidth, _INT, _ADDRESS, _ADDRESS)
draw_mode_of = _asking(pdfium.FPDFPath_GetDrawMode, _INT, _ADDRESS, _ADDRESS, _ADDRESS)
set_active = _asking(pdfium.FPDFPageObj_SetIsActive, _INT, _ADDRESS, _INT)

clip_of = _asking(pdfium.FPDFPageObj_GetClipPath, _HANDLE, _ADDRESS)
count_clips = _asking(pdfium.FPDFClipPath_CountPaths, _INT, _ADDRESS)
count_clip_segments = _asking(pdfium.FPDFClipPath_CountPathSegments, _INT, _ADDRESS, _INT)
clip_segment = _asking(pdfium.FPDFClipPath_GetPathSegment, _HANDLE, _ADDRESS, _INT, _INT)
count_segments = _asking(pdfium.FPDFPath_CountSegments, _INT, _ADDRESS)
segment_of = _asking(pdfium.FPDFPath_GetPathSegment, _HANDLE, _ADDRESS, _INT)
segment_kind = _asking(pdfium.FPDFPathSegment_GetType, _INT, _ADDRESS)
segment_point = _asking(pdfium.FPDFPathSegment_GetPoint, _INT, _ADDRESS, _ADDRESS, _ADDRESS)

count_marks = _asking(pdfium.FPDFPageObj_CountMarks, _INT, _ADDRESS)
mark_of = _asking(pdfium.FPDFPageObj_GetMark, _HANDLE, _ADDRESS, ctypes.c_ulong)
mark_name = _asking(pdfium.FPDFPageObjMark_GetName, _INT, _ADDRESS, _ADDRESS, ctypes.c_ulong, _ADDRESS)

kind_of_value = _asking(pdfium.FPDFPageObjMark_GetParamValueType, _INT, _ADDRESS, _ADDRESS)
string_of = _asking(
    pdfium.FPDFPageObjMark_GetParamStringValue, _INT, _ADDRESS, _ADDRESS, _ADDRESS, ctypes.c_ulong, _ADDRESS
)
remove_mark = _asking(pdfium.FPDFPageObj_RemoveMark, _INT, _ADDRESS, _ADDRESS)
text_of = _asking(pdfium.FPDFTextObj_GetText, ctypes.c_ulong, _ADDRESS, _ADDRESS, _ADDRESS, ctypes.c_ulong)

to_pixels = _asking(
    pdfium.FPDF_PageToDevice, _INT, _ADDRESS, *[_INT] * 5, ctypes.c_double, ctypes.c_double, *[_ADDRESS] * 2
)

is_generated = _asking(pdfium.FPDFText_IsGenerated, _INT, _ADDRESS, _INT)
object_of_letter = _asking(pdfium.FPDFText_GetTextObject, _HANDLE, _ADDRESS, _INT)
box_of_letter = _asking(pdfium.FPDFText_GetCharBox, _INT, _ADDRESS, _INT, *[_ADDRESS] * 4)
origin_of_letter = _asking(pdfium.FPDFText_GetCharOrigin, _INT, _ADDRESS, _INT, *[_ADDRESS] * 2)
size_of_letter = _asking(pdfium.FPDFText_GetFontSize, ctypes.c_double, _ADDRESS, _INT)
letter_of = _asking(pdfium.FPDFText_GetUnicode, ctypes.c_uint, _ADDRESS, _INT)


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


def is_stroked_over(path: Handle, least: float) -> bool:
    """Whether a path's outline is painted so many units wide."""
    fill_mode, has_stroke, width = ctypes.c_int(), ctypes.c_int(), ctypes.c_float()
    return (
        bool(draw_mode_of(path, ctypes.byref(fill_mode), ctypes.byref(has_stroke)))
        and bool(has_stroke.value)
        and bool(stroke_width_of(path, ctypes.byref(width)))
        and width.value >= least
    )


def meet(one: Box, other: Box) -> bool:
    """Whether the boxes share more than an edge."""
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


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


class Inks:
    """How the objects of one page are filled, each asked for once."""

    def __init__(self) -> None:
        self._colour = (ctypes.c_uint * 4)()
        self._places = places_in(self._colour)
        self._known: dict[Handle, tuple[int, ...]] = {}

    def of(self, item: Handle) -> tuple[int, ...]:
        """Red, green, blue and opacity (0-255 each); empty for what has none."""
        known = self._known.get(item)
        if known is None:
            is_filled = fill_of(item, *self._places)
            known = self._known[item] = _FOUR_NUMBERS.unpack(self._colour) if is_filled else ()
        return known


class BoundedText:
    """The text of pages within their edges, as `PdfTextPage.get_text_bounded` gives it, but asked for once: that asks
    for its length first, for which PDFium makes all of it."""

    _UNITS = 65_536  # of UTF-16; a longer text is asked for the long way

    def __init__(self) -> None:
        self._buffer = ctypes.create_string_buffer(2 * self._UNITS)

    def on(self, textpage: pypdfium2.PdfTextPage) -> str:
        """The text of a page."""
        left, bottom, right, top = textpage.page.get_bbox()
        place = ctypes.cast(self._buffer, ctypes.POINTER(ctypes.c_ushort))
        written = pdfium.FPDFText_GetBoundedText(textpage, left, top, right, bottom, place, self._UNITS)
        if written >= self._UNITS:
            text: str = textpage.get_text_bounded()
            return text
        with memoryview(self._buffer) as view:  # the last unit written closes the text
            return str(view[: 2 * max(0, written - 1)], "utf-16-le", "ignore")
