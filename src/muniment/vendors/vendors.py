"""Vendors and their services: whom evidence is about."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, func, insert, select, update

from muniment import ids
from muniment.db.engine import Transaction
from muniment.db.tables import services, vendors
from muniment.errors import ServiceNotFoundError, VendorNotFoundError
from muniment.unicode import normalised

VENDOR_FIELDS = (
    "name",
    "external_id",
    "website",
    "description",
    "hq_location",
    "use_case",
    "tier",
    "tags",
    "primary_contact",
)
"""What a caller may set on a vendor."""

SERVICE_FIELDS = ("name", "description", "external_id", "tags", "primary_contact")
"""What a caller may set on a service."""

_NOT_ON_A_LIST = (
    "services",
    "risk_analyst_ids",
    "relationship_owner_ids",
    "watcher_ids",
    "inherent_risk_level_id",
    "residual_risk_level_id",
    "engagement_type",
)


@dataclass(frozen=True, slots=True)
class VendorFilters:
    """What to list: `name` is a part of the name in any case, `external_id` exact. None does not filter."""

    name: str | None = None
    external_id: str | None = None


def folded(name: str) -> str:
    """The name as searches compare it: without case, compatibility forms alike."""
    return normalised(normalised(name, "NFKC").casefold(), "NFKC")


def create(tx: Transaction, org_id: str, fields: Mapping[str, Any], *, now: int) -> dict[str, Any]:
    """The new vendor. `fields` holds some of VENDOR_FIELDS, `name` among them."""
    vendor_id = ids.new(ids.VENDOR)
    tx.execute(
        insert(vendors).values(id=vendor_id, org_id=org_id, created_at=now, updated_at=now, **_stored_vendor(fields))
    )
    return get(tx, org_id, vendor_id)


def change(tx: Transaction, org_id: str, vendor_id: str, fields: Mapping[str, Any], *, now: int) -> dict[str, Any]:
    """The vendor after the change; what `fields` leaves out stays. Raises VendorNotFoundError."""
    find(tx, org_id, vendor_id)
    if fields:
        tx.execute(
            update(vendors)
            .where(vendors.c.id == vendor_id, vendors.c.org_id == org_id)
            .values(updated_at=now, **_stored_vendor(fields))
        )
    return get(tx, org_id, vendor_id)


def find(tx: Transaction, org_id: str, vendor_id: str) -> Row[Any]:
    """The vendor's row. Raises VendorNotFoundError."""
    if not ids.has_shape(ids.VENDOR, vendor_id):
        raise VendorNotFoundError
    row = tx.execute(select(vendors).where(vendors.c.id == vendor_id, vendors.c.org_id == org_id)).first()
    if row is None:
        raise VendorNotFoundError
    return row


def get(tx: Transaction, org_id: str, vendor_id: str) -> dict[str, Any]:
    """The vendor object with its services, oldest first. Raises VendorNotFoundError."""
    row = find(tx, org_id, vendor_id)
    theirs = tx.execute(
        select(services).where(services.c.vendor_id == vendor_id).order_by(services.c.created_at, services.c.id)
    )
    return _vendor(row, [_service(service) for service in theirs])


def page(
    tx: Transaction, org_id: str, filters: VendorFilters, *, limit: int, offset: int
) -> tuple[list[dict[str, Any]], int]:
    """The vendors of one page, newest first, without the keys a list leaves out; and how many match in all."""
    conditions = [vendors.c.org_id == org_id]
    if filters.name is not None:
        conditions.append(vendors.c.name_folded.contains(folded(filters.name), autoescape=True))
    if filters.external_id is not None:
        conditions.append(vendors.c.external_id == filters.external_id)
    total = tx.execute(select(func.count()).select_from(vendors).where(*conditions)).scalar_one()
    rows = tx.execute(
        select(vendors)
        .where(*conditions)
        .order_by(vendors.c.created_at.desc(), vendors.c.id.desc())
        .limit(limit)
        .offset(offset)
    )
    listed = [{k: v for k, v in _vendor(row, []).items() if k not in _NOT_ON_A_LIST} for row in rows]
    return listed, int(total)


def create_service(
    tx: Transaction, org_id: str, vendor_id: str, fields: Mapping[str, Any], *, now: int
) -> dict[str, Any]:
    """The new service of the vendor. `fields` holds some of SERVICE_FIELDS. Raises VendorNotFoundError."""
    find(tx, org_id, vendor_id)
    service_id = ids.new(ids.SERVICE)
    tx.execute(
        insert(services).values(id=service_id, org_id=org_id, vendor_id=vendor_id, created_at=now, **_stored(fields))
    )
    return _find_service(tx, org_id, vendor_id, service_id)


def change_service(
    tx: Transaction, org_id: str, vendor_id: str, service_id: str, fields: Mapping[str, Any]
) -> dict[str, Any]:
    """The service after the change. Raises VendorNotFoundError, ServiceNotFoundError."""
    find(tx, org_id, vendor_id)
    _find_service(tx, org_id, vendor_id, service_id)
    if fields:
        tx.execute(
            update(services)
            .where(services.c.id == service_id, services.c.org_id == org_id, services.c.vendor_id == vendor_id)
            .values(**_stored(fields))
        )
    return _find_service(tx, org_id, vendor_id, service_id)


def _find_service(tx: Transaction, org_id: str, vendor_id: str, service_id: str) -> dict[str, Any]:
    if not ids.has_shape(ids.SERVICE, service_id):
        raise ServiceNotFoundError
    row = tx.execute(
        select(services).where(
            services.c.id == service_id, services.c.org_id == org_id, services.c.vendor_id == vendor_id
        )
    ).first()
    if row is None:
        raise ServiceNotFoundError
    return _service(row)


def _stored(fields: Mapping[str, Any]) -> dict[str, Any]:
    stored = dict(fields)
    if "tags" in stored:
        stored["tags"] = json.dumps(stored["tags"] or [])
    if stored.get("primary_contact") is not None:
        stored["primary_contact"] = json.dumps(stored["primary_contact"])
    return stored


def _stored_vendor(fields: Mapping[str, Any]) -> dict[str, Any]:
    stored = _stored(fields)
    if "name" in stored:
        stored["name_folded"] = folded(stored["name"])
    return stored


def _contact(stored: str | None) -> dict[str, Any] | None:
    return json.loads(stored) if stored is not None else None


def _vendor(row: Row[Any], its_services: list[dict[str, Any]]) -> dict[str, Any]:
    """The vendor object; what this product does not manage is null or [] (CONTRACT §3)."""
    return {
        "id": row.id,
        "external_id": row.external_id,
        "name": row.name,
        "website": row.website,
        "description": row.description,
        "hq_location": row.hq_location,
        "status": None,
        "status_id": None,
        "tags": json.loads(row.tags),
        "risk_analyst_ids": [],
        "relationship_owner_ids": [],
        "watcher_ids": [],
        "inherent_risk_level_id": None,
        "residual_risk_level_id": None,
        "engagement_type": None,
        "use_case": row.use_case,
        "tier": row.tier,
        "primary_contact": _contact(row.primary_contact),
        "services": its_services,
        "created_at": row.created_at,
        "updated_at": row.updated_at,
    }


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
        "primary_contact": _contact(row.primary_contact),
        "created_at": row.created_at,
    }
