"""Assessments (CONTRACT §3)."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Response

from muniment.db.clock import now
from muniment.errors import (
    AssessmentNotFoundError,
    AssessmentRefusedError,
    LegalHoldError,
    VendorNotFoundError,
    WorkflowNotFoundError,
)
from muniment.http.contract.answers.assessments import (
    AssessmentArchived,
    AssessmentCreated,
    AssessmentObject,
    AssessmentPage,
)
from muniment.http.contract.bodies import NewAssessmentBody
from muniment.http.contract.headers import IDEMPOTENCY, with_headers
from muniment.http.contract.paging import Limit, Offset
from muniment.http.contract.responses import IDEMPOTENCY_REFUSALS, INVALID_FIELDS, error_responses
from muniment.http.resources.uploads import checked_links
from muniment.http.resources.vendors import BODY_REFUSALS
from muniment.http.transport.admit import json_answer
from muniment.http.transport.json_bodies import JsonRoute
from muniment.http.transport.needs import AssessmentsRead, AssessmentsWrite
from muniment.vendors import assessments
from muniment.vendors.assessments import NewAssessment

router = APIRouter(prefix="/v1/assessments", route_class=JsonRoute)


@router.post(
    "",
    status_code=201,
    summary="Create an assessment",
    responses={
        201: {
            "model": AssessmentCreated,
            "description": "The assessment.",
            **with_headers("Idempotent-Replayed"),
        },
        **error_responses(
            AssessmentRefusedError("Vendor not found."),
            WorkflowNotFoundError("onboarding"),
            *IDEMPOTENCY_REFUSALS,
            *BODY_REFUSALS,
        ),
    },
    openapi_extra={"parameters": IDEMPOTENCY},
)
async def create_assessment(call: AssessmentsWrite, body: NewAssessmentBody) -> Response:
    """Create an assessment of a vendor. Every supporting document must be that vendor's, and then lists it. A reference
    that does not hold is answered with 400, in a body of its own. Without a name it gets one, of the vendor's and
    the date."""
    for name in ("service_ids", "supporting_document_ids"):
        checked_links(name, getattr(body, name), most=call.runtime.settings.max_links)
    wanted = NewAssessment(
        vendor_id=body.vendor_id,
        control_set_ids=body.control_set_ids,
        name=body.name,
        service_ids=body.service_ids or (),
        assignee_id=body.assignee_id,
        supporting_document_ids=body.supporting_document_ids or (),
        trigger_workflow=body.trigger_workflow,
    )
    most = call.runtime.settings.max_links
    return await call.write_once(lambda tx, caller: assessments.create(tx, caller, wanted, now=now(tx), max_links=most))


@router.get(
    "",
    summary="List a vendor's assessments",
    responses={
        200: {"model": AssessmentPage, "description": "One page, newest first."},
        **error_responses(VendorNotFoundError(), INVALID_FIELDS),
    },
)
async def list_assessments(
    call: AssessmentsRead,
    vendor_id: Annotated[str, Query(description="Whose.")],
    limit: Limit = 50,
    offset: Offset = 0,
) -> Response:
    """A page of the vendor's assessments that are not archived."""
    items, total = await call.read(
        lambda tx, caller: assessments.page(tx, caller, vendor_id, limit=limit, offset=offset)
    )
    return json_answer({"items": items, "total": total, "limit": limit, "offset": offset})


@router.get(
    "/{assessment_id}",
    summary="Get an assessment",
    responses={
        200: {"model": AssessmentObject, "description": "The assessment."},
        **error_responses(AssessmentNotFoundError()),
    },
)
async def get_assessment(call: AssessmentsRead, assessment_id: str) -> Response:
    """The assessment, archived or not."""
    return json_answer(await call.read(lambda tx, caller: assessments.get(tx, caller, assessment_id)))


@router.delete(
    "/{assessment_id}",
    summary="Archive an assessment",
    responses={
        200: {"model": AssessmentArchived, "description": "When it was archived, the first time."},
        **error_responses(AssessmentNotFoundError(), LegalHoldError()),
    },
)
async def archive_assessment(call: AssessmentsWrite, assessment_id: str) -> Response:
    """Archive the assessment: it is `canceled`, readable by its id, and no longer listed. Again, it answers the same,
    with the first `archived_at`."""
    return json_answer(await call.write(lambda tx, caller: assessments.archive(tx, caller, assessment_id, now=now(tx))))
