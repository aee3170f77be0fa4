"""`/v1/files/{key}`: where the download links of local storage lead. The link is the credential."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response

from muniment.db.clock import now
from muniment.db.engine import Transaction
from muniment.documents import manage
from muniment.errors import (
    DatabaseUnavailableError,
    DocumentNotFoundError,
    DocumentNotReadyError,
    InvalidSignatureError,
    RangeBeyondError,
    UrlExpiredError,
)
from muniment.http.contract.responses import error_responses
from muniment.http.resources.downloads import StoredFile
from muniment.reading.file_types import MEDIA_TYPES, extension_of
from muniment.storage.signing import check
from muniment.storage.store import NotStoredError, is_key

router = APIRouter(tags=["Files"])

_DESCRIBED: dict[int | str, dict[str, Any]] = {
    200: {"content": {"*/*": {"schema": {"type": "string", "format": "binary"}}}, "description": "The exact bytes."},
    206: {
        "content": {"*/*": {"schema": {"type": "string", "format": "binary"}}},
        "description": "The range asked for.",
    },
    304: {"description": "Unchanged."},
    **error_responses(
        InvalidSignatureError("The link's signature does not match; ask for a new link."),
        UrlExpiredError("The link has expired; ask for a new one."),
        DocumentNotFoundError(),
        DocumentNotReadyError(),
        RangeBeyondError(482113),
        everywhere=(DatabaseUnavailableError(),),  # a link needs no key
    ),
}


@router.get("/v1/files/{key}", summary="Fetch a file by its link", responses=_DESCRIBED, response_class=Response)
async def fetch_file(
    request: Request,
    key: str,
    filename: Annotated[str, Query(description="As in the link.")] = "",
    expires: Annotated[str, Query(description="As in the link.")] = "",
    signature: Annotated[str, Query(description="As in the link.")] = "",
) -> Response:
    """The stored bytes as an attachment; honours Range, HEAD and conditional requests."""
    app = request.app.state

    def checked(tx: Transaction) -> None:
        is_there, archived_at = manage.archived_at(tx, key) if is_key(key) else (False, None)
        link = {"key": key, "filename": filename, "expires": expires, "signature": signature}
        check(app.runtime.secret, **link, archived_at=archived_at, now=now(tx))
        if not is_there:
            raise DocumentNotFoundError

    await app.pools.reading_row(checked)
    try:
        file = await app.pools.on_disk(lambda: app.runtime.store.open(key))
    except NotStoredError as error:
        raise DocumentNotReadyError from error
    return StoredFile(
        file,
        key=key,
        filename=filename,
        media_type=MEDIA_TYPES.get(extension_of(filename), "application/octet-stream"),
        request_headers=request.headers,
        pools=app.pools,
    )
