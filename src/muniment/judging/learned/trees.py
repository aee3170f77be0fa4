"""Boosted regression trees, evaluated with numpy: all trees and all rows go down a level at a time."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from muniment.judging.learned.artefact import Arrays, Floats


@dataclass(frozen=True, slots=True)
class Trees:
    """Nodes of all trees in one row; `roots` are the first nodes. A leaf is its own child. `values` add up, from `base`
    on, to the log odds."""

    roots: NDArray[np.int32]
    features: NDArray[np.int32]
    thresholds: NDArray[np.float64]
    below: NDArray[np.int32]
    above: NDArray[np.int32]
    values: NDArray[np.float64]
    depth: int
    base: float

    def chances(self, rows: Floats) -> NDArray[np.float64]:
        """Of each row, 0 to 1."""
        at = np.broadcast_to(self.roots, (len(rows), len(self.roots)))
        each = np.arange(len(rows))[:, None]
        for _ in range(self.depth):
            goes_below = rows[each, self.features[at]] <= self.thresholds[at]
            at = np.where(goes_below, self.below[at], self.above[at])
        odds = self.base + self.values[at].sum(1)
        return np.asarray(1 / (1 + np.exp(-odds)), np.float64)

    def arrays(self) -> Arrays:
        """For the artefact."""
        named = ("roots", "features", "thresholds", "below", "above", "values", "depth", "base")
        return {f"trees_{name}": np.asarray(getattr(self, name)) for name in named}


def trees(arrays: Arrays) -> Trees:
    """The trees in the artefact."""
    named = ("roots", "features", "thresholds", "below", "above", "values")
    return Trees(
        **{name: arrays[f"trees_{name}"] for name in named},
        depth=int(arrays["trees_depth"]),
        base=float(arrays["trees_base"]),
    )
