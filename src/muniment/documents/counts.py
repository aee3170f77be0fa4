"""Counters that keep lists flat: how many documents of each type, status and archive state a scope holds.

A scope is an organisation, a vendor, a service or an assessment. Changed only by `move`, in the transaction of the
change; on PostgreSQL the organisation's row is locked first, so two such transactions of one organisation never wait
for each other in a circle.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

from sqlalchemy import bindparam

from muniment.db.engine import Transaction
from muniment.db.statements import HotStatement
from muniment.db.tables import document_counts
from muniment.db.upsert import insert_or_update
from muniment.documents.document import Document

Cell: TypeAlias = tuple[str, str, str, bool]
"""What one counter counts: a scope's documents of one type ('' for none), status and archive state."""


@dataclass(frozen=True, slots=True)
class Counted:
    """What of a document the counters look at."""

    org_id: str
    vendor_id: str
    service_ids: tuple[str, ...]
    assessment_ids: tuple[str, ...]
    document_type: str | None
    status: str
    is_archived: bool

    @classmethod
    def of(cls, document: Document) -> Counted:
        return cls(
            org_id=document.org_id,
            vendor_id=document.vendor_id,
            service_ids=document.service_ids,
            assessment_ids=document.assessment_ids,
            document_type=document.document_type,
            status=document.status,
            is_archived=document.is_archived,
        )

    def cells(self) -> set[Cell]:
        """The counters that count it."""
        kind = (self.document_type or "", self.status, self.is_archived)
        return {(scope, *kind) for scope in (self.org_id, self.vendor_id, *self.service_ids, *self.assessment_ids)}


_COUNT = HotStatement(
    lambda database: insert_or_update(
        database,
        document_counts,
        {column.name: bindparam(column.name) for column in document_counts.c},
        update=lambda new: {"n": document_counts.c.n + new["n"]},
    )
)


def move(tx: Transaction, *, before: Counted | None, after: Counted | None) -> None:
    """Count a document where it now is and no longer where it was."""
    is_, was = after.cells() if after else set(), before.cells() if before else set()
    add(tx, {**dict.fromkeys(is_ - was, 1), **dict.fromkeys(was - is_, -1)})


def add(tx: Transaction, changes: Mapping[Cell, int]) -> None:
    """Add to counters, in the order in which every transaction takes them."""
    rows = [
        {"scope_id": c[0], "document_type": c[1], "status": c[2], "is_archived": c[3], "n": n}
        for c, n in sorted(changes.items())
        if n
    ]
    if rows:
        _COUNT.run(tx, *rows)
