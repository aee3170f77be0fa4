"""Events."""

from __future__ import annotations

from typing import Any

from pydantic import Field

from muniment.http.contract.answers.base import Answer


class EventObject(Answer):
    event_id: str
    event_type: str
    occurred_at: int
    data: dict[str, Any] = Field(
        description="`event_type`, `vendor_id`, the object's own id, and `field_diffs`: old and new values by field."
    )


class EventPage(Answer):
    data: list[EventObject]
    next: str = Field(description="The cursor to read on from; also when there was nothing.")
