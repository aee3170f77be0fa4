"""Whether two values of a fact are the same but for signs, case and legal form."""

from __future__ import annotations

import re
from functools import lru_cache

from muniment.judging.facts import money
from muniment.unicode import normalised

_KEPT = 4096
"""Texts whose letters are remembered: a document's names are compared with what readers found for each key."""
_FORM = re.compile(r"\b(?:inc|llc|llp|ltd|limited|gmbh|corp|corporation|plc|company|co|ag|bv|nv|sa|srl|spa|ltda|lda)\b")


def is_same(one: object, other: object) -> bool:
    """Whether two values mean the same: numbers as numbers, names without what they legally are, lengths of time in
    whatever language. True and false are no values here."""
    if isinstance(one, bool) or isinstance(other, bool):
        return False
    if isinstance(one, int | float) or isinstance(other, int | float):
        return _is_same_number(one, other)
    mine, its = str(one), str(other)
    if bare(mine) == bare(its) or (bool(_own(mine)) and _own(mine) == _own(its)):
        return True
    return _span(its) is not None and _span(its) == _span(mine)


def _is_same_number(one: object, other: object) -> bool:
    try:
        return abs(float(str(one)) - float(str(other))) < 1e-6
    except ValueError:
        return False


@lru_cache(maxsize=_KEPT)
def _span(text: str) -> str | None:
    """A length of time as facts write it, in whatever language it is said."""
    found = money.DURATION.fullmatch(text)
    return money.duration_of(found) if found else None


@lru_cache(maxsize=_KEPT)
def _own(text: str) -> str:
    """A name without its legal form."""
    return bare(_FORM.sub("", text.lower()))


@lru_cache(maxsize=_KEPT)
def bare(text: str) -> str:
    """Letters and figures alone, in lower case."""
    return re.sub(r"\W", "", normalised(text, "NFKC").casefold())
