"""The time after which a reading transaction is interrupted, on SQLite and on PostgreSQL."""

from __future__ import annotations

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from muniment.db import deadline as deadlines
from muniment.db.deadline import DeadlineError, check_deadline, deadline
from muniment.db.engine import Database, Transaction
from muniment.db.statements import HotStatement

LONG_SECONDS = 3600.0
_ENDLESS = text("WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT (i + 1) % 1000 FROM n) SELECT sum(i) FROM n")
_SLOW_CHECK = HotStatement(text("SELECT pg_sleep(3600), CAST(:milliseconds AS text)"))


def _limit(tx: Transaction) -> int:
    """Milliseconds that PostgreSQL gives a statement; 0 for any number."""
    unit = "SELECT setting FROM pg_settings WHERE name = 'statement_timeout'"
    return int(tx.exec_driver_sql(unit).scalar_one())


def test_statement_that_never_ends_is_interrupted_and_the_connection_lives_on(database: Database) -> None:
    for _ in range(3):
        with pytest.raises(DeadlineError), database.read() as tx, deadline(tx, 0.05):
            tx.execute(_ENDLESS)
        with database.read() as tx:
            assert tx.exec_driver_sql("SELECT 1").scalar_one() == 1


def test_time_that_is_over_is_told_before_the_next_statement(database: Database) -> None:
    with pytest.raises(DeadlineError), database.read() as tx, deadline(tx, 1e-9):
        raise AssertionError("begun without time")
    with pytest.raises(DeadlineError), database.read() as tx, deadline(tx, 0.05):
        while True:
            check_deadline(tx)


def test_check_that_takes_too_long_itself_tells_that_the_time_is_over(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    if database.is_sqlite:
        pytest.skip("a check asks SQLite nothing")
    with database.read() as tx, deadline(tx, LONG_SECONDS):
        check_deadline(tx)
        tx.exec_driver_sql("SET LOCAL statement_timeout = 1")
        monkeypatch.setattr(deadlines, "_LIMIT_STATEMENT", _SLOW_CHECK)
        with pytest.raises(DeadlineError):
            check_deadline(tx)


def test_fault_of_a_statement_within_its_time_stays_what_it_is(database: Database) -> None:
    with pytest.raises(DBAPIError), database.read() as tx, deadline(tx, LONG_SECONDS):
        tx.exec_driver_sql("SELECT absent FROM documents")


def test_deadline_ends_with_its_transaction(database: Database) -> None:
    with database.read() as tx, deadline(tx, LONG_SECONDS):
        check_deadline(tx)
        if not database.is_sqlite:
            assert 0 < _limit(tx) <= LONG_SECONDS * 1000
    with database.read() as tx:
        check_deadline(tx)
        if not database.is_sqlite:
            assert _limit(tx) == 0
