"""What people may do: a role stands for scopes, and for nothing else (CONTRACT §4.3)."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from muniment.accounts.scopes import Scope


class Role(StrEnum):
    """What a user is in its organisation."""

    ADMIN = "admin"
    ANALYST = "analyst"
    AUDITOR = "auditor"


_READING = frozenset(one for one in Scope if one.value.endswith(":read"))
_WORKING = frozenset(
    {Scope.DOCUMENTS_WRITE, Scope.VENDORS_WRITE, Scope.ASSESSMENTS_WRITE, Scope.EVIDENCE_WRITE, Scope.USERS_READ}
)

SCOPES: Mapping[Role, frozenset[str]] = {
    Role.ADMIN: frozenset(Scope),
    Role.ANALYST: _WORKING | (_READING - {Scope.AUDIT_READ, Scope.KEYS_READ, Scope.WEBHOOKS_READ, Scope.HOLDS_READ}),
    Role.AUDITOR: _READING,
}
"""An analyst works on evidence and administers nothing; an auditor reads everything and changes nothing."""

ALIASES: Mapping[str, Role] = {
    "org:admin": Role.ADMIN,
    "member": Role.ANALYST,
    "org:member": Role.ANALYST,
    "basic_member": Role.ANALYST,
    "org:basic_member": Role.ANALYST,
}
"""What Coverbase calls the roles that there are here too; its clients send them."""


def read_role(word: str) -> Role:
    """The role of that name, or of Coverbase's. Raises ValueError."""
    return ALIASES[word] if word in ALIASES else Role(word)
