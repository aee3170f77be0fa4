"""Many numbers at once.

SQLite's driver gives up the interpreter lock at each row; with a busy event loop beside it, each costs a handover
(docs/decisions/0007). So there the database makes one JSON value of all rows, which is one step.
"""

from __future__ import annotations

from typing import Any

import orjson
from sqlalchemy import Select, func, select

from muniment.db.engine import Transaction


def all_numbers(tx: Transaction, query: Select[Any]) -> list[int]:
    """Every value of the query's one column, whole numbers, in its order."""
    if tx.dialect.name != "sqlite":
        return [int(value) for value in tx.execute(query).scalars()]
    flat = select(func.json_group_array(query.subquery().c[0]))  # a fifth quicker than rows of one
    return list(orjson.loads(tx.execute(flat).scalar_one()))
