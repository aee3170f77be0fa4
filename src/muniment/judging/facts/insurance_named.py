"""Kinds of cover as a paper's text names them: those with a sum, else the one its title names."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from muniment.judging.facts import cover_words
from muniment.judging.facts.cover_words import CLAIM, GENERIC, OTHER, TOTAL, YEAR, Cover
from muniment.judging.facts.currencies import Currencies
from muniment.judging.facts.keys import fact
from muniment.judging.facts.view import Leaf, Mark
from muniment.judging.model import Fact

MAX_REACH, MAX_KINDS = 230, 12
DENIED = re.compile(
    r"(?i)\b(?:not (?:insured|covered|carried|included)|nil|declined|refused|cancell?ed|lapsed|"
    r"nicht (?:mit)?versichert|"
    r"ausgeschlossen|entfällt|néant|exclue?s?|niet verzekerd|uitgesloten|esclus[oa]|excluid[ao]|excluíd[ao]|within|"
    r"sub-?limit\w*|"
    r"sous-limit\w*|sottolimit\w*|subl[íi]mite\w*|being renewed)\b|\bn\s?[/.]\s?a\b"
)
_NUMBERED = re.compile(
    r"^(?:\[\s?[xX]?\s?\]\s?|[☐☒☑]\s?)+|^(?:[A-H]|\d{1,2}[a-z]?|"
    r"[IVX]{1,4})[.)]? (?=[A-ZÀ-Þ☐☒\[])|^[\W_]+"
)
_JOINED = re.compile(r"(?: (?:and|en|und|et|y|e|&|/) [^\W\d_][\w-]*){1,2}(?=\s*(?:$|[\d€£$(|\t]|[A-Z]{3} \d|R\$))")
MAX_CELL = 600
"""Characters of a row's first cell in which its cover is looked for."""
MAX_TITLE = 1_200
"""Characters at the beginning of a page that may be its title, and what stands below it."""


def cut(cell: str) -> str:
    """What a row of a table calls its cover, without what its sum is for."""
    bare = " ".join(cell.split())[:MAX_CELL]
    for _ in range(3):
        bare = _NUMBERED.sub("", bare)
    kept = re.sub(r"\s*\((?=[^)]*(?: [^)]*){2}).*$", "", bare)
    kept = re.split(r"\s[-–] |[☐☒☑]|\[|: |;|\s\|\s|,\s(?!(?:and|&|et|und) )", kept)[0]
    for wording in (CLAIM, YEAR):
        found = wording.search(kept)
        kept = kept[: found.start()] if found and found.start() > 3 else kept
    return kept.strip(" -–:,;")


def named(leaves: Sequence[Leaf], currencies: Currencies) -> Iterator[Fact]:
    """`coverages`: of the covers that a sum follows, as they are named there."""
    for leaf in leaves:
        covers = cover_words.covers_in(leaf.flat)
        starts = [one.start for one in currencies.amounts(leaf)]
        found: list[tuple[Cover, str, Mark]] = []
        for cover, following in pairwise([*covers, Cover(OTHER, len(leaf.flat), len(leaf.flat))]):
            end = min(following.start, cover.end + MAX_REACH)
            at = next((start for start in starts if cover.end <= start < end), None)
            if at is None or cover.key == TOTAL or DENIED.search(leaf.flat, cover.end, min(at + 60, end)):
                continue
            found.append((cover, *_name(leaf, cover)))
        told = [(name, mark) for cover, name, mark in found if cover.key != GENERIC]
        if told:
            yield from _made(leaf, told, 0.77)
            return
    for leaf in leaves[:1]:
        covers = [one for one in cover_words.covers_in(leaf.flat[:MAX_TITLE]) if one.key not in (OTHER, GENERIC, TOTAL)]
        if len({one.key for one in covers}) == 1:
            yield from _made(leaf, [_name(leaf, covers[0])], 0.7)


def _made(leaf: Leaf, found: Sequence[tuple[str, Mark]], confidence: float) -> Iterator[Fact]:
    by_name: dict[str, str] = {}
    for name, _ in found:
        by_name.setdefault(name.lower(), name)
    if 0 < len(by_name) <= MAX_KINDS:
        mark = Mark(leaf.page, min(mark.start for _, mark in found), max(mark.end for _, mark in found))
        yield fact("coverages", tuple(by_name.values()), mark, confidence=confidence, quote_limit=2500)


def _name(leaf: Leaf, cover: Cover) -> tuple[str, Mark]:
    """A cover's name with what is joined to it."""
    mark = leaf.mark(cover.start, cover.end)
    behind = _JOINED.match(leaf.plain[mark.end :].split("\n")[0])
    end = mark.end + (behind.end() if behind else 0)
    name = " ".join(leaf.plain[mark.start : end].split()).strip(" -–:,;(")
    name = re.sub(r"(?i)^(?:polizza|assurance|garantie|p[óo]liza|ap[óo]lice|seguro de) (?=\S)", "", name)
    return name, Mark(leaf.page, mark.start, end)
