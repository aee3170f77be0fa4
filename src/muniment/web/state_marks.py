"""How a state is shown: by colour, by a sign and by a word, so that none of them carries it alone."""

from __future__ import annotations

from typing import NamedTuple


class Mark(NamedTuple):
    """`tone`: of good, warn, bad, busy, idle. `sign`: a name of icons.html."""

    tone: str
    sign: str
    word: str


MARKS = {
    "created": Mark("idle", "clock", "Waiting"),
    "analyzing": Mark("busy", "busy", "Being read"),
    "complete": Mark("good", "check", "Read"),
    "failed": Mark("bad", "cross", "Failed"),
    "quarantined": Mark("bad", "stop", "Quarantined"),
    "archived": Mark("idle", "box", "Archived"),
    "valid": Mark("good", "check", "Valid"),
    "expiring": Mark("warn", "warning", "Expires soon"),
    "expired": Mark("bad", "cross", "Expired"),
    "undated": Mark("idle", "dash", "No date"),
    "pending": Mark("idle", "clock", "Not read yet"),
    "to_review": Mark("warn", "eye", "To review"),
    "unnamed": Mark("warn", "dash", "No type"),
    "low_confidence": Mark("warn", "eye", "Not sure"),
    "contradiction": Mark("warn", "warning", "Contradicts itself"),
    "active": Mark("good", "check", "Active"),
    "invited": Mark("idle", "clock", "Invited"),
    "disabled": Mark("bad", "stop", "Disabled"),
    "revoked": Mark("bad", "stop", "Revoked"),
    "delivered": Mark("good", "check", "Delivered"),
    "timeout": Mark("bad", "clock", "Timed out"),
    "error": Mark("bad", "cross", "Failed"),
    "held": Mark("warn", "stop", "Held"),
    "released": Mark("idle", "check", "Released"),
    "failing": Mark("bad", "cross", "Failing"),
    "ok": Mark("good", "check", "OK"),
}
"""By the word of the API, or of the page."""
