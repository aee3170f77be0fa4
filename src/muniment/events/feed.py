"""The one gate for change: what a use case changed, appended in its own transaction to the organisation's one order.

`seq` comes from the organisation's row, which stays locked until the transaction ends: events become visible in their
order, without gaps, and who reads on from the last one seen misses nothing. The record of who did what (`audit`) is
written beside them; feed and webhooks are made from these rows and from nothing else.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import orjson
from sqlalchemy import bindparam, insert, select, update

from muniment import ids
from muniment.db.engine import Transaction, signal
from muniment.db.statements import HotStatement
from muniment.db.tables import events, organisations
from muniment.events import audit
from muniment.events.actor import Actor, ActorKind
from muniment.events.catalogue import EventType

RECORDED = "events"
"""What a transaction signals that appends an event (`db.engine.signal`)."""

Fields = Mapping[str, Any]
"""What of an object its events tell: values as they go over the wire, without its own id and its vendor's."""

_GIVE_SEQ = HotStatement(
    update(organisations)
    .where(organisations.c.id == bindparam("org"))
    .values(event_seq=organisations.c.event_seq + 1, audit_seq=organisations.c.audit_seq + 1)
    .returning(organisations.c.event_seq, organisations.c.audit_seq)
)
_APPEND = HotStatement(insert(events))


@dataclass(frozen=True, slots=True)
class Event:
    """One change. `changes`: old and new value of each field that differs; of a new object every field that has one."""

    seq: int
    id: str
    type: EventType
    subject_id: str
    vendor_id: str | None
    actor: Actor
    changes: dict[str, tuple[Any, Any]]
    occurred_at: int


def lock_organisation(tx: Transaction, org_id: str) -> None:
    """Let one transaction at a time change what an organisation has. Before anything else is changed, so that no two
    wait for each other. SQLite has one writer anyway."""
    if tx.dialect.name != "sqlite":
        tx.execute(select(organisations.c.id).where(organisations.c.id == org_id).with_for_update())


def record(
    tx: Transaction,
    actor: Actor,
    type_: EventType,
    *,
    subject_id: str,
    vendor_id: str | None,
    before: Fields | None,
    after: Fields,
    now: int,
    seqs: tuple[int, int] | None = None,
) -> None:
    """Append the change from `before`, None for what is new, to `after`; nothing when they are alike.

    The organisation is locked. `seqs`: the next of events and of audit records, where the caller has raised them with
    its own statement. Raises ValueError for a type that is not in the catalogue.
    """
    changes = differences(before, after)
    if not changes:
        return
    if seqs is None:
        row = _GIVE_SEQ.first(tx, {"org": actor.org_id})
        assert row is not None
        seqs = (int(row[0]), int(row[1]))
    _APPEND.run(
        tx,
        {
            "org_id": actor.org_id,
            "seq": seqs[0],
            "id": ids.new(ids.EVENT),
            "type": EventType(type_).value,
            "subject_id": subject_id,
            "vendor_id": vendor_id,
            "actor_kind": actor.kind.value,
            "actor_id": actor.id,
            "actor_name": actor.name,
            "changes": orjson.dumps(changes).decode(),
            "occurred_at": now,
        },
    )
    told = audit.of_change(
        actor,
        EventType(type_).value,
        subject_id=subject_id,
        vendor_id=vendor_id,
        changes=changes,
        name=after.get("name"),
        now=now,
    )
    audit.append(tx, actor.org_id, [told], last_seq=seqs[1])
    signal(tx, RECORDED)


def differences(before: Fields | None, after: Fields) -> dict[str, tuple[Any, Any]]:
    """Old and new value of each field that differs; what is not there is None."""
    old = before or {}
    return {name: (old.get(name), value) for name, value in after.items() if old.get(name) != value}


_LAST_SEQ = HotStatement(select(organisations.c.event_seq).where(organisations.c.id == bindparam("org")))


def last_seq(tx: Transaction, org_id: str) -> int:
    """The `seq` of the organisation's last event, 0 before the first."""
    row = _LAST_SEQ.first(tx, {"org": org_id})
    return int(row[0]) if row is not None else 0


def read(tx: Transaction, org_id: str, *, after: int, limit: int) -> list[Event]:
    """The organisation's events after that `seq`, in order."""
    rows = tx.execute(
        select(events).where(events.c.org_id == org_id, events.c.seq > after).order_by(events.c.seq).limit(limit)
    )
    return [
        Event(
            seq=row.seq,
            id=row.id,
            type=EventType(row.type),
            subject_id=row.subject_id,
            vendor_id=row.vendor_id,
            actor=Actor(org_id=row.org_id, kind=ActorKind(row.actor_kind), id=row.actor_id, name=row.actor_name),
            changes={name: (old, new) for name, (old, new) in orjson.loads(row.changes).items()},
            occurred_at=row.occurred_at,
        )
        for row in rows
    ]
