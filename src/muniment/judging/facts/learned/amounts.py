"""Amounts on a line: with their currency beside them, and bare figures where the page says in what it counts.

Which of several is a fact is for others to say (`chooser`); how many a line has is bounded.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from muniment.judging.facts import money, numbers, statement_rows
from muniment.judging.facts.japanese import values as japanese
from muniment.judging.facts.view import Leaf

MAX_BARE, MAX_SIGNED = 2, 6
"""Amounts of a line without and with a currency: of two years, and of a sentence."""
_OTHERS = 4
"""Pages that say in what all of them count."""
_GROUPED = re.compile(r"\d[.,' \u00a0\u202f]\d{3}(?!\d)")
_DECIMAL = re.compile(r"\d[.,]\d{1,2}$")
_WHOLE = re.compile(r"\d{4,12}(?:[.,]\d\d?)?")
_YEAR = re.compile(r"(?:19|20)\d\d")
_LABEL = re.compile(r"[^\W\d_]{3}")
_PERCENT = re.compile(r"\s?%")
_MAX_WORD = 20
"""Characters of a word ahead of groups that is looked at."""
_MILLION, _THOUSAND = 10**6, 1000


@dataclass(frozen=True, slots=True)
class Sum:
    """An amount in whole units: `text[start:end]`; a loss is below zero. `how`: "" with its currency, "bare" without,
    "scaled" by what its page counts in."""

    value: int | float
    start: int
    end: int
    how: str = ""


def unit_of(leaf: Leaf, leaves: Sequence[Leaf]) -> int | None:
    """1, a thousand or a million: what a page's bare figures count; None where it does not say."""
    return statement_rows.scale_of(leaf, [other for other in leaves[:_OTHERS] if other is not leaf])


def signed(text: str, found: Sequence[numbers.Number]) -> Iterator[Sum]:
    """Amounts with their currency, each behind the one ahead of it; of a row of several one in brackets is a loss."""
    read_to = 0
    for amount in islice(money.amounts_of(text, found), MAX_SIGNED):
        is_loss = len(found) > 1 and any(one.value < 0 and amount.start <= one.start < amount.end for one in found)
        start = max(amount.start, read_to)
        start += len(text[start : amount.end]) - len(text[start : amount.end].lstrip())
        read_to = amount.end
        yield Sum(-amount.value if is_loss else amount.value, start, amount.end)


def amounts(text: str, *, decimal: str | None, unit: int | None, is_row: bool) -> Iterator[Sum]:
    """The amounts of a line; bare ones behind words, where the page has a unit. `is_row`: it has columns, in which
    sheets leave figures without marks."""
    found = numbers.find(text, decimal=decimal)
    told: set[int] = set()
    for one in (*signed(text, found), *(Sum(yen.value, yen.start, yen.end) for yen in _of_yen(text))):
        if one.end not in told:
            told.add(one.end)
            yield one
    if unit is not None and not told and _LABEL.search(text):
        yield from islice(_bare(text, found, unit, is_row), MAX_BARE)


def _of_yen(text: str) -> Iterator[japanese.Sum]:
    return japanese.sums(text) if "円" in text else iter(())


def _bare(text: str, found: Sequence[numbers.Number], unit: int, is_row: bool) -> Iterator[Sum]:
    for one in found:
        token = text[one.start : one.end]
        if _PERCENT.match(text, one.end) or _YEAR.fullmatch(token) or _goes_on_ahead(text, one, token):
            continue
        if one.is_scaled or (unit == 1 and (_GROUPED.search(token) or (is_row and _WHOLE.fullmatch(token)))):
            yield Sum(one.value, one.start, one.end, "bare")
        elif (unit == _THOUSAND and abs(one.value) >= 100) or (unit >= _MILLION and _DECIMAL.search(token)):
            value = one.value * unit
            yield Sum(int(value) if value == int(value) else value, one.start, one.end, "scaled")


def _goes_on_ahead(text: str, one: numbers.Number, token: str) -> bool:
    """Whether groups that only spaces part are the end of an identifier: a word with digits is right ahead."""
    ahead = text[max(0, one.start - _MAX_WORD) : one.start]
    return " " in token and ahead.endswith(" ") and any(map(str.isdigit, ahead.split()[-1] if ahead.split() else ""))
