"""What reading a document yields: its text with positions, and what was noticed on the way.

Everything downstream (classification, facts, search, receipts) sees a document only through these shapes.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import NamedTuple

from muniment.reading.errors import ERRORS


class PageKind(StrEnum):
    """What a page number counts in this format."""

    PAGE = "page"
    SHEET = "sheet"
    SLIDE = "slide"
    BLOCK = "block"


@dataclass(frozen=True, slots=True)
class PlacedCell:
    """A cell of a table on a page: its text is `page.text[start:end]` of its pieces, which other cells may part; `left`
    and `right` are its edges in points."""

    pieces: tuple[tuple[int, int], ...]
    left: float
    right: float


Word = tuple[int, int, float, float, float, float]
"""What a PlacedWord holds, in its order."""


class PlacedWord(NamedTuple):
    """A word of a page, `page.text[start:end]`, and its place on paper in points from the lower left: `left` and
    `right` its edges, `line` its base line, `height` its letters'. A page has hundreds."""

    start: int
    end: int
    left: float
    right: float
    line: float
    height: float


class SeenWord(NamedTuple):
    """A word of a page, or a piece of one, `page.text[start:end]`, and where it stands on the page as a reader sees it,
    turned and cut: its edges as shares of the page's width and height, from the upper left."""

    start: int
    end: int
    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True, slots=True)
class Page:
    """One addressable piece of a document.

    `number` is 1-based and counts in the whole document. `text` has `\\n` line ends, no control characters except
    `\\n` and `\\t`, and is what quotes are checked against, character for character. `label` is a sheet's name, a
    block's heading or the path of a zip member. `ocr` says that the text was recognised from pixels. `aside`: what
    stands beside the document's own text (comments, speaker notes, deletions, hidden text), so labelled; it can be
    searched and read, but is never evidence. `continues`: a block of a sheet that began on an earlier page. `rows`:
    rows of tables as they are set on paper, where that was looked at; text whose cells tabs part has none. `placed`:
    where the words stand, in the order of the text, on pages that are forms. Neither is kept with the reading. `seen`:
    where those words stand that were recognised; kept, since that takes seconds to find out.
    """

    number: int
    text: str
    kind: PageKind = PageKind.PAGE
    label: str | None = None
    ocr: bool = False
    aside: bool = False
    continues: bool = False
    rows: tuple[tuple[PlacedCell, ...], ...] = ()
    placed: tuple[PlacedWord, ...] = ()
    seen: tuple[SeenWord, ...] = ()


@dataclass(frozen=True, slots=True)
class ReadingProblem:
    """A warning of an analysis, or the error it ended with; `code` is stable, `message` is a sentence."""

    code: str
    message: str


@dataclass(frozen=True, slots=True)
class Reading:
    """A document that could be read.

    `page_count` is the document's own count and may exceed `len(pages)` when a limit cut the reading short (then a
    warning says so); None where the format has no such count. `media_type` is what the bytes are, not what the name
    claims.
    """

    media_type: str
    pages: tuple[Page, ...]
    page_count: int | None = None
    warnings: tuple[ReadingProblem, ...] = ()
    language: str | None = None

    def own(self) -> Reading:
        """The reading without what stands aside: all that judging may see."""
        return replace(self, pages=tuple(page for page in self.pages if not page.aside))

    @property
    def character_count(self) -> int:
        """Characters of text over all pages."""
        return sum(len(page.text) for page in self.pages)


class UnreadableError(Exception):
    """The document could not be read. `code` is one of ERRORS; `message` its sentence, or one that says more."""

    def __init__(self, code: str, message: str | None = None) -> None:
        super().__init__(message or ERRORS[code])
        self.code = code
        self.message = message or ERRORS[code]
