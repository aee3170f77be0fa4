"""Receiving an upload's form: the file streams to disk as it arrives, text fields stay small, parts in any order.

Memory per upload is about two batches: one being gathered, one being written. Nothing is decided here that needs the
database.
"""

from __future__ import annotations

import asyncio
import re
from concurrent.futures import Future
from pathlib import Path
from urllib.parse import unquote

from multipart import MultipartError, MultipartSegment, ParserLimitReached, PushMultipartParser, parse_options_header

from muniment.errors import (
    BodyTooLargeError,
    FieldProblem,
    FileTooLargeError,
    InvalidFieldsError,
    MalformedUploadError,
    RequestTimeoutError,
    UnsupportedFileTypeError,
)
from muniment.http.transport.lingering_close import Body
from muniment.http.transport.pools import Pools
from muniment.reading.file_types import MEDIA_TYPES, extension_of
from muniment.reading.refused_kinds import HEAD_BYTES, name_of_refused_kind
from muniment.settings import Settings
from muniment.storage.staging import Staging

_MAX_SHOWN_EXTENSION = 32


class IncomingFile:
    """The file part: gathered in batches, each hashed and written by one hop to a thread while the next arrives."""

    def __init__(self, filename: str, *, folder: Path, pools: Pools, settings: Settings) -> None:
        """Raises UnsupportedFileTypeError for an extension that is not allowed."""
        self.filename = filename
        self.extension = extension_of(filename)
        if self.extension not in MEDIA_TYPES:
            raise UnsupportedFileTypeError(
                f"The file type {_shown(self.extension)} is not supported. Allowed: {', '.join(MEDIA_TYPES)}."
            )
        self.size = 0
        self._folder = folder
        self._pools = pools
        self._settings = settings
        self._pieces: list[bytes] = []
        self._gathered = 0
        self._staging: Staging | None = None
        self._writing: asyncio.Future[None] | None = None
        self._is_head_checked = False

    async def take(self, piece: bytes) -> None:
        """Take the next bytes. Raises FileTooLargeError, UnsupportedFileTypeError, OSError of the disk."""
        self.size += len(piece)
        if self.size > self._settings.max_file_bytes:
            raise FileTooLargeError(self._settings.max_file_bytes)
        self._pieces.append(piece)
        self._gathered += len(piece)
        if self._gathered >= self._settings.receive_batch_bytes:
            self.check_head()
            await self._written()
            batch, self._pieces, self._gathered = self._pieces, [], 0
            self._writing = self._pools.on_disk(lambda: self._append(batch))

    def check_head(self) -> None:
        """Raises UnsupportedFileTypeError when the first bytes are certainly something that is not accepted."""
        if self._is_head_checked:
            return
        self._is_head_checked = True
        found = name_of_refused_kind(b"".join(self._pieces)[:HEAD_BYTES], extension=self.extension)
        if found is not None:
            raise UnsupportedFileTypeError(
                f"The file is named .{self.extension} but is {found}, which is not supported. "
                f"Allowed: {', '.join(MEDIA_TYPES)}."
            )

    async def _written(self) -> None:
        if self._writing is not None:
            # Shielded: a cancelled request must not lose sight of the thread that is still writing.
            await asyncio.shield(self._writing)
            self._writing = None

    def _append(self, batch: list[bytes]) -> None:
        if self._staging is None:
            self._staging = Staging(self._folder)
        self._staging.append(batch)

    async def settle(self) -> None:
        """Wait for the writing under way. Raises OSError of the disk."""
        await self._written()

    def staged(self) -> Staging:
        """The whole file, handed over: who takes it seals or discards it. Blocks on the disk; after `settle`."""
        self._append(self._pieces)
        self._pieces = []
        staging, self._staging = self._staging, None
        assert staging is not None
        return staging

    def discard(self) -> None:
        """Forget the file and remove what was written, also while a batch is being written. Does not block."""
        self._pieces = []

        def remove() -> None:
            staging, self._staging = self._staging, None
            if staging is not None:
                staging.discard()

        writing = self._writing
        self._writing = None
        if writing is None:
            self._pools.start_on_disk(remove)
        else:
            writing.add_done_callback(lambda done: _forget(done, self._pools.start_on_disk(remove)))


def _forget(done: asyncio.Future[None], _removal: Future[None]) -> None:
    if not done.cancelled():
        done.exception()  # seen: the file is being discarded anyway


class Form:
    """What an upload's form held: text fields by name in their order, and the file if there was one."""

    def __init__(self) -> None:
        self.texts: dict[str, list[str]] = {}
        self.file: IncomingFile | None = None


async def receive_form(
    body: Body, form: Form, *, content_type: str, folder: Path, pools: Pools, settings: Settings
) -> None:
    """Fill the form from the body, to its end.

    Raises MalformedUploadError, UnsupportedFileTypeError, FileTooLargeError, BodyTooLargeError, InvalidFieldsError,
    RequestTimeoutError, ConnectionError. What the form holds by then is the caller's to discard.
    """
    kind, options = parse_options_header(content_type)
    if kind != "multipart/form-data":
        return  # every field is then missing, and the answer says so
    parts = _Parts(form, folder=folder, pools=pools, settings=settings)
    try:
        parser = PushMultipartParser(
            options.get("boundary", ""),
            max_header_count=16,
            max_segment_count=settings.max_form_parts,
            # Not strict: strict refuses a final CRLF that arrives apart from the last boundary.
            strict=False,
        )
        while (piece := await body.next()) is not None:
            if piece:
                for event in parser.parse(piece):
                    await parts.take(event)
            beside = body.received_bytes - (form.file.size if form.file is not None else 0)
            if beside > settings.max_form_overhead_bytes:
                raise BodyTooLargeError(
                    f"What the form holds beside the file exceeds {settings.max_form_overhead_bytes} bytes."
                )
        parser.close()
    except ParserLimitReached as error:
        raise MalformedUploadError(
            f"The form has more parts or longer part headers than are accepted: {error}."
        ) from error
    except (MultipartError, UnicodeDecodeError) as error:
        raise MalformedUploadError("The body is not a complete multipart/form-data form.") from error
    except TimeoutError as error:
        raise RequestTimeoutError(settings.receive_timeout_seconds) from error


class _Parts:
    """Sorts the parser's events into the form."""

    def __init__(self, form: Form, *, folder: Path, pools: Pools, settings: Settings) -> None:
        self._form = form
        self._folder = folder
        self._pools = pools
        self._settings = settings
        self._name: str | None = None
        self._text: bytearray | None = None
        self.is_in_file = False

    async def take(self, event: MultipartSegment | bytes | bytearray | None) -> None:
        if event is None:
            self._end()
        elif isinstance(event, MultipartSegment):
            self._begin(event)
        elif self.is_in_file:
            assert self._form.file is not None
            await self._form.file.take(bytes(event))
        elif self._text is not None:
            self._text += event
            if len(self._text) > self._settings.max_text_field_bytes:
                raise BodyTooLargeError(f"A text field exceeds {self._settings.max_text_field_bytes} bytes.")

    def _begin(self, part: MultipartSegment) -> None:
        self._name = part.name
        filename = _filename(part)
        if part.name == "file":
            if not filename:
                # A browser's empty file input, or text where a file belongs: no file was sent.
                return
            if self._form.file is not None:
                raise MalformedUploadError("The form holds more than one file; send one file per upload.")
            self._form.file = IncomingFile(filename, folder=self._folder, pools=self._pools, settings=self._settings)
            self.is_in_file = True
        elif filename is not None and part.name in TEXT_FIELDS:
            raise InvalidFieldsError(
                [FieldProblem(("body", part.name), "Input should be a valid string", "string_type")]
            )
        elif part.name in TEXT_FIELDS:
            self._text = bytearray()

    def _end(self) -> None:
        if self._text is not None:
            assert self._name is not None
            try:
                value = self._text.decode()
            except UnicodeDecodeError as error:
                message = "Input should be a valid string, unable to parse raw data as a unicode string"
                raise InvalidFieldsError([FieldProblem(("body", self._name), message, "string_unicode")]) from error
            self._form.texts.setdefault(self._name, []).append(value)
        self._text = None
        self.is_in_file = False


TEXT_FIELDS = frozenset({"vendor_id", "service_ids", "assessment_ids", "document_type", "name"})
"""The text fields that are read; others are skipped."""


_QUOTED = re.compile(r'"(?:\\.|[^"\\])*"')
_EXTENDED_FILENAME = re.compile(r"; *filename\* *= *(utf-8|iso-8859-1)'[^';]*'([!-:<-~]*)", re.IGNORECASE)


def _filename(part: MultipartSegment) -> str | None:
    """The part's filename; where there is none, its `filename*` (RFC 5987), which older clients send for names that are
    not ASCII although RFC 7578 §4.2 forbids it."""
    if part.filename is not None:
        return str(part.filename)
    match = _EXTENDED_FILENAME.search(_QUOTED.sub('""', part.header("Content-Disposition", "")))
    if match is None:
        return None
    try:
        return unquote(match[2], encoding=match[1], errors="strict")
    except UnicodeDecodeError:
        return None


def _shown(extension: str) -> str:
    return f".{extension[:_MAX_SHOWN_EXTENSION]}" if extension else "of a name without an extension"
