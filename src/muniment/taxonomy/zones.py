"""A document's text the way signals look at it: folded to words, and split into zones.

Zones: `title` (heading-like lines at the top of the first page, plus lines that run through the document's pages),
`front` (the first pages), `body` (all that is looked at), `label` (sheet names, headings of blocks), `name` (the file's
name).
Folding drops case, punctuation, line breaks and ligatures, so one wording matches however it was set.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from muniment.reading.model import Page, Reading

FRONT_CHARACTERS = 9_000
"""The front is the pages that begin within this many characters (three ordinary pages), at most FRONT_PAGES."""
FRONT_PAGES = 5

MAX_PAGES = 60
"""Pages looked at: the first HEAD_PAGES, then evenly spread. What a document is shows early; the rest confirms."""
HEAD_PAGES = 30

MAX_PAGE_CHARACTERS = 12_000
"""Of each page, sheet or block. A printed page holds 3,000; sheets can hold millions, and repeat themselves."""

TITLE_LINES = 40
TITLE_WORDS = 16
TITLE_CHARACTERS = 2_500
TOP_LINES = 6

_WORD = re.compile(r"[^\W_]+")
_NOISE = str.maketrans({"\u2122": " ", "\u2120": " ", "\u00ad": None, "\u200b": None, "\ufeff": None})
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])|(?<=[A-Za-z])(?=\d)|(?<=\d)(?=[A-Za-z])")


def fold(text: str) -> str:
    """The words of a text in lower case, one space before, between and after them."""
    text = text.translate(_NOISE)
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text)
    return f" {' '.join(_WORD.findall(text.lower()))} "


def squash(folded: str) -> str:
    """A folded text without its spaces: matches words that were spaced out, run together or hyphenated."""
    return folded.replace(" ", "")


def fold_name(name: str) -> str:
    """A file name's words: without its extension, split at case changes and digits as people write names."""
    stem = name.rsplit(".", 1)[0] if "." in name[1:] else name
    return f"{fold(_CAMEL.sub(' ', stem.replace('_', ' ')))[:-1]}{fold(stem)}"


@dataclass(frozen=True, slots=True)
class FoldedPage:
    """A page with its folded text, the set of its words, and for recognised text the squashed form."""

    page: Page
    folded: str
    words: frozenset[str]
    squashed: str | None


@dataclass(frozen=True, slots=True)
class Title:
    """The title zone. `folded` are its lines joined; beyond offset `top` stand lines that speak more softly."""

    folded: str
    squashed: str
    top: int
    page_of: tuple[tuple[int, int], ...]

    def page_at(self, offset: int) -> int:
        """The number of the page the text at this offset was taken from."""
        found = self.page_of[0][1] if self.page_of else 1
        for start, number in self.page_of:
            if start > offset:
                break
            found = number
        return found


@dataclass(frozen=True, slots=True)
class Zones:
    """All zones of one document; `front_count` of `pages` are its front."""

    title: Title
    pages: tuple[FoldedPage, ...]
    front_count: int
    labels: str
    name: str
    word_count: int


def looked_at(pages: Sequence[Page]) -> list[Page]:
    """The pages that are judged: all of a short document, otherwise the first and an even spread of the others."""
    if len(pages) <= MAX_PAGES:
        return list(pages)
    rest = len(pages) - HEAD_PAGES
    picks = MAX_PAGES - HEAD_PAGES
    return [*pages[:HEAD_PAGES], *(pages[HEAD_PAGES + i * rest // picks] for i in range(picks))]


def split(reading: Reading, *, name: str) -> Zones:
    """The zones of a reading that was uploaded under `name`."""
    chosen = looked_at(reading.pages)
    folded = tuple(_fold_page(page) for page in chosen)
    front, characters = 0, 0
    for page in chosen:
        if front >= FRONT_PAGES or (front and characters >= FRONT_CHARACTERS):
            break
        front += 1
        characters += len(page.text)
    labels = " \u00b6 ".join(fold(label) for page in reading.pages[:200] if (label := page.label))
    return Zones(
        title=_title(chosen),
        pages=folded,
        front_count=front,
        labels=labels,
        name=fold_name(name),
        word_count=sum(page.folded.count(" ") - 1 for page in folded),
    )


def _fold_page(page: Page) -> FoldedPage:
    folded = fold(page.text[:MAX_PAGE_CHARACTERS])
    return FoldedPage(page, folded, frozenset(folded.split()), squash(folded) if page.ocr else None)


def _title(pages: Sequence[Page]) -> Title:
    parts: list[str] = [" "]
    page_of: list[tuple[int, int]] = []
    size, top, taken, used = 1, 0, 0, 0

    def take(line: str, number: int) -> None:
        nonlocal size
        text = fold(line)[1:]
        page_of.append((size, number))
        parts.append(text)
        size += len(text)

    first_text = next((i for i, page in enumerate(pages[:4]) if page.text.strip()), 0)
    for page in pages[first_text : first_text + 2]:
        if used > 250:
            break
        for line in _heading_lines(page.text[:TITLE_CHARACTERS]):
            if line is None:
                parts.append("\u00b6 ")
                size += 2
                continue
            take(line, page.number)
            taken += 1
            if taken == TOP_LINES:
                top = size
        used += len(page.text.strip())
    top = top or size
    for line, number in _running_lines(pages):
        parts.append("\u00b6 ")
        size += 2
        take(line, number)
    folded = "".join(parts)
    return Title(folded, squash(folded), top, tuple(page_of))


def _heading_lines(text: str) -> list[str | None]:
    """Lines that may be part of a title; None where running text stood between them."""
    found: list[str | None] = []
    prose = False
    count = 0
    for raw in text.split("\n"):
        line = raw.strip()
        if not line:
            prose = False
            continue
        count += 1
        if count > TITLE_LINES:
            break
        if line in {"---", "+++"}:
            continue
        words = line.count(" ") + 1
        continues = prose and (line[0].islower() or words > 9)
        prose = words > TITLE_WORDS or continues or (words > 11 and line[-1] in ".,;")
        found.append(None if prose else line.lstrip("#*> "))
    return found


def _running_lines(pages: Sequence[Page]) -> list[tuple[str, int]]:
    """Headers and footers: lines at an edge of at least three and a third of the pages, digits aside."""
    if len(pages) < 4:
        return []
    seen: Counter[str] = Counter()
    first: dict[str, tuple[str, int]] = {}
    for page in pages:
        lines = [line.strip() for line in (page.text[:300] + "\n" + page.text[-300:]).split("\n") if line.strip()]
        for line in {*lines[:2], *lines[-2:]}:
            key = re.sub(r"\d+", "#", line)
            if 6 <= len(line) <= 120:
                seen[key] += 1
                first.setdefault(key, (line, page.number))
    enough = max(3, len(pages) // 3)
    return [first[key] for key, count in seen.most_common(4) if count >= enough]


def locate(page: Page, words: str) -> tuple[int, int] | None:
    """Where in the page's own text the folded `words` stand: offsets of the first and behind the last character.

    Prefers a place bounded by non-letters; falls back to one inside run-together text.
    """
    target = squash(words)
    if not target:
        return None
    letters: list[str] = []
    offsets: list[int] = []
    for offset, character in enumerate(page.text[:MAX_PAGE_CHARACTERS]):
        if character in "\u2122\u2120\u00ad":
            continue
        for letter in (
            unicodedata.normalize("NFKC", character).lower() if not character.isascii() else character.lower()
        ):
            if letter.isalnum():
                letters.append(letter)
                offsets.append(offset)
    text = "".join(letters)
    inside: tuple[int, int] | None = None
    at = text.find(target)
    while at >= 0:
        start, end = offsets[at], offsets[at + len(target) - 1] + 1
        if not (start and page.text[start - 1].isalnum()) and not page.text[end : end + 1].isalnum():
            return start, end
        inside = inside or (start, end)
        at = text.find(target, at + 1)
    return inside
