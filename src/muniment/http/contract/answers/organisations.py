"""Organisations."""

from __future__ import annotations

from pydantic import Field

from muniment.http.contract.answers.base import Answer


class OrganisationObject(Answer):
    id: str = Field(examples=["cborg_5f0c1d2e3a4b5c6d7e8f9a0b1c2d3e4f"])
    name: str
    api_ip_allowlist: list[str] = Field(
        description="From where resources may be used; everywhere when empty.", examples=[["203.0.113.0/24"]]
    )
    created_at: int
