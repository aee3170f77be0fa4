"""Queries that every request makes: compiled once, sent straight to the driver.

SQLAlchemy's own way costs 40 us a query on SQLite, five times the query itself (docs/benchmarks.md). Only for single
rows by key; everything else goes the ordinary way.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Select
from sqlalchemy.exc import OperationalError

from muniment.db.engine import Transaction


class HotQuery:
    """A SELECT with named bound parameters and no others."""

    def __init__(self, statement: Select[Any]) -> None:
        self._statement = statement
        self._compiled: dict[str, tuple[str, tuple[str, ...] | None]] = {}

    def first(self, tx: Transaction, values: Mapping[str, object]) -> tuple[Any, ...] | None:
        """The first row in the order of the selected columns, as the driver gives it, or None."""
        sql, positions = self._compiled.get(tx.dialect.name) or self._compile(tx)
        connection = tx.connection.dbapi_connection
        assert connection is not None
        parameters = values if positions is None else tuple(values[name] for name in positions)
        try:
            row: tuple[Any, ...] | None = connection.execute(sql, parameters).fetchone()
        except tx.dialect.loaded_dbapi.OperationalError as error:
            # As SQLAlchemy would say it, so that callers know one error for a database that is away.
            raise OperationalError(sql, None, error) from error
        return row

    def _compile(self, tx: Transaction) -> tuple[str, tuple[str, ...] | None]:
        compiled = self._statement.compile(dialect=tx.dialect)
        positions = compiled.positiontup
        made = (str(compiled), tuple(positions) if positions is not None else None)
        self._compiled[tx.dialect.name] = made
        return made
