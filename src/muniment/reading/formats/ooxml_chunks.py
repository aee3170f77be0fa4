"""What a Word document takes in as it is (`w:altChunk`, ECMA-376 17.17.2): Word shows it as part of the text."""

from __future__ import annotations

import io
import posixpath
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import BinaryIO

from muniment.limits import Limits
from muniment.reading.aside import HIDDEN, hidden_warning, pages_aside
from muniment.reading.encoding import decode
from muniment.reading.file_types import ZIP_STARTS
from muniment.reading.formats.html import shown
from muniment.reading.formats.ooxml import Package
from muniment.reading.formats.package import BROKEN_ZIP
from muniment.reading.formats.rtf import read_rtf
from muniment.reading.model import Page, PageKind, Reading, ReadingProblem, UnreadableError
from muniment.reading.recognition.recogniser import Recogniser
from muniment.reading.text import Paragraph, blocks, clean, label_of, paragraphs_of
from muniment.reading.warnings import shortened, warning

MAX_MARKUP_BYTES = 4 * 1024 * 1024
"""Of a chunk of HTML or text; 10 MB of the worst made take 25 s."""

MOST_CHUNKS = 50

LABEL = "Inserted document"

Nested = Callable[[BinaryIO, Limits, Recogniser | None], Reading]
"""Reads a Word document within another, whose own chunks are not read."""


def read_chunks(
    package: Package, parts: Iterable[str], limits: Limits, recognise: Recogniser | None, *, nested: Nested
) -> tuple[list[Page], list[ReadingProblem]]:
    """The pages of the chunks, numbered from 1, and what is to be said of them and of those that cannot be read."""
    pages: list[Page] = []
    warnings: list[ReadingProblem] = []
    unread: list[str] = []
    for count, part in enumerate(parts):
        try:
            made = _read(package, part, limits, recognise, nested) if count < MOST_CHUNKS else None
        except (UnreadableError, *BROKEN_ZIP):
            made = None
        if made is None:
            unread.append(label_of(posixpath.basename(part)) or "unnamed")
            continue
        pages += [replace(page, number=len(pages) + at) for at, page in enumerate(made.pages, start=1)]
        warnings += made.warnings
    if unread:
        warnings.append(warning("embedded_files", what=shortened(unread)))
    return pages, list(dict.fromkeys(warnings))


def _read(package: Package, part: str, limits: Limits, recognise: Recogniser | None, nested: Nested) -> Reading | None:
    member = package.parts[part.lower()]
    if member.file_size > limits.max_member_bytes:
        return None
    data = package.archive.read(member)
    if data.startswith(ZIP_STARTS):
        return _labelled(nested(io.BytesIO(data), limits, recognise))
    if data.lstrip().startswith(b"{\\rtf"):
        return _labelled(read_rtf(io.BytesIO(data), limits, recognise))
    if len(data) > MAX_MARKUP_BYTES or data.startswith(b"MIME-Version:"):
        return None
    text = decode(data).text
    if "<" not in text:
        return Reading("", tuple(_blocks(paragraphs_of(clean(text)), limits)))
    page = shown(text)
    if page is None:
        return None
    pages = _blocks((Paragraph(line) for line in page.lines), limits)
    aside = pages_aside(HIDDEN, page.hidden, most=limits.max_pages, first_number=len(pages) + 1)
    where = {f"in an {LABEL.lower()}": sum(map(len, page.hidden))}
    return Reading("", (*pages, *aside), warnings=tuple(hidden_warning(where)))


def _blocks(paragraphs: Iterable[Paragraph], limits: Limits) -> list[Page]:
    return [replace(page, label=LABEL) for page in blocks(paragraphs, most=limits.max_pages)]


def _labelled(reading: Reading) -> Reading:
    pages = [page if page.aside else replace(page, label=LABEL, kind=PageKind.BLOCK) for page in reading.pages]
    return replace(reading, pages=tuple(pages))
