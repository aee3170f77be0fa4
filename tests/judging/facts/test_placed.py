"""Labels in rows as they are set on paper."""

from __future__ import annotations

import pytest

from muniment.judging.facts import placed
from muniment.judging.facts.view import Placed


def row(*cells: tuple[str, float]) -> list[Placed]:
    return [Placed(text, 0, len(text), left, left + 40) for text, left in cells]


HEAD = row(("Version", 0), ("Issue date", 100), ("Owner", 200))
FIRST = row(("2.1", 0), ("4 May 2026", 100), ("Head of IT", 200))
SECOND = row(("2.0", 0), ("6 May 2025", 100), ("Head of IT", 200))


@pytest.mark.parametrize(
    ("rows", "answer"),
    [([HEAD, FIRST], "4 May 2026"), ([HEAD, FIRST, SECOND], None), ([HEAD], None), ([HEAD, HEAD], None)],
)
def test_head_is_answered_in_its_column_by_the_one_row_below(rows: list[list[Placed]], answer: str | None) -> None:
    found = placed.below(rows, 0, HEAD[1])
    assert (found.text if found else None) == answer


@pytest.mark.parametrize(
    ("cells", "answer"),
    [
        ((("Owner", 0), ("Head of IT", 100)), "Head of IT"),
        ((("Owner", 0), ("Head of IT", 100), ("Version", 200), ("2.1", 300)), "Head of IT"),
        ((("Owner", 0), ("Version", 100)), None),
        ((("Owner", 0), ("Head of IT", 100), ("Leeds", 200)), None),
    ],
)
def test_label_is_answered_beside_it_where_labels_and_values_take_turns(
    cells: tuple[tuple[str, float], ...], answer: str | None
) -> None:
    of = row(*cells)
    found = placed.beside(of, of[0])
    assert (found.text if found else None) == answer


def test_row_of_labels_without_figures_is_a_head() -> None:
    assert placed.is_head(HEAD)
    assert not placed.is_head(FIRST)
    assert not placed.is_head(HEAD[:1])
