"""Finds texts of a PDF that PDFium draws, and gives no text of: in tiling patterns, and within the glyphs of a font
(ISO 32000-2, 8.7.3, 9.6.4). Where they are painted is not known, so a document is only said to have them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from muniment.reading.formats.pdf_source import STREAM, object_streams, unpacked

_PATTERN = re.compile(rb"/PatternType[\s\0]*1(?![0-9])")
_GLYPHS = re.compile(rb"/CharProcs[\s\0]*(?:<<([^<>]{0,20000})>>|([0-9]{1,9})[\s\0]+[0-9]{1,5}[\s\0]+R)")
_REFERENCE = re.compile(rb"([0-9]{1,9})[\s\0]+[0-9]{1,5}[\s\0]+R")
_OBJECT = re.compile(rb"(?<![0-9])([0-9]{1,9})[ \t\r\n]+[0-9]{1,5}[ \t\r\n]+obj")
_SHOWS = re.compile(
    rb"(?<![A-Za-z])BT(?![A-Za-z])(?:(?!BI[\s]).){0,4000}?[)>\]][\s\0]*(?:T[jJ]|['\"])(?![A-Za-z])", re.S
)
_BYTES_OF_STREAM = 1024 * 1024
_BYTES_OF_HEAD = 16 * 1024
_MOST_STREAMS = 2_000


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
    for count, found in enumerate(_PATTERN.finditer(data)):
        begins = STREAM.search(data, found.end(), found.end() + _BYTES_OF_HEAD)
        if begins is not None and count < _MOST_STREAMS:
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
    places = {int(one[1]): one.end() for one in _OBJECT.finditer(data)}
    listed |= {_object(data, places[number]) for number in named if number in places}
    wanted = {int(number) for one in listed for number in _REFERENCE.findall(one)}
    for number in sorted(wanted & places.keys())[:_MOST_STREAMS]:
        begins = STREAM.search(data, places[number], places[number] + _BYTES_OF_HEAD)
        if begins is not None and b"endobj" not in data[places[number] : begins.start()]:
            yield unpacked(data, begins.end(), most=_BYTES_OF_STREAM)


def _object(data: bytes, start: int) -> bytes:
    """An object that is no stream."""
    end = data.find(b"endobj", start, start + _BYTES_OF_HEAD)
    return data[start:end] if end >= 0 else b""
