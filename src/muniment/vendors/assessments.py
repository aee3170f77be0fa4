"""Assessments: a vendor's review, and the documents that support it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Row, func, insert, select, update

from muniment import ids
from muniment.accounts.caller import Caller
from muniment.db.engine import Transaction
from muniment.db.tables import assessments
from muniment.documents import legal_holds
from muniment.documents.document import distinct
from muniment.documents.manage import link_assessment
from muniment.documents.references import check_services, check_vendor
from muniment.errors import (
    AssessmentNotFoundError,
    AssessmentRefusedError,
    DocumentNotFoundError,
    LegalHoldError,
    ServiceNotFoundError,
    VendorNotFoundError,
    WorkflowNotFoundError,
)
from muniment.events import feed
from muniment.events.catalogue import EventType
from muniment.events.feed import lock_organisation
from muniment.limits import MAX_LINKS
from muniment.vendors import vendors

CREATED, CANCELED = "created", "canceled"
"""The two states this product gives, before and after archiving: it keeps evidence, it does not run the review."""


@dataclass(frozen=True, slots=True)
class NewAssessment:
    """What a caller says of an assessment; references not yet checked."""

    vendor_id: str
    control_set_ids: Sequence[str]
    name: str | None = None
    service_ids: Sequence[str] = ()
    assignee_id: str | None = None
    supporting_document_ids: Sequence[str] = ()
    trigger_workflow: str | None = None


def create(
    tx: Transaction, caller: Caller, wanted: NewAssessment, *, now: int, max_links: int = MAX_LINKS
) -> dict[str, Any]:
    """The new assessment, attached to its supporting documents. Raises AssessmentRefusedError for a bad reference,
    WorkflowNotFoundError for a workflow: this product has none."""
    lock_organisation(tx, caller.org_id)
    try:
        vendor = vendors.find(tx, caller, wanted.vendor_id)
        check_services(tx, caller, wanted.vendor_id, wanted.service_ids)
    except (VendorNotFoundError, ServiceNotFoundError) as error:
        raise AssessmentRefusedError(error.message) from error
    if wanted.trigger_workflow:
        raise WorkflowNotFoundError(wanted.trigger_workflow)
    assessment_id = ids.new(ids.ASSESSMENT)
    tx.execute(
        insert(assessments).values(
            id=assessment_id,
            org_id=caller.org_id,
            vendor_id=wanted.vendor_id,
            name=(wanted.name or "").strip() or f"{vendor.name} {datetime.fromtimestamp(now, UTC):%Y-%m-%d}",
            status=CREATED,
            control_set_ids=json.dumps(distinct(wanted.control_set_ids)),
            service_ids=json.dumps(distinct(wanted.service_ids)),
            assignee_id=wanted.assignee_id,
            created_at=now,
            updated_at=now,
        )
    )
    _tell(tx, caller, None, _find(tx, caller, assessment_id), now=now)
    for document_id in distinct(wanted.supporting_document_ids):
        try:
            link_assessment(tx, caller, document_id, assessment_id, vendor_id=wanted.vendor_id, most=max_links, now=now)
        except DocumentNotFoundError as error:
            raise AssessmentRefusedError(
                "A supporting document does not exist in your organisation or belongs to another vendor."
            ) from error
    return {**_assessment(_find(tx, caller, assessment_id)), "workflow_run_id": None}


def get(tx: Transaction, caller: Caller, assessment_id: str) -> dict[str, Any]:
    """The assessment, archived or not. Raises AssessmentNotFoundError."""
    return _as_read(_find(tx, caller, assessment_id))


def page(
    tx: Transaction, caller: Caller, vendor_id: str, *, limit: int, offset: int
) -> tuple[list[dict[str, Any]], int]:
    """The vendor's assessments that are not archived, newest first, and how many there are. Raises
    VendorNotFoundError."""
    check_vendor(tx, caller, vendor_id)
    a = assessments.c
    theirs = (a.vendor_id == vendor_id, a.archived_at.is_(None))
    total = tx.execute(select(func.count()).select_from(assessments).where(*theirs)).scalar_one()
    newest_first = select(assessments).where(*theirs).order_by(a.created_at.desc(), a.id.desc())
    return [_as_read(row) for row in tx.execute(newest_first.limit(limit).offset(offset))], int(total)


def _as_read(row: Row[Any]) -> dict[str, Any]:
    assessment = _assessment(row)
    created_at, updated_at = assessment.pop("created_at"), assessment.pop("updated_at")
    return {**assessment, "custom_fields": [], "created_at": created_at, "updated_at": updated_at}


def archive(tx: Transaction, caller: Caller, assessment_id: str, *, now: int) -> dict[str, Any]:
    """The answer to archiving; again gives the first time. Raises AssessmentNotFoundError, LegalHoldError."""
    lock_organisation(tx, caller.org_id)
    row = _find(tx, caller, assessment_id)
    if row.archived_at is None:
        if legal_holds.is_held(tx, row.vendor_id, row.org_id):
            raise LegalHoldError
        tx.execute(
            update(assessments)
            .where(assessments.c.id == row.id)
            .values(status=CANCELED, archived_at=now, updated_at=now)
        )
        before, row = row, _find(tx, caller, assessment_id)
        _tell(tx, caller, before, row, now=now)
    return {"id": row.id, "status": row.status, "is_archived": True, "archived_at": row.archived_at}


def _tell(tx: Transaction, caller: Caller, before: Row[Any] | None, after: Row[Any], *, now: int) -> None:
    feed.record(
        tx,
        caller,
        EventType.ASSESSMENT_CREATED if before is None else EventType.ASSESSMENT_DELETED,
        subject_id=after.id,
        vendor_id=after.vendor_id,
        before=_told(before) if before is not None else None,
        after=_told(after),
        now=now,
    )


_TOLD = (
    "name",
    "status",
    "control_set_ids",
    "service_ids",
    "assignee_id",
    "initiated_at",
    "created_at",
    "updated_at",
)


def _told(row: Row[Any]) -> dict[str, Any]:
    """The fields that events tell of."""
    assessment = _assessment(row)
    return {**{name: assessment[name] for name in _TOLD}, "archived_at": row.archived_at}


def _find(tx: Transaction, caller: Caller, assessment_id: str) -> Row[Any]:
    if not ids.has_shape(ids.ASSESSMENT, assessment_id):
        raise AssessmentNotFoundError
    row = tx.execute(
        select(assessments).where(assessments.c.id == assessment_id, assessments.c.org_id == caller.org_id)
    ).first()
    if row is None or not caller.sees(row.vendor_id):
        raise AssessmentNotFoundError
    return row


def _assessment(row: Row[Any]) -> dict[str, Any]:
    return {
        "id": row.id,
        "vendor_id": row.vendor_id,
        "name": row.name,
        "status": row.status,
        "control_set_ids": json.loads(row.control_set_ids),
        "service_ids": json.loads(row.service_ids),
        "assignee_id": row.assignee_id,
        "score_percent": None,
        "findings_count": 0,
        "initiated_at": row.initiated_at,
        "created_at": row.created_at,
        "updated_at": row.updated_at,
    }
