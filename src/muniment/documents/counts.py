"""Counters that keep lists flat: how many documents of each type, status and archive state a scope holds.

A scope is an organisation, a vendor, a service, an assessment, or a pair of a service and an assessment. Each has its
totals (block -1) and one set per block of consecutive `seq`, so that a deep page is reached by adding up blocks instead
of walking rows; an organisation, whose blocks are many, has coarse ones above them (blocks -2, -3 and on). Changed only
by `move`, in the transaction of the change; on PostgreSQL the organisation's row is locked first, so two such
transactions of one organisation never wait for each other in a circle.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from sqlalchemy import bindparam, select
from sqlalchemy.dialects import postgresql, sqlite

from muniment.db.engine import Transaction
from muniment.db.statements import HotStatement
from muniment.db.tables import document_counts, organisations
from muniment.documents.document import Document

BLOCK = 4096
"""Documents a block. Larger: more rows walked inside one; smaller: more blocks to add up. At a million, 2 ms each."""

WIDE = 16
"""How many of an organisation's blocks make a coarse one, or one of a narrower scope, whose documents lie scattered."""

TOTAL = -1

_FIRST_COARSE = -2


def coarse_key(number: int) -> int:
    """The block under which an organisation's coarse block of that number, from 0, is counted; its own inverse."""
    return _FIRST_COARSE - number


MOST_PAIRS = 256
"""Pairs of a service and an assessment that one document is counted under; one with more is not counted as a pair but
as a document of many links, under each of its assessments (`many_links_scope`)."""


MANY_LINKS = "many_"
"""Before an assessment's id: the scope of its documents that are not counted as pairs."""


def pair_scope(service_id: str, assessment_id: str) -> str:
    """The scope of what is linked to both: the hex of both ids, 64 characters."""
    return service_id.partition("_")[2] + assessment_id.partition("_")[2]


def many_links_scope(assessment_id: str) -> str:
    """The scope of the assessment's documents that are not counted as pairs."""
    return f"{MANY_LINKS}{assessment_id}"


def block_size(scope_id: str, *, org_id: str) -> int:
    """The `seq` that one block of the scope spans."""
    return BLOCK if scope_id == org_id else BLOCK * WIDE


@dataclass(frozen=True, slots=True)
class Counted:
    """What of a document the counters look at."""

    org_id: str
    seq: int
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
            seq=document.seq,
            vendor_id=document.vendor_id,
            service_ids=document.service_ids,
            assessment_ids=document.assessment_ids,
            document_type=document.document_type,
            status=document.status,
            is_archived=document.is_archived,
        )

    def _cells(self) -> list[tuple[str, int, str, str, bool]]:
        kind = (self.document_type or "", self.status, self.is_archived)
        scopes = (self.org_id, self.vendor_id, *self.service_ids, *self.assessment_ids, *self._pairs())
        cells = [(self.org_id, coarse_key(self.seq // (BLOCK * WIDE)), *kind)]
        for scope in scopes:
            cells += [(scope, TOTAL, *kind), (scope, self.seq // block_size(scope, org_id=self.org_id), *kind)]
        return cells

    def _pairs(self) -> list[str]:
        if len(self.service_ids) * len(self.assessment_ids) > MOST_PAIRS:
            return [many_links_scope(a) for a in self.assessment_ids]
        return [pair_scope(s, a) for s in self.service_ids for a in self.assessment_ids]


def lock_organisation(tx: Transaction, org_id: str) -> None:
    """Let one transaction at a time change an organisation's documents. SQLite has one writer anyway."""
    if tx.dialect.name != "sqlite":
        tx.execute(select(organisations.c.id).where(organisations.c.id == org_id).with_for_update())


def _upsert(dialect_name: str):  # type: ignore[no-untyped-def]
    dialect = sqlite if dialect_name == "sqlite" else postgresql
    statement = dialect.insert(document_counts).values(
        {column.name: bindparam(column.name) for column in document_counts.c}
    )
    return statement.on_conflict_do_update(
        index_elements=list(document_counts.primary_key),
        set_={"n": document_counts.c.n + statement.excluded.n},
    )


_UPSERTS = {name: HotStatement(_upsert(name)) for name in ("sqlite", "postgresql")}


def move(tx: Transaction, *, before: Counted | None, after: Counted | None) -> None:
    """Count a document where it now is and no longer where it was."""
    changes: dict[tuple[str, int, str, str, bool], int] = defaultdict(int)
    for cell in after._cells() if after else ():
        changes[cell] += 1
    for cell in before._cells() if before else ():
        changes[cell] -= 1
    rows = [
        {"scope_id": c[0], "block": c[1], "document_type": c[2], "status": c[3], "is_archived": c[4], "n": n}
        for c, n in sorted(changes.items())
        if n
    ]
    if rows:
        _UPSERTS[tx.dialect.name].run(tx, *rows)
