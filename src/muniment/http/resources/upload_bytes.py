"""What one request brings of an upload in several: kept piece by piece while more comes, as much of it as arrived when
the client is cut off, and with the last byte the document."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Coroutine
from contextlib import suppress
from typing import Any

from muniment.accounts.caller import Caller
from muniment.db.clock import now
from muniment.db.engine import Transaction
from muniment.documents import resumable
from muniment.documents.accepted import check_kind
from muniment.documents.document import Document
from muniment.documents.intake import Upload
from muniment.documents.resumable import Bounds, ResumableUpload
from muniment.errors import (
    BodyTooLargeError,
    DatabaseUnavailableError,
    FieldProblem,
    InvalidFieldsError,
    RequestTimeoutError,
    StorageUnavailableError,
    UploadLockedError,
)
from muniment.http.resources.uploads import CANNOT_STORE, carried_out, checked
from muniment.http.transport import tus
from muniment.http.transport.admit import Call
from muniment.http.transport.form_parts import check_encoding
from muniment.http.transport.incoming_bytes import IncomingBytes
from muniment.http.transport.lingering_close import Body
from muniment.http.transport.multipart import TEXT_FIELDS, Form, IncomingFile
from muniment.http.transport.pools import unbroken
from muniment.settings import Settings

_KNOWN = ("filename", *sorted(TEXT_FIELDS))
_LISTS = frozenset({"service_ids", "assessment_ids"})


def bounds_of(settings: Settings) -> Bounds:
    """What is set."""
    return Bounds(
        seconds=settings.upload_seconds,
        lease_seconds=settings.upload_lease_seconds,
        max_pieces=settings.max_upload_pieces,
        max_open=settings.max_open_uploads,
        max_open_bytes=settings.max_open_upload_bytes,
    )


def wanted_in(call: Call, said: str) -> tuple[Upload, IncomingFile]:
    """What `Upload-Metadata` says of a file, checked as a form's fields are, and the file that comes; lists are ids
    with commas between. Raises InvalidUploadHeaderError, InvalidFieldsError, UnsupportedFileTypeError,
    InvalidDocumentTypeError."""
    told = tus.metadata_in(said, known=_KNOWN)
    if not told.get("filename"):
        raise InvalidFieldsError([FieldProblem(("body", "filename"), "Field required", "missing")])
    form = Form()
    form.texts = {
        name: value.split(",") if name in _LISTS else [value] for name, value in told.items() if name in TEXT_FIELDS
    }
    form.file = file = IncomingFile(
        told["filename"], folder=call.runtime.staging_folder, pools=call.pools, settings=call.runtime.settings
    )
    if not file.extension:
        file.settle_extension(told.get("name", ""))
    return checked(form, runtime=call.runtime, check_file=lambda _: None), file


async def bring(call: Call, body: Body, upload_id: str, *, offset: int) -> tuple[ResumableUpload, Document | None]:
    """The upload with what the body brings, and the document when that was the last of it.

    Raises UploadNotFoundError, UploadLockedError, OffsetMismatchError before the body is read; then BodyTooLargeError,
    ChecksumMismatchError, RequestTimeoutError, ConnectionError, TooManyPiecesError, StorageUnavailableError, and what
    refuses the document."""
    headers = call.request.headers
    check_encoding("Content-Encoding", headers.get("content-encoding", ""), of="the body")
    checksum = body.digest = tus.checksum_of(headers)
    bounds = bounds_of(call.runtime.settings)

    def take(tx: Transaction, caller: Caller) -> tuple[Caller, ResumableUpload]:
        return caller, resumable.take(tx, caller, upload_id, offset=offset, bounds=bounds, now=now(tx))

    caller, upload = await call.write(take)
    try:
        bringing = _Bringing(call, caller, upload, body, checksum)
        await bringing.receive()
        return bringing.upload, bringing.document
    finally:
        with suppress(DatabaseUnavailableError):  # the lease runs out by itself
            await unbroken(_release(call, upload))


async def _release(call: Call, upload: ResumableUpload) -> None:
    def release() -> None:
        with call.runtime.database.write() as tx:
            resumable.release(tx, upload)

    await call.pools.writing(release)


class _Bringing:
    """The request's bytes. `upload` grows with every piece that is kept; `document`: once it is whole."""

    def __init__(
        self, call: Call, caller: Caller, upload: ResumableUpload, body: Body, checksum: tus.Checksum | None
    ) -> None:
        self.upload = upload
        self.document: Document | None = None
        self._call = call
        self._caller = caller
        self._body = body
        self._checksum = checksum
        self._settings = call.runtime.settings
        self._bounds = bounds_of(self._settings)
        self._renew_seconds = self._bounds.lease_seconds / 3
        self._wanted, file = wanted_in(call, upload.said)
        # The first bytes are looked at as they come; what is no file of a kind that is accepted need not come whole.
        self._arrived: IncomingBytes = file if upload.received == 0 else self._more()
        self._alive_at = time.monotonic()

    def _more(self) -> IncomingBytes:
        return IncomingBytes(
            folder=self._call.runtime.staging_folder,
            pools=self._call.pools,
            batch_bytes=self._settings.receive_batch_bytes,
        )

    async def receive(self) -> None:
        left = self.upload.size - self.upload.received
        too_large = BodyTooLargeError(f"Of the upload {left} bytes are left to send.")
        if self._body.declared_bytes is not None and self._body.declared_bytes > left:
            raise too_large
        try:
            while (piece := await self._next()) is not None:
                if self._body.received_bytes > left:
                    raise too_large
                await self._arrived.take(piece)
                await self._stay_alive()
            if self._checksum is not None:
                self._checksum.check()
            await self._keep()
        except OSError as error:
            if isinstance(error, ConnectionError):
                raise
            self._call.pools.receiving.failed(error)
            raise StorageUnavailableError(CANNOT_STORE) from error
        finally:
            self._arrived.discard()

    async def _next(self) -> bytes | None:
        try:
            return await self._body.next()
        except (ConnectionError, RequestTimeoutError):
            if self._checksum is None:  # else it is not known whether it arrived as it was sent
                await self._keep()
            raise

    async def _stay_alive(self) -> None:
        """Keep what is enough for a piece; else say from time to time that bytes still come."""
        if self._is_whole:
            return
        if self._arrived.size >= self._settings.upload_piece_bytes and self._checksum is None:
            await self._keep()
        elif time.monotonic() - self._alive_at > self._renew_seconds:
            await self._call.pools.writing(self._renew)
            self._alive_at = time.monotonic()

    @property
    def _is_whole(self) -> bool:
        return self.upload.received + self._arrived.size == self.upload.size

    def _renew(self) -> None:
        with self._call.runtime.database.write() as tx:
            resumable.renew(tx, self.upload, bounds=self._bounds, now=now(tx))

    async def _renewed(self, steps: Coroutine[Any, Any, None]) -> None:
        """The steps, under a lease that does not run out meanwhile: a client that sends a large file's end again would
        begin it anew each time."""
        renewing = asyncio.create_task(self._keep_renewing())
        try:
            await steps
        finally:
            renewing.cancel()

    async def _keep_renewing(self) -> None:
        with suppress(UploadLockedError):  # the steps change nothing then, and tell
            while True:
                await asyncio.sleep(self._renew_seconds)
                with suppress(DatabaseUnavailableError):
                    await self._call.pools.writing(self._renew)

    async def _keep(self) -> None:
        """Keep what arrived: as the next piece, or with all of them as the document."""
        if not self._arrived.size:
            return
        await self._arrived.settle()
        arrived, steps = self._arrived, self._finish if self._is_whole else self._keep_piece
        await carried_out(self._call, arrived, self._renewed(steps(arrived)))
        self._arrived = self._more()
        self._alive_at = time.monotonic()

    async def _keep_piece(self, arrived: IncomingBytes) -> None:
        runtime = self._call.runtime
        self.upload = await self._call.pools.accepting(
            lambda: resumable.keep_piece(
                runtime.database,
                runtime.store,
                arrived.staged(),
                self.upload,
                caller=self._caller,
                bounds=self._bounds,
            )
        )

    async def _finish(self, arrived: IncomingBytes) -> None:
        runtime = self._call.runtime
        self.upload, self.document = await self._call.pools.accepting(
            lambda: resumable.finish(
                runtime.database,
                runtime.store,
                arrived.staged(),
                self.upload,
                self._wanted,
                folder=runtime.staging_folder,
                caller=self._caller,
                bounds=self._bounds,
                check_head=lambda head: check_kind(head, extension=self._wanted.extension),
            )
        )
