"""Full-text search over everything that was read."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

from fastapi import APIRouter, Query, Response

from muniment.documents.search.results import find
from muniment.errors import InvalidDocumentTypeError, VendorNotFoundError
from muniment.http.contract.answers.search import SearchPage
from muniment.http.contract.document_filters import DocumentTypes, VendorId
from muniment.http.contract.paging import Limit, Offset
from muniment.http.contract.responses import INVALID_FIELDS, SEARCH_TOO_BROAD, error_responses
from muniment.http.resources.documents import types_asked
from muniment.http.transport.admit import json_answer
from muniment.http.transport.needs import DocumentsRead

router = APIRouter(prefix="/v1/search")


@router.get(
    "",
    summary="Search the text of documents",
    responses={
        200: {"model": SearchPage, "description": "Pages, best first."},
        **error_responses(VendorNotFoundError(), InvalidDocumentTypeError(), INVALID_FIELDS, SEARCH_TOO_BROAD),
    },
)
async def search_pages(
    call: DocumentsRead,
    q: Annotated[
        str, Query(max_length=1000, description='Words, "phrases" and beginnings*; all must match, -words must not.')
    ],
    vendor_id: VendorId = None,
    document_type: DocumentTypes = None,
    limit: Limit = 50,
    offset: Offset = 0,
) -> Response:
    """Pages and names in which all of the query stands. `page` is null when the name matches. More than 10,000 are not
    counted: `total` is 10,000 then, `is_total_exact` false, and that many can be paged through. `marks` are from where
    to where in the snippet, in characters (code points), what was asked for stands."""
    types = await types_asked(call, document_type)
    found = await call.search(
        lambda tx, caller: find(tx, caller, q, vendor_id=vendor_id, document_types=types, limit=limit, offset=offset)
    )
    data = [asdict(result) for result in found.results]
    told = {"total": found.total, "is_total_exact": found.is_total_exact}
    return json_answer({"data": data, **told, "limit": limit, "offset": offset})
