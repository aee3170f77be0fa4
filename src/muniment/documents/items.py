"""The rows of what a report lists (CONTRACT §5.4): kept with the analysis that found them, in its transaction and in
place of those of the one before; while a document is analysed again, or when that fails, they stay.

A row's id is made of what it says: the same row found again keeps its id.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Collection, Iterable
from typing import Any

import orjson
from sqlalchemy import delete, func, insert, select

from muniment import ids
from muniment.db.engine import Transaction
from muniment.db.tables import document_items
from muniment.documents.document import Document
from muniment.judging.model import Item


def keep_items(tx: Transaction, document: Document, items: Iterable[Item]) -> None:
    """Keep these as the rows of the document."""
    tx.execute(delete(document_items).where(document_items.c.document_id == document.id))
    seen: Counter[str] = Counter()
    rows = []
    for position, item in enumerate(items):
        fields = orjson.dumps({name: _plain_field(value) for name, value in item.fields.items()}).decode()
        said = f"{document.id}\n{item.kind}\n{item.page}\n{fields}"
        seen[said] += 1
        rows.append(
            {
                "document_id": document.id,
                "position": position,
                "org_id": document.org_id,
                "id": _id(f"{said}\n{seen[said]}"),
                "kind": item.kind,
                "fields": fields,
                "quote": _plain(item.quote),
                "page": item.page,
                "start": item.start,
                "verified": item.verified,
            }
        )
    if rows:
        tx.execute(insert(document_items), rows)


def _plain(text: str) -> str:
    return text.replace("\0", "")  # PostgreSQL keeps no NUL


def _plain_field(value: str | tuple[str, ...] | None) -> str | list[str] | None:
    if isinstance(value, tuple):
        return [_plain(text) for text in value]
    return _plain(value) if value is not None else None


def _id(said: str) -> str:
    return f"{ids.ITEM}_{hashlib.sha256(said.encode()).hexdigest()[:32]}"


def find(tx: Transaction, document: Document, item_id: str) -> dict[str, Any] | None:
    """A row of the document, with where its quote begins in the page's text; None where there is none of this id."""
    if not ids.has_shape(ids.ITEM, item_id):
        return None
    c = document_items.c
    columns = (c.id, c.kind, c.fields, c.quote, c.page, c.verified, c.start)
    row = tx.execute(select(*columns).where(c.document_id == document.id, c.id == item_id)).first()
    return {**_on_the_wire(row), "start": row.start} if row is not None else None


def page(
    tx: Transaction, document: Document, *, kinds: Collection[str], limit: int, offset: int
) -> tuple[list[dict[str, Any]], int]:
    """A page of the document's rows in their order, of these kinds or of all, and how many there are in all."""
    c = document_items.c
    wanted = [c.document_id == document.id, *([c.kind.in_(sorted(kinds))] if kinds else [])]
    total = int(tx.execute(select(func.count()).select_from(document_items).where(*wanted)).scalar_one())
    columns = (c.id, c.kind, c.fields, c.quote, c.page, c.verified)
    rows = tx.execute(select(*columns).where(*wanted).order_by(c.position).limit(limit).offset(offset))
    return [_on_the_wire(row) for row in rows], total


def _on_the_wire(row: Any) -> dict[str, Any]:
    return {
        "id": row.id,
        "kind": row.kind,
        "fields": orjson.loads(row.fields),
        "quote": row.quote,
        "page": row.page,
        "verified": bool(row.verified),
    }
