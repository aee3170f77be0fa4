"""Facts that were found against what is written down as true of a document.

An expected list means any of its values, except for keys whose value is a list: all of them. `~x` is met by what
contains x.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from muniment.judging.facts.keys import KEYS

EXACT, WRONG, MISSED = "exact", "wrong", "missed"
_LETTERS = re.compile(r"[^\w%.-]+")


def by_key(documents: Iterable[tuple[Mapping[str, Any], Mapping[str, Any]]]) -> dict[str, Counter[str]]:
    """How often each key was exact, wrong or missed, over (expected, found) of documents."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for expected, found in documents:
        for key, value in expected.items():
            counts[key][_outcome(key, value, found[key]) if key in found else MISSED] += 1
    return dict(sorted(counts.items()))


def _outcome(key: str, expected: Any, found: Any) -> str:
    wanted = expected if isinstance(expected, list) else [expected]
    if KEYS.get(key, ("", ""))[1] == "list":
        given = list(found) if isinstance(found, list | tuple) else [found]
        is_met = all(any(_same(one, other) for other in given) for one in wanted)
    else:
        is_met = any(_same(one, found) for one in wanted)
    return EXACT if is_met else WRONG


def _same(expected: Any, found: Any) -> bool:
    if isinstance(expected, bool) or isinstance(found, bool):
        return bool(expected) is bool(found)
    if isinstance(expected, int | float) and isinstance(found, int | float):
        return abs(expected - found) < 1e-6
    wanted, given = _plain(expected), _plain(found)
    return wanted[1:] in given if wanted.startswith("~") else wanted == given


def _plain(value: Any) -> str:
    text = str(value).casefold()
    return ("~" if text.startswith("~") else "") + " ".join(_LETTERS.sub(" ", text).strip(" .-").split())
