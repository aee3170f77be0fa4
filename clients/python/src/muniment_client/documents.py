"""What can be done with documents beyond one exchange."""

from __future__ import annotations

from collections.abc import Sequence

from muniment_client.async_resources import AsyncDocuments as AsyncOperations
from muniment_client.calls import Call
from muniment_client.models import Document
from muniment_client.resources import Documents as Operations
from muniment_client.retries import IDEMPOTENCY_KEY
from muniment_client.settling import settled
from muniment_client.uploads import File, Progress, Sending


class Documents(Operations):
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
            return self._do(
                _upload(sending, vendor_id, name, document_type, service_ids, assessment_ids, idempotency_key)
            )

    def wait_until_settled(self, document_id: str, *, timeout: float = 600) -> Document:
        """The document once it is complete or failed. Raises NotSettledError after `timeout` seconds."""
        return self._run(settled(document_id, self._retries, timeout=timeout))


class AsyncDocuments(AsyncOperations):
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
            return await self._do(
                _upload(sending, vendor_id, name, document_type, service_ids, assessment_ids, idempotency_key)
            )

    async def wait_until_settled(self, document_id: str, *, timeout: float = 600) -> Document:
        """The document once it is complete or failed. Raises NotSettledError after `timeout` seconds."""
        return await self._run(settled(document_id, self._retries, timeout=timeout))


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
