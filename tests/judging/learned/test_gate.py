"""The gate's confidence."""

from __future__ import annotations

import numpy as np

from muniment.judging.learned.features import NAMES
from muniment.judging.learned.gate import Gate
from muniment.judging.learned.judge import GATE_FEATURES, gate_features, load_judge

GATE = Gate(np.array([1.0, 0.0]), np.array([2.0, 1.0]), np.array([1.5, -1.0]), 0.5)


def test_confidence_is_a_chance_that_rises_with_what_speaks_for_it() -> None:
    low, middle, high = (GATE.confidence(np.array([value, 0.0])) for value in (-5.0, 1.0, 5.0))
    assert 0 < low < middle < high < 1


def test_a_feature_far_from_all_that_was_learned_has_a_bounded_say() -> None:
    assert GATE.confidence(np.array([1e9, 0.0])) == GATE.confidence(np.array([9.0, 0.0]))


def test_surer_ranker_gives_more_confidence() -> None:
    of_best = np.zeros(len(NAMES), np.float32)
    gate = load_judge().gate
    unsure = gate.confidence(gate_features(of_best, np.array([0.3, 0.2], np.float32)))
    assert gate.confidence(gate_features(of_best, np.array([0.9, 0.1], np.float32))) > unsure


def test_a_lone_candidate_has_features_enough() -> None:
    assert gate_features(np.zeros(len(NAMES), np.float32), np.array([0.5], np.float32)).shape == (
        3 + len(GATE_FEATURES),
    )
