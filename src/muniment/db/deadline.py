"""A time after which what a transaction reads is interrupted: for queries whose cost is decided by who asks.

SQLite is interrupted from a thread beside it. A progress handler would ask for the interpreter lock thousands of times
in a search, and is not called while FTS5 compares positions. PostgreSQL ends each statement itself; a cancel sent from
here could arrive late and hit whoever has the connection next.
"""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from muniment.db.engine import Transaction
from muniment.db.statements import HotStatement

_CANCELLED = "57014"
"""PostgreSQL's SQLSTATE of a statement that took too long."""

_OPTION = "muniment_deadline"
_LIMIT_STATEMENT = HotStatement(text("SELECT set_config('statement_timeout', CAST(:milliseconds AS text), true)"))
_LEAST_MILLISECONDS = 1  # 0 would be no limit


class DeadlineError(Exception):
    """The time is over; what was asked is not answered."""


@contextmanager
def deadline(tx: Transaction, seconds: float) -> Iterator[None]:
    """What the block reads takes so many seconds at most. Raises DeadlineError where it would take longer; the
    transaction can then only be left. With several statements in it, call `check_deadline` between them."""
    ends_at = time.monotonic() + seconds
    tx.execution_options(**{_OPTION: ends_at})
    with _interruption_told(), _interrupting(tx, seconds):
        check_deadline(tx)
        yield


def check_deadline(tx: Transaction) -> None:
    """What follows has what is left of the time. Raises DeadlineError when there is none. Without a deadline, nothing
    happens."""
    ends_at: float | None = tx.get_execution_options().get(_OPTION)
    if ends_at is None:
        return
    left = ends_at - time.monotonic()
    if left <= 0:
        raise DeadlineError
    if tx.dialect.name != "sqlite":
        with _interruption_told():  # by the limit that was set before
            _LIMIT_STATEMENT.first(tx, {"milliseconds": max(_LEAST_MILLISECONDS, int(left * 1000))})


@contextmanager
def _interruption_told() -> Iterator[None]:
    try:
        yield
    except DBAPIError as error:
        if not _is_interruption(error):
            raise
        raise DeadlineError from error


@contextmanager
def _interrupting(tx: Transaction, seconds: float) -> Iterator[None]:
    if tx.dialect.name != "sqlite":
        yield
        return
    connection: Any = tx.connection.driver_connection
    turn = threading.Lock()
    is_over = False

    def interrupt() -> None:
        with turn:
            if not is_over:  # or somebody else may have the connection by now
                connection.interrupt()

    timer = threading.Timer(seconds, interrupt)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
        with turn:
            is_over = True


def _is_interruption(error: DBAPIError) -> bool:
    said = error.orig
    if isinstance(said, sqlite3.Error):
        return getattr(said, "sqlite_errorcode", None) == sqlite3.SQLITE_INTERRUPT
    return getattr(said, "sqlstate", None) == _CANCELLED
