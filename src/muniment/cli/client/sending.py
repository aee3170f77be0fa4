"""One file on its way to a document, once, whatever breaks meanwhile."""

from __future__ import annotations

import hashlib
import io
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from muniment.cli.client.results import Outcome
from muniment.cli.client.sent import Sending, Sent
from muniment.cli.common import printable
from muniment.storage.digest import sha256_of
from muniment.unicode import normalised, shown

if TYPE_CHECKING:
    from muniment_client import Muniment
    from muniment_client.models import Document

_JOINERS = "\u200c\u200d"
_MAX_NAME_CHARACTERS = 255
"""Of a document's name; a file's has more where its bytes are no UTF-8."""

Progress = Callable[[int], object]
"""Is told how many bytes of the file were sent; from 0 again in each try."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where files belong."""

    vendor_id: str
    service_ids: tuple[str, ...] = ()
    document_type: str | None = None


class _Read(io.FileIO):
    """A file that knows the hash of what was read of it since it was last gone back in."""

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self._digest = hashlib.sha256()

    def read(self, size: int | None = -1) -> bytes:
        piece = super().read(-1 if size is None else size)
        self._digest.update(piece)
        return piece

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        self._digest = hashlib.sha256()
        return super().seek(offset, whence)

    @property
    def sha256(self) -> str | None:
        """In hex; None while not all of it was read."""
        return self._digest.hexdigest() if self.tell() == os.fstat(self.fileno()).st_size else None


def name_of(path: Path) -> str:
    """What the document of that file is called: so that every server keeps it as it is, and a document can be known by
    it after a break. What cannot be seen is `?`, as servers leave it out; of the joiners words are made."""
    name = "".join(one if one in _JOINERS else printable(one) for one in shown(path.name))
    return normalised(name, "NFC").strip()[-_MAX_NAME_CHARACTERS:]


def send(client: Muniment, sent: Sent, path: Path, *, place: Place, progress: Progress) -> tuple[Outcome, Document]:
    """The file's document, and whether it was made now. Raises OSError, MunimentError."""
    sha256 = sha256_of(path).hex()
    with sent.turn(sha256):
        sending = sent.find(sent.name(path, sha256))
        if sending is not None:
            document = _standing(client, sent, sending, path=path, sha256=sha256, vendor_id=place.vendor_id)
            if document is not None:
                return Outcome.THERE, document
            if sending.document_id is not None:  # gone from the server, and its key with it
                sending = Sending(sending.file, sending.tries + 1)
        else:
            sending = Sending(sent.name(path, sha256))
        sent.begin(sending)
        with _Read(path) as file:
            document = client.documents.upload(
                file,
                filename=name_of(path),
                name=name_of(path),
                vendor_id=place.vendor_id,
                service_ids=place.service_ids,
                document_type=place.document_type,
                idempotency_key=sending.key,
                progress=lambda done, _of: progress(done),
            )
            found = file.sha256
        if found not in (None, sha256):  # it was written to since it was looked at
            sending = Sending(sent.name(path, found))
            sent.begin(sending)
        sent.end(sending, document.id)
    return Outcome.UPLOADED, document


def _standing(
    client: Muniment, sent: Sent, sending: Sending, *, path: Path, sha256: str, vendor_id: str
) -> Document | None:
    """The document that an earlier run made of the file, also where that run did not live to learn of it."""
    from muniment_client.error_classes import DocumentNotFoundError

    if sending.document_id is not None:
        try:
            return client.documents.get(sending.document_id)
        except DocumentNotFoundError:
            return None
    name = name_of(path)
    for document in client.documents.list(vendor_id=vendor_id, sha256=sha256, include_archived=True):
        if document.name == name and sent.adopt(sending, document.id):
            return document
    return None
