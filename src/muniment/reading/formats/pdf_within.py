"""Finds texts of a PDF that PDFium draws, and gives no text of: in tiling patterns, and within the glyphs of a font
(ISO 32000-2, 8.7.3, 9.6.4). Where they are painted is not known, so a document is only said to have them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

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
    wanted = set(_procedures([data, *object_streams(data)]))
    if not wanted:
        return
    places = {int(one[1]): one.end() for one in _OBJECT.finditer(data)}
    listed = [number for number in wanted if number in places]
    for number in listed[:_MOST_STREAMS]:
        begins = STREAM.search(data, places[number], places[number] + _BYTES_OF_HEAD)
        head = data[places[number] : begins.start()] if begins is not None else b""
        if begins is not None and b"endobj" not in head:
            yield unpacked(data, begins.end(), most=_BYTES_OF_STREAM)


def _procedures(sources: Iterable[bytes]) -> Iterator[int]:
    """The numbers of the objects that draw glyphs."""
    for source in sources:
        for found in _GLYPHS.finditer(source):
            listed = found[1] if found[1] is not None else _dictionary(source, int(found[2]))
            yield from map(int, _REFERENCE.findall(listed))


def _dictionary(source: bytes, number: int) -> bytes:
    found = re.search(rb"(?<![0-9])%d[ \t\r\n]+[0-9]{1,5}[ \t\r\n]+obj([^\0]{0,20000}?)endobj" % number, source)
    return found[1] if found is not None else b""
