"""The quotes that show why a type was named: its title, the signals that are met, the n-grams that told.

Everything that is named has one: without a quote no type is named.
"""

from __future__ import annotations

from collections.abc import Iterator

from muniment.judging import zones
from muniment.judging.learned.cards import compared
from muniment.judging.learned.judge import Opinion, Sight, load_judge, strongest
from muniment.judging.model import Evidence
from muniment.judging.zones import Zones
from muniment.reading.model import Page, Reading
from muniment.reading.quotes import around, in_its_lines

MAX_EVIDENCE = 5
TITLE_LIKENESS = 0.6
"""From here on a title line is like the card's: below, lines of any type come as near."""

MAX_N_GRAMS = 30
"""Looked at when rules and title give too few quotes."""
ENOUGH = 2
_TELLING_WORDS = 3
"""A quote of fewer may be of any document."""


def receipts(slug: str, reading: Reading, *, parts: Zones, sight: Sight, opinion: Opinion) -> Iterator[Evidence]:
    """At most MAX_EVIDENCE quotes that speak for the type, each once, verbatim on its page."""
    quoted: set[str] = set()
    for words, number, signal in _reasons(slug, parts, sight, opinion):
        if len(quoted) >= (ENOUGH if signal == "wording" else MAX_EVIDENCE):
            return
        for page in _pages(reading, number, parts):
            span = zones.locate(page, words)
            quote = _quote(page, *span) if span is not None else ""
            if quote and quote not in quoted:
                quoted.add(quote)
                yield Evidence(quote, page.number, signal)
                break


def _quote(page: Page, start: int, end: int) -> str:
    """The lines of the words; with those around them where they alone say too little, as the second line of a title."""
    quote = in_its_lines(page, start, end)
    return quote if len(quote.split()) >= _TELLING_WORDS else around(page, start, end)


def _reasons(slug: str, parts: Zones, sight: Sight, opinion: Opinion) -> Iterator[tuple[str, int | None, str]]:
    """Words, the page they stand on if it is known, and what they speak for: the title, signals, then n-grams."""
    judge = load_judge()
    at = judge.seer.kinds.slugs.index(slug)
    lines = compared(sight.seen)
    if sight.like.titles[at] >= TITLE_LIKENESS:
        yield lines[int(sight.like.best_line[at])], None, "title"
    hits = sorted(sight.said.hits.get(slug, ()), key=lambda hit: -hit.weight)
    for hit in hits:
        if hit.weight > 0 and hit.page is not None:
            yield hit.words, hit.page, hit.signal.name
    for key in strongest(judge.text, opinion.sparse, slug, MAX_N_GRAMS).tolist():
        _, words = judge.seer.vocabulary.n_gram(key)
        if " " in words or len(words) > 5:
            yield words, None, "wording"


def _pages(reading: Reading, number: int | None, parts: Zones) -> list[Page]:
    """The page of this number, or the first ones."""
    if number is not None:
        return [page for page in reading.pages if page.number == number]
    return [page.page for page in parts.pages[: max(parts.front_count, 2)]]
