"""What the installation knows and allows."""

from __future__ import annotations

from pydantic import Field

from muniment.http.contract.answers.base import Answer


class DocumentTypeObject(Answer):
    slug: str
    title: str
    category: str
    description: str
    parent: str | None


class DocumentTypeList(Answer):
    data: list[DocumentTypeObject]


class RateLimit(Answer):
    requests: int
    seconds: int
    remaining: int


class LimitsObject(Answer):
    max_file_bytes: int
    max_json_bytes: int
    max_text_field_bytes: int
    max_links: int
    download_seconds: int
    idempotency_seconds: int
    search_seconds: float
    max_name_characters: int
    max_event_wait_seconds: int
    extensions: list[str]
    rate_limit: RateLimit | None


class ClientAddress(Answer):
    client_ip: str | None = Field(description="As the allowlist sees it.")


class AuthTest(Answer):
    msg: str
