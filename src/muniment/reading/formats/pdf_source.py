"""What the bytes of a PDF's objects look like, for those that read a file that PDFium does not open."""

from __future__ import annotations

import re

STREAM = re.compile(rb"stream\r?\n")
REFERENCE = re.compile(rb"([0-9]{1,9})[ \t\r\n]+[0-9]{1,5}[ \t\r\n]+R")
"""To an object, by its number."""

_HEAD_BYTES = 4096  # a dictionary of a page or of an object stream is shorter


def head_of(body: bytes) -> bytes:
    """The dictionary an object begins with, without the bytes of its stream."""
    return body[:_HEAD_BYTES].partition(b"stream")[0]
