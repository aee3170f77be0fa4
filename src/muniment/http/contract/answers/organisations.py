"""Organisations."""

from __future__ import annotations

from pydantic import Field

from muniment.http.contract.answers.base import Answer


class OrganisationObject(Answer):
    id: str
    name: str
    api_ip_allowlist: list[str] = Field(description="From where resources may be used; everywhere when empty.")
    created_at: int
