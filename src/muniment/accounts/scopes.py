"""What a caller may do, in words that a key can be given (CONTRACT §4.1), and that a person's role stands for."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from difflib import get_close_matches
from enum import StrEnum
from functools import lru_cache

SCOPE_PATTERN = r"^[a-z][a-z_]{0,31}:[a-z][a-z_]{0,31}$"
"""The shape of a scope."""


class Scope(StrEnum):
    """The scopes that endpoints ask for."""

    DOCUMENTS_READ = "documents:read"
    DOCUMENTS_WRITE = "documents:write"
    VENDORS_READ = "vendors:read"
    VENDORS_WRITE = "vendors:write"
    ASSESSMENTS_READ = "assessments:read"
    ASSESSMENTS_WRITE = "assessments:write"
    EVIDENCE_READ = "evidence:read"
    EVIDENCE_WRITE = "evidence:write"
    WEBHOOKS_READ = "webhooks:read"
    WEBHOOKS_MANAGE = "webhooks:manage"
    USERS_READ = "users:read"
    USERS_MANAGE = "users:manage"
    KEYS_READ = "keys:read"
    KEYS_MANAGE = "keys:manage"
    AUDIT_READ = "audit:read"
    QUARANTINE_MANAGE = "quarantine:manage"
    HOLDS_READ = "holds:read"
    HOLDS_MANAGE = "holds:manage"


NEVER_IMPLIED = frozenset(
    {
        Scope.KEYS_READ,
        Scope.KEYS_MANAGE,
        Scope.AUDIT_READ,
        Scope.HOLDS_READ,
        Scope.HOLDS_MANAGE,
        Scope.QUARANTINE_MANAGE,
    }
)
"""What a key may do only when it was given that very scope."""

ORDINARY = frozenset(Scope) - NEVER_IMPLIED
"""What a key may do that was given none of these; one that was given some may do only those."""

_ALIKE = 0.85
"""`document:read` is 0.96 like `documents:read`, `documents:raed` 0.93; `banking:read`, of Coverbase's own, 0.69."""

_READ_BY_WHO_MANAGES = {
    Scope.WEBHOOKS_MANAGE: Scope.WEBHOOKS_READ,
    Scope.USERS_MANAGE: Scope.USERS_READ,
    Scope.KEYS_MANAGE: Scope.KEYS_READ,
    Scope.HOLDS_MANAGE: Scope.HOLDS_READ,
}


def granted(given: Iterable[str]) -> frozenset[str]:
    """What a key may do that was given these scopes."""
    scopes = frozenset(given)
    return with_implied(scopes if scopes & ORDINARY else scopes | ORDINARY)


@lru_cache(maxsize=1024)
def granted_by(kept: str) -> frozenset[str]:
    """The same, by what a key's row holds: a JSON array. Kept from one request to the next, by the very text."""
    return granted(json.loads(kept))


def with_implied(given: Iterable[str]) -> frozenset[str]:
    """The scopes, and the reading of what they manage."""
    scopes = frozenset(given)
    return scopes | {read for manage, read in _READ_BY_WHO_MANAGES.items() if manage in scopes}


def looked_like(word: str) -> Scope | None:
    """The scope that a word, which is none, looks like: who wrote it believes to have limited a key by it."""
    near = get_close_matches(word, tuple(Scope), n=1, cutoff=_ALIKE)
    return Scope(near[0]) if near and near[0] != word else None


def is_scope(word: str) -> bool:
    """Whether the word has the shape of a scope; ones that mean nothing here are kept too."""
    return re.fullmatch(SCOPE_PATTERN, word) is not None and not word.endswith("\n")
