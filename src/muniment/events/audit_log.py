"""Reading the record: filtered, the newest first; and one object's trail."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import orjson
from sqlalchemy import ColumnElement, Row, func, literal_column, or_, select

from muniment.db.engine import Transaction
from muniment.db.tables import audit_records
from muniment.events.audit import API_CALL, CALLS, CALLS_LOST, DOWNLOADED, SIGNING, SUBJECTS
from muniment.events.catalogue import EventType

EVENT_TYPES = (*(one.value for one in EventType), API_CALL, CALLS_LOST, DOWNLOADED, *SIGNING)
"""Every type of record there is."""

EVENT_GROUPS = tuple(dict.fromkeys((*(one.group for one in SUBJECTS.values()), CALLS)))
"""Every group there is."""

_OF_CALLS = frozenset({API_CALL, CALLS_LOST})
_ROWS_AT_ONCE = 1_000


@dataclass(frozen=True, slots=True)
class AuditFilters:
    """What to list; an empty tuple or None does not filter. Times in Unix seconds, both inclusive. `search`: a part of
    the summary, the actor's name or the target's id, without case. `vendor_ids`: records of these vendors alone."""

    start: int | None = None
    end: int | None = None
    event_groups: tuple[str, ...] = ()
    event_types: tuple[str, ...] = ()
    search: str | None = None
    target_type: str | None = None
    target_id: str | None = None
    vendor_ids: frozenset[str] | None = None
    changes_only: bool = False


def page(
    tx: Transaction, org_id: str, filters: AuditFilters, *, limit: int, offset: int
) -> tuple[list[dict[str, Any]], int]:
    """The records of one page, the newest first, and how many match in all."""
    conditions = _conditions(org_id, filters)
    total = tx.execute(select(func.count()).select_from(audit_records).where(*conditions)).scalar_one()
    rows = tx.execute(
        select(audit_records).where(*conditions).order_by(audit_records.c.seq.desc()).limit(limit).offset(offset)
    )
    return [_on_the_wire(row) for row in rows], int(total)


def every(tx: Transaction, org_id: str, filters: AuditFilters) -> Iterator[dict[str, Any]]:
    """Every matching record in the order of the chain, with its number and hash. Needs one snapshot."""
    query = select(audit_records).where(*_conditions(org_id, filters)).order_by(audit_records.c.seq)
    for row in tx.execute(query.execution_options(yield_per=_ROWS_AT_ONCE)):
        yield {"seq": row.seq, **_on_the_wire(row), "hash": bytes(row.hash).hex()}


def _conditions(org_id: str, filters: AuditFilters) -> list[ColumnElement[bool]]:
    c = audit_records.c
    conditions: list[ColumnElement[bool]] = [c.org_id == org_id]
    if filters.start is not None:
        conditions.append(c.created_at >= filters.start)
    if filters.end is not None:
        conditions.append(c.created_at <= filters.end)
    if filters.event_groups:
        conditions.append(c.event_group.in_(filters.event_groups))
    if filters.event_types:
        conditions.append(c.event_type.in_(filters.event_types))
    if filters.search:
        part = filters.search
        conditions.append(
            or_(*(one.icontains(part, autoescape=True) for one in (c.summary, c.actor_name, c.target_id)))
        )
    if filters.target_type is not None:
        conditions.append(c.target_type == filters.target_type)
    if filters.target_id is not None:
        conditions.append(c.target_id == filters.target_id)
    if filters.vendor_ids is not None:
        conditions.append(c.vendor_id.in_(filters.vendor_ids))
    if filters.changes_only or (filters.event_types and not _OF_CALLS.intersection(filters.event_types)):
        conditions.append(c.event_group != literal_column(f"'{CALLS}'"))  # as the indexes of changes have it
    return conditions


def _on_the_wire(row: Row[Any]) -> dict[str, Any]:
    return {
        "created_at": row.created_at,
        "actor": {"type": row.actor_kind, "id": row.actor_id, "name": row.actor_name},
        "event_type": row.event_type,
        "event_group": row.event_group,
        "target_type": row.target_type,
        "target_id": row.target_id,
        "summary": row.summary,
        "data": orjson.loads(row.data),
    }
