"""Cards: how documents of each type are titled, and what they read like, out of the entries of the taxonomy.

A type's card is compared with a document by the vectors of their words, so that a title is found that nobody listed.
"""

from __future__ import annotations

import math
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from muniment.judging.learned.artefact import Floats, Integers
from muniment.judging.learned.vectors import WordVectors
from muniment.judging.learned.view import View
from muniment.judging.taxonomy.types import PACKAGE, EntryError, judging_tables, languages
from muniment.judging.zones import fold

JOINED_WORDS = 16


@dataclass(frozen=True, slots=True)
class Card:
    """Of a type, or of what is of none: in English and in the languages it has tables for."""

    titles: tuple[str, ...]
    reads_like: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Likeness:
    """How like each card a document is, -1 to 1, the card of no type last, and the title line that is likest.
    `titles`: by meaning, or by the very words where these are nearer, as of words without a vector. `same`: by the very
    words alone; so is `tells`, of what a type reads like."""

    titles: Floats
    same: Floats
    reads: Floats
    tells: Floats
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


def _card(table: dict[str, Any]) -> Card:
    tables = [table, *languages(table).values()]
    return Card(
        titles=tuple(title for one in tables for title in one["titles"]),
        reads_like=tuple(one["reads_like"] for one in tables if "reads_like" in one),
    )


def compared(seen: View) -> list[str]:
    """What is compared with titles: the first lines, the first ones as one (a title set over several lines), and the
    first words."""
    first = " ".join(seen.lines[:3])
    joined = [first] if len(seen.lines) > 1 and first.count(" ") < JOINED_WORDS else []
    return [*seen.lines[:4], *joined, seen.first_words]


class Shared:
    """Texts as weights of their words, looked up by word."""

    def __init__(self, texts: Sequence[Mapping[str, float]]) -> None:
        self._count = len(texts)
        self._by_word: dict[str, list[tuple[int, float]]] = {}
        for at, words in enumerate(texts):
            for word, weight in words.items():
                self._by_word.setdefault(word, []).append((at, weight))

    def by(self, words: Mapping[str, float]) -> Floats:
        """The scalar product of these words' weights with each text's."""
        found = np.zeros(self._count, np.float32)
        for word, weight in words.items():
            for at, other in self._by_word.get(word, ()):
                found[at] += weight * other
        return found


class Deck:
    """All cards as vectors."""

    def __init__(self, cards: Sequence[Card], vectors: WordVectors) -> None:
        self._vectors = vectors
        folded = [fold(title) for card in cards for title in card.titles]
        self._titles = np.array([vectors.of(title) for title in folded], np.float32)
        self._title_words = Shared([self._weighed(title) for title in folded])
        self._starts = np.cumsum([0, *(len(card.titles) for card in cards[:-1])])
        sentences = [fold(sentence) for card in cards for sentence in card.reads_like]
        self._reads = np.array([vectors.of(sentence) for sentence in sentences], np.float32)
        self._reads_words = Shared([self._shares(sentence) for sentence in sentences])
        self._reads_starts = np.cumsum([0, *(len(card.reads_like) for card in cards[:-1])])

    def likeness(self, seen: View) -> Likeness:
        """How like the cards a document is."""
        lines = compared(seen)
        texts = np.array([self._vectors.of(line) for line in lines], np.float32)
        shared = np.array([self._title_words.by(self._weighed(line)) for line in lines], np.float32)
        same = np.maximum.reduceat(shared, self._starts, axis=1)
        means = np.maximum.reduceat(np.maximum(texts @ self._titles.T, shared), self._starts, axis=1)
        reads = self._reads @ self._vectors.of_words(seen.front)
        tells = self._reads_words.by(dict.fromkeys(sorted(seen.opening), 1.0))  # sums in one order
        return Likeness(
            titles=means.max(0),
            same=same.max(0),
            reads=np.maximum.reduceat(reads, self._reads_starts),
            tells=np.maximum.reduceat(tells, self._reads_starts),
            best_line=means.argmax(0),
        )

    def _weighed(self, folded: str) -> dict[str, float]:
        """The words of a text, rare ones louder, as a vector of length 1."""
        weights = self._rarities(folded)
        length = math.sqrt(sum(weight * weight for weight in weights.values())) or 1.0
        return {word: weight / length for word, weight in weights.items()}

    def _shares(self, folded: str) -> dict[str, float]:
        """The words of a text, rare ones louder, adding up to 1."""
        weights = self._rarities(folded)
        total = sum(weights.values()) or 1.0
        return {word: weight / total for word, weight in weights.items()}

    def _rarities(self, folded: str) -> dict[str, float]:
        return {word: self._vectors.rarity(word) for word in dict.fromkeys(folded.split())}
