"""The text model: n-grams' weights for and against every type, by TF-IDF and one-against-rest ridge.

Linear, so that each n-gram's share in an answer can be shown as a receipt.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from muniment.judging.learned.artefact import Arrays, Floats, Integers
from muniment.judging.learned.words import BLOCKS, keys_of

NO_TYPE = "other"
"""The class of what is of no type."""

SHARPNESS = 7.5
"""Scores are shares between about 0 and 1; softmax of so many times them (chosen on folds) are probabilities."""

SHAPE_WEIGHT = 0.3


@dataclass(frozen=True, slots=True)
class Sparse:
    """A document's n-grams that a model knows: their rows and values, each block of length its weight."""

    rows: Integers
    values: Floats


@dataclass(frozen=True, slots=True)
class TextModel:
    """`weights` is n-grams x classes in 8 bits, `scale` one number a row; `shape` is shape numbers x classes."""

    classes: tuple[str, ...]
    keys: Integers
    rarity: Floats
    weights: np.ndarray[tuple[int, int], np.dtype[np.int8]]
    scale: Floats
    prior: Floats
    shape: Floats
    shape_mean: Floats
    shape_spread: Floats

    def found(self, blocks: Sequence[Integers]) -> Sparse:
        """The n-grams of a document's blocks that the model knows."""
        return found(self.keys, self.rarity, blocks)

    def scores(self, sparse: Sparse, shape: Floats) -> Floats:
        """One score a class; more is likelier."""
        weighed = sparse.values * self.scale[sparse.rows]
        lifted = shaped(shape, self.shape_mean, self.shape_spread) @ self.shape
        return np.asarray(self.prior + weighed @ self.weights[sparse.rows] + lifted, np.float32)

    def arrays(self) -> Arrays:
        """For the artefact."""
        return {
            "text_classes": np.array(self.classes),
            **{
                f"text_{name}": getattr(self, name)
                for name in ("keys", "rarity", "weights", "scale", "prior", "shape", "shape_mean", "shape_spread")
            },
        }


def text_model(arrays: Arrays) -> TextModel:
    """The model in the artefact."""
    names = ("keys", "rarity", "weights", "scale", "prior", "shape", "shape_mean", "shape_spread")
    return TextModel(tuple(map(str, arrays["text_classes"])), **{name: arrays[f"text_{name}"] for name in names})


def shaped(shape: Floats, mean: Floats, spread: Floats) -> Floats:
    """Shape numbers as features of the model."""
    return np.asarray(np.clip((shape - mean) / spread, -3, 3) * (SHAPE_WEIGHT / np.sqrt(len(mean))), np.float32)


def found(known: Integers, rarity: Floats, blocks: Sequence[Integers]) -> Sparse:
    """The n-grams among the `known` keys, sorted, with their values: (1 + log count) x rarity, each block of length
    its weight."""
    all_rows, all_values = [], []
    for number, words in enumerate(blocks):
        keys, counts = keys_of(number, words)
        rows = np.searchsorted(known, keys)
        rows[rows == len(known)] = 0
        is_known = known[rows] == keys if len(known) else np.zeros(len(keys), bool)
        rows = rows[is_known]
        values = (1 + np.log(counts[is_known])) * rarity[rows]
        all_rows.append(rows)
        all_values.append(BLOCKS[number].weight * values / max(float(np.linalg.norm(values)), 1e-9))
    return Sparse(np.concatenate(all_rows), np.concatenate(all_values).astype(np.float32))


def probabilities(scores: Floats) -> Floats:
    """Of each class, adding up to 1 along the last axis."""
    sharp = SHARPNESS * (scores - scores.max(-1, keepdims=True))
    grown = np.exp(sharp)
    return np.asarray(grown / grown.sum(-1, keepdims=True), np.float32)
