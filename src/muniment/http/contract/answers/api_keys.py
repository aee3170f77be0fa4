"""API keys."""

from __future__ import annotations

from pydantic import Field

from muniment.http.contract.answers.base import Answer, SecretText


class ApiKeyEntry(Answer):
    id: str
    name: str
    created_at: int
    last_used_at: int | None = Field(description="To the minute.")
    revoked: bool
    expired: bool
    scopes: list[str]
    created_by_clerk_user_id: str | None = Field(
        description="Always null: of Coverbase's entries, which name a person."
    )
    vendor_ids: list[str] = Field(
        default_factory=list, description="The vendors beyond which nothing is found; not there for a key of all."
    )


class ApiKeyList(Answer):
    data: list[ApiKeyEntry]


class ApiKeyCreated(Answer):
    id: str
    name: str
    secret: SecretText = Field(description="Seen this once.")
    created_at: int
    scopes: list[str]
    vendor_ids: list[str] = Field(default_factory=list, description="As in the list.")


class ApiKeyRotated(ApiKeyCreated):
    revoked_id: str = Field(description="The key whose place it takes.")
