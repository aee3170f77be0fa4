"""Services of a vendor: what evidence is about."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from sqlalchemy import Row, insert, select, update

from muniment import ids
from muniment.accounts.caller import Caller
from muniment.db.engine import Transaction
from muniment.db.tables import services
from muniment.documents.references import check_vendor
from muniment.errors import ServiceNotFoundError
from muniment.events import feed
from muniment.events.catalogue import EventType
from muniment.events.feed import lock_organisation
from muniment.vendors.columns import contact_of, differs, fields_to_columns

SERVICE_FIELDS = (
    "name",
    "description",
    "external_id",
    "tags",
    "relationship_owner_ids",
    "watcher_ids",
    "primary_contact",
)
"""What a caller may set on a service; `tag_ids` is another name of `tags`."""


def of_vendor(tx: Transaction, vendor_id: str) -> list[dict[str, Any]]:
    """The vendor's service objects, oldest first."""
    rows = tx.execute(
        select(services).where(services.c.vendor_id == vendor_id).order_by(services.c.created_at, services.c.id)
    )
    return [_service(row) for row in rows]


def create(tx: Transaction, caller: Caller, vendor_id: str, fields: Mapping[str, Any], *, now: int) -> dict[str, Any]:
    """The new service of the vendor. `fields` holds some of SERVICE_FIELDS. Raises VendorNotFoundError."""
    lock_organisation(tx, caller.org_id)
    check_vendor(tx, caller, vendor_id)
    service_id = ids.new(ids.SERVICE)
    tx.execute(
        insert(services).values(
            id=service_id, org_id=caller.org_id, vendor_id=vendor_id, created_at=now, **fields_to_columns(fields)
        )
    )
    made = _find(tx, caller, vendor_id, service_id)
    _tell(tx, caller, None, made, now=now)
    return _service(made)


def change(
    tx: Transaction, caller: Caller, vendor_id: str, service_id: str, fields: Mapping[str, Any], *, now: int
) -> dict[str, Any]:
    """The service after the change; what changes nothing leaves no trace. Raises VendorNotFoundError,
    ServiceNotFoundError."""
    lock_organisation(tx, caller.org_id)
    check_vendor(tx, caller, vendor_id)
    before = _find(tx, caller, vendor_id, service_id)
    columns = fields_to_columns(fields)
    if differs(before, columns):
        tx.execute(
            update(services)
            .where(services.c.id == service_id, services.c.org_id == caller.org_id, services.c.vendor_id == vendor_id)
            .values(**columns)
        )
        _tell(tx, caller, before, _find(tx, caller, vendor_id, service_id), now=now)
    return _service(_find(tx, caller, vendor_id, service_id))


def _tell(tx: Transaction, caller: Caller, before: Row[Any] | None, after: Row[Any], *, now: int) -> None:
    feed.record(
        tx,
        caller,
        EventType.SERVICE_CREATED if before is None else EventType.SERVICE_UPDATED,
        subject_id=after.id,
        vendor_id=after.vendor_id,
        before=_told(before) if before is not None else None,
        after=_told(after),
        now=now,
    )


def _told(row: Row[Any]) -> dict[str, Any]:
    """The fields that events tell of."""
    service = _service(row)
    return {name: service[name] for name in (*SERVICE_FIELDS, "created_at")}


def _find(tx: Transaction, caller: Caller, vendor_id: str, service_id: str) -> Row[Any]:
    if not ids.has_shape(ids.SERVICE, service_id):
        raise ServiceNotFoundError
    row = tx.execute(
        select(services).where(
            services.c.id == service_id, services.c.org_id == caller.org_id, services.c.vendor_id == vendor_id
        )
    ).first()
    if row is None:
        raise ServiceNotFoundError
    return row


def _service(row: Row[Any]) -> dict[str, Any]:
    return {
        "id": row.id,
        "vendor_id": row.vendor_id,
        "name": row.name,
        "description": row.description,
        "external_id": row.external_id,
        "tags": json.loads(row.tags),
        "relationship_owner_ids": json.loads(row.relationship_owner_ids),
        "watcher_ids": json.loads(row.watcher_ids),
        "primary_contact": contact_of(row.primary_contact),
        "custom_fields": [],
        "created_at": row.created_at,
    }
