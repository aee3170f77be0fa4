"""The one way into a document: its kind names its reader. Imports every parser; only the sandbox imports this."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

from muniment.reading.language import language_of
from muniment.reading.limits import Limits
from muniment.reading.model import Reading, UnreadableError
from muniment.reading.notices import UNREAD_IMAGES
from muniment.reading.ooxml_slides import read_pptx
from muniment.reading.ooxml_word import read_docx
from muniment.reading.pdf import read_pdf
from muniment.reading.plain import read_csv, read_md, read_txt
from muniment.reading.recogniser import Recogniser
from muniment.reading.sheets import read_xls, read_xlsx

Reader = Callable[[BinaryIO, Limits, Recogniser | None], Reading]
"""Reads an open, seekable file from its start. Raises UnreadableError with a stable code, nothing else on purpose."""

READERS: dict[str, Reader] = {
    "pdf": read_pdf,
    "docx": read_docx,
    "pptx": read_pptx,
    "xls": read_xls,
    "xlsx": read_xlsx,
    "xlsm": read_xlsx,
    "txt": read_txt,
    "md": read_md,
    "csv": read_csv,
}
"""True kind of the bytes (as sniffed, not as named) -> reader."""


def read(path: Path, *, kind: str, limits: Limits, recognise: Recogniser | None) -> Reading:
    """The document's text and what was noticed. `recognise` None: recognition is off or absent.

    Raises UnreadableError: `encrypted`, `corrupt`, `mismatch` (the bytes are not of `kind`), `limit_memory`,
    `limit_pages`, `no_text` (everything was looked at, and there is none), and KeyError for a kind without a reader.
    """
    with path.open("rb") as file:
        return read_open(file, kind=kind, limits=limits, recognise=recognise)


def read_open(file: BinaryIO, *, kind: str, limits: Limits, recognise: Recogniser | None) -> Reading:
    """As `read`, for a file that is open already."""
    reader = READERS[kind]
    try:
        reading = reader(file, limits, recognise)
    except MemoryError:
        raise UnreadableError("limit_memory", "Reading the document needs more memory than it may have.") from None
    except RecursionError:
        raise UnreadableError("corrupt", "The document is nested deeper than any honest one.") from None
    unread = any(notice.code in UNREAD_IMAGES for notice in reading.notices)
    if not unread and not any(page.text.strip() for page in reading.pages):
        raise UnreadableError("no_text", "There is no text in the document.")
    return dataclasses.replace(reading, language=language_of(reading.pages))
