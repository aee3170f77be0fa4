"""Limits that a certificate in another language than English gives for each claim and for the year, side by side or
each beside its words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import islice, takewhile

from muniment.judging.facts import money, vocabulary
from muniment.judging.facts.covers import ANY_COVER, COVER_PATTERNS, OTHER_SUM
from muniment.judging.facts.insurance_limits import column_of
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
MAX_HEAD_LINES = 3
"""Over which the head of such columns may run."""
MAX_REACH, MAX_SUMS, MAX_WORDS = 320, 4, 50
"""Characters behind a cover that may tell its sums, sums looked at, and characters of the words beside one."""
_CONFIDENCE = 0.83


@cache
def _words(name: str) -> re.Pattern[str]:
    return re.compile(f"(?i){vocabulary.alternatives(name)}")


def by_claim_and_year(leaves: Sequence[Leaf], decimal: str | None) -> Iterator[Fact]:
    """Limits of covers from rows of two amounts below a header that names both, and the year's from its own line."""
    for leaf in leaves:
        yield from _in_rows(leaf, decimal)
        yield from _marked(leaf, decimal)
        for line in leaf.lines:
            year = _words("per_year").search(line.text) if len(line.text) <= MAX_CHARACTERS else None
            amounts = money.find_money(line.text, decimal=decimal) if year else []
            is_public = COVER_PATTERNS["Public liability"].search(line.text)
            if is_public and len(amounts) == 1 and not _words("per_claim").search(line.text):
                yield from _made(leaf, line, _AGGREGATE, amounts[0])


def _in_rows(leaf: Leaf, decimal: str | None) -> Iterator[Fact]:
    for place in range(len(leaf.lines)):
        head = list(takewhile(_is_head, leaf.lines[place : place + MAX_HEAD_LINES]))
        text = " ".join(line.text for line in head)
        claim, year = _words("per_claim").search(text), _words("per_year").search(text)
        if claim is None or year is None or claim.start() > year.start():
            continue
        for row in leaf.lines[place + len(head) : place + len(head) + MAX_ROWS]:
            amounts = money.find_money(row.text, decimal=decimal)
            if len(amounts) == 2:
                yield from _of_row(leaf, row, amounts)


def _is_head(line: Line) -> bool:
    return len(line.text) <= MAX_CHARACTERS and not re.search(r"\d", line.text)


def _marked(leaf: Leaf, decimal: str | None) -> Iterator[Fact]:
    """Limits of a cover whose sums each say what they are for, beside it or on the lines that go on with it."""
    for cover, key in _KEYS.items():
        for named in islice(COVER_PATTERNS[cover].finditer(leaf.flat), MAX_ROWS):
            if column_of(leaf, leaf.mark(*named.span()).end) is not None:
                continue  # whose header tells which sum is the limit
            following = ANY_COVER.search(leaf.flat, named.end())
            end = min(following.start() if following else len(leaf.flat), named.end() + MAX_REACH)
            zone = re.split(r"(?<=[a-z€)])\. (?=[A-ZÀ-Þ])", leaf.flat[named.end() : end])[0]
            taken: set[str] = set()
            ahead = leaf.flat[max(0, named.start() - MAX_WORDS) : named.start()]
            for amount, is_claim, is_year in _said_for(zone, ahead, decimal):
                kinds = [key] if is_claim else []
                kinds += [_AGGREGATE] if is_year and cover == "Public liability" else []
                kinds += [key] if is_year and not is_claim and cover != "Public liability" and key not in taken else []
                mark = leaf.mark(named.start(), named.end() + amount.end)
                for one in kinds:
                    if one not in taken:
                        taken.add(one)
                        yield fact(one, amount.value, mark, confidence=_CONFIDENCE, quote_limit=1)
                        yield fact("currency", amount.currency, mark, confidence=_CONFIDENCE, quote_limit=1)


def _said_for(zone: str, before: str, decimal: str | None) -> Iterator[tuple[money.Amount, bool, bool]]:
    """The sums of some words with whether the words beside each say that it is for a claim and for a year: those ahead
    of it where the first sum has such words ahead, in the zone or in what stands `before` it, else those behind."""
    amounts = money.find_money(zone, decimal=decimal)[:MAX_SUMS]
    leads = bool(amounts) and _is_marked(before + zone[: amounts[0].start])
    for place, amount in enumerate(amounts):
        begins = amounts[place - 1].end if place else 0
        ends = amounts[place + 1].start if place + 1 < len(amounts) else len(zone)
        ahead = zone[max(begins, amount.start - MAX_WORDS) : amount.start]
        if OTHER_SUM.search(ahead):
            continue
        said = (ahead if place else before + ahead) if leads else zone[amount.end : min(ends, amount.end + MAX_WORDS)]
        yield amount, bool(_words("per_claim").search(said)), bool(_words("per_year").search(said))


def _is_marked(text: str) -> bool:
    return bool(_words("per_claim").search(text[-MAX_WORDS:]) or _words("per_year").search(text[-MAX_WORDS:]))


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
