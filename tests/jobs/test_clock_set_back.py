"""A clock that was ahead and was set back: what it left too far ahead is seen and brought back."""

from __future__ import annotations

from sqlalchemy import select, update

from muniment.db.engine import Database
from muniment.db.tables import chores, job_lanes, jobs, workers
from muniment.jobs import clock_set_back, presence, queue
from muniment.jobs.queue import Kind

KIND = Kind("analyze_document", "analyses")
LONGEST = 300.0
DAYS = 5 * 86_400.0


def _enqueue(database: Database, *, org: str = "a", delay: float = 0) -> str:
    with database.write() as tx:
        return queue.enqueue(tx, KIND, org_id=org, subject_id="d", fence=1, delay_seconds=delay)


def _claim(database: Database, *, lease_seconds: float = 30) -> queue.Job | None:
    with database.write() as tx:
        return queue.claim(tx, worker="w", queue=KIND.queue, kinds=(KIND.name,), lease_seconds=lease_seconds)


def _is_seen(database: Database) -> bool:
    with database.read() as tx:
        return clock_set_back.is_seen(tx, longest_seconds=LONGEST)


def _mend(database: Database) -> int:
    with database.write() as tx:
        return clock_set_back.mend(tx, longest_seconds=LONGEST)


def test_job_queued_in_the_future_is_told_and_runs_after_mending(database: Database) -> None:
    due = _enqueue(database)
    ahead = [_enqueue(database, delay=DAYS) for _ in range(2)]
    assert _is_seen(database)
    with database.read() as tx:
        assert clock_set_back.lanes_far_ahead(tx, longest_seconds=LONGEST) == 1
        stuck = queue.stuck(tx, seconds=60, longest_seconds=LONGEST, limit=10)
    assert {one["id"] for one in stuck} == set(ahead)
    assert all(one["seconds"] < 0 for one in stuck)
    assert _mend(database) == 2
    assert not _is_seen(database)
    claimed = [_claim(database) for _ in range(3)]
    assert {job.id for job in claimed if job is not None} == {due, *ahead}


def test_lease_of_the_future_ends(database: Database) -> None:
    _enqueue(database)
    assert _claim(database, lease_seconds=DAYS) is not None
    assert _is_seen(database)
    assert _mend(database) == 1
    with database.write() as tx:
        tx.execute(update(jobs).values(lease_until=jobs.c.lease_until - LONGEST - 1))
        assert len(queue.abandoned(tx, kinds=(KIND.name,))) == 1


def test_turns_and_presence_of_the_future_come_back(database: Database) -> None:
    _enqueue(database)
    with database.write() as tx:
        presence.beat(tx, "dead", concurrency=1)
        assert presence.take_chore(tx, "sweep", every_seconds=60)
        tx.execute(update(workers).values(seen_at=workers.c.seen_at + DAYS))
        tx.execute(update(chores).values(begun_at=chores.c.begun_at + DAYS))
        tx.execute(update(job_lanes).values(served_at=9e12))
    _mend(database)
    with database.write() as tx:
        assert tx.execute(select(job_lanes.c.served_at)).scalar_one() < 9e12
        assert presence.take_chore(tx, "sweep", every_seconds=-1)
        assert presence.living(tx, within_seconds=-1) == 0


def test_what_waits_for_a_retry_is_left_alone(database: Database) -> None:
    _enqueue(database, delay=LONGEST - 1)
    _enqueue(database, org="b")
    assert _claim(database) is not None
    assert not _is_seen(database)
    assert _mend(database) == 0
    with database.read() as tx:
        assert queue.stuck(tx, seconds=60, longest_seconds=LONGEST, limit=10) == []
