"""Opens zip containers without trusting them: looks before it unpacks, and refuses bombs.

Used for office files and for uploaded archives. Nothing is ever extracted to a path.
"""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from typing import BinaryIO

from muniment.limits import Limits
from muniment.reading.model import UnreadableError

BROKEN_ZIP = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    OSError,
    ValueError,
    struct.error,
    RuntimeError,
    NotImplementedError,
)
"""What zipfile raises on damaged, encrypted or exotic members."""

_END = b"PK\x05\x06"
_END_SIZE = 22
_END_64_LOCATOR = b"PK\x06\x07"
_END_64 = b"PK\x06\x06"
_BYTES_PER_ENTRY = 512  # of the directory: 46 and a name; bounds what ZipFile() loads when the count lies


def open_zip(file: BinaryIO, *, max_entries: int) -> zipfile.ZipFile:
    """The archive, after its end record showed that loading the directory is affordable.

    ZipFile() itself takes 5 s and 120 MB for 200,000 entries, so the count is read first (APPNOTE 4.3.14-4.3.16).
    Raises UnreadableError `limit_pages` or `corrupt`.
    """
    count, directory_bytes = _end_record(file)
    if count > max_entries or directory_bytes > max_entries * _BYTES_PER_ENTRY:
        raise UnreadableError("limit_pages", f"The archive lists {count:,} entries; at most {max_entries:,} are read.")
    file.seek(0)
    try:
        archive = zipfile.ZipFile(file)
    except BROKEN_ZIP:
        raise UnreadableError("corrupt", "The archive's directory is damaged.") from None
    if len(archive.infolist()) > max_entries:
        raise UnreadableError("limit_pages", f"The archive lists more than {max_entries:,} entries.")
    return archive


def refuse_bombs(members: list[zipfile.ZipInfo], limits: Limits, *, max_bytes: int) -> None:
    """Raises UnreadableError `limit_memory` when the members unpack to too much, too densely, or share their bytes."""
    if sum(member.file_size for member in members) > max_bytes:
        raise UnreadableError("limit_memory", f"The archive unpacks to more than {max_bytes:,} bytes.")
    for member in members:
        if member.file_size > limits.ratio_floor_bytes and member.file_size > limits.max_ratio * member.compress_size:
            raise UnreadableError("limit_memory", "The archive unpacks far beyond its size, as only a bomb does.")
    end = 0
    for member in sorted(members, key=lambda one: one.header_offset):
        if member.header_offset < end and member.compress_size:
            raise UnreadableError("limit_memory", "Members of the archive overlap, as only a bomb's do.")
        end = max(end, member.header_offset + 30 + member.compress_size)


def _end_record(file: BinaryIO) -> tuple[int, int]:
    """(entries, bytes of the directory) as the end record states them, zip64 included."""
    size = file.seek(0, io.SEEK_END)
    tail_start = max(0, size - 65_557 - 20)
    file.seek(tail_start)
    tail = file.read()
    at = tail.rfind(_END)
    if at < 0 or len(tail) - at < _END_SIZE:
        raise UnreadableError("corrupt", "The file is not a whole zip container: its end is missing.")
    count, directory_bytes = struct.unpack_from("<HI", tail, at + 10)
    locator = at - 20
    if locator >= 0 and tail[locator : locator + 4] == _END_64_LOCATOR:
        (offset,) = struct.unpack_from("<Q", tail, locator + 8)
        # a wrong offset: zipfile looks right before the locator, so does this
        for start in (offset, tail_start + locator - 56):
            if 0 <= start < size:
                file.seek(start)
                record = file.read(56)
                if len(record) == 56 and record.startswith(_END_64):
                    return struct.unpack_from("<QQ", record, 32)
    return count, directory_bytes
