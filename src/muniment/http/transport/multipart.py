"""Receiving an upload's form: the file streams to disk as it arrives, text fields stay small, parts in any order.

Memory per upload is about two batches: one being gathered, one being written. Nothing is decided here that needs the
database.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeAlias

from multipart import MultipartError, MultipartSegment, ParserLimitReached, PushMultipartParser

from muniment.documents.accepted import check_extension, check_kind
from muniment.errors import (
    BodyTooLargeError,
    FieldProblem,
    FileTooLargeError,
    InvalidFieldsError,
    MalformedUploadError,
)
from muniment.http.contract.lookalikes import FIELDS, KIND, MAX_CHARACTERS, lookalikes, message
from muniment.http.transport.delimiters import MAX_BOUNDARY_BYTES, Unpadded, boundary_of
from muniment.http.transport.form_parts import check_sent_as_it_is, decoded, head_of, media_type_of
from muniment.http.transport.incoming_bytes import IncomingBytes
from muniment.http.transport.lingering_close import Body
from muniment.http.transport.pools import Pools
from muniment.reading.file_types import extension_of
from muniment.reading.refused_kinds import HEAD_BYTES
from muniment.settings import Settings


class IncomingFile(IncomingBytes):
    """The file part: of a kind that is accepted, and not too large."""

    def __init__(self, filename: str, *, folder: Path, pools: Pools, settings: Settings) -> None:
        """Raises UnsupportedFileTypeError for an extension that is not allowed. A filename without one ("blob", as
        scripts send it) waits for `settle_extension`."""
        super().__init__(folder=folder, pools=pools, batch_bytes=settings.receive_batch_bytes)
        self.filename = filename
        self.extension = ""
        if extension_of(filename):
            self.settle_extension(filename)
        self._max_bytes = settings.max_file_bytes
        self._head = bytearray()
        self._is_head_checked = False

    def settle_extension(self, named: str) -> None:
        """The extension is that of this name. Raises UnsupportedFileTypeError when it is not allowed."""
        self.extension = check_extension(named)

    async def take(self, piece: bytes) -> None:
        """Take the next bytes. Raises FileTooLargeError, UnsupportedFileTypeError, OSError of the disk."""
        if self.size + len(piece) > self._max_bytes:
            raise FileTooLargeError(self._max_bytes)
        if len(self._head) < HEAD_BYTES:
            self._head += piece[: HEAD_BYTES - len(self._head)]
        if self.size + len(piece) >= self.batch_bytes:  # before any of it is written
            self.check_head()
        await super().take(piece)

    def check_head(self) -> None:
        """Raises UnsupportedFileTypeError when the first bytes are certainly something that is not accepted; says
        nothing while the extension is not settled."""
        if self._is_head_checked or not self.extension:
            return
        self._is_head_checked = True
        check_kind(bytes(self._head), extension=self.extension)


class Form:
    """What an upload's form held: text fields by name in their order, and the file if there was one."""

    def __init__(self) -> None:
        self.texts: dict[str, list[str]] = {}
        self.file: IncomingFile | None = None
        self.file_elsewhere: str | None = None
        """The name of the first field with a file that is none of ours."""
        self.is_file_unnamed = False

    def without_file(self) -> FieldProblem:
        """That the file is missing, and why when that is to be seen."""
        reason = ""
        if self.is_file_unnamed:
            reason = ": the part file has no filename"
        elif self.file_elsewhere is not None:
            reason = f": a file came in the field {self.file_elsewhere}; file is meant"
        return FieldProblem(("body", "file"), f"Field required{reason}", "missing")


async def receive_form(
    body: Body, form: Form, *, content_type: str, folder: Path, pools: Pools, settings: Settings
) -> None:
    """Fill the form from the body, to its end.

    Raises MalformedUploadError, UnsupportedFileTypeError, FileTooLargeError, BodyTooLargeError, InvalidFieldsError,
    RequestTimeoutError, ConnectionError. What the form holds by then is the caller's to discard.
    """
    parts = _Parts(form, folder=folder, pools=pools, settings=settings)
    boundary = boundary_in(content_type)
    with malformed_told():
        async for events in arriving(body, boundary, settings):
            for event in events:
                await parts.take(event)
            beside = body.received_bytes - (form.file.size if form.file is not None else 0)
            if beside > settings.max_form_overhead_bytes:
                if form.file is None and form.file_elsewhere is not None:
                    raise InvalidFieldsError([form.without_file()])
                raise BodyTooLargeError(
                    f"What the form holds beside the file exceeds {settings.max_form_overhead_bytes} bytes."
                )
        parts.finish()


Event: TypeAlias = MultipartSegment | bytes | bytearray | None
"""What the parser tells: the head of a part, some of what it holds, its end."""


def boundary_in(content_type: str) -> bytes:
    """The boundary of a form. Raises InvalidFieldsError, MalformedUploadError."""
    kind = media_type_of(content_type)
    if kind != FORM:
        sent = kind if _MEDIA_TYPE.fullmatch(kind) else "something else"
        raise _nothing_read(f"the body must be {FORM}, not {sent}")
    boundary = boundary_of(content_type)
    if boundary is None:
        raise _nothing_read(f"Content-Type: {FORM} must name its boundary; let a library set the header")
    if len(boundary) > MAX_BOUNDARY_BYTES:
        raise MalformedUploadError(f"The boundary of the form exceeds {MAX_BOUNDARY_BYTES} bytes.")
    return boundary


async def arriving(body: Body, boundary: bytes, settings: Settings) -> AsyncIterator[Iterator[Event]]:
    """What the parser tells of each piece of the body, to its end. The body is read within `malformed_told`."""
    unpadded = Unpadded(boundary)
    parser = PushMultipartParser(
        boundary,
        max_header_count=16,
        max_segment_count=settings.max_form_parts,
        # Not strict: strict refuses a final CRLF that arrives apart from the last boundary.
        strict=False,
        header_charset="latin-1",  # keeps every byte for form_parts
    )
    while (piece := await body.next()) is not None:
        clear = unpadded.feed(piece)
        yield parser.parse(clear) if clear else iter(())
    if held := unpadded.end():
        yield parser.parse(held)
    parser.close()


@contextmanager
def malformed_told() -> Iterator[None]:
    """Raises MalformedUploadError for what the parser does not take."""
    try:
        yield
    except ParserLimitReached as error:
        raise MalformedUploadError(
            f"The form has more parts or longer part headers than are accepted: {error}."
        ) from error
    except (MultipartError, UnicodeDecodeError) as error:
        raise MalformedUploadError("The body is not a complete multipart/form-data form.") from error


FORM = "multipart/form-data"
_MEDIA_TYPE = re.compile(r"[a-z0-9!#$&^_.+-]{1,64}/[a-z0-9!#$&^_.+-]{1,64}")


def _nothing_read(reason: str) -> InvalidFieldsError:
    """What a form that is none lacks, and why."""
    return InvalidFieldsError(
        [FieldProblem(("body", name), f"Field required: {reason}", "missing") for name in ("file", "vendor_id")]
    )


class _Parts:
    """Sorts the parser's events into the form."""

    def __init__(self, form: Form, *, folder: Path, pools: Pools, settings: Settings) -> None:
        self._form = form
        self._folder = folder
        self._pools = pools
        self._settings = settings
        self._texts: list[tuple[str, bytearray, str | None]] = []
        self._text: bytearray | None = None
        self.is_in_file = False

    async def take(self, event: Event) -> None:
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
        head = head_of(part)
        if head.name in _KNOWN:
            check_sent_as_it_is(part, head.name)
        if head.name == "file":
            if not head.filename:
                # A browser's empty file input, or text where a file belongs: no file was sent.
                self._form.is_file_unnamed = True
                return
            if self._form.file is not None:
                raise MalformedUploadError("The form holds more than one file; send one file per upload.")
            self._form.file = IncomingFile(
                head.filename, folder=self._folder, pools=self._pools, settings=self._settings
            )
            self.is_in_file = True
        elif head.name in _KNOWN:
            if head.filename is not None:
                raise _unfit(head.name, "Input should be a valid string", "string_type")
            self._text = bytearray()
            self._texts.append((head.name, self._text, head.charset))
        elif head.name == EXPAND:
            raise _unfit(EXPAND, f"Unknown field; {EXPAND} of the query is meant", KIND)
        else:
            for given, meant in lookalikes([head.name], _KNOWN, others=FIELDS):
                raise _unfit(given, message(meant), KIND)
            if head.filename and self._form.file_elsewhere is None:
                self._form.file_elsewhere = _shown_name(head.name)

    def _end(self) -> None:
        self._text = None
        self.is_in_file = False

    def finish(self) -> None:
        """The texts in the charset of each or of the form, and the file's extension: known when all parts are here."""
        stated = next((bytes(raw).decode("latin-1") for name, raw, _ in self._texts if name == CHARSET_FIELD), "utf-8")
        for name, raw, charset in self._texts:
            if name == CHARSET_FIELD:
                continue
            text = decoded(bytes(raw), charset or stated)
            if text is None:
                message = "Input should be a valid string, unable to parse raw data as a unicode string"
                raise _unfit(name, message, "string_unicode")
            self._form.texts.setdefault(name, []).append(text)
        file = self._form.file
        if file is not None and not file.extension:
            file.settle_extension(self._form.texts.get("name", [""])[-1])


def _unfit(name: str, message: str, kind: str) -> InvalidFieldsError:
    return InvalidFieldsError([FieldProblem(("body", name), message, kind)])


CHARSET_FIELD = "_charset_"
"""The field that says the charset of those that do not (RFC 7578 §4.6)."""

TEXT_FIELDS = frozenset({"vendor_id", "service_ids", "assessment_ids", "document_type", "name"})
"""The text fields that are read; others are skipped."""

EXPAND = "expand"
"""The parameter that makes documents of an archive's members. In the form it would count for nothing."""

_KNOWN = ("file", *sorted(TEXT_FIELDS), CHARSET_FIELD)


def _shown_name(name: str) -> str:
    return repr(name[:MAX_CHARACTERS]) if name.isprintable() else "of another name"
