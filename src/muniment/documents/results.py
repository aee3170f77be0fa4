"""Keeping what was found of a document, in place of what was found before; or keeping that, where the newest analysis
found less.
"""

from __future__ import annotations

import zlib
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any, TypeGuard

import orjson
from sqlalchemy import delete, insert, select, update

from muniment.analysis.findings import Findings, wire_result
from muniment.db.engine import Transaction
from muniment.db.tables import (
    analyses,
    document_facts,
    document_items,
    document_pages,
    document_reviews,
    review_wants,
)
from muniment.documents.document import Document
from muniment.documents.items import keep_items
from muniment.documents.search import index
from muniment.jobs import queue
from muniment.reading.model import Page, ReadingProblem
from muniment.reading.warnings import UNJUDGED, warning

_REANALYSIS_FAILED = "reanalysis_failed"


def keep(
    tx: Transaction,
    document: Document,
    findings: Findings,
    *,
    doubts: Sequence[Mapping[str, str]] = (),
    started_at: int | None,
    now: int,
) -> None:
    """Keep the analysis of the document's generation, and the rows of what it lists; `reviews.stand_again` keeps its
    facts. `document`: as it was when the analysis began. `doubts`: why it wants a person (documents/wants.py)."""
    judged = findings.classification.document_type if findings.classification is not None else None
    result = wire_result(findings, sha256=document.sha256.hex()) | {
        "doubts": doubts,
        "declared_type": document.declared_type,
        "reckoned_as": document.declared_type or judged,
    }
    keep_items(tx, document, findings.items)
    tx.execute(delete(analyses).where(analyses.c.document_id == document.id))
    tx.execute(
        insert(analyses).values(
            document_id=document.id,
            org_id=document.org_id,
            generation=document.generation,
            result=orjson.dumps(result).decode(),
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
            "seen": page.seen or None,
        }
        for page in findings.pages
    ]
    if rows:
        tx.execute(insert(document_pages), rows)
    index.index_entries(tx, document, findings.entries)


def pages(tx: Transaction, document: Document) -> list[Page]:
    """The document's pages, with what its entries of the index were cut from."""
    c = document_pages.c
    rows = tx.execute(select(c.number, c.text, c.label).where(c.document_id == document.id).order_by(c.number))
    return [Page(number=row[0], text=zlib.decompress(row[1]).decode(), label=row[2]) for row in rows]


def forget(tx: Transaction, document: Document) -> None:
    """Remove everything that was found and said of the document, but for its entries of the index, and its jobs."""
    for table in (analyses, document_facts, document_items, document_pages, document_reviews, review_wants):
        tx.execute(delete(table).where(table.c.document_id == document.id))
    queue.forget_subject(tx, document.id)


def is_read(tx: Transaction, document: Document) -> bool:
    """Whether an earlier analysis of the document read it: then one that fails takes nothing of that away."""
    return was_read(found(tx, document))


def is_judged(tx: Transaction, document: Document) -> bool:
    """Whether an earlier analysis read the document and judged it to the end."""
    earlier = found(tx, document)
    return was_read(earlier) and UNJUDGED.isdisjoint(one["code"] for one in earlier["warnings"])


def keep_earlier(tx: Transaction, document: Document, problem: ReadingProblem | None) -> None:
    """Have the earlier analysis, with its pages, entries, facts and times, stand for the document's generation too.
    `problem`: why the newest one found nothing better; None when it was taken back."""
    earlier = found(tx, document)
    assert earlier is not None
    warnings = [one for one in earlier["warnings"] if one["code"] != _REANALYSIS_FAILED]
    if problem is not None:
        warnings.append(asdict(warning(_REANALYSIS_FAILED, code=problem.code, message=problem.message)))
    tx.execute(
        update(analyses)
        .where(analyses.c.document_id == document.id)
        .values(generation=document.generation, result=orjson.dumps(earlier | {"warnings": warnings}).decode())
    )


def keep_reckoned(tx: Transaction, document: Document, insights: Sequence[Mapping[str, Any]]) -> None:
    """Have the kept analysis say these facts, whose day of expiry is reckoned by the type that stands."""
    earlier = found(tx, document)
    assert earlier is not None
    reckoned = {**earlier, "insights": insights, "reckoned_as": document.document_type}
    kept = update(analyses).where(analyses.c.document_id == document.id)
    tx.execute(kept.values(result=orjson.dumps(reckoned).decode()))


def was_read(earlier: Mapping[str, Any] | None) -> TypeGuard[Mapping[str, Any]]:
    """Whether this analysis read the document."""
    return earlier is not None and earlier["error"] is None and earlier["content"]["media_type"] is not None


def found(tx: Transaction, document: Document) -> dict[str, Any] | None:
    """The newest analysis of the document that is kept (`findings.wire_result`, and its `doubts`), of whichever
    generation; None before the first. `declared_type`: what the document was declared to be when it was read.
    `reckoned_as`: the type by whose rule its day of expiry is."""
    result = tx.execute(select(analyses.c.result).where(analyses.c.document_id == document.id)).scalar()
    return orjson.loads(result) if result else None
