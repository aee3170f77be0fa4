"""A form with several files, received as it arrives: each file streams to disk and is recorded before the next begins,
never the body in memory. What is refused of one keeps none of the others out.

The fields stand before the files, as a browser sends them: who sends it, and for which vendor, is known before the
first byte of a file is kept.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass

import orjson
from multipart import MultipartSegment

from muniment.documents.accepted import own_name
from muniment.documents.intake import Upload
from muniment.documents.same_bytes import Twin
from muniment.errors import BodyTooLargeError, MunimentError, StorageUnavailableError
from muniment.http.resources.uploads import CANNOT_STORE, check_content, record, twins_of
from muniment.http.transport.admit import Call
from muniment.http.transport.form_parts import decoded, head_of
from muniment.http.transport.lingering_close import Body
from muniment.http.transport.multipart import Event, IncomingFile, arriving, boundary_in, malformed_told
from muniment.observing.metrics import Metrics
from muniment.settings import Settings

FILE_FIELD = "file"


@dataclass(frozen=True, slots=True)
class Received:
    """What became of one file: the document it is and which others hold the same bytes, or the sentence that refuses
    it."""

    filename: str
    document_id: str | None = None
    twins: Sequence[Twin] = ()
    refusal: str | None = None


@dataclass(frozen=True, slots=True)
class Sender:
    """Who sends the files, and the vendor they are of."""

    call: Call
    vendor_id: str


Begin = Callable[[Mapping[str, str]], Awaitable[Sender]]
"""Tells by the fields who sends the files. Raises what refuses all of them."""


class SeveralFiles:
    """The form as it arrives. `received`: what became of each file so far, in order."""

    def __init__(self, settings: Settings, metrics: Metrics, begin: Begin) -> None:
        self.received: list[Received] = []
        self.fields: dict[str, str] = {}
        self._settings = settings
        self._metrics = metrics
        self._begin = begin
        self._sender: Sender | None = None
        self._field: tuple[str, bytearray] | None = None
        self._filename: str | None = None
        self._file: IncomingFile | None = None
        self._refusal: MunimentError | None = None
        self._file_bytes = 0

    async def receive(self, body: Body, *, content_type: str) -> None:
        """Take all of it. Raises what `begin` raises, and MalformedUploadError, InvalidFieldsError, BodyTooLargeError,
        RequestTimeoutError, ConnectionError; what was recorded by then stays, and stands in `received`."""
        boundary = boundary_in(content_type)
        try:
            with malformed_told():
                async for events in arriving(body, boundary, self._settings):
                    for event in events:
                        await self._take(event)
                    self._check_beside(body)
            await self._begun()
        finally:
            if self._file is not None:
                self._file.discard()

    def _check_beside(self, body: Body) -> None:
        """What is no file is held in memory, or read for nothing, before anybody is known to send it."""
        limit = self._settings.max_form_overhead_bytes
        if body.received_bytes - self._file_bytes > limit:
            raise BodyTooLargeError(f"What the form holds beside its files exceeds {limit} bytes.")

    async def _take(self, event: Event) -> None:
        if isinstance(event, MultipartSegment):
            await self._open(event)
        elif event is None:
            await self._close()
        elif self._field is not None:
            self._field[1].extend(event)
            if len(self._field[1]) > self._settings.max_text_field_bytes:
                raise BodyTooLargeError(f"A text field exceeds {self._settings.max_text_field_bytes} bytes.")
        elif self._filename is not None:
            self._file_bytes += len(event)
            if self._file is None:  # refused already
                return
            try:
                await self._file.take(bytes(event))
            except MunimentError as error:
                self._refuse(error)
            except OSError as error:
                self._refuse(self._store_away(error))

    async def _open(self, part: MultipartSegment) -> None:
        head = head_of(part)
        if head.filename is None:
            self._field = (head.name, bytearray())
        elif head.name == FILE_FIELD and head.filename:
            sender = await self._begun()
            self._filename = head.filename
            try:
                self._file = IncomingFile(
                    head.filename,
                    folder=sender.call.runtime.staging_folder,
                    pools=sender.call.pools,
                    settings=self._settings,
                )
            except MunimentError as error:
                self._refuse(error)

    async def _begun(self) -> Sender:
        if self._sender is None:
            self._sender = await self._begin(self.fields)
        return self._sender

    async def _close(self) -> None:
        if self._field is not None:
            (name, raw), self._field = self._field, None
            self.fields[name] = (decoded(bytes(raw), "utf-8") or "").replace("\x00", "")
        if self._filename is not None:
            filename, self._filename = self._filename, None
            self.received.append(await self._recorded(filename))
            self._file, self._refusal = None, None

    async def _recorded(self, filename: str) -> Received:
        try:
            if self._refusal is not None:
                raise self._refusal
            assert self._file is not None
            document_id = await self._record(self._file)
            self._metrics.uploads.add("created")
            assert self._sender is not None
            return Received(filename, document_id=document_id, twins=await twins_of(self._sender.call, document_id))
        except MunimentError as error:
            self._metrics.uploads_refused.add(error.code)
            if self._file is not None:
                self._file.discard()
            return Received(filename, refusal=error.message)

    async def _record(self, file: IncomingFile) -> str:
        sender = await self._begun()
        if not file.extension:
            file.settle_extension(file.filename)  # refuses a name without one
        check_content(file)
        try:
            await file.settle()
        except OSError as error:
            raise self._store_away(error) from error
        wanted = Upload(
            vendor_id=sender.vendor_id,
            service_ids=(),
            assessment_ids=(),
            document_type=None,
            name=own_name(file.filename, extension=file.extension),
            extension=file.extension,
        )
        answer = await record(sender.call, file, wanted, caller=await sender.call.identify(), key=None)
        return str(orjson.loads(answer.body)["id"])

    def _refuse(self, error: MunimentError) -> None:
        self._refusal = error
        if self._file is not None:
            self._file.discard()
            self._file = None

    def _store_away(self, error: OSError) -> StorageUnavailableError:
        assert self._sender is not None
        self._sender.call.pools.receiving.failed(error)
        return StorageUnavailableError(CANNOT_STORE)
