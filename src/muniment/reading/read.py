"""The one way into a document: its kind names its reader. Imports every parser; only the sandbox imports this."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

from muniment.limits import Limits
from muniment.reading.formats.archive import read_zip
from muniment.reading.formats.image import read_image
from muniment.reading.formats.ole_slides import read_ppt
from muniment.reading.formats.ole_word import read_doc
from muniment.reading.formats.ooxml_slides import read_pptx
from muniment.reading.formats.ooxml_word import read_docx
from muniment.reading.formats.pdf import read_pdf
from muniment.reading.formats.plain import read_csv, read_md, read_txt
from muniment.reading.formats.rtf import read_rtf
from muniment.reading.formats.sheets import read_xls, read_xlsx
from muniment.reading.language import language_of
from muniment.reading.model import Reading, UnreadableError
from muniment.reading.recognition.recogniser import Recogniser
from muniment.reading.warnings import DAMAGED, UNREAD, warning

Reader = Callable[[BinaryIO, Limits, Recogniser | None], Reading]
"""Reads an open, seekable file from its start. Raises UnreadableError with a stable code, nothing else on purpose."""

READERS: dict[str, Reader] = {
    "pdf": read_pdf,
    "doc": read_doc,
    "docx": read_docx,
    "rtf": read_rtf,
    "txt": read_txt,
    "md": read_md,
    "xls": read_xls,
    "xlsx": read_xlsx,
    "xlsm": read_xlsx,
    "csv": read_csv,
    "ppt": read_ppt,
    "pptx": read_pptx,
    "png": read_image,
    "jpg": read_image,
    "gif": read_image,
    "webp": read_image,
    "zip": lambda file, limits, recognise: read_zip(file, limits, recognise, read_member=read_open),
}
"""True kind of the bytes (as sniffed, not as named) -> reader."""


def read(path: Path, *, kind: str, limits: Limits, recognise: Recogniser | None) -> Reading:
    """The document's text and what was noticed. `recognise` None: recognition is off or absent.

    Raises UnreadableError: `encrypted`, `corrupt`, `mismatch` (the bytes are not of `kind`), `limit_memory`,
    `limit_pages`, `no_text` (everything was looked at, and there is none), and KeyError for a kind without a reader.
    """
    with path.open("rb") as file:
        return read_open(file, kind=kind, limits=limits, recognise=recognise)


def _within(reading: Reading, limits: Limits) -> Reading:
    """The reading cut to the limits of pages and characters, where its reader did not do so on the way."""
    pages = reading.pages[: limits.max_pages]
    warnings = list(reading.warnings)
    if len(pages) < len(reading.pages):
        warnings.append(warning("pages_limit", limit=len(pages), what="parts"))
    left = limits.max_characters
    for index, page in enumerate(pages):
        if len(page.text) > left:
            pages = (*pages[:index], dataclasses.replace(page, text=page.text[:left], seen=()))
            if all(one.code != "characters_limit" for one in warnings):
                warnings.append(warning("characters_limit", limit=limits.max_characters))
            break
        left -= len(page.text)
    return dataclasses.replace(reading, pages=pages, warnings=tuple(warnings))


def read_open(file: BinaryIO, *, kind: str, limits: Limits, recognise: Recogniser | None) -> Reading:
    """As `read`, for a file that is open already."""
    reader = READERS[kind]
    try:
        reading = reader(file, limits, recognise)
    except MemoryError:
        raise UnreadableError("limit_memory") from None
    except RecursionError:
        raise UnreadableError("corrupt", "The document is nested deeper than any honest one.") from None
    reading = _within(reading, limits)
    codes = {one.code for one in reading.warnings}
    if not codes & UNREAD and not any(page.text.strip() for page in reading.pages):
        if codes & DAMAGED:
            raise UnreadableError("corrupt", "The document is damaged, and no text could be read.")
        raise UnreadableError("no_text")
    return dataclasses.replace(reading, language=language_of(reading.own().pages))
