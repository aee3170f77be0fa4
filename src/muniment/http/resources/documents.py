"""The documents resource (CONTRACT §2)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Annotated, Any

import orjson
from fastapi import APIRouter, Query, Response

from muniment.accounts.caller import Caller
from muniment.db.clock import now
from muniment.db.engine import Transaction
from muniment.documents import manage, quarantine
from muniment.documents.document import Document, distinct
from muniment.documents.expanding import EXPANDED
from muniment.documents.lists import listing
from muniment.documents.lists.filters import Order
from muniment.documents.manage import Change, Check
from muniment.documents.same_bytes import Twin, twins
from muniment.documents.stored_bytes import not_there
from muniment.documents.validity import EXPIRING_DAYS, Days
from muniment.errors import (
    ArchiveTooLargeError,
    AssessmentNotFoundError,
    BodyTooLargeError,
    DigestMismatchError,
    DocumentNotFoundError,
    DocumentNotReadyError,
    DocumentQuarantinedError,
    EmptyFileError,
    InvalidDocumentTypeError,
    LegalHoldError,
    MalformedArchiveError,
    MalformedUploadError,
    PreconditionFailedError,
    ServiceNotFoundError,
    StorageUnavailableError,
    UnpackingBusyError,
    UnsupportedFileTypeError,
    VendorNotFoundError,
)
from muniment.http.contract.answers.analysis import AnalysisObject
from muniment.http.contract.answers.documents import (
    DocumentArchived,
    DocumentObject,
    DocumentPage,
    DownloadLink,
    ItemPage,
)
from muniment.http.contract.answers.uploads import ExpandedUpload
from muniment.http.contract.bodies import DocumentChange, QuarantineRelease
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
    WithArchived,
    Words,
)
from muniment.http.contract.forms import UPLOAD_FORM
from muniment.http.contract.headers import (
    CONTENT_DIGEST,
    IDEMPOTENCY,
    IF_MATCH,
    IF_NONE_MATCH,
    UNCHANGED,
    with_headers,
)
from muniment.http.contract.paging import Limit, Offset
from muniment.http.contract.responses import (
    FILE_TOO_LARGE,
    IDEMPOTENCY_REFUSALS,
    INVALID_FIELDS,
    REQUEST_TIMEOUT,
    SEARCH_TOO_BROAD,
    UNSUPPORTED_ENCODING,
    error_responses,
)
from muniment.http.resources.uploads import CANNOT_STORE, checked_links, checked_name, same_content, upload
from muniment.http.transport.admit import Call, json_answer, own_address
from muniment.http.transport.json_bodies import JsonRoute
from muniment.http.transport.needs import DocumentsRead, DocumentsWrite, QuarantineManage
from muniment.http.transport.preconditions import check_match, is_unchanged, tagged_answer
from muniment.http.transport.store_outage import STORE_AWAY, check_store
from muniment.judging.facts.validity import ValidityRules
from muniment.judging.items.kinds import Kind
from muniment.judging.taxonomy.types import with_children
from muniment.reading.file_types import MEDIA_TYPES
from muniment.runtime import Runtime
from muniment.storage.signing import signed_path
from muniment.storage.store import NotStoredError

router = APIRouter(prefix="/v1/documents", route_class=JsonRoute)

UNSUPPORTED = UnsupportedFileTypeError(f"The file type .exe is not supported. Allowed: {', '.join(MEDIA_TYPES)}.")


@router.post(
    "",
    status_code=201,
    summary="Upload a document",
    responses={
        201: {
            "model": DocumentObject,
            "description": "The document.",
            **with_headers("Idempotent-Replayed", "X-Content-SHA256", "X-Same-Content"),
        },
        EXPANDED: {
            "model": ExpandedUpload,
            "description": "With `expand=true`: what became of each member of the archive, in its order.",
            **with_headers("Idempotent-Replayed"),
        },
        **error_responses(
            UNSUPPORTED,
            DigestMismatchError("What arrived has another sha-256 than Content-Digest says; send it again."),
            EmptyFileError("The file is empty; send a file of at least one byte."),
            MalformedUploadError("The body is not a complete multipart/form-data form."),
            MalformedArchiveError(),
            ArchiveTooLargeError("has more than 200 members"),
            UnpackingBusyError(),
            *IDEMPOTENCY_REFUSALS,
            VendorNotFoundError(),
            ServiceNotFoundError(),
            AssessmentNotFoundError(),
            REQUEST_TIMEOUT,
            FILE_TOO_LARGE,
            UNSUPPORTED_ENCODING,
            BodyTooLargeError("A text field exceeds 65536 bytes."),
            InvalidDocumentTypeError(),
            INVALID_FIELDS,
            StorageUnavailableError(CANNOT_STORE),
        ),
    },
    openapi_extra={"requestBody": UPLOAD_FORM, "parameters": [*IDEMPOTENCY, CONTENT_DIGEST]},
)
async def upload_document(
    call: DocumentsWrite,
    expand: Annotated[
        bool, Query(description="Make a document of each member of a zip, and none of the zip; then 207 is answered.")
    ] = False,
) -> Response:
    """Store a file and create a document of a vendor. The answer comes as soon as the bytes are on the disk; reading
    and classifying follow, and `status` says how far they are. What is refused leaves nothing behind. The parts of
    the form come in any order; a `document_type` that is given is never overwritten."""
    # For the description: transport/middleware.py answers this path before the framework sees it.
    return await upload(call.request, needs=call.needs)


@router.get(
    "",
    summary="List documents",
    responses={
        200: {"model": DocumentPage, "description": "One page, newest first."},
        **error_responses(
            VendorNotFoundError(),
            ServiceNotFoundError(),
            AssessmentNotFoundError(),
            InvalidDocumentTypeError(),
            INVALID_FIELDS,
            SEARCH_TOO_BROAD,
        ),
    },
)
async def list_documents(
    call: DocumentsRead,
    vendor_id: VendorId = None,
    service_id: Annotated[str | None, Query(description="Only documents linked to this service.")] = None,
    assessment_id: Annotated[str | None, Query(description="Only documents attached to this assessment.")] = None,
    document_type: DocumentTypes = None,
    status: Statuses = None,
    q: Words = None,
    created_after: CreatedAfter = None,
    created_before: CreatedBefore = None,
    validity: Validities = None,
    expiring_days: ExpiringDays = EXPIRING_DAYS,
    valid_until_after: ValidUntilAfter = None,
    valid_until_before: ValidUntilBefore = None,
    sha256: Annotated[
        str | None,
        Query(pattern="^[0-9A-Fa-f]{64}$", description="Only documents whose file has this SHA-256, in hex."),
    ] = None,
    include_archived: WithArchived = False,
    quarantined: Annotated[bool, Query(description="Only those in quarantine.")] = False,
    sort: Sort = Order.NEWEST,
    limit: Limit = 50,
    offset: Offset = 0,
) -> Response:
    """A page of the organisation's documents, newest first unless `sort` says otherwise; filters combine with AND.
    Archived ones are left out unless `include_archived` asks for them. A vendor, a service or an assessment that is
    not there is answered with its own 404."""
    types = await types_asked(call, document_type)
    filters = listing.Filters(
        vendor_id=vendor_id,
        service_id=service_id,
        assessment_id=assessment_id,
        document_types=types,
        statuses=distinct(one.value for one in status or ()),
        q=q or None,
        created_after=created_after,
        created_before=created_before,
        sha256=bytes.fromhex(sha256) if sha256 is not None else None,
        include_archived=include_archived,
        only_quarantined=quarantined,
        validity=tuple(dict.fromkeys(validity or ())),
        valid_until_after=valid_until_after,
        valid_until_before=valid_until_before,
        order=sort,
    )
    found = None
    if listing.is_among_the_first(filters, offset=offset):
        found = await call.read_row(
            lambda tx, caller: listing.quick_page(tx, caller, filters, limit=limit, offset=offset)
        )
    if found is None:
        read = call.read if filters.q is None else call.search

        def page(tx: Transaction, caller: Caller) -> tuple[str, int]:
            asked = replace(filters, days=Days.at(now(tx), expiring_days=expiring_days))
            return listing.page(tx, caller, asked, limit=limit, offset=offset)

        found = await read(page)
    data, total = found
    return json_answer({"data": orjson.Fragment(data), "total": total, "limit": limit, "offset": offset})


async def types_asked(call: Call, given: Iterable[str] | None) -> tuple[str, ...]:
    """The types of a filter and those below them. Raises InvalidDocumentTypeError, to who may ask."""
    types = with_children(given or (), call.runtime.document_types)
    if not call.runtime.slugs.issuperset(types):
        await call.identify()
        raise InvalidDocumentTypeError
    return tuple(sorted(types))


@router.get(
    "/{document_id}",
    summary="Get a document",
    responses={
        200: {"model": DocumentObject, "description": "The document.", **with_headers("ETag")},
        **UNCHANGED,
        **error_responses(DocumentNotFoundError()),
    },
    openapi_extra={"parameters": [IF_NONE_MATCH]},
)
async def get_document(call: DocumentsRead, document_id: str) -> Response:
    """The document, archived or not. Its `status` is `complete` or `failed` once reading has ended."""
    document = await call.read_row(lambda tx, caller: manage.get(tx, caller, document_id))
    answer = tagged_answer(document)
    tag = answer.headers["etag"]
    if is_unchanged(call.request.headers.get("if-none-match"), tag):
        return Response(status_code=304, headers={"ETag": tag})
    return answer


@router.get(
    "/{document_id}/download",
    summary="Download a document",
    responses={
        200: {
            "model": DownloadLink,
            "description": "A link that works for one hour without a key.",
            **with_headers("X-Content-SHA256"),
        },
        **error_responses(
            DocumentNotFoundError(),
            DocumentNotReadyError(),
            DocumentQuarantinedError(),
            StorageUnavailableError(STORE_AWAY),
        ),
    },
)
async def download_document(call: DocumentsRead, document_id: str) -> Response:
    """A presigned link to the document's bytes, whose hash is in `X-Content-SHA256`."""
    link, sha256 = await download_link(call, document_id)
    return json_answer(link, headers={"X-Content-SHA256": sha256.hex()})


async def download_link(call: Call, document_id: str) -> tuple[dict[str, Any], bytes]:
    """The same, and the hash, for whichever door the call came by."""
    settings = call.runtime.settings
    base = own_address(call.request)

    def find(tx: Transaction, caller: Caller) -> tuple[Document, int]:
        document = manage.find(tx, caller, document_id)
        quarantine.check_may_leave(settings, scan=document.scan, status=document.status)
        return document, now(tx)

    document, asked_at = await call.read_row(find)
    link = await call.pools.on_disk(lambda: _link(call.runtime, document, base=base, asked_at=asked_at))
    return link, document.sha256


def _link(runtime: Runtime, document: Document, *, base: str, asked_at: int) -> dict[str, Any]:
    seconds = runtime.settings.download_seconds
    try:
        runtime.store.size(document.storage_key)
    except NotStoredError as error:
        check_store(runtime)
        raise not_there(document.status) from error
    url = runtime.store.link(
        document.storage_key,
        filename=document.filename,
        media_type=MEDIA_TYPES[document.extension],
        seconds=seconds,
    )
    if url is None:
        path = signed_path(
            runtime.secret,
            key=document.storage_key,
            filename=document.filename,
            expires_at=asked_at + seconds,
            archived_at=document.archived_at,
        )
        url = base + path
    return {"url": url, "filename": document.filename, "expires_in": seconds}


@router.patch(
    "/{document_id}",
    summary="Update a document",
    responses={
        200: {"model": DocumentObject, "description": "The document.", **with_headers("ETag")},
        **error_responses(
            DocumentNotFoundError(),
            ServiceNotFoundError(),
            AssessmentNotFoundError(),
            InvalidDocumentTypeError(),
            PreconditionFailedError(),
            INVALID_FIELDS,
            BodyTooLargeError("The body exceeds the limit of 1048576 bytes."),
            REQUEST_TIMEOUT,
            UNSUPPORTED_ENCODING,
        ),
    },
    openapi_extra={"parameters": [IF_MATCH]},
)
async def update_document(call: DocumentsWrite, document_id: str, body: DocumentChange) -> Response:
    """Change the name, the type and the links; all of it or, when something is refused, nothing. What is left out or
    null stays; a list takes the place of the whole set, `[]` clears it. An archived document is not changed."""

    def change(tx: Transaction, caller: Caller) -> dict[str, Any]:
        wanted, rules = _wanted(call, body), ValidityRules(call.runtime.settings.validity_months)
        check = _matching(call)
        return manage.change(tx, caller, document_id, wanted, rules=rules, now=now(tx), check=check).on_the_wire()

    return tagged_answer(await call.write(change))


def _matching(call: Call) -> Check:
    """The check that the document is as the caller knew it, where it says so by If-Match."""
    header = call.request.headers.get("if-match")
    return lambda document: check_match(header, document.on_the_wire())


def _wanted(call: Call, body: DocumentChange) -> Change:
    if body.document_type is not None and body.document_type not in call.runtime.slugs:
        raise InvalidDocumentTypeError
    most = call.runtime.settings.max_links
    return Change(
        name=checked_name(body.name) if body.name is not None else None,
        document_type=body.document_type,
        service_ids=checked_links("service_ids", body.service_ids, most=most),
        assessment_ids=checked_links("assessment_ids", body.assessment_ids, most=most),
    )


@router.delete(
    "/{document_id}",
    summary="Archive a document",
    responses={
        200: {"model": DocumentArchived, "description": "When it was archived, the first time."},
        **error_responses(DocumentNotFoundError(), LegalHoldError(), PreconditionFailedError()),
    },
    openapi_extra={"parameters": [IF_MATCH]},
)
async def archive_document(call: DocumentsWrite, document_id: str) -> Response:
    """Archive the document: it is retained, readable by its id, and no longer listed. Again, it answers the same, with
    the first `archived_at`."""
    document = await call.write(
        lambda tx, caller: manage.archive(tx, caller, document_id, now=now(tx), check=_matching(call))
    )
    return json_answer({"id": document.id, "is_archived": True, "archived_at": document.archived_at})


@router.post(
    "/{document_id}/restore",
    summary="Restore a document",
    responses={
        200: {"model": DocumentObject, "description": "The document, listed again.", **with_headers("ETag")},
        **error_responses(DocumentNotFoundError()),
    },
)
async def restore_document(call: DocumentsWrite, document_id: str) -> Response:
    """Take the archiving back; of a document that is not archived nothing changes."""
    return tagged_answer(
        await call.write(lambda tx, caller: manage.restore(tx, caller, document_id, now=now(tx)).on_the_wire())
    )


@router.post(
    "/{document_id}/quarantine/release",
    summary="Release a document from quarantine",
    responses={
        200: {"model": DocumentObject, "description": "The document, given out again.", **with_headers("ETag")},
        **error_responses(
            DocumentNotFoundError(),
            INVALID_FIELDS,
            BodyTooLargeError("The body exceeds the limit of 1048576 bytes."),
            REQUEST_TIMEOUT,
            UNSUPPORTED_ENCODING,
        ),
    },
)
async def release_document(call: QuarantineManage, document_id: str, body: QuarantineRelease) -> Response:
    """Let a document out that the malware scanner shut away; it is read then, and not scanned again."""

    def release(tx: Transaction, caller: Caller) -> dict[str, Any]:
        return quarantine.release(tx, caller, document_id, reason=body.reason, now=now(tx)).on_the_wire()

    return tagged_answer(await call.write(release))


@router.get(
    "/{document_id}/analysis",
    summary="Get what was found in a document",
    responses={
        200: {
            "model": AnalysisObject,
            "description": "Type, facts and warnings, each with its receipt.",
            **with_headers("X-Same-Content"),
        },
        **error_responses(DocumentNotFoundError()),
    },
)
async def get_document_analysis(call: DocumentsRead, document_id: str) -> Response:
    """What the pipeline found: the type, facts and warnings. Every quote stands verbatim in the extracted text of the
    page it names. Before the first analysis has ended only `status` is told."""

    def look(tx: Transaction, caller: Caller) -> tuple[dict[str, Any], list[Twin]]:
        return manage.analysis(tx, caller, document_id), twins(tx, caller, document_id)

    found, same = await call.read(look)
    return json_answer(found, headers=same_content(same))


@router.get(
    "/{document_id}/items",
    summary="List what a document says in rows",
    responses={
        200: {"model": ItemPage, "description": "One page, in the order of the document, kind by kind."},
        **error_responses(DocumentNotFoundError(), INVALID_FIELDS),
    },
)
async def list_document_items(
    call: DocumentsRead,
    document_id: str,
    kind: Annotated[list[Kind] | None, Query(description="Only these kinds; repeatable.")] = None,
    limit: Limit = 50,
    offset: Offset = 0,
) -> Response:
    """Exceptions, controls expected of user entities, subservice organisations, findings, covers and sites, each with
    the quote that bears it."""
    kinds = {one.value for one in kind or ()}
    data, total = await call.read(
        lambda tx, caller: manage.items_page(tx, caller, document_id, kinds=kinds, limit=limit, offset=offset)
    )
    return json_answer({"data": data, "total": total, "limit": limit, "offset": offset})


@router.post(
    "/{document_id}/analysis",
    status_code=202,
    summary="Analyse a document again",
    responses={
        202: {"model": DocumentObject, "description": "Queued."},
        **error_responses(DocumentNotFoundError(), LegalHoldError()),
    },
)
async def analyse_document_again(call: DocumentsWrite, document_id: str) -> Response:
    """Queue a new analysis of the stored bytes. What was found before stands until it has ended; a type that was
    declared, and what people said, stand after it too."""
    document = await call.write(lambda tx, caller: manage.analyse_again(tx, caller, document_id, now=now(tx)))
    return json_answer(document.on_the_wire(), 202)
