"""Reads txt, md and csv: finds the encoding, then cuts flowing text into blocks or rows into a sheet."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Iterator
from typing import BinaryIO

from muniment.limits import Limits
from muniment.reading.file_types import FILE_TYPES
from muniment.reading.model import Notice, Page, PageKind, Reading
from muniment.reading.notices import notice
from muniment.reading.recognition.recogniser import Recogniser
from muniment.reading.text import Paragraph, blocks, clean, paragraphs_of

BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16: its mark begins with the other's
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
SAMPLE_BYTES = 64 * 1024
_MARKDOWN_HEADING = re.compile(r" {0,3}#{1,6}[ \t]+\S")
_UNDERLINE = re.compile(r"(=+|-+)[ \t]*$")


def decode(data: bytes) -> str:
    """The text of a file whose encoding nobody states.

    Order: byte order mark, UTF-16 by the pattern of its NULs, UTF-8, else Windows-1252. A guesser by letter
    frequencies was tried and lost: it takes cp1252 for cp1250. UTF-16 goes before UTF-8 because plain letters in it
    are valid UTF-8 with NULs between.
    """
    for mark, encoding in BOMS:
        if data.startswith(mark):
            return data[len(mark) :].decode(encoding, "replace")
    sample = data[:SAMPLE_BYTES]
    if len(sample) >= 4:
        even, odd = sample[::2].count(0), sample[1::2].count(0)
        half = len(sample) // 2
        if odd > 0.4 * half and even < 0.1 * half:
            return data.decode("utf-16-le", "replace")
        if even > 0.4 * half and odd < 0.1 * half:
            return data.decode("utf-16-be", "replace")
    try:
        # final=False: a cut at the byte limit may split the last character
        return codecs.getincrementaldecoder("utf-8")().decode(data)
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


def read_txt(file: BinaryIO, limits: Limits, recognise: Recogniser | None) -> Reading:
    """Plain text in blocks; a form feed opens a new one."""
    text, notices = _text_of(file, limits)
    return Reading(
        FILE_TYPES["txt"].media_type, tuple(blocks(paragraphs_of(text), most=limits.max_pages)), notices=notices
    )


def read_md(file: BinaryIO, limits: Limits, recognise: Recogniser | None) -> Reading:
    """Markdown in blocks under its headings; the marks stay in the text, which is quoted verbatim."""
    text, notices = _text_of(file, limits)
    return Reading(FILE_TYPES["md"].media_type, tuple(blocks(_markdown(text), most=limits.max_pages)), notices=notices)


def read_csv(file: BinaryIO, limits: Limits, recognise: Recogniser | None) -> Reading:
    """A table as one sheet: a line a row, cells separated by tabs."""
    text, notices = _text_of(file, limits)
    rows: list[str] = []
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text)):
            cells = [" ".join(cell.split()) for cell in row]
            if any(cells):
                rows.append("\t".join(cells).rstrip("\t"))
    except csv.Error:  # a field beyond the module's limit, or a stray quote: the lines as they are still say it all
        rows = text.splitlines()
    page = Page(1, clean("\n".join(rows)), PageKind.SHEET)
    return Reading(FILE_TYPES["csv"].media_type, (page,), page_count=1, notices=notices)


def _text_of(file: BinaryIO, limits: Limits) -> tuple[str, tuple[Notice, ...]]:
    data = file.read(limits.max_text_bytes + 1)
    cut = len(data) > limits.max_text_bytes
    notices = [notice("text_limit", limit=limits.max_text_bytes)] if cut else []
    text = decode(data[: limits.max_text_bytes])
    if len(text) > limits.max_characters:  # before it is taken apart, which takes ten times its size
        notices.append(notice("characters_limit", limit=limits.max_characters))
    return text[: limits.max_characters].replace("\r\n", "\n").replace("\r", "\n"), tuple(notices)


def _markdown(text: str) -> Iterator[Paragraph]:
    """Lines as paragraphs (so that cuts fall between them); headings by `#` or by an underline, not inside fences."""
    fenced = False
    lines = text.split("\n")
    for line, following in zip(lines, [*lines[1:], ""], strict=True):
        if line.lstrip().startswith(("```", "~~~")):
            fenced = not fenced
        underlined = (
            bool(line.strip()) and not line.startswith(("|", "-", ">")) and _UNDERLINE.match(following) is not None
        )
        heading = not fenced and (_MARKDOWN_HEADING.match(line) is not None or (underlined and len(following) > 2))
        first, *rest = line.split("\f")
        yield Paragraph(first, heading)
        for part in rest:
            yield Paragraph(part, opens_page=True)


def _delimiter(text: str) -> str:
    """The separator that splits the first lines into most and equal parts; a comma when none does."""
    lines = [line for line in text[:SAMPLE_BYTES].split("\n")[:20] if line.strip()]
    scores = {mark: [line.count(mark) for line in lines] for mark in ",;\t|"}

    def score(mark: str) -> tuple[int, int]:
        counts = scores[mark]
        return (min(counts, default=0), sum(counts))

    return max(",;\t|", key=score)
