"""Texts of a PDF page whose letters lie on top of each other, as no reader can read them (ISO 32000-2, 9.3.2)."""

from __future__ import annotations

import ctypes
from math import hypot

import pypdfium2

from muniment.reading.formats import pdf_objects
from muniment.reading.formats.pdf_objects import Bounds, Handle, handle_of, places_in

_EACH = 4  # of so many letters one is asked to which text it belongs: all of them would take a sixth of the page's time
_LEAST_LETTERS = 6  # of a text that is looked at
_LEAST_ADVANCE = 0.06  # of letters to their size; the narrowest have 0.2
_WIDTH_OF_ONE = 0.7
MAX_CHARACTERS = 50_000


def piled_on(textpage: pypdfium2.PdfTextPage, count: int) -> frozenset[Handle]:
    """The texts of the page, of so many characters, in which letters are piled."""
    if not _LEAST_LETTERS <= count <= MAX_CHARACTERS:
        return frozenset()
    handle, object_of = handle_of(textpage), pdf_objects.object_of_letter
    met: dict[Handle, list[int]] = {}
    for at in range(0, count, _EACH):
        met.setdefault(object_of(handle, at), []).append(at)
    bounds, shape = Bounds(), (ctypes.c_float * 7)()
    at_matrix, *_, at_size = places_in(shape)
    found = set()
    for item, places in met.items():
        if len(places) < 2 or not item:
            continue
        left, bottom, right, top = bounds.of(item)
        if pdf_objects.size_of(item, at_size) and pdf_objects.matrix_of(item, at_matrix):
            size = shape[6] * max(hypot(shape[0], shape[1]), hypot(shape[2], shape[3]))
            around = range(max(0, places[0] - _EACH), min(count, places[-1] + _EACH))
            most = _WIDTH_OF_ONE + _LEAST_ADVANCE * len(around)
            if max(right - left, top - bottom) >= size * most:
                continue
            letters = sum(object_of(handle, at) == item for at in around)
            if letters >= _LEAST_LETTERS and max(right - left, top - bottom) < size * (
                _WIDTH_OF_ONE + _LEAST_ADVANCE * letters
            ):
                found.add(item)
    return frozenset(found)
