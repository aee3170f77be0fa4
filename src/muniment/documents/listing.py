"""Lists that stay flat: any filters, any offset, the exact total, at a million documents.

How (measured in docs/benchmarks.md; the traps are SQLite's and PostgreSQL's alike):
- `total` comes from counters (documents/counts.py), not from counting rows.
- A deep page is reached by adding up the scope's blocks, then walking a covering index inside one block.
- Rows are read only for the page itself: first the page's `seq`, then the documents (a deferred join).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import orjson
from sqlalchemy import BigInteger, ColumnElement, Select, any_, bindparam, func, select
from sqlalchemy.dialects import postgresql

from muniment import ids
from muniment.db.engine import Transaction
from muniment.db.hot import HotStatement
from muniment.db.rows import all_numbers, all_rows
from muniment.db.tables import (
    assessments,
    document_assessments,
    document_counts,
    document_services,
    documents,
    services,
)
from muniment.documents import search
from muniment.documents.counts import TOTAL, block_size, many_links_scope, pair_scope
from muniment.documents.record import WIRE_COLUMNS, row_on_the_wire
from muniment.documents.references import check_vendor
from muniment.errors import AssessmentNotFoundError, ServiceNotFoundError


@dataclass(frozen=True, slots=True)
class Filters:
    """What to list. An empty tuple or None does not filter. Times in Unix seconds, `created_after` exclusive,
    `created_before` exclusive."""

    vendor_id: str | None = None
    service_id: str | None = None
    assessment_id: str | None = None
    document_types: tuple[str, ...] = ()
    statuses: tuple[str, ...] = ()
    q: str | None = None
    created_after: int | None = None
    created_before: int | None = None
    include_archived: bool = False
    oldest_first: bool = False


@dataclass(frozen=True, slots=True)
class _Window:
    """The `seq` a list may touch, both ends inclusive."""

    first: int
    last: int

    @property
    def is_empty(self) -> bool:
        return self.first > self.last


_FEW = 20_000
"""Up to so many matches are looked up by their kind and put in order here: at most about 10 ms."""

EVERY_STATUS = ("created", "analyzing", "complete", "failed")

_EVERYTHING = _Window(0, 2**62 - 1)
"""Whole blocks at both ends, so that nothing has to be walked to count it."""


def page(
    tx: Transaction, org_id: str, filters: Filters, *, limit: int, offset: int
) -> tuple[list[dict[str, Any]], int]:
    """The document objects of one page, and how many match in all. Raises the filters' not-found errors."""
    scope = _resolve(tx, org_id, filters)
    if scope is None:
        return [], 0
    window = _window(tx, org_id, filters)
    if window.is_empty:
        return [], 0
    if filters.q is not None:
        return _page_matching(tx, scope, filters, window, limit=limit, offset=offset)
    total = _total(tx, scope, filters, window)
    if offset >= total:
        return [], total
    seqs = _seqs(tx, scope, filters, window, limit=limit, offset=offset, total=total)
    return read_documents(tx, org_id, seqs), total


def _page_matching(
    tx: Transaction, scope: _Scope, filters: Filters, window: _Window, *, limit: int, offset: int
) -> tuple[list[dict[str, Any]], int]:
    """The same with a search: what matches the words is found first, so this costs what the words match."""
    assert filters.q is not None
    matching = search.documents_matching(tx, scope.org_id, filters.q)
    if matching is None:
        return [], 0
    d = documents.c
    conditions = [d.org_id == scope.org_id, d.seq >= window.first, d.seq <= window.last, *matching]
    conditions += _kind_conditions(d, filters)
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


@dataclass(frozen=True, slots=True)
class _Scope:
    """The narrowest sets named: a whole organisation, or a vendor, or links to a service and/or an assessment.

    `counted_as`: the scope under which this very set is counted; None when it has to be walked."""

    org_id: str
    vendor_id: str | None
    service_id: str | None
    assessment_id: str | None
    counted_as: str | None


def _resolve(tx: Transaction, org_id: str, filters: Filters) -> _Scope | None:
    """Check that what is filtered by exists, and drop filters that follow from others: a service and an assessment
    belong to one vendor each, so a vendor beside them either changes nothing or empties the list (None)."""
    if filters.vendor_id is not None:
        check_vendor(tx, org_id, filters.vendor_id)
    vendors_named = {filters.vendor_id} - {None}
    if filters.service_id is not None:
        owner = _owner(tx, services, ids.SERVICE, org_id, filters.service_id)
        if owner is None:
            raise ServiceNotFoundError
        vendors_named.add(owner)
    if filters.assessment_id is not None:
        owner = _owner(tx, assessments, ids.ASSESSMENT, org_id, filters.assessment_id)
        if owner is None:
            raise AssessmentNotFoundError
        vendors_named.add(owner)
    if len(vendors_named) > 1:
        return None
    is_linked = filters.service_id is not None or filters.assessment_id is not None
    return _Scope(
        org_id=org_id,
        vendor_id=None if is_linked else filters.vendor_id,
        service_id=filters.service_id,
        assessment_id=filters.assessment_id,
        counted_as=_counted_as(tx, org_id, filters),
    )


def _counted_as(tx: Transaction, org_id: str, filters: Filters) -> str | None:
    if filters.service_id is None or filters.assessment_id is None:
        return filters.service_id or filters.assessment_id or filters.vendor_id or org_id
    c = document_counts.c
    # Documents of very many links are not counted by pairs; while the assessment has any, what is shared is walked.
    uncounted = select(c.n).where(c.scope_id == many_links_scope(filters.assessment_id), c.block == TOTAL, c.n > 0)
    if tx.execute(uncounted.limit(1)).first() is not None:
        return None
    return pair_scope(filters.service_id, filters.assessment_id)


def _owner(tx: Transaction, table: Any, prefix: str, org_id: str, id_: str) -> str | None:
    if not ids.has_shape(prefix, id_):
        return None
    found = tx.execute(select(table.c.vendor_id).where(table.c.id == id_, table.c.org_id == org_id)).scalar()
    return str(found) if found is not None else None


def _window(tx: Transaction, org_id: str, filters: Filters) -> _Window:
    """Times as a range of `seq`: `created_at` never falls as `seq` rises."""
    first, last = _EVERYTHING.first, _EVERYTHING.last
    d = documents.c
    if filters.created_after is not None:
        after = tx.execute(
            select(d.seq)
            .where(d.org_id == org_id, d.created_at > _bounded(filters.created_after))
            .order_by(d.created_at, d.seq)
            .limit(1)
        ).scalar()
        first = int(after) if after is not None else _EVERYTHING.last + 1
    if filters.created_before is not None:
        before = tx.execute(
            select(d.seq)
            .where(d.org_id == org_id, d.created_at < _bounded(filters.created_before))
            .order_by(d.created_at.desc(), d.seq.desc())
            .limit(1)
        ).scalar()
        last = int(before) if before is not None else -1
    return _Window(first, last)


def _bounded(seconds: int) -> int:
    return max(-(2**62), min(2**62, seconds))


def _kind_conditions(columns: Any, filters: Filters) -> list[ColumnElement[bool]]:
    """Conditions on type, status and archive state, for a table that has those columns."""
    conditions: list[ColumnElement[bool]] = []
    if not filters.include_archived:
        conditions.append(columns.is_archived.is_(False))
    if filters.statuses:
        conditions.append(columns.status.in_(filters.statuses))
    if filters.document_types:
        conditions.append(columns.document_type.in_(filters.document_types))
    return conditions


def _counter(scope_id: str, filters: Filters, *extra: ColumnElement[bool]) -> Select[Any]:
    c = document_counts.c
    return select(func.coalesce(func.sum(c.n), 0)).where(c.scope_id == scope_id, *_kind_conditions(c, filters), *extra)


def _total(tx: Transaction, scope: _Scope, filters: Filters, window: _Window) -> int:
    counted_as = scope.counted_as
    if counted_as is not None and window == _EVERYTHING:
        return int(tx.execute(_counter(counted_as, filters, document_counts.c.block == TOTAL)).scalar_one())
    if counted_as is not None:
        return _count_by_blocks(tx, scope, counted_as, filters, window)
    return _walk_count(tx, scope, filters, window)


def _count_by_blocks(tx: Transaction, scope: _Scope, counted_as: str, filters: Filters, window: _Window) -> int:
    """Whole blocks from the counters, the cut ones at either end by walking them."""
    size = block_size(counted_as, org_id=scope.org_id)
    first_whole, end_whole = _whole_blocks(window, size)
    if first_whole >= end_whole:
        return _walk_count(tx, scope, filters, window)
    c = document_counts.c
    whole = tx.execute(_counter(counted_as, filters, c.block >= first_whole, c.block < end_whole)).scalar_one()
    head = _walk_count(tx, scope, filters, _Window(window.first, first_whole * size - 1))
    tail = _walk_count(tx, scope, filters, _Window(end_whole * size, window.last))
    return int(whole) + head + tail


def _whole_blocks(window: _Window, size: int) -> tuple[int, int]:
    """The first block that lies wholly inside the window, and the one after the last."""
    return -(-window.first // size), (window.last + 1) // size


def _walk_count(tx: Transaction, scope: _Scope, filters: Filters, window: _Window) -> int:
    if window.is_empty:
        return 0
    return int(tx.execute(select(func.count()).select_from(_matches(scope, filters, window).subquery())).scalar_one())


def _seqs(
    tx: Transaction, scope: _Scope, filters: Filters, window: _Window, *, limit: int, offset: int, total: int
) -> list[int]:
    """The `seq` of the page's documents, in the page's order."""
    if scope.counted_as == scope.org_id and _are_few(tx, scope.org_id, filters, window, total=total):
        return _few(tx, scope.org_id, filters, window)[offset : offset + limit]
    take = min(limit, total - offset)
    counted_as = scope.counted_as
    if counted_as is not None and offset > block_size(scope.org_id, org_id=scope.org_id):
        window, offset = _skip_blocks(tx, scope, counted_as, filters, window, offset)
        return _walk(tx, scope, filters, window, limit=take, offset=offset, oldest_first=filters.oldest_first)
    if offset > total // 2:
        seqs = _walk(
            tx,
            scope,
            filters,
            window,
            limit=take,
            offset=total - offset - take,
            oldest_first=not filters.oldest_first,
        )
        return seqs[::-1]
    return _walk(tx, scope, filters, window, limit=take, offset=offset, oldest_first=filters.oldest_first)


def _are_few(tx: Transaction, org_id: str, filters: Filters, window: _Window, *, total: int) -> bool:
    """Whether the filters match few documents at any time, of which `total` are in the window."""
    if total > _FEW or window == _EVERYTHING:
        return total <= _FEW
    return int(tx.execute(_counter(org_id, filters, document_counts.c.block == TOTAL)).scalar_one()) <= _FEW


def _few(tx: Transaction, org_id: str, filters: Filters, window: _Window) -> list[int]:
    """Every matching `seq` of the organisation, in order, for filters that match few of many.

    Naming the states, and asking for no order, lets the index by state and type find them instead of walking to them.
    """
    d = documents.c
    states = filters.statuses or EVERY_STATUS
    found = all_numbers(
        tx, select(d.seq).where(d.org_id == org_id, d.status.in_(states), *_kind_conditions(d, filters))
    )
    inside = (seq for seq in found if window.first <= seq <= window.last)
    return sorted(inside, reverse=not filters.oldest_first)


def _skip_blocks(
    tx: Transaction, scope: _Scope, counted_as: str, filters: Filters, window: _Window, offset: int
) -> tuple[_Window, int]:
    """The part of the window that begins with the block in which the offset falls, and what is left of the offset.

    Only blocks that lie wholly inside the window are added up; the cut ones at its ends are walked.
    """
    size = block_size(counted_as, org_id=scope.org_id)
    first_whole, end_whole = _whole_blocks(window, size)
    if first_whole >= end_whole:
        return window, offset
    low, high = _Window(window.first, first_whole * size - 1), _Window(end_whole * size, window.last)
    near, far = (low, high) if filters.oldest_first else (high, low)
    in_near = _walk_count(tx, scope, filters, near)
    if offset < in_near:
        return window, offset
    offset -= in_near
    c = document_counts.c
    sums = (
        select(c.block, func.sum(c.n))
        .where(c.scope_id == counted_as, c.block >= first_whole, c.block < end_whole, *_kind_conditions(c, filters))
        .group_by(c.block)
        .order_by(c.block if filters.oldest_first else c.block.desc())
    )
    for block, n in all_rows(tx, sums):
        if offset < n:
            return _from_block(window, int(block), size, oldest_first=filters.oldest_first), offset
        offset -= int(n)
    return far, offset


def _from_block(window: _Window, block: int, size: int, *, oldest_first: bool) -> _Window:
    if oldest_first:
        return _Window(max(window.first, block * size), window.last)
    return _Window(window.first, min(window.last, (block + 1) * size - 1))


def _walk(
    tx: Transaction, scope: _Scope, filters: Filters, window: _Window, *, limit: int, offset: int, oldest_first: bool
) -> list[int]:
    matches = _matches(scope, filters, window)
    seq = matches.selected_columns[0]
    matches = matches.order_by(seq if oldest_first else seq.desc()).limit(limit).offset(offset)
    return all_numbers(tx, matches)


def _matches(scope: _Scope, filters: Filters, window: _Window) -> Select[Any]:
    """Selects the `seq` of what matches, through covering indexes only. The one column is `seq`."""
    if scope.service_id is None and scope.assessment_id is None:
        d = documents.c
        owner = d.vendor_id == scope.vendor_id if scope.vendor_id is not None else d.org_id == scope.org_id
        return select(d.seq).where(owner, *_within(d, window), *_kind_conditions(d, filters))
    s, a = document_services.c, document_assessments.c
    if scope.service_id is None:
        return select(a.seq).where(
            a.assessment_id == scope.assessment_id, *_within(a, window), *_kind_conditions(a, filters)
        )
    query = select(s.seq).where(s.service_id == scope.service_id, *_within(s, window), *_kind_conditions(s, filters))
    if scope.assessment_id is not None:
        query = query.where(
            select(a.seq).where(a.assessment_id == scope.assessment_id, a.seq == s.seq).correlate(s.seq.table).exists()
        )
    return query


def _within(columns: Any, window: _Window) -> list[ColumnElement[bool]]:
    return [] if window == _EVERYTHING else [columns.seq >= window.first, columns.seq <= window.last]


_SEQ_AND_WIRE = (documents.c.seq, *WIRE_COLUMNS)
_GIVEN = func.json_each(bindparam("seqs")).table_valued("value")
_READ = {
    # As db/rows.py does it: one row of JSON.
    "sqlite": HotStatement(
        select(func.json_group_array(func.json_array(*_SEQ_AND_WIRE))).where(
            documents.c.org_id == bindparam("org"), documents.c.seq.in_(select(_GIVEN.c.value))
        )
    ),
    "postgresql": HotStatement(
        select(*_SEQ_AND_WIRE).where(
            documents.c.org_id == bindparam("org"),
            documents.c.seq == any_(bindparam("seqs", type_=postgresql.ARRAY(BigInteger))),
        )
    ),
}


def read_documents(tx: Transaction, org_id: str, seqs: Sequence[int]) -> list[dict[str, Any]]:
    """The document objects of these `seq`, in this order."""
    if not seqs:
        return []
    read = _READ[tx.dialect.name]
    rows: Sequence[Sequence[Any]]
    if tx.dialect.name == "sqlite":
        found = read.first(tx, {"org": org_id, "seqs": orjson.dumps(seqs).decode()})
        rows = orjson.loads(found[0]) if found is not None else []
    else:
        rows = read.all(tx, {"org": org_id, "seqs": list(seqs)})
    by_seq = {row[0]: row_on_the_wire(row[1:]) for row in rows}
    return [by_seq[seq] for seq in seqs if seq in by_seq]
