"""Numbers come back as they are, however the database hands them over."""

from __future__ import annotations

import pytest
from sqlalchemy import BigInteger, literal, literal_column, select

from muniment.db.engine import Database
from muniment.db.json_rows import all_numbers


@pytest.mark.parametrize("number", [0, -(2**63), 2**63 - 1])
def test_whole_numbers_are_exact(database: Database, number: int) -> None:
    with database.read() as tx:
        assert all_numbers(tx, select(literal(number, BigInteger))) == [number]


def test_no_row_is_an_empty_list(database: Database) -> None:
    nothing = select(literal(1, BigInteger)).where(literal_column("1") == literal_column("0"))
    with database.read() as tx:
        assert all_numbers(tx, nothing) == []
