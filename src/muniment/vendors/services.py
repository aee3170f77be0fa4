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
from muniment.vendors.columns import contact_of, fields_to_columns

SERVICE_FIELDS = ("name", "description", "external_id", "tags", "primary_contact")
"""What a caller may set on a service."""


def of_vendor(tx: Transaction, vendor_id: str) -> list[dict[str, Any]]:
    """The vendor's service objects, oldest first."""
    rows = tx.execute(
        select(services).where(services.c.vendor_id == vendor_id).order_by(services.c.created_at, services.c.id)
    )
    return [_service(row) for row in rows]


def create(tx: Transaction, caller: Caller, vendor_id: str, fields: Mapping[str, Any], *, now: int) -> dict[str, Any]:
    """The new service of the vendor. `fields` holds some of SERVICE_FIELDS. Raises VendorNotFoundError."""
    check_vendor(tx, caller, vendor_id)
    service_id = ids.new(ids.SERVICE)
    tx.execute(
        insert(services).values(
            id=service_id, org_id=caller.org_id, vendor_id=vendor_id, created_at=now, **fields_to_columns(fields)
        )
    )
    return _find(tx, caller, vendor_id, service_id)


def change(
    tx: Transaction, caller: Caller, vendor_id: str, service_id: str, fields: Mapping[str, Any]
) -> dict[str, Any]:
    """The service after the change. Raises VendorNotFoundError, ServiceNotFoundError."""
    check_vendor(tx, caller, vendor_id)
    _find(tx, caller, vendor_id, service_id)
    if fields:
        tx.execute(
            update(services)
            .where(services.c.id == service_id, services.c.org_id == caller.org_id, services.c.vendor_id == vendor_id)
            .values(**fields_to_columns(fields))
        )
    return _find(tx, caller, vendor_id, service_id)


def _find(tx: Transaction, caller: Caller, vendor_id: str, service_id: str) -> dict[str, Any]:
    if not ids.has_shape(ids.SERVICE, service_id):
        raise ServiceNotFoundError
    row = tx.execute(
        select(services).where(
            services.c.id == service_id, services.c.org_id == caller.org_id, services.c.vendor_id == vendor_id
        )
    ).first()
    if row is None:
        raise ServiceNotFoundError
    return _service(row)


def _service(row: Row[Any]) -> dict[str, Any]:
    return {
        "id": row.id,
        "vendor_id": row.vendor_id,
        "name": row.name,
        "description": row.description,
        "external_id": row.external_id,
        "tags": json.loads(row.tags),
        "relationship_owner_ids": [],
        "watcher_ids": [],
        "primary_contact": contact_of(row.primary_contact),
        "created_at": row.created_at,
    }
