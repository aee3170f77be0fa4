"""Makes pages of contents that a broken PDF still has while the pages they belong to are cut off with its end.

Such contents name their fonts, but which fonts those are stands in the lost page: every font that any dictionary left
names is offered. Text in numbers of glyphs, whose font is not found, would be read as other words, and is left.
"""

from __future__ import annotations

import base64
import binascii
import itertools
import re
import zlib
from collections.abc import Iterator, Mapping

from muniment.reading.formats.pdf_source import REFERENCE, STREAM, head_of

MOST_LOOSE = 1_000
MAX_UNPACKED_BYTES = 64 * 1024 * 1024
"""Of all contents together."""

_NO_CONTENTS = re.compile(
    rb"/(?:Type|Subtype|FunctionType|ShadingType|PatternType|Length1|Length2|N|Alternate)(?![a-zA-Z0-9])"
)
_FONT = re.compile(rb"/Type[ \t\r\n]*/Font(?![a-zA-Z])")
_NAMED = re.compile(rb"/([!-'*-.0-;=?-Z^-z|~\\]{1,100})[ \t\r\n]+([0-9]{1,9})[ \t\r\n]+[0-9]{1,5}[ \t\r\n]+R")
_USED = re.compile(rb"/([!-'*-.0-;=?-Z^-z|~\\]{1,100})[ \t\r\n]+-?[0-9.]+[ \t\r\n]+Tf")
_BEGIN_TEXT = re.compile(rb"(?<![A-Za-z])BT(?![A-Za-z])")
_SHOW_TEXT = re.compile(rb"[)>\]][ \t\r\n]*(?:T[jJ]|['\"])")
_HEXADECIMAL = re.compile(rb"(?<!<)<([0-9A-Fa-f \t\r\n]{2,})>(?!>)")
_MOST_SAMPLED = 1_000  # digits
_SIZE = b"[-200 -200 2000 2000]"  # what is beyond a page counts as unseen, and the page's own size is lost


def loose_contents(objects: Mapping[int, bytes]) -> list[bytes]:
    """A page for each of the objects that holds text of a page, and that nothing refers to."""
    referred = {int(number) for body in objects.values() for number in REFERENCE.findall(head_of(body))}
    fonts = _fonts(objects)
    resources = b"<< /Font << " + b" ".join(b"/%b %d 0 R" % one for one in fonts.items()) + b" >> >>"
    pages: list[bytes] = []
    left = MAX_UNPACKED_BYTES
    for number, body in objects.items():
        if number in referred or len(pages) == MOST_LOOSE or left <= 0:
            continue
        contents = _unpacked(body, left)
        left -= len(contents)
        begins = _BEGIN_TEXT.search(contents)
        if begins is None or _SHOW_TEXT.search(contents, begins.end()) is None:
            continue
        if not set(_USED.findall(contents)) <= fonts.keys() and _shows_glyphs(contents):
            continue
        pages.append(b"<< /Type /Page /MediaBox %b /Contents %d 0 R /Resources %b >>" % (_SIZE, number, resources))
    return pages


def _shows_glyphs(contents: bytes) -> bool:
    """Whether strings in hexadecimal are numbers of glyphs: bytes that are no letters by themselves."""
    digits = b"".join(itertools.islice((one for found in _HEXADECIMAL.findall(contents) for one in found.split()), 100))
    data = bytes.fromhex(digits[:_MOST_SAMPLED].decode()) if len(digits) % 2 == 0 else b"\0"
    return any(not 0x20 <= one < 0x7F for one in data)


def _fonts(objects: Mapping[int, bytes]) -> dict[bytes, int]:
    """The fonts by the names that are given to them. A name that stands for two is none."""
    found: dict[bytes, int] = {}
    doubtful: set[bytes] = set()
    fonts = {number for number, body in objects.items() if _FONT.search(head_of(body))}
    for name, number in _named(objects):
        if number in fonts and found.setdefault(name, number) != number:
            doubtful.add(name)
    return {name: number for name, number in found.items() if name not in doubtful}


def _named(objects: Mapping[int, bytes]) -> Iterator[tuple[bytes, int]]:
    for body in objects.values():
        for name, number in _NAMED.findall(head_of(body)):
            yield name, int(number)


def _unpacked(body: bytes, most: int) -> bytes:
    """The bytes of a stream that may be a page's contents; none where it is another, or packed otherwise."""
    begins = STREAM.search(body)
    if begins is None or _NO_CONTENTS.search(body[: begins.start()]):
        return b""
    head, data = body[: begins.start()], body[begins.end() :]
    end = data.rfind(b"endstream")
    data = data[:end] if end >= 0 else data
    try:
        if b"/ASCII85Decode" in head or b"/A85" in head:
            data = base64.a85decode(data.strip().removeprefix(b"<~").removesuffix(b">").removesuffix(b"~"))
        if b"/ASCIIHexDecode" in head or b"/AHx" in head:
            data = bytes.fromhex(data.partition(b">")[0].decode("ascii"))
        if b"/FlateDecode" in head or b"/Fl" in head:
            return zlib.decompressobj().decompress(data, most)
    except (zlib.error, ValueError, binascii.Error):
        return b""
    is_plain = b"/Filter" not in head or b"/ASCII85Decode" in head or b"/ASCIIHexDecode" in head
    return data[:most] if is_plain else b""
