"""Words as numbers, and n-grams of them as keys: what the text model looks up.

A word the vocabulary does not hold is 0 and breaks every n-gram over it, so that an n-gram with a name in it does not
exist. A key packs the block it stands in and up to three words; the same code makes the keys that are learned and those
that are looked up.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from muniment.judging.learned.artefact import Integers

_BITS = 17
"""Of a word in a key: 131,071 words, of which a vocabulary of 40,000 leaves room."""


@dataclass(frozen=True, slots=True)
class Block:
    """A part of a document that has n-grams of its own, up to so many words long; `weight` is its say."""

    name: str
    longest: int
    weight: float


BLOCKS = (
    Block("title", 3, 1.0),
    Block("first line", 3, 1.0),
    Block("headings", 2, 0.7),
    Block("opening", 2, 0.8),
    Block("front", 2, 0.8),
    Block("body", 1, 0.6),
)


class Vocabulary:
    """Words in a fixed order; the first `vectored` of them have a vector."""

    def __init__(self, words: Sequence[str], vectored: int) -> None:
        self.words = words
        self.vectored = vectored
        self._number: Mapping[str, int] = {word: number for number, word in enumerate(words, 1)}

    def numbers(self, folded: str) -> Integers:
        """The numbers of a folded text's words, from 1; 0 for unknown words and breaks."""
        get = self._number.get
        return np.array([get(word, 0) for word in folded.split()], dtype=np.int64)

    def n_gram(self, key: int) -> tuple[str, str]:
        """The block's name and the words of a key."""
        numbers = [key >> shift * _BITS & (1 << _BITS) - 1 for shift in (2, 1, 0)]
        return BLOCKS[key >> 3 * _BITS].name, " ".join(self.words[number - 1] for number in numbers if number)


def keys_of(block: int, numbers: Integers) -> tuple[Integers, Integers]:
    """The distinct keys of a block's n-grams, in order, and how often each stands there."""
    parts = []
    base = np.int64(block << 3 * _BITS)
    for length in range(1, BLOCKS[block].longest + 1):
        count = len(numbers) - length + 1
        if count <= 0:
            break
        key = np.zeros(count, np.int64)
        known = np.ones(count, bool)
        for at in range(length):
            word = numbers[at : at + count]
            key = key << _BITS | word
            known &= word > 0
        parts.append(base | key[known])
    if not parts:
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    keys, counts = np.unique(np.concatenate(parts), return_counts=True)
    return keys, counts
