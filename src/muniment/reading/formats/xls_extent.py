"""Measures the sheets of an xls workbook from its records, without building them ([MS-XLS] 2.1.4)."""

from __future__ import annotations

import struct
from collections.abc import Iterator

BOF = {0x0009, 0x0209, 0x0409, 0x0809}
_BOUNDARY = struct.Struct("<HH")
# Records of cells with a value, BIFF2 to BIFF8: all begin with row and column
CELLS = frozenset(
    {0x0002, 0x0003, 0x0004, 0x0005, 0x0006, 0x0203, 0x0204, 0x0205, 0x0206, 0x0406, 0x007E, 0x027E, 0x00D6, 0x00FD}
)
_MULTIPLE_NUMBERS = 0x00BD  # MULRK: row, first column, values, last column


def is_encrypted(workbook: bytes) -> bool:
    """Whether the stream's first records say that the rest is encrypted (FILEPASS; record headers never are)."""
    position = 0
    for _ in range(20):  # FILEPASS follows BOF and at most WRITEPROTECT ([MS-XLS] 2.1.7.20.3)
        if position + 4 > len(workbook):
            return False
        kind, size = _BOUNDARY.unpack_from(workbook, position)
        if kind == 0x002F:
            return True
        position += 4 + size
    return False


def sheet_extents(workbook: bytes) -> Iterator[int]:
    """Cells in the rectangle around the values of each substream that has any, in the order they are stored."""
    position, end = 0, len(workbook)
    top, bottom, first, last = 1 << 16, -1, 1 << 16, -1
    while position + 4 <= end:
        kind, size = _BOUNDARY.unpack_from(workbook, position)
        if kind in BOF:
            if bottom >= 0:
                yield (bottom - top + 1) * (last - first + 1)
            top, bottom, first, last = 1 << 16, -1, 1 << 16, -1
        elif size >= 4 and position + 8 <= end and (kind in CELLS or kind == _MULTIPLE_NUMBERS):
            row, column = _BOUNDARY.unpack_from(workbook, position + 4)
            right = column
            if kind == _MULTIPLE_NUMBERS and position + 4 + size <= end:
                (right,) = struct.unpack_from("<H", workbook, position + 4 + size - 2)
            top, bottom = min(top, row), max(bottom, row)
            first, last = min(first, column), max(last, right)
        position += 4 + size
    if bottom >= 0:
        yield (bottom - top + 1) * (last - first + 1)
