"""What is over goes in portions."""

from __future__ import annotations

from sqlalchemy import insert, select

from muniment.db.engine import Database
from muniment.db.removal import remove_over
from muniment.db.tables import sign_in_tries


def test_oldest_of_what_is_over_go_first_and_no_more_than_was_asked_for(database: Database) -> None:
    since = sign_in_tries.c.since
    with database.write() as tx:
        rows = [{"id": str(n), "tries": 1, "since": at} for n, at in enumerate((30, 10, 40, 20))]
        tx.execute(insert(sign_in_tries), rows)
        removed = [remove_over(tx, sign_in_tries, since <= 30, oldest_by=since, limit=2)]
        left = [tx.execute(select(since).order_by(since)).scalars().all()]
        removed.append(remove_over(tx, sign_in_tries, since <= 30, oldest_by=since, limit=2))
        left.append(tx.execute(select(since)).scalars().all())
    assert (removed, left) == ([2, 1], [[30, 40], [40]])
