"""The headers of the tus protocol, version 1.0.0 (https://tus.io/protocols/resumable-upload): core, creation and
creation-with-upload, expiration, checksum, termination."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Mapping
from email.utils import formatdate

from muniment.errors import (
    ChecksumMismatchError,
    FieldProblem,
    FileTooLargeError,
    InvalidFieldsError,
    InvalidUploadHeaderError,
    UnsupportedMediaTypeError,
    UnsupportedTusVersionError,
)
from muniment.http.contract.lookalikes import FIELDS, KIND, lookalikes, message
from muniment.http.transport.form_parts import media_type_of

VERSION = "1.0.0"
EXTENSIONS = "creation,creation-with-upload,expiration,checksum,termination"
BYTES = "application/offset+octet-stream"

_NOT_SUPPORTED = ("Upload-Defer-Length", "Upload-Concat")
"""Of the extensions that are not there: overlooked, each part of a file would become a document."""

_NUMBER = re.compile(r"[0-9]{1,18}")
_ALGORITHMS = {"sha1": hashlib.sha1, "sha256": hashlib.sha256, "sha512": hashlib.sha512}
ALGORITHMS = ",".join(_ALGORITHMS)


class Checksum:
    """What `Upload-Checksum` says of a request's body, and what the body's is as it arrives."""

    def __init__(self, header: str) -> None:
        """Raises InvalidUploadHeaderError for a header that is none, or an algorithm that is not known."""
        algorithm, _, value = header.partition(" ")
        if algorithm not in _ALGORITHMS:
            raise InvalidUploadHeaderError(f"Upload-Checksum may be of {ALGORITHMS}.")
        self._wanted = _from_base64(value, of="Upload-Checksum")
        self._found = _ALGORITHMS[algorithm](usedforsecurity=False)

    def update(self, piece: bytes) -> None:
        """Take the next piece of the body."""
        self._found.update(piece)

    def check(self) -> None:
        """Raises ChecksumMismatchError."""
        if self._found.digest() != self._wanted:
            raise ChecksumMismatchError


def checksum_of(headers: Mapping[str, str]) -> Checksum | None:
    """The checksum that the body should have; None where nothing is said of it. Raises InvalidUploadHeaderError."""
    header = headers.get("upload-checksum")
    return Checksum(header) if header is not None else None


def check_version(headers: Mapping[str, str]) -> None:
    """Raises UnsupportedTusVersionError; not for a client that names none."""
    if headers.get("tus-resumable", VERSION) != VERSION:
        raise UnsupportedTusVersionError


def check_media_type(headers: Mapping[str, str]) -> None:
    """Raises UnsupportedMediaTypeError."""
    if media_type_of(headers.get("content-type", "")) != BYTES:
        raise UnsupportedMediaTypeError(BYTES)


def offset_of(headers: Mapping[str, str]) -> int:
    """Where the body begins. Raises InvalidUploadHeaderError."""
    return _number(headers, "Upload-Offset")


def length_of(headers: Mapping[str, str], *, max_file_bytes: int) -> int:
    """Bytes of the whole file. Raises InvalidUploadHeaderError, also where it is to be said later, or only a part of a
    file comes; FileTooLargeError beyond the limit."""
    for name in _NOT_SUPPORTED:
        if name.lower() in headers:
            raise InvalidUploadHeaderError(f"{name} is not supported; Tus-Extension says what is.")
    length = _number(headers, "Upload-Length")
    if length > max_file_bytes:
        raise FileTooLargeError(max_file_bytes)
    return length


def _number(headers: Mapping[str, str], name: str) -> int:
    value = headers.get(name.lower(), "")
    if not _NUMBER.fullmatch(value):
        raise InvalidUploadHeaderError(f"{name} must be a number of bytes.")
    return int(value)


def metadata_in(header: str, *, known: tuple[str, ...]) -> dict[str, str]:
    """What is said of the file, by name. Raises InvalidUploadHeaderError; InvalidFieldsError for a value that is no
    UTF-8 and a name that looks like a known one."""
    told: dict[str, str] = {}
    for pair in header.split(",") if header.strip() else ():
        name, _, value = pair.strip().partition(" ")
        if not name or name in told:
            raise InvalidUploadHeaderError("Upload-Metadata must be pairs of a name and base64, each name once.")
        try:
            told[name] = _from_base64(value.strip(), of="Upload-Metadata").decode()
        except UnicodeDecodeError as error:
            said = "Input should be a valid string, unable to parse raw data as a unicode string"
            raise InvalidFieldsError([FieldProblem(("body", name), said, "string_unicode")]) from error
    if found := lookalikes(told, known, others=FIELDS):
        raise InvalidFieldsError([FieldProblem(("body", name), message(meant), KIND) for name, meant in found])
    return told


def _from_base64(value: str, *, of: str) -> bytes:
    try:
        return base64.b64decode(value, validate=True)
    except ValueError as error:  # binascii.Error is one; so is what it says of characters beyond ASCII
        raise InvalidUploadHeaderError(f"{of} holds something that is no base64.") from error


def expires(at: int) -> str:
    """A time as `Upload-Expires` has it (RFC 9110 §5.6.7)."""
    return formatdate(at, usegmt=True)
