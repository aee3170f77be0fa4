"""Remembering an effect's answer in the effect's own transaction (CONTRACT §1.6).

The key is claimed first: a second request with it waits for the first one's transaction (the unique index on
PostgreSQL, the write lock on SQLite) and then finds its answer, or nothing if it failed. A killed server leaves
neither effect nor answer.

A strict key (CONTRACT §4.7) is refused for other content than its first, and while its first request is under way:
that one holds a lease, a row without an answer, which is in nobody else's way.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from secrets import token_bytes

from sqlalchemy import and_, bindparam, delete, literal, literal_column, or_, select, tuple_

from muniment.db import clock
from muniment.db.engine import Database, Transaction
from muniment.db.statements import HotStatement
from muniment.db.tables import idempotency_keys
from muniment.db.upsert import insert_or_update
from muniment.errors import IdempotencyInFlightError, IdempotencyMismatchError, InvalidIdempotencyKeyError

_KEY = re.compile(r"[\x20-\x7e]{1,255}")


@dataclass(frozen=True, slots=True)
class IdempotencyKey:
    """A key as it counts: within an organisation and an endpoint. `is_strict`: whether a repeated request must have
    the first one's content, and come after it."""

    org_id: str
    endpoint: str
    key: str
    is_strict: bool = False


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


def parse_strict(value: str | None) -> bool:
    """What the header Idempotency-Strict says. Raises InvalidIdempotencyKeyError."""
    said = "false" if value is None else value.lower()
    if said not in ("true", "false"):
        raise InvalidIdempotencyKeyError("Idempotency-Strict must be true or false.")
    return said == "true"


def _columns(key: IdempotencyKey) -> dict[str, str]:
    return {"org_id": key.org_id, "endpoint": key.endpoint, "key": key.key}


_C = idempotency_keys.c
_RECALL = HotStatement(
    select(_C.status, _C.body, _C.content).where(
        _C.org_id == bindparam("org_id"),
        _C.endpoint == bindparam("endpoint"),
        _C.key == bindparam("key"),
        _C.created_at > bindparam("since"),
        _C.status > literal_column("0"),
    )
)


def recall(tx: Transaction, key: IdempotencyKey, *, now: int, lifetime_seconds: int) -> Answer | None:
    """The answer remembered under the key, if it is not too old; whatever the content was."""
    row = _RECALL.first(tx, {**_columns(key), "since": now - lifetime_seconds})
    return Answer(status=row[0], body=bytes(row[1]), is_replay=True) if row is not None else None


def claim(tx: Transaction, key: IdempotencyKey, *, content: bytes, now: int, lifetime_seconds: int) -> Answer | None:
    """Take the key for this transaction, or return the answer that is already there. `content`: the request's hash,
    32 bytes. Raises IdempotencyMismatchError when the key is strict and the answer was to another content.

    Waits while another transaction holds the key. On SQLite a transaction that writes is alone: looking is enough, and
    writes nothing (a group of uploads counts on that).
    """
    if tx.dialect.name != "sqlite":
        # An expired entry is taken over in place, so that exactly one of many late callers gets it.
        untaken = {"created_at": now, "status": 0, "body": b"", "content": b""}
        claimed = insert_or_update(
            tx.dialect.name,
            idempotency_keys,
            {**_columns(key), **untaken},
            update=lambda _new: untaken,
            where=or_(_C.status == 0, _C.created_at <= now - lifetime_seconds),
        )
        if tx.execute(claimed.returning(literal(1))).first() is not None:
            return None
    row = _RECALL.first(tx, {**_columns(key), "since": now - lifetime_seconds})
    if row is None:
        return None
    if key.is_strict and bytes(row[2]) != content:
        raise IdempotencyMismatchError
    return Answer(status=row[0], body=bytes(row[1]), is_replay=True)


@contextmanager
def under_way(
    database: Database, key: IdempotencyKey | None, *, lifetime_seconds: int, lease_seconds: int
) -> Iterator[None]:
    """While the block answers the request of a strict key, others with that key are refused; not for any other key.

    A lease that a killed server left ends after `lease_seconds`. Raises IdempotencyInFlightError. Blocks on the
    database.
    """
    if key is None or not key.is_strict:
        yield
        return
    token = token_bytes(16)
    with database.write() as tx:
        now = clock.now(tx)
        lease = {"created_at": now, "status": 0, "body": token, "content": b""}
        is_over = and_(_C.status == 0, _C.created_at <= now - lease_seconds)
        taken = insert_or_update(
            tx.dialect.name,
            idempotency_keys,
            {**_columns(key), **lease},
            update=lambda _new: lease,
            where=or_(is_over, _C.created_at <= now - lifetime_seconds),
        )
        is_mine = tx.execute(taken.returning(literal(1))).first() is not None
        if not is_mine and recall(tx, key, now=now, lifetime_seconds=lifetime_seconds) is None:
            raise IdempotencyInFlightError
    try:
        yield
    except BaseException:
        with database.write() as tx:
            mine = (_C.org_id == key.org_id, _C.endpoint == key.endpoint, _C.key == key.key, _C.body == token)
            tx.execute(delete(idempotency_keys).where(_C.status == 0, *mine))
        raise


_KEEP = HotStatement(
    lambda database: insert_or_update(
        database,
        idempotency_keys,
        {column.name: bindparam(column.name) for column in _C},
        update=lambda new: {name: new[name] for name in ("created_at", "status", "body", "content")},
    )
)


def remember(tx: Transaction, key: IdempotencyKey, answer: Answer, *, content: bytes, now: int) -> None:
    """Keep the answer, and the hash of what it was given to, under the key this transaction has claimed."""
    row = {**_columns(key), "created_at": now, "status": answer.status, "body": answer.body, "content": content}
    _KEEP.run(tx, row)


def forget_expired(tx: Transaction, *, now: int, lifetime_seconds: int, limit: int) -> int:
    """Remove at most so many entries past their lifetime; returns how many."""
    key = (_C.org_id, _C.endpoint, _C.key)
    expired = select(*key).where(_C.created_at <= now - lifetime_seconds).order_by(_C.created_at).limit(limit)
    return tx.execute(delete(idempotency_keys).where(tuple_(*key).in_(expired))).rowcount
