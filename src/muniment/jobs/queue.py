"""The jobs table: work that is owed, and who is doing it.

A job is inserted in the transaction of the change that needs it. A worker leases it; a lease that is not renewed runs
out and the job is taken by another. Each claim raises `attempt`, and whatever a worker writes is fenced by it, so one
that comes back late changes nothing. All times are the database's own clock: machines' clocks are never compared.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Double,
    ScalarSelect,
    bindparam,
    func,
    insert,
    literal_column,
    or_,
    select,
    text,
    true,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite

from muniment import ids
from muniment.db.engine import Transaction
from muniment.db.statements import HotStatement
from muniment.db.tables import job_lanes, jobs
from muniment.observing import tracing

ANALYSE_DOCUMENT = "analyze_document"
CHANNEL = "muniment_jobs"
"""Where PostgreSQL tells that a job was committed (jobs/wakeup.py listens)."""

_SQLITE_NOW: ColumnElement[float] = literal_column("((julianday('now') - 2440587.5) * 86400.0)", Double())
_POSTGRESQL_NOW: ColumnElement[float] = literal_column("extract(epoch from clock_timestamp())::float8", Double())
_LANES_LOOKED_AT = 16


@dataclass(frozen=True, slots=True)
class Job:
    """A job in a worker's hands. `attempt` fences what it writes."""

    id: str
    kind: str
    org_id: str
    document_id: str
    generation: int
    attempt: int
    failures: int
    trace_parent: str | None = None


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


def clock(tx: Transaction) -> ColumnElement[float]:
    """Now, as the database sees it, in fractional Unix seconds."""
    return _SQLITE_NOW if tx.dialect.name == "sqlite" else _POSTGRESQL_NOW


def enqueue(
    tx: Transaction, kind: str, *, org_id: str, document_id: str, generation: int, delay_seconds: float = 0
) -> str:
    """Owe a job, inside the caller's transaction. Returns its id."""
    job_id = ids.new(ids.JOB)
    statements = _STATEMENTS[tx.dialect.name]
    statements.owe.run(
        tx,
        {
            "id": job_id,
            "kind": kind,
            "org_id": org_id,
            "document_id": document_id,
            "generation": generation,
            "delay": float(delay_seconds),
            "trace_parent": tracing.traceparent(),
        },
    )
    _open_lane(tx, org_id, delay_seconds)
    if tx.dialect.name == "postgresql":
        tx.exec_driver_sql(f"NOTIFY {CHANNEL}")
    return job_id


def _open_lane(tx: Transaction, org_id: str, delay_seconds: float) -> None:
    """See to it that the organisation's lane is looked at, at the latest in so many seconds."""
    _STATEMENTS[tx.dialect.name].open_lane.run(tx, {"org_id": org_id, "delay": float(delay_seconds)})


@dataclass(frozen=True, slots=True)
class _Statements:
    owe: HotStatement
    open_lane: HotStatement


def _statements(name: str) -> _Statements:
    at = _SQLITE_NOW if name == "sqlite" else _POSTGRESQL_NOW
    due = at + bindparam("delay", type_=Double())
    given: dict[str, BindParameter[Any]] = {
        column: bindparam(column) for column in ("id", "kind", "org_id", "document_id", "generation", "trace_parent")
    }
    owe = insert(jobs).values(**given, state=literal_column("'queued'"), run_at=due, created_at=at)
    dialect = sqlite if name == "sqlite" else postgresql
    lane = dialect.insert(job_lanes).values(
        org_id=bindparam("org_id"), next_run_at=due, served_at=literal_column("0.0")
    )
    earliest = func.min if name == "sqlite" else func.least
    soonest = earliest(func.coalesce(job_lanes.c.next_run_at, lane.excluded.next_run_at), lane.excluded.next_run_at)
    opened = lane.on_conflict_do_update(index_elements=[job_lanes.c.org_id], set_={"next_run_at": soonest})
    return _Statements(HotStatement(owe), HotStatement(opened))


_STATEMENTS = {name: _statements(name) for name in ("sqlite", "postgresql")}


def has_work(tx: Transaction) -> bool:
    """Whether a job may be due; cheap, asked before a transaction that writes is begun."""
    return (
        tx.execute(
            select(job_lanes.c.org_id)
            .where(job_lanes.c.next_run_at.is_not(None), job_lanes.c.next_run_at <= clock(tx))
            .limit(1)
        ).first()
        is not None
    )


def claim(
    tx: Transaction, *, worker: str, kinds: tuple[str, ...], lease_seconds: float, most_at_once: int = 0
) -> Job | None:
    """Lease the next due job of the organisation that has waited longest for its turn, or None.

    Jobs of a kind this worker does not know stay queued for others. An organisation with `most_at_once` jobs leased
    (0: any number) is passed over.
    """
    tried: list[str] = []
    while len(tried) < _LANES_LOOKED_AT:
        org_id = _next_lane(tx, tried, most_at_once=most_at_once)
        if org_id is None:
            return None
        job = None
        # Asked again under the lane's lock: another claim may have taken the last place meanwhile.
        if not most_at_once or tx.execute(select(_leased_of(org_id))).scalar_one() < most_at_once:
            job = _lease(tx, org_id, worker=worker, kinds=kinds, lease_seconds=lease_seconds)
        _turn_lane(tx, org_id)
        if job is not None:
            return job
        tried.append(org_id)
    return None


def _leased_of(org_id: str | ColumnElement[str]) -> ScalarSelect[int]:
    """How many jobs of the organisation are under way; few ever are, and they have an index."""
    return select(func.count()).where(jobs.c.state == "leased", jobs.c.org_id == org_id).scalar_subquery()


def _next_lane(tx: Transaction, tried: list[str], *, most_at_once: int) -> str | None:
    """The organisation whose turn it is, its lane locked.

    A lane that another claim holds is passed over; when there is no other, waited for, since coming back empty would
    mean to sleep while jobs are due. Only one who holds no lane waits, and for one lane by its id, so nobody waits in a
    circle: a search that waits keeps the lock of each lane that turned out not to match, and goes on to the next.
    """
    due = (
        select(job_lanes.c.org_id)
        .where(job_lanes.c.next_run_at.is_not(None), job_lanes.c.next_run_at <= clock(tx))
        .where(job_lanes.c.org_id.not_in(tried))
        .where(_leased_of(job_lanes.c.org_id) < most_at_once if most_at_once else true())
        .order_by(job_lanes.c.served_at, job_lanes.c.org_id)
        .limit(1)
    )
    free = tx.execute(due.with_for_update(skip_locked=True)).scalar()
    if free is None and not tried and tx.dialect.name != "sqlite":
        busy = tx.execute(due).scalar()
        if busy is not None:
            by_id = select(job_lanes.c.org_id).where(job_lanes.c.org_id == busy)
            free = tx.execute(by_id.with_for_update()).scalar()
    return str(free) if free is not None else None


def _lease(tx: Transaction, org_id: str, *, worker: str, kinds: tuple[str, ...], lease_seconds: float) -> Job | None:
    at = clock(tx)
    job_id = tx.execute(
        select(jobs.c.id)
        .where(jobs.c.org_id == org_id, jobs.c.state == "queued", jobs.c.run_at <= at, jobs.c.kind.in_(kinds))
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
    return Job(*row)


_JOB_COLUMNS = (
    jobs.c.id,
    jobs.c.kind,
    jobs.c.org_id,
    jobs.c.document_id,
    jobs.c.generation,
    jobs.c.attempt,
    jobs.c.failures,
    jobs.c.trace_parent,
)


def _turn_lane(tx: Transaction, org_id: str) -> None:
    """Send the lane to the end of the line, and say when it has work again."""
    earliest = (
        select(func.min(jobs.c.run_at)).where(jobs.c.org_id == org_id, jobs.c.state == "queued").scalar_subquery()
    )
    tx.execute(update(job_lanes).where(job_lanes.c.org_id == org_id).values(served_at=clock(tx), next_run_at=earliest))


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
    _open_lane(tx, job.org_id, delay_seconds)
    return True


def cancel(tx: Transaction, document_id: str) -> int:
    """Take back what is owed for the document, also what is under way: its worker learns of it when it renews the
    lease, and nothing it writes counts any more. Returns how many jobs."""
    done = tx.execute(
        update(jobs)
        .where(jobs.c.document_id == document_id, jobs.c.state.in_(("queued", "leased")))
        .values(state="cancelled", finished_at=clock(tx), lease_until=None)
    )
    return done.rowcount


def _is_abandoned(tx: Transaction, abandoned_by: tuple[str, ...]) -> ColumnElement[bool]:
    over = jobs.c.lease_until < clock(tx)
    return (jobs.c.state == "leased") & (or_(over, jobs.c.worker.in_(abandoned_by)) if abandoned_by else over)


def abandoned(tx: Transaction, *, by: tuple[str, ...] = (), limit: int = 1000) -> list[tuple[str, str]]:
    """Leased jobs whose lease ran out, or whose worker is known to be dead: (organisation, job)."""
    rows = tx.execute(
        select(jobs.c.org_id, jobs.c.id)
        .where(_is_abandoned(tx, by))
        .order_by(jobs.c.lease_until, jobs.c.id)
        .limit(limit)
    )
    return [(str(row[0]), str(row[1])) for row in rows]


def hold_abandoned(tx: Transaction, job_id: str, *, by: tuple[str, ...] = ()) -> Job | None:
    """The job, held until the transaction ends; None when it is not abandoned any more, or another holds it."""
    found = select(*_JOB_COLUMNS).where(jobs.c.id == job_id, _is_abandoned(tx, by))
    row = tx.execute(found.with_for_update(skip_locked=True)).first()
    return Job(*row) if row is not None else None


def leasing_workers(tx: Transaction) -> list[str]:
    """The workers that hold leases."""
    return [str(row[0]) for row in tx.execute(select(jobs.c.worker).where(jobs.c.state == "leased").distinct())]


def find_dead(tx: Transaction, job_id: str) -> Job | None:
    """The dead job of that id, held until the transaction ends; None when there is none."""
    row = tx.execute(select(*_JOB_COLUMNS).where(jobs.c.id == job_id, jobs.c.state == "dead").with_for_update()).first()
    return Job(*row) if row is not None else None


def retry(tx: Transaction, job_id: str, *, generation: int | None = None) -> bool:
    """Queue a dead job again with all its tries, for another generation of its document if one is given; False when
    there is no dead job of that id."""
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
            generation=job.generation if generation is None else generation,
        )
    )
    _open_lane(tx, job.org_id, 0)
    if tx.dialect.name == "postgresql":
        tx.exec_driver_sql(f"NOTIFY {CHANNEL}")
    return True


_ENDED_WELL = text("state IN ('done', 'cancelled')")
"""As the index `ix_jobs_ended` says it: SQLite knows it again only without parameters."""


def forget_ended(tx: Transaction, *, older_than_seconds: float) -> int:
    """Remove jobs that ended well long ago. Dead ones are kept to look at."""
    done = tx.execute(jobs.delete().where(_ENDED_WELL, jobs.c.finished_at < clock(tx) - older_than_seconds))
    return done.rowcount


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
    # By organisation, since a lane may still name a job that was cancelled.
    first = select(func.min(jobs.c.run_at)).where(jobs.c.org_id == job_lanes.c.org_id, jobs.c.state == "queued")
    firsts = select(first.scalar_subquery().label("run_at")).where(job_lanes.c.next_run_at.is_not(None)).subquery()
    oldest = tx.execute(select(clock(tx) - func.min(firsts.c.run_at))).scalar()
    return Stats(by_state=by_state, oldest_due_seconds=max(0.0, float(oldest or 0.0)))


def stuck(tx: Transaction, *, seconds: float, limit: int) -> list[dict[str, Any]]:
    """Jobs that have been due, or leased by a worker that is silent, for longer than so many seconds; the longest
    first. None while workers run and keep up."""
    since = func.coalesce(jobs.c.lease_until, jobs.c.run_at)
    query = (
        select(jobs, (clock(tx) - since).label("seconds"))
        .where(jobs.c.state.in_(("queued", "leased")), since < clock(tx) - seconds)
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
