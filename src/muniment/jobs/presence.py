"""Which workers live and whose turn it is, told over the database so that it counts across machines.

A worker writes its row when it starts and again with every beat; one that stops takes its row away, one that dies
leaves a row that grows old. Nothing here decides about jobs: that is what leases are for.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, select

from muniment.db.clock import clock
from muniment.db.engine import Transaction
from muniment.db.tables import chores, workers
from muniment.db.upsert import insert_or_update

FORGOTTEN_SECONDS = 86_400
"""Age at which the row of a worker that died is removed."""


def beat(tx: Transaction, name: str, *, concurrency: int) -> None:
    """Say that this worker lives; the first beat makes its row."""
    at = clock(tx)
    row = {"name": name, "concurrency": concurrency, "started_at": at, "seen_at": at}
    tx.execute(insert_or_update(tx.dialect.name, workers, row, update=lambda _new: {"seen_at": at}))


def leave(tx: Transaction, name: str) -> None:
    """This worker stops. Rows of workers that died long ago go with it."""
    tx.execute(workers.delete().where((workers.c.name == name) | (workers.c.seen_at < clock(tx) - FORGOTTEN_SECONDS)))


def living(tx: Transaction, *, within_seconds: float) -> int:
    """How many workers were seen within this time."""
    seen = select(func.count()).where(workers.c.seen_at > clock(tx) - within_seconds)
    return int(tx.execute(seen).scalar_one())


def slots(tx: Transaction, *, within_seconds: float) -> int:
    """How many jobs of a queue the workers seen within this time run at once, all together."""
    seen = select(func.coalesce(func.sum(workers.c.concurrency), 0)).where(
        workers.c.seen_at > clock(tx) - within_seconds
    )
    return int(tx.execute(seen).scalar_one())


def listing(tx: Transaction) -> list[dict[str, Any]]:
    """Every worker with the seconds since its start and since it was seen, the last seen first."""
    rows = tx.execute(
        select(
            workers.c.name,
            workers.c.concurrency,
            (clock(tx) - workers.c.started_at).label("age_seconds"),
            (clock(tx) - workers.c.seen_at).label("silent_seconds"),
        ).order_by(workers.c.seen_at.desc(), workers.c.name)
    )
    return [dict(row._mapping) for row in rows]


def take_chore(tx: Transaction, name: str, *, every_seconds: float) -> bool:
    """Whether it is this worker's turn to do what one of all does so often; if so, nobody else's until then."""
    at = clock(tx)
    taken = insert_or_update(
        tx.dialect.name,
        chores,
        {"name": name, "begun_at": at},
        update=lambda _new: {"begun_at": at},
        where=chores.c.begun_at <= at - every_seconds,
    )
    return tx.execute(taken.returning(chores.c.name)).first() is not None
