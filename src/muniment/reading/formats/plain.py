"""Reads txt, md and csv: finds the encoding, then cuts flowing text or rows into blocks."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import replace
from typing import BinaryIO

from muniment.limits import Limits
from muniment.reading.aside import HIDDEN, hidden_warning, pages_aside
from muniment.reading.encoding import Decoded, decode, told
from muniment.reading.file_types import FILE_TYPES
from muniment.reading.formats import markdown, terminal
from muniment.reading.model import Reading, ReadingProblem
from muniment.reading.recognition.recogniser import Recogniser
from muniment.reading.rows import Row, blocks_of_rows
from muniment.reading.text import blocks, paragraphs_of
from muniment.reading.warnings import warning

SAMPLE_BYTES = 64 * 1024


def read_txt(file: BinaryIO, limits: Limits, recognise: Recogniser | None) -> Reading:
    """Plain text in blocks; a form feed opens a new one."""
    text, concealed, warnings = _text_of(file, limits)
    pages = blocks(paragraphs_of(text), most=limits.max_pages)
    return _with_hidden(Reading(FILE_TYPES["txt"].media_type, tuple(pages), warnings=warnings), concealed, limits)


def read_md(file: BinaryIO, limits: Limits, recognise: Recogniser | None) -> Reading:
    """Markdown in blocks under its headings; the marks stay in the text, which is quoted verbatim. What a rendered page
    does not show follows, apart."""
    text, concealed, warnings = _text_of(file, limits)
    seen, hidden = markdown.seen_and_hidden(text)
    pages = blocks(markdown.paragraphs(seen), most=limits.max_pages)
    reading = Reading(FILE_TYPES["md"].media_type, tuple(pages), warnings=warnings)
    return _with_hidden(reading, [*concealed, *hidden], limits)


def read_csv(file: BinaryIO, limits: Limits, recognise: Recogniser | None) -> Reading:
    """A table in blocks of rows: a line a row, cells separated by tabs."""
    text, concealed, warnings = _text_of(file, limits)
    pages = blocks_of_rows(_rows(text), name=None, most=limits.max_pages)
    reading = Reading(FILE_TYPES["csv"].media_type, tuple(pages), page_count=len(pages), warnings=warnings)
    return _with_hidden(reading, concealed, limits)


def _with_hidden(reading: Reading, hidden: list[str], limits: Limits) -> Reading:
    """The reading with the text that is not shown after it, apart."""
    following = len(reading.pages) + 1
    aside = pages_aside(HIDDEN, hidden, most=limits.max_pages, first_number=following)
    found = hidden_warning({f"on page {following}": sum(len(page.text) for page in aside)})
    return replace(reading, pages=(*reading.pages, *aside), warnings=(*reading.warnings, *found))


def _rows(text: str) -> Iterator[Row]:
    """The rows that hold anything; a row is numbered as the table counts it, whatever line breaks its cells hold."""
    number = 0
    lines = io.StringIO(text, newline="")
    reader = csv.reader(lines, delimiter=_delimiter(text))
    while True:
        before = lines.tell()
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error:  # a field beyond the module's limit, or a stray quote: the lines as they are still say it all
            lines.seek(before)
            break
        number += 1
        cells = [" ".join(cell.split()) for cell in row]
        if any(cells):
            yield number, "\t".join(cells).rstrip("\t")
    for line in lines:
        number += 1
        if line.strip():
            yield number, line.rstrip("\n")


def _text_of(file: BinaryIO, limits: Limits) -> tuple[str, list[str], tuple[ReadingProblem, ...]]:
    """The text, what a terminal would not show of it, and what is to be said of both."""
    data = file.read(limits.max_text_bytes + 1)
    cut = len(data) > limits.max_text_bytes
    warnings = [warning("text_limit", limit=limits.max_text_bytes)] if cut else []
    decoded = decode(data[: limits.max_text_bytes], is_cut=cut)
    text = decoded.text
    warnings += _encoding_warnings(decoded)
    if len(text) > limits.max_characters:  # before it is taken apart, which takes ten times its size
        warnings.append(warning("characters_limit", limit=limits.max_characters))
    seen, concealed = terminal.seen_and_hidden(text[: limits.max_characters])
    return seen.replace("\r\n", "\n").replace("\r", "\n"), concealed, tuple(warnings)


def _encoding_warnings(decoded: Decoded) -> list[ReadingProblem]:
    found = []
    if decoded.encoding is not None:
        found.append(warning("encoding_guessed", what="the text", **told(decoded)))
    if not decoded.is_whole or ("\0" in decoded.text and decoded.text.strip("\0 \t\r\n")):
        found.append(warning("part_unreadable", what="bytes that stand for no character"))
    return found


def _delimiter(text: str) -> str:
    """The separator that splits the first lines into most and equal parts; a comma when none does."""
    lines = [line for line in text[:SAMPLE_BYTES].split("\n")[:20] if line.strip()]
    scores = {mark: [line.count(mark) for line in lines] for mark in ",;\t|"}

    def score(mark: str) -> tuple[int, int]:
        counts = scores[mark]
        return (min(counts, default=0), sum(counts))

    return max(",;\t|", key=score)
