"""What is stored is dated by the database, whatever the clock of the machine that stores it says."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, select

from muniment.db import clock
from muniment.db.engine import Database, open_database
from muniment.db.row_readers import open_row_reader

AHEAD = 2_100_000_000


@pytest.fixture
def wrong_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """This machine believes that it is 2036."""
    monkeypatch.setattr(time, "time", lambda: float(AHEAD))


@pytest.fixture
def elsewhere(postgresql_url: str, tmp_path: Path) -> Iterator[Database]:
    """A database with a clock of its own."""
    opened = open_database(postgresql_url, home=tmp_path, connections=2)
    yield opened
    opened.close()


def test_now_is_the_databases(database: Database) -> None:
    with database.write() as tx:
        before = tx.execute(select(clock.clock(tx))).scalar_one()
        now = clock.now(tx)
        after = tx.execute(select(clock.clock(tx))).scalar_one()
    assert int(before) - 1 <= now <= after + 1
    assert type(now) is int


@pytest.mark.usefixtures("wrong_clock")
def test_a_machine_whose_clock_is_wrong_dates_nothing(elsewhere: Database) -> None:
    with elsewhere.write() as tx:
        assert clock.now(tx) < AHEAD - 1_000_000
    with elsewhere.read() as tx:
        assert clock.now(tx) < AHEAD - 1_000_000


@pytest.mark.usefixtures("wrong_clock")
def test_rows_read_on_the_event_loop_have_the_same_clock(elsewhere: Database) -> None:
    async def read() -> int:
        reader = open_row_reader(elsewhere)
        try:
            return await reader.read(clock.now)
        finally:
            await reader.close()

    assert asyncio.run(read()) < AHEAD - 1_000_000


def test_the_database_is_asked_once_in_a_while_and_not_by_every_transaction(
    elsewhere: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    @event.listens_for(elsewhere.writer, "before_cursor_execute")
    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        asked.append(statement)

    steady = 1000.0
    monkeypatch.setattr("muniment.db.clock.time.monotonic", lambda: steady)
    times = []
    for passed in (0.0, 4.0, 9.0):
        steady = 1000.0 + passed
        with elsewhere.write() as tx:
            times.append(clock.now(tx))
    assert len(asked) == 1
    assert times[2] - times[0] == 9
    steady = 1011.0
    with elsewhere.write() as tx:
        assert clock.now(tx) < times[0] + 9  # asked again: nine seconds have not passed
    assert len(asked) == 2


@pytest.mark.parametrize(
    ("answer", "later"),
    [
        (1_000_011.5, 1_000_012.0),  # read while it was on its way: no step back
        (1_000_011.0, 1_000_012.0),
        (1_000_010.9, 1_000_010.9),  # the database's clock was set back
        (1_000_014.0, 1_000_014.0),
    ],
)
def test_an_answer_that_was_long_on_its_way_sets_nothing_back(
    monkeypatch: pytest.MonkeyPatch, answer: float, later: float
) -> None:
    steady, answers = 0.0, [1_000_000.0, answer]
    monkeypatch.setattr("muniment.db.clock.time.monotonic", lambda: steady)

    class Slow:
        """A transaction whose statements take a second of the steady clock, but for the first."""

        def exec_driver_sql(self, _statement: str) -> Slow:
            nonlocal steady
            steady += 1.0 if steady else 0.0
            return self

        def scalar_one(self) -> float:
            return answers.pop(0)

    carried, tx = clock.CarriedClock(), Slow()
    assert carried.read(tx) == 1_000_000.0  # type: ignore[arg-type]
    steady = 11.0
    assert carried.read(tx) == later  # type: ignore[arg-type]
    steady = 12.5
    assert carried.read(tx) == later + 0.5  # type: ignore[arg-type]
