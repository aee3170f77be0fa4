"""Vendors: whom evidence is about."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Row, collate, delete, exists, false, func, insert, or_, select, update

from muniment import ids
from muniment.accounts.caller import Caller
from muniment.db.engine import Transaction
from muniment.db.tables import assessments, documents, vendors
from muniment.db.tables import services as service_rows
from muniment.documents import legal_holds
from muniment.errors import InsufficientScopeError, VendorNotFoundError
from muniment.events import feed
from muniment.events.catalogue import EventType
from muniment.events.feed import lock_organisation
from muniment.unicode import folded
from muniment.vendors import services
from muniment.vendors.columns import contact_of, differs, fields_to_columns

VENDOR_FIELDS = (
    "name",
    "external_id",
    "website",
    "description",
    "hq_location",
    "use_case",
    "tier",
    "tags",
    "engagement_type",
    "status_id",
    "risk_analyst_ids",
    "relationship_owner_ids",
    "watcher_ids",
    "inherent_risk_level_id",
    "residual_risk_level_id",
    "primary_contact",
)
"""What a caller may set on a vendor; `tag_ids` is another name of `tags`."""

_NOT_ON_A_LIST = (
    "services",
    "risk_analyst_ids",
    "relationship_owner_ids",
    "watcher_ids",
    "inherent_risk_level_id",
    "residual_risk_level_id",
    "engagement_type",
)


BOUND_TO_VENDORS = InsufficientScopeError("The API key is bound to named vendors and cannot create another.")


@dataclass(frozen=True, slots=True)
class VendorFilters:
    """What to list: `name` is a part of the vendor's or one of its services' names, without case and accents;
    `external_id` exact. None does not filter. `is_by_name`: in order of names, not the newest first."""

    name: str | None = None
    external_id: str | None = None
    is_by_name: bool = False


def create(tx: Transaction, caller: Caller, fields: Mapping[str, Any], *, now: int) -> dict[str, Any]:
    """The new vendor. `fields` holds some of VENDOR_FIELDS, `name` among them. Raises InsufficientScopeError for a
    caller that is bound to others."""
    if caller.vendor_ids is not None:
        raise BOUND_TO_VENDORS
    lock_organisation(tx, caller.org_id)
    vendor_id = ids.new(ids.VENDOR)
    tx.execute(
        insert(vendors).values(
            id=vendor_id, org_id=caller.org_id, created_at=now, updated_at=now, **fields_to_columns(fields)
        )
    )
    _tell(tx, caller, None, find(tx, caller, vendor_id), now=now)
    return get(tx, caller, vendor_id)


def change(tx: Transaction, caller: Caller, vendor_id: str, fields: Mapping[str, Any], *, now: int) -> dict[str, Any]:
    """The vendor after the change; what `fields` leaves out stays, and what changes nothing leaves no trace. Raises
    VendorNotFoundError."""
    lock_organisation(tx, caller.org_id)
    before = find(tx, caller, vendor_id)
    columns = fields_to_columns(fields)
    if differs(before, columns):
        tx.execute(
            update(vendors)
            .where(vendors.c.id == vendor_id, vendors.c.org_id == caller.org_id)
            .values(updated_at=now, **columns)
        )
        _tell(tx, caller, before, find(tx, caller, vendor_id), now=now)
    return get(tx, caller, vendor_id)


def remove(tx: Transaction, caller: Caller, vendor_id: str, *, now: int) -> bool:
    """Remove the vendor for good, with its services and assessments; not while it has documents, archived ones
    included, or is under a legal hold. Whether it went. Raises VendorNotFoundError."""
    lock_organisation(tx, caller.org_id)
    before = find(tx, caller, vendor_id)
    has_documents = tx.execute(select(documents.c.id).where(documents.c.vendor_id == vendor_id).limit(1)).first()
    if has_documents or legal_holds.is_held(tx, vendor_id, caller.org_id):
        return False
    for table in (assessments, service_rows):
        tx.execute(delete(table).where(table.c.vendor_id == vendor_id))
    tx.execute(delete(vendors).where(vendors.c.id == vendor_id))
    told = _told(before)
    feed.record(
        tx,
        caller,
        EventType.VENDOR_REMOVED,
        subject_id=vendor_id,
        vendor_id=vendor_id,
        before=told,
        after={**dict.fromkeys(told), "name": before.name, "removed_at": now},
        now=now,
    )
    return True


def _tell(tx: Transaction, caller: Caller, before: Row[Any] | None, after: Row[Any], *, now: int) -> None:
    feed.record(
        tx,
        caller,
        EventType.VENDOR_CREATED if before is None else EventType.VENDOR_UPDATED,
        subject_id=after.id,
        vendor_id=after.id,
        before=_told(before) if before is not None else None,
        after=_told(after),
        now=now,
    )


def _told(row: Row[Any]) -> dict[str, Any]:
    """The fields that events tell of."""
    vendor = _vendor(row, [])
    return {name: vendor[name] for name in (*VENDOR_FIELDS, "created_at", "updated_at")}


def find(tx: Transaction, caller: Caller, vendor_id: str) -> Row[Any]:
    """The vendor's row. Raises VendorNotFoundError."""
    if not ids.has_shape(ids.VENDOR, vendor_id) or not caller.sees(vendor_id):
        raise VendorNotFoundError
    row = tx.execute(select(vendors).where(vendors.c.id == vendor_id, vendors.c.org_id == caller.org_id)).first()
    if row is None:
        raise VendorNotFoundError
    return row


def get(tx: Transaction, caller: Caller, vendor_id: str) -> dict[str, Any]:
    """The vendor object with its services, oldest first. Raises VendorNotFoundError."""
    row = find(tx, caller, vendor_id)
    return _vendor(row, services.of_vendor(tx, vendor_id))


def names_of(tx: Transaction, caller: Caller, vendor_ids: Iterable[str]) -> dict[str, str]:
    """The names of these vendors by their ids; of a page's worth, not of all there are."""
    v = vendors.c
    rows = tx.execute(select(v.id, v.name).where(v.id.in_(set(vendor_ids)), v.org_id == caller.org_id))
    return {row.id: row.name for row in rows}


def page(
    tx: Transaction, caller: Caller, filters: VendorFilters, *, limit: int, offset: int
) -> tuple[list[dict[str, Any]], int]:
    """The vendors of one page in their order, without the keys a list leaves out; and how many match in all."""
    conditions = [vendors.c.org_id == caller.org_id]
    if caller.vendor_ids is not None:
        conditions.append(vendors.c.id.in_(caller.vendor_ids))
    if filters.name:
        part = folded(filters.name)
        is_part = vendors.c.name_folded.contains(part, autoescape=True)
        is_service = exists().where(
            service_rows.c.vendor_id == vendors.c.id, service_rows.c.name_folded.contains(part, autoescape=True)
        )
        conditions.append(or_(is_part, is_service) if part else false())  # accents alone are no part of any name
    if filters.external_id is not None:
        conditions.append(vendors.c.external_id == filters.external_id)
    total = tx.execute(select(func.count()).select_from(vendors).where(*conditions)).scalar_one()
    order: tuple[ColumnElement[Any], ...] = (vendors.c.created_at.desc(), vendors.c.id.desc())
    if filters.is_by_name:
        # By the numbers of characters, on both databases. No index: an organisation has thousands, found in 10 ms
        is_sqlite = tx.dialect.name == "sqlite"
        order = (vendors.c.name_folded if is_sqlite else collate(vendors.c.name_folded, "C"), vendors.c.id)
    rows = tx.execute(select(vendors).where(*conditions).order_by(*order).limit(limit).offset(offset))
    listed = [{k: v for k, v in _vendor(row, []).items() if k not in _NOT_ON_A_LIST} for row in rows]
    return listed, int(total)


def _vendor(row: Row[Any], its_services: list[dict[str, Any]]) -> dict[str, Any]:
    """The vendor object; what this product does not manage is as it was given, null or [] (CONTRACT §3)."""
    return {
        "id": row.id,
        "external_id": row.external_id,
        "name": row.name,
        "website": row.website,
        "description": row.description,
        "hq_location": row.hq_location,
        "status": None,
        "status_id": row.status_id,
        "tags": json.loads(row.tags),
        "risk_analyst_ids": json.loads(row.risk_analyst_ids),
        "relationship_owner_ids": json.loads(row.relationship_owner_ids),
        "watcher_ids": json.loads(row.watcher_ids),
        "inherent_risk_level_id": row.inherent_risk_level_id,
        "residual_risk_level_id": row.residual_risk_level_id,
        "engagement_type": row.engagement_type,
        "use_case": row.use_case,
        "tier": row.tier,
        "primary_contact": contact_of(row.primary_contact),
        "services": its_services,
        "custom_fields": [],
        "created_at": row.created_at,
        "updated_at": row.updated_at,
    }
