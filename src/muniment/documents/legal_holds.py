"""Legal holds: what is under one stays, whoever or whatever would remove or hide it.

A hold names a document, a vendor (with all of its documents, those to come too) or the whole organisation. Whoever
removes or hides evidence asks here, in its own transaction and with the organisation locked, as creating a hold locks
it: once a hold is answered, nothing under it goes. WINS_OVER is the list of those who ask.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import orjson
from sqlalchemy import ColumnElement, Row, ScalarSelect, func, insert, select, update

from muniment import ids
from muniment.accounts.caller import Caller
from muniment.db.engine import Transaction
from muniment.db.tables import documents, legal_holds
from muniment.documents.document import Document
from muniment.documents.references import check_vendor
from muniment.errors import (
    DocumentNotFoundError,
    InsufficientScopeError,
    LegalHoldNotFoundError,
    OrganisationNotFoundError,
)
from muniment.events import feed
from muniment.events.catalogue import EventType
from muniment.events.feed import lock_organisation

WINS_OVER: Mapping[str, str] = {
    "DELETE /v1/documents/{id}": "refused with `409 legal_hold`; archived before, it answers as ever",
    "DELETE /v1/assessments/{id}": "refused with `409 legal_hold` when its vendor or the organisation is held",
    "POST /v1/documents/{id}/analysis": "refused with `409 legal_hold` when an earlier analysis read the document",
    "an analysis under way": "what it finds is dropped when an earlier analysis read the document, which stays",
    "muniment jobs retry": "as an analysis under way",
    "housekeeping: documents past their term": "the document stays until the hold is released",
    "muniment purge": "the document stays, and is told with the hold",
    "muniment demo --remove": "the sample stays, and its vendor, and both are told",
    "housekeeping: old audit records": "no record of the organisation is removed while anything of it is held",
    "housekeeping: orphaned files, muniment sweep": "a held document has its row, and so no orphaned file",
    "muniment repair": "rows, bytes and analyses are only read",
}
"""Every path that removes or hides evidence, and what becomes of it under a hold. None removes an
organisation, and a vendor goes with its samples alone. docs/retention.md has the list, and a test tries each."""


MAX_REASON_CHARACTERS = 1_000
"""Of why a hold is made or released, or a document let out of quarantine."""


class TargetType(StrEnum):
    """What can be held."""

    DOCUMENT = "document"
    VENDOR = "vendor"
    ORGANISATION = "organisation"


@dataclass(frozen=True, slots=True)
class Target:
    """What a hold is of."""

    type: TargetType
    id: str


def holds_on(*target_ids: str | ColumnElement[str]) -> ScalarSelect[str]:
    """The id of the oldest hold on one of these: ids, or columns that have them. Null when there is none."""
    c = legal_holds.c
    held = select(func.min(c.id)).where(c.target_id.in_(target_ids), c.released_at.is_(None))
    return held.correlate(documents).scalar_subquery()


ON_A_DOCUMENT = holds_on(documents.c.id, documents.c.vendor_id, documents.c.org_id)
"""The same for a row of `documents`."""


def is_held(tx: Transaction, *target_ids: str) -> bool:
    """Whether one of them is under a hold. The organisation is locked by who acts upon the answer."""
    return tx.execute(select(holds_on(*target_ids))).scalar() is not None


def is_document_held(tx: Transaction, document: Document) -> bool:
    """The same of a document: a hold on it, its vendor or its organisation."""
    return is_held(tx, document.id, document.vendor_id, document.org_id)


def has_any(tx: Transaction, org_id: str) -> bool:
    """Whether anything of the organisation is under a hold."""
    c = legal_holds.c
    return tx.execute(select(c.id).where(c.org_id == org_id, c.released_at.is_(None)).limit(1)).first() is not None


def create(tx: Transaction, caller: Caller, target: Target, *, reason: str, now: int) -> dict[str, Any]:
    """A new hold. There may be several on one thing; it is held until the last is released. Raises the target's
    not-found error, InsufficientScopeError for the organisation and a caller that is bound to vendors."""
    lock_organisation(tx, caller.org_id)
    row = {
        "id": ids.new(ids.LEGAL_HOLD),
        "org_id": caller.org_id,
        "target_type": target.type.value,
        "target_id": target.id,
        "vendor_id": _vendor_of(tx, caller, target),
        "reason": reason,
        "created_at": now,
        "created_by": _who(caller),
    }
    made = tx.execute(insert(legal_holds).returning(legal_holds), row).one()
    _record(tx, caller, EventType.LEGAL_HOLD_CREATED, before=None, after=made, now=now)
    return entry(made)


def _vendor_of(tx: Transaction, caller: Caller, target: Target) -> str | None:
    if target.type is TargetType.ORGANISATION:
        if target.id != caller.org_id:
            raise OrganisationNotFoundError
        if caller.vendor_ids is not None:
            raise InsufficientScopeError("A key that is bound to vendors cannot hold the whole organisation.")
        return None
    if target.type is TargetType.VENDOR:
        check_vendor(tx, caller, target.id)
        return target.id
    d = documents.c
    owner = select(d.vendor_id).where(d.id == target.id, d.org_id == caller.org_id)
    vendor_id = tx.execute(owner).scalar() if ids.has_shape(ids.DOCUMENT, target.id) else None
    if vendor_id is None or not caller.sees(vendor_id):
        raise DocumentNotFoundError
    return str(vendor_id)


def release(tx: Transaction, caller: Caller, hold_id: str, *, reason: str, now: int) -> dict[str, Any]:
    """The hold, released: by this call or, unchanged, by an earlier one. Raises LegalHoldNotFoundError."""
    lock_organisation(tx, caller.org_id)
    before = _find(tx, caller, hold_id)
    if before.released_at is not None:
        return entry(before)
    done = update(legal_holds).where(legal_holds.c.id == hold_id).returning(legal_holds)
    after = tx.execute(done.values(released_at=now, released_by=_who(caller), release_reason=reason)).one()
    _record(tx, caller, EventType.LEGAL_HOLD_RELEASED, before=before, after=after, now=now)
    return entry(after)


def get(tx: Transaction, caller: Caller, hold_id: str) -> dict[str, Any]:
    """The hold. Raises LegalHoldNotFoundError."""
    return entry(_find(tx, caller, hold_id))


def page(
    tx: Transaction,
    caller: Caller,
    *,
    target_id: str | None = None,
    is_active: bool | None = None,
    limit: int,
    offset: int,
) -> tuple[list[dict[str, Any]], int]:
    """The holds of one page, the newest first, and how many there are. None does not filter."""
    c = legal_holds.c
    conditions: list[ColumnElement[bool]] = [c.org_id == caller.org_id]
    if caller.vendor_ids is not None:
        conditions.append(c.vendor_id.in_(caller.vendor_ids))
    if target_id is not None:
        conditions.append(c.target_id == target_id)
    if is_active is not None:
        conditions.append(c.released_at.is_(None) if is_active else c.released_at.is_not(None))
    total = tx.execute(select(func.count()).select_from(legal_holds).where(*conditions)).scalar_one()
    rows = tx.execute(select(legal_holds).where(*conditions).order_by(c.id.desc()).limit(limit).offset(offset))
    return [entry(row) for row in rows], int(total)


def _find(tx: Transaction, caller: Caller, hold_id: str) -> Row[Any]:
    c = legal_holds.c
    is_ours = ids.has_shape(ids.LEGAL_HOLD, hold_id)
    row = tx.execute(select(legal_holds).where(c.id == hold_id, c.org_id == caller.org_id)).first() if is_ours else None
    is_seen = row is not None and (caller.vendor_ids is None or row.vendor_id in caller.vendor_ids)
    if row is None or not is_seen:
        raise LegalHoldNotFoundError
    return row


def _who(caller: Caller) -> str:
    return orjson.dumps(caller.on_the_wire()).decode()


def entry(row: Row[Any]) -> dict[str, Any]:
    """The hold as it is listed."""
    return {
        "id": row.id,
        "target_type": row.target_type,
        "target_id": row.target_id,
        "reason": row.reason,
        "created_at": row.created_at,
        "created_by": orjson.loads(row.created_by),
        "released_at": row.released_at,
        "released_by": orjson.loads(row.released_by) if row.released_by is not None else None,
        "release_reason": row.release_reason,
    }


_TOLD = ("target_type", "target_id", "reason", "released_at", "release_reason")


def _record(
    tx: Transaction, caller: Caller, type_: EventType, *, before: Row[Any] | None, after: Row[Any], now: int
) -> None:
    feed.record(
        tx,
        caller,
        type_,
        subject_id=after.id,
        vendor_id=after.vendor_id,
        before={name: before._mapping[name] for name in _TOLD} if before is not None else None,
        after={name: after._mapping[name] for name in _TOLD},
        now=now,
    )
