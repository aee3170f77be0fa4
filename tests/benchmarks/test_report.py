"""Figures are told as they were measured, and what was not measured is left out."""

from __future__ import annotations

from benchmarks.report import Rounds


def test_ratio_to_a_yardstick_that_could_not_be_had_is_left_out() -> None:
    rates = Rounds("uploads/s", 0, {"muniment": [100.0, 200.0]})
    assert rates.ratio_rows("muniment", "nginx") == []


def test_ratio_is_taken_round_by_round() -> None:
    rates = Rounds("uploads/s", 0, {"muniment": [100.0, 300.0], "nginx": [200.0, 100.0]})
    assert rates.ratio_rows("muniment", "nginx", aim="≥ 1") == [
        ["**muniment : nginx** (aim ≥ 1)", "0.50", "1.75", "3.00"]
    ]
