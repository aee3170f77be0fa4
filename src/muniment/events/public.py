"""Events as clients read them (CONTRACT §4.5, §4.6): in the ordered feed and in webhooks, the same."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from muniment.db.engine import Transaction
from muniment.events import feed
from muniment.events.catalogue import WITHIN, EventType
from muniment.events.feed import Event

PUBLIC = tuple(one for one in EventType if one not in WITHIN)
"""The types that clients are told of."""

MAX_LOOKED_AT = 5_000
"""Events that one reading looks at; one that finds too few among them goes on with the next."""

_ROWS_AT_ONCE = 500
_IDS = {
    "VendorDocument": "vendor_document_id",
    "Vendor": "vendor_id",
    "Service": "service_id",
    "Assessment": "assessment_id",
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which events a reader gets. `types`: of PUBLIC. `vendor_ids`: of these vendors alone; None for all."""

    types: frozenset[str]
    vendor_ids: frozenset[str] | None = None

    def has(self, event: Event) -> bool:
        """Whether the event is among them."""
        is_seen = self.vendor_ids is None or event.vendor_id in self.vendor_ids
        return event.type.value in self.types and is_seen


def read(tx: Transaction, org_id: str, wanted: Wanted, *, after: int, limit: int) -> tuple[list[dict[str, Any]], int]:
    """Up to `limit` events behind that place of the organisation's order, and the place to read on from: behind the
    last one given, or behind the last one looked at when no more were found."""
    found: list[dict[str, Any]] = []
    last = after
    while last - after < MAX_LOOKED_AT:
        rows = feed.read(tx, org_id, after=last, limit=_ROWS_AT_ONCE)
        for event in rows:
            last = event.seq
            if wanted.has(event):
                found.append(on_the_wire(event))
                if len(found) == limit:
                    return found, last
        if len(rows) < _ROWS_AT_ONCE:
            break
    return found, last


def on_the_wire(event: Event) -> dict[str, Any]:
    """The event: what changed, as old and new values, of a new object every field that has one."""
    noun = event.type.value.partition(".")[0]
    return {
        "event_id": event.id,
        "event_type": event.type.value,
        "occurred_at": event.occurred_at,
        "data": {
            "event_type": event.type.value,
            "vendor_id": event.vendor_id,
            _IDS[noun]: event.subject_id,
            "field_diffs": {name: {"old_value": old, "new_value": new} for name, (old, new) in event.changes.items()},
        },
    }
