"""What the bytes of a PDF's objects look like, for those that look for what PDFium does not tell."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator

STREAM = re.compile(rb"stream\r?\n")
REFERENCE = re.compile(rb"([0-9]{1,9})[ \t\r\n]+[0-9]{1,5}[ \t\r\n]+R")
"""To an object, by its number."""
OBJECT = re.compile(rb"(?<![0-9])([0-9]{1,9})[ \t\r\n]+[0-9]{1,5}[ \t\r\n]+obj")
"""How one begins, by its number."""

_HEAD_BYTES = 4096  # a dictionary of a page or of an object stream is shorter


def head_of(body: bytes) -> bytes:
    """The dictionary an object begins with, without the bytes of its stream."""
    return body[:_HEAD_BYTES].partition(b"stream")[0]


MAX_UNPACKED_BYTES = 64 * 1024 * 1024
"""Of all object streams together."""

_HEAD_OF_STREAM_BYTES = 1024


def object_streams(data: bytes) -> Iterator[bytes]:
    """The objects that are packed together in streams, as far as they can be unpacked."""
    left = MAX_UNPACKED_BYTES
    at = data.find(b"/ObjStm")
    while at >= 0 and left > 0:
        begins = STREAM.search(data, at, at + _HEAD_OF_STREAM_BYTES)
        if begins is not None:
            objects = unpacked(data, begins.end(), most=left)
            left -= len(objects)
            yield objects
        at = data.find(b"/ObjStm", at + 1)


def unpacked(data: bytes, start: int, *, most: int) -> bytes:
    """What is packed in the stream that begins there, at most so many bytes; its own bytes where it is not packed."""
    try:
        return zlib.decompressobj().decompress(memoryview(data)[start:], most)
    except zlib.error:
        end = data.find(b"endstream", start, start + most)
        return data[start : end if end >= 0 else start + most]
