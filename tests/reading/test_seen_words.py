from __future__ import annotations

import zlib

import pytest

from muniment.reading.model import SeenWord
from muniment.reading.seen_words import MAX_PACKED_BYTES, packed, unpacked, values_of, words_of

WORDS = [SeenWord(0, 5, 0.1, 0.1, 0.2, 0.2), SeenWord(6, 9, 0.3, 0.1, 0.4, 0.2)]


def test_words_are_the_same_once_they_were_packed() -> None:
    assert unpacked(packed(WORDS), length=9) == WORDS
    assert unpacked(packed([]), length=0) == []
    assert words_of(values_of(WORDS), length=9) == WORDS


@pytest.mark.parametrize(
    "data",
    [
        b"no zlib",
        zlib.compress(b"no JSON"),
        zlib.compress(b"[[0,10,0,0,1,1]]"),
        packed(WORDS)[:-3],
        packed(WORDS) + b"more",
        zlib.compress(b"[" + b" " * MAX_PACKED_BYTES + b"]"),
    ],
)
def test_what_nobody_packed_is_none(data: bytes) -> None:
    assert unpacked(data, length=9) is None


@pytest.mark.parametrize(
    "value",
    [
        None,
        {},
        [[0, 5, 0.1, 0.1, 0.2]],
        [[0, 11, 0.1, 0.1, 0.2, 0.2]],
        [[0.0, 5, 0.1, 0.1, 0.2, 0.2]],
        [[5, 5, 0.1, 0.1, 0.2, 0.2]],
        [[0, 5, 0.1, 0.1, 1.2, 0.2]],
        [[0, 5, float("nan"), 0.1, 0.2, 0.2]],
        [[0, 5, 0.3, 0.1, 0.2, 0.2]],
        [[0, 5, "0", 0.1, 0.2, 0.2]],
        [[0, 5, 0.1, 0.1, 0.2, 0.2], [4, 6, 0.1, 0.1, 0.2, 0.2]],
        [["a"] * 6],
        [7],
    ],
)
def test_words_that_no_honest_child_sends_are_none(value: object) -> None:
    assert words_of(value, length=10) is None


def test_words_are_taken_as_they_are_sent() -> None:
    assert words_of([[0, 5, 0, 0.1, 1, 0.2], [5, 6, 0.1, 0.1, 0.2, 0.2]], length=6) == [
        SeenWord(0, 5, 0, 0.1, 1, 0.2),
        SeenWord(5, 6, 0.1, 0.1, 0.2, 0.2),
    ]
