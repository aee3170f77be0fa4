"""A picture as a PNG, made here of pixels and colours that come out of the sandbox (PNG, third edition, W3C 2025).

So no byte of a supplier's file, nor of a child that met it, reaches a browser's decoder but as a number of a colour.
"""

from __future__ import annotations

import struct
import zlib

MAX_COLOURS = 64
"""Of one picture. Print needs a dozen; a page of the 60 first of the labelled corpus, 1,440 pixels wide, takes 85 KiB,
half of what WebP takes at quality 80 (150) and a quarter of its time to encode."""

MAX_PIXELS = 12_000_000
"""A4 at 2,400 pixels wide has 8.1 million."""

MAX_SIDE = 10_000
"""Pixels; browsers decode up to 16,384."""

SIGNATURE = b"\x89PNG\r\n\x1a\n"

_LEVEL = 4  # of zlib: 6 takes half as long again for 3 % less
_INDEXED = 3


def png(width: int, height: int, palette: bytes, pixels: bytes) -> bytes:
    """The picture. `palette`: three bytes a colour; `pixels`: the number of a colour each, row by row. Raises
    ValueError where they are not of that size."""
    if not (1 <= width <= MAX_SIDE and 1 <= height <= MAX_SIDE and width * height <= MAX_PIXELS):
        raise ValueError("a picture of no size it may have")
    if len(pixels) != width * height or len(palette) % 3 or not 3 <= len(palette) <= 3 * MAX_COLOURS:
        raise ValueError("a picture of another size than it says")
    if max(pixels) >= len(palette) // 3:
        raise ValueError("a pixel of no colour")
    rows = b"".join([b"\0" + pixels[at : at + width] for at in range(0, len(pixels), width)])
    return b"".join(
        (
            SIGNATURE,
            _chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, _INDEXED, 0, 0, 0)),
            _chunk(b"PLTE", palette),
            _chunk(b"IDAT", zlib.compress(rows, _LEVEL)),
            _chunk(b"IEND", b""),
        )
    )


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
