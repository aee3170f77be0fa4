"""Keeping what was found of a document, in place of what was found before."""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from typing import Any

import orjson
from sqlalchemy import delete, insert

from muniment.analysis.findings import Findings, wire_result
from muniment.db.engine import Transaction
from muniment.db.tables import analyses, document_pages
from muniment.documents.document import Document
from muniment.documents.facts import keep_facts
from muniment.documents.search import fulltext
from muniment.reading.model import Page

_COMPRESSION = 6


def keep(tx: Transaction, document: Document, findings: Findings, *, started_at: int | None, now: int) -> None:
    """Keep the analysis of the document's generation, and its facts as rows."""
    keep_facts(tx, document, findings.facts)
    tx.execute(delete(analyses).where(analyses.c.document_id == document.id))
    tx.execute(
        insert(analyses).values(
            document_id=document.id,
            org_id=document.org_id,
            generation=document.generation,
            result=orjson.dumps(wire_result(findings, sha256=document.sha256.hex())).decode(),
            started_at=started_at,
            completed_at=now,
        )
    )


@dataclass(frozen=True, slots=True)
class PreparedPages:
    """Pages as they are kept: rows without their document, and the search's entries."""

    rows: list[dict[str, Any]]
    entries: list[fulltext.Entry]


def prepare_pages(pages: tuple[Page, ...]) -> PreparedPages:
    """What `keep_pages` writes. Compressing and cutting into words takes seconds for the largest documents, in which
    nobody else could write if it were done in the transaction."""
    rows = [
        {
            "number": page.number,
            "kind": page.kind.value,
            "label": page.label,
            "is_ocr": page.ocr,
            "text": zlib.compress(page.text.encode(), _COMPRESSION),
        }
        for page in pages
    ]
    return PreparedPages(rows, fulltext.entries(pages))


def keep_pages(tx: Transaction, document: Document, pages: PreparedPages) -> None:
    """Keep the text of the pages, compressed, and index it for the search."""
    tx.execute(delete(document_pages).where(document_pages.c.document_id == document.id))
    if pages.rows:
        tx.execute(insert(document_pages), [{"document_id": document.id, **row} for row in pages.rows])
    fulltext.index_entries(tx, document.org_id, document.id, pages.entries)
