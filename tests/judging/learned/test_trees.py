"""Boosted trees in numpy say what they said where they were learned."""

from __future__ import annotations

import numpy as np
from sklearn.ensemble import HistGradientBoostingClassifier

from training.fit import trees_of


def test_chances_are_those_of_the_model_they_were_taken_from() -> None:
    random = np.random.default_rng(7)
    rows = random.normal(size=(400, 5)).astype(np.float32)
    targets = rows[:, 0] * rows[:, 1] > 0.1
    model = HistGradientBoostingClassifier(max_iter=20, max_leaf_nodes=6, random_state=0).fit(rows, targets)
    np.testing.assert_allclose(trees_of(model).chances(rows), model.predict_proba(rows)[:, 1], atol=1e-6)
