"""Sessions."""

from __future__ import annotations

from muniment.accounts.sessions import Method
from muniment.http.contract.answers.base import Answer, SecretText
from muniment.http.contract.answers.users import UserObject


class SessionObject(Answer):
    id: str
    method: Method
    address: str | None
    user_agent: str | None
    created_at: int
    last_used_at: int
    expires_at: int


class CurrentSession(SessionObject):
    csrf_token: SecretText
    user: UserObject
    scopes: list[str]


class SessionListItem(SessionObject):
    is_current: bool


class SessionList(Answer):
    data: list[SessionListItem]
