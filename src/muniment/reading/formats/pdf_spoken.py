"""Texts of a PDF page that are said to be others than are drawn (`ActualText`, ISO 32000-2, 14.9.4), and so PDFium
gives them.

Mostly that says what glyphs cannot: a ligature, a word without its hyphen, letters of a font that no table explains.
Where letters are drawn that can be read, and others are said, a reader sees those that are drawn.
"""

from __future__ import annotations

import ctypes
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import islice

import pypdfium2
import pypdfium2.raw as pdfium

from muniment.reading.formats import pdf_objects
from muniment.reading.formats.pdf_objects import Handle
from muniment.unicode import normalised

_KEY = ctypes.create_string_buffer(b"ActualText")
_MOST_TEXTS = 30_000  # of a page that are asked
_MOST_COMPARED = 300  # passages of a page
_MOST_MARKS = 20  # around a text
_LIGATURES = frozenset({"", "fi", "fl", "ff", "ffi", "ffl", "ft", "tt", "ti", "st", "ct", "th", "qu"})
_MOST_BYTES = 20_000


@dataclass(slots=True)
class _Passage:
    """Texts side by side, by their places among the page's, that are said to be one other."""

    mark: Handle
    said: str
    texts: list[int] = field(default_factory=list)


def set_right(texts: Sequence[Handle], copied: Callable[[], tuple[pypdfium2.PdfPage, Sequence[Handle]]]) -> list[str]:
    """Lets those of the texts be what they draw that are said to be others; what was said, and nobody sees. `copied`
    gives a copy of the page with its texts in the same order."""
    compared = (one for one in _passages(texts) if _letters(one.said) not in _LIGATURES)
    passages = list(islice(compared, _MOST_COMPARED))
    if not passages:
        return []
    page, copies = copied()
    if len(copies) != len(texts):
        return []
    for passage in passages:
        for at in passage.texts:
            _forget(copies[at])
    textpage = page.get_textpage()
    unseen = []
    for passage in passages:
        drawn = "".join(_drawn(copies[at], textpage) for at in passage.texts)
        letters = _letters(drawn)
        if letters and sorted(letters) != sorted(_letters(passage.said)):
            unseen += [passage.said] if Counter(_letters(passage.said)) - Counter(letters) else []
            for at in passage.texts:
                _forget(texts[at])
    textpage.close()
    page.close()
    return unseen


def _passages(texts: Sequence[Handle]) -> list[_Passage]:
    found: list[_Passage] = []
    mark_of = pdf_objects.mark_of
    counts = list(map(pdf_objects.count_marks, texts[:_MOST_TEXTS]))
    marked = [(at, count) for at, count in enumerate(counts) if count > 0]
    innermost = map(mark_of, [texts[at] for at, _ in marked], [count - 1 for _, count in marked])
    last: Handle = 0  # the innermost mark of the text before: who shares it shares all around it
    passage: _Passage | None = None
    for (at, count), mark in zip(marked, innermost, strict=True):
        if mark != last:
            last = mark
            marks = [mark_of(texts[at], index) for index in range(max(0, count - _MOST_MARKS), count)]
            passage = next((_Passage(one, said) for one in marks if (said := _said(one))), None)
            if passage is not None and found and found[-1].mark == passage.mark:
                passage = found[-1]
            elif passage is not None:
                found.append(passage)
        if passage is not None:
            passage.texts.append(at)
    return found


def _said(mark: Handle) -> str:
    """What a mark says that is in it; '' for none."""
    if pdf_objects.kind_of_value(mark, ctypes.addressof(_KEY)) != pdfium.FPDF_OBJECT_STRING:
        return ""
    size = ctypes.c_ulong()
    buffer = ctypes.create_string_buffer(_MOST_BYTES)
    place = ctypes.addressof(buffer)
    if not pdf_objects.string_of(mark, ctypes.addressof(_KEY), place, _MOST_BYTES, ctypes.byref(size)):
        return ""
    return buffer.raw[: max(0, size.value - 2)].decode("utf-16-le", "replace") if size.value <= _MOST_BYTES else ""


def _forget(item: Handle) -> None:
    """Takes away what a text is said to be."""
    for index in reversed(range(max(0, pdf_objects.count_marks(item)))):
        mark = pdf_objects.mark_of(item, index)
        if pdf_objects.kind_of_value(mark, ctypes.addressof(_KEY)) == pdfium.FPDF_OBJECT_STRING:
            pdf_objects.remove_mark(item, mark)


def _drawn(item: Handle, textpage: pypdfium2.PdfTextPage) -> str:
    handle = pdf_objects.handle_of(textpage)
    buffer = ctypes.create_string_buffer(_MOST_BYTES)
    size = pdf_objects.text_of(item, handle, ctypes.addressof(buffer), _MOST_BYTES)
    return buffer.raw[: max(0, min(size, _MOST_BYTES) - 2)].decode("utf-16-le", "replace")


@lru_cache(maxsize=2 * _MOST_COMPARED)  # what is said is asked again, and often the same
def _letters(text: str) -> str:
    """Its letters and digits of ASCII, without accents and capitals: those of other scripts may be drawn in parts."""
    plain = normalised(text[:_MOST_BYTES], "NFKD").casefold()
    return "".join(one for one in plain if one.isascii() and one.isalnum())
