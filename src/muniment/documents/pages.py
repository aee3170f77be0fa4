"""The pages of a document as they are kept, and the file they are of."""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from typing import Any

from sqlalchemy import case, func, select

from muniment.accounts.caller import Caller
from muniment.db.engine import Transaction
from muniment.db.tables import document_pages
from muniment.documents import manage, quarantine
from muniment.documents.document import Document
from muniment.errors import PageNotFoundError
from muniment.pages.pictures import PageOfFile
from muniment.reading.model import PageKind, SeenWord
from muniment.reading.seen_words import unpacked
from muniment.settings import Settings

DRAWABLE = frozenset({"pdf", "png", "jpg", "jpeg", "gif", "webp"})
"""Extensions of files that are pages of paper or pictures, as far as a name tells."""

MAX_CHARACTERS = 200_000
"""Of a page's text that one answer holds. A printed page has some thousand; a block of rows 12,000."""


@dataclass(frozen=True, slots=True)
class PageText:
    """A page as it is kept. `seen`: where its recognised words stand."""

    number: int
    kind: str
    label: str | None
    is_ocr: bool
    text: str
    seen: tuple[SeenWord, ...] = ()

    @property
    def may_be_drawn(self) -> bool:
        """Whether it is a page of paper or a picture."""
        return may_be_drawn(self.kind, self.label)

    @property
    def is_seen(self) -> bool:
        """Whether all of its words were recognised, as on a scan: then it is known where they stand."""
        letters = sum(map(str.isalnum, self.text))
        seen = sum(sum(map(str.isalnum, self.text[word.start : word.end])) for word in self.seen)
        return bool(self.seen) and seen >= letters


def may_be_drawn(kind: str | None, label: str | None) -> bool:
    """Whether a page is one of paper or a picture: others, and what stands beside the document's own pages or within a
    ZIP file, are text."""
    return kind == PageKind.PAGE and label is None


def page_of(tx: Transaction, caller: Caller, document_id: str, number: int, *, settings: Settings) -> PageOfFile:
    """The page of the document's file, read or not. Raises DocumentNotFoundError, and what keeps a file from being
    given out (`quarantine.check_may_leave`)."""
    return page_of_document(manage.find(tx, caller, document_id), number, settings=settings)


def page_of_document(document: Document, number: int, *, settings: Settings) -> PageOfFile:
    """The same of a document that was found."""
    quarantine.check_may_leave(settings, scan=document.scan, status=document.status)
    return PageOfFile(document.storage_key, document.sha256, document.extension, number)


def listed(
    tx: Transaction, caller: Caller, document_id: str, *, limit: int, offset: int
) -> tuple[list[dict[str, Any]], int]:
    """The document's pages without their texts, in their order, and how many there are; those of its last analysis
    while it is analysed again. Raises DocumentNotFoundError."""
    c = document_pages.c
    of_document = c.document_id == manage.find(tx, caller, document_id).id
    total = int(tx.execute(select(func.count()).select_from(document_pages).where(of_document)).scalar_one())
    rows = tx.execute(
        select(c.number, c.kind, c.label, c.is_ocr).where(of_document).order_by(c.number).limit(limit).offset(offset)
    )
    return [
        {"number": row.number, "kind": row.kind, "label": row.label, "ocr": bool(row.is_ocr)} for row in rows
    ], total


@dataclass(frozen=True, slots=True)
class Around:
    """What there is beside a page: the numbers of the one before and the one behind, None where there is none; the last
    one's; and how many pages there are."""

    previous: int | None
    following: int | None
    last: int
    count: int


def around(tx: Transaction, document: Document, number: int) -> Around:
    """What is kept of the document beside this page."""
    c = document_pages.c
    columns = (
        func.max(case((c.number < number, c.number))),
        func.min(case((c.number > number, c.number))),
        func.coalesce(func.max(c.number), 0),
        func.count(),
    )
    return Around(*tx.execute(select(*columns).where(c.document_id == document.id)).one())


def text_of(tx: Transaction, caller: Caller, document_id: str, number: int) -> PageText:
    """The page with its text. Raises DocumentNotFoundError, PageNotFoundError."""
    found = kept_text(tx, manage.find(tx, caller, document_id), number)
    if found is None:
        raise PageNotFoundError
    return found


def kept_text(tx: Transaction, document: Document, number: int) -> PageText | None:
    """The page of a document that was found; None where none is kept."""
    c = document_pages.c
    columns = (c.kind, c.label, c.is_ocr, c.text, c.seen)
    row = tx.execute(select(*columns).where(c.document_id == document.id, c.number == number)).first()
    if row is None:
        return None
    text = zlib.decompress(row.text).decode()
    seen = unpacked(row.seen or b"", length=len(text)) or ()
    return PageText(number, row.kind, row.label, bool(row.is_ocr), text, tuple(seen))
