"""Documents as a reviewer scans them: a row each with all that tells them apart, and how many need somebody."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Response

from muniment.db.clock import now
from muniment.documents.document import distinct
from muniment.documents.lists import evidence
from muniment.documents.lists.filters import Filters, Order
from muniment.documents.validity import EXPIRING_DAYS, Days
from muniment.errors import FieldProblem, InvalidDocumentTypeError, InvalidFieldsError, VendorNotFoundError
from muniment.http.contract.answers.evidence import EvidenceCounts, EvidencePage
from muniment.http.contract.document_filters import (
    CreatedAfter,
    CreatedBefore,
    DocumentTypes,
    ExpiringDays,
    Sort,
    Statuses,
    Validities,
    ValidUntilAfter,
    ValidUntilBefore,
    VendorId,
    Words,
)
from muniment.http.contract.paging import Limit
from muniment.http.contract.responses import INVALID_FIELDS, SEARCH_TOO_BROAD, error_responses
from muniment.http.resources.documents import types_asked
from muniment.http.transport.admit import json_answer
from muniment.http.transport.needs import DocumentsRead

router = APIRouter(prefix="/v1/evidence")

MAX_PLACE_CHARACTERS = 1000


@router.get(
    "",
    summary="List evidence",
    responses={
        200: {"model": EvidencePage, "description": "One page, and the place to read on from."},
        **error_responses(VendorNotFoundError(), InvalidDocumentTypeError(), INVALID_FIELDS, SEARCH_TOO_BROAD),
    },
)
async def list_evidence(
    call: DocumentsRead,
    vendor_id: VendorId = None,
    document_type: DocumentTypes = None,
    status: Statuses = None,
    q: Words = None,
    created_after: CreatedAfter = None,
    created_before: CreatedBefore = None,
    validity: Validities = None,
    expiring_days: ExpiringDays = EXPIRING_DAYS,
    valid_until_after: ValidUntilAfter = None,
    valid_until_before: ValidUntilBefore = None,
    sort: Sort = Order.NEWEST,
    limit: Limit = 50,
    after: Annotated[
        str | None,
        Query(max_length=MAX_PLACE_CHARACTERS, description="`next` of the page before; from the front when omitted."),
    ] = None,
    before: Annotated[
        str | None,
        Query(max_length=MAX_PLACE_CHARACTERS, description="`previous` of the page behind; not beside `after`."),
    ] = None,
) -> Response:
    """The organisation's documents with their vendor's name, how sure their type is, and how they stand today by the
    date until which they are good. Archived ones are left out. A page begins behind the last row of the one before, so
    what comes or goes meanwhile makes none come twice or be missed."""
    if after is not None and before is not None:
        raise _misplaced("before", "Input should not stand beside `after`")
    types = await types_asked(call, document_type)
    filters = Filters(
        vendor_id=vendor_id,
        document_types=types,
        statuses=distinct(one.value for one in status or ()),
        q=q or None,
        created_after=created_after,
        created_before=created_before,
        validity=tuple(dict.fromkeys(validity or ())),
        valid_until_after=valid_until_after,
        valid_until_before=valid_until_before,
        order=sort,
    )
    read = call.read if filters.q is None else call.search
    try:
        found = await read(
            lambda tx, caller: evidence.page(
                tx,
                caller,
                filters,
                days=Days.at(now(tx), expiring_days=expiring_days),
                limit=limit,
                after=after,
                before=before,
            )
        )
    except evidence.InvalidPlaceError as error:
        if before is not None:
            raise _misplaced("before", "Input should be `previous` of a page in the same order") from error
        raise _misplaced("after", "Input should be `next` of a page in the same order") from error
    return json_answer(
        {"data": found.rows, "total": found.total, "limit": limit, "next": found.next, "previous": found.previous}
    )


def _misplaced(parameter: str, message: str) -> InvalidFieldsError:
    return InvalidFieldsError([FieldProblem(("query", parameter), message, "value_error")])


@router.get(
    "/counts",
    summary="Count what needs somebody",
    responses={
        200: {"model": EvidenceCounts, "description": "How many documents stand how, today."},
        **error_responses(INVALID_FIELDS),
    },
)
async def count_evidence(call: DocumentsRead, expiring_days: ExpiringDays = EXPIRING_DAYS) -> Response:
    """How many are good no more, or not for long; have failed, or not settled; came in within seven days; and how many
    reach their last day in each of the next twelve months."""
    return json_answer(
        await call.read(
            lambda tx, caller: evidence.counts(
                tx, caller, days=Days.at(at := now(tx), expiring_days=expiring_days), now=at
            )
        )
    )
