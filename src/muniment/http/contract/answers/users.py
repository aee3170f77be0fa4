"""Users."""

from __future__ import annotations

from pydantic import Field

from muniment.http.contract.answers.base import Answer


class UserObject(Answer):
    id: str
    email: str
    first_name: str | None
    last_name: str | None
    role: str = Field(examples=["analyst"], description="admin, analyst or auditor")
    status: str = Field(examples=["invited"], description="invited until the first sign-in, active, disabled")
    created_at: int
    updated_at: int
    last_signed_in_at: int | None


class UserPage(Answer):
    items: list[UserObject]
    total: int
    limit: int
    offset: int


class PasswordCode(Answer):
    code: str = Field(examples=["7GZ4K-0M2QX-9TVBC-D3HNP"])
    expires_at: int
