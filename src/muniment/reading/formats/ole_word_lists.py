"""The words that Word sets before the paragraphs of a doc's lists, `Article 4` ([MS-DOC] 2.9.131, 2.9.150). No text of
the file holds them, and before which paragraph they stand is not read: they are told.
"""

from __future__ import annotations

import re
import struct

_LISTS, _OVERRIDES = 0x02E2, 0x02EA  # where the file says where they are: offset, size
_LIST_BYTES, _LEVEL_BYTES, _OVERRIDE_BYTES = 28, 28, 16
_IS_SIMPLE = 0x01
_LEVELS = 9
_MOST_LISTS = 2_000
_IN_A_LIST = re.compile(rb"\x0b\x46(?=(..))", re.DOTALL)
"""What says of a paragraph or style which override it follows (sprmPIlfo)."""
_WORD = re.compile(r"[^\W\d_]{2,}")


def words_of_lists(word: bytes, table: bytes) -> list[str]:
    """The words of the labels of those lists that any paragraph or style follows; none where their tables are damaged,
    which says nothing against the text."""
    try:
        return _words(word, table)
    except (struct.error, IndexError):
        return []


def _words(word: bytes, table: bytes) -> list[str]:
    labels = _labels(table, *struct.unpack_from("<II", word, _LISTS))
    start, size = struct.unpack_from("<II", word, _OVERRIDES)
    if not labels or size < 4:
        return []
    count = min(struct.unpack_from("<I", table, start)[0], _MOST_LISTS)
    followed = {number for data in (word, table) for number in _IN_A_LIST.findall(data)}
    found: dict[str, None] = {}
    for number in range(1, count + 1):
        (identifier,) = struct.unpack_from("<i", table, start + 4 + (number - 1) * _OVERRIDE_BYTES)
        if struct.pack("<H", number) in followed:
            found.update(dict.fromkeys(labels.pop(identifier, ())))
    return list(found)


def _labels(table: bytes, start: int, size: int) -> dict[int, list[str]]:
    """The words of each list's labels, by its identifier."""
    if size < 2:
        return {}
    count = min(struct.unpack_from("<H", table, start)[0], _MOST_LISTS)
    at = start + 2 + count * _LIST_BYTES
    found: dict[int, list[str]] = {}
    for number in range(count):
        head = start + 2 + number * _LIST_BYTES
        (identifier,) = struct.unpack_from("<i", table, head)
        for _ in range(1 if table[head + 26] & _IS_SIMPLE else _LEVELS):
            at += _LEVEL_BYTES + table[at + 24] + table[at + 25]
            (length,) = struct.unpack_from("<H", table, at)
            text = table[at + 2 : at + 2 + 2 * length].decode("utf-16-le", "replace")
            found.setdefault(identifier, []).extend(_WORD.findall(text))
            at += 2 + 2 * length
    return found
