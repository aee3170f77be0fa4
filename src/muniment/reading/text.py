"""The one form every page's text has, and the cutting of flowing text into addressable blocks."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from muniment.reading.model import Page, PageKind
from muniment.unicode import normalised

BLOCK_CHARACTERS = 3_000
"""About one printed page of prose; a block is closed when it would grow beyond this."""

HEADING_BLOCK_CHARACTERS = 1_000
"""A heading opens a new block once the current one holds this much; smaller sections share a block."""

LABEL_CHARACTERS = 200

_DELETED = [*range(0x09), *range(0x0E, 0x20), *range(0x7F, 0xA0), 0xFEFF, 0xFFFE, 0xFFFF]
_TRANSLATION: dict[int, str | None] = {
    **dict.fromkeys(_DELETED),
    **dict.fromkeys((0x0B, 0x0C, 0x0D, 0x85, 0x2028, 0x2029), "\n"),
}
_UNCLEAN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")
_SURROGATE = re.compile("[\ud800-\udfff]")
_GAP = re.compile(r"\f|\n[ \t]*\n")
_MANY_LINES = re.compile(r"\n{3,}")
_NUMBERED = re.compile(
    r"(?:(?:section|article|annex|appendix|chapter|part)\s+\w{1,5}|\d{1,2}(?:\.\d{1,2}){0,4}\.?)\s+\S", re.I
)


class Paragraph(NamedTuple):
    """A piece of flowing text. `opens_page` follows a hard page break in the source."""

    text: str
    is_heading: bool = False
    opens_page: bool = False


def clean(text: str) -> str:
    """The text as it is stored: `\\n` line ends, no control character but `\\n` and `\\t`, no lone surrogate, NFC.

    Verbatim otherwise (not NFKC): a quote must be what the document says. Idempotent.
    """
    text = text.replace("\r\n", "\n")
    if _UNCLEAN.search(text):
        text = _UNCLEAN.sub(_cleaned, text)  # these are few; str.translate takes 50 ns for each of the others
    if not text.isascii():
        if _SURROGATE.search(text):
            text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
        text = normalised(text, "NFC")
    return text


def _cleaned(found: re.Match[str]) -> str:
    return _TRANSLATION[ord(found[0])] or ""


def tidy(text: str) -> str:
    """`clean`, without blanks at line ends, without runs of empty lines, stripped."""
    lines = "\n".join([line.rstrip(" \t") for line in clean(text).split("\n")])
    if "\n\n\n" in lines:
        lines = _MANY_LINES.sub("\n\n", lines)
    return lines.strip("\n ")


def label_of(text: str) -> str | None:
    """A heading, sheet name or member name on one line of bounded length; None when nothing is left."""
    return " ".join(clean(text).split())[:LABEL_CHARACTERS] or None


def looks_like_heading(line: str) -> bool:
    """Whether a line of plain text is set like a heading: short, without a full stop, numbered or in capitals."""
    line = line.strip()
    if not 3 <= len(line) <= 90 or line[-1] in ".,;" or "\t" in line or "\n" in line:
        return False
    return bool(_NUMBERED.match(line)) or (line.isupper() and sum(map(str.isalpha, line)) >= 4)


def paragraphs_of(text: str) -> Iterator[Paragraph]:
    """Plain text as paragraphs: split at empty lines and form feeds, headings guessed from their looks."""
    start, opens_page = 0, False
    for gap in _GAP.finditer(text):
        piece, start = text[start : gap.start()], gap.end()
        if piece.strip():
            yield Paragraph(piece + "\n", looks_like_heading(piece), opens_page)
            opens_page = False
        opens_page |= gap.group() == "\f"
    yield Paragraph(text[start:], looks_like_heading(text[start:]), opens_page)


def blocks(paragraphs: Iterable[Paragraph], *, most: int, first_number: int = 1) -> list[Page]:
    """Paragraphs gathered into BLOCK pages of about `BLOCK_CHARACTERS`; label: the heading they stand under.

    One page more than `most` is made when there are more, so that the caller can tell.
    """
    pages: list[Page] = []
    heading: str | None = None
    label: str | None = None
    gathered: list[str] = []
    size = 0

    def close() -> None:
        nonlocal size
        text = tidy("\n".join(gathered))
        if text:
            pages.append(Page(first_number + len(pages), text, PageKind.BLOCK, label))
        gathered.clear()
        size = 0

    for paragraph in paragraphs:
        if len(pages) > most:
            return pages
        if paragraph.opens_page or (paragraph.is_heading and size >= HEADING_BLOCK_CHARACTERS):
            close()
        if paragraph.is_heading:
            heading = label_of(paragraph.text[:1_000].strip("#*_ \t\n")) or heading
        for piece in _pieces(paragraph.text):
            if size and size + len(piece) > BLOCK_CHARACTERS:
                close()
            if not size:
                label = heading
            gathered.append(piece)
            size += len(piece)
    close()
    return pages


def _pieces(text: str) -> Iterator[str]:
    """A paragraph, or its parts cut at a line end or blank when it alone would make an overlong block."""
    start = 0
    while len(text) - start > 2 * BLOCK_CHARACTERS:
        end = start + BLOCK_CHARACTERS
        cut = max(
            text.rfind("\n", start + BLOCK_CHARACTERS // 2, end), text.rfind(" ", start + BLOCK_CHARACTERS // 2, end)
        )
        cut = end if cut < 0 else cut + 1
        yield text[start:cut]
        start = cut
    yield text[start:]
