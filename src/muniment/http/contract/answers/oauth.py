"""OAuth clients and their tokens."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from muniment.http.contract.answers.base import Answer, SecretText


class OAuthClientEntry(Answer):
    id: str
    name: str
    client_id: str = Field(description="The same as `id`.")
    secret_last4: str
    scopes: list[str]
    access_token_ttl_seconds: int
    created_at: int
    last_used_at: int | None = Field(description="When it got a token, or one was used; to the minute.")
    revoked_at: int | None
    vendor_ids: list[str] = Field(
        default_factory=list, description="The vendors beyond which nothing is found; not there for a client of all."
    )


class OAuthClientList(Answer):
    clients: list[OAuthClientEntry]


class OAuthClientCreated(OAuthClientEntry):
    client_secret: SecretText = Field(description="Seen this once.")


class TokenObject(Answer):
    access_token: SecretText
    token_type: Literal["Bearer"]
    expires_in: int = Field(description="Seconds.")
    scope: str = Field(description="All that the token may do, parted by blanks.")
