"""Counters that keep lists flat: how many documents of each type, status and archive state a scope holds.

A scope is an organisation, a vendor, a service or an assessment. Changed only by `move`, in the transaction of the
change; on PostgreSQL the organisation's row is locked first, so two such transactions of one organisation never wait
for each other in a circle.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

from sqlalchemy import bindparam
from sqlalchemy.dialects import postgresql, sqlite

from muniment.db.engine import Transaction
from muniment.db.statements import HotStatement
from muniment.db.tables import document_counts
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

    def _cells(self) -> list[Cell]:
        kind = (self.document_type or "", self.status, self.is_archived)
        return [(scope, *kind) for scope in (self.org_id, self.vendor_id, *self.service_ids, *self.assessment_ids)]


def upsert(dialect_name: str):  # type: ignore[no-untyped-def]
    dialect = sqlite if dialect_name == "sqlite" else postgresql
    statement = dialect.insert(document_counts).values(
        {column.name: bindparam(column.name) for column in document_counts.c}
    )
    return statement.on_conflict_do_update(
        index_elements=list(document_counts.primary_key),
        set_={"n": document_counts.c.n + statement.excluded.n},
    )


_UPSERTS = {name: HotStatement(upsert(name)) for name in ("sqlite", "postgresql")}


def move(tx: Transaction, *, before: Counted | None, after: Counted | None) -> None:
    """Count a document where it now is and no longer where it was."""
    changes: dict[Cell, int] = defaultdict(int)
    for cell in after._cells() if after else ():
        changes[cell] += 1
    for cell in before._cells() if before else ():
        changes[cell] -= 1
    add(tx, changes)


def add(tx: Transaction, changes: Mapping[Cell, int]) -> None:
    """Add to counters, in the order in which every transaction takes them."""
    rows = [
        {"scope_id": c[0], "document_type": c[1], "status": c[2], "is_archived": c[3], "n": n}
        for c, n in sorted(changes.items())
        if n
    ]
    if rows:
        _UPSERTS[tx.dialect.name].run(tx, *rows)
