"""Words for severities: which name one, which only begin as one does."""

from __future__ import annotations

import pytest

from muniment.judging.receipts.severities import names


@pytest.mark.parametrize(
    ("severity", "quote"),
    [
        ("medium", "mittelschwere Befunde: 2"),
        ("critical", "Non ne sono state rilevate di critiche"),
        ("high", "two highs"),
        ("low", "高 3 低 2"),
        ("total", "12 findings"),
    ],
)
def test_whole_word_in_any_language_names_a_severity(severity: str, quote: str) -> None:
    assert names(severity, quote)


@pytest.mark.parametrize(
    ("severity", "quote"), [("medium", "median age 2"), ("high", "Highlights: 3"), ("low", "Basslines 4")]
)
def test_longer_word_names_none(severity: str, quote: str) -> None:
    assert not names(severity, quote)
