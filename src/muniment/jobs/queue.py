"""The jobs table: work that is owed, and who is doing it.

A job is inserted in the transaction of the change that needs it. A worker leases it; a lease that is not renewed runs
out and the job is taken by another. Each claim raises `attempt`, and whatever a worker writes is fenced by it, so one
that comes back late changes nothing. All times are the database's own clock.

Nothing here knows what a job is about: it has a kind, a subject, and a `fence`, a number that the subject raises when
it moves on, so that work owed for an earlier state of it changes nothing.
"""

from __future__ import annotations

import random
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

import orjson
from sqlalchemy import (
    ColumnElement,
    Double,
    RowMapping,
    bindparam,
    func,
    insert,
    literal_column,
    or_,
    select,
    text,
    update,
)

from muniment import ids
from muniment.db.clock import clock, clock_of
from muniment.db.engine import Transaction, signal
from muniment.db.statements import HotStatement
from muniment.db.tables import jobs
from muniment.jobs import lanes
from muniment.observing import tracing

OWED = "jobs"
"""What a transaction signals that leaves a job to be taken (`db.engine.signal`)."""

MAX_PAYLOAD_BYTES = 64 * 1024

_LANES_LOOKED_AT = 16


@dataclass(frozen=True, slots=True)
class Kind:
    """What sort of work a job is; at most 32 characters each. Jobs of one `queue` share its slots in a worker and wait
    in its lanes, so they never hold up those of another."""

    name: str
    queue: str


@dataclass(frozen=True, slots=True)
class Job:
    """A job in a worker's hands. `attempt` fences what it writes about the job, `fence` what about its subject."""

    id: str
    kind: str
    queue: str
    org_id: str
    subject_id: str
    fence: int
    attempt: int
    failures: int
    payload: Mapping[str, Any] = field(default_factory=dict)
    trace_parent: str | None = None


class SubjectGoneError(Exception):
    """What a job is about is not there any more, so nothing is owed."""


@dataclass(frozen=True, slots=True)
class RetryPolicy:
    """How often and how far apart a failed job is tried again."""

    max_attempts: int
    base_seconds: float
    max_seconds: float

    def delay(self, failures: int) -> float:
        """Seconds before the next try: exponential, with full jitter on its upper half."""
        full = min(self.max_seconds, self.base_seconds * 2.0 ** min(max(0, failures - 1), 64))
        return full * (0.5 + random.random() / 2)  # noqa: S311 - spreads retries, guards nothing


_OWE = HotStatement(
    lambda database: insert(jobs).values(
        **{
            column: bindparam(column)
            for column in ("id", "kind", "queue", "org_id", "subject_id", "fence", "payload", "trace_parent")
        },
        state=literal_column("'queued'"),
        run_at=clock_of(database) + bindparam("delay", type_=Double()),
        created_at=clock_of(database),
    )
)


def enqueue(
    tx: Transaction,
    kind: Kind,
    *,
    org_id: str,
    subject_id: str,
    fence: int,
    payload: Mapping[str, Any] | None = None,
    delay_seconds: float = 0,
) -> str:
    """Owe a job, inside the caller's transaction; workers are woken once that is committed. Returns its id.

    `payload`: JSON values that the job needs beside its subject. Raises ValueError when it is too large.
    `delay_seconds`: at most the longest retry; what is due later than that is brought forward (clock_set_back.py).
    """
    packed = orjson.dumps(payload or {})
    if len(packed) > MAX_PAYLOAD_BYTES:
        raise ValueError(f"the payload of a job may have {MAX_PAYLOAD_BYTES:,} bytes, not {len(packed):,}")
    job_id = ids.new(ids.JOB)
    _OWE.run(
        tx,
        {
            "id": job_id,
            "kind": kind.name,
            "queue": kind.queue,
            "org_id": org_id,
            "subject_id": subject_id,
            "fence": fence,
            "payload": packed.decode(),
            "delay": float(delay_seconds),
            "trace_parent": tracing.traceparent(),
        },
    )
    _make_available(tx, org_id, kind.queue, delay_seconds=delay_seconds)
    return job_id


def _make_available(tx: Transaction, org_id: str, queue: str, *, delay_seconds: float) -> None:
    """Whatever queues a job ends here: its lane is open, and workers hear of it after the commit."""
    lanes.open_lane(tx, org_id, queue, delay_seconds=delay_seconds)
    signal(tx, OWED)


def claim(
    tx: Transaction,
    *,
    worker: str,
    queue: str,
    kinds: Collection[str],
    lease_seconds: float,
    most_at_once: int = 0,
) -> Job | None:
    """Lease the next due job of the queue, of the organisation that has waited longest for its turn there, or None.

    Jobs of a kind this worker does not know stay queued for others. An organisation with `most_at_once` jobs of the
    queue leased (0: any number) is passed over.
    """
    tried: list[str] = []
    while len(tried) < _LANES_LOOKED_AT:
        org_id = lanes.next_lane(tx, queue, tried, kinds=kinds, most_at_once=most_at_once)
        if org_id is None:
            return None
        job = None
        # Asked again under the lane's lock: another claim may have taken the last place meanwhile.
        if not most_at_once or tx.execute(select(lanes.leased_in(org_id, queue))).scalar_one() < most_at_once:
            job = _lease(tx, org_id, queue, worker=worker, kinds=kinds, lease_seconds=lease_seconds)
        lanes.turn_lane(tx, org_id, queue)
        if job is not None:
            return job
        tried.append(org_id)
    return None


def _lease(
    tx: Transaction, org_id: str, queue: str, *, worker: str, kinds: Collection[str], lease_seconds: float
) -> Job | None:
    at = clock(tx)
    job_id = tx.execute(
        select(jobs.c.id)
        .where(jobs.c.org_id == org_id, jobs.c.queue == queue, jobs.c.state == "queued", jobs.c.run_at <= at)
        .where(jobs.c.kind.in_(kinds))
        .order_by(jobs.c.run_at, jobs.c.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    ).scalar()
    if job_id is None:
        return None
    row = tx.execute(
        update(jobs)
        .where(jobs.c.id == job_id)
        .values(state="leased", attempt=jobs.c.attempt + 1, lease_until=at + lease_seconds, worker=worker)
        .returning(*_JOB_COLUMNS)
    ).one()
    return _job(row._mapping)


_JOB_COLUMNS = (
    jobs.c.id,
    jobs.c.kind,
    jobs.c.queue,
    jobs.c.org_id,
    jobs.c.subject_id,
    jobs.c.fence,
    jobs.c.attempt,
    jobs.c.failures,
    jobs.c.payload,
    jobs.c.trace_parent,
)


def _job(row: RowMapping) -> Job:
    return Job(**{**row, "payload": orjson.loads(row["payload"])})


def _held(job: Job) -> ColumnElement[bool]:
    return (jobs.c.id == job.id) & (jobs.c.attempt == job.attempt) & (jobs.c.state == "leased")


def heartbeat(tx: Transaction, job: Job, *, lease_seconds: float) -> bool:
    """Renew the lease; False when it was lost."""
    done = tx.execute(update(jobs).where(_held(job)).values(lease_until=clock(tx) + lease_seconds))
    return done.rowcount == 1


def finish(tx: Transaction, job: Job) -> bool:
    """End the job as done; False when the lease was lost: the caller then rolls back what it wrote."""
    done = tx.execute(
        update(jobs).where(_held(job)).values(state="done", finished_at=clock(tx), lease_until=None, error=None)
    )
    return done.rowcount == 1


def release(tx: Transaction, job: Job, *, delay_seconds: float = 0, error: str | None = None) -> bool:
    """Give the job back unharmed: the worker is stopping, or what it needs is away for a while."""
    return _requeue(tx, job, error=error, delay_seconds=delay_seconds, failures=job.failures)


def fail(tx: Transaction, job: Job, *, error: str, retry: RetryPolicy) -> bool | None:
    """Note a failed attempt. True: queued again. False: it was the last, the job is dead. None: the lease was lost."""
    failures = job.failures + 1
    if failures < retry.max_attempts:
        return True if _requeue(tx, job, error=error, delay_seconds=retry.delay(failures), failures=failures) else None
    done = tx.execute(
        update(jobs)
        .where(_held(job))
        .values(state="dead", failures=failures, finished_at=clock(tx), lease_until=None, error=error)
    )
    return False if done.rowcount == 1 else None


def _requeue(tx: Transaction, job: Job, *, error: str | None, delay_seconds: float, failures: int) -> bool:
    run_at = clock(tx) + delay_seconds
    done = tx.execute(
        update(jobs)
        .where(_held(job))
        .values(state="queued", run_at=run_at, lease_until=None, worker=None, failures=failures, error=error)
    )
    if done.rowcount != 1:
        return False
    _make_available(tx, job.org_id, job.queue, delay_seconds=delay_seconds)
    return True


def withdraw(tx: Transaction, job: Job) -> bool:
    """End the job as cancelled: what it is about is gone. False when the lease was lost and it runs elsewhere."""
    done = tx.execute(
        update(jobs)
        .where(jobs.c.id == job.id, jobs.c.attempt == job.attempt, jobs.c.state.in_(("leased", "dead")))
        .values(state="cancelled", finished_at=clock(tx), lease_until=None)
    )
    return done.rowcount == 1


def is_open(kind: Kind, subject_id: str | ColumnElement[str]) -> ColumnElement[bool]:
    """Whether a job is one of the kind that is queued or under way for the subject."""
    return (jobs.c.subject_id == subject_id) & (jobs.c.kind == kind.name) & jobs.c.state.in_(("queued", "leased"))


def cancel(tx: Transaction, kind: Kind, subject_id: str) -> int:
    """Take back what of the kind is owed for the subject, also what is under way: its worker learns of it when it
    renews the lease, and nothing it writes counts any more. Returns how many jobs."""
    done = tx.execute(
        update(jobs).where(is_open(kind, subject_id)).values(state="cancelled", finished_at=clock(tx), lease_until=None)
    )
    return done.rowcount


def _is_abandoned(tx: Transaction, abandoned_by: tuple[str, ...]) -> ColumnElement[bool]:
    over = jobs.c.lease_until < clock(tx)
    return (jobs.c.state == "leased") & (or_(over, jobs.c.worker.in_(abandoned_by)) if abandoned_by else over)


def abandoned(
    tx: Transaction, *, kinds: Collection[str], by: tuple[str, ...] = (), limit: int = 1000
) -> list[tuple[str, str]]:
    """Leased jobs of these kinds whose lease ran out, or whose worker is known to be dead: (organisation, job)."""
    rows = tx.execute(
        select(jobs.c.org_id, jobs.c.id)
        .where(_is_abandoned(tx, by), jobs.c.kind.in_(kinds))
        .order_by(jobs.c.lease_until, jobs.c.id)
        .limit(limit)
    )
    return [(str(row[0]), str(row[1])) for row in rows]


def hold_abandoned(tx: Transaction, job_id: str, *, by: tuple[str, ...] = ()) -> Job | None:
    """The job, held until the transaction ends; None when it is not abandoned any more, or another holds it."""
    found = select(*_JOB_COLUMNS).where(jobs.c.id == job_id, _is_abandoned(tx, by))
    row = tx.execute(found.with_for_update(skip_locked=True)).first()
    return _job(row._mapping) if row is not None else None


def leasing_workers(tx: Transaction) -> list[str]:
    """The workers that hold leases."""
    return [str(row[0]) for row in tx.execute(select(jobs.c.worker).where(jobs.c.state == "leased").distinct())]


def find_dead(tx: Transaction, job_id: str) -> Job | None:
    """The dead job of that id, held until the transaction ends; None when there is none."""
    row = tx.execute(select(*_JOB_COLUMNS).where(jobs.c.id == job_id, jobs.c.state == "dead").with_for_update()).first()
    return _job(row._mapping) if row is not None else None


def retry(tx: Transaction, job_id: str, *, fence: int | None = None) -> bool:
    """Queue a dead job again with all its tries, under another fence if one is given; False when there is no dead job
    of that id."""
    job = find_dead(tx, job_id)
    if job is None:
        return False
    tx.execute(
        update(jobs)
        .where(jobs.c.id == job.id)
        .values(
            state="queued",
            failures=0,
            run_at=clock(tx),
            finished_at=None,
            worker=None,
            fence=job.fence if fence is None else fence,
        )
    )
    _make_available(tx, job.org_id, job.queue, delay_seconds=0)
    return True


_ENDED_WELL = text("state IN ('done', 'cancelled')")
"""As the index `ix_jobs_ended` says it: SQLite knows it again only without parameters."""


def forget_ended(tx: Transaction, *, older_than_seconds: float, limit: int) -> int:
    """Remove at most so many jobs that ended well long ago; returns how many. Dead ones are kept to look at."""
    ended = select(jobs.c.id).where(_ENDED_WELL, jobs.c.finished_at < clock(tx) - older_than_seconds)
    return tx.execute(jobs.delete().where(jobs.c.id.in_(ended.limit(limit)))).rowcount


def forget_subject(tx: Transaction, subject_id: str) -> None:
    """Remove every job of a subject that is gone. Whoever still works on one changes nothing any more."""
    tx.execute(jobs.delete().where(jobs.c.subject_id == subject_id))


@dataclass(frozen=True, slots=True)
class Stats:
    """Jobs by state, and how long the oldest due one has waited, in seconds."""

    by_state: dict[str, int]
    oldest_due_seconds: float


def stats(tx: Transaction) -> Stats:
    """How the queue stands. Grows with the jobs of each state, each counted in an index of its own."""
    by_state = {}
    for state in ("queued", "leased", "dead"):
        n = int(tx.execute(select(func.count()).where(jobs.c.state == state)).scalar_one())
        if n:
            by_state[state] = n
    ended = select(jobs.c.state, func.count()).where(_ENDED_WELL).group_by(jobs.c.state)
    by_state |= {str(state): int(n) for state, n in tx.execute(ended)}
    return Stats(by_state=by_state, oldest_due_seconds=lanes.longest_wait(tx))


def stuck(tx: Transaction, *, seconds: float, longest_seconds: float, limit: int) -> list[dict[str, Any]]:
    """Jobs that have been due, or leased by a worker that is silent, for longer than so many seconds, the longest
    first; then those that are due or leased for later than `longest_seconds` from now, which says that the database's
    clock was set back: their `seconds` are negative. None while workers run and keep up."""
    since = func.coalesce(jobs.c.lease_until, jobs.c.run_at)
    is_late, is_far_ahead = since < clock(tx) - seconds, since > clock(tx) + longest_seconds
    query = (
        select(jobs, (clock(tx) - since).label("seconds"))
        .where(jobs.c.state.in_(("queued", "leased")), is_late | is_far_ahead)
        .order_by(since)
        .limit(limit)
    )
    return [dict(row._mapping) for row in tx.execute(query)]


def listing(tx: Transaction, *, state: str | None, limit: int) -> list[dict[str, Any]]:
    """Jobs as the operator sees them, the latest first."""
    query = select(jobs).order_by(jobs.c.created_at.desc(), jobs.c.id.desc()).limit(limit)
    if state is not None:
        query = query.where(jobs.c.state == state)
    return [dict(row._mapping) for row in tx.execute(query)]
