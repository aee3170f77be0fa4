"""Remembering an effect's answer in the effect's own transaction (CONTRACT §1.6).

The row is claimed first: a second request with the key waits for the first one's transaction (the unique index on
PostgreSQL, the write lock on SQLite) and then finds its answer, or nothing if it failed. A killed server leaves
neither effect nor answer.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from sqlalchemy import delete, literal, select, update
from sqlalchemy.dialects import postgresql, sqlite

from muniment.db.engine import Transaction
from muniment.db.tables import idempotency_keys
from muniment.errors import InvalidIdempotencyKeyError

_KEY = re.compile(r"[\x20-\x7e]{1,255}")


@dataclass(frozen=True, slots=True)
class IdempotencyKey:
    """A key as it counts: within an organisation and an endpoint."""

    org_id: str
    endpoint: str
    key: str


@dataclass(frozen=True, slots=True)
class Answer:
    """A remembered answer, byte for byte."""

    status: int
    body: bytes
    is_replay: bool = False


def parse_key(value: str | None) -> str | None:
    """The header's value, checked. Raises InvalidIdempotencyKeyError."""
    if value is None:
        return None
    if not _KEY.fullmatch(value):
        raise InvalidIdempotencyKeyError("Idempotency-Key must be 1 to 255 printable ASCII characters.")
    return value


def _is(key: IdempotencyKey):  # type: ignore[no-untyped-def]
    c = idempotency_keys.c
    return (c.org_id == key.org_id) & (c.endpoint == key.endpoint) & (c.key == key.key)


def recall(tx: Transaction, key: IdempotencyKey, *, now: int, lifetime_seconds: int) -> Answer | None:
    """The answer remembered under the key, if it is not too old."""
    c = idempotency_keys.c
    row = tx.execute(
        select(c.status, c.body).where(_is(key), c.created_at > now - lifetime_seconds, c.status > 0)
    ).first()
    return Answer(status=row.status, body=bytes(row.body), is_replay=True) if row is not None else None


def claim(tx: Transaction, key: IdempotencyKey, *, now: int, lifetime_seconds: int) -> Answer | None:
    """Take the key for this transaction, or return the answer that is already there.

    Waits while another transaction holds the key.
    """
    dialect = sqlite if tx.dialect.name == "sqlite" else postgresql
    c = idempotency_keys.c
    statement = dialect.insert(idempotency_keys).values(
        org_id=key.org_id, endpoint=key.endpoint, key=key.key, created_at=now, status=0, body=b""
    )
    # An expired entry is taken over in place, so that exactly one of many late callers gets it.
    statement = statement.on_conflict_do_update(
        index_elements=[c.org_id, c.endpoint, c.key],
        set_={"created_at": now, "status": 0, "body": b""},
        where=c.created_at <= now - lifetime_seconds,
    )
    if tx.execute(statement.returning(literal(1))).first() is not None:
        return None
    return recall(tx, key, now=now, lifetime_seconds=lifetime_seconds)


def remember(tx: Transaction, key: IdempotencyKey, answer: Answer) -> None:
    """Keep the answer under the key this transaction has claimed."""
    tx.execute(update(idempotency_keys).where(_is(key)).values(status=answer.status, body=answer.body))


def forget_expired(tx: Transaction, *, now: int, lifetime_seconds: int) -> int:
    """Remove entries past their lifetime; returns how many."""
    done = tx.execute(delete(idempotency_keys).where(idempotency_keys.c.created_at <= now - lifetime_seconds))
    return done.rowcount
