"""Where words stand, as it is sent and kept: checked by whoever takes it, as a child that met a document may say what
it likes."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable, Sequence
from typing import Any

import orjson

from muniment.reading.model import SeenWord

MAX_CHARACTERS = 100_000
"""Of a page whose words are placed; one of 3 mm each way holds 7,000."""

MAX_WORDS = 20_000
"""Of one page."""

MAX_PACKED_BYTES = 4 * 1024 * 1024
"""Of one page, unpacked; so many words take 1 MB."""

_DIGITS = 5  # of a share: a hundredth of a pixel


def values_of(words: Iterable[SeenWord]) -> list[list[float]]:
    """The words as JSON values."""
    return [[*word[:2], *(round(side, _DIGITS) for side in word[2:])] for word in words]


def words_of(value: Any, *, length: int) -> list[SeenWord] | None:
    """The words in a value of JSON, where it is what `values_of` makes of words of a text of so many characters, in
    their order; else None."""
    if not isinstance(value, list):
        return None
    words: list[SeenWord] = []
    at = 0
    for one in value:
        if not _is_word(one, at, length):
            return None
        words.append(SeenWord(*one))
        at = words[-1].end
    return words


def _is_word(one: Any, at: int, length: int) -> bool:
    if not (isinstance(one, Sequence) and len(one) == 6 and type(one[0]) is type(one[1]) is int):
        return False
    are_shares = all(
        isinstance(side, int | float) and not isinstance(side, bool) and 0 <= side <= 1 for side in one[2:]
    )
    return are_shares and at <= one[0] < one[1] <= length and one[2] <= one[4] and one[3] <= one[5]


def packed(words: Iterable[SeenWord]) -> bytes:
    """The words as they are kept; nothing of none."""
    values = values_of(words)
    return zlib.compress(json.dumps(values, separators=(",", ":")).encode()) if values else b""


def unpacked(data: bytes, *, length: int) -> list[SeenWord] | None:
    """The words again; None where they are not what `packed` makes."""
    if not data:
        return []
    try:
        unpacking = zlib.decompressobj()
        text = unpacking.decompress(data, MAX_PACKED_BYTES)
        return words_of(orjson.loads(text), length=length) if unpacking.eof and not unpacking.unused_data else None
    except (zlib.error, orjson.JSONDecodeError):
        return None
