"""What a short text means, as a vector: the sum of its words' vectors, rare words louder (SIF, Arora et al. 2017).

Static vectors need numpy alone; `docs/decisions/0024-static-vectors.md` says why no sentence model is in their place.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from muniment.judging.learned.artefact import Floats, Integers
from muniment.judging.learned.words import Vocabulary

_COMMON = 1e-3
"""A word this frequent has half a say."""


@dataclass(frozen=True, slots=True)
class WordVectors:
    """`vectors` is words x numbers in 8 bits, `say` one number a word: its scale times what its rarity gives it."""

    vocabulary: Vocabulary
    vectors: np.ndarray[tuple[int, int], np.dtype[np.int8]]
    say: Floats
    frequency: Floats

    def of_words(self, numbers: Integers) -> Floats:
        """The vector of length 1 of a text's words; all 0 when none is known."""
        known = numbers[(numbers > 0) & (numbers <= len(self.vectors))] - 1
        added = self.say[known] @ self.vectors[known].astype(np.float32)
        return np.asarray(added / max(float(np.linalg.norm(added)), 1e-6), np.float32)

    def of(self, folded: str) -> Floats:
        """The vector of a folded text."""
        return self.of_words(self.vocabulary.numbers(folded))

    def rarity(self, word: str) -> float:
        """0 to 1; 1 for a word that is not known."""
        (number,) = self.vocabulary.numbers(word)
        known = 0 < number <= len(self.frequency)
        return float(_COMMON / (_COMMON + self.frequency[number - 1])) if known else 1.0


def say_of(scale: Floats, frequency: Floats) -> Floats:
    """The say of words with these scales that make up these shares of all words."""
    return np.asarray(scale * _COMMON / (_COMMON + frequency), np.float32)
