"""How long an agreement goes on for when it is renewed, of what it says of its renewal."""

from __future__ import annotations

import re

from muniment.judging.facts import money, vocabulary

MAX_AHEAD, MAX_BEHIND = 30, 40
"""Characters around a length of time in which words say that it is that of a notice, or of the first term."""
_PARTED = re.compile(r"[,;.]")
_UNIT_OF = {"each_month": "1 month", "each_year": "1 year"}


def renewal_length(clause: str, said: int = 0) -> str | None:
    """How long one renewal is for: "12 months"; None where the clause names no one length. `said`: where its words of
    renewal stand, behind which a length is looked for first."""
    each = [
        (found.start(), money.duration_of(found))
        for found in money.DURATION.finditer(clause)
        if not _is_anothers(clause, found.start(), found.end())
    ]
    each += [
        (found.start(), length)
        for name, length in _UNIT_OF.items()
        for found in vocabulary.pattern(name).finditer(clause)
        if not _is_anothers(clause, found.start(), found.end())
    ]
    each.sort()
    behind = [length for at, length in each if at >= said]
    return next(iter(behind or [length for _, length in each]), None)


def _is_anothers(clause: str, start: int, end: int) -> bool:
    """Whether a length of time is that within which notice is given, or that of the first term."""
    ahead, behind = clause[max(0, start - MAX_AHEAD) : start], clause[end : end + MAX_BEHIND]
    notice, unless = vocabulary.pattern("of_notice"), vocabulary.pattern("unless")
    behind = unless.split(_PARTED.split(behind, 1)[0], 1)[0]
    is_notice = notice.search(_PARTED.split(ahead)[-1]) or notice.search(behind)
    return bool(is_notice or vocabulary.pattern("first_term").search(ahead))
