"""`/v1/files/{key}`: where the download links of local storage lead. The link is the credential."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response

from muniment.db.clock import now
from muniment.db.engine import Transaction
from muniment.documents import manage, quarantine
from muniment.documents.manage import Stored
from muniment.documents.stored_bytes import not_there
from muniment.errors import (
    DatabaseUnavailableError,
    DocumentNotFoundError,
    DocumentNotReadyError,
    DocumentQuarantinedError,
    InvalidSignatureError,
    RangeBeyondError,
    UrlExpiredError,
)
from muniment.events.actor import Actor, ActorKind
from muniment.events.audit import DOCUMENT, DOWNLOADED, Record
from muniment.http.contract.headers import IF_NONE_MATCH, RANGE, UNCHANGED, with_headers
from muniment.http.contract.responses import error_responses
from muniment.http.resources.downloads import StoredFile
from muniment.http.transport.admit import address_of
from muniment.reading.file_types import MEDIA_TYPES, extension_of
from muniment.storage.signing import check
from muniment.storage.store import NotStoredError, is_key

router = APIRouter()

_BYTES = {"schema": {"type": "string", "format": "binary"}}
_FILE = {"content": {"application/octet-stream": _BYTES, "*/*": _BYTES}}
_TAGGED = ("ETag", "Last-Modified", "Content-Disposition", "Accept-Ranges")
_DESCRIBED: dict[int | str, dict[str, Any]] = {
    200: {"description": "The exact bytes.", **_FILE, **with_headers(*_TAGGED)},
    206: {"description": "The range asked for.", **_FILE, **with_headers(*_TAGGED, "Content-Range")},
    **UNCHANGED,
    **error_responses(
        InvalidSignatureError("The link's signature does not match; ask for a new link."),
        UrlExpiredError("The link has expired; ask for a new one."),
        DocumentNotFoundError(),
        DocumentNotReadyError(),
        DocumentQuarantinedError(),
        RangeBeyondError(482113),
        everywhere=(DatabaseUnavailableError(),),  # a link needs no key
    ),
}


@router.get(
    "/v1/files/{key}",
    summary="Fetch a file by its link",
    responses=_DESCRIBED,
    response_class=Response,
    openapi_extra={"parameters": [RANGE, IF_NONE_MATCH]},
)
async def fetch_file(
    request: Request,
    key: str,
    filename: Annotated[str, Query(description="As in the link.")] = "",
    expires: Annotated[str, Query(description="As in the link.")] = "",
    signature: Annotated[str, Query(description="As in the link.")] = "",
) -> Response:
    """The stored bytes as an attachment; the link is the credential. Honours Range, HEAD and conditional requests."""
    app = request.app.state

    def checked(tx: Transaction) -> tuple[Stored, int]:
        at = now(tx)
        stored = manage.stored_under(tx, key) if is_key(key) else None
        link = {"key": key, "filename": filename, "expires": expires, "signature": signature}
        check(app.runtime.secret, **link, archived_at=stored.archived_at if stored is not None else None, now=at)
        if stored is None:
            raise DocumentNotFoundError
        quarantine.check_may_leave(app.runtime.settings, scan=stored.scan, status=stored.status)
        return stored, at

    stored, at = await app.pools.reading_row(checked)
    try:
        file = await app.pools.on_disk(lambda: app.runtime.store.open(key))
    except NotStoredError as error:
        raise not_there(stored.status) from error
    answer = StoredFile(
        file,
        key=key,
        filename=filename,
        media_type=MEDIA_TYPES.get(extension_of(filename), "application/octet-stream"),
        request_headers=request.headers,
        pools=app.pools,
    )
    if request.method != "HEAD" and answer.status_code in (200, 206):  # else no byte of it goes out
        app.deferred.calls.note(_download(stored, request, at=at))
    return answer


def _download(stored: Stored, request: Request, *, at: int) -> Record:
    """The record of a download: of who holds the link only the address is known."""
    return Record(
        created_at=at,
        actor=Actor(org_id=stored.org_id, kind=ActorKind.LINK, id=None, name="download link"),
        event_type=DOWNLOADED,
        event_group=DOCUMENT.group,
        target_type=DOCUMENT.target_type,
        target_id=stored.document_id,
        vendor_id=stored.vendor_id,
        summary=f"{DOCUMENT.named(stored.name)} downloaded by its link",
        data={
            "address": address_of(request),
            "request_id": request.scope["state"]["request_id"],
        },
    )
