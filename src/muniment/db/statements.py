"""Statements that every request or every upload makes: compiled once, sent straight to the driver.

SQLAlchemy's own way costs about 40 us of CPU a statement, several times what SQLite needs for it (docs/benchmarks.md).
Only for plain rows and plain values; everything else goes the ordinary way. On a connection of the event loop
(db/row_readers.py) the driver's own way costs three times what libpq does: there the statement goes past it too.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ClauseElement, Dialect
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.exc import DBAPIError, StatementError
from sqlalchemy.util import await_only

from muniment.db.engine import Transaction

Values = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class _Compiled:
    """SQL for one driver. `positions`: parameters in order, None where they go by name. `constants`: literals that
    SQLAlchemy made parameters of."""

    sql: str
    positions: tuple[str, ...] | None
    constants: dict[str, Any]


_NUMBERED = PGDialect_psycopg(paramstyle="numeric_dollar")  # type: ignore[no-untyped-call]
"""PostgreSQL's own parameters, $1 and on: what libpq takes."""


class HotStatement:
    """A statement whose parameters are named, all of them given at each use, as the driver takes them.

    One that databases are told differently is given as what makes it from the dialect's name.
    """

    def __init__(self, statement: ClauseElement | Callable[[str], ClauseElement]) -> None:
        self._statement = statement
        self._compiled: dict[str, _Compiled] = {}

    def first(self, tx: Transaction, values: Values) -> tuple[Any, ...] | None:
        """The first row in the order of the selected columns, as the driver gives it, or None."""
        if tx.dialect.is_async:
            return next(iter(self._ask(tx, values)), None)
        row: tuple[Any, ...] | None = self._execute(tx, [values]).fetchone()
        return row

    def all(self, tx: Transaction, values: Values) -> list[tuple[Any, ...]]:
        """Every row, as the driver gives it."""
        if tx.dialect.is_async:
            return self._ask(tx, values)
        return list(self._execute(tx, [values]).fetchall())

    def run(self, tx: Transaction, *rows: Values) -> None:
        """Run it for each row of values. Raises DBAPIError, of the class that SQLAlchemy gives the driver's."""
        self._execute(tx, rows)

    def _execute(self, tx: Transaction, rows: Sequence[Values]) -> Any:
        made = self._compiled.get(tx.dialect.name) or self._compile(tx.dialect, name=tx.dialect.name)
        connection = tx.connection.dbapi_connection
        assert connection is not None
        given: Sequence[Any] = [{**made.constants, **row} for row in rows] if made.constants else rows
        if made.positions is not None:
            given = [tuple(row[name] for name in made.positions) for row in given]
        cursor = connection.cursor()
        driver = tx.dialect.loaded_dbapi
        try:
            if len(given) == 1:
                cursor.execute(made.sql, given[0])
            else:
                cursor.executemany(made.sql, given)
        except driver.Error as error:
            raise _named(error, made.sql, tx.dialect) from error
        return cursor

    def _ask(self, tx: Transaction, values: Values) -> list[tuple[Any, ...]]:
        made = self._compiled.get(_NUMBERED.paramstyle) or self._compile(_NUMBERED, name=_NUMBERED.paramstyle)
        assert made.positions is not None
        given = {**made.constants, **values} if made.constants else values
        from muniment.db import libpq  # loads the driver, of which SQLite has no need

        connection: Any = tx.connection.driver_connection
        try:
            return await_only(libpq.ask(connection, made.sql, [given[name] for name in made.positions]))
        except tx.dialect.loaded_dbapi.Error as error:
            raise _named(error, made.sql, tx.dialect) from error

    def _compile(self, dialect: Dialect, *, name: str) -> _Compiled:
        statement = self._statement
        if not isinstance(statement, ClauseElement):
            statement = statement(dialect.name)
        compiled = statement.compile(dialect=dialect)
        positions = compiled.positiontup  # type: ignore[attr-defined]
        made = _Compiled(
            sql=str(compiled),
            positions=tuple(positions) if positions is not None else None,
            constants={name: value for name, value in compiled.params.items() if value is not None},
        )
        self._compiled[name] = made
        return made


def _named(error: Exception, sql: str, dialect: Dialect) -> StatementError:
    """The driver's error as SQLAlchemy's own way would raise it: outages are told by its class (`db.outages`)."""
    base = dialect.loaded_dbapi.Error
    return DBAPIError.instance(sql, None, error, base, hide_parameters=True, dialect=dialect)
