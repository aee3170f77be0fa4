"""What the rows of a certificate's table say where its text alone does not: limits by cover, and the period."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from muniment.judging.facts import money
from muniment.judging.facts.covers import COVER_PATTERNS
from muniment.judging.facts.keys import fact
from muniment.judging.facts.view import Mark, View
from muniment.judging.model import Fact, Item
from muniment.reading.model import Page

_KEYS = {
    "Commercial general liability": "limit_general_liability",
    "Public liability": "limit_general_liability",
    "Automobile liability": "limit_automobile",
    "Umbrella liability": "limit_umbrella",
    "Employers' liability": "limit_workers_compensation",
    "Professional liability": "limit_professional",
    "Cyber liability": "limit_cyber",
}
_COUNTED = 0.75
_QUOTE_CHARACTERS = 700
"""Of a row; one that is longer is no line of a table."""


def of_rows(rows: Sequence[Item], view: View) -> Iterator[Fact]:
    """Candidates: a limit where the rows of its cover state one amount, the days of the first row that has both."""
    pages = {page.number: page for page in view.reading.pages}
    limits: dict[str, dict[float, tuple[str, Item]]] = {}
    for row in rows:
        amounts = [one for text in _texts(row) for one in money.find_money(text, decimal=view.decimal)]
        for key in _keys_of(row) if len(amounts) == 1 else ():
            limits.setdefault(key, {}).setdefault(amounts[0].value, (amounts[0].currency, row))
    for key, stated in limits.items():
        if len(stated) == 1:
            ((value, (currency, row)),) = stated.items()
            yield from _made(key, value, row, pages)
            yield from _made("currency", currency, row, pages)
    dated = next((row for row in rows if row.fields["effective_date"] and row.fields["expiry_date"]), None)
    if dated is not None:
        for key in ("effective_date", "expiry_date"):
            yield from _made(key, str(dated.fields[key]), dated, pages)


def _texts(row: Item) -> tuple[str, ...]:
    said = row.fields["limits"]
    return said if isinstance(said, tuple) else ()


def _keys_of(row: Item) -> list[str]:
    cover = str(row.fields["coverage"])
    return [key for kind, key in _KEYS.items() if COVER_PATTERNS[kind].search(cover)]


def _made(key: str, value: str | float, row: Item, pages: dict[int, Page]) -> Iterator[Fact]:
    page = pages.get(row.page)
    if page is not None and len(row.quote) <= _QUOTE_CHARACTERS:
        mark = Mark(page, row.start, row.start + len(row.quote))
        yield fact(key, value, mark, confidence=_COUNTED, quote_limit=0)
