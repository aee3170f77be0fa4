"""The job of telling one receiver what it is owed: a webhook has at most one, which sends one message after the other.

So a receiver that hangs holds one slot, for one time-out; it is then left alone for a while, and its later jobs wait in
a queue of those that fail, where they hold up nobody else. Nothing is kept of what is still to be sent: the webhook's
cursor in the order of events, and the few that are to be tried again, say it, and move in the transaction that records
each try. A crash between sending and that sends the one message again, and loses none.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from typing import Any

from sqlalchemy import Row, or_, select, update

from muniment.analysis.pipeline import Interrupted, Pipeline
from muniment.db.clock import now
from muniment.db.engine import Transaction
from muniment.db.tables import jobs, organisations, webhook_retries, webhooks
from muniment.events import feed, public
from muniment.events.feed import lock_organisation
from muniment.events.public import on_the_wire
from muniment.jobs import queue
from muniment.jobs.queue import Job, Kind
from muniment.runtime import Runtime
from muniment.settings import Settings
from muniment.webhooks import signatures
from muniment.webhooks.addresses import Reach
from muniment.webhooks.attempts import Message, StaleError, body_of, next_retry_at, note
from muniment.webhooks.deliveries import wanted_by
from muniment.webhooks.seals import Seals, UnopenableSecretError
from muniment.webhooks.sending import Outcome, Status, post

log = logging.getLogger("muniment.webhooks")

TELL = Kind("tell_webhook", queue="webhooks")
TELL_FAILING = Kind("tell_failing_webhook", queue="failing_webhooks")
"""Of receivers whose last message failed: apart, so that they wait for each other alone."""

_KINDS = (TELL.name, TELL_FAILING.name)
_RUN_SECONDS = 5.0
"""After so long a job ends, so that the others of its queue have their turn."""

_DUE_AT_ONCE = 200


def owe_due(runtime: Runtime) -> int:
    """Owe a job for each webhook that something is due for and that has none; returns how many."""
    with runtime.database.read() as tx:
        due = tx.execute(_due(now(tx)).limit(_DUE_AT_ONCE)).all()
    return sum(_owe(runtime, org_id, webhook_id) for org_id, webhook_id in due)


def _due(at: int) -> Any:
    w = webhooks.c
    its_jobs = select(jobs.c.id).where(
        jobs.c.subject_id == w.id, jobs.c.kind.in_(_KINDS), jobs.c.state.in_(("queued", "leased"))
    )
    is_behind = w.cursor_seq < organisations.c.event_seq
    return (
        select(w.org_id, w.id)
        .join_from(webhooks, organisations, organisations.c.id == w.org_id)
        .where(w.is_enabled, w.paused_until <= at, or_(is_behind, w.next_retry_at <= at))
        .where(~its_jobs.correlate(webhooks).exists())
        .order_by(w.paused_until, w.id)
    )


def _owe(runtime: Runtime, org_id: str, webhook_id: str) -> bool:
    """Under the organisation's lock, so that two workers do not owe the same."""
    with runtime.database.write() as tx:
        lock_organisation(tx, org_id)
        at = now(tx)
        webhook = _webhook(tx, webhook_id)
        if webhook is None or tx.execute(_due(at).where(webhooks.c.id == webhook_id)).first() is None:
            return False
        message, last = _next(tx, webhook, at=at)
        if message is None:
            _pass_over(tx, webhook, last)
            return False
        kind = TELL if webhook.failing_since is None else TELL_FAILING
        queue.enqueue(tx, kind, org_id=org_id, subject_id=webhook_id, fence=0)
    return True


def run(
    runtime: Runtime, _pipeline: Pipeline, job: Job, cancelled: threading.Event
) -> Callable[[Transaction], str | None]:
    """Send what is due, one after the other, until there is nothing, the receiver is away or the time is over; each try
    is recorded by itself. Raises Interrupted."""
    until = time.monotonic() + _RUN_SECONDS
    seals = Seals(runtime.settings, runtime.secret)
    while time.monotonic() < until:
        if cancelled.is_set():
            raise Interrupted
        with runtime.database.read() as tx:
            webhook, at = _webhook(tx, job.subject_id), now(tx)
            message = _next(tx, webhook, at=at)[0] if webhook is not None and webhook.is_enabled else None
        if webhook is None or message is None:
            break
        outcome = send(runtime.settings, webhook, message, seals=seals, at=at)
        try:
            with runtime.database.write() as tx:
                note(tx, webhook, message, outcome, now=now(tx))
        except StaleError:
            break
        if outcome.status is not Status.DELIVERED and (outcome.is_away or outcome.retry_after_seconds):
            break
    return lambda tx: None


def _webhook(tx: Transaction, webhook_id: str) -> Row[Any] | None:
    return tx.execute(select(webhooks).where(webhooks.c.id == webhook_id)).first()


def send(settings: Settings, webhook: Row[Any], message: Message, *, seals: Seals, at: int) -> Outcome:
    """What came of sending the message, signed, to the webhook's receiver. `at`: Unix seconds."""
    try:
        secret = seals.open(bytes(webhook.sealed_secret))
    except UnopenableSecretError as error:
        log.error("%s", error, extra={"webhook_id": webhook.id})
        return Outcome(Status.ERROR, 0, error="The secret cannot be opened here; tell the operator.", may_succeed=True)
    headers = signatures.headers(
        secret,
        message.body,
        event_id=message.event_id,
        event_type=message.event_type,
        occurred_at=message.occurred_at,
        now=at,
    )
    return post(webhook.url, message.body, headers, Reach.of(settings), seconds=settings.webhook_seconds)


def _next(tx: Transaction, webhook: Row[Any], *, at: int) -> tuple[Message | None, int]:
    """What is to be sent now, the retry that is due for longest, else the next event behind the cursor; and up to where
    there is nothing more for the webhook. None also while the receiver is left alone."""
    if webhook.paused_until > at:
        return None, webhook.cursor_seq
    r = webhook_retries.c
    due = select(webhook_retries).where(r.webhook_id == webhook.id, r.next_try_at <= at)
    for retry in tx.execute(due.order_by(r.next_try_at, r.event_seq).limit(1)):
        found = feed.read(tx, webhook.org_id, after=retry.event_seq - 1, limit=1)
        if found and found[0].seq == retry.event_seq:
            return _message(on_the_wire(found[0]), retry.event_seq, retry.tries, retry.first_tried_at), retry.event_seq
    events, last = public.read(tx, webhook.org_id, wanted_by(webhook), after=webhook.cursor_seq, limit=1)
    return (_message(events[0], last) if events else None), last


def _pass_over(tx: Transaction, webhook: Row[Any], last: int) -> None:
    """Move the cursor over events that are not for the webhook."""
    moved = {"cursor_seq": max(last, webhook.cursor_seq), "next_retry_at": next_retry_at(tx, webhook.id)}
    tx.execute(update(webhooks).where(webhooks.c.id == webhook.id).values(moved))


def _message(event: dict[str, Any], seq: int, tries: int = 0, first_tried_at: int | None = None) -> Message:
    return Message(
        event_id=event["event_id"],
        event_type=event["event_type"],
        occurred_at=event["occurred_at"],
        body=body_of(event),
        seq=seq,
        tries=tries,
        first_tried_at=first_tried_at,
    )
