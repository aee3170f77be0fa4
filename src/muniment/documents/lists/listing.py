"""Lists that stay flat: any filters, any offset, the exact total (docs/decisions/0001, with the rule for new filters).

- `total` comes from counters (documents/counts.py) wherever they know it.
- A page is walked to through a covering index (paging.py, filters.py); first its `seq`, then the documents themselves.
- The documents come as JSON from the database (page_json.py).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import orjson
from sqlalchemy import Select, bindparam, func, select

from muniment import ids
from muniment.accounts.caller import Caller
from muniment.db.engine import Transaction
from muniment.db.statements import HotStatement
from muniment.db.tables import (
    assessments,
    document_assessments,
    document_services,
    documents,
    organisations,
    services,
)
from muniment.documents.lists.filters import (
    EVERYTHING,
    Filters,
    Order,
    Position,
    Scope,
    SeqRange,
    conditions,
    looked_at,
    matches,
    put_in_order,
)
from muniment.documents.lists.page_json import among, json_of
from muniment.documents.lists.paging import Paging, first_page, is_among_the_first
from muniment.documents.references import check_vendor, may_be_vendor
from muniment.documents.search.matches import are_common, documents_matching, page_on_postgresql, page_on_sqlite
from muniment.errors import AssessmentNotFoundError, ServiceNotFoundError, VendorNotFoundError

__all__ = ["Filters", "Order", "Position", "is_among_the_first", "page", "quick_page", "seqs"]


def page(tx: Transaction, caller: Caller, filters: Filters, *, limit: int, offset: int) -> tuple[str, int]:
    """The document objects of one page as a JSON array, and how many match in all. Raises the filters' not-found
    errors. Needs one snapshot for all its statements."""
    found, total = seqs(tx, caller, filters, limit=limit, offset=offset)
    return json_of(tx, caller.org_id, found, order=filters.order), total


def seqs(
    tx: Transaction, caller: Caller, filters: Filters, *, limit: int, offset: int = 0, after: Position | None = None
) -> tuple[list[int], int]:
    """The same page by the `seq` of its documents. `after`: where it begins, `offset` counted from there."""
    scope = _resolve(tx, caller, filters)
    if scope is None:
        return [], 0
    seq_range = _seq_range(tx, caller, filters)
    if seq_range.is_empty:
        return [], 0
    cut = _Cut(filters.order, limit, offset, after)
    if filters.sha256 is not None or filters.only_quarantined:
        return _few(tx, caller.org_id, scope, filters, seq_range, cut)
    if filters.q is not None:
        return _matching(tx, caller.org_id, scope, filters, seq_range, cut)
    return Paging(tx, scope, filters, seq_range).page(limit=limit, offset=offset, after=after)


@dataclass(frozen=True, slots=True)
class _Cut:
    """What of all that was found stands on a page."""

    order: Order
    limit: int
    offset: int
    after: Position | None

    def of(self, tx: Transaction, org_id: str, found: Select[Any]) -> Select[Any]:
        """Selects the page's `seq` in order, of those that are selected."""
        d = documents.c
        return self.of_few(select(d.seq).where(d.org_id == org_id, among(tx.dialect.name, found)))

    def of_few(self, query: Select[Any]) -> Select[Any]:
        """The same, of those that are selected from documents."""
        return put_in_order(query, self.order, after=self.after).limit(self.limit).offset(self.offset)


def quick_page(tx: Transaction, caller: Caller, filters: Filters, *, limit: int, offset: int) -> tuple[str, int] | None:
    """The same for a page that `is_among_the_first`, from one statement that is kept and needs no snapshot. None where
    it takes more: for a caller that is bound to several vendors."""
    scope = _of_vendor(caller, filters) or _resolve(tx, caller, filters)
    if scope is None:
        return "[]", 0
    if len(scope.counted_as) > 1:
        return None
    return first_page(tx, caller.org_id, scope, filters, limit=limit, offset=offset)


def _matching(
    tx: Transaction, org_id: str, scope: Scope, filters: Filters, seq_range: SeqRange, cut: _Cut
) -> tuple[list[int], int]:
    """Which, by `seq`, with a search: what matches the words is found first, so this costs what the words match."""
    assert filters.q is not None
    matching = documents_matching(tx, org_id, filters.q, include_archived=filters.include_archived)
    if not matching:
        return [], 0
    is_filtered = scope.is_part or filters.statuses or filters.document_types or seq_range != EVERYTHING
    if not is_filtered and not filters.is_by_date and cut.after is None and cut.order.is_by_age:
        page: dict[str, Any] = {"limit": cut.limit, "offset": cut.offset, "oldest_first": filters.oldest_first}
        # The index knows all of it: looking 200,000 documents up as well takes as long again
        if tx.dialect.name != "sqlite":
            return page_on_postgresql(tx, matching, last=_last_seq(tx, org_id), **page)
        first, *others = matching
        if not others:
            return page_on_sqlite(tx, first, **page)
        (seq,) = first.seqs.subquery().c
        query = select(seq).where(*(one.asks_of(seq) for one in others)).distinct()
    elif are_common(tx, matching):
        query = matches(tx.dialect.name, scope, filters, seq_range)
        # `+ 0`: walked to by the filters' index, not by each `seq` of the words
        query = query.where(*(one.asks_of(query.selected_columns[0] + 0) for one in matching))
    else:
        query = _looked_up(org_id, scope, filters, seq_range).where(*(one.asks_of(documents.c.seq) for one in matching))
    # In one statement: what matches is found once, and both counted and cut to the page
    found = query.cte("found")
    if cut.order.is_by_age and cut.after is None:
        order = found.c.seq if filters.oldest_first else found.c.seq.desc()
        page_of_it = select(found.c.seq).order_by(order).limit(cut.limit).offset(cut.offset)
    else:
        page_of_it = cut.of(tx, org_id, select(found.c.seq))
    shown = page_of_it.subquery("shown")
    together = func.json_group_array if tx.dialect.name == "sqlite" else func.array_agg
    total = select(func.count()).select_from(found).scalar_subquery()
    row = tx.execute(select(total, together(shown.c.seq))).one()
    return list(orjson.loads(row[1]) if isinstance(row[1], str) else row[1] or ()), int(row[0])


def _few(
    tx: Transaction, org_id: str, scope: Scope, filters: Filters, seq_range: SeqRange, cut: _Cut
) -> tuple[list[int], int]:
    """Which, by `seq`, whose bytes are these, or that are in quarantine: few are, so all of them are put in order."""
    query = _looked_up(org_id, scope, filters, seq_range)
    if filters.sha256 is not None:
        query = query.where(documents.c.sha256 == filters.sha256)
    if filters.only_quarantined:
        query = query.where(documents.c.quarantined_for.is_not(None))
    if filters.q is not None:
        matching = documents_matching(tx, org_id, filters.q, include_archived=filters.include_archived)
        if not matching:
            return [], 0
        query = query.where(*(one.asks_of(documents.c.seq) for one in matching))
    total = int(tx.execute(select(func.count()).select_from(query.subquery())).scalar_one())
    return list(tx.execute(cut.of_few(query)).scalars()), total


def _last_seq(tx: Transaction, org_id: str) -> int:
    return int(tx.execute(select(organisations.c.document_seq).where(organisations.c.id == org_id)).scalar_one())


def _looked_up(org_id: str, scope: Scope, filters: Filters, seq_range: SeqRange) -> Select[Any]:
    """Selects the `seq` of what the filters leave, to be narrowed to few."""
    d = documents.c
    its = looked_at(d) if filters.is_by_date else d
    asked = [d.org_id == org_id, *conditions(its, filters)]
    if seq_range != EVERYTHING:
        asked += [d.seq >= seq_range.first, d.seq <= seq_range.last]
    if scope.vendor_ids:
        asked.append(d.vendor_id.in_(scope.vendor_ids))
    if scope.service_id is not None:
        s = document_services.c
        asked.append(d.id.in_(select(s.document_id).where(s.service_id == scope.service_id)))
    if scope.assessment_id is not None:
        a = document_assessments.c
        asked.append(d.id.in_(select(a.document_id).where(a.assessment_id == scope.assessment_id)))
    return select(d.seq).where(*asked)


def _of_vendor(caller: Caller, filters: Filters) -> Scope | None:
    """The scope of a vendor alone, of which the statement itself tells whether it is there; None for other filters."""
    vendor_id = filters.vendor_id
    if vendor_id is None or filters.service_id is not None or filters.assessment_id is not None:
        return None
    if not may_be_vendor(caller, vendor_id):
        raise VendorNotFoundError
    return Scope(caller.org_id, (vendor_id,), None, None, counted_as=(vendor_id,))


def _resolve(tx: Transaction, caller: Caller, filters: Filters) -> Scope | None:
    """Check that what is filtered by exists, and drop filters that follow from others: a service and an assessment
    belong to one vendor each, so a vendor beside them either changes nothing or empties the list (None)."""
    if filters.vendor_id is not None:
        check_vendor(tx, caller, filters.vendor_id)
    vendors_named = {filters.vendor_id} - {None}
    if filters.service_id is not None:
        owner = _owner(tx, caller, ids.SERVICE, filters.service_id)
        if owner is None:
            raise ServiceNotFoundError
        vendors_named.add(owner)
    if filters.assessment_id is not None:
        owner = _owner(tx, caller, ids.ASSESSMENT, filters.assessment_id)
        if owner is None:
            raise AssessmentNotFoundError
        vendors_named.add(owner)
    if len(vendors_named) > 1:
        return None
    links = tuple(one for one in (filters.service_id, filters.assessment_id) if one is not None)
    vendor_ids: tuple[str, ...] = ()
    if not links:
        bound = caller.vendor_ids or ()
        vendor_ids = (filters.vendor_id,) if filters.vendor_id is not None else tuple(sorted(bound))
    return Scope(
        org_id=caller.org_id,
        vendor_ids=vendor_ids,
        service_id=filters.service_id,
        assessment_id=filters.assessment_id,
        counted_as=() if len(links) > 1 else links or vendor_ids or (caller.org_id,),
    )


_OWNERS = {
    prefix: HotStatement(
        select(table.c.vendor_id).where(table.c.id == bindparam("id"), table.c.org_id == bindparam("org"))
    )
    for prefix, table in ((ids.SERVICE, services), (ids.ASSESSMENT, assessments))
}


def _owner(tx: Transaction, caller: Caller, prefix: str, id_: str) -> str | None:
    if not ids.has_shape(prefix, id_):
        return None
    found = _OWNERS[prefix].first(tx, {"id": id_, "org": caller.org_id})
    return str(found[0]) if found is not None and caller.sees(found[0]) else None


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
