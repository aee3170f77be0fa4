"""Many rows of plain values at once.

SQLite's driver gives up the interpreter lock at each row; with a busy event loop beside it, each costs a handover
(docs/decisions/0007). So there the database makes one JSON value of all rows, which is one step.
"""

from __future__ import annotations

from typing import Any

import orjson
from sqlalchemy import Select, func, select

from muniment.db.engine import Transaction
from muniment.db.statements import HotStatement, Values


def _as_one_value(query: Select[Any]) -> Select[Any]:
    return select(func.json_group_array(func.json_array(*query.subquery().c)))


def all_rows(tx: Transaction, query: Select[Any]) -> list[list[Any]]:
    """Every row of the query in its order. Columns: text, whole numbers and null only."""
    if tx.dialect.name != "sqlite":
        return [list(row) for row in tx.execute(query)]
    return list(orjson.loads(tx.execute(_as_one_value(query)).scalar_one()))


def all_numbers(tx: Transaction, query: Select[Any]) -> list[int]:
    """Every value of the query's one column, whole numbers, in its order."""
    if tx.dialect.name != "sqlite":
        return [int(value) for value in tx.execute(query).scalars()]
    flat = select(func.json_group_array(query.subquery().c[0]))  # a fifth quicker than rows of one
    return list(orjson.loads(tx.execute(flat).scalar_one()))


class HotRows:
    """`all_rows` for a query that every list makes, which goes past SQLAlchemy (db/hot.py)."""

    def __init__(self, *, sqlite: Select[Any], postgresql: Select[Any]) -> None:
        self._sqlite = HotStatement(_as_one_value(sqlite))
        self._postgresql = HotStatement(postgresql)

    def all(self, tx: Transaction, values: Values) -> list[list[Any]]:
        """Every row."""
        if tx.dialect.name != "sqlite":
            return [list(row) for row in self._postgresql.all(tx, values)]
        found = self._sqlite.first(tx, values)
        assert found is not None
        return list(orjson.loads(found[0]))
