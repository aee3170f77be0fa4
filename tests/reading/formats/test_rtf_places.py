from __future__ import annotations

from muniment.reading.formats.rtf_places import Paper, Row, rows_of


def test_cells_of_rows_that_are_not_defined_anew_are_bounded() -> None:
    rows = rows_of("\\trowd" + "\\clmrg\\cellx9\\row" * 20_000, Paper())
    assert rows[:2] == [Row(covered=frozenset({0})), Row(covered=frozenset({0, 1}))]
    assert len(rows) == 20_000
    assert rows[-1] == Row(covered=frozenset(range(255)))
