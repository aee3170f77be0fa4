"""The learned judge: one ranker shared by all types over what rules, text model and cards say, and a gate.

`Judge` holds the models; what it saw in a document (`Sight`) and what it thinks of it (`Opinion`) are values, so that
training uses the very same code on the same features.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from muniment.judging.learned import features
from muniment.judging.learned.artefact import Arrays, Floats, Integers, judge_file, vectors_file, words_of
from muniment.judging.learned.cards import Deck, Likeness, load_cards
from muniment.judging.learned.features import NAMES, Kinds
from muniment.judging.learned.gate import Gate, gate, log_odds
from muniment.judging.learned.text import Sparse, TextModel, probabilities, text_model
from muniment.judging.learned.trees import Trees, trees
from muniment.judging.learned.vectors import WordVectors, say_of
from muniment.judging.learned.view import View, view
from muniment.judging.learned.words import Vocabulary
from muniment.judging.rules import Said
from muniment.judging.signals import Signals
from muniment.judging.taxonomy.types import load_types
from muniment.judging.templates import blank
from muniment.judging.zones import Zones
from muniment.reading.model import Reading

BORNE_OUT = 0.6
"""A special type below this confidence gives way to its general type, if that is surer."""

BLANK = 0.1
"""What is left of the confidence for a form that nobody filled in: it is evidence of nothing, whatever it is titled. Of
sixteen in 1,451 labelled documents a type alone was accepted of one (2026-11-29)."""

Chances = NDArray[np.float64]

GATE_FEATURES = (
    *(
        "text none",
        "card none",
        "reads none",
        "card",
        "card gap",
        "reads",
        "same",
        "same none",
        "tells",
        "tells none",
        "text",
        "text gap",
        "score",
        "score gap",
    ),
    *("needs", "share", "sum", "title gap", "text family", "about", "sheet", "prose", "words", "pages", "foreign"),
    *(
        "general",
        "is policy",
        "is special",
        "named in start",
        "named in opening",
        "in start",
        "line",
        "tiny",
        "unknown",
    ),
    *("blanks", "blank", "guiding", "dated", "signed", "firms"),
    "is about",
)
_GATE_COLUMNS = [NAMES.index(name) for name in GATE_FEATURES]


@dataclass(frozen=True, slots=True)
class Sight:
    """What was seen in a document, before any model that is learned from labels. `is_blank`: a form that nobody filled
    in."""

    seen: View
    said: Said
    of_rules: Floats
    like: Likeness
    is_blank: bool


@dataclass(frozen=True, slots=True)
class Opinion:
    """`order`: the types that were considered, best first, with the ranker's `chances`; `confidence`: that naming the
    best is right. `sparse` are the n-grams the text model knows."""

    order: tuple[str, ...]
    chances: tuple[float, ...]
    confidence: float
    sparse: Sparse


class Seer:
    """All that is needed to see: the vocabulary, the vectors and the cards."""

    def __init__(self, vocabulary: Vocabulary, vectors: WordVectors) -> None:
        self.vocabulary = vocabulary
        self.kinds = Kinds.of(load_types())
        self.deck = Deck(load_cards(self.kinds.slugs), vectors)

    def see(self, reading: Reading, parts: Zones, said: Said, signals: Signals) -> Sight:
        """What there is to see in a reading."""
        seen = view(reading, parts, self.vocabulary)
        return Sight(
            seen=seen,
            said=said,
            of_rules=features.of_rules(signals, said, parts, self.kinds),
            like=self.deck.likeness(seen),
            is_blank=blank(reading) is not None,
        )


@dataclass(frozen=True, slots=True)
class Judge:
    """The models and how they work together."""

    seer: Seer
    text: TextModel
    ranker: Trees
    gate: Gate

    def opinion(self, sight: Sight) -> Opinion:
        """What to think of a document."""
        sparse = self.text.found(sight.seen.blocks)
        chances = probabilities(self.text.scores(sparse, sight.seen.shape))
        table = pairs(sight, dict(zip(self.text.classes, chances.tolist(), strict=True)), self.seer.kinds)
        asked = features.candidates(table)
        ranked = self.ranker.chances(table[asked])
        order = np.argsort(-ranked, kind="stable")
        asked, ranked = asked[order], ranked[order]
        confidence = self._confidence(table, asked, ranked)
        if confidence < BORNE_OUT and (general := self._general(asked, ranked)) is not None:
            its_confidence = self._confidence(table, *general)
            if its_confidence > confidence:
                (asked, ranked), confidence = general, its_confidence
        return Opinion(
            order=tuple(self.seer.kinds.slugs[at] for at in asked),
            chances=tuple(ranked.tolist()),
            confidence=confidence * BLANK if sight.is_blank else confidence,
            sparse=sparse,
        )

    def _confidence(self, table: Floats, asked: Integers, ranked: Chances) -> float:
        return self.gate.confidence(gate_features(table[asked[0]], rivals(self.seer.kinds, asked, ranked)))

    def _general(self, asked: Integers, ranked: Chances) -> tuple[Integers, Chances] | None:
        """The types considered with the best one's general type first: likely where any type below it is."""
        parent = self.seer.kinds.parent
        above = parent[asked[0]]
        if above < 0:
            return None
        family = np.array([at == above or parent[at] == above for at in asked])
        likely = 1 - float(np.prod(1 - ranked[family]))
        return np.append([above], asked[~family]), np.append([likely], ranked[~family])


def pairs(sight: Sight, text: Mapping[str, float], kinds: Kinds) -> Floats:
    """Types x features of a document, given the text model's probabilities."""
    return features.pairs(sight.of_rules, text, sight.like, sight.said, sight.seen, kinds)


def rivals(kinds: Kinds, asked: Integers, ranked: Chances) -> Floats:
    """The chances of the best type and of its rivals, best first: a general type is no rival of its special ones."""
    best = asked[0]
    kin = [at != best and (kinds.parent[at] == best or kinds.parent[best] == at) for at in asked]
    return np.asarray(ranked[~np.array(kin)], np.float32)


def gate_features(of_best: Floats, ranked: Floats) -> Floats:
    """What the gate looks at: the features of the best type and the ranker's chances, best first."""
    padded = np.append(ranked[:3], [0.0, 0.0])[:3]
    return np.concatenate([log_odds(np.asarray(padded, np.float32)), of_best[_GATE_COLUMNS]])


def seer_of(arrays: Arrays, vectors: Arrays) -> Seer:
    """The seer of an artefact and the word vectors beside it."""
    words = words_of(vectors["words"])
    vocabulary = Vocabulary([*words, *words_of(arrays["words"])], len(words))
    say = say_of(vectors["scale"], arrays["frequency"])
    return Seer(vocabulary, WordVectors(vocabulary, vectors["vectors"], say, arrays["frequency"]))


@cache
def load_judge() -> Judge:
    """The judge of the package. Some 100 ms the first time; call it before forking children that judge."""
    arrays = judge_file()
    return Judge(seer_of(arrays, vectors_file()), text_model(arrays), trees(arrays), gate(arrays))


def strongest(model: TextModel, sparse: Sparse, slug: str, count: int) -> Integers:
    """The keys of the n-grams that speak most for a type against all others, loudest first."""
    if slug not in model.classes:
        return np.zeros(0, np.int64)
    weights = model.weights[sparse.rows].astype(np.float32) * model.scale[sparse.rows, None]
    share = sparse.values * (weights[:, model.classes.index(slug)] - weights.mean(1))
    order = np.argsort(-share, kind="stable")[:count]
    return np.asarray(model.keys[sparse.rows[order[share[order] > 0]]], np.int64)
