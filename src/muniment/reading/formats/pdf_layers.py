"""Tells whether a PDF may have layers that are switched off (ISO 32000-2, 8.11.4).

PDFium gives their text like any other, and does not say which layers there are. Only what draws the page knows them.
"""

from __future__ import annotations

import re
import zlib

from muniment.reading.formats.pdf_source import STREAM

MAX_UNPACKED_BYTES = 64 * 1024 * 1024
"""Of all object streams together."""

_BLANK = rb"[\s\0]*"


def _name(name: bytes) -> bytes:
    """A pattern for the name, also with letters by their numbers (7.3.5)."""
    return b"/" + b"".join(b"(?:%c|#%02x|#%02X)" % (letter, letter, letter) for letter in name)


_OFF = re.compile(
    _name(b"OFF") + _BLANK + rb"(?:\[" + _BLANK + rb"[0-9]|[0-9])"
    b"|(?:" + b"|".join(map(_name, (b"BaseState", b"ViewState", b"PrintState"))) + b")" + _BLANK + _name(b"OFF")
    + b"|" + _name(b"OCMD") + b"(?![A-Za-z])"  # what shows by the state of several layers, on or off
)  # fmt: skip
_MARKS = (b"OCMD", b"OFF", b"#43", b"#44", b"#46", b"#4d", b"#4D", b"#4f", b"#4F")
_HEAD_BYTES = 1024


def may_be_off(data: bytes) -> bool:
    """Whether any layer of the document may be, or content hang on several at once; also where that cannot be told,
    because its objects are encrypted."""
    if _says_off(data):
        return True
    left = MAX_UNPACKED_BYTES
    at = data.find(b"/ObjStm")
    while at >= 0 and left > 0:
        if b"/Encrypt" in data:
            return True
        begins = STREAM.search(data, at, at + _HEAD_BYTES)
        if begins is not None:
            try:
                unpacked = zlib.decompressobj().decompress(memoryview(data)[begins.end() :], left)
            except zlib.error:
                unpacked = b""
            if _says_off(unpacked):
                return True
            left -= len(unpacked)
        at = data.find(b"/ObjStm", at + 1)
    return False


def _says_off(text: bytes) -> bool:
    return any(mark in text for mark in _MARKS) and _OFF.search(text) is not None
