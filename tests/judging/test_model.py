"""What a judgement says beyond the type it names."""

from __future__ import annotations

import pytest

from muniment.judging.model import Alternative, Classification

GUESS = (Alternative("penetration_test_report", 0.4),)


@pytest.mark.parametrize(
    ("judged", "likely"),
    [
        (Classification("nda", 0.9, GUESS), "nda"),
        (Classification(None, 0.4, GUESS), "penetration_test_report"),
        (Classification(None, 0.1, GUESS), None),
        (Classification(None, 0.4), None),
    ],
)
def test_likely_type_is_the_one_named_or_the_first_likely_alternative(
    judged: Classification, likely: str | None
) -> None:
    assert judged.likely_type == likely
