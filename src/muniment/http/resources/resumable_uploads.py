"""`/v1/uploads`: a file in several requests, by the tus protocol, that ends as what `POST /v1/documents` makes.

All of it is answered past the framework, bodies and errors alike, so that one place sees to the protocol.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator
from contextlib import suppress
from functools import partial
from typing import Any

import orjson
from fastapi import APIRouter, Request, Response

from muniment.accounts.caller import Caller
from muniment.accounts.scopes import Scope
from muniment.db.clock import now
from muniment.db.engine import Transaction
from muniment.documents import resumable
from muniment.documents.resumable import ResumableUpload
from muniment.errors import (
    AssessmentNotFoundError,
    BodyTooLargeError,
    ChecksumMismatchError,
    EmptyFileError,
    InvalidDocumentTypeError,
    InvalidUploadHeaderError,
    MunimentError,
    OffsetMismatchError,
    ServiceNotFoundError,
    StorageUnavailableError,
    TooManyPiecesError,
    TooManyUploadsError,
    UnsupportedMediaTypeError,
    UnsupportedTusVersionError,
    UploadLockedError,
    UploadNotFoundError,
    VendorNotFoundError,
)
from muniment.http.contract.answers.uploads import UploadObject
from muniment.http.contract.headers import IDEMPOTENCY, with_headers
from muniment.http.contract.responses import (
    FILE_TOO_LARGE,
    IDEMPOTENCY_REFUSALS,
    INVALID_FIELDS,
    REQUEST_TIMEOUT,
    UNSUPPORTED_ENCODING,
    error_responses,
)
from muniment.http.resources.documents import UNSUPPORTED
from muniment.http.resources.upload_bytes import bounds_of, bring, wanted_in
from muniment.http.resources.uploads import CANNOT_STORE, Outcome, check_query, same_content, twins_of
from muniment.http.transport import tus
from muniment.http.transport.admit import Call, as_response, json_answer, own_address
from muniment.http.transport.lingering_close import Body
from muniment.http.transport.middleware import CLIENT_LEFT
from muniment.http.transport.needs import DocumentsRead, DocumentsWrite, needed_by
from muniment.http.transport.refusals import error_response, request_id_of
from muniment.http.transport.streams import Stream
from muniment.idempotency import Answer

router = APIRouter(prefix="/v1/uploads")


async def _tus(
    request: Request, *, steps: Callable[[Call, Body], Awaitable[Response]], needs: Scope | None
) -> Response:
    """The answer to a request of the protocol by a caller that may do what `needs` says."""
    app = request.app.state
    body = Body(request.scope, request.receive, app.runtime.settings)
    try:
        call = Call(request, needs=needs)
        await call.identify()
        tus.check_version(request.headers)
        check_query(request)
        response = await steps(call, body)
    except MunimentError as error:
        response = error_response(error, request_id=request_id_of(request.scope))
        if isinstance(error, UnsupportedTusVersionError):
            response.headers["Tus-Version"] = tus.VERSION
        app.runtime.metrics.uploads_refused.add(error.code)
    except ConnectionError:
        response = Response(status_code=CLIENT_LEFT)  # nobody is there to read it
        app.runtime.metrics.uploads_refused.add("client_left")
    response.headers["Tus-Resumable"] = tus.VERSION
    return Outcome(response, body, app.lingering, app.runtime.metrics)


async def _begin(call: Call, body: Body) -> Response:
    _, _, earlier = await call.recall()
    answer = earlier if earlier is not None else await _begun(call)
    response = as_response(answer)
    upload_id = orjson.loads(answer.body)["id"]
    response.headers["Location"] = f"{own_address(call.request)}{router.prefix}/{upload_id}"
    if not answer.is_replay and not body.is_finished and "content-type" in call.request.headers:
        try:
            response.headers.update(await _brought(call, body, upload_id, offset=0))
        except (MunimentError, ConnectionError):
            if "idempotency-key" not in call.request.headers:  # else nobody would ever learn its address
                with suppress(MunimentError):
                    await _given_up(call, upload_id)
            raise
    else:
        response.headers.update(_state(call, await _find(call, upload_id)))
    return response


async def _begun(call: Call) -> Answer:
    settings, headers = call.runtime.settings, call.request.headers
    said = headers.get("upload-metadata", "")
    size = tus.length_of(headers, max_file_bytes=settings.max_file_bytes)
    wanted, _ = wanted_in(call, said)
    if size == 0:
        raise EmptyFileError("The file is empty; send a file of at least one byte.")

    def begin(tx: Transaction, caller: Caller) -> dict[str, Any]:
        begun = resumable.begin(tx, caller, wanted, said=said, size=size, bounds=bounds_of(settings), now=now(tx))
        return begun.on_the_wire()

    return await call.answer_once(begin, asked=[said, size])


async def _look(call: Call, _body: Body) -> Response:
    upload = await _find(call, call.request.path_params["upload_id"])
    said = {"Upload-Metadata": upload.said} if upload.said else {}
    headers = {**_state(call, upload), "Upload-Length": str(upload.size), **said, "Cache-Control": "no-store"}
    return json_answer(upload.on_the_wire(), headers=headers)


async def _append(call: Call, body: Body) -> Response:
    offset = tus.offset_of(call.request.headers)
    headers = await _brought(call, body, call.request.path_params["upload_id"], offset=offset)
    return Response(status_code=204, headers=headers)


async def _brought(call: Call, body: Body, upload_id: str, *, offset: int) -> dict[str, str]:
    """How far the upload has come with what the body brings."""
    tus.check_media_type(call.request.headers)
    upload, document = await bring(call, body, upload_id, offset=offset)
    headers = _state(call, upload)
    if document is not None:
        call.runtime.metrics.uploads.add("created")
        call.request.scope["state"]["document_id"] = document.id  # for the log
        headers["X-Content-SHA256"] = document.sha256.hex()
        headers |= same_content(await twins_of(call, document.id))
    return headers


async def _end(call: Call, _body: Body) -> Response:
    await _given_up(call, call.request.path_params["upload_id"])
    return Response(status_code=204)


async def _given_up(call: Call, upload_id: str) -> None:
    keys = await call.write(lambda tx, caller: resumable.end(tx, caller, upload_id, now=now(tx)))
    await call.pools.accepting(lambda: resumable.remove_pieces(call.runtime.store, keys))


async def _tell_protocol(request: Request) -> Response:
    """What the server can do, to anybody."""
    app = request.app.state
    headers = {
        "Tus-Resumable": tus.VERSION,
        "Tus-Version": tus.VERSION,
        "Tus-Extension": tus.EXTENSIONS,
        "Tus-Max-Size": str(app.runtime.settings.max_file_bytes),
        "Tus-Checksum-Algorithm": tus.ALGORITHMS,
    }
    body = Body(request.scope, request.receive, app.runtime.settings)
    return Outcome(Response(status_code=204, headers=headers), body, app.lingering, app.runtime.metrics)


async def _find(call: Call, upload_id: str) -> ResumableUpload:
    return await call.read_row(lambda tx, caller: resumable.find(tx, caller, upload_id, now=now(tx)))


def _state(call: Call, upload: ResumableUpload) -> dict[str, str]:
    """How far the upload has come, and what became of it."""
    headers = {"Upload-Offset": str(upload.received), "Upload-Expires": tus.expires(upload.expires_at)}
    if upload.document_id is not None:
        address = f"{own_address(call.request)}/v1/documents/{upload.document_id}"
        headers |= {"X-Document-Id": upload.document_id, "Content-Location": address}
    return headers


_HEADERS: dict[str, tuple[str, dict[str, Any]]] = {
    "Upload-Length": ("Bytes of the whole file.", {"type": "integer", "minimum": 1}),
    "Upload-Offset": ("Where the body begins: what the last answer said.", {"type": "integer", "minimum": 0}),
    "Upload-Metadata": (
        "Pairs of a name and its value in base64: `filename`, `vendor_id`, and what else the form of "
        "`POST /v1/documents` takes; ids in a list with commas between.",
        {"type": "string"},
    ),
    "Upload-Checksum": (f"Of the body: an algorithm of {tus.ALGORITHMS} and its digest in base64.", {"type": "string"}),
}


def _headers(*required: str) -> list[dict[str, Any]]:
    return [
        {"name": name, "in": "header", "required": name in required, "description": says, "schema": schema}
        for name, (says, schema) in _HEADERS.items()
        if name in (*required, "Upload-Checksum")
    ]


def _body(*, required: bool) -> dict[str, Any]:
    return {"required": required, "content": {tus.BYTES: {"schema": {"type": "string", "format": "binary"}}}}


_STATE = ("Tus-Resumable", "Upload-Offset", "Upload-Expires", "X-Document-Id", "Content-Location")
_OF_BYTES = (
    UNSUPPORTED,
    UnsupportedTusVersionError(),
    UnsupportedMediaTypeError(tus.BYTES),
    InvalidUploadHeaderError("Upload-Offset must be a number of bytes."),
    TooManyPiecesError(10_000),
    VendorNotFoundError(),
    ServiceNotFoundError(),
    AssessmentNotFoundError(),
    REQUEST_TIMEOUT,
    BodyTooLargeError("Of the upload 4096 bytes are left to send."),
    FILE_TOO_LARGE,
    UNSUPPORTED_ENCODING,
    InvalidDocumentTypeError(),
    INVALID_FIELDS,
    UploadLockedError(),
    ChecksumMismatchError(),
    StorageUnavailableError(CANNOT_STORE),
)
"""What bytes, or the document that they make, may be refused for; what was said of the file is checked again with each
of them, as what is accepted may have changed."""


@router.post(
    "",
    status_code=201,
    summary="Begin an upload in several requests",
    responses={
        201: {
            "model": UploadObject,
            "description": "The upload as it was begun; `Location` is where its bytes go, and `Upload-Offset` says how "
            "far it has come.",
            **with_headers("Location", "Idempotent-Replayed", *_STATE),
        },
        **error_responses(
            *_OF_BYTES,
            EmptyFileError("The file is empty; send a file of at least one byte."),
            *IDEMPOTENCY_REFUSALS,
            TooManyUploadsError("100 unfinished uploads"),
            UploadNotFoundError(),
        ),
    },
    openapi_extra={
        "requestBody": _body(required=False),
        "parameters": [*_headers("Upload-Length", "Upload-Metadata"), *IDEMPOTENCY],
    },
)
async def begin_upload(call: DocumentsWrite) -> Response:
    """Begin an upload by the tus protocol, version 1.0.0 (https://tus.io), with or without the first bytes. What is
    said of the file is checked as in `POST /v1/documents`. The key of an upload that was ended or has expired begins no
    other."""
    return await _tus(call.request, steps=_begin, needs=call.needs)


@router.get(
    "/{upload_id}",
    summary="Get an upload in several requests",
    responses={
        200: {
            "model": UploadObject,
            "description": "How far it has come; with `document_id` once it is whole.",
            **with_headers(*_STATE, "Upload-Length", "Upload-Metadata"),
        },
        **error_responses(UploadNotFoundError(), UnsupportedTusVersionError()),
    },
)
async def get_upload(call: DocumentsRead, upload_id: str) -> Response:
    """How far the upload has come. `HEAD` says the same in the headers of the tus protocol."""
    return await _tus(call.request, steps=_look, needs=call.needs)


@router.patch(
    "/{upload_id}",
    status_code=204,
    summary="Send the next bytes of an upload",
    response_class=Response,
    responses={
        204: {
            "description": "They are kept; with the last ones the headers name the document.",
            **with_headers(*_STATE, "X-Content-SHA256", "X-Same-Content"),
        },
        **error_responses(*_OF_BYTES, UploadNotFoundError(), OffsetMismatchError(4096)),
    },
    openapi_extra={"requestBody": _body(required=True), "parameters": _headers("Upload-Offset")},
)
async def append_to_upload(call: DocumentsWrite, upload_id: str) -> Response:
    """Send bytes from `Upload-Offset` on. The last ones make the document, as `POST /v1/documents` does."""
    return await _tus(call.request, steps=_append, needs=call.needs)


@router.delete(
    "/{upload_id}",
    status_code=204,
    summary="End an upload in several requests",
    response_class=Response,
    responses={
        204: {"description": "It is gone; a document that it made stays.", **with_headers("Tus-Resumable")},
        **error_responses(UploadNotFoundError(), UploadLockedError(), UnsupportedTusVersionError()),
    },
)
async def end_upload(call: DocumentsWrite, upload_id: str) -> Response:
    """Give up an upload and remove what came of it."""
    return await _tus(call.request, steps=_end, needs=call.needs)


def _streams() -> Iterator[Stream]:
    of_one = f"{router.prefix}/{{upload_id}}"
    begin, look, append, end = (
        partial(_tus, steps=steps, needs=needed_by(router, endpoint))
        for steps, endpoint in (
            (_begin, begin_upload),
            (_look, get_upload),
            (_append, append_to_upload),
            (_end, end_upload),
        )
    )
    yield Stream("OPTIONS", router.prefix, _tell_protocol)
    yield Stream("POST", router.prefix, begin)
    for method, answer in (("GET", look), ("HEAD", look), ("PATCH", append), ("DELETE", end)):
        yield Stream(method, of_one, answer)
    for method, answer in (("patch", append), ("delete", end)):  # for networks in which they do not pass
        yield Stream("POST", of_one, answer, when=(b"x-http-method-override", method.encode()))


STREAMS = tuple(_streams())
