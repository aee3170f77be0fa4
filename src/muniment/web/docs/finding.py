"""Searching the documentation: its sections, read through for every query, so that no index has to be made and kept:
15 ms of CPU (median of 68 queries; 71 for eight words that stand everywhere) for the 184 pages of 2026-11-29."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import islice

from muniment.web.docs import contents, source
from muniment.web.docs.markup import headings_in

MAX_CHARACTERS = 200
"""Of a query."""

MAX_HITS = 20
_MAX_WORDS = 8
_MAX_COUNTED = 8
"""Times that a word counts in one section."""

_LONG_CHARACTERS = 1000
"""A word in so much text says half of what it says in a line: tables of everything hold every word (as BM25 does)."""

_OF_MANY = 0.4
"""What a word counts in the text of a page of many that say the same, one for each endpoint: what they tell in their
titles comes first all the same."""

_HOW_IT_IS_BUILT = 0.5
"""What is found counts in the last section of the index, which is for who works on the program."""

_SNIPPET_BEFORE, _SNIPPET_CHARACTERS = 60, 220

_WORD = re.compile(r"\w{2,}(?:[-./:]\w+)*")
_LINK = re.compile(r"!?\[([^\]]*)\]\([^)]*\)")
_SIGNS = re.compile(r"<!--.*?-->|^\s*```\w*$|^[|:\- ]+$|[`*|]", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True, slots=True)
class Part:
    """A section of a page: what stands under one heading. `title`: the page's. `anchor`: empty for its beginning.
    `weight`: how much it counts, 0 to 1."""

    name: str
    title: str
    heading: str
    anchor: str
    text: str
    weight: float

    @property
    def path(self) -> str:
        """Its address."""
        return contents.path_of(self.name) + (f"#{self.anchor}" if self.anchor else "")


@dataclass(frozen=True, slots=True)
class Hit:
    """A section that holds every word. `marks`: where they stand in the snippet, [start, end)."""

    part: Part
    snippet: str
    marks: Sequence[tuple[int, int]]


def find(query: str) -> Sequence[Hit]:
    """The sections with all of these words or their beginnings, best first. Of a query of more than MAX_CHARACTERS
    the beginning is read."""
    words = list(dict.fromkeys(_WORD.findall(query[:MAX_CHARACTERS].casefold())))[:_MAX_WORDS]
    if not words:
        return []
    patterns = [re.compile(rf"(?<![^\W_]){re.escape(word)}", re.IGNORECASE) for word in words]
    scored = [(_score(part, patterns), i, part) for i, part in enumerate(_parts())]
    best = sorted((one for one in scored if one[0]), key=lambda one: (-one[0], one[1]))[:MAX_HITS]
    return [_hit(part, patterns) for _, _, part in best]


@cache
def _parts() -> Sequence[Part]:
    texts = source.texts()
    last = contents.sections()[-1]
    weights = {name: _HOW_IT_IS_BUILT if last.holds(name) else 1 for name in contents.in_order()}
    return tuple(part for name, weight in weights.items() for part in _parts_of(name, texts[name], weight))


def _parts_of(name: str, text: str, weight: float) -> Iterator[Part]:
    lines = text.splitlines()
    headings = headings_in(text)
    title = next((one.title for one in headings if one.level == 1), name)
    for i, one in enumerate(headings):
        end = headings[i + 1].line if i + 1 < len(headings) else len(lines)
        said = _SIGNS.sub(" ", _LINK.sub(r"\1", "\n".join(lines[one.end : end])))
        yield Part(name, title, one.title, "" if one.level == 1 else one.anchor, " ".join(said.split()), weight)


def _score(part: Part, patterns: Sequence[re.Pattern[str]]) -> float:
    """A word counts as much in the page's title as in the heading, and in the text the more the oftener, up to that.
    0 for a section in which a word is missing."""
    total = 0.0
    length = 1 + len(part.text) / _LONG_CHARACTERS
    in_text = _OF_MANY if part.name.count("/") > 1 else 1
    for one in patterns:
        times = sum(1 for _ in islice(one.finditer(part.text), _MAX_COUNTED))
        weight = bool(one.search(part.heading)) + bool(one.search(part.title)) + in_text * times / (times + length)
        if not weight:
            return 0
        total += weight
    return total * part.weight


def _hit(part: Part, patterns: Sequence[re.Pattern[str]]) -> Hit:
    firsts = [found.start() for one in patterns if (found := one.search(part.text))]
    start = max(0, min(firsts, default=0) - _SNIPPET_BEFORE)
    start = part.text.find(" ", start) + 1 if start else 0
    snippet = part.text[start : start + _SNIPPET_CHARACTERS]
    return Hit(part, snippet, _marks(snippet, patterns))


def _marks(snippet: str, patterns: Sequence[re.Pattern[str]]) -> list[tuple[int, int]]:
    """Apart from each other and in order."""
    marks: list[tuple[int, int]] = []
    for span in sorted(found.span() for one in patterns for found in one.finditer(snippet)):
        if not marks or span[0] >= marks[-1][1]:
            marks.append(span)
    return marks
