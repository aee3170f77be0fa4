"""Boosted trees in numpy say what they said where they were learned."""

from __future__ import annotations

import numpy as np


def test_chances_are_those_of_the_models_they_were_taken_from() -> None:
    from sklearn.ensemble import HistGradientBoostingClassifier  # a second, which no other process shall take for it

    from training.fit import trees_of

    random = np.random.default_rng(7)
    rows = random.normal(size=(400, 5)).astype(np.float32)
    targets = rows[:, 0] * rows[:, 1] > 0.1
    models = [
        HistGradientBoostingClassifier(max_iter=20, max_leaf_nodes=6, max_features=0.5, random_state=seed).fit(
            rows, targets
        )
        for seed in (0, 1)
    ]
    np.testing.assert_allclose(trees_of(models[0]).chances(rows), models[0].predict_proba(rows)[:, 1], atol=1e-6)
    odds = np.mean([model.decision_function(rows) for model in models], axis=0)
    np.testing.assert_allclose(trees_of(*models).chances(rows), 1 / (1 + np.exp(-odds)), atol=1e-6)
