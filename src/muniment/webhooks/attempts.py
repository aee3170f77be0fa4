"""What a try leads to: its row, another try after a pause, or an end; and what becomes of a receiver that fails."""

from __future__ import annotations

import logging
import random
from dataclasses import dataclass
from typing import Any

import orjson
from sqlalchemy import Row, delete, func, insert, select, update

from muniment import ids
from muniment.db.engine import Transaction
from muniment.db.tables import webhook_deliveries, webhook_retries, webhooks
from muniment.db.upsert import insert_or_update
from muniment.events.feed import lock_organisation
from muniment.webhooks.sending import Outcome, Status
from muniment.webhooks.subscriptions import switch_off

log = logging.getLogger("muniment.webhooks")

PAUSES_SECONDS = (4, 16, 64, 240, 240)
"""Before the second try and on (CONTRACT §4.5); each further one is twice the one before."""

LONGEST_PAUSE_SECONDS = 24 * 3600
TRIED_FOR_SECONDS = 3 * 24 * 3600
SWITCHED_OFF_AFTER_SECONDS = 5 * 24 * 3600
LONGEST_ABSENCE_SECONDS = 240
"""A receiver that did not answer is left alone for at most so long, whatever waits for it."""


@dataclass(frozen=True, slots=True)
class Message:
    """What is sent. `seq`: the event's place, None for a test. `tries`: those before. `first_tried_at`: the first of
    them, or when it was replayed; None when there was none."""

    event_id: str
    event_type: str
    occurred_at: int
    body: bytes
    seq: int | None
    tries: int = 0
    first_tried_at: int | None = None


def pause_seconds(tries: int, *, jitter: float | None = None) -> float:
    """Seconds before the next try after so many, within a tenth. `jitter`: 0 to 1."""
    doubled = max(0, tries - len(PAUSES_SECONDS))
    known = PAUSES_SECONDS[min(tries, len(PAUSES_SECONDS)) - 1]
    full = min(LONGEST_PAUSE_SECONDS, known * 2.0 ** min(doubled, 32))
    drawn = random.random() if jitter is None else jitter  # noqa: S311 - spreads retries, guards nothing
    return full * (0.9 + 0.2 * drawn)


def note(tx: Transaction, webhook: Row[Any], message: Message, outcome: Outcome, *, now: int) -> dict[str, Any]:
    """Record the try and what follows from it. Locks the organisation. The delivery on the wire, without its payload.

    A webhook that is gone by now leaves nothing. Raises StaleError when another has gone on meanwhile: then nothing
    is written.
    """
    lock_organisation(tx, webhook.org_id)
    c = webhooks.c
    there = tx.execute(select(webhooks).where(c.id == webhook.id)).first()
    delivery = _delivery(webhook, message, outcome, now=now)
    if there is None:
        return delivery
    values: dict[str, Any] = {
        "last_delivery_status": outcome.status.value,
        "delivery_count": c.delivery_count + 1,
    }
    is_delivered = outcome.status is Status.DELIVERED
    if is_delivered:
        values |= {"delivered_count": c.delivered_count + 1, "failing_since": None, "times_away": 0, "paused_until": 0}
    elif message.seq is not None:
        values["failing_since"] = func.coalesce(c.failing_since, now)
        values |= _absence(there, outcome, now=now)
    if message.seq is not None:
        if message.tries == 0 and message.seq > there.cursor_seq:
            values["cursor_seq"] = message.seq
        elif message.tries == 0 and message.first_tried_at is None:
            raise StaleError
        delivery["error"] = _follow(tx, webhook, message, outcome, error=delivery["error"], now=now)
        values["next_retry_at"] = next_retry_at(tx, webhook.id)
    tx.execute(insert(webhook_deliveries), delivery)
    tx.execute(update(webhooks).where(c.id == webhook.id).values(values))
    since = there.failing_since
    if there.is_enabled and not is_delivered and since is not None and now - since >= SWITCHED_OFF_AFTER_SECONDS:
        switch_off(tx, there, now=now)
        log.warning("a webhook is disabled: its receiver only failed for 5 days", extra={"webhook_id": webhook.id})
    return delivery


class StaleError(Exception):
    """Another worker has tried the event meanwhile."""


def _absence(webhook: Row[Any], outcome: Outcome, *, now: int) -> dict[str, Any]:
    """How long the receiver is left alone altogether."""
    asked = min(outcome.retry_after_seconds or 0, LONGEST_PAUSE_SECONDS)
    if not outcome.is_away:
        return {"paused_until": now + asked} if outcome.may_succeed and asked else {}
    times = webhook.times_away + 1
    return {"times_away": times, "paused_until": now + int(min(pause_seconds(times), LONGEST_ABSENCE_SECONDS))}


def _follow(
    tx: Transaction, webhook: Row[Any], message: Message, outcome: Outcome, *, error: str | None, now: int
) -> str | None:
    """Owe the next try, or none. What the delivery says of its error."""
    assert message.seq is not None
    tries, first_tried_at = message.tries + 1, message.first_tried_at or now
    pause = max(pause_seconds(tries), outcome.retry_after_seconds or 0)
    next_try_at = now + max(1, round(min(pause, LONGEST_PAUSE_SECONDS)))
    r = webhook_retries.c
    is_worth_it = outcome.may_succeed and next_try_at <= first_tried_at + TRIED_FOR_SECONDS
    if not is_worth_it:
        tx.execute(delete(webhook_retries).where(r.webhook_id == webhook.id, r.event_seq == message.seq))
        is_dead = outcome.may_succeed and error is not None
        return f"{error} It is not tried again: 3 days are over." if is_dead else error
    row = {
        "webhook_id": webhook.id,
        "event_seq": message.seq,
        "org_id": webhook.org_id,
        "tries": tries,
        "first_tried_at": first_tried_at,
        "next_try_at": next_try_at,
    }
    owed = insert_or_update(
        tx.dialect.name,
        webhook_retries,
        row,
        update=lambda new: {name: new[name] for name in ("tries", "first_tried_at", "next_try_at")},
    )
    tx.execute(owed)
    return error


def next_retry_at(tx: Transaction, webhook_id: str) -> int | None:
    """When the first of the webhook's retries is due."""
    r = webhook_retries.c
    due = tx.execute(select(func.min(r.next_try_at)).where(r.webhook_id == webhook_id)).scalar()
    return int(due) if due is not None else None


def _delivery(webhook: Row[Any], message: Message, outcome: Outcome, *, now: int) -> dict[str, Any]:
    return {
        "id": ids.new(ids.DELIVERY),
        "org_id": webhook.org_id,
        "webhook_id": webhook.id,
        "event_id": message.event_id,
        "event_seq": message.seq,
        "event_type": message.event_type,
        "status": outcome.status.value,
        "response_status": outcome.response_status,
        "response_time_ms": outcome.milliseconds,
        "error": outcome.error,
        "payload": message.body.decode() if message.seq is None else None,
        "attempted_at": now,
    }


def body_of(event: dict[str, Any]) -> bytes:
    """An event as it is sent."""
    return orjson.dumps(event)
