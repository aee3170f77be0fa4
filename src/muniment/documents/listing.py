"""Lists that stay flat: any filters, any offset, the exact total, at a million documents.

How (measured in docs/benchmarks.md; the traps are SQLite's and PostgreSQL's alike):
- `total` comes from counters (documents/counts.py), not from counting rows.
- A deep page is reached by adding up the scope's blocks, then walking a covering index inside one block.
- Rows are read only for the page itself: first the page's `seq`, then the documents (a deferred join).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import orjson
from sqlalchemy import BigInteger, ColumnElement, Select, and_, any_, bindparam, func, select
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
from muniment.documents import counts, search
from muniment.documents.counts import TOTAL, block_size, coarse_key, many_links_scope, pair_scope
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


_FEW = 5_000
"""Up to so many documents of the organisation are looked up by their kind and put in order here: about 5 ms. A page of
commoner kinds is found by walking some thousands."""

_WALKED = 8_000
"""So many entries of an index are walked rather than found by adding up blocks: about 3 ms either way."""

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
    counts: dict[_Window, int] = field(default_factory=dict, compare=False)
    sums: dict[_Blocks, list[tuple[int, int]]] = field(default_factory=dict, compare=False)
    """What was counted for the total is not counted again for the page."""

    @property
    def is_pair(self) -> bool:
        """Whether it is what a service and an assessment share."""
        return self.service_id is not None and self.assessment_id is not None


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


def _counted(filters: Filters) -> ColumnElement[Any]:
    """The sum of the counters whose type, status and archive state are asked for.

    Said in the aggregate and not in WHERE: PostgreSQL 18 would take such conditions for parts of the primary key's
    index to skip through, reckon that dear, and read the whole table instead.
    """
    c = document_counts.c
    conditions = _kind_conditions(c, filters)
    total = func.sum(c.n)
    return func.coalesce(total.filter(*conditions) if conditions else total, 0)


def _counter(scope_id: str, filters: Filters, *blocks: ColumnElement[bool]) -> Select[Any]:
    return select(_counted(filters)).where(document_counts.c.scope_id == scope_id, *blocks)


def _total(tx: Transaction, scope: _Scope, filters: Filters, window: _Window) -> int:
    counted_as = scope.counted_as
    if counted_as is not None and window == _EVERYTHING:
        return int(tx.execute(_counter(counted_as, filters, document_counts.c.block == TOTAL)).scalar_one())
    if counted_as is not None:
        return _count_by_blocks(tx, scope, counted_as, filters, window)
    return _walk_count(tx, scope, filters, window)


def _count_by_blocks(tx: Transaction, scope: _Scope, counted_as: str, filters: Filters, window: _Window) -> int:
    """Whole blocks from the counters, the cut ones at either end by walking them."""
    whole = _whole_blocks(scope, counted_as, window)
    if not whole:
        return _walk_count(tx, scope, filters, window)
    n = sum(n for blocks in whole for _, n in _sums(tx, scope, counted_as, filters, blocks))
    return n + sum(_walk_count(tx, scope, filters, cut) for cut in _cut(window, whole))


@dataclass(frozen=True, slots=True)
class _Blocks:
    """Consecutive blocks of a scope, `first` to before `end`, as the counters have them."""

    first: int
    end: int
    size: int
    is_coarse: bool = False

    @property
    def keys(self) -> ColumnElement[bool]:
        """The counters' condition."""
        block = document_counts.c.block
        if self.is_coarse:
            return and_(block <= coarse_key(self.first), block > coarse_key(self.end))
        return and_(block >= self.first, block < self.end)

    def number(self, key: int) -> int:
        """Which block is counted under the key."""
        return coarse_key(key) if self.is_coarse else key


def _whole_blocks(scope: _Scope, counted_as: str, window: _Window) -> list[_Blocks]:
    """The blocks that lie wholly inside the window, the oldest first; as few as can be: coarse ones in the middle."""
    size = block_size(counted_as, org_id=scope.org_id)
    first, end = -(-window.first // size), (window.last + 1) // size
    coarse_first, coarse_end = -(-first // counts.WIDE), end // counts.WIDE
    if counted_as != scope.org_id or coarse_first >= coarse_end:
        parts = [_Blocks(first, end, size)]
    else:
        parts = [
            _Blocks(first, coarse_first * counts.WIDE, size),
            _Blocks(coarse_first, coarse_end, size * counts.WIDE, is_coarse=True),
            _Blocks(coarse_end * counts.WIDE, end, size),
        ]
    return [part for part in parts if part.first < part.end]


def _cut(window: _Window, whole: Sequence[_Blocks]) -> tuple[_Window, _Window]:
    """What of the window lies before and behind its whole blocks."""
    first, last = whole[0], whole[-1]
    return _Window(window.first, first.first * first.size - 1), _Window(last.end * last.size, window.last)


def _walk_count(tx: Transaction, scope: _Scope, filters: Filters, window: _Window) -> int:
    if window.is_empty:
        return 0
    if window not in scope.counts:
        matches = _matches(tx, scope, filters, window).subquery()
        scope.counts[window] = int(tx.execute(select(func.count()).select_from(matches)).scalar_one())
    return scope.counts[window]


def _seqs(
    tx: Transaction, scope: _Scope, filters: Filters, window: _Window, *, limit: int, offset: int, total: int
) -> list[int]:
    """The `seq` of the page's documents, in the page's order."""
    if scope.vendor_id is None and _are_few(tx, scope.org_id, filters):
        return _few(tx, scope, filters, window)[offset : offset + limit]
    take = min(limit, total - offset)
    counted_as = scope.counted_as
    if counted_as is not None and (scope.is_pair or _is_far(tx, counted_as, filters, offset, take, total=total)):
        window, offset = _skip_blocks(tx, scope, counted_as, filters, window, offset=offset, take=take)
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


def _is_far(tx: Transaction, counted_as: str, filters: Filters, offset: int, take: int, *, total: int) -> bool:
    """Whether so many documents lie between the page and the nearer end of the list, matching or not, that adding up
    blocks is quicker than walking them."""
    matching = min(offset + take, total - offset)
    if not filters.statuses and not filters.document_types:
        return matching > _WALKED
    everything = _counter(counted_as, Filters(include_archived=True), document_counts.c.block == TOTAL)
    return matching * int(tx.execute(everything).scalar_one()) > _WALKED * total


def _are_few(tx: Transaction, org_id: str, filters: Filters) -> bool:
    """Whether few documents of the whole organisation are of the kinds asked for."""
    if not filters.statuses and not filters.document_types:
        return False  # few only where there are few at all, and these are walked as quickly
    return int(tx.execute(_counter(org_id, filters, document_counts.c.block == TOTAL)).scalar_one()) <= _FEW


def _few(tx: Transaction, scope: _Scope, filters: Filters, window: _Window) -> list[int]:
    """Every matching `seq`, in order, for filters that match few of many.

    Naming the states, and asking for no order, lets the index by state and type find them instead of walking to them;
    only then is it asked which of them a service or an assessment has. (A vendor's are walked: that index does not say
    whose a document is, and fetching thousands of rows takes longer.)
    """
    d = documents.c
    states = filters.statuses or EVERY_STATUS
    of_kind = select(d.seq).where(d.org_id == scope.org_id, d.status.in_(states), *_kind_conditions(d, filters))
    links = _links(scope)
    if links:
        few = of_kind.cte("few").prefix_with("MATERIALIZED", dialect="postgresql")
        of_kind = select(few.c.seq).where(
            *(select(seq).where(owner, seq == few.c.seq).correlate(few).exists() for seq, owner in links)
        )
    inside = (seq for seq in all_numbers(tx, of_kind) if window.first <= seq <= window.last)
    return sorted(inside, reverse=not filters.oldest_first)


def _links(scope: _Scope) -> list[tuple[ColumnElement[int], ColumnElement[bool]]]:
    """For each owner that documents are linked to: the links' `seq`, and the condition that a link is the owner's."""
    s, a = document_services.c, document_assessments.c
    found: list[tuple[ColumnElement[int], ColumnElement[bool]]] = []
    if scope.service_id is not None:
        found.append((s.seq, s.service_id == scope.service_id))
    if scope.assessment_id is not None:
        found.append((a.seq, a.assessment_id == scope.assessment_id))
    return found


def _skip_blocks(
    tx: Transaction, scope: _Scope, counted_as: str, filters: Filters, window: _Window, *, offset: int, take: int
) -> tuple[_Window, int]:
    """The part of the window from the block in which the offset falls to the one in which the page ends, and what is
    left of the offset.

    Only blocks that lie wholly inside the window are added up; the cut ones at its ends are walked.
    """
    whole = _whole_blocks(scope, counted_as, window)
    if not whole:
        return window, offset
    near, far = _cut(window, whole)
    if not filters.oldest_first:
        near, far, whole = far, near, whole[::-1]
    in_near = _walk_count(tx, scope, filters, near)
    if offset < in_near:
        return window, offset
    offset -= in_near
    for blocks in whole:
        found, offset = _find_block(tx, scope, counted_as, filters, blocks, window, offset=offset, take=take)
        if found is not None:
            return found, offset
    return far, offset


def _sums(tx: Transaction, scope: _Scope, counted_as: str, filters: Filters, blocks: _Blocks) -> list[tuple[int, int]]:
    """The number of each of the blocks and how many documents match in it, the oldest block first."""
    if blocks not in scope.sums:
        c = document_counts.c
        sums = select(c.block, _counted(filters)).where(c.scope_id == counted_as, blocks.keys).group_by(c.block)
        scope.sums[blocks] = sorted((blocks.number(int(key)), int(n)) for key, n in all_rows(tx, sums))
    return scope.sums[blocks]


def _find_block(
    tx: Transaction,
    scope: _Scope,
    counted_as: str,
    filters: Filters,
    blocks: _Blocks,
    window: _Window,
    *,
    offset: int,
    take: int,
) -> tuple[_Window | None, int]:
    """`_skip_blocks` for one kind of blocks; None, and what is then left of the offset, when it falls behind them."""
    sums = _sums(tx, scope, counted_as, filters, blocks)
    start: int | None = None
    held = 0
    for number, n in sums if filters.oldest_first else reversed(sums):
        if start is None and offset >= n:
            offset -= n
            continue
        if blocks.is_coarse:
            finer = _Blocks(number * counts.WIDE, (number + 1) * counts.WIDE, blocks.size // counts.WIDE)
            return _find_block(tx, scope, counted_as, filters, finer, window, offset=offset, take=take)
        start = number if start is None else start
        held += n
        if held >= offset + take:
            return _span(window, blocks.size, start, number), offset
    if start is None:
        return None, offset
    end = window.last // blocks.size if filters.oldest_first else 0
    return _span(window, blocks.size, start, end), offset


def _span(window: _Window, size: int, one: int, another: int) -> _Window:
    """What of the window lies in these two blocks and between them."""
    low, high = min(one, another), max(one, another)
    return _Window(max(window.first, low * size), min(window.last, (high + 1) * size - 1))


def _walk(
    tx: Transaction, scope: _Scope, filters: Filters, window: _Window, *, limit: int, offset: int, oldest_first: bool
) -> list[int]:
    matches = _matches(tx, scope, filters, window)
    seq = matches.selected_columns[0]
    matches = matches.order_by(seq if oldest_first else seq.desc()).limit(limit).offset(offset)
    return all_numbers(tx, matches)


def _matches(tx: Transaction, scope: _Scope, filters: Filters, window: _Window) -> Select[Any]:
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
    if scope.assessment_id is None:
        return query
    others = select(a.seq).where(a.assessment_id == scope.assessment_id, *_within(a, window))
    if tx.dialect.name == "sqlite":
        return query.where(others.where(a.seq == s.seq).correlate(s.seq.table).exists())
    # PostgreSQL takes the two for independent, expects next to nothing to be shared, and joins row by row: right where
    # the filters leave little (most documents are complete), dear elsewhere.
    if not filters.document_types and (not filters.statuses or "complete" in filters.statuses):
        return select(query.intersect(others).subquery().c.seq)
    mine = query.cte("mine").prefix_with("MATERIALIZED")
    return select(mine.c.seq).where(others.where(a.seq == mine.c.seq).correlate(mine).exists())


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
