"""A document the way facts are looked for: each page as one run of plain words and as lines, mapped back to the page.

Patterns are never run over whole documents: `View.near` runs them in a bounded window around cheap anchor words, so the
time is linear in the text and does not depend on what a hostile page holds.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import accumulate

from muniment.judging.facts import dates, numbers, places
from muniment.reading.model import Page, PlacedCell, Reading
from muniment.reading.quotes import around, in_its_lines

MAX_PAGES = 600
"""Pages looked at; longer documents have told their facts by then."""
MAX_PAGE_CHARACTERS = 60_000
"""Of each page, sheet or block; a printed page holds about 3,000."""
MAX_RUN_CHARACTERS = 300
"""Of letters, figures and the marks within words. What is longer is no word, and each pattern that begins within words
would read it to its end from each of its letters: a run is cut before any looks at it."""
MAX_WINDOWS = 300
"""Windows opened per search; a document that repeats an anchor more often repeats itself."""

_PLAIN = {
    "“": '"',
    "”": '"',
    "„": '"',
    "‘": "'",
    "’": "'",
    "–": "-",
    "\u2212": "-",
    "—": "-",
    "‑": "-",
    "‐": "-",
    "*": " ",
    "\u00ad": "-",
    "\u200b": " ",
    "\ufeff": " ",
}
_PLAIN |= {
    chr(wide): chr(wide - 0xFEE0)
    for wide in (*range(0xFF08, 0xFF1B), 0xFF04, *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B))
}
_PLAIN |= {"\uffe5": "¥", "\uffe1": "£", "\u3000": " "}
_EMPHASIS = re.compile(r"(?<![\w/.])_(?=[^\W_])|(?<=[^\W_])_(?![\w/])")
"""Underscores around words, as Markdown and plain text set them off; not those of a blank or an identifier."""
ACORD = re.compile(r"\bacord\b")
"""Who makes the forms of American insurers, in lower case; no part of a Portuguese "acordo"."""
_WORD = re.compile(r"\S+")
_RUN = re.compile(rf"\w[\w.,:;/+&'@%$#=~?!^-]{{{MAX_RUN_CHARACTERS},}}")
_YEAR = re.compile(r"(?<![\w.,-])20\d\d(?![\w,-]|\.\d)")
_NO_HEAD = re.compile(r"\d(?!\.?(?:ª|º|re|ère|e|st)\s)|[\t|]| {2}")
_UNDERLINE = re.compile(r"[-=~]{4,}")
"""A line that underlines the one above it, as plain text sets headings."""
MAX_HEADED_CHARACTERS = 160
"""Of a line that heads columns, and of the row below it."""


def plain(text: str) -> str:
    """The text with typographic quotes and dashes made plain and emphasis marks blanked; the same length."""
    if "_" in text:
        text = _EMPHASIS.sub(" ", text)
    if text.isascii():
        return text.replace("*", " ")
    for letter, simple in _PLAIN.items():  # five times as fast as str.translate on text that is not ASCII
        if letter in text:
            text = text.replace(letter, simple)
    return text


def lower(text: str) -> str:
    """Lower case of the same length (a few letters change their length in `str.lower`)."""
    lowered = text.lower()
    if len(lowered) == len(text):
        return lowered
    return "".join(small if len(small := letter.lower()) == 1 else letter for letter in text)


def _parted(text: str) -> str:
    """The text with a blank in place of a letter wherever a run would have more than MAX_RUN_CHARACTERS."""
    return _RUN.sub(lambda run: _in_pieces(run[0]), text)


def _in_pieces(run: str) -> str:
    step = MAX_RUN_CHARACTERS + 1
    return " ".join(run[at : at + step - 1] for at in range(0, len(run), step)).ljust(len(run))


@dataclass(frozen=True, slots=True)
class Mark:
    """A place on a page: `page.text[start:end]`."""

    page: Page
    start: int
    end: int

    @property
    def text(self) -> str:
        """The marked characters."""
        return self.page.text[self.start : self.end]

    def ahead(self, characters: int) -> str:
        """At most so many characters of the mark's line that stand ahead of it."""
        return self.page.text[max(0, self.start - characters) : self.start].rpartition("\n")[2]

    def quote(self, max_characters: int = 300) -> str:
        """The sentence that holds the mark, verbatim; the mark alone when it is longer than `max_characters`."""
        if self.end - self.start >= max_characters:
            return self.text.strip()
        return around(self.page, self.start, self.end, max_characters)

    def short_quote(self, max_characters: int = 300) -> str:
        """The same without lines above and below that stand by themselves."""
        return in_its_lines(self.page, self.start, self.end, max_characters)

    def to(self, other: Mark) -> Mark:
        """The place from this mark to the end of another on the same page, in either order."""
        return Mark(self.page, min(self.start, other.start), max(self.end, other.end))


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a page without its margins; `start` is its offset in the page's text."""

    text: str
    start: int

    @property
    def end(self) -> int:
        """The offset behind its last character."""
        return self.start + len(self.text)


@dataclass(frozen=True, slots=True)
class Placed:
    """A cell of a row: its text on one line, and its edges, in points or columns."""

    text: str
    start: int
    end: int
    left: float
    right: float


@dataclass
class Leaf:
    """One page. `plain` is its text with plain punctuation, `flat` its words with single spaces between, `low` the same
    in lower case."""

    page: Page
    plain: str = field(init=False)
    flat: str = field(init=False)
    low: str = field(init=False)

    def __post_init__(self) -> None:
        self.plain = plain(self.page.text[:MAX_PAGE_CHARACTERS])
        words = self.plain.split()
        if max(map(len, words), default=0) > MAX_RUN_CHARACTERS:
            self.plain = _parted(self.plain)
            words = self.plain.split()
        self.flat = " ".join(words)
        self.low = lower(self.flat)

    @cached_property
    def lines(self) -> tuple[Line, ...]:
        """The lines that hold something, with plain punctuation, in order."""
        found, at = [], 0
        for raw in self.plain.split("\n"):
            text = raw.strip()
            if text and not _UNDERLINE.fullmatch(text):
                found.append(Line(text, at + len(raw) - len(raw.lstrip())))
            at += len(raw) + 1
        return tuple(found)

    @cached_property
    def latest_year(self) -> int:
        """The latest year of this century that the page names; 0 where it names none."""
        return max((int(one[0]) for one in _YEAR.finditer(self.flat)), default=0)

    @cached_property
    def is_contents(self) -> bool:
        """Whether it is a table of contents: most of its lines lead by dots to a page."""
        led = sum(1 for line in self.lines if _LED.search(line.text)) if ". ." in self.flat or "..." in self.flat else 0
        return led >= 3 and 2 * led >= len(self.lines)

    @cached_property
    def beside_dates(self) -> tuple[int, ...]:
        """Which lines stand right above or below one with a date and hold no digit: they may be the labels of columns
        that spaces part."""
        lines = self.lines
        return tuple(
            index
            for index, line in enumerate(lines)
            if len(line.text) <= MAX_HEADED_CHARACTERS
            and not _NO_HEAD.search(line.text)
            and any(
                len(near.text) <= MAX_HEADED_CHARACTERS and dates.find(near.text, day_first=True)
                for near in lines[max(index - 1, 0) : index + 2]
            )
        )

    @cached_property
    def rows(self) -> tuple[tuple[Placed, ...], ...]:
        """The rows of tables on the page as they are set on paper (`Page.rows`)."""
        return tuple(tuple(map(self._placed, row)) for row in self.page.rows)

    def _placed(self, cell: PlacedCell) -> Placed:
        text, pieces = self.page.text, cell.pieces
        words = " ".join([text[start:end] for start, end in pieces]).split()
        if len(pieces) == 1:
            ((start, end),) = pieces
        else:
            start, end = min(start for start, _ in pieces), max(end for _, end in pieces)
        return Placed(" ".join(words), start, end, cell.left, cell.right)

    @cached_property
    def _places(self) -> tuple[list[int], list[int]]:
        """Where each word starts: in the page's text and in `flat`."""
        starts: list[int] = []
        sizes: list[int] = [0]
        for word in _WORD.finditer(self.plain):
            starts.append(word.start())
            sizes.append(word.end() - word.start() + 1)
        return starts, list(accumulate(sizes))[:-1]

    def mark(self, start: int, end: int) -> Mark:
        """The place on the page of `flat[start:end]`, which must not be empty."""
        starts, flats = self._places
        first = bisect_right(flats, start) - 1
        last = bisect_right(flats, end - 1) - 1
        return Mark(self.page, starts[first] + start - flats[first], starts[last] + end - flats[last])

    def mark_line(self, line: Line) -> Mark:
        """The place of one of its lines."""
        return Mark(self.page, line.start, line.end)


@dataclass(frozen=True, slots=True)
class Occurrence:
    """A pattern found on a leaf's flat text."""

    leaf: Leaf
    match: re.Match[str]

    def __getitem__(self, group: str | int) -> str:
        return self.match[group] or ""

    def mark(self, group: str | int = 0) -> Mark:
        """The place of a group of the match on its page."""
        return self.leaf.mark(self.match.start(group), self.match.end(group))

    def after(self, characters: int) -> str:
        """The flat text behind the match."""
        return self.leaf.flat[self.match.end() : self.match.end() + characters]

    def before(self, characters: int) -> str:
        """The flat text ahead of the match."""
        return self.leaf.flat[max(0, self.match.start() - characters) : self.match.start()]


_LED = re.compile(r"(?:\. ?|…){4}\s*\d{0,4}$")
"""The end of an entry of a table of contents; of its dots the last, as a run of any length would be walked once for
each of them."""
_STOP = re.compile(
    r"[.!?;:][\"')\]]{0,2} (?=(?:§ ?)?[\"'(\[#]{0,3}[A-Z0-9])| #{1,6} | - (?=[A-Z])|[•●▪] |"
    r"; (?:and |or )?(?=\([a-z]{1,4}\) )"
)
_ABBREVIATED = re.compile(
    r"(?:\b(?:Inc|Ltd|Co|Corp|No|Nr|vs|Dr|Mr|St|approx|e\.g|i\.e|U\.S|Rs|[Aa]rts?|Abs|Ziff|núm|lit|Mio|Mrd|Ltda|Lda|"
    r"[A-Z])|\d)\.$"
)
SENTENCE_REACH = 700
"""Characters a sentence may run to either side of its anchor; legal sentences run long."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a leaf: `text` is `leaf.flat[start:start + len(text)]`, `low` the same in lower case."""

    leaf: Leaf
    start: int
    text: str

    @property
    def low(self) -> str:
        """The sentence in lower case."""
        return self.leaf.low[self.start : self.start + len(self.text)]

    def with_next(self) -> Sentence:
        """This sentence and the one behind it."""
        end = self.start + len(self.text)
        if end >= len(self.leaf.flat) - 2:
            return self
        return Sentence(self.leaf, self.start, self.leaf.flat[self.start : _bounds(self.leaf.flat, end + 2)[1]])

    def mark(self, start: int, end: int) -> Mark:
        """The place on the page of `text[start:end]`."""
        return self.leaf.mark(self.start + start, self.start + end)


def _contents_last(leaves: Iterable[Leaf]) -> list[Leaf]:
    """The leaves, tables of contents behind the others: what stands there stands elsewhere too, and says more."""
    return sorted(leaves, key=lambda leaf: leaf.is_contents)


class View:
    """A reading prepared for search."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self.leaves: tuple[Leaf, ...] = tuple(Leaf(page) for page in reading.pages[:MAX_PAGES])

    @cached_property
    def day_first(self) -> bool | None:
        """Whether numeric dates of this document put the day first, as far as it or its origin settles that;
        None also where it has no date for which that counts."""
        if not any(dates.is_order_asked(leaf.flat) for leaf in self.leaves):
            return None
        front = " ".join(leaf.low[:20_000] for leaf in self.leaves[:5])
        month, day = "mm/dd/yy" in front or bool(ACORD.search(front)), "dd/mm/yy" in front
        if month != day:
            return day  # a form that says how to fill it in
        told = dates.settle_day_first(leaf.flat for leaf in self.leaves[:15] if "/" in leaf.flat or "-" in leaf.flat)
        if told is not None:
            return told
        return places.puts_day_first((leaf.flat[:20_000] for leaf in self.leaves[:15]), self.reading.language)

    @cached_property
    def decimal(self) -> str | None:
        """The document's decimal mark, "." or ",", as far as its numbers or its language settle it."""
        language = self.reading.language
        if language in (None, "es") and any(
            places.writes_decimal_points(leaf.flat[:20_000]) for leaf in self.leaves[:5]
        ):
            return numbers.decimal_mark(leaf.flat[:20_000] for leaf in self.leaves[:40]) or "."
        return numbers.decimal_mark((leaf.flat[:20_000] for leaf in self.leaves[:40]), language)

    def front(self, count: int = 3) -> tuple[Leaf, ...]:
        """The first leaves that hold text; blocks and small pages are gathered until they make up printed pages."""
        taken: list[Leaf] = []
        characters = 0
        for leaf in self.leaves:
            if characters >= count * 2500 or (len(taken) >= count and characters >= count * 600):
                break
            if leaf.flat:
                taken.append(leaf)
                characters += len(leaf.flat)
        return tuple(taken)

    def near(
        self,
        anchors: Sequence[str],
        pattern: re.Pattern[str],
        *,
        before: int = 0,
        after: int = 300,
        leaves: Iterable[Leaf] | None = None,
    ) -> Iterator[Occurrence]:
        """First matches of `pattern` in windows around each lower-case anchor, in the document's order but for tables
        of contents, which come last.

        A window is `before` characters ahead of the anchor to `after` behind its beginning; the same match is yielded
        once. Anchors of several words stand on flat text, so line breaks do not hide them.
        """
        opened = 0
        for leaf in _contents_last(self.leaves if leaves is None else leaves):
            places = sorted(at for anchor in anchors for at in _occurrences(leaf.low, anchor))
            seen = -1
            for at in places:
                opened += 1
                if opened > MAX_WINDOWS:
                    return
                match = pattern.search(leaf.flat, max(0, at - before), at + after)
                if match and match.start() > seen:
                    seen = match.start()
                    yield Occurrence(leaf, match)

    def sentences(self, anchors: Sequence[str], *, leaves: Iterable[Leaf] | None = None) -> Iterator[Sentence]:
        """The sentences that hold one of the lower-case anchors, each once, in the order of `near`."""
        opened = 0
        for leaf in _contents_last(self.leaves if leaves is None else leaves):
            read_to = 0
            for at in sorted(at for anchor in anchors for at in _occurrences(leaf.low, anchor)):
                if at < read_to:
                    continue
                opened += 1
                if opened > MAX_WINDOWS:
                    return
                start, read_to = _bounds(leaf.flat, at)
                yield Sentence(leaf, start, leaf.flat[start:read_to])

    def holds(self, *words: str) -> bool:
        """Whether any leaf holds one of the lower-case wordings."""
        return any(word in leaf.low for leaf in self.leaves for word in words)


def _occurrences(text: str, anchor: str) -> Iterator[int]:
    at = text.find(anchor)
    while at >= 0:
        yield at
        at = text.find(anchor, at + 1)


def _bounds(text: str, at: int) -> tuple[int, int]:
    start = max(0, at - SENTENCE_REACH)
    for stop in _STOP.finditer(text, start, at + 1):  # which looks at the letter behind a stop
        if stop.end() <= at and not _ABBREVIATED.search(text, max(start, stop.start() - 8), stop.start() + 1):
            start = stop.end()
    end = min(len(text), at + SENTENCE_REACH)
    for stop in _STOP.finditer(text, at, end):
        if not _ABBREVIATED.search(text, max(at, stop.start() - 8), stop.start() + 1):
            return start, stop.start() + 1
    return start, end
