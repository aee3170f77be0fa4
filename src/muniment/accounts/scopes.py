"""What a caller may do, in words that a key can be given (CONTRACT §4.1)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from enum import StrEnum

_SHAPE = re.compile(r"[a-z][a-z_]{0,31}:[a-z][a-z_]{0,31}")


class Scope(StrEnum):
    """The scopes that endpoints ask for."""

    DOCUMENTS_READ = "documents:read"
    DOCUMENTS_WRITE = "documents:write"
    VENDORS_READ = "vendors:read"
    VENDORS_WRITE = "vendors:write"
    ASSESSMENTS_READ = "assessments:read"
    ASSESSMENTS_WRITE = "assessments:write"


ORDINARY = frozenset(Scope)
"""What every key may do, whatever it was given."""


def granted(given: Iterable[str]) -> frozenset[str]:
    """What a key may do that was given these scopes."""
    return ORDINARY.union(given)


def is_scope(word: str) -> bool:
    """Whether the word has the shape of a scope; ones that mean nothing here are kept too."""
    return _SHAPE.fullmatch(word) is not None
