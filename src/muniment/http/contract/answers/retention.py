"""Legal holds, and what was purged."""

from __future__ import annotations

from pydantic import Field

from muniment.documents.legal_holds import TargetType
from muniment.http.contract.answers.base import ActorObject, Answer


class LegalHoldObject(Answer):
    id: str
    target_type: TargetType
    target_id: str
    reason: str
    created_at: int
    created_by: ActorObject
    released_at: int | None = Field(description="Null while it holds.")
    released_by: ActorObject | None
    release_reason: str | None


class LegalHoldPage(Answer):
    data: list[LegalHoldObject]
    total: int
    limit: int
    offset: int


class PurgedDocument(Answer):
    id: str = Field(description="The document's, which is not found any more.")
    vendor_id: str
    name: str
    extension: str
    size: int
    document_type: str | None
    sha256: str
    created_at: int
    archived_at: int
    purged_at: int
    retention_months: int = Field(description="The term that was over.")


class PurgedDocumentPage(Answer):
    data: list[PurgedDocument]
    total: int
    limit: int
    offset: int
