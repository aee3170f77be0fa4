"""Made documents of each type in the languages of its card, and texts in these that are merely about one.

Hardly a document that others wrote is in another language than English. What tells types apart is the same in all of
them, but how sure one may be is not: fewer words are known, no need of the rules is met but by the title. This teaches
it.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from muniment.judging.taxonomy.types import judging_tables, languages, load_types
from muniment.reading.language import language_of
from muniment.reading.model import Page, Reading

OPENINGS = (
    "{title}\n{firm}\n{front}\n{reads}.\n{text}\n",
    "{firm}\n{title} 2026\n{front}\n{text}\n{reads}.\n",
    "{firm}\n{front}\n{title} – {firm}\n{parts}\n{text}\n",
    "{title}\n{parts}\n{text}\n{front}\n",
    "{front}\n{firm} | {title}\n{text}\n{parts}\n",
    "{title}\n{reads}.\n",
    "{title}\n{firm}\n{text}\n",
)
"""How the made documents are set: one of these each."""


@dataclass(frozen=True, slots=True)
class Tongue:
    """A language: `firm`, `front` and `text` stand in every made document of it. `abouts` are texts about a type,
    `lists` such as name several."""

    firm: str
    front: str
    text: str
    abouts: list[str]
    lists: list[str]


LISTED = 6
"""So many types stand in a list."""


@cache
def tongues() -> dict[str, Tongue]:
    """Each language by its ISO 639-1 code."""
    texts = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
    return {code: Tongue(**table) for code, table in texts.items()}


def of_types() -> Iterator[tuple[str, str, str, Reading]]:
    """For each type and language of its card the slug, the language, a key and a made document."""
    for at, (slug, card) in enumerate(_cards()):
        for turn, (code, table) in enumerate(languages(card).items()):
            tongue, titles = tongues()[code], table["titles"]
            reads = table.get("reads_like", "")
            text = OPENINGS[(at + turn) % len(OPENINGS)].format(
                title=titles[(at // len(OPENINGS)) % len(titles)],
                reads=reads,
                parts="\n".join(part.strip().capitalize() for part in reads.split(",")),
                firm=tongue.firm,
                front=tongue.front,
                text=tongue.text,
            )
            yield slug, code, f"{slug} {code}", _reading(text)


def of_no_type() -> Iterator[tuple[str, str, Reading]]:
    """The language, a key and a made text: about each type in two languages, and lists of several types."""
    cards = list(_cards())
    for at, (slug, card) in enumerate(cards):
        tables = languages(card)
        for turn, code in enumerate(sorted(tables)):
            if (at + turn) % 3 == 0:
                table = tables[code]
                kinds = tongues()[code].abouts
                text = kinds[(at // 3 + turn) % len(kinds)].format(
                    title=table["titles"][at % len(table["titles"])], reads=table.get("reads_like", "")
                )
                yield code, f"{slug} {code}", _reading(text)
    for code, tongue in tongues().items():
        titles = [
            (card if code == "en" else languages(card)[code])["titles"][0]
            for _, card in cards
            if code == "en" or code in languages(card)
        ]
        for turn, kind in enumerate(tongue.lists * 2):
            chosen = titles[turn * 7 :: 9][:LISTED]
            yield code, f"list {turn} {code}", _reading(kind.format(titles="\n".join(chosen)))


def _cards() -> Iterator[tuple[str, dict[str, Any]]]:
    for one in load_types():
        yield one.slug, judging_tables(one.slug)["card"]


def _reading(text: str) -> Reading:
    pages = (Page(1, text),)
    return Reading("application/pdf", pages, 1, (), language_of(pages))
