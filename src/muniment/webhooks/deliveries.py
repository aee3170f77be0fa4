"""What was tried: listed, and sent once more."""

from __future__ import annotations

import json
from typing import Any

import orjson
from sqlalchemy import Row, delete, func, select, update

from muniment import ids
from muniment.accounts.caller import Caller
from muniment.db.engine import Transaction, signal
from muniment.db.tables import events, webhook_deliveries, webhook_retries, webhooks
from muniment.db.upsert import insert_or_update
from muniment.errors import DeliveryNotFoundError
from muniment.events import feed
from muniment.events.feed import RECORDED, lock_organisation
from muniment.events.public import Wanted, on_the_wire
from muniment.webhooks.attempts import next_retry_at
from muniment.webhooks.sending import Status
from muniment.webhooks.subscriptions import find, vendors_of

KEPT_DAYS = 90
MAX_REPLAYED = 1_000
"""Events that one call replays."""


def page(
    tx: Transaction, caller: Caller, webhook_id: str, *, limit: int, offset: int
) -> tuple[list[dict[str, Any]], int]:
    """The webhook's deliveries of one page, the newest first, and how many there are. Raises WebhookNotFoundError."""
    webhook = find(tx, caller, webhook_id)
    c = webhook_deliveries.c
    total = tx.execute(select(func.count()).select_from(webhook_deliveries).where(c.webhook_id == webhook_id))
    rows = tx.execute(
        select(webhook_deliveries)
        .where(c.webhook_id == webhook_id)
        .order_by(c.attempted_at.desc(), c.id.desc())
        .limit(limit)
        .offset(offset)
    ).all()
    payloads = {row.event_seq: _payload(tx, webhook, row.event_seq) for row in rows if row.event_seq is not None}
    return [_on_the_wire(row, payloads.get(row.event_seq)) for row in rows], int(total.scalar_one())


def _payload(tx: Transaction, webhook: Row[Any], seq: int) -> dict[str, Any] | None:
    found = feed.read(tx, webhook.org_id, after=seq - 1, limit=1)
    return on_the_wire(found[0]) if found and found[0].seq == seq else None


def _on_the_wire(row: Row[Any], payload: dict[str, Any] | None) -> dict[str, Any]:
    return {
        "id": row.id,
        "webhook_id": row.webhook_id,
        "event_id": row.event_id,
        "event_type": row.event_type,
        "status": row.status,
        "response_status": row.response_status,
        "response_time_ms": row.response_time_ms,
        "error": row.error,
        "payload": orjson.loads(row.payload) if row.payload is not None else payload,
        "attempted_at": row.attempted_at,
        "created_at": row.attempted_at,
    }


def replay_one(tx: Transaction, caller: Caller, webhook_id: str, delivery_id: str, *, now: int) -> str:
    """Owe the delivery's event once more, with all its tries. The event's id. Raises WebhookNotFoundError,
    DeliveryNotFoundError."""
    lock_organisation(tx, caller.org_id)
    find(tx, caller, webhook_id)
    c = webhook_deliveries.c
    row = None
    if ids.has_shape(ids.DELIVERY, delivery_id):
        row = tx.execute(select(c.event_id, c.event_seq).where(c.id == delivery_id, c.webhook_id == webhook_id)).first()
    if row is None or row.event_seq is None:
        raise DeliveryNotFoundError
    _owe(tx, caller, webhook_id, [row.event_seq], now=now)
    return str(row.event_id)


def replay_range(
    tx: Transaction, caller: Caller, webhook_id: str, *, start: int, end: int, with_delivered: bool, now: int
) -> tuple[int, bool]:
    """Owe the events of that time, both ends included, which the webhook is for and which it has not taken yet, or
    those too: how many, and whether these are all (the next call goes on). Raises WebhookNotFoundError."""
    lock_organisation(tx, caller.org_id)
    webhook = find(tx, caller, webhook_id)
    e, d, r = events.c, webhook_deliveries.c, webhook_retries.c
    owed = select(r.event_seq).where(r.webhook_id == webhook_id, r.event_seq == e.seq, r.tries == 0)
    wanted = select(e.seq).where(
        e.org_id == caller.org_id,
        e.seq <= webhook.cursor_seq,
        e.occurred_at.between(start, end),
        e.type.in_(_types(webhook)),
        ~owed.exists(),
    )
    vendor_ids = vendors_of(webhook)
    if vendor_ids is not None:
        wanted = wanted.where(e.vendor_id.in_(sorted(vendor_ids)))
    if not with_delivered:
        taken = select(d.id).where(d.webhook_id == webhook_id, d.event_seq == e.seq, d.status == Status.DELIVERED.value)
        wanted = wanted.where(~taken.exists())
    seqs = [int(row[0]) for row in tx.execute(wanted.order_by(e.seq).limit(MAX_REPLAYED + 1))]
    _owe(tx, caller, webhook_id, seqs[:MAX_REPLAYED], now=now)
    return len(seqs[:MAX_REPLAYED]), len(seqs) <= MAX_REPLAYED


def _types(webhook: Row[Any]) -> list[str]:
    return list(json.loads(webhook.events))


def wanted_by(webhook: Row[Any]) -> Wanted:
    """The events that the webhook is told of."""
    return Wanted(frozenset(_types(webhook)), vendors_of(webhook))


_ANEW = ("tries", "first_tried_at", "next_try_at")


def _owe(tx: Transaction, caller: Caller, webhook_id: str, seqs: list[int], *, now: int) -> None:
    for seq in seqs:
        row = {
            "webhook_id": webhook_id,
            "event_seq": seq,
            "org_id": caller.org_id,
            "tries": 0,
            "first_tried_at": now,
            "next_try_at": now,
        }
        tx.execute(
            insert_or_update(
                tx.dialect.name, webhook_retries, row, update=lambda new: {name: new[name] for name in _ANEW}
            )
        )
    if seqs:
        due = next_retry_at(tx, webhook_id)
        tx.execute(update(webhooks).where(webhooks.c.id == webhook_id).values(next_retry_at=due, paused_until=0))
        signal(tx, RECORDED)


def forget_old(tx: Transaction, *, before: int, limit: int) -> int:
    """Remove at most so many deliveries of before that time; returns how many."""
    c = webhook_deliveries.c
    old = select(c.id).where(c.attempted_at < before).limit(limit)
    return tx.execute(delete(webhook_deliveries).where(c.id.in_(old))).rowcount
