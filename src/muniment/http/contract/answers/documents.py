"""Documents, and the rows of what they list."""

from __future__ import annotations

from pydantic import Field

from muniment.documents.lifecycle import Status
from muniment.http.contract.answers.base import Answer, SecretText
from muniment.judging.items.kinds import Kind


class DocumentObject(Answer):
    id: str
    vendor_id: str
    name: str
    extension: str
    size: int
    document_type: str | None
    status: Status
    service_ids: list[str]
    assessment_ids: list[str]
    created_at: int
    updated_at: int


class DocumentPage(Answer):
    data: list[DocumentObject]
    total: int
    limit: int
    offset: int


class DocumentArchived(Answer):
    id: str
    is_archived: bool
    archived_at: int


class DownloadLink(Answer):
    url: SecretText
    filename: str
    expires_in: int


class ItemObject(Answer):
    id: str
    kind: Kind
    fields: dict[str, str | list[str] | None] = Field(
        description="Those of its kind, all of them; null is what the row does not say."
    )
    quote: str
    page: int
    verified: bool


class ItemPage(Answer):
    data: list[ItemObject]
    total: int
    limit: int
    offset: int
