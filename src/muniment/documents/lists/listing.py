"""Lists that stay flat: any filters, any offset, the exact total, at a million documents.

How (measured in docs/benchmarks.md; the traps are SQLite's and PostgreSQL's alike):
- `total` comes from counters (documents/counts.py), not from counting rows.
- A deep page is reached by adding up the scope's blocks, then walking a covering index inside one block
  (documents/paging.py, documents/matching.py).
- Rows are read only for the page itself: first the page's `seq`, then the documents (a deferred join).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import orjson
from sqlalchemy import BigInteger, any_, bindparam, func, select
from sqlalchemy.dialects import postgresql

from muniment import ids
from muniment.accounts.caller import Caller
from muniment.db.engine import Transaction
from muniment.db.json_rows import HotRows, all_numbers
from muniment.db.tables import (
    assessments,
    document_assessments,
    document_services,
    documents,
    services,
)
from muniment.documents.document import WIRE_COLUMNS, row_on_the_wire
from muniment.documents.lists.filters import EVERYTHING, Filters, Scope, SeqRange, kind_conditions
from muniment.documents.lists.paging import Paging
from muniment.documents.references import check_vendor
from muniment.documents.search import fulltext
from muniment.errors import AssessmentNotFoundError, ServiceNotFoundError

__all__ = ["Filters", "page", "read_documents"]


def page(
    tx: Transaction, caller: Caller, filters: Filters, *, limit: int, offset: int
) -> tuple[list[dict[str, Any]], int]:
    """The document objects of one page, and how many match in all. Raises the filters' not-found errors."""
    scope = _resolve(tx, caller, filters)
    if scope is None:
        return [], 0
    seq_range = _seq_range(tx, caller, filters)
    if seq_range.is_empty:
        return [], 0
    if filters.q is not None:
        return _page_matching(tx, scope, filters, seq_range, limit=limit, offset=offset)
    seqs, total = Paging(tx, scope, filters, seq_range).page(limit=limit, offset=offset)
    return read_documents(tx, caller.org_id, seqs), total


def _page_matching(
    tx: Transaction, scope: Scope, filters: Filters, seq_range: SeqRange, *, limit: int, offset: int
) -> tuple[list[dict[str, Any]], int]:
    """The same with a search: what matches the words is found first, so this costs what the words match."""
    assert filters.q is not None
    matching = fulltext.documents_matching(tx, scope.org_id, filters.q)
    if matching is None:
        return [], 0
    d = documents.c
    conditions = [d.org_id == scope.org_id, d.seq >= seq_range.first, d.seq <= seq_range.last, *matching]
    conditions += kind_conditions(d, filters)
    if scope.vendor_id is not None:
        conditions.append(d.vendor_id == scope.vendor_id)
    if scope.service_id is not None:
        s = document_services.c
        conditions.append(d.id.in_(select(s.document_id).where(s.service_id == scope.service_id)))
    if scope.assessment_id is not None:
        a = document_assessments.c
        conditions.append(d.id.in_(select(a.document_id).where(a.assessment_id == scope.assessment_id)))
    total = int(tx.execute(select(func.count()).select_from(documents).where(*conditions)).scalar_one())
    order = d.seq if filters.oldest_first else d.seq.desc()
    seqs = all_numbers(tx, select(d.seq).where(*conditions).order_by(order).limit(limit).offset(offset))
    return read_documents(tx, scope.org_id, seqs), total


def _resolve(tx: Transaction, caller: Caller, filters: Filters) -> Scope | None:
    """Check that what is filtered by exists, and drop filters that follow from others: a service and an assessment
    belong to one vendor each, so a vendor beside them either changes nothing or empties the list (None)."""
    if filters.vendor_id is not None:
        check_vendor(tx, caller, filters.vendor_id)
    vendors_named = {filters.vendor_id} - {None}
    if filters.service_id is not None:
        owner = _owner(tx, caller, services, ids.SERVICE, filters.service_id)
        if owner is None:
            raise ServiceNotFoundError
        vendors_named.add(owner)
    if filters.assessment_id is not None:
        owner = _owner(tx, caller, assessments, ids.ASSESSMENT, filters.assessment_id)
        if owner is None:
            raise AssessmentNotFoundError
        vendors_named.add(owner)
    if len(vendors_named) > 1:
        return None
    is_linked = filters.service_id is not None or filters.assessment_id is not None
    return Scope(
        org_id=caller.org_id,
        vendor_id=None if is_linked else filters.vendor_id,
        service_id=filters.service_id,
        assessment_id=filters.assessment_id,
        counted_as=_counted_as(caller, filters),
    )


def _counted_as(caller: Caller, filters: Filters) -> str | None:
    if filters.service_id is not None and filters.assessment_id is not None:
        return None
    return filters.service_id or filters.assessment_id or filters.vendor_id or caller.org_id


def _owner(tx: Transaction, caller: Caller, table: Any, prefix: str, id_: str) -> str | None:
    if not ids.has_shape(prefix, id_):
        return None
    found = tx.execute(select(table.c.vendor_id).where(table.c.id == id_, table.c.org_id == caller.org_id)).scalar()
    return str(found) if found is not None else None


def _seq_range(tx: Transaction, caller: Caller, filters: Filters) -> SeqRange:
    """Times as a range of `seq`: `created_at` never falls as `seq` rises."""
    first, last = EVERYTHING.first, EVERYTHING.last
    d = documents.c
    if filters.created_after is not None:
        after = tx.execute(
            select(d.seq)
            .where(d.org_id == caller.org_id, d.created_at > _bounded(filters.created_after))
            .order_by(d.created_at, d.seq)
            .limit(1)
        ).scalar()
        first = int(after) if after is not None else EVERYTHING.last + 1
    if filters.created_before is not None:
        before = tx.execute(
            select(d.seq)
            .where(d.org_id == caller.org_id, d.created_at < _bounded(filters.created_before))
            .order_by(d.created_at.desc(), d.seq.desc())
            .limit(1)
        ).scalar()
        last = int(before) if before is not None else -1
    return SeqRange(first, last)


def _bounded(seconds: int) -> int:
    return max(-(2**62), min(2**62, seconds))


_SEQ_AND_WIRE = select(documents.c.seq, *WIRE_COLUMNS).where(documents.c.org_id == bindparam("org"))
_GIVEN = func.json_each(bindparam("seqs")).table_valued("value")
_READ = HotRows(
    sqlite=_SEQ_AND_WIRE.where(documents.c.seq.in_(select(_GIVEN.c.value))),
    postgresql=_SEQ_AND_WIRE.where(documents.c.seq == any_(bindparam("seqs", type_=postgresql.ARRAY(BigInteger)))),
)


def read_documents(tx: Transaction, org_id: str, seqs: Sequence[int]) -> list[dict[str, Any]]:
    """The document objects of these `seq`, in this order."""
    if not seqs:
        return []
    given = orjson.dumps(seqs).decode() if tx.dialect.name == "sqlite" else list(seqs)
    rows = _READ.all(tx, {"org": org_id, "seqs": given})
    by_seq = {row[0]: row_on_the_wire(row[1:]) for row in rows}
    return [by_seq[seq] for seq in seqs if seq in by_seq]
