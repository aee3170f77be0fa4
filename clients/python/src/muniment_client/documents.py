"""What can be done with documents beyond one exchange."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from muniment_client.async_resources import AsyncDocumentsGroup
from muniment_client.calls import Call, answered, result
from muniment_client.downloads import downloaded
from muniment_client.errors import DamagedFileError
from muniment_client.exchange import Flow
from muniment_client.models import Document
from muniment_client.resources import DocumentsGroup
from muniment_client.retries import IDEMPOTENCY_KEY, Retries
from muniment_client.settling import settled
from muniment_client.uploads import SHA256, File, Progress, Sending


class Documents(DocumentsGroup):
    """client.documents"""

    def upload(
        self,
        file: File,
        *,
        vendor_id: str,
        name: str | None = None,
        document_type: str | None = None,
        service_ids: Sequence[str] = (),
        assessment_ids: Sequence[str] = (),
        filename: str | None = None,
        idempotency_key: str | None = None,
        progress: Progress | None = None,
    ) -> Document:
        """Upload a document: a path, bytes, or a file open for reading. What is kept is durable when this returns.

        `filename` says the name, and so the format, where the file does not. `progress(sent, total)` is called while
        bytes go, from 0 again when the upload is tried again.
        """
        with Sending(file, filename=filename, progress=progress) as sending:
            call = _upload(sending, vendor_id, name, document_type, service_ids, assessment_ids, idempotency_key)
            return self._run(_uploaded(call, sending, self._retries))

    def wait_until_settled(self, document_id: str, *, timeout: float = 600) -> Document:
        """The document once it is complete or failed. Raises NotSettledError after `timeout` seconds."""
        return self._run(settled(document_id, self._retries, timeout=timeout))

    def download_to(self, document_id: str, path: str | os.PathLike[str], *, progress: Progress | None = None) -> Path:
        """Write the document's bytes to a file and give its path: whole and proven by their hash, or not at all."""
        return self._run(downloaded(document_id, Path(path), self._retries, progress=progress))


class AsyncDocuments(AsyncDocumentsGroup):
    """The same on an event loop."""

    async def upload(
        self,
        file: File,
        *,
        vendor_id: str,
        name: str | None = None,
        document_type: str | None = None,
        service_ids: Sequence[str] = (),
        assessment_ids: Sequence[str] = (),
        filename: str | None = None,
        idempotency_key: str | None = None,
        progress: Progress | None = None,
    ) -> Document:
        """Upload a document, as `Documents.upload` does."""
        with Sending(file, filename=filename, progress=progress) as sending:
            call = _upload(sending, vendor_id, name, document_type, service_ids, assessment_ids, idempotency_key)
            return await self._run(_uploaded(call, sending, self._retries))

    async def wait_until_settled(self, document_id: str, *, timeout: float = 600) -> Document:
        """The document once it is complete or failed. Raises NotSettledError after `timeout` seconds."""
        return await self._run(settled(document_id, self._retries, timeout=timeout))

    async def download_to(
        self, document_id: str, path: str | os.PathLike[str], *, progress: Progress | None = None
    ) -> Path:
        """Write the document's bytes to a file and give its path: whole and proven by their hash, or not at all."""
        return await self._run(downloaded(document_id, Path(path), self._retries, progress=progress))


def _uploaded(call: Call[Document], file: Sending, retries: Retries) -> Flow[Document]:
    """The new document. Raises DamagedFileError when the server keeps other bytes than were sent."""
    answer = yield from answered(call.request(), retries)
    document, kept = result(call, answer), answer.headers.get(SHA256)
    if None not in (kept, file.sha256) and kept != file.sha256:
        raise DamagedFileError(
            f"{document.id} holds other bytes than were sent: they were damaged on the way, or the idempotency key was "
            "used for another file before."
        )
    return document


def _upload(
    file: Sending,
    vendor_id: str,
    name: str | None,
    document_type: str | None,
    service_ids: Sequence[str],
    assessment_ids: Sequence[str],
    idempotency_key: str | None,
) -> Call[Document]:
    return Call(
        method="POST",
        path="/v1/documents",
        answers=Document,
        headers={IDEMPOTENCY_KEY: idempotency_key},
        form={
            "vendor_id": vendor_id,
            "name": name,
            "document_type": document_type,
            "service_ids": list(service_ids),
            "assessment_ids": list(assessment_ids),
        },
        file=file,
    )
