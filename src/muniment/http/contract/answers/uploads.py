"""Uploads in several requests."""

from __future__ import annotations

from pydantic import Field

from muniment.http.contract.answers.base import Answer


class UploadObject(Answer):
    id: str = Field(examples=["cbup_0197c1d2a3b4c5d6e7f8091a2b3c4d5e"])
    vendor_id: str
    size: int = Field(description="Bytes of the whole file.")
    offset: int = Field(description="Bytes that have come.")
    created_at: int
    expires_at: int = Field(description="When it is forgotten unless more comes.")
    document_id: str | None = Field(description="The document, once it is whole.")
