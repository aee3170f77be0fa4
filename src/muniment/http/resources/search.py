"""Full-text search over everything that was read."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

from fastapi import APIRouter, Query, Response

from muniment.documents.search import fulltext
from muniment.http.contract.responses import INVALID_FIELDS, error_responses
from muniment.http.contract.shapes import SearchPage
from muniment.http.transport.admit import json_answer
from muniment.http.transport.needs import DocumentsRead

router = APIRouter(prefix="/v1/search", tags=["Documents"])


@router.get(
    "",
    summary="Search the text of documents",
    responses={200: {"model": SearchPage, "description": "Pages, best first."}, **error_responses(INVALID_FIELDS)},
)
async def search_pages(
    call: DocumentsRead,
    q: Annotated[
        str, Query(max_length=1000, description='Words, "phrases" and beginnings*; all must match, -words must not.')
    ],
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    offset: Annotated[int, Query(ge=0, le=2**53)] = 0,
) -> Response:
    """Pages and names in which all of the query stands. `page` is null when the name matches."""
    results, total = await call.read(lambda tx, caller: fulltext.find(tx, caller, q, limit=limit, offset=offset))
    data = [asdict(result) for result in results]
    return json_answer({"data": data, "total": total, "limit": limit, "offset": offset})
