"""Legal holds, and what was purged: what must stay, and the record of what went."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query, Response

from muniment.accounts.caller import Caller
from muniment.db.clock import now
from muniment.db.engine import Transaction
from muniment.documents import legal_holds, purge
from muniment.documents.legal_holds import Target, TargetType
from muniment.errors import (
    DocumentNotFoundError,
    LegalHoldNotFoundError,
    OrganisationNotFoundError,
    VendorNotFoundError,
)
from muniment.http.contract.answers.retention import LegalHoldObject, LegalHoldPage, PurgedDocumentPage
from muniment.http.contract.bodies import LegalHoldRelease, NewLegalHold
from muniment.http.contract.paging import Limit, Offset
from muniment.http.contract.responses import INVALID_FIELDS, error_responses
from muniment.http.resources.vendors import BODY_REFUSALS
from muniment.http.transport.admit import json_answer
from muniment.http.transport.json_bodies import JsonRoute
from muniment.http.transport.needs import DocumentsRead, HoldsManage, HoldsRead
from muniment.unicode import findable

router = APIRouter(prefix="/v1", route_class=JsonRoute)


@router.post(
    "/legal-holds",
    status_code=201,
    summary="Create a legal hold",
    responses={
        201: {"model": LegalHoldObject, "description": "From now on nothing of it is removed or hidden."},
        **error_responses(DocumentNotFoundError(), VendorNotFoundError(), OrganisationNotFoundError(), *BODY_REFUSALS),
    },
)
async def create_legal_hold(call: HoldsManage, body: NewLegalHold) -> Response:
    """Hold a document, a vendor with all of its documents, or the whole organisation. Until it is released nothing of
    it is removed or hidden, and no analysis takes the place of one that read it."""

    def create(tx: Transaction, caller: Caller) -> dict[str, Any]:
        target = Target(TargetType(body.target_type), body.target_id)
        return legal_holds.create(tx, caller, target, reason=body.reason, now=now(tx))

    return json_answer(await call.write(create), 201)


@router.get(
    "/legal-holds",
    summary="List legal holds",
    responses={
        200: {"model": LegalHoldPage, "description": "One page, newest first."},
        **error_responses(INVALID_FIELDS),
    },
)
async def list_legal_holds(
    call: HoldsRead,
    target_id: Annotated[str | None, Query(max_length=64, description="Only those on this very thing.")] = None,
    is_active: Annotated[bool | None, Query(description="Only those that hold, or only released ones.")] = None,
    limit: Limit = 50,
    offset: Offset = 0,
) -> Response:
    """The organisation's holds, released ones too."""
    target = target_id and findable(target_id)
    data, total = await call.read(
        lambda tx, caller: legal_holds.page(
            tx, caller, target_id=target, is_active=is_active, limit=limit, offset=offset
        )
    )
    return json_answer({"data": data, "total": total, "limit": limit, "offset": offset})


@router.post(
    "/legal-holds/{hold_id}/release",
    summary="Release a legal hold",
    responses={
        200: {"model": LegalHoldObject, "description": "When it was released, the first time."},
        **error_responses(LegalHoldNotFoundError(), *BODY_REFUSALS),
    },
)
async def release_legal_hold(call: HoldsManage, hold_id: str, body: LegalHoldRelease) -> Response:
    """End the hold; what other holds are on stays held. Again, it answers the same."""
    return json_answer(
        await call.write(lambda tx, caller: legal_holds.release(tx, caller, hold_id, reason=body.reason, now=now(tx)))
    )


@router.get(
    "/purged-documents",
    summary="List purged documents",
    responses={
        200: {"model": PurgedDocumentPage, "description": "One page, the newest documents first."},
        **error_responses(INVALID_FIELDS),
    },
)
async def list_purged_documents(
    call: DocumentsRead,
    document_id: Annotated[str | None, Query(max_length=64, description="Only this one.")] = None,
    limit: Limit = 50,
    offset: Offset = 0,
) -> Response:
    """What documents were that are gone for good, each with its hash."""
    asked = document_id and findable(document_id)
    data, total = await call.read(
        lambda tx, caller: purge.page(tx, caller, document_id=asked, limit=limit, offset=offset)
    )
    return json_answer({"data": data, "total": total, "limit": limit, "offset": offset})
