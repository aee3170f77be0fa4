"""Lanes: whose turn it is. One for each organisation and queue, so that ten thousand jobs of one organisation delay
neither another's one nor its own one of another queue.

A lane says when its earliest job is due and when it was last served; a claim takes the one that has waited longest and
sends it to the end of the line.
"""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import ColumnElement, Double, ScalarSelect, bindparam, func, literal_column, select, true, update

from muniment.db.clock import clock, clock_of
from muniment.db.engine import Transaction
from muniment.db.statements import HotStatement
from muniment.db.tables import job_lanes, jobs
from muniment.db.upsert import Insert, insert_or_update

_C = job_lanes.c


def _opened(database: str) -> Insert:
    earliest = func.min if database == "sqlite" else func.least
    due = clock_of(database) + bindparam("delay", type_=Double())
    row = {
        "org_id": bindparam("org_id"),
        "queue": bindparam("queue"),
        "next_run_at": due,
        "served_at": literal_column("0.0"),
    }
    return insert_or_update(
        database,
        job_lanes,
        row,
        update=lambda new: {
            "next_run_at": earliest(func.coalesce(_C.next_run_at, new["next_run_at"]), new["next_run_at"])
        },
    )


_OPEN = HotStatement(_opened)


def open_lane(tx: Transaction, org_id: str, queue: str, *, delay_seconds: float) -> None:
    """See to it that the lane is looked at, at the latest in so many seconds."""
    _OPEN.run(tx, {"org_id": org_id, "queue": queue, "delay": float(delay_seconds)})


def _waiting(tx: Transaction, queue: str, kinds: Collection[str]) -> ColumnElement[bool]:
    """A job of one of the kinds is due. Asked of the jobs themselves too: a lane says when its earliest one is due,
    which may be of a kind that only a later release knows, and there may be thousands of such lanes."""
    at = clock(tx)
    due = select(jobs.c.id).where(jobs.c.org_id == _C.org_id, jobs.c.queue == queue, jobs.c.state == "queued")
    known = due.where(jobs.c.run_at <= at, jobs.c.kind.in_(kinds)).correlate(job_lanes).exists()
    return (_C.queue == queue) & _C.next_run_at.is_not(None) & (_C.next_run_at <= at) & known


def has_work(tx: Transaction, queue: str, kinds: Collection[str]) -> bool:
    """Whether a job of the queue and of these kinds is due; cheap, asked before a transaction that writes is begun."""
    return tx.execute(select(_C.org_id).where(_waiting(tx, queue, kinds)).limit(1)).first() is not None


def leased_in(org_id: str | ColumnElement[str], queue: str) -> ScalarSelect[int]:
    """How many jobs of the lane are under way; few ever are, and they have an index."""
    held = select(func.count()).where(jobs.c.state == "leased", jobs.c.org_id == org_id, jobs.c.queue == queue)
    return held.scalar_subquery()


def next_lane(
    tx: Transaction, queue: str, tried: list[str], *, kinds: Collection[str], most_at_once: int
) -> str | None:
    """The organisation whose turn it is in the queue and that has a due job of these kinds, its lane locked; none of
    those tried, and none that has `most_at_once` jobs under way there (0: any number).

    A lane that another claim holds is passed over; when there is no other, waited for, since coming back empty would
    mean to sleep while jobs are due. Only one who holds no lane waits, and for one lane by its id, so nobody waits in a
    circle: a search that waits keeps the lock of each lane that turned out not to match, and goes on to the next.
    """
    due = (
        select(_C.org_id)
        .where(_waiting(tx, queue, kinds), _C.org_id.not_in(tried))
        .where(leased_in(_C.org_id, queue) < most_at_once if most_at_once else true())
        .order_by(_C.served_at, _C.org_id)
        .limit(1)
    )
    free = tx.execute(due.with_for_update(skip_locked=True, of=job_lanes)).scalar()
    if free is None and not tried and tx.dialect.name != "sqlite":
        busy = tx.execute(due).scalar()
        if busy is not None:
            by_id = select(_C.org_id).where(_C.org_id == busy, _C.queue == queue)
            free = tx.execute(by_id.with_for_update()).scalar()
    return str(free) if free is not None else None


def turn_lane(tx: Transaction, org_id: str, queue: str) -> None:
    """Send the lane to the end of the line, and say when it has work again."""
    tx.execute(
        update(job_lanes)
        .where(_C.org_id == org_id, _C.queue == queue)
        .values(served_at=clock(tx), next_run_at=_earliest(org_id, queue))
    )


def _earliest(org_id: str | ColumnElement[str], queue: str | ColumnElement[str]) -> ScalarSelect[float]:
    """When the first queued job of the lane is due."""
    queued = select(func.min(jobs.c.run_at)).where(jobs.c.org_id == org_id, jobs.c.queue == queue)
    return queued.where(jobs.c.state == "queued").scalar_subquery()


def longest_wait(tx: Transaction) -> float:
    """Seconds that the oldest due job of all has waited; 0 when none is due."""
    # By lane, since a lane may still name a job that was cancelled.
    firsts = select(_earliest(_C.org_id, _C.queue).label("run_at")).where(_C.next_run_at.is_not(None)).subquery()
    oldest = tx.execute(select(clock(tx) - func.min(firsts.c.run_at))).scalar()
    return max(0.0, float(oldest or 0.0))
