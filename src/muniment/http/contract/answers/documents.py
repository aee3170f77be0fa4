"""Documents, and the rows of what they list."""

from __future__ import annotations

from pydantic import Field

from muniment.documents.lifecycle import Status
from muniment.http.contract.answers.base import Answer, SecretText
from muniment.judging.items.kinds import Kind


class DocumentObject(Answer):
    id: str = Field(examples=["cbvdoc_2f1c9a7b6d5e4f3a2b1c0d9e8f7a6b5c"])
    vendor_id: str = Field(examples=["cbvndr_e448ba62882143f3ba0c140bb2e30162"])
    name: str = Field(examples=["ACME SOC 2 Type II"])
    extension: str = Field(examples=["pdf"])
    size: int = Field(examples=[482113])
    document_type: str | None = Field(examples=["soc2_type2_auditor_report"])
    status: Status
    service_ids: list[str]
    assessment_ids: list[str]
    created_at: int = Field(examples=[1749340800])
    updated_at: int = Field(examples=[1749340800])


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
    expires_in: int = Field(examples=[3600])


class ItemObject(Answer):
    id: str = Field(examples=["cbitem_5f0c1d2e3a4b5c6d7e8f9a0b1c2d3e4f"])
    kind: Kind
    fields: dict[str, str | list[str] | None] = Field(
        description="Those of its kind, all of them; null is what the row does not say.",
        examples=[{"control": "AC-4", "criteria": "CC6.2", "test": None, "result": "…", "management_response": None}],
    )
    quote: str
    page: int
    verified: bool


class ItemPage(Answer):
    data: list[ItemObject]
    total: int
    limit: int
    offset: int
