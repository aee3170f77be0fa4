"""Files that hold several documents: where each begins, and what type each is of.

A document begins where a page is titled as one, is no annex and no chapter, does not run on from the page before, and
what follows is named as another type when it is judged alone. Members of an archive begin one each. In doubt it is one.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice, pairwise

from muniment.judging import rules, zones
from muniment.judging.classify import classify
from muniment.judging.model import Classification
from muniment.judging.signals import Signals, load_signals
from muniment.reading.model import Page, PageKind, Reading

MAX_PAGES = 300
MAX_BEGINNINGS = 24
"""So many are judged, some ten milliseconds each; further ones belong to the document before them."""

SURE = 0.8
"""Confidence from which a part is a document of its own."""

ARCHIVE = "application/zip"

CONTENTS_PAGES = 6
"""On so many of the first pages a table of contents is looked for."""

MAX_HEADING = 160
_TITLE_LINES = 4
_EDGE_LINES = 2
_EDGE_CHARACTERS = 400
_ANNEX = re.compile(
    r"(?i)\W*(?:annex|appendix|exhibit|schedule|attachment|addendum|section|chapter|part|anlage|anhang|abschnitt|annexe|"
    r"anexo|apéndice|allegato|appendice|bijlage|apêndice|\d{1,2}[.)]|[a-z][.)]|[ivx]{1,4}[.)])(?:\s|$)"
)
_NUMBERED = re.compile(
    r"(?i)(?:\b(?:page|seite|pagina|página|blad|p\.)\s*(\d{1,4})\b|^\W*(\d{1,4})\W*$|"
    r"\b(\d{1,4})\s*(?:/|of|von|sur|de|di|van)\s*\d{1,4}\W*$)"
)
_SAYS_NOTHING = re.compile(
    r"(?i)\W*(?:strictly |company )?(?:confidential|internal|public|vertraulich|draft)[\w ]{0,20}\W*"
)
_MEMBER = re.compile(r".*?\.[A-Za-z0-9]{2,5}(?=/|$)")


@dataclass(frozen=True, slots=True)
class Part:
    """One of the documents: its pages as a reading of their own, numbered as in the file, and what it was judged."""

    reading: Reading
    judged: Classification

    @property
    def pages(self) -> tuple[int, ...]:
        """The numbers of its pages."""
        return tuple(page.number for page in self.reading.pages)


def parts_of(reading: Reading, *, threshold: float) -> tuple[Part, ...]:
    """The documents that the reading surely holds, in their order; empty where it is one, or may be."""
    parts: list[Part] = []
    signals = load_signals()
    runs = list(_runs(reading, signals))
    if len(runs) < 2:
        return ()
    for pages in runs:
        part = _part(reading, pages, threshold)
        if parts and not _stands_alone(part, parts[-1], signals):
            part = _part(reading, (*parts.pop().reading.pages, *pages), threshold)
        parts.append(part)
    sure = tuple(part for part in parts if _is_sure(part))
    return sure if len(sure) > 1 else ()


def _part(reading: Reading, pages: tuple[Page, ...], threshold: float) -> Part:
    own = dataclasses.replace(reading, pages=pages, page_count=len(pages))
    return Part(own, classify(own, name="", threshold=threshold))


def _is_sure(part: Part) -> bool:
    return part.judged.document_type is not None and part.judged.confidence >= SURE


def _stands_alone(part: Part, before: Part, signals: Signals) -> bool:
    """Whether it is surely of a type, and of none above or below the one before. Where one type yields to the other,
    one may hold the other (accounts in an annual report), unless its pages are numbered anew."""
    slug, other = part.judged.document_type, before.judged.document_type
    if not _is_sure(part) or slug is None or other is None or part.reading.media_type == ARCHIVE:
        return _is_sure(part)
    if other in signals.kin[slug] or _goes_on(part, signals.kin[other]):
        return False
    yields = {one.slug: one.yields_to for one in signals.entries}
    is_apart = other not in yields[slug] and slug not in yields[other]
    return is_apart or _number(_edges(part.reading.pages[0])) == 1


def _goes_on(part: Part, kin: frozenset[str]) -> bool:
    """Whether its further pages read like the one before, which is of this kin: its title was a chapter's."""
    rest = part.reading.pages[1:]
    likeliest = _part(part.reading, rest, threshold=1.0).judged.alternatives[:1] if rest else ()
    return any(one.document_type in kin for one in likeliest)


def _runs(reading: Reading, signals: Signals) -> Iterator[tuple[Page, ...]]:
    """The pages, cut where another document may begin."""
    pages = reading.pages
    if reading.media_type == ARCHIVE:
        found = (at for at in range(1, len(pages)) if _member(pages[at]) != _member(pages[at - 1]))
    else:
        contents = [_headings(page) for page in pages[:CONTENTS_PAGES]]
        found = (
            at
            for at in range(1, min(len(pages), MAX_PAGES))
            if not _runs_on(pages[at - 1], pages[at])
            and (titles := _titles(pages[at], signals))
            and not any(titles & listed for listed in contents[:at])
        )
    starts = list(islice(found, MAX_BEGINNINGS))
    for start, end in zip([0, *starts], [*starts, len(pages)], strict=True):
        yield pages[start:end]


def _member(page: Page) -> str:
    label = page.label or ""
    found = _MEMBER.match(label)
    return found[0] if found else label


def _runs_on(before: Page, page: Page) -> bool:
    """Whether a page goes on from the one before: by its number, or a line of header or footer that both have."""
    if page.kind is not PageKind.PAGE or before.kind is not PageKind.PAGE:
        return True
    edges, others = _edges(page), _edges(before)
    number, other = _number(edges), _number(others)
    if number is not None and (number != 1 or other == number):
        return other is None or number == other + 1
    running = {_without_digits(line) for line in edges} & {_without_digits(line) for line in others}
    return number is None and bool(running - {""})


def _edges(page: Page) -> list[str]:
    """The first and the last lines."""
    text = (
        page.text
        if len(page.text) <= 2 * _EDGE_CHARACTERS
        else (page.text[:_EDGE_CHARACTERS] + "\n" + page.text[-_EDGE_CHARACTERS:])
    )
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    return [*lines[:_EDGE_LINES], *lines[-_EDGE_LINES:]]


def _number(edges: Sequence[str]) -> int | None:
    """The page's number as it says itself."""
    for line in reversed(edges):
        if found := _NUMBERED.search(line):
            return int(next(group for group in found.groups() if group))
    return None


def _without_digits(line: str) -> str:
    """A running line as it is compared; empty for one that says nothing of whose document it is."""
    return "" if len(line) < 6 or _SAYS_NOTHING.fullmatch(line) else re.sub(r"\d+", "#", line)


def _titles(page: Page, signals: Signals) -> frozenset[str]:
    """Which of the first lines name a type and little else, alone or with the line below; of an annex none."""
    lines = [line.strip() for line in page.text[: zones.TITLE_CHARACTERS].split("\n") if line.strip()][:_TITLE_LINES]
    if not lines or _ANNEX.match(lines[0]):
        return frozenset()
    texts = [*lines, *(f"{one}\n{two}" for one, two in pairwise(lines))]
    return frozenset(_heading(text) for text in texts if rules.is_titled(signals, text))


def _headings(page: Page) -> frozenset[str]:
    """Its short lines, as a table of contents would list them."""
    lines = page.text[: zones.MAX_PAGE_CHARACTERS].split("\n")
    return frozenset(_heading(line) for line in lines if len(line) <= MAX_HEADING)


def _heading(line: str) -> str:
    """The words of a line without the numbers before and behind."""
    return zones.fold(line).strip(" 0123456789")
