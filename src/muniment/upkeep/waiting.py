"""Whether documents wait for a person for the reasons that they have: told by `verify`, put right by `repair`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from operator import itemgetter
from typing import Any

from sqlalchemy import select

from muniment.db.engine import Transaction
from muniment.db.tables import documents, review_wants
from muniment.documents.document import Document, from_row
from muniment.documents.lifecycle import wants_of


def wrongly_waiting(tx: Transaction, document_ids: Sequence[str]) -> Iterator[Document]:
    """Those of the documents that wait for a person for other reasons than they have."""
    w = review_wants.c
    kept: dict[str, list[dict[str, Any]]] = {document_id: [] for document_id in document_ids}
    for row in tx.execute(select(review_wants).where(w.document_id.in_(document_ids)).order_by(w.reason)):
        kept[row.document_id].append(row._asdict())
    for row in tx.execute(select(documents).where(documents.c.id.in_(document_ids))):
        document = from_row(row)
        if sorted(wants_of(tx, document), key=itemgetter("reason")) != kept[document.id]:
            yield document


def waiting_and_gone(tx: Transaction) -> list[str]:
    """Ids of documents that wait for a person, and are not there."""
    c = review_wants.c
    is_there = select(documents.c.id).where(documents.c.id == c.document_id).exists()
    return list(tx.execute(select(c.document_id).where(~is_there).distinct()).scalars())
