"""Keeping what was found of a document, in place of what was found before."""

from __future__ import annotations

import orjson
from sqlalchemy import delete, insert

from muniment.analysis.findings import Findings, wire_result
from muniment.db.engine import Transaction
from muniment.db.tables import analyses, document_pages
from muniment.documents.document import Document
from muniment.documents.facts import keep_facts
from muniment.documents.search import fulltext


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


def keep_pages(tx: Transaction, document: Document, findings: Findings) -> None:
    """Keep the text of the pages, compressed as it came, and index its words for the search."""
    tx.execute(delete(document_pages).where(document_pages.c.document_id == document.id))
    rows = [
        {
            "document_id": document.id,
            "number": page.number,
            "kind": page.kind.value,
            "label": page.label,
            "is_ocr": page.ocr,
            "text": page.compressed,
        }
        for page in findings.pages
    ]
    if rows:
        tx.execute(insert(document_pages), rows)
    fulltext.index_entries(tx, document.org_id, document.id, findings.entries)
