"""Cards: how documents of each type are titled, and what they read like, out of the entries of the taxonomy.

A type's card is compared with a document by the vectors of their words, so that a title is found that nobody listed.
"""

from __future__ import annotations

import math
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from muniment.judging.learned.artefact import Floats, Integers
from muniment.judging.learned.vectors import WordVectors
from muniment.judging.learned.view import View
from muniment.judging.taxonomy.types import PACKAGE, EntryError, judging_tables
from muniment.judging.zones import fold

JOINED_WORDS = 16


@dataclass(frozen=True, slots=True)
class Card:
    """Of a type, or of what is of none."""

    titles: tuple[str, ...]
    reads_like: str


@dataclass(frozen=True, slots=True)
class Likeness:
    """How like each card a document is, -1 to 1, the card of no type last, and the title line that is likest.
    `same`: by the very words alone."""

    titles: Floats
    same: Floats
    reads: Floats
    best_line: Integers


def load_cards(slugs: Sequence[str]) -> tuple[Card, ...]:
    """The cards of these types, and that of no type at the end. Raises EntryError for an entry without one."""
    cards = []
    for slug in slugs:
        try:
            cards.append(_card(judging_tables(slug)["card"]))
        except KeyError as missing:
            raise EntryError(f"{slug}.toml", f"[card] lacks {missing}") from missing
    of_none = tomllib.loads((PACKAGE / "no_type.toml").read_text(encoding="utf-8"))
    return (*cards, _card(of_none["card"]))


def _card(table: dict[str, object]) -> Card:
    titles = table["titles"]
    assert isinstance(titles, list)
    return Card(tuple(map(str, titles)), str(table["reads_like"]))


def compared(seen: View) -> list[str]:
    """What is compared with titles: the first lines, the first ones as one (a title set over several lines), and the
    first words."""
    first = " ".join(seen.lines[:3])
    joined = [first] if len(seen.lines) > 1 and first.count(" ") < JOINED_WORDS else []
    return [*seen.lines[:4], *joined, seen.first_words]


class Deck:
    """All cards as vectors."""

    def __init__(self, cards: Sequence[Card], vectors: WordVectors) -> None:
        self._vectors = vectors
        folded = [fold(title) for card in cards for title in card.titles]
        self._titles = np.array([vectors.of(title) for title in folded], np.float32)
        self._words = [self._weighed(title) for title in folded]
        self._by_word: dict[str, list[tuple[int, float]]] = {}
        for at, words in enumerate(self._words):
            for word, weight in words.items():
                self._by_word.setdefault(word, []).append((at, weight))
        self._starts = np.cumsum([0, *(len(card.titles) for card in cards[:-1])])
        self._reads = np.array([vectors.of(fold(card.reads_like)) for card in cards], np.float32)

    def likeness(self, seen: View) -> Likeness:
        """How like the cards a document is."""
        lines = compared(seen)
        texts = np.array([self._vectors.of(line) for line in lines], np.float32)
        each = np.maximum.reduceat(texts @ self._titles.T, self._starts, axis=1)
        same = np.array([self._shared(line) for line in lines], np.float32).max(0)
        return Likeness(
            titles=each.max(0),
            same=np.maximum.reduceat(same, self._starts),
            reads=self._reads @ self._vectors.of_words(seen.front),
            best_line=each.argmax(0),
        )

    def _weighed(self, folded: str) -> dict[str, float]:
        """The words of a text, rare ones louder, as a vector of length 1."""
        words = dict.fromkeys(folded.split())
        weights = {word: self._vectors.rarity(word) for word in words}
        length = math.sqrt(sum(weight * weight for weight in weights.values())) or 1.0
        return {word: weight / length for word, weight in weights.items()}

    def _shared(self, line: str) -> Floats:
        """The cosine of a line's words with each title's."""
        found = np.zeros(len(self._words), np.float32)
        for word, weight in self._weighed(line).items():
            for at, other in self._by_word.get(word, ()):
                found[at] += weight * other
        return found
