"""A database's clock that was ahead and was set back leaves times that lie too far ahead: jobs that would not run for
days, leases that would not end, a turn that would not come.

Nothing here is due later than the longest retry from now, or leased for longer, so whatever is lies there by mistake.
"""

from __future__ import annotations

from sqlalchemy import func, select, update

from muniment.db.clock import clock
from muniment.db.engine import Transaction, signal
from muniment.db.tables import chores, job_lanes, jobs, workers
from muniment.jobs.queue import OWED


def lanes_far_ahead(tx: Transaction, *, longest_seconds: float) -> int:
    """How many lanes (organisation and queue) have a job that is due later than can be; a look into an index each."""
    last = (
        select(func.max(jobs.c.run_at))
        .where(jobs.c.org_id == job_lanes.c.org_id, jobs.c.queue == job_lanes.c.queue, jobs.c.state == "queued")
        .scalar_subquery()
    )
    found = select(func.count()).select_from(job_lanes).where(last > clock(tx) + longest_seconds)
    return int(tx.execute(found).scalar_one())


def is_seen(tx: Transaction, *, longest_seconds: float) -> bool:
    """Whether there is anything to mend for which somebody waits. Cheap, however many jobs are queued."""
    leased = select(jobs.c.id).where(jobs.c.state == "leased", jobs.c.lease_until > clock(tx) + longest_seconds)
    return bool(lanes_far_ahead(tx, longest_seconds=longest_seconds)) or tx.execute(leased.limit(1)).first() is not None


def mend(tx: Transaction, *, longest_seconds: float) -> int:
    """Bring back what lies too far ahead, to the latest that can be; returns how many jobs."""
    now, until = clock(tx), clock(tx) + longest_seconds
    due = update(jobs).where(jobs.c.state == "queued", jobs.c.run_at > until).values(run_at=now)
    leased = update(jobs).where(jobs.c.state == "leased", jobs.c.lease_until > until).values(lease_until=until)
    mended = tx.execute(due).rowcount + tx.execute(leased).rowcount
    tx.execute(update(job_lanes).where(job_lanes.c.next_run_at > until).values(next_run_at=now))
    tx.execute(update(job_lanes).where(job_lanes.c.served_at > now).values(served_at=now))
    tx.execute(update(workers).where(workers.c.seen_at > until).values(seen_at=now))
    tx.execute(update(chores).where(chores.c.begun_at > until).values(begun_at=now))
    if mended:
        signal(tx, OWED)
    return mended
