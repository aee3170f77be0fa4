"""`POST /v1/documents`: authenticate, replay or refuse before the body is read, then receive and accept."""

from __future__ import annotations

from collections.abc import Callable, Collection, Coroutine, Sequence
from contextlib import suppress
from typing import Any, TypeVar

import orjson
from fastapi import Request, Response
from pydantic import TypeAdapter, ValidationError

from muniment.accounts.caller import Caller
from muniment.accounts.scopes import Scope
from muniment.archives.unpacking import Unpacking
from muniment.db.clock import now
from muniment.db.engine import Transaction
from muniment.documents import manage
from muniment.documents.accepted import own_name
from muniment.documents.document import (
    MAX_NAME_CHARACTERS,
    MAX_RAW_NAME_CHARACTERS,
    clean_title,
    distinct,
)
from muniment.documents.expanding import EXPANDED, expand
from muniment.documents.intake import Upload, accept, insert, kept_bytes
from muniment.documents.same_bytes import Twin, twins
from muniment.errors import (
    DatabaseUnavailableError,
    EmptyFileError,
    FieldProblem,
    FileTooLargeError,
    InvalidDocumentTypeError,
    InvalidFieldsError,
    MunimentError,
    StorageUnavailableError,
    UnsupportedFileTypeError,
)
from muniment.http.contract.lookalikes import KIND
from muniment.http.contract.parameters import REPEATED, problems, repeated
from muniment.http.transport.admit import Call, as_response
from muniment.http.transport.form_parts import check_encoding
from muniment.http.transport.incoming_bytes import IncomingBytes
from muniment.http.transport.lingering_close import Body, LingeringClose
from muniment.http.transport.middleware import CLIENT_LEFT
from muniment.http.transport.multipart import EXPAND, TEXT_FIELDS, Form, IncomingFile, receive_form
from muniment.http.transport.pools import unbroken
from muniment.http.transport.preconditions import digest_of
from muniment.http.transport.refusals import error_response, request_id_of
from muniment.idempotency import Answer, IdempotencyKey
from muniment.observing.metrics import Metrics
from muniment.runtime import Runtime
from muniment.unicode import is_visible

T = TypeVar("T")
Ids = TypeVar("Ids", bound=Sequence[str] | None)

CANNOT_STORE = "The file cannot be stored at the moment; try again later."

_MANY_LINKS = 8
"""Services and assessments of an upload above which recording it holds a thread and not the loop: it takes some
milliseconds for tens of them, tens for hundreds."""


class Outcome(Response):
    """The answer to an upload, which the client gets to read, whatever is left of the body."""

    def __init__(self, response: Response, body: Body, lingering: LingeringClose, metrics: Metrics) -> None:
        self._response = response
        self._body = body
        self._lingering = lingering
        self._metrics = metrics
        self.background = None

    async def __call__(self, scope, receive, send) -> None:  # type: ignore[no-untyped-def]
        try:
            await self._lingering.send(self._response, self._body, scope, send)
        finally:
            self._metrics.upload_bytes.add(by=self._body.received_bytes)


async def upload(request: Request, *, needs: Scope | None) -> Response:
    """The answer to an upload by a caller that may do what `needs` says."""
    app = request.app.state
    metrics: Metrics = app.runtime.metrics
    body = Body(request.scope, request.receive, app.runtime.settings)
    try:
        call = Call(request, needs=needs)
        answer = await _receive(call, body)
        response = as_response(answer)
        metrics.uploads.add("replayed" if answer.is_replay else "created")
        if answer.status != EXPANDED:
            await _tell_of_document(call, answer, response)
    except MunimentError as error:
        response = error_response(error, request_id=request_id_of(request.scope))
        metrics.uploads_refused.add(error.code)
    except ConnectionError:
        response = Response(status_code=CLIENT_LEFT)  # nobody is there to read it
        metrics.uploads_refused.add("client_left")
    return Outcome(response, body, app.lingering, metrics)


async def _tell_of_document(call: Call, answer: Answer, response: Response) -> None:
    """What is said of the one document beside the answer, to the client and to the log."""
    if (sha256 := await _sha256_of(call, answer)) is not None:
        response.headers["X-Content-SHA256"] = sha256.hex()
    document_id = call.request.scope["state"]["document_id"] = orjson.loads(answer.body)["id"]
    response.headers.update(same_content(await twins_of(call, document_id)))


async def _sha256_of(call: Call, answer: Answer) -> bytes | None:
    """Of the file that is kept; of a replayed answer's, where it can be read at the moment."""
    if answer.content_sha256 is not None:
        return answer.content_sha256
    document_id = orjson.loads(answer.body)["id"]
    with suppress(DatabaseUnavailableError):
        return await call.pools.reading_row(lambda tx: manage.sha256_of(tx, document_id))
    return None


async def twins_of(call: Call, document_id: str) -> list[Twin]:
    """Which documents hold the same bytes, for a caller that is known by now; none where that cannot be read at the
    moment."""
    caller: Caller = call.request.scope["state"]["caller"]
    with suppress(DatabaseUnavailableError):
        return await call.pools.reading_row(lambda tx: twins(tx, caller, document_id))
    return []


def same_content(found: Sequence[Twin]) -> dict[str, str]:
    """The header that names them, where there are any."""
    return {"X-Same-Content": ", ".join(one.id for one in found)} if found else {}


async def _receive(call: Call, body: Body) -> Answer:
    caller, key, earlier = await call.recall()
    if earlier is not None:
        return earlier
    if key is None or not key.is_strict:
        return await _receive_as(call, body, caller, key)
    async with call.pools.around(call.under_way(key)):
        return await _receive_as(call, body, caller, key)


async def _receive_as(call: Call, body: Body, caller: Caller, key: IdempotencyKey | None) -> Answer:
    settings = call.runtime.settings
    check_query(call.request, known=(EXPAND,), body=("file", *TEXT_FIELDS))
    is_archive = _is_to_be_expanded(call.request)
    check_encoding("Content-Encoding", call.request.headers.get("content-encoding", ""), of="the body")
    most = settings.max_file_bytes + settings.max_form_overhead_bytes
    if body.declared_bytes is not None and body.declared_bytes > most:
        raise FileTooLargeError(settings.max_file_bytes)
    body.digest = digest_of(call.request.headers.get("content-digest"))
    form = Form()
    try:
        await receive_form(
            body,
            form,
            content_type=call.request.headers.get("content-type", ""),
            folder=call.runtime.staging_folder,
            pools=call.pools,
            settings=settings,
        )
        wanted = checked(form, runtime=call.runtime, check_file=check_content)
        if is_archive:
            _check_archive(form, wanted)
        assert form.file is not None
        await form.file.settle()
    except OSError as error:
        _discard(form)
        if isinstance(error, ConnectionError):
            raise
        call.pools.receiving.failed(error)
        raise StorageUnavailableError(CANNOT_STORE) from error
    except BaseException:
        _discard(form)
        raise
    digest = body.digest

    def check_bytes(sha256: bytes) -> None:
        if digest is not None:
            digest.check(file_sha256=sha256)

    keep = _expand if is_archive else record
    return await keep(call, form.file, wanted, caller=caller, key=key, check_bytes=check_bytes)


_BOOLEAN = TypeAdapter(bool)


def _is_to_be_expanded(request: Request) -> bool:
    """Raises InvalidFieldsError."""
    try:
        return _BOOLEAN.validate_python(request.query_params.get(EXPAND, "false"))
    except ValidationError as error:
        (problem,) = error.errors()
        raise InvalidFieldsError([FieldProblem(("query", EXPAND), problem["msg"], problem["type"])]) from error


def _check_archive(form: Form, wanted: Upload) -> None:
    """Raises UnsupportedFileTypeError, InvalidFieldsError for what cannot be expanded."""
    if wanted.extension != "zip":
        raise UnsupportedFileTypeError(f"With {EXPAND}=true the file must be a .zip, not a .{wanted.extension}.")
    if _only(form, "name") is not None:
        said = f"Documents have their members' names with {EXPAND}=true"
        raise InvalidFieldsError([FieldProblem(("body", "name"), said, KIND)])


async def _expand(
    call: Call,
    file: IncomingFile,
    wanted: Upload,
    *,
    caller: Caller,
    key: IdempotencyKey | None,
    check_bytes: Callable[[bytes], None],
) -> Answer:
    """The answer to an archive that was received and has settled."""
    unpacking: Unpacking = call.request.app.state.unpacking

    def expanded() -> Answer:
        return expand(call.runtime, unpacking, file.staged(), wanted, caller=caller, key=key, check_bytes=check_bytes)

    return await carried_out(call, file, unpacking.in_a_slot(expanded))


async def record(
    call: Call,
    file: IncomingFile,
    wanted: Upload,
    *,
    caller: Caller,
    key: IdempotencyKey | None,
    check_bytes: Callable[[bytes], None] = lambda _sha256: None,
) -> Answer:
    """The answer to a file that was received and has settled. Raises the references' errors,
    StorageUnavailableError."""
    return await carried_out(call, file, _accept(call, file, wanted, caller=caller, key=key, check_bytes=check_bytes))


async def carried_out(call: Call, arrived: IncomingBytes, steps: Coroutine[Any, Any, T]) -> T:
    """What the steps give that keep what arrived, which come to their end whatever becomes of the request. Raises
    StorageUnavailableError."""
    try:
        with call.pools.telling_outages(call.pools.writes):
            found = await unbroken(steps)
    except OSError as error:
        call.pools.keeping.failed(error)
        arrived.discard()
        raise StorageUnavailableError(CANNOT_STORE) from error
    call.pools.receiving.passed()
    call.pools.keeping.passed()
    return found


async def _accept(
    call: Call,
    file: IncomingFile,
    wanted: Upload,
    *,
    caller: Caller,
    key: IdempotencyKey | None,
    check_bytes: Callable[[bytes], None],
) -> Answer:
    """`documents.intake.accept` in a thread; where uploads commit together, the same with their transaction."""
    runtime, pools = call.runtime, call.pools
    lifetime = runtime.settings.idempotency_seconds

    def accepted() -> Answer:
        return accept(
            runtime.database,
            runtime.store,
            file.staged(),
            wanted,
            caller=caller,
            key=key,
            idempotency_seconds=lifetime,
            check_bytes=check_bytes,
        )

    if pools.group_commit is None:
        return await pools.accepting(accepted)
    async with pools.around(kept_bytes(runtime.store, file.staged())) as kept:
        check_bytes(kept.sha256)

        def recorded(tx: Transaction) -> Answer:
            return insert(tx, caller, wanted, kept, key=key, idempotency_seconds=lifetime, now=now(tx))

        links = len(wanted.service_ids) + len(wanted.assessment_ids)
        answer = await pools.group_commit.run(recorded, is_long=links > _MANY_LINKS)
        if answer.is_replay:
            await pools.accepting(kept.drop)
        return answer


def check_query(request: Request, *, known: tuple[str, ...] = (), body: Collection[str] = ()) -> None:
    """Raises InvalidFieldsError for what is sent in the query and would count for nothing, as fields of the body
    do. `known`: what counts."""
    given = [name for name, _ in request.query_params.multi_items()]
    path = f"{request.method} {request.scope['route'].path}"
    if found := problems(given, path=path, known=known, repeatable=(), body=body):
        raise InvalidFieldsError(found)


def _discard(form: Form) -> None:
    if form.file is not None:
        form.file.discard()


def checked(form: Form, *, runtime: Runtime, check_file: Callable[[IncomingFile], None]) -> Upload:
    """What the form says, cleaned. Refuses what can be refused without the database; `check_file` what can be of the
    file."""
    max_links = runtime.settings.max_links
    vendor_id, given, document_type = (_only(form, name) for name in ("vendor_id", "name", "document_type"))
    missing = [] if form.file is not None else [form.without_file()]
    if vendor_id is None:
        missing.append(FieldProblem(("body", "vendor_id"), "Field required", "missing"))
    if missing or form.file is None or vendor_id is None:
        raise InvalidFieldsError(missing)
    name = checked_name(given) if given is not None else own_name(form.file.filename, extension=form.file.extension)
    check_file(form.file)
    if document_type is not None and document_type not in runtime.slugs:
        raise InvalidDocumentTypeError
    return Upload(
        vendor_id=vendor_id,
        **{name: checked_links(name, _ids(form.texts.get(name, ())), most=max_links) for name in _LINKS},
        document_type=document_type,
        name=name,
        extension=form.file.extension,
    )


_LINKS = ("service_ids", "assessment_ids")


def checked_links(name: str, ids_: Ids, *, most: int) -> Ids:
    """The ids that the field names, as they are. Raises InvalidFieldsError for more than MUNIMENT_MAX_LINKS."""
    if ids_ is not None and len(ids_) > most:
        message = f"List should have at most {most} items after validation, not {len(ids_)}"
        raise InvalidFieldsError([FieldProblem(("body", name), message, "too_long")])
    return ids_


def checked_name(given: str) -> str:
    """The name as it is kept. Raises InvalidFieldsError when nothing or too much is left of it."""
    name = clean_title(given)
    if len(given) > MAX_RAW_NAME_CHARACTERS or len(name) > MAX_NAME_CHARACTERS:
        message = f"String should have at most {MAX_NAME_CHARACTERS} characters"
        raise InvalidFieldsError([FieldProblem(("body", "name"), message, "string_too_long")])
    if not is_visible(name):
        raise InvalidFieldsError(
            [FieldProblem(("body", "name"), "String should have at least 1 character", "string_too_short")]
        )
    return name


def check_content(file: IncomingFile) -> None:
    """Raises UnsupportedFileTypeError, EmptyFileError for a file that has arrived."""
    file.check_head()
    if file.size == 0:
        raise EmptyFileError("The file is empty; send a file of at least one byte.")


def _only(form: Form, name: str) -> str | None:
    """The field's value; an empty one is none. Raises InvalidFieldsError when it has several."""
    values = [value for value in form.texts.get(name, ()) if value]
    if len(values) > 1:
        raise InvalidFieldsError([FieldProblem(("body", name), repeated(len(values)), REPEATED)])
    return values[0] if values else None


def _ids(values: Sequence[str]) -> tuple[str, ...]:
    return distinct(value for value in values if value)
