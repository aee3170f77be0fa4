"""Many rows of plain values at once.

SQLite's driver gives up the interpreter lock at each row; with a busy event loop beside it, each costs a handover
(docs/decisions/0007). So there the database makes one JSON value of all rows, which is one step.
"""

from __future__ import annotations

from typing import Any

import orjson
from sqlalchemy import Select, func, select

from muniment.db.engine import Transaction


def all_rows(tx: Transaction, query: Select[Any]) -> list[list[Any]]:
    """Every row of the query in its order. Columns: text, whole numbers and null only."""
    if tx.dialect.name != "sqlite":
        return [list(row) for row in tx.execute(query)]
    rows = query.subquery()
    every = func.json_group_array(func.json_array(*rows.c))
    return list(orjson.loads(tx.execute(select(every)).scalar_one()))


def all_numbers(tx: Transaction, query: Select[Any]) -> list[int]:
    """Every value of the query's one column, whole numbers, in its order."""
    if tx.dialect.name != "sqlite":
        return [int(value) for value in tx.execute(query).scalars()]
    rows = query.subquery()
    return list(orjson.loads(tx.execute(select(func.json_group_array(rows.c[0]))).scalar_one()))
