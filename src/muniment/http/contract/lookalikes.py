"""Names that are not known but look like one that is: `vendorId`, `service_ids[]`, `Status`. Ignoring one would answer
another question than was asked; so it is refused, with the name that is meant. One rule for JSON bodies, forms and
query parameters.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from itertools import islice

KIND = "unknown_field"
"""The `type` of such a problem in a 422."""

MAX_CHARACTERS = 64
"""Longer names look like none of ours."""

MAX_NAMES = 200
"""So many names are looked at, several times what any endpoint knows: a body may hold a hundred thousand."""

_BETWEEN = re.compile(r"\[\d*\]|[\W_]+")


def lookalikes(given: Iterable[object], known: tuple[str, ...]) -> list[tuple[str, str]]:
    """Each of the first MAX_NAMES names that is not known but looks like a known one, with that one."""
    by_likeness = _by_likeness(known)
    found = []
    for name in islice(given, MAX_NAMES):
        if isinstance(name, str) and len(name) <= MAX_CHARACTERS and name.isprintable() and name not in known:
            meant = by_likeness.get(_likeness(name))
            if meant is not None:
                found.append((name, meant))
    return found


def message(meant: str) -> str:
    """The sentence to the client."""
    return f"Unknown field; {meant} is meant"


@cache
def _by_likeness(known: tuple[str, ...]) -> dict[str, str]:
    return {_likeness(name): name for name in known}


def _likeness(name: str) -> str:
    """What is left of a name without case, separators, brackets and plural."""
    return _BETWEEN.sub("", name).casefold().rstrip("es")
