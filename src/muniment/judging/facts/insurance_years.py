"""Limits that a certificate in another language than English gives for each claim and for the year, side by side or
each beside its words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from muniment.judging.facts import money, vocabulary
from muniment.judging.facts.covers import ANY_COVER, COVER_PATTERNS
from muniment.judging.facts.keys import fact
from muniment.judging.facts.view import Leaf, Line
from muniment.judging.model import Fact

_KEYS = {
    "Public liability": "limit_general_liability",
    "Professional liability": "limit_professional",
    "Cyber liability": "limit_cyber",
}
_AGGREGATE = "limit_general_liability_aggregate"
MAX_ROWS = 12
"""Below a header that names both."""
MAX_CHARACTERS = 160
_CONFIDENCE = 0.83


@cache
def _words(name: str) -> re.Pattern[str]:
    return re.compile(f"(?i){vocabulary.alternatives(name)}")


def by_claim_and_year(leaves: Sequence[Leaf], decimal: str | None) -> Iterator[Fact]:
    """Limits of covers from rows of two amounts below a header that names both, and the year's from its own line."""
    for leaf in leaves:
        yield from _in_rows(leaf, decimal)
        for line in leaf.lines:
            year = _words("per_year").search(line.text) if len(line.text) <= MAX_CHARACTERS else None
            amounts = money.find_money(line.text, decimal=decimal) if year else []
            is_public = COVER_PATTERNS["Public liability"].search(line.text)
            if is_public and len(amounts) == 1 and not _words("per_claim").search(line.text):
                yield from _made(leaf, line, _AGGREGATE, amounts[0])


def _in_rows(leaf: Leaf, decimal: str | None) -> Iterator[Fact]:
    for place, header in enumerate(leaf.lines):
        if len(header.text) > MAX_CHARACTERS or re.search(r"\d", header.text):
            continue
        claim, year = _words("per_claim").search(header.text), _words("per_year").search(header.text)
        if claim is None or year is None or claim.start() > year.start():
            continue
        for row in leaf.lines[place + 1 : place + 1 + MAX_ROWS]:
            amounts = money.find_money(row.text, decimal=decimal)
            if len(amounts) == 2:
                yield from _of_row(leaf, row, amounts)


def _of_row(leaf: Leaf, row: Line, amounts: list[money.Amount]) -> Iterator[Fact]:
    if len({one[0] for one in ANY_COVER.finditer(row.text[: amounts[0].start])}) != 1:
        return
    for cover, key in _KEYS.items():
        if COVER_PATTERNS[cover].search(row.text):
            yield from _made(leaf, row, key, amounts[0])
            if cover == "Public liability":
                yield from _made(leaf, row, _AGGREGATE, amounts[1])


def _made(leaf: Leaf, line: Line, key: str, amount: money.Amount) -> Iterator[Fact]:
    mark = leaf.mark_line(line)
    yield fact(key, amount.value, mark, confidence=_CONFIDENCE, quote_limit=1)
    yield fact("currency", amount.currency, mark, confidence=_CONFIDENCE, quote_limit=1)
