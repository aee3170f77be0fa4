"""What a clock that was ahead dated in the future, brought back to now; the order of things stays.

Documents of an organisation are never dated before the one that came before them, so a single one dated 2036 dates all
that follow. Beside a running server, in short transactions, each right by itself: killed in the middle, run it again.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any

from sqlalchemy import Column, Table, and_, bindparam, case, or_, select, tuple_, update

from muniment.db import clock
from muniment.db.engine import Database, Transaction
from muniment.db.tables import (
    analyses,
    api_keys,
    assessments,
    document_reviews,
    documents,
    events,
    idempotency_keys,
    legal_holds,
    oauth_clients,
    oauth_tokens,
    one_time_codes,
    organisations,
    purged_documents,
    services,
    sessions,
    sign_in_tries,
    users,
    vendors,
)
from muniment.events.feed import lock_organisation
from muniment.upkeep.repair import Repaired
from muniment.upkeep.stored import in_batches, read_at_length

_ROWS_AT_ONCE = 500

_ORDERED = ((vendors, vendors.c.org_id), (services, services.c.vendor_id))
"""What lists show by `created_at` and `id`, and whose list."""

_DATED: tuple[tuple[Table, tuple[Column[Any], ...]], ...] = (
    (organisations, (organisations.c.created_at,)),
    (api_keys, (api_keys.c.created_at, api_keys.c.revoked_at)),
    (oauth_clients, (oauth_clients.c.created_at, oauth_clients.c.revoked_at)),
    (oauth_tokens, (oauth_tokens.c.created_at,)),
    (users, (users.c.created_at, users.c.updated_at, users.c.last_signed_in_at, users.c.disabled_at)),
    (sessions, (sessions.c.created_at, sessions.c.last_used_at)),
    (one_time_codes, (one_time_codes.c.created_at,)),
    (sign_in_tries, (sign_in_tries.c.since,)),
    (vendors, (vendors.c.updated_at,)),
    (
        assessments,
        (assessments.c.created_at, assessments.c.updated_at, assessments.c.initiated_at, assessments.c.archived_at),
    ),
    (documents, (documents.c.updated_at, documents.c.archived_at)),
    (legal_holds, (legal_holds.c.created_at, legal_holds.c.released_at)),
    (purged_documents, (purged_documents.c.created_at, purged_documents.c.archived_at, purged_documents.c.purged_at)),
    (analyses, (analyses.c.started_at, analyses.c.completed_at)),
    (document_reviews, (document_reviews.c.reviewed_at,)),
    (events, (events.c.occurred_at,)),
    (idempotency_keys, (idempotency_keys.c.created_at,)),
)
"""Every other time that is stored and has passed; when a key expires is meant to lie ahead."""


def repair_clock(database: Database) -> Iterator[Repaired]:
    """Date everything that is dated after now, by the database's clock, as of now; one told for each kind of rows."""
    with database.read() as tx:
        org_ids = tx.execute(select(organisations.c.id).order_by(organisations.c.id)).scalars().all()
    for org_id in org_ids:
        n = _bring_back_documents(database, org_id)
        if n:
            yield Repaired(org_id, f"{n} documents were created after now")
    for table, owner in _ORDERED:
        n = _bring_back_in_order(database, table, owner)
        if n:
            yield Repaired(table.name, f"{n} were created after now")
    for table, columns in _DATED:
        n = _bring_back(database, table, columns)
        if n:
            yield Repaired(table.name, f"{n} had a time after now: {', '.join(column.name for column in columns)}")


def _bring_back_documents(database: Database, org_id: str) -> int:
    """The oldest first, so that at every moment none is dated before the one that came before it."""
    c, done = documents.c, 0
    while True:
        with database.write() as tx:
            lock_organisation(tx, org_id)
            now = clock.now(tx)
            ahead = select(c.id).where(c.org_id == org_id, c.created_at > now).order_by(c.created_at, c.seq)
            found = tx.execute(ahead.limit(_ROWS_AT_ONCE)).scalars().all()
            if not found:
                last = organisations.c.document_created_at
                tx.execute(
                    update(organisations)
                    .where(organisations.c.id == org_id, last > now)
                    .values(document_created_at=now)
                )
                return done
            tx.execute(update(documents).where(c.id.in_(found)).values(created_at=now))
        done += len(found)


def _bring_back_in_order(database: Database, table: Table, owner: Column[Any]) -> int:
    """Lists order equal times by `id`: where that is another order, the earlier one gets an earlier second."""
    c = table.c
    with read_at_length(database) as tx:
        now = clock.now(tx)
        ahead = select(owner, c.created_at, c.id).where(c.created_at > now).order_by(owner, c.created_at, c.id)
        rows = tx.execute(ahead).all()
    times = [(one, at) for _, group in groupby(rows, key=lambda row: row[0]) for one, at in _in_order(list(group), now)]
    for several in in_batches(times, _ROWS_AT_ONCE):
        with database.write() as tx:
            wanted = update(table).where(c.id == bindparam("one")).values(created_at=bindparam("at"))
            tx.execute(wanted, [{"one": one, "at": at} for one, at in several])
    return len(times)


def _in_order(rows: Sequence[Any], now: int) -> list[tuple[str, int]]:
    """The ids of the rows, which stand in order, each with a time of at most `now` that keeps them in it."""
    times: list[tuple[str, int]] = []
    at, following = now, None
    for *_, one in reversed(rows):
        if following is not None and one > following:
            at -= 1
        times.append((one, at))
        following = one
    return times[::-1]


def _bring_back(database: Database, table: Table, columns: Sequence[Column[Any]]) -> int:
    """A page of rows after the other, by the primary key."""
    key = tuple_(*table.primary_key.columns)
    after: tuple[Any, ...] | None = None
    done = 0
    while True:
        with read_at_length(database) as tx:
            now = clock.now(tx)
            page = select(*table.primary_key.columns).where(or_(*(column > now for column in columns)))
            if after is not None:
                page = page.where(key > tuple_(*after))
            rows = tx.execute(page.order_by(*table.primary_key.columns).limit(_ROWS_AT_ONCE)).all()
        if not rows:
            return done
        with database.write() as tx:
            _clamp(tx, table, columns, rows, now=now)
        done += len(rows)
        after = tuple(rows[-1])


def _clamp(tx: Transaction, table: Table, columns: Sequence[Column[Any]], rows: Sequence[Any], *, now: int) -> None:
    is_key = and_(*(column == bindparam(f"key_{column.name}") for column in table.primary_key.columns))
    earlier = {column.name: case((column > now, now), else_=column) for column in columns}
    keys = [
        {f"key_{column.name}": value for column, value in zip(table.primary_key.columns, row, strict=True)}
        for row in rows
    ]
    tx.execute(update(table).where(is_key).values(earlier), keys)
