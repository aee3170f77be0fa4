"""Documents with bytes, pages and an analysis, made by the product's own use cases."""

from __future__ import annotations

import hashlib
import json
import zlib
from pathlib import Path

import orjson
from sqlalchemy import insert, select

from muniment.db.engine import Transaction
from muniment.db.tables import analyses, document_facts, document_items, document_pages, documents
from muniment.documents.document import Document, from_row
from muniment.documents.facts import rows_of
from muniment.documents.intake import accept
from muniment.documents.search import index
from muniment.reading.model import Page
from muniment.runtime import Runtime
from tests.builders import NOW, build_document, build_upload, caller_of, stage

TEXT = "The controls were suitably designed.\nAnd operated effectively."


def upload(runtime: Runtime, org_id: str, vendor_id: str, content: bytes, **changes: object) -> Document:
    """A document taken in as the API does."""
    answer = accept(
        runtime.database,
        runtime.store,
        stage(runtime.staging_folder, content),
        build_upload(vendor_id, **changes),
        caller=caller_of(org_id),
        key=None,
        idempotency_seconds=60,
        now=NOW,
    )
    with runtime.database.read() as tx:
        return document(tx, orjson.loads(answer.body)["id"])


def deposit(runtime: Runtime, org_id: str, vendor_id: str, n: int, *, of: str = "content") -> list[Document]:
    """Many documents at once, their bytes written without being synced."""
    contents = [f"{of} {number}".encode() for number in range(n)]
    with runtime.database.write() as tx:
        made = [build_document(tx, org_id, vendor_id, content=content) for content in contents]
    for one, content in zip(made, contents, strict=True):
        path = stored_file(runtime.home, one)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return made


def document(tx: Transaction, document_id: str) -> Document:
    """The document's row."""
    return from_row(tx.execute(select(documents).where(documents.c.id == document_id)).one())


def analyse(tx: Transaction, of: Document, *, quote: str, page: int = 1, verified: bool = True) -> None:
    """One page of TEXT, indexed, and an analysis with a type's quote and a fact's."""
    tx.execute(
        insert(document_pages).values(
            document_id=of.id, number=1, kind="page", label=None, is_ocr=False, text=zlib.compress(TEXT.encode())
        )
    )
    index.index_pages(tx, of, [Page(number=1, text=TEXT)])
    receipt = {"quote": quote, "page": page}
    of_engine = {"verified": verified, "confidence": 0.9, "source_type": "engine", "said_by": None, "said_at": None}
    named = {"key": "document_date", "title": "Document date", "value": "2026-03", "value_type": "date"}
    fact = {**named, **receipt, **of_engine}
    result = {
        "error": None,
        "content": {"media_type": "text/plain"},
        "warnings": [],
        "classification": {"document_type": None, "evidence": [{"signal": "a", "quote": TEXT[:12], "page": 1}]},
        "insights": [fact],
    }
    tx.execute(insert(document_facts), [{"document_id": of.id, "org_id": of.org_id, **row} for row in rows_of(fact)])
    row = {"id": f"cbitem_{of.seq:032x}", "kind": "user_entity_control", "fields": "{}", "quote": TEXT[:12], "page": 1}
    tx.execute(
        insert(document_items).values(document_id=of.id, org_id=of.org_id, position=0, start=0, verified=True, **row)
    )
    tx.execute(
        insert(analyses).values(
            document_id=of.id, org_id=of.org_id, generation=1, result=json.dumps(result), completed_at=NOW
        )
    )


def stored_file(home: Path, of: Document) -> Path:
    """Where the local store keeps the document's bytes."""
    return home / "files" / of.storage_key[:2] / of.storage_key[2:4] / of.storage_key


def digests(home: Path) -> dict[str, str]:
    """Every stored file's SHA-256 by its key."""
    found = (home / "files").glob("??/??/*")
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in found}
