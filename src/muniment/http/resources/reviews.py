"""A person's word on documents, and the queue of those that want one (CONTRACT §5.3)."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query, Response

from muniment.accounts.caller import Caller
from muniment.db.clock import now
from muniment.db.engine import Transaction
from muniment.documents.wants import Reason
from muniment.errors import (
    DocumentNotFoundError,
    InvalidDocumentTypeError,
    PreconditionFailedError,
    VendorNotFoundError,
)
from muniment.evidence import agreement, review_queue, reviewing
from muniment.evidence.review_queue import CURSOR_PATTERN, Waiting
from muniment.evidence.reviewing import Check, Wanted
from muniment.http.contract.answers.reviews import AgreementList, ReviewObject, ReviewQueuePage
from muniment.http.contract.bodies import NewReview
from muniment.http.contract.headers import IF_MATCH, with_headers
from muniment.http.contract.paging import Limit
from muniment.http.contract.responses import INVALID_FIELDS, error_responses
from muniment.http.resources.vendors import BODY_REFUSALS
from muniment.http.transport.admit import Call, json_answer
from muniment.http.transport.json_bodies import JsonRoute
from muniment.http.transport.needs import EvidenceRead, EvidenceWrite
from muniment.http.transport.preconditions import check_match, tagged_answer
from muniment.judging.facts.validity import ValidityRules

router = APIRouter(prefix="/v1", route_class=JsonRoute)


@router.get(
    "/review-queue",
    summary="List documents that want a person",
    responses={
        200: {"model": ReviewQueuePage, "description": "One page, who wanted one last first."},
        **error_responses(VendorNotFoundError(), INVALID_FIELDS),
    },
)
async def list_review_queue(
    call: EvidenceRead,
    reason: Annotated[Reason | None, Query(description="Only for this reason.")] = None,
    vendor_id: Annotated[str | None, Query(description="Only documents of this vendor.")] = None,
    after: Annotated[
        str | None, Query(pattern=CURSOR_PATTERN, description="`next` of the page before; the first when omitted.")
    ] = None,
    limit: Limit = 50,
) -> Response:
    """Documents that nobody has reviewed and that failed, have no type or a doubtful one, contradict themselves or have
    expired; each reason with a sentence."""

    def read(tx: Transaction, caller: Caller) -> tuple[list[dict[str, Any]], int, str | None]:
        waiting = Waiting(now(tx), reason, vendor_id)
        return review_queue.page(tx, caller, waiting, after=after, limit=limit)

    data, total, following = await call.read(read)
    return json_answer({"data": data, "total": total, "limit": limit, "next": following})


@router.get(
    "/review-queue/agreement",
    summary="Get how often people agreed with the engine",
    responses={
        200: {"model": AgreementList, "description": "By the type that the engine had named."},
        **error_responses(),
    },
)
async def get_agreement(call: EvidenceRead) -> Response:
    """Of what people reviewed: how many types and facts they confirmed, corrected, rejected and added."""
    return json_answer({"data": await call.read(agreement.by_type)})


@router.get(
    "/documents/{document_id}/review",
    summary="Get what people said of a document",
    responses={
        200: {
            "model": ReviewObject,
            "description": "The review; without statements where nobody said anything.",
            **with_headers("ETag"),
        },
        **error_responses(DocumentNotFoundError()),
    },
)
async def get_review(call: EvidenceRead, document_id: str) -> Response:
    """Each statement with who made it and when, and what the engine had said then."""
    return tagged_answer(await call.read(lambda tx, caller: reviewing.get(tx, caller, document_id)))


@router.put(
    "/documents/{document_id}/review",
    summary="Review a document",
    responses={
        200: {"model": ReviewObject, "description": "The review.", **with_headers("ETag")},
        **error_responses(
            DocumentNotFoundError(), InvalidDocumentTypeError(), PreconditionFailedError(), *BODY_REFUSALS
        ),
    },
    openapi_extra={"parameters": [IF_MATCH]},
)
async def replace_review(call: EvidenceWrite, document_id: str, body: NewReview) -> Response:
    """Say what the document is and what stands in it, in place of what was said before. A person's word stands over the
    engine's until it is withdrawn."""
    wanted = Wanted(
        types=(body.document_type,) if "document_type" in body.model_fields_set else (),
        facts=[(one.key, one.value) for one in body.facts or ()],
        note=body.note,
    )

    def put(tx: Transaction, caller: Caller) -> dict[str, Any]:
        return reviewing.put(
            tx, caller, document_id, wanted, rules=rules_of(call), now=now(tx), check_before=_matching(call)
        )

    return tagged_answer(await call.write(put))


@router.delete(
    "/documents/{document_id}/review",
    summary="Withdraw a review",
    responses={
        200: {"model": ReviewObject, "description": "The review, without statements.", **with_headers("ETag")},
        **error_responses(DocumentNotFoundError(), PreconditionFailedError()),
    },
    openapi_extra={"parameters": [IF_MATCH]},
)
async def withdraw_review(call: EvidenceWrite, document_id: str) -> Response:
    """Take back all that was said of the document: the engine's word stands again, or the type that was declared. A
    document that was read as the type a person said is analysed again."""

    def withdraw(tx: Transaction, caller: Caller) -> dict[str, Any]:
        return reviewing.withdraw(
            tx, caller, document_id, rules=rules_of(call), now=now(tx), check_before=_matching(call)
        )

    return tagged_answer(await call.write(withdraw))


def rules_of(call: Call) -> ValidityRules:
    """How long evidence holds in this installation."""
    return ValidityRules(call.runtime.settings.validity_months)


def _matching(call: Call) -> Check:
    """The check that the review is as the caller knew it, where it says so by If-Match."""
    header = call.request.headers.get("if-match")
    return lambda before: check_match(header, before)
