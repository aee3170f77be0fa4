"""A document's bytes on their way to a file: written beside it, hashed as they come, synced and renamed once they are
whole. Whoever looks at the path sees all of it, or what was there before."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from secrets import token_hex
from typing import BinaryIO

from muniment_client.calls import Call, answered, result, stranger
from muniment_client.errors import ApiError, ConnectionFailedError, DamagedFileError
from muniment_client.exchange import Flow, Request, Work
from muniment_client.models import DownloadLink
from muniment_client.retries import Retries
from muniment_client.uploads import SHA256, Progress

_EXPIRED = 403
_NO_SUCH_PART = 416


class Arriving:
    """Takes the pieces of an answer; in a further try from where the last one broke off, where the server agrees."""

    def __init__(self, file: BinaryIO, progress: Progress | None) -> None:
        self._file = file
        self._progress = progress
        self.begin_anew()

    def begin_anew(self) -> None:
        """Forget what has arrived."""
        self._file.seek(0)
        self._file.truncate()
        self._digest = hashlib.sha256()
        self._received = 0
        self._total: int | None = None
        self._etag: str | None = None

    @property
    def sha256(self) -> str:
        """Of what has arrived, in hex."""
        return self._digest.hexdigest()

    def headers(self) -> dict[str, str]:
        """What asks for the rest, and for the whole where the file is another one by now (RFC 9110 §13.1.5)."""
        as_stored = {"Accept-Encoding": "identity"}
        if not self._received or self._etag is None:
            return as_stored
        return {**as_stored, "Range": f"bytes={self._received}-", "If-Range": self._etag}

    def begin(self, status: int, headers: Mapping[str, str]) -> None:
        """206 goes on where it broke off, all else is the whole. Raises ConnectionFailedError for another part than
        was asked for, after which the whole is asked for."""
        is_other = status == 206 and not headers.get("content-range", "").startswith(f"bytes {self._received}-")
        if status != 206 or is_other:
            self.begin_anew()
        if is_other:
            raise ConnectionFailedError("Another part of the file came than was asked for.")
        length = headers.get("content-length", "")
        self._total = self._received + int(length) if length.isdigit() else None
        self._etag = headers.get("etag")

    def write(self, piece: bytes) -> None:
        """Keep a piece."""
        self._file.write(piece)
        self._digest.update(piece)
        self._received += len(piece)
        if self._progress is not None:
            self._progress(self._received, self._total)


def downloaded(document_id: str, path: Path, retries: Retries, *, progress: Progress | None) -> Flow[Path]:
    """The path, where the document's bytes are. Raises DamagedFileError when they are twice not those whose hash the
    server names, ApiError, ConnectionFailedError; then nothing of it is left. OSError for a folder, and for a device or
    pipe, in whose place a file would come."""
    if path.is_dir():
        raise IsADirectoryError(f"{path} is a folder; name the file to write.")
    if path.exists() and not path.is_file():
        raise OSError(f"{path} is no file; name one to write.")
    beside = path.with_name(f".{token_hex(8)}.part")
    try:
        with beside.open("xb") as file:
            yield from _fetched(document_id, Arriving(file, progress), retries)
            file.flush()
            yield Work(lambda: os.fsync(file.fileno()))
        beside.replace(path)
        yield Work(lambda: _sync_folder(path.parent))
    finally:
        beside.unlink(missing_ok=True)
    return path


def _fetched(document_id: str, arriving: Arriving, retries: Retries) -> Flow[None]:
    call = Call(
        method="GET",
        path="/v1/documents/{document_id}/download",
        answers=DownloadLink,
        at={"document_id": document_id},
    )
    for is_last in (False, True):
        answer = yield from answered(call.request(), retries)
        link, expected = result(call, answer), answer.headers.get(SHA256)
        if not isinstance(link.url, str):
            raise stranger(answer)
        try:
            yield from answered(Request(method="GET", url=link.url, is_authorised=False, sink=arriving), retries)
        except ApiError as error:
            if is_last or error.status not in (_EXPIRED, _NO_SUCH_PART):
                raise
            if error.status == _NO_SUCH_PART:
                arriving.begin_anew()
            continue  # with another link
        if expected in (None, arriving.sha256):
            return
        arriving.begin_anew()
    raise DamagedFileError(f"The bytes of {document_id} that came are not those that the server keeps.")


def _sync_folder(folder: Path) -> None:
    """So that the name outlives a power cut; where folders cannot be opened (Windows) the file system sees to it."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
