"""Reading single rows on the event loop itself: for use cases that read a few rows by their keys, a thread and a
transaction cost several times the reading (docs/decisions/0007).

Each statement may see a later snapshot than the one before.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol, TypeVar

from sqlalchemy import Connection

from muniment.db.engine import Database, Transaction

T = TypeVar("T")


class RowReader(Protocol):
    """Runs what reads single rows."""

    async def read(self, work: Callable[[Transaction], T]) -> T:
        """The work's result. Raises what the work raises, and the database's errors under SQLAlchemy's names."""

    async def close(self) -> None:
        """Give the connections back."""


def open_row_reader(database: Database) -> RowReader:
    """The reader for this kind of database; connections are opened as they are needed."""
    if database.is_sqlite:
        return SqliteRowReader(database)
    from muniment.db.postgresql_row_reader import PostgresqlRowReader

    return PostgresqlRowReader(database)


class SqliteRowReader:
    """One connection; the file is read right here, a few microseconds a row."""

    def __init__(self, database: Database) -> None:
        self._engine = database.reader
        self._connection: Connection | None = None

    async def read(self, work: Callable[[Transaction], T]) -> T:
        connection = self._connection
        if connection is None:
            connection = self._connection = self._engine.connect()
        try:
            return work(connection)
        finally:
            if connection.in_transaction():  # SQLAlchemy begins one for statements that go its way
                connection.rollback()

    async def close(self) -> None:
        if self._connection is not None:
            self._connection.close()
