"""The pages of a document: their texts, their pictures, and where a quote stands on them."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

from fastapi import APIRouter, Path, Query, Response

from muniment.documents import pages
from muniment.documents.pages import MAX_CHARACTERS
from muniment.errors import (
    DocumentNotFoundError,
    DocumentNotReadyError,
    DocumentQuarantinedError,
    NoPictureError,
    PageNotFoundError,
    PicturesBusyError,
    StorageUnavailableError,
)
from muniment.http.contract.answers.pages import MarksObject, PageList, PageTextObject, WordsObject
from muniment.http.contract.headers import IF_NONE_MATCH, UNCHANGED, with_headers
from muniment.http.contract.paging import Limit, Offset
from muniment.http.contract.responses import INVALID_FIELDS, error_responses
from muniment.http.transport import page_pictures
from muniment.http.transport.admit import json_answer
from muniment.http.transport.needs import DocumentsRead
from muniment.http.transport.preconditions import etag, is_unchanged
from muniment.http.transport.store_outage import STORE_AWAY
from muniment.pages.marks import marked, places_of

router = APIRouter(prefix="/v1/documents/{document_id}/pages")

MAX_QUOTE_CHARACTERS = 2_000

PageNumber = Annotated[int, Path(ge=1, le=2**31 - 1, description="Its number in the document, from 1.")]
_OF_THE_FILE = (
    DocumentNotFoundError(),
    DocumentNotReadyError(),
    DocumentQuarantinedError(),
    INVALID_FIELDS,
    PicturesBusyError(),
    StorageUnavailableError(STORE_AWAY),
)
_PICTURE = {"image/png": {"schema": {"type": "string", "format": "binary"}}}


@router.get(
    "",
    summary="List the pages of a document",
    responses={
        200: {"model": PageList, "description": "One page of the list, in the order of the document."},
        **error_responses(DocumentNotFoundError(), INVALID_FIELDS),
    },
)
async def list_document_pages(
    call: DocumentsRead,
    document_id: str,
    limit: Limit = 50,
    offset: Offset = 0,
) -> Response:
    """What was read of the document, piece by piece: pages, slides, blocks of text, blocks of a sheet's rows; comments
    and hidden text stand behind the others, with a label that says so."""
    data, total = await call.read(lambda tx, caller: pages.listed(tx, caller, document_id, limit=limit, offset=offset))
    return json_answer({"data": data, "total": total, "limit": limit, "offset": offset})


@router.get(
    "/{page}",
    summary="Get the text of a page",
    responses={
        200: {"model": PageTextObject, "description": "The text that quotes stand in, verbatim."},
        **error_responses(DocumentNotFoundError(), PageNotFoundError(), INVALID_FIELDS),
    },
)
async def get_document_page(
    call: DocumentsRead,
    document_id: str,
    page: PageNumber,
    start: Annotated[int, Query(ge=0, le=2**31 - 1, description="The first character of the text to answer.")] = 0,
) -> Response:
    """The page's text as it is kept; at most 200,000 characters of it, from `start`, of `characters` in all."""
    found = await call.read(lambda tx, caller: pages.text_of(tx, caller, document_id, page))
    return json_answer(
        {
            "number": found.number,
            "kind": found.kind,
            "label": found.label,
            "ocr": found.is_ocr,
            "characters": len(found.text),
            "start": start,
            "text": found.text[start : start + MAX_CHARACTERS],
        }
    )


@router.get(
    "/{page}/picture",
    summary="Get the picture of a page",
    response_class=Response,
    responses={
        200: {"content": _PICTURE, "description": "The page as a reader sees it.", **with_headers("ETag")},
        **UNCHANGED,
        **error_responses(*_OF_THE_FILE, NoPictureError("it is damaged")),
    },
    openapi_extra={"parameters": [IF_NONE_MATCH]},
)
async def get_page_picture(
    call: DocumentsRead,
    document_id: str,
    page: PageNumber,
    width: Annotated[int, Query(ge=1, le=2400, description="Pixels that it is to be wide.")] = 1200,
) -> Response:
    """A page of a PDF, or an image, drawn as a PNG of 240, 600, 1200, 1800 or 2400 pixels' width: the next that is not
    less than `width`. Images are never made larger; very long pages are narrower."""
    picture = await page_pictures.picture(call, document_id, page, width=width)
    headers = {"ETag": etag(picture), "Cache-Control": "private, no-cache"}
    if is_unchanged(call.request.headers.get("if-none-match"), headers["ETag"]):
        return Response(status_code=304, headers=headers)
    return Response(picture, media_type="image/png", headers=headers)


@router.get(
    "/{page}/words",
    summary="List where the words of a page stand",
    responses={
        200: {"model": WordsObject, "description": "In the order of the page's text."},
        **error_responses(*_OF_THE_FILE, PageNotFoundError()),
    },
)
async def list_page_words(call: DocumentsRead, document_id: str, page: PageNumber) -> Response:
    """Each piece of the page's text of which it is known where it stands, `text[start:end]`, and where: its edges as
    shares of the picture's width and height, from the upper left. At most 20,000. `width` and `height`: of the page,
    in points of a PDF or pixels of an image."""
    _, places = await page_pictures.seen(call, document_id, page)
    width, height = places.size or (None, None)
    return json_answer({"width": width, "height": height, "words": [word._asdict() for word in places.words]})


@router.get(
    "/{page}/marks",
    summary="Find a quote on a page",
    responses={
        200: {"model": MarksObject, "description": "Every place, in the order of the page's text; at most 50."},
        **error_responses(*_OF_THE_FILE, PageNotFoundError()),
    },
)
async def find_page_marks(
    call: DocumentsRead,
    document_id: str,
    page: PageNumber,
    quote: Annotated[
        str, Query(min_length=1, max_length=MAX_QUOTE_CHARACTERS, description="The quote, as the page's text has it.")
    ],
    start: Annotated[int | None, Query(ge=0, le=2**31 - 1, description="Only the place that begins here.")] = None,
) -> Response:
    """Where the quote stands: in the page's text, and in its picture, a rectangle for each line. A place without
    rectangles is one of which nobody knows where it stands in the picture; `is_whole` says whether they hold all of
    it."""
    found, places = await page_pictures.seen(call, document_id, page)
    marks = marked(places_of(quote, found.text, start=start), found.text, places.words)
    return json_answer({"marks": [asdict(mark) for mark in marks]})
