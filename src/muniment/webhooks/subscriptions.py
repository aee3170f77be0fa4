"""Webhooks as an organisation manages them (CONTRACT §4.5): made, listed, changed, removed, switched off.

A key that is bound to vendors makes webhooks that are told of those vendors' events alone, and finds no others.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import Row, delete, func, insert, select, update

from muniment import ids
from muniment.accounts.caller import Caller
from muniment.db.engine import Transaction, signal
from muniment.db.tables import webhook_retries, webhooks
from muniment.errors import TooManyWebhooksError, WeakSecretError, WebhookNotFoundError
from muniment.events.actor import Actor
from muniment.events.catalogue import EventType
from muniment.events.feed import RECORDED, last_seq, lock_organisation, record
from muniment.webhooks.seals import Seals

MAX_WEBHOOKS = 500
"""Of an organisation; the list is not paged."""

LEAST_SECRET_CHARACTERS = 16


@dataclass(frozen=True, slots=True)
class Change:
    """What to change; None leaves it. Checked by then, but for the secret's length."""

    url: str | None = None
    events: Sequence[str] | None = None
    secret: str | None = None
    description: str | None = None
    is_enabled: bool | None = None


def check_secret(secret: str) -> None:
    """Raises WeakSecretError."""
    if len(secret) < LEAST_SECRET_CHARACTERS:
        raise WeakSecretError(LEAST_SECRET_CHARACTERS)


def create(tx: Transaction, caller: Caller, wanted: Change, *, seals: Seals, now: int) -> dict[str, Any]:
    """A new webhook, which is told of what happens from now on. `wanted` has url, events and secret. Raises
    TooManyWebhooksError."""
    assert wanted.url is not None and wanted.events is not None and wanted.secret is not None
    lock_organisation(tx, caller.org_id)
    c = webhooks.c
    count = tx.execute(select(func.count()).select_from(webhooks).where(c.org_id == caller.org_id)).scalar_one()
    if count >= MAX_WEBHOOKS:
        raise TooManyWebhooksError(MAX_WEBHOOKS)
    row = {
        "id": ids.new(ids.WEBHOOK),
        "org_id": caller.org_id,
        "url": wanted.url,
        "events": json.dumps(list(wanted.events)),
        "description": wanted.description,
        "is_enabled": wanted.is_enabled is not False,
        "vendor_ids": json.dumps(sorted(caller.vendor_ids)) if caller.vendor_ids is not None else None,
        "sealed_secret": seals.seal(wanted.secret),
        "secret_version": 1,
        "created_at": now,
        "cursor_seq": last_seq(tx, caller.org_id),
    }
    made = tx.execute(insert(webhooks).returning(webhooks), row).one()
    _record(tx, caller, EventType.WEBHOOK_CREATED, before=None, after=made, now=now)
    return entry(made)


def list_entries(tx: Transaction, caller: Caller) -> list[dict[str, Any]]:
    """Every webhook that the caller may manage, the newest first; never a secret."""
    c = webhooks.c
    rows = tx.execute(select(webhooks).where(c.org_id == caller.org_id).order_by(c.created_at.desc(), c.id.desc()))
    return [entry(row) for row in rows if _is_within(caller, row)]


def change(
    tx: Transaction, caller: Caller, webhook_id: str, wanted: Change, *, seals: Seals, now: int
) -> dict[str, Any]:
    """The webhook, changed. One that is enabled again is told of what happens from now on; what it missed can be
    replayed. Raises WebhookNotFoundError."""
    lock_organisation(tx, caller.org_id)
    before = find(tx, caller, webhook_id)
    values: dict[str, Any] = {}
    if wanted.url is not None:
        values["url"] = wanted.url
    if wanted.events is not None:
        values["events"] = json.dumps(list(wanted.events))
    if wanted.description is not None:
        values["description"] = wanted.description
    if wanted.secret is not None:
        values |= {"sealed_secret": seals.seal(wanted.secret), "secret_version": before.secret_version + 1}
    if wanted.is_enabled is not None and wanted.is_enabled != before.is_enabled:
        values["is_enabled"] = wanted.is_enabled
        if wanted.is_enabled:
            values["cursor_seq"] = last_seq(tx, caller.org_id)
    if values.get("is_enabled") or "url" in values:
        values |= {"paused_until": 0, "times_away": 0, "failing_since": None}  # another receiver, or a mended one
    if not values:
        return entry(before)
    after = tx.execute(update(webhooks).where(webhooks.c.id == webhook_id).values(values).returning(webhooks)).one()
    _record(tx, caller, EventType.WEBHOOK_UPDATED, before=before, after=after, now=now)
    signal(tx, RECORDED)
    return entry(after)


def remove(tx: Transaction, caller: Caller, webhook_id: str, *, now: int) -> None:
    """Remove the webhook and what it is still owed; its deliveries go with their age. Raises WebhookNotFoundError."""
    lock_organisation(tx, caller.org_id)
    before = find(tx, caller, webhook_id)
    tx.execute(delete(webhook_retries).where(webhook_retries.c.webhook_id == webhook_id))
    tx.execute(delete(webhooks).where(webhooks.c.id == webhook_id))
    _record(tx, caller, EventType.WEBHOOK_REMOVED, before=before, after=None, now=now)


def switch_off(tx: Transaction, webhook: Row[Any], *, now: int) -> None:
    """Disable a webhook whose receiver only failed for long, and say so in the record. The organisation is locked."""
    rows = tx.execute(update(webhooks).where(webhooks.c.id == webhook.id).values(is_enabled=False).returning(webhooks))
    actor = Caller.system(webhook.org_id, "webhooks: the receiver only failed for 5 days")
    _record(tx, actor, EventType.WEBHOOK_UPDATED, before=webhook, after=rows.one(), now=now)


def find(tx: Transaction, caller: Caller, webhook_id: str) -> Row[Any]:
    """The row of a webhook that the caller may manage. Raises WebhookNotFoundError."""
    c = webhooks.c
    row = None
    if ids.has_shape(ids.WEBHOOK, webhook_id):
        row = tx.execute(select(webhooks).where(c.id == webhook_id, c.org_id == caller.org_id)).first()
    if row is None or not _is_within(caller, row):
        raise WebhookNotFoundError
    return row


def vendors_of(row: Row[Any]) -> frozenset[str] | None:
    """The vendors of whose events it is told; None for all."""
    return frozenset(json.loads(row.vendor_ids)) if row.vendor_ids is not None else None


def _is_within(caller: Caller, row: Row[Any]) -> bool:
    if caller.vendor_ids is None:
        return True
    told_of = vendors_of(row)
    return told_of is not None and caller.vendor_ids >= told_of


def entry(row: Row[Any]) -> dict[str, Any]:
    """The webhook on the wire. `delivery_success_rate`: 0 to 1, null before the first delivery."""
    return {
        "id": row.id,
        "url": row.url,
        "events": json.loads(row.events),
        "description": row.description,
        "enabled": row.is_enabled,
        "created_at": row.created_at,
        "last_delivery_status": row.last_delivery_status,
        "delivery_success_rate": round(row.delivered_count / row.delivery_count, 4) if row.delivery_count else None,
        "delivery_count": row.delivery_count,
    }


def _record(
    tx: Transaction, actor: Actor, type_: EventType, *, before: Row[Any] | None, after: Row[Any] | None, now: int
) -> None:
    row = after if after is not None else before
    assert row is not None
    old = _told(before) if before is not None else None
    new = _told(after) if after is not None else dict.fromkeys(old or {})
    record(tx, actor, type_, subject_id=row.id, vendor_id=None, before=old, after=new, now=now)


def _told(row: Row[Any]) -> dict[str, Any]:
    """What the record tells: of the secret only how often it was set; of the URL not its query, where keys are put."""
    url = urlsplit(row.url)
    return {
        "url": url._replace(query="…" if url.query else "", fragment="").geturl(),
        "events": json.loads(row.events),
        "description": row.description,
        "enabled": row.is_enabled,
        "secret_version": row.secret_version,
    }
