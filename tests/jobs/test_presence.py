"""Which workers live, on both databases."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import update

from muniment.db.engine import Database
from muniment.db.tables import chores, workers
from muniment.jobs import presence


def _age(database: Database, name: str, seconds: float) -> None:
    with database.write() as tx:
        tx.execute(update(workers).where(workers.c.name == name).values(seen_at=workers.c.seen_at - seconds))


def _living(database: Database) -> int:
    with database.read() as tx:
        return presence.living(tx, within_seconds=30)


def test_worker_lives_from_its_first_beat_until_it_leaves(database: Database) -> None:
    assert _living(database) == 0
    with database.write() as tx:
        presence.beat(tx, "one", concurrency=2)
        presence.beat(tx, "two", concurrency=1)
    assert _living(database) == 2
    with database.write() as tx:
        presence.leave(tx, "one")
    assert _living(database) == 1


def test_silent_worker_does_not_live_until_it_beats_again(database: Database) -> None:
    with database.write() as tx:
        presence.beat(tx, "one", concurrency=2)
    _age(database, "one", 31)
    assert _living(database) == 0
    with database.write() as tx:
        presence.beat(tx, "one", concurrency=2)
    assert _living(database) == 1


def test_row_of_a_dead_worker_is_forgotten_after_a_day(database: Database) -> None:
    with database.write() as tx:
        for name in ("long dead", "dead", "leaving"):
            presence.beat(tx, name, concurrency=1)
    _age(database, "long dead", presence.FORGOTTEN_SECONDS + 1)
    _age(database, "dead", 60)
    with database.write() as tx:
        presence.leave(tx, "leaving")
    with database.read() as tx:
        (left,) = presence.listing(tx)
    assert left["name"] == "dead"
    assert left["silent_seconds"] == pytest.approx(60, abs=5)


def test_chore_is_one_workers_until_its_time_has_passed(database: Database) -> None:
    def take(name: str = "sweep") -> bool:
        with database.write() as tx:
            return presence.take_chore(tx, name, every_seconds=60)

    assert [take(), take(), take("another")] == [True, False, True]
    with database.write() as tx:
        tx.execute(update(chores).values(begun_at=chores.c.begun_at - 61))
    with ThreadPoolExecutor(4) as threads:
        assert sorted(threads.map(lambda _: take(), range(4))) == [False, False, False, True]
