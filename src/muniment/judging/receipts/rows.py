"""Whether a row of a report is borne out: its quote stands at its place, and every field is in the quote.

Shares no code with what finds rows (`judging.items`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import reduce

from muniment.judging.model import Fact, Item
from muniment.judging.receipts import days, exceptions, places, severities, words
from muniment.reading.model import Page

_WORDINGS: dict[tuple[str, str], str] = {
    ("method", "carve-out"): r"carve[ds]?[\s-]?out|exclud(?:e|es|ed|ing)",
    ("method", "inclusive"): r"inclusive",
}
_NOT_WITHIN = {"status": ("title",), "cvss": ("title",), "method": ("name", "services", "controls")}
"""By field: others in whose words it is not looked for."""
_DATES = frozenset({"effective_date", "expiry_date"})
_MAX_BREAKS = 40
"""Pieces in which a field may stand in its quote: the lines of a cell, with those of its neighbours between."""
_LEAST_WORDS = 4
"""Of a field in pieces: fewer would be found in any quote."""
_ROW_CHARACTERS = 600
"""Of a quote that is one line of a form; a longer one goes from its print to its answers."""
_EXCEPTION = re.compile(rf"(?i)\b{exceptions.WORD}\b")
_NO_EXCEPTION = re.compile(
    rf"(?i)(?:\b(?:no|nor|without|keine?|aucune?)\b[^.;:]{{0,40}}\b{exceptions.WORD}|"
    r"\b(?:exceptions?|deviations?)(?:\s+(?:noted|identified))?\s?:?\s+(?:none|nil|0)\b)"
)
_LEADS_TO_ONE = re.compile(rf"(?i)\b{exceptions.WORD}(?: (?:noted|identified|description|\d{{1,2}}))?\s?[:.–-]\s?$")
_REACH_OF_LABEL = 60
_FELL_SHORT = re.compile(
    r"(?i)\d\s+(?:\w+\s+)?(?:out\s+)?of\s+(?:the\s+)?\d|\bnot\b|\bout\s+of\b|\b(?:one|two|three|four|five|six|seven|"
    r"eight|nine|"
    r"ten)\b[^.]{0,20}\bof\b"
)


def check(item: Item, pages: Mapping[int, Page]) -> Item:
    """The row with `verified` as it deserves."""
    page = pages.get(item.page)
    if page is None or not item.quote or page.text[item.start : item.start + len(item.quote)] != item.quote:
        return replace(item, verified=False)
    said = {name: value for name, value in item.fields.items() if value is not None}
    is_borne = bool(said) and all(_stands_at_its_place(name, item, page) for name in said)
    if item.kind == "coverage_line" and len(item.quote) > _ROW_CHARACTERS and page.placed:
        is_borne = is_borne and _is_on_its_lines(item, page)
    return replace(item, verified=is_borne and (item.kind != "exception" or _tells_of_one(item)))


def _is_on_its_lines(item: Item, page: Page) -> bool:
    """Whether the policy and the amounts of a form's line stand in the rows of its cover: a quote that reaches from
    print to answers holds those of other lines, too."""
    policy, limits = item.fields["policy_number"], item.fields["limits"]
    values = [*((policy,) if isinstance(policy, str) else ()), *(limits if isinstance(limits, tuple) else ())]
    return all(places.is_of_cover(str(item.fields["coverage"]), value, page) for value in values)


def bear_out(fact: Fact, items: Sequence[Item]) -> bool:
    """Whether verified rows are as many as a fact counts, or there where it says that there are some; its quote is of
    one of them."""
    rows = [one for one in items if one.verified]
    if not any(one.page == fact.page and fact.quote and fact.quote in one.quote for one in rows):
        return False
    if fact.value is True:
        return bool(rows)
    return type(fact.value) is int and fact.value == len(rows)


def _tells_of_one(item: Item) -> bool:
    """Whether the result names an exception that it does not deny, or says that something fell short."""
    result = str(item.fields.get("result") or "")
    rest = _NO_EXCEPTION.sub(" ", result)
    if rest != result:
        return bool(_EXCEPTION.search(rest))
    ahead = " ".join(item.quote.split()).partition(result)[0][-_REACH_OF_LABEL:]
    return bool(_EXCEPTION.search(result) or _LEADS_TO_ONE.search(ahead) or _FELL_SHORT.search(result))


def _stands_at_its_place(name: str, item: Item, page: Page) -> bool:
    """Whether the quote bears a field out, outside those fields that words of it may stand in."""
    value = item.fields[name] or ()
    if name == "severity":
        title = str(item.fields.get("title") or "")
        return severities.grades(str(value), _cells(item, page), title=title)
    return _bears(name, value, reduce(_without, _texts(item, _NOT_WITHIN.get(name, ())), item.quote))


def _texts(item: Item, names: Iterable[str]) -> Iterator[str]:
    for value in (item.fields.get(name) or () for name in names):
        yield from (value,) if isinstance(value, str) else value


def _cells(item: Item, page: Page) -> list[str]:
    """The cells of the quote as they are set on paper, else as tabs, bars, runs of spaces and lines part them."""
    end = item.start + len(item.quote)
    placed = [
        " ".join(page.text[first:last] for first, last in cell.pieces)
        for row in page.rows
        for cell in row
        if all(item.start <= first and last <= end for first, last in cell.pieces)
    ]
    return placed or re.split(r"[\t|\n]| {3,}", item.quote)


def _without(quote: str, text: str) -> str:
    """The quote without its first mention of a text."""
    return re.sub(r"\s+".join(map(re.escape, text.split())), "\n", quote, count=1)


def _bears(name: str, value: str | tuple[str, ...], quote: str) -> bool:
    if isinstance(value, tuple):
        return all(_bears(name, one, quote) for one in value)
    wording = _WORDINGS.get((name, value))
    if wording is not None:
        return bool(re.search(rf"(?i)\b(?:{wording})\b", quote))
    if name in _DATES:
        return value in days.stated(quote)
    return words.holds(quote, value) or _stands_in_pieces(quote, value)


def _stands_in_pieces(quote: str, value: str) -> bool:
    """Whether the words stand in the quote in their order, in runs that other cells' words part."""
    said, sought = words.split(quote), words.split(value)
    if len(sought) < _LEAST_WORDS:
        return False
    at, breaks = 0, 0
    for number, word in enumerate(sought):
        place = next((place for place in range(at, len(said)) if said[place] == word), None)
        if place is None:
            return False
        breaks += number > 0 and place != at
        at = place + 1
    return breaks <= min(_MAX_BREAKS, len(sought) // 2)
