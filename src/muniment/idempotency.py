"""Remembering an effect's answer in the effect's own transaction (CONTRACT §1.6).

The key is claimed first: a second request with it waits for the first one's transaction (the unique index on
PostgreSQL, the write lock on SQLite) and then finds its answer, or nothing if it failed. A killed server leaves
neither effect nor answer.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from sqlalchemy import bindparam, delete, literal, literal_column, select, tuple_

from muniment.db.engine import Transaction
from muniment.db.statements import HotStatement
from muniment.db.tables import idempotency_keys
from muniment.db.upsert import insert_or_update
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
    """A remembered answer, byte for byte. `content_sha256`: of the file that was kept with it; not remembered."""

    status: int
    body: bytes
    is_replay: bool = False
    content_sha256: bytes | None = None


def parse_key(value: str | None) -> str | None:
    """The header's value, checked. Raises InvalidIdempotencyKeyError."""
    if value is None:
        return None
    if not _KEY.fullmatch(value):
        raise InvalidIdempotencyKeyError("Idempotency-Key must be 1 to 255 printable ASCII characters.")
    return value


def _columns(key: IdempotencyKey) -> dict[str, str]:
    return {"org_id": key.org_id, "endpoint": key.endpoint, "key": key.key}


_C = idempotency_keys.c
_RECALL = HotStatement(
    select(_C.status, _C.body).where(
        _C.org_id == bindparam("org_id"),
        _C.endpoint == bindparam("endpoint"),
        _C.key == bindparam("key"),
        _C.created_at > bindparam("since"),
        _C.status > literal_column("0"),
    )
)


def recall(tx: Transaction, key: IdempotencyKey, *, now: int, lifetime_seconds: int) -> Answer | None:
    """The answer remembered under the key, if it is not too old."""
    row = _RECALL.first(tx, {**_columns(key), "since": now - lifetime_seconds})
    return Answer(status=row[0], body=bytes(row[1]), is_replay=True) if row is not None else None


def claim(tx: Transaction, key: IdempotencyKey, *, now: int, lifetime_seconds: int) -> Answer | None:
    """Take the key for this transaction, or return the answer that is already there.

    Waits while another transaction holds the key. On SQLite a transaction that writes is alone: looking is enough, and
    writes nothing (a group of uploads counts on that).
    """
    if tx.dialect.name != "sqlite":
        # An expired entry is taken over in place, so that exactly one of many late callers gets it.
        untaken = {"created_at": now, "status": 0, "body": b""}
        claimed = insert_or_update(
            tx.dialect.name,
            idempotency_keys,
            {**_columns(key), **untaken},
            update=lambda _new: untaken,
            where=_C.created_at <= now - lifetime_seconds,
        )
        if tx.execute(claimed.returning(literal(1))).first() is not None:
            return None
    return recall(tx, key, now=now, lifetime_seconds=lifetime_seconds)


_KEEP = HotStatement(
    lambda database: insert_or_update(
        database,
        idempotency_keys,
        {column.name: bindparam(column.name) for column in _C},
        update=lambda new: {name: new[name] for name in ("created_at", "status", "body")},
    )
)


def remember(tx: Transaction, key: IdempotencyKey, answer: Answer, *, now: int) -> None:
    """Keep the answer under the key this transaction has claimed."""
    row = {**_columns(key), "created_at": now, "status": answer.status, "body": answer.body}
    _KEEP.run(tx, row)


def forget_expired(tx: Transaction, *, now: int, lifetime_seconds: int, limit: int) -> int:
    """Remove at most so many entries past their lifetime; returns how many."""
    key = (_C.org_id, _C.endpoint, _C.key)
    expired = select(*key).where(_C.created_at <= now - lifetime_seconds).order_by(_C.created_at).limit(limit)
    return tx.execute(delete(idempotency_keys).where(tuple_(*key).in_(expired))).rowcount
