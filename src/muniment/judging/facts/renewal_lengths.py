"""How long an agreement goes on for when it is renewed, of what it says of its renewal."""

from __future__ import annotations

import re

from muniment.judging.facts import money, vocabulary

MAX_AHEAD, MAX_BEHIND = 30, 40
"""Characters around a length of time in which words say that it is that of a notice, or of the first term."""
MAX_APART = 45
"""Characters from the words of renewal to one that says that it is by the month or year."""
_UNLESS = re.compile(r"(?i)\b(?:unless|if not|falls nicht|wenn nicht|sauf si|salvo que|salvo se|tenzij)\b")
MAX_UNLESS = 12
"""Characters from "unless" to the words of renewal, of which the rest of the clause is then no length."""
_UNIT_OF = {"each_month": "1 month", "each_year": "1 year"}
_PARTED = re.compile(r"[,;.]")
_OF_RANGE = re.compile(r"[-/–]\s?$")
"""Ahead of a number that is one of two, or less than nothing."""


def renewal_length(clause: str, start: int = 0, end: int = 0) -> str | None:
    """How long one renewal is for: "12 months"; None where the clause names no one length, or says that there is none.
    `clause[start:end]`: its words of renewal, behind which a length stands, or ahead of which words of going on lead to
    one."""
    own = vocabulary.pattern("unless").split(clause, 1)[0]
    is_denied = vocabulary.pattern("denied").search(own) or vocabulary.pattern("ruled_out").search(own)
    if is_denied or _UNLESS.search(clause, max(0, start - MAX_UNLESS), start):
        return None
    each = [
        (found.start(), money.duration_of(found))
        for found in money.DURATION.finditer(clause)
        if (found.start() >= start or _goes_on(clause, found.start()))
        and not _OF_RANGE.search(clause, 0, found.start())
        and not _is_anothers(clause, found.start(), found.end())
    ]
    each += [
        (found.start(), length)
        for name, length in _UNIT_OF.items()
        for found in vocabulary.pattern(name).finditer(clause)
        if _is_beside(clause, found, start, end) and not _is_anothers(clause, found.start(), found.end())
    ]
    each.sort()
    behind = [length for at, length in each if at >= start]
    return next(iter(behind or [length for _, length in each]), None)


def _goes_on(clause: str, at: int) -> bool:
    """Whether what leads to a length says that it is one more ("um jeweils 12 Monate verlängert")."""
    return vocabulary.pattern("goes_on").search(_PARTED.split(clause[max(0, at - MAX_AHEAD) : at])[-1]) is not None


def _is_beside(clause: str, found: re.Match[str], start: int, end: int) -> bool:
    """Whether "monthly" or "each year" is said of the renewal: right ahead of its words, or not far behind them, with
    nothing between that begins anew, and of no fee."""
    if vocabulary.pattern("of_fee").search(clause[found.end() : found.end() + MAX_BEHIND]):
        return False
    if found.end() <= start:
        return not clause[found.end() : start].strip()
    between = clause[end : found.start()]
    return len(between) <= MAX_APART and not (
        _PARTED.search(between) or vocabulary.pattern("begins_anew").search(between)
    )


def _is_anothers(clause: str, start: int, end: int) -> bool:
    """Whether a length of time is that within which notice is given, or that of the first term."""
    ahead, behind = clause[max(0, start - MAX_AHEAD) : start], clause[end : end + MAX_BEHIND]
    notice, unless = vocabulary.pattern("of_notice"), vocabulary.pattern("unless")
    behind = unless.split(_PARTED.split(behind, 1)[0], 1)[0]
    behind = vocabulary.pattern("begins_anew").split(behind, 1)[0]
    is_notice = notice.search(_PARTED.split(ahead)[-1]) or notice.search(behind)
    return bool(is_notice or vocabulary.pattern("first_term").search(ahead))
