"""What a caller may do, in words that a key can be given (CONTRACT §4.1)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from enum import StrEnum

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
    WEBHOOKS_MANAGE = "webhooks:manage"
    KEYS_MANAGE = "keys:manage"
    AUDIT_READ = "audit:read"


NEVER_IMPLIED = frozenset({Scope.KEYS_MANAGE, Scope.AUDIT_READ})
"""What a key may do only when it was given that very scope."""

ORDINARY = frozenset(Scope) - NEVER_IMPLIED
"""What a key may do that was given none of these; one that was given some may do only those."""


def granted(given: Iterable[str]) -> frozenset[str]:
    """What a key may do that was given these scopes."""
    scopes = frozenset(given)
    return scopes if scopes & ORDINARY else scopes | ORDINARY


def is_scope(word: str) -> bool:
    """Whether the word has the shape of a scope; ones that mean nothing here are kept too."""
    return re.fullmatch(SCOPE_PATTERN, word) is not None and not word.endswith("\n")
