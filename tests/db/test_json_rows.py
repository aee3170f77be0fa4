"""Rows come back as they are, in their order, however the database hands them over."""

from __future__ import annotations

import pytest
from sqlalchemy import BigInteger, Select, Text, bindparam, literal, literal_column, null, select, union_all

from muniment.db.engine import Database
from muniment.db.json_rows import HotRows, all_numbers, all_rows

ODD = ('"quoted" \\ back', "line\nand\ttab", "\u2028 Ünïcode 𝔘", "", "[]", "null")


def _odd_rows() -> Select:  # type: ignore[type-arg]
    rows = [
        select(literal(n, BigInteger).label("n"), literal(text, Text).label("t"), null().cast(Text).label("empty"))
        for n, text in enumerate(ODD)
    ]
    every = union_all(*rows).subquery()
    return select(every).order_by(every.c.n.desc())


def test_odd_text_null_and_order_are_kept(database: Database) -> None:
    with database.read() as tx:
        assert all_rows(tx, _odd_rows()) == [[n, ODD[n], None] for n in reversed(range(len(ODD)))]


@pytest.mark.parametrize("number", [0, -(2**63), 2**63 - 1])
def test_whole_numbers_are_exact(database: Database, number: int) -> None:
    with database.read() as tx:
        assert all_numbers(tx, select(literal(number, BigInteger))) == [number]


def test_no_row_is_an_empty_list(database: Database) -> None:
    nothing = select(literal(1, BigInteger)).where(literal_column("1") == literal_column("0"))
    with database.read() as tx:
        assert all_rows(tx, nothing) == []
        assert all_numbers(tx, nothing) == []


def test_hot_rows_take_their_values_at_each_use(database: Database) -> None:
    query = select(bindparam("one", type_=BigInteger), bindparam("other", type_=Text))
    hot = HotRows(sqlite=query, postgresql=query)
    with database.read() as tx:
        assert hot.all(tx, {"one": 1, "other": "a"}) == [[1, "a"]]
        assert hot.all(tx, {"one": 2, "other": "ü"}) == [[2, "ü"]]
