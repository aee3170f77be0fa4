"""What can be done with documents beyond one exchange."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

from muniment_client.async_resources import AsyncDocumentsGroup
from muniment_client.calls import Call, answered, called, result
from muniment_client.downloads import downloaded
from muniment_client.errors import DamagedFileError
from muniment_client.exchange import Flow
from muniment_client.models import Document, ExpandedUpload
from muniment_client.resources import DocumentsGroup
from muniment_client.retries import IDEMPOTENCY_KEY, IDEMPOTENCY_STRICT, Retries
from muniment_client.settling import settled
from muniment_client.uploads import SHA256, File, Progress, Sending

T = TypeVar("T")


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
        idempotency_strict: bool | None = None,
        progress: Progress | None = None,
    ) -> Document:
        """Upload a document: a path, bytes, or a file open for reading. What is kept is durable when this returns.

        `filename` says the name, and so the format, where the file does not. `progress(sent, total)` is called while
        bytes go, from 0 again when the upload is tried again. Raises DamagedFileError when the server keeps other
        bytes than were sent.
        """
        fields = {
            "vendor_id": vendor_id,
            "name": name,
            "document_type": document_type,
            "service_ids": service_ids,
            "assessment_ids": assessment_ids,
        }
        headers = {IDEMPOTENCY_KEY: idempotency_key, IDEMPOTENCY_STRICT: idempotency_strict}
        with Sending(file, filename=filename, progress=progress) as sending:
            return self._run(uploaded(sending, fields, headers, self._retries))

    def upload_archive(
        self,
        file: File,
        *,
        vendor_id: str,
        document_type: str | None = None,
        service_ids: Sequence[str] = (),
        assessment_ids: Sequence[str] = (),
        filename: str | None = None,
        idempotency_key: str | None = None,
        idempotency_strict: bool | None = None,
        progress: Progress | None = None,
    ) -> ExpandedUpload:
        """Upload a zip, of which each member becomes a document of its own: what became of which."""
        fields = {
            "vendor_id": vendor_id,
            "document_type": document_type,
            "service_ids": service_ids,
            "assessment_ids": assessment_ids,
        }
        headers = {IDEMPOTENCY_KEY: idempotency_key, IDEMPOTENCY_STRICT: idempotency_strict}
        with Sending(file, filename=filename, progress=progress) as sending:
            return self._run(called(upload_of(sending, fields, headers, answers=ExpandedUpload), self._retries))

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
        idempotency_strict: bool | None = None,
        progress: Progress | None = None,
    ) -> Document:
        """Upload a document, as `Documents.upload` does."""
        fields = {
            "vendor_id": vendor_id,
            "name": name,
            "document_type": document_type,
            "service_ids": service_ids,
            "assessment_ids": assessment_ids,
        }
        headers = {IDEMPOTENCY_KEY: idempotency_key, IDEMPOTENCY_STRICT: idempotency_strict}
        with Sending(file, filename=filename, progress=progress) as sending:
            return await self._run(uploaded(sending, fields, headers, self._retries))

    async def upload_archive(
        self,
        file: File,
        *,
        vendor_id: str,
        document_type: str | None = None,
        service_ids: Sequence[str] = (),
        assessment_ids: Sequence[str] = (),
        filename: str | None = None,
        idempotency_key: str | None = None,
        idempotency_strict: bool | None = None,
        progress: Progress | None = None,
    ) -> ExpandedUpload:
        """Upload a zip, as `Documents.upload_archive` does."""
        fields = {
            "vendor_id": vendor_id,
            "document_type": document_type,
            "service_ids": service_ids,
            "assessment_ids": assessment_ids,
        }
        headers = {IDEMPOTENCY_KEY: idempotency_key, IDEMPOTENCY_STRICT: idempotency_strict}
        with Sending(file, filename=filename, progress=progress) as sending:
            return await self._run(called(upload_of(sending, fields, headers, answers=ExpandedUpload), self._retries))

    async def wait_until_settled(self, document_id: str, *, timeout: float = 600) -> Document:
        """The document once it is complete or failed. Raises NotSettledError after `timeout` seconds."""
        return await self._run(settled(document_id, self._retries, timeout=timeout))

    async def download_to(
        self, document_id: str, path: str | os.PathLike[str], *, progress: Progress | None = None
    ) -> Path:
        """Write the document's bytes to a file and give its path: whole and proven by their hash, or not at all."""
        return await self._run(downloaded(document_id, Path(path), self._retries, progress=progress))


def uploaded(
    file: Sending, fields: Mapping[str, Any], headers: Mapping[str, str | bool | None], retries: Retries
) -> Flow[Document]:
    """The new document. Raises DamagedFileError when the server keeps other bytes than were sent."""
    call = upload_of(file, fields, headers, answers=Document)
    answer = yield from answered(call.request(), retries)
    document, kept = result(call, answer), answer.headers.get(SHA256)
    if None not in (kept, file.sha256) and kept != file.sha256:
        raise DamagedFileError(
            f"{document.id} holds other bytes than were sent: they were damaged on the way, or the idempotency key was "
            "used for another file before."
        )
    return document


def upload_of(
    file: Sending, fields: Mapping[str, Any], headers: Mapping[str, str | bool | None], *, answers: type[T]
) -> Call[T]:
    """The call; to be answered with what became of an archive's members, or with the one document."""
    return Call(
        method="POST",
        path="/v1/documents",
        answers=answers,
        query={"expand": True if answers is ExpandedUpload else None},
        headers=headers,
        form=fields,
        file=file,
    )
