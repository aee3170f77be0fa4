"""Puts a workbook's stream into a fresh compound file.

calamine reserves whatever a directory entry of the container says (a damaged one said 268 TB and the process was
aborted), so it never gets to see a container that is not made here.
"""

from __future__ import annotations

import io
import struct

SECTOR_BYTES = 4096
"""Version 4 of the format: its header alone holds the table of contents of files up to 446 MB ([MS-CFB] 2.2)."""

_HEADER_ENTRIES = 109
_ENTRIES = SECTOR_BYTES // 4
_FREE, _END, _TABLE = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
_ROOT, _STREAM = 5, 2


def contained(name: str, stream: bytes) -> io.BytesIO:
    """A compound file whose only stream is `stream`, padded with zeros to whole sectors.

    Raises ValueError when the stream is larger than 446 MB.
    """
    sectors = max(1, -(-len(stream) // SECTOR_BYTES))
    table_sectors = 1
    while sectors + 2 + table_sectors > table_sectors * _ENTRIES:
        table_sectors += 1
    if table_sectors > _HEADER_ENTRIES:
        raise ValueError("the stream is too large for one compound file")
    size = sectors * SECTOR_BYTES  # whole sectors: below 4,096 bytes it would belong to the mini stream
    table = [*range(1, sectors), _END, _END, _END, *[_TABLE] * table_sectors]
    table += [_FREE] * (table_sectors * _ENTRIES - len(table))
    # calamine wants a mini stream in this version, though nothing is in it
    directory = _entry("Root Entry", _ROOT, child=1, start=sectors, size=SECTOR_BYTES) + _entry(
        name, _STREAM, child=_FREE, start=0, size=size
    )
    file = io.BytesIO()
    file.write(_header(first_directory=sectors + 1, first_table=sectors + 2, table_sectors=table_sectors))
    file.write(stream)
    file.write(bytes(size - len(stream) + SECTOR_BYTES))
    file.write(directory.ljust(SECTOR_BYTES, b"\0"))
    file.write(struct.pack(f"<{len(table)}I", *table))
    file.seek(0)
    return file


def _header(*, first_directory: int, first_table: int, table_sectors: int) -> bytes:
    places = [first_table + index if index < table_sectors else _FREE for index in range(_HEADER_ENTRIES)]
    return (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
        + bytes(16)
        + struct.pack("<HHHHH6x", 0x3E, 4, 0xFFFE, 12, 6)
        + struct.pack("<IIIIIIIII", 1, table_sectors, first_directory, 0, 4096, _END, 0, _END, 0)
        + struct.pack(f"<{_HEADER_ENTRIES}I", *places)
    ).ljust(SECTOR_BYTES, b"\0")


def _entry(name: str, kind: int, *, child: int, start: int, size: int) -> bytes:
    raw = name.encode("utf-16-le") + b"\0\0"
    return (
        raw.ljust(64, b"\0")
        + struct.pack("<HBBIII", len(raw), kind, 1, _FREE, _FREE, child)
        + bytes(36)
        + struct.pack("<IQ", start, size)
    )
