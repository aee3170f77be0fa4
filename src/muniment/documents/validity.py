"""How a document stands on a day, by the date until which it is good: what lists show, filter and count.

Days are ISO 8601 texts, in UTC, so that their order is the order of days. What is good until the 30th is good on the
30th.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, and_, or_

from muniment.documents.document import UNDATED
from muniment.documents.lifecycle import UNSETTLED

EXPIRING_DAYS = 60
"""How long before its last day a document counts as expiring, unless one asks otherwise (CONTRACT §5.1)."""

MAX_EXPIRING_DAYS = 3_660


class Validity(StrEnum):
    """The states, of which a document has one on each day."""

    EXPIRED = "expired"
    EXPIRING = "expiring"
    VALID = "valid"
    UNDATED = "undated"
    PENDING = "pending"
    """Without a date yet: its analysis has not ended."""


@dataclass(frozen=True, slots=True)
class Days:
    """The day on which one asks, and the last one that is soon."""

    today: str
    soon: str

    @classmethod
    def at(cls, seconds: int, *, expiring_days: int = EXPIRING_DAYS) -> Days:
        """Of the moment, in Unix seconds."""
        today = datetime.fromtimestamp(seconds, UTC).date()
        return cls(today.isoformat(), (today + timedelta(days=expiring_days)).isoformat())

    def left(self, valid_until: str) -> int | None:
        """Days until that day, below 0 when it is past; None where there is none."""
        if valid_until == UNDATED:
            return None
        return (date.fromisoformat(valid_until) - date.fromisoformat(self.today)).days

    def state(self, valid_until: str, *, status: str) -> Validity:
        """How a document that is good until then stands."""
        if valid_until == UNDATED:
            return Validity.PENDING if status in UNSETTLED else Validity.UNDATED
        if valid_until < self.today:
            return Validity.EXPIRED
        return Validity.EXPIRING if valid_until <= self.soon else Validity.VALID

    def condition(self, columns: Any, states: Collection[Validity]) -> ColumnElement[bool]:
        """That a row's `valid_until` and `status` are of one of these states."""
        until, status = columns.valid_until, columns.status
        ways: dict[Validity, ColumnElement[bool]] = {
            Validity.EXPIRED: until < self.today,
            Validity.EXPIRING: and_(until >= self.today, until <= self.soon),
            Validity.VALID: and_(until > self.soon, until < UNDATED),
            Validity.UNDATED: and_(until == UNDATED, status.not_in(UNSETTLED)),
            Validity.PENDING: and_(until == UNDATED, status.in_(UNSETTLED)),
        }
        return or_(*(ways[state] for state in states))
