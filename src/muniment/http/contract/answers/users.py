"""Users."""

from __future__ import annotations

from muniment.accounts.roles import Role
from muniment.accounts.user_rows import Status
from muniment.http.contract.answers.base import Answer, SecretText


class UserObject(Answer):
    id: str
    email: str
    first_name: str | None
    last_name: str | None
    role: Role
    status: Status
    created_at: int
    updated_at: int
    last_signed_in_at: int | None


class UserPage(Answer):
    items: list[UserObject]
    total: int
    limit: int
    offset: int


class PasswordCode(Answer):
    code: SecretText
    expires_at: int
