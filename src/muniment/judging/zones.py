"""A document's text the way signals look at it: folded to words, and split into zones.

Zones: `title` (heading-like lines at the top of the first page, plus lines that run through the document's pages),
`front` (the first pages), `body` (all that is looked at), `label` (sheet names), `name` (the file's
name).
Folding drops case, punctuation, line breaks and ligatures, so one wording matches however it was set.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from muniment.reading.model import Page, PageKind, Reading
from muniment.unicode import is_normalised, normalised, with_plain_signs

FRONT_CHARACTERS = 9_000
"""The front is the pages that begin within this many characters (three ordinary pages), at most FRONT_PAGES: blocks
of one heading each are short, covers hold next to nothing."""
FRONT_PAGES = 12

MAX_PAGES = 16
"""Pages looked at: the first HEAD_PAGES, then evenly spread. What a document is shows early; the rest confirms. With 60
(30 first), judging took 28 ms CPU on a report of 60 pages; with 16 it takes half of that."""
HEAD_PAGES = 12

MAX_PAGE_CHARACTERS = 12_000
"""Of each page, sheet or block. A printed page holds 3,000; sheets can hold millions, and repeat themselves."""

SHEET_ROWS = 5
"""Of a sheet only the first rows may hold its title; the others are the table."""

TITLE_LINES = 40
TITLE_WORDS = 16
TITLE_CHARACTERS = 2_500
"""A title stands in the first lines; a line of more words is running text."""

PROSE_WORDS = 8
"""A line of more words counts as running text, and text without such lines as a form or a drawing."""

COVER_CHARACTERS = 250
"""A first page with less text is a cover; the second page then belongs to the title zone, too."""

TOP_LINES = 4
NEXT_LINES = 9
NEXT = 0.8
LOWER = 0.5
RUNNING = 0.8
"""Loudness of headings: 1 for the first lines, then these, as letterheads and then contents follow; running headers."""

WHOLE_COVERAGE = 0.6
MIN_COVERAGE_SHARE = 0.55
"""Share of its weight a title match keeps however long the line it stands in; all of it from 45 % of the words."""

_WORD = re.compile(r"[^\W_]+")
_UNSPACED = "\u3005\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff"
"""Scripts written without spaces: each character counts as a word, so that words are found inside a run of them."""

_UNSPACED_OR_WORD = re.compile(rf"[{_UNSPACED}]|[^\W_{_UNSPACED}]+")
_MARKS = re.compile("[\u2122\u2120]")
_NOISE = re.compile("[\u00ad\u200b\ufeff]")
_BROKEN_LINE = re.compile(r"[-\u00ad\u2010] *\r?\n")
_BROKEN_WORD = re.compile(
    r"(?<![^\W_])([^\W\d_]{2,})(?:\u00ad|(?<=[a-z\u00df-\u00ff])[-\u2010]) *\r?\n *(?=[a-z\u00df-\u00ff]{2})"
)
_FIRST_HALVES = frozenset(
    re.findall(
        r"\w+",
        """
        all anti audit by co cross data decision due end fair first follow full high in inter intra know large left
        long low lower medium mid multi near new non off on one open out part post pre real right risk role second
        self semi service short single small so state sub third time two up upper web well wide year
        """,
    )
)
"""Halves of compounds that keep their hyphen where a line ends after it ("third-party"); others were broken words."""
_SPACED_OUT = re.compile(r"(?<![^\W_])[^\W\d_](?: [^\W\d_]){2,}(?![^\W_])")
_MARKDOWN = "text/markdown"
_PLAIN = "text/plain"
_INSTRUCTIONS = re.compile(r"(?i)instruction|introduction|^about|read ?me|change ?log|revision|version|guidance")
_KEY = re.compile(r"[A-Za-z_]+: \S")
_MARKED = re.compile(r"(#{1,3})\s+(\S.*)")
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])|(?<=[A-Za-z])(?=\d)|(?<=\d)(?=[A-Za-z])")


def fold(text: str) -> str:
    """The words of a text in lower case, one space before, between and after them."""
    if _BROKEN_LINE.search(text):
        text = _BROKEN_WORD.sub(_mended, text)
    if not text.isascii():
        text = with_plain_signs(text)
    if not text.isascii():
        text = _NOISE.sub("", _MARKS.sub(" ", text))
        text = normalised(text, "NFKC")
        return f" {' '.join(_UNSPACED_OR_WORD.findall(text.lower()))} "
    return f" {' '.join(_WORD.findall(text.lower()))} "


def _mended(broken: re.Match[str]) -> str:
    """A word without the hyphen its line ended with."""
    return broken[0] if broken[1].lower() in _FIRST_HALVES else broken[1]


def _closed_up(line: str) -> str:
    """A line without the spaces inside words that were set with some ("S O C  2")."""
    return _SPACED_OUT.sub(lambda spaced: spaced[0].replace(" ", ""), line)


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
class TitleLine:
    """A heading-like line: its offset in the folded title, its page, and how loudly it speaks (0-1)."""

    start: int
    page: int
    loudness: float


@dataclass(frozen=True, slots=True)
class Title:
    """The title zone: heading-like lines joined, so that a title set over several lines is found."""

    folded: str
    squashed: str
    lines: tuple[TitleLine, ...]

    def share(self, start: int, end: int, *, whole: bool) -> tuple[float, int]:
        """What share of its weight a match at folded[start:end] keeps, and the index of the line it begins in.

        A line that says little else speaks for itself; one that merely mentions the words does so less.
        """
        first = last = 0
        for index, line in enumerate(self.lines):
            if line.start <= start:
                first = index
            if line.start < end:
                last = index
        close = self.lines[last + 1].start if last + 1 < len(self.lines) else len(self.folded)
        line_words = self.folded[self.lines[first].start : close].replace("\u00b6", " ").split()
        coverage = len(self.folded[start:end].split()) / max(1, len(line_words))
        if whole and coverage < WHOLE_COVERAGE:
            return 0.0, first
        return self.lines[first].loudness * min(1.0, MIN_COVERAGE_SHARE + coverage), first


@dataclass(frozen=True, slots=True)
class Zones:
    """All zones of one document; `front_count` of `pages` are its front. `prose_share`: the share of the front's words
    that stand in lines of running text; near 0 for forms, tables and drawings."""

    title: Title
    pages: tuple[FoldedPage, ...]
    front_count: int
    labels: str
    name: str
    word_count: int
    prose_share: float


def looked_at(pages: Sequence[Page]) -> list[Page]:
    """The pages that are judged: all of a short document, otherwise the first and an even spread of the others. Of a
    sheet the beginning: its further rows are entries, and what they name is not what the sheet is."""
    pages = [page for page in pages if not page.continues]
    if len(pages) <= MAX_PAGES:
        return pages
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
    labels = " \u00b6 ".join(fold(page.label) for page in reading.pages if page.label and page.kind is PageKind.SHEET)
    return Zones(
        title=_title(chosen, media_type=reading.media_type),
        pages=folded,
        front_count=front,
        labels=labels,
        name=fold_name(name),
        word_count=sum(page.folded.count(" ") - 1 for page in folded),
        prose_share=_prose_share(chosen[:front]),
    )


def _prose_share(pages: Sequence[Page]) -> float:
    lines = [line.split() for page in pages for line in page.text[:MAX_PAGE_CHARACTERS].split("\n")]
    return sum(len(line) for line in lines if len(line) > PROSE_WORDS) / max(1, sum(map(len, lines)))


def _fold_page(page: Page) -> FoldedPage:
    folded = fold(page.text[:MAX_PAGE_CHARACTERS])
    return FoldedPage(page, folded, frozenset(folded.split()), squash(folded) if page.ocr else None)


def _title(pages: Sequence[Page], *, media_type: str) -> Title:
    parts: list[str] = [" "]
    lines: list[TitleLine] = []
    size = 1

    def take(line: str | None, page: int, loudness: float) -> None:
        nonlocal size
        text = "\u00b6 " if line is None else fold(_closed_up(line))[1:]
        if line is not None and text:
            lines.append(TitleLine(size, page, loudness))
        parts.append(text)
        size += len(text)

    used = taken = 0
    for page in [page for page in pages[:6] if page.text.strip() and not _is_instructions(page)][:2]:
        if used > COVER_CHARACTERS:
            break
        text = page.text[:TITLE_CHARACTERS]
        if page.kind is PageKind.SHEET:
            text = "\n".join(text.split("\n", SHEET_ROWS)[:SHEET_ROWS])
        headings = _marked_headings(text) if _is_markdown(text, media_type) else []
        for line, loudness in headings or _unmarked_headings(text, taken):
            take(line, page.number, loudness)
            taken += line is not None
        used += len(page.text.strip())
    for line, number in _running_lines(pages):
        take(None, number, 0)
        take(line, number, RUNNING)
    folded = "".join(parts)
    return Title(folded, squash(folded), tuple(lines) or (TitleLine(0, 1, 1.0),))


def title_of(lines: str) -> Title:
    """A title zone of these lines alone."""
    return _title([Page(1, lines)], media_type="")


def _is_instructions(page: Page) -> bool:
    """Whether a sheet only explains the others, as its name says."""
    return page.kind is PageKind.SHEET and bool(_INSTRUCTIONS.search(page.label or ""))


def _is_markdown(text: str, media_type: str) -> bool:
    """Whether "#" begins headings: by the file's kind, or in plain text that begins with one. Elsewhere it heads a
    column of numbers."""
    return media_type == _MARKDOWN or (media_type == _PLAIN and text.lstrip().startswith(("#", "---\n")))


def _marked_headings(text: str) -> list[tuple[str | None, float]]:
    """The title and headings of Markdown; empty for text without them. A front matter gives its title only."""
    found: list[tuple[str | None, float]] = []
    lines = text.split("\n")
    starts_so = lines[0].strip() == "---" or _KEY.match(lines[0])
    if starts_so and "---" in (rest := [line.strip() for line in lines[1:40]]):
        close = rest.index("---") + 2
        found += [
            (line.partition(":")[2], 1.0) for line in lines[:close] if line.lower().startswith(("title:", "name:"))
        ]
        lines = lines[close:]
    for line in lines:
        if match := _MARKED.match(line):
            found += [(match[2], 1.0 if len(match[1]) == 1 or not found else LOWER), (None, 0)]
    return found


def _unmarked_headings(text: str, taken: int) -> list[tuple[str | None, float]]:
    """Lines that may be part of a title; None where running text stood between them."""
    lines = [line.strip() for line in text.split("\n")]
    found: list[tuple[str | None, float]] = []
    prose = False
    for line, following in zip(lines, [*lines[1:], ""], strict=True):
        if not line:
            prose = False
            continue
        if len(found) >= TITLE_LINES:
            break
        words = len(line.split())
        goes_on = words > PROSE_WORDS and following[:1].islower() and following.count(" ") > 4
        continues = prose and (line[0].islower() or words > PROSE_WORDS)
        prose = words > TITLE_WORDS or goes_on or continues or (words > 11 and line[-1] in ".,;")
        if not prose:
            taken += 1
        loudness = 1.0 if taken <= TOP_LINES else NEXT if taken <= NEXT_LINES else LOWER
        found.append((None, 0.0) if prose else (line, loudness))
    return found


def _running_lines(pages: Sequence[Page]) -> list[tuple[str, int]]:
    """Headers and footers: lines at an edge of at least three and a third of the pages, digits aside."""
    if len(pages) < 4:
        return []
    seen: Counter[str] = Counter()
    first: dict[str, tuple[str, int]] = {}
    for page in pages:
        lines = [line.strip() for line in (page.text[:300] + "\n" + page.text[-300:]).split("\n") if line.strip()]
        for line in dict.fromkeys([*lines[:2], *lines[-2:]]):  # in their order: sets have another in every process
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
    inside: tuple[int, int] | None = None
    for start, end in _standing(page.text[:MAX_PAGE_CHARACTERS], target):
        if not (start and page.text[start - 1].isalnum()) and not page.text[end : end + 1].isalnum():
            return start, end
        inside = inside or (start, end)
    return inside


def _standing(text: str, target: str) -> Iterator[tuple[int, int]]:
    """Every place of the squashed words in a text, whatever stands between their letters."""
    lower = text.lower()
    if len(lower) == len(text) and is_normalised(text, "NFKC"):
        # Each character stands for itself, so that offsets are the text's own.
        letters = re.compile(r"[\W_]*".join(map(re.escape, target)))
        found = letters.search(lower)
        while found:
            yield found.span()
            found = letters.search(lower, found.start() + 1)
        return
    kept: list[str] = []
    offsets: list[int] = []
    for offset, character in enumerate(text):
        if character in "\u2122\u2120\u00ad":
            continue
        for letter in normalised(character, "NFKC").lower():
            if letter.isalnum():
                kept.append(letter)
                offsets.append(offset)
    squashed = "".join(kept)
    at = squashed.find(target)
    while at >= 0:
        yield offsets[at], offsets[at + len(target) - 1] + 1
        at = squashed.find(target, at + 1)
