"""The last word: how likely naming the best type is right. Its answer is the confidence.

A logistic regression over what the ranker says of the three best types and what speaks for no type at all; fitted on
folds, on documents of sources that the ranker had not seen.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from muniment.judging.learned.artefact import Arrays, Floats


@dataclass(frozen=True, slots=True)
class Gate:
    """Weights of the features once these are brought to mean 0 and spread 1."""

    mean: Floats
    spread: Floats
    weights: Floats
    intercept: float

    def confidence(self, features: Floats) -> float:
        """The chance, 0 to 1."""
        odds = self.intercept + float(np.clip((features - self.mean) / self.spread, -4, 4) @ self.weights)
        return float(1 / (1 + np.exp(-np.clip(odds, -30, 30))))

    def arrays(self) -> Arrays:
        """For the artefact."""
        return {f"gate_{name}": np.asarray(getattr(self, name)) for name in ("mean", "spread", "weights", "intercept")}


def gate(arrays: Arrays) -> Gate:
    """The gate in the artefact."""
    mean, spread, weights = (arrays[f"gate_{name}"] for name in ("mean", "spread", "weights"))
    return Gate(mean, spread, weights, float(arrays["gate_intercept"]))


def log_odds(chance: Floats) -> Floats:
    """Of chances, bounded."""
    return np.asarray(np.log((chance + 1e-3) / (1 - chance + 1e-3)), np.float32)
