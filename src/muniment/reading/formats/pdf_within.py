"""Finds texts of a PDF that PDFium draws, and gives no text of: in tiling patterns, and within the glyphs of a font
(ISO 32000-2, 8.7.3, 9.6.4). Where they are painted is not known, so a document is only said to have them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from muniment.reading.formats.pdf_source import OBJECT, STREAM, object_streams, unpacked

_PATTERN = re.compile(rb"/PatternType[\s\0]*1(?![0-9])")
_GLYPHS = re.compile(rb"/CharProcs[\s\0]*(?:<<([^<>]{0,20000})>>|([0-9]{1,9})[\s\0]+[0-9]{1,5}[\s\0]+R)")
_REFERENCE = re.compile(rb"([0-9]{1,9})[\s\0]+[0-9]{1,5}[\s\0]+R")
_BEGINS = rb"(?<![A-Za-z])BT(?![A-Za-z])"
_SHOWS = re.compile(
    _BEGINS + rb"(?:(?!BI[\s]|" + _BEGINS + rb").){0,4000}?[)>\]][\s\0]*(?:T[jJ]|['\"])(?![A-Za-z])", re.S
)
"""A text that is shown; of texts that begin in each other the innermost, so that nothing is looked at twice."""
_BYTES_OF_STREAM = 1024 * 1024
_BYTES_OF_HEAD = 16 * 1024
_MOST_STREAMS = 2_000  # likewise of patterns, and of fonts whose glyphs another object lists


def texts_within(data: bytes) -> list[str]:
    """In what of the document there are such texts; none for most."""
    found = []
    if b"/PatternType" in data and any(map(_shows_text, _patterns(data))):
        found.append("patterns")
    if (b"/Type3" in data or b"/ObjStm" in data) and any(map(_shows_text, _glyphs(data))):
        found.append("glyphs of a font")
    return found


def _shows_text(contents: bytes) -> bool:
    return _SHOWS.search(contents) is not None


def _patterns(data: bytes) -> Iterator[bytes]:
    """The contents of tiling patterns."""
    for found in islice(_PATTERN.finditer(data), _MOST_STREAMS):
        begins = STREAM.search(data, found.end(), found.end() + _BYTES_OF_HEAD)
        if begins is not None:
            yield unpacked(data, begins.end(), most=_BYTES_OF_STREAM)


def _glyphs(data: bytes) -> Iterator[bytes]:
    """What draws the glyphs of Type 3 fonts."""
    listed, named = set[bytes](), set[int]()  # the dictionaries of glyphs, and the objects that hold some
    for source in (data, *object_streams(data)):
        for found in _GLYPHS.finditer(source):
            if found[1] is not None:
                listed.add(found[1])
            else:
                named.add(int(found[2]))
    if not listed and not named:
        return
    places = {int(one[1]): one.end() for one in OBJECT.finditer(data)}
    listed |= {_object(data, places[number]) for number in sorted(named & places.keys())[:_MOST_STREAMS]}
    wanted = {int(number) for one in listed for number in _REFERENCE.findall(one)}
    for number in sorted(wanted & places.keys())[:_MOST_STREAMS]:
        begins = STREAM.search(data, places[number], places[number] + _BYTES_OF_HEAD)
        if begins is not None and b"endobj" not in data[places[number] : begins.start()]:
            yield unpacked(data, begins.end(), most=_BYTES_OF_STREAM)


def _object(data: bytes, start: int) -> bytes:
    """An object that is no stream."""
    end = data.find(b"endobj", start, start + _BYTES_OF_HEAD)
    return data[start:end] if end >= 0 else b""
