"""Makes a PDF that breaks off readable again: its objects are there, but the index at its end is not.

PDFium opens no file whose cross-reference table and catalogue are cut off. The objects that are still whole are
gathered from the bytes, also from compressed object streams, and get a new list of pages and a new index.
"""

from __future__ import annotations

import itertools
import re
import zlib
from dataclasses import dataclass

from muniment.reading.formats.pdf_loose import loose_contents
from muniment.reading.formats.pdf_source import REFERENCE, STREAM, head_of

MAX_OBJECTS = 300_000
MAX_UNPACKED_BYTES = 64 * 1024 * 1024
"""Of all object streams together."""

_OBJECT = re.compile(rb"(?<![0-9])([0-9]{1,9})[ \t\r\n\f\0]+([0-9]{1,5})[ \t\r\n\f\0]+obj(?![a-zA-Z])")
_PAGE = re.compile(rb"/Type[ \t\r\n]*/Page(?![a-zA-Z])")
_PAGES = re.compile(rb"/Type[ \t\r\n]*/Pages(?![a-zA-Z])")
_COUNT = re.compile(rb"/Count[ \t\r\n]+([0-9]{1,7})")
_OBJECT_STREAM = re.compile(rb"/Type[ \t\r\n]*/ObjStm(?![a-zA-Z])")
_FIRST = re.compile(rb"/First[ \t\r\n]+([0-9]{1,9})")
_CONTENTS = re.compile(rb"/Contents[ \t\r\n]*(\[[^\]]*\]|[0-9]{1,9}[ \t\r\n]+[0-9]{1,5}[ \t\r\n]+R)")
_ENCRYPTED = re.compile(rb"/Encrypt[ \t\r\n]*(?:[0-9]{1,9}[ \t\r\n]+[0-9]{1,5}[ \t\r\n]+R|<<)")
_OWN_NUMBER = 4_194_000  # nothing lost is referred to by it; PDFium knows numbers up to 4,194,304


@dataclass(frozen=True, slots=True)
class Salvaged:
    """A whole PDF of what was left. `page_count`: pages it has; `pages_before`: how many the document had, where that
    can still be told; `emptied`: the numbers of the pages whose contents are lost; `loose_count`: how many of the
    pages, the last ones, are made of contents whose page is lost."""

    data: bytes
    page_count: int
    pages_before: int | None
    emptied: tuple[int, ...]
    loose_count: int = 0


def salvage(data: bytes) -> Salvaged | None:
    """The pages that are still there, in the order of the file; None where there is none, or the file is encrypted."""
    if _ENCRYPTED.search(data):
        return None
    objects = _objects(data)
    pages = [number for number, body in objects.items() if _PAGE.search(head_of(body))]
    loose = loose_contents(objects)
    made = {_OWN_NUMBER + 2 + place: page for place, page in enumerate(loose)}
    objects |= made
    pages += made
    if not pages:
        return None
    root = _OWN_NUMBER
    kids = b" ".join(b"%d 0 R" % number for number in pages)
    objects[root] = b"<< /Type /Pages /Count %d /Kids [%b] >>" % (len(pages), kids)
    objects[root + 1] = b"<< /Type /Catalog /Pages %d 0 R >>" % root
    nodes = [head_of(body) for number, body in objects.items() if number != root and _PAGES.search(head_of(body))]
    before = max((int(count) for node in nodes for count in _COUNT.findall(node)), default=0)
    emptied = [place for place, number in enumerate(pages, start=1) if not _contents(objects[number]) <= objects.keys()]
    data = _written(objects, root + 1)
    return Salvaged(data, len(pages), before if before > len(pages) else None, tuple(emptied), len(made))


def _contents(page: bytes) -> set[int]:
    """The numbers of the objects that hold the page's contents."""
    found = _CONTENTS.search(head_of(page))
    return {int(number) for number in REFERENCE.findall(found[1])} if found else set()


def lost_its_end(data: bytes) -> bool:
    """Whether objects follow the last end mark: changes were appended, and what belongs to them is cut off."""
    end = data.rfind(b"%%EOF")
    return end >= 0 and _OBJECT.search(data, end) is not None


def _objects(data: bytes) -> dict[int, bytes]:
    """The objects by number, the last one of each, in the order of the file."""
    found: dict[int, bytes] = {}
    left = MAX_UNPACKED_BYTES
    passed = 0
    for start in itertools.islice(_OBJECT.finditer(data), MAX_OBJECTS):
        if start.start() < passed:  # bytes of a stream that only look like an object
            continue
        body, passed = _body(data, start.end())
        number = int(start[1])
        if number >= _OWN_NUMBER:
            continue
        found.pop(number, None)
        found[number] = body
        if _OBJECT_STREAM.search(head_of(body)):
            inner, size = _unpacked(body, left)
            left -= size
            for name, value in inner.items():
                found.pop(name, None)
                found[name] = value
    return found


def _body(data: bytes, start: int) -> tuple[bytes, int]:
    """An object's bytes and where they end; a stream that is cut off gets its end mark."""
    following = _OBJECT.search(data, start)
    most = following.start() if following else len(data)
    close = data.find(b"endobj", start, most)
    end = close if close >= 0 else most
    stream = STREAM.search(data, start, end)
    if stream is None:
        return data[start:end], end
    end = data.find(b"endstream", stream.end())
    if end < 0:
        return data[start:] + b"\nendstream", len(data)
    return data[start : end + len(b"endstream")], end


def _unpacked(body: bytes, most: int) -> tuple[dict[int, bytes], int]:
    """The objects in an object stream (ISO 32000-1, 7.5.7), also of a cut one, and its unpacked size."""
    first, start = _FIRST.search(head_of(body)), STREAM.search(body)
    if first is None or start is None or most <= 0:
        return {}, 0
    try:
        text = zlib.decompressobj().decompress(body[start.end() :], most)
    except zlib.error:
        return {}, 0
    numbers = [int(one) for one in text[: int(first[1])].split() if one.isdigit() and len(one) < 10]
    places = [(name, int(first[1]) + offset) for name, offset in zip(numbers[::2], numbers[1::2], strict=False)]
    places.sort(key=lambda place: place[1])  # so that no byte is taken twice
    ends = [*(offset for _, offset in places), len(text)][1:]
    inner = {
        name: text[offset:end]
        for (name, offset), end in zip(places, ends, strict=True)
        if offset < len(text) and name < _OWN_NUMBER
    }
    return inner, len(text)


def _written(objects: dict[int, bytes], catalogue: int) -> bytes:
    out = bytearray(b"%PDF-1.7\n")
    index = [b"0000000000 65535 f \n"]
    sections = [b"0 1\n" + index[0]]
    for number in sorted(objects):
        sections.append(b"%d 1\n%010d 00000 n \n" % (number, len(out)))
        out += b"%d 0 obj\n%b\nendobj\n" % (number, objects[number].strip())
    start = len(out)
    out += b"xref\n" + b"".join(sections)
    out += b"trailer\n<< /Size %d /Root %d 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (catalogue + 1, catalogue, start)
    return bytes(out)
