"""Search: where does it say …? Passages with the words marked, each a link to its page."""

from __future__ import annotations

from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Response

from muniment.accounts.caller import Caller
from muniment.db.engine import Transaction
from muniment.documents.search.matches import MAX_COUNTED
from muniment.documents.search.results import Found, SearchResult, find
from muniment.errors import SearchTooBroadError
from muniment.http.contract.paging import Offset
from muniment.judging.taxonomy.types import with_children
from muniment.vendors import vendors
from muniment.web.pages.evidence import type_choices
from muniment.web.visit import DocumentsRead, PageRoute

router = APIRouter(prefix="/search", include_in_schema=False, route_class=PageRoute)

PAGE = 20
_NOTHING = Found((), 0, is_total_exact=True)


@router.get("")
async def show_search(
    visit: DocumentsRead,
    q: Annotated[str, Query(max_length=1000)] = "",
    vendor_id: Annotated[str, Query(max_length=64)] = "",
    document_type: Annotated[str, Query(max_length=64)] = "",
    offset: Offset = 0,
) -> Response:
    """The passages, best first. A type that is none does not narrow."""
    types = {one.slug: one for one in visit.runtime.document_types}
    chosen = document_type if document_type in types else ""
    narrowed = with_children([chosen], types.values()) if chosen else frozenset()

    def look(tx: Transaction, caller: Caller) -> tuple[Found, dict[str, Any] | None]:
        vendor = vendors.get(tx, caller, vendor_id) if vendor_id else None
        wanted = vendor["id"] if vendor is not None else None
        found = find(tx, caller, q, vendor_id=wanted, document_types=narrowed, limit=PAGE, offset=offset)
        return found, vendor

    problem = None
    try:
        found, vendor = await visit.search(look)
    except SearchTooBroadError as error:
        found, vendor, problem = _NOTHING, None, error.message
    return visit.page(
        "search.html",
        q=q.strip(),
        found=found,
        address_of=_address_of,
        vendor=vendor,
        type_choices=type_choices(types.values()),
        chosen_type=chosen,
        offset=offset,
        limit=PAGE,
        most=MAX_COUNTED,
        problem=problem,
    )


def _address_of(hit: SearchResult) -> str:
    """The page, with the passage marked; the document, where its name is what was found."""
    path = f"/documents/{hit.document_id}"
    return path if hit.page is None else f"{path}?{urlencode({'page': hit.page, 'quote': hit.snippet})}"
