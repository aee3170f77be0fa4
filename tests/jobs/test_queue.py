"""The jobs table: leased once, fenced by the attempt, fair between organisations, never lost."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select, update

from muniment.db.engine import Database, Transaction
from muniment.db.tables import job_lanes, jobs
from muniment.jobs import lanes, queue
from muniment.jobs.queue import Job, Kind, RetryPolicy

ANALYSE = Kind("analyze_document", "analyses")
KINDS = (ANALYSE.name,)
RETRY = RetryPolicy(max_attempts=3, base_seconds=10, max_seconds=60)


def _enqueue(
    database: Database,
    *,
    org: str = "a",
    subject: str = "d",
    kind: Kind = ANALYSE,
    delay: float = 0,
    n: int = 1,
) -> list[str]:
    with database.write() as tx:
        return [queue.enqueue(tx, kind, org_id=org, subject_id=subject, fence=1, delay_seconds=delay) for _ in range(n)]


def _claim(
    database: Database, *, worker: str = "w", from_queue: str = ANALYSE.queue, kinds: tuple[str, ...] = KINDS
) -> Job | None:
    with database.write() as tx:
        return queue.claim(tx, worker=worker, queue=from_queue, kinds=kinds, lease_seconds=30)


def _claimed(database: Database, **options: Any) -> Job:
    job = _claim(database, **options)
    assert job is not None
    return job


def _pass(database: Database, seconds: float) -> None:
    """Let time pass, as the queue sees it."""
    with database.write() as tx:
        tx.execute(update(jobs).values(run_at=jobs.c.run_at - seconds, lease_until=jobs.c.lease_until - seconds))
        tx.execute(update(job_lanes).values(next_run_at=job_lanes.c.next_run_at - seconds))


def _row(database: Database, job_id: str) -> Any:
    with database.read() as tx:
        return tx.execute(select(jobs).where(jobs.c.id == job_id)).one()


def _has_work(database: Database) -> bool:
    with database.read() as tx:
        return lanes.has_work(tx, ANALYSE.queue, (ANALYSE.name,))


def test_job_is_claimed_once(database: Database) -> None:
    (id_,) = _enqueue(database, org="a", subject="d1")
    job = _claimed(database, worker="me")
    assert job == Job(
        id=id_,
        kind="analyze_document",
        queue="analyses",
        org_id="a",
        subject_id="d1",
        fence=1,
        attempt=1,
        failures=0,
    )
    assert _claim(database) is None
    row = _row(database, id_)
    assert (row.state, row.worker) == ("leased", "me")
    assert 0 < row.lease_until - time.time() <= 31


def test_job_of_a_rolled_back_transaction_never_was(database: Database) -> None:
    with pytest.raises(RuntimeError), database.write() as tx:
        queue.enqueue(tx, ANALYSE, org_id="a", subject_id="d", fence=1)
        raise RuntimeError
    assert not _has_work(database)
    assert _claim(database) is None


def test_jobs_of_one_organisation_come_in_their_order(database: Database) -> None:
    ids = []
    for _ in range(5):
        ids += _enqueue(database)
        _pass(database, 1)  # SQLite's clock counts milliseconds
    assert [_claimed(database).id for _ in ids] == ids


def test_there_is_work_only_while_a_job_is_due(database: Database) -> None:
    assert not _has_work(database)
    _enqueue(database)
    assert _has_work(database)
    _claimed(database)
    assert not _has_work(database)


def test_delayed_job_waits_until_it_is_due(database: Database) -> None:
    _enqueue(database, delay=100)
    assert not _has_work(database)
    assert _claim(database) is None
    _pass(database, 101)
    assert _has_work(database)
    assert _claim(database) is not None


def test_job_due_now_is_not_held_up_by_a_delayed_one(database: Database) -> None:
    _enqueue(database, delay=100)
    (due,) = _enqueue(database)
    _enqueue(database, delay=50)
    assert _claimed(database).id == due
    _pass(database, 51)
    assert _claim(database) is not None
    assert _claim(database) is None


def test_thousand_jobs_of_one_do_not_delay_the_one_of_another(database: Database) -> None:
    _enqueue(database, org="a", n=300)
    _enqueue(database, org="b")
    _enqueue(database, org="c", n=2)
    order = [_claimed(database).org_id for _ in range(9)]
    assert order == ["a", "b", "c", "a", "c", "a", "a", "a", "a"]


def test_thousand_jobs_of_one_queue_do_not_delay_the_same_organisations_job_of_another(database: Database) -> None:
    call = Kind("call_webhook", "webhooks")
    _enqueue(database, n=1000)
    (called,) = _enqueue(database, kind=call, subject="hook")
    assert _claimed(database, from_queue=call.queue, kinds=(call.name,)).id == called
    assert _claim(database, from_queue=call.queue, kinds=(call.name,)) is None
    assert _claimed(database).subject_id == "d"


def test_cap_of_an_organisation_counts_each_queue_alone(database: Database) -> None:
    call = Kind("call_webhook", "webhooks")
    for kind in (ANALYSE, call):
        _enqueue(database, kind=kind, n=2)

    def claim(kind: Kind) -> Job | None:
        with database.write() as tx:
            return queue.claim(tx, worker="w", queue=kind.queue, kinds=(kind.name,), lease_seconds=30, most_at_once=1)

    assert claim(ANALYSE) is not None
    assert claim(ANALYSE) is None
    assert claim(call) is not None


def test_payload_comes_back_as_it_was_given(database: Database) -> None:
    payload = {"url": "https://example.com/?a='", "tries": [1, None], "ü": {"x": True}}
    with database.write() as tx:
        queue.enqueue(tx, ANALYSE, org_id="a", subject_id="d", fence=7, payload=payload)
    job = _claimed(database)
    assert (job.payload, job.fence) == (payload, 7)


def test_payload_beyond_its_limit_is_refused(database: Database) -> None:
    with pytest.raises(ValueError, match="payload"), database.write() as tx:
        queue.enqueue(tx, ANALYSE, org_id="a", subject_id="d", fence=1, payload={"x": "y" * queue.MAX_PAYLOAD_BYTES})
    assert not _has_work(database)


def test_forty_organisations_take_turns(database: Database) -> None:
    for number in range(40):
        _enqueue(database, org=f"org-{number:02}", n=2)
    first, second = ([_claimed(database).org_id for _ in range(40)] for _ in range(2))
    assert sorted(first) == sorted(second) == [f"org-{number:02}" for number in range(40)]


def test_job_of_an_unknown_kind_stays_queued_and_holds_nobody_up(database: Database) -> None:
    for number in range(20):
        _enqueue(database, org=f"a{number:02}", kind=Kind("of_the_future", ANALYSE.queue))
    (known,) = _enqueue(database, org="b")
    assert _claimed(database).id == known
    assert not _has_work(database)
    with database.read() as tx:
        assert queue.stats(tx).by_state == {"queued": 20, "leased": 1}
    assert _claimed(database, kinds=("of_the_future",)).kind == "of_the_future"


@pytest.mark.parametrize("organisations", [1, 5])
def test_eight_threads_claim_two_hundred_jobs_each_once(database: Database, organisations: int) -> None:
    for number in range(organisations):
        _enqueue(database, org=f"org-{number}", n=200 // organisations)
    start = threading.Barrier(8)

    def work(number: int) -> list[str]:
        start.wait()
        taken = []
        while _has_work(database):
            job = _claim(database, worker=f"w{number}")
            if job is not None:
                taken.append(job.id)
        return taken

    with ThreadPoolExecutor(8) as threads:
        taken = [id_ for ids in threads.map(work, range(8)) for id_ in ids]
    assert len(taken) == len(set(taken)) == 200
    with database.read() as tx:
        assert queue.stats(tx).by_state == {"leased": 200}


def test_worker_never_goes_away_empty_while_another_claims(
    database: Database, open_again: Callable[[], Database]
) -> None:
    """One that did would sleep until its next poll although jobs are due."""
    _enqueue(database, n=40)
    databases = [open_again() for _ in range(4)]
    start = threading.Barrier(4)

    def work(one: Database) -> list[Job | None]:
        start.wait()
        return [_claim(one) for _ in range(10)]

    with ThreadPoolExecutor(4) as threads:
        claimed = [job for jobs_ in threads.map(work, databases) for job in jobs_]
    assert None not in claimed


def test_claim_that_is_rolled_back_leaves_the_job_to_others(database: Database) -> None:
    (id_,) = _enqueue(database)
    with pytest.raises(RuntimeError), database.write() as tx:
        queue.claim(tx, worker="w", queue=ANALYSE.queue, kinds=KINDS, lease_seconds=30)
        raise RuntimeError
    assert _claimed(database).id == id_


def test_finished_job_is_done_and_never_claimed_again(database: Database) -> None:
    _enqueue(database)
    job = _claimed(database)
    with database.write() as tx:
        assert queue.finish(tx, job)
    row = _row(database, job.id)
    assert (row.state, row.lease_until, row.error) == ("done", None, None)
    assert row.finished_at is not None
    assert _claim(database) is None


def test_heartbeat_renews_the_lease(database: Database) -> None:
    _enqueue(database)
    job = _claimed(database)
    _pass(database, 20)
    with database.write() as tx:
        assert queue.heartbeat(tx, job, lease_seconds=30)
    _pass(database, 20)
    with database.write() as tx:
        assert _abandoned(tx) == []


def _abandoned(tx: Transaction, *, by: tuple[str, ...] = ()) -> list[Job]:
    held = [queue.hold_abandoned(tx, job_id, by=by) for _, job_id in queue.abandoned(tx, kinds=KINDS, by=by)]
    return [job for job in held if job is not None]


def _lose(database: Database) -> tuple[Job, Job]:
    """A job whose lease ran out, and the same as another worker has it now."""
    _enqueue(database)
    lost = _claimed(database, worker="first")
    _pass(database, 31)
    with database.write() as tx:
        assert _abandoned(tx) == [lost]
        assert queue.fail(tx, lost, error="lease ran out", retry=replace(RETRY, base_seconds=0)) is True
    return lost, _claimed(database, worker="second")


def test_whoever_lost_the_lease_changes_nothing(database: Database) -> None:
    lost, held = _lose(database)
    assert (held.id, held.attempt, held.failures) == (lost.id, 2, 1)
    before = _row(database, lost.id)
    with database.write() as tx:
        assert not queue.finish(tx, lost)
        assert not queue.heartbeat(tx, lost, lease_seconds=1000)
        assert not queue.release(tx, lost)
        assert queue.fail(tx, lost, error="late", retry=RETRY) is None
        assert queue.fail(tx, replace(lost, failures=99), error="late", retry=RETRY) is None
    assert _row(database, lost.id) == before
    with database.write() as tx:
        assert queue.finish(tx, held)


def test_finished_job_cannot_be_failed_or_finished_again(database: Database) -> None:
    _enqueue(database)
    job = _claimed(database)
    with database.write() as tx:
        assert queue.finish(tx, job)
        assert not queue.finish(tx, job)
        assert queue.fail(tx, job, error="late", retry=RETRY) is None
        assert not queue.heartbeat(tx, job, lease_seconds=1)


def test_released_job_is_claimed_at_once_and_has_lost_no_try(database: Database) -> None:
    _enqueue(database)
    job = _claimed(database)
    with database.write() as tx:
        assert queue.release(tx, job)
    again = _claimed(database)
    assert (again.id, again.failures, again.attempt) == (job.id, 0, 2)


def test_failed_job_waits_longer_each_time_and_is_dead_after_the_last_try(database: Database) -> None:
    (id_,) = _enqueue(database)
    for failures, longest in ((1, 10), (2, 20)):
        job = _claimed(database)
        before = time.time()
        with database.write() as tx:
            assert queue.fail(tx, job, error=f"no. {failures}", retry=RETRY) is True
        row = _row(database, id_)
        assert (row.state, row.failures, row.error) == ("queued", failures, f"no. {failures}")
        assert before + longest / 2 - 1 < row.run_at <= time.time() + longest + 1
        assert _claim(database) is None
        _pass(database, longest + 1)
    with database.write() as tx:
        job = queue.claim(tx, worker="w", queue=ANALYSE.queue, kinds=KINDS, lease_seconds=30)
        assert job is not None
        assert queue.fail(tx, job, error="the last", retry=RETRY) is False
    row = _row(database, id_)
    assert (row.state, row.failures, row.error) == ("dead", 3, "the last")
    _pass(database, 10_000)
    assert _claim(database) is None


@given(st.integers(1, 2000), st.floats(0.01, 100), st.floats(0.01, 10_000))
def test_pause_grows_with_jitter_and_has_an_end(failures: int, base: float, longest: float) -> None:
    delay = RetryPolicy(max_attempts=5, base_seconds=base, max_seconds=longest).delay(failures)
    full = min(longest, base * 2.0 ** min(failures - 1, 1000))
    assert full / 2 <= delay <= full


def test_dead_job_is_run_again_with_all_its_tries(database: Database) -> None:
    _enqueue(database)
    job = _claimed(database)
    once = replace(RETRY, max_attempts=1)
    with database.write() as tx:
        assert queue.fail(tx, job, error="x", retry=once) is False
        assert queue.retry(tx, job.id)
        assert not queue.retry(tx, job.id)
        assert not queue.retry(tx, "unknown")
    again = _claimed(database)
    assert (again.id, again.failures, again.attempt) == (job.id, 0, 2)


def test_lease_that_runs_out_is_found(database: Database) -> None:
    _enqueue(database, n=2)
    first = _claimed(database)
    _pass(database, 20)
    _claimed(database)
    _pass(database, 11)
    with database.write() as tx:
        assert _abandoned(tx) == [first]


def test_job_of_a_worker_known_to_be_dead_is_found_at_once(database: Database) -> None:
    _enqueue(database, n=2)
    mine, _ = _claimed(database, worker="dead"), _claimed(database, worker="alive")
    with database.write() as tx:
        assert sorted(queue.leasing_workers(tx)) == ["alive", "dead"]
        assert not queue.abandoned(tx, kinds=KINDS)
        assert queue.abandoned(tx, kinds=KINDS, by=("dead",)) == [(mine.org_id, mine.id)]
        assert _abandoned(tx, by=("dead",)) == [mine]
        assert queue.hold_abandoned(tx, mine.id) is None
        assert not queue.abandoned(tx, kinds=("another",), by=("dead",))


def test_four_threads_take_over_each_abandoned_job_once(database: Database) -> None:
    for org in "abc":
        _enqueue(database, org=org, n=10)
    for _ in range(30):
        _claimed(database)
    _pass(database, 31)
    start = threading.Barrier(4)

    def take_over(_: int) -> list[str]:
        with database.read() as tx:
            found = queue.abandoned(tx, kinds=KINDS)
        start.wait()
        taken = []
        for _, job_id in found:
            with database.write() as tx:
                job = queue.hold_abandoned(tx, job_id)
                if job is not None and queue.fail(tx, job, error="lease ran out", retry=RETRY):
                    taken.append(job.id)
        return taken

    with ThreadPoolExecutor(4) as threads:
        taken = [id_ for ids in threads.map(take_over, range(4)) for id_ in ids]
    assert Counter(taken).most_common(1)[0][1] == 1
    assert len(taken) == 30


def test_cancelling_takes_back_what_is_queued_and_what_is_under_way(database: Database) -> None:
    _enqueue(database, subject="d1", n=2)
    _enqueue(database, subject="d2")
    leased = _claimed(database)
    with database.write() as tx:
        assert queue.cancel(tx, ANALYSE, "d1") == 2
        assert not queue.heartbeat(tx, leased, lease_seconds=60)
        assert not queue.finish(tx, leased)
    assert _row(database, leased.id).state == "cancelled"
    with database.write() as tx:
        assert queue.cancel(tx, Kind("another", ANALYSE.queue), "d2") == 0
    assert _claimed(database).subject_id == "d2"
    assert _claim(database) is None


def test_ended_jobs_are_forgotten_and_dead_ones_kept(database: Database) -> None:
    _enqueue(database, n=3)
    done, dead, held = _claimed(database), _claimed(database), _claimed(database)
    with database.write() as tx:
        queue.finish(tx, done)
        queue.fail(tx, dead, error="x", retry=replace(RETRY, max_attempts=1))
        assert queue.forget_ended(tx, older_than_seconds=60, limit=9) == 0
        tx.execute(update(jobs).values(finished_at=jobs.c.finished_at - 61))
        assert queue.forget_ended(tx, older_than_seconds=60, limit=9) == 1
        assert set(tx.execute(select(jobs.c.id)).scalars()) == {dead.id, held.id}


def test_stats_tell_states_and_the_longest_wait(database: Database) -> None:
    with database.read() as tx:
        assert queue.stats(tx) == queue.Stats(by_state={}, oldest_due_seconds=0)
    _enqueue(database, n=2)
    _enqueue(database, delay=1000)
    _claimed(database)
    _pass(database, 100)
    with database.read() as tx:
        stats = queue.stats(tx)
        listed = queue.listing(tx, state="queued", limit=10)
        everything = queue.listing(tx, state=None, limit=2)
    assert stats.by_state == {"queued": 2, "leased": 1}
    assert 100 <= stats.oldest_due_seconds < 130
    with database.write() as tx:
        for subject_id in tx.execute(select(jobs.c.subject_id).where(jobs.c.state == "queued")).scalars().all():
            queue.cancel(tx, ANALYSE, subject_id)
        assert queue.stats(tx).oldest_due_seconds == 0
    assert [row["state"] for row in listed] == ["queued", "queued"]
    assert len(everything) == 2


def test_random_workers_that_die_lose_no_job(database: Database) -> None:
    """Every job ends done exactly once, whatever the workers did with it in between."""
    ids = {id_ for org in "abc" for id_ in _enqueue(database, org=org, n=20)}
    endless = RetryPolicy(max_attempts=1000, base_seconds=0.0, max_seconds=0.0)
    finished: list[str] = []

    def work(number: int) -> None:
        for turn in range(1000):
            job = _claim(database)
            if job is None:
                with database.read() as tx:
                    open_ = tx.execute(select(func.count()).where(jobs.c.state.in_(("queued", "leased")))).scalar_one()
                if not open_:
                    return
                with database.write() as tx:
                    tx.execute(update(jobs).values(lease_until=0))
                    abandoned = queue.abandoned(tx, kinds=KINDS)
                for _, job_id in abandoned:
                    with database.write() as tx:
                        lost = queue.hold_abandoned(tx, job_id)
                        if lost is not None:
                            queue.fail(tx, lost, error="lost", retry=endless)
                continue
            match (number + turn) % 4:
                case 0:
                    continue  # dies
                case 1:
                    with database.write() as tx:
                        queue.release(tx, job)
                case 2:
                    with database.write() as tx:
                        queue.fail(tx, job, error="bad luck", retry=endless)
                case 3:
                    with database.write() as tx:
                        if queue.finish(tx, job):
                            finished.append(job.id)

    with ThreadPoolExecutor(3) as threads:
        list(threads.map(work, range(3)))
    assert sorted(finished) == sorted(ids)
