"""How many documents a list has, and which stand on a page of it.

Counters (documents/counts.py) give the total of a whole scope. What they do not know, a part of time or what a service
and an assessment share, is counted by walking a covering index; a page is walked to from the nearer end of the list.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import Any

from sqlalchemy import BigInteger, BindParameter, Select, bindparam, cast, func, select

from muniment.db.engine import Transaction
from muniment.db.json_rows import all_numbers
from muniment.db.statements import HotStatement
from muniment.db.tables import document_counts, documents
from muniment.documents.lists.filters import (
    EVERYTHING,
    Filters,
    Id,
    Order,
    Position,
    Scope,
    SeqRange,
    in_order,
    kind_conditions,
    matches,
    of_dates,
    of_rare_kind,
    put_in_order,
)
from muniment.documents.lists.page_json import among, documents_json, rows_json
from muniment.documents.references import known_vendor
from muniment.errors import VendorNotFoundError

_FEW = 5_000
"""Up to so many documents of the organisation are looked up by their kind and put in order here. A page of commoner
kinds is found by walking some thousands."""


class Paging:
    """One list of one transaction."""

    def __init__(self, tx: Transaction, scope: Scope, filters: Filters, seq_range: SeqRange) -> None:
        self._tx = tx
        self._scope = scope
        self._filters = filters
        self._seq_range = seq_range

    def page(self, *, limit: int, offset: int, after: Position | None = None) -> tuple[list[int], int]:
        """The `seq` of the page's documents in the page's order, and how many match in all. `after`: where the page
        begins, `offset` counted from there."""
        is_plain = self._filters.order.is_by_age and not self._filters.is_by_date and after is None
        if is_plain and not self._scope.vendor_ids and self._are_few():
            few = self._few()
            return few[offset : offset + limit], len(few)
        total = self._total()
        if is_plain:
            return self._seqs(limit=min(limit, total - offset), offset=offset, total=total), total
        found = self._ordered(total, after)
        return all_numbers(self._tx, found.limit(limit).offset(offset)), total

    def _ordered(self, total: int, after: Position | None) -> Select[Any]:
        """Selects every matching `seq` behind that place, in order: few are found and then sorted, many walked to."""
        order = self._filters.order
        if total <= _FEW:
            found = select(documents.c.seq).where(
                documents.c.org_id == self._scope.org_id, among(self._tx.dialect.name, self._all())
            )
            return put_in_order(found, order, after=after)
        if not order.is_by_age:
            return in_order(self._scope, self._filters, self._seq_range, after=after)
        found = matches(self._tx.dialect.name, self._scope, self._filters, self._beyond(after))
        seq = found.selected_columns[0]
        return found.order_by(seq if order.is_ascending else seq.desc())

    def _beyond(self, after: Position | None) -> SeqRange:
        """What of the range comes after that place, in an order of age."""
        if after is None:
            return self._seq_range
        if self._filters.oldest_first:
            return replace(self._seq_range, first=max(self._seq_range.first, after.seq + 1))
        return replace(self._seq_range, last=min(self._seq_range.last, after.seq - 1))

    def _all(self) -> Select[Any]:
        """Selects every matching `seq`, in no order."""
        if self._filters.is_by_date and not self._scope.is_part:
            return of_dates(self._scope, self._filters, self._seq_range)
        return matches(self._tx.dialect.name, self._scope, self._filters, self._seq_range)

    @property
    def _is_counted(self) -> bool:
        is_whole = self._seq_range == EVERYTHING and not self._filters.is_by_date
        return bool(self._scope.counted_as) and is_whole

    def _are_few(self) -> bool:
        """Whether few documents of the whole organisation are of the kinds asked for."""
        if not self._filters.statuses and not self._filters.document_types:
            return False  # few only where there are few at all, and these are walked as quickly
        return self._counted((self._scope.org_id,)) <= _FEW

    def _few(self) -> list[int]:
        """Every matching `seq`, in order."""
        found = all_numbers(self._tx, of_rare_kind(self._scope, self._filters))
        inside = (seq for seq in found if self._seq_range.first <= seq <= self._seq_range.last)
        return sorted(inside, reverse=not self._filters.oldest_first)

    def _total(self) -> int:
        if self._is_counted:
            return self._counted(self._scope.counted_as)
        found = self._all().subquery()
        return int(self._tx.execute(select(func.count()).select_from(found)).scalar_one())

    def _seqs(self, *, limit: int, offset: int, total: int) -> list[int]:
        if limit <= 0:
            return []
        from_the_end = total - offset - limit
        oldest_first = self._filters.oldest_first
        if from_the_end < offset:
            return self._walk(limit=limit, offset=from_the_end, oldest_first=not oldest_first)[::-1]
        return self._walk(limit=limit, offset=offset, oldest_first=oldest_first)

    def _walk(self, *, limit: int, offset: int, oldest_first: bool) -> list[int]:
        found = matches(self._tx.dialect.name, self._scope, self._filters, self._seq_range)
        seq = found.selected_columns[0]
        return all_numbers(self._tx, found.order_by(seq if oldest_first else seq.desc()).limit(limit).offset(offset))

    def _counted(self, scope_ids: tuple[Id, ...]) -> int:
        return int(self._tx.execute(_counted(scope_ids, self._filters)).scalar_one())


def _counted(scope_ids: tuple[Id, ...], filters: Filters) -> Select[Any]:
    """Selects how many of the kinds asked for the scopes hold, none of which holds what another does.

    Said in the aggregate and not in WHERE: PostgreSQL 18 would take such conditions for parts of the primary key's
    index to skip through, reckon that dear, and read the whole table instead.
    """
    c = document_counts.c
    conditions = kind_conditions(c, filters)
    total = func.sum(c.n)
    counted = func.coalesce(total.filter(*conditions) if conditions else total, 0)
    # PostgreSQL's sums of bigint are numeric.
    owner = c.scope_id == scope_ids[0] if len(scope_ids) == 1 else c.scope_id.in_(scope_ids)
    return select(cast(counted, BigInteger)).where(owner)


# The first pages of what is counted: what nearly everybody asks for

_FIRST = 1_000
"""So many documents from the front a page is made by one statement that is kept, total and all."""


def is_among_the_first(filters: Filters, *, offset: int) -> bool:
    """Whether the page needs nothing but a walk of some hundred entries: no time, no kind, at most one of a service and
    an assessment."""
    is_narrow = filters.sha256 or filters.only_quarantined or filters.is_by_date or not filters.order.is_by_age
    asks_for_little = not (filters.statuses or filters.document_types or filters.q or is_narrow)
    is_whole = filters.created_after is None and filters.created_before is None
    return asks_for_little and is_whole and not (filters.service_id and filters.assessment_id) and offset < _FIRST


@cache
def _first_page(
    dialect_name: str, owner: str, *, include_archived: bool, oldest_first: bool, is_first: bool
) -> HotStatement:
    """Total and page of the `owner`, the one field of a Scope that is given; and whether it is there, of a vendor.

    `is_first`: nothing comes before the page, so its documents are read as they are found. To find them in an index and
    then look them up, as behind others they are, takes a fifth (SQLite) to a third (PostgreSQL) longer. Whose they are
    the owner says: with the organisation as a condition beside it, PostgreSQL expects next to none, and takes 11 ms.
    """
    filters = Filters(include_archived=include_archived, order=Order.OLDEST if oldest_first else Order.NEWEST)
    one: BindParameter[str] = bindparam("owner")
    everybody = Scope(one, (), None, None, counted_as=(one,))
    given: dict[str, Any] = {owner: (one,) if owner == "vendor_ids" else one}
    scope = replace(everybody, **given)
    seqs = matches(dialect_name, scope, filters, EVERYTHING)
    seq = seqs.selected_columns[0]
    seqs = seqs.order_by(seq if oldest_first else seq.desc()).limit(bindparam("limit")).offset(bindparam("offset"))
    if is_first and seq is documents.c.seq:
        page = rows_json(dialect_name, seqs)
    else:
        page = documents_json(dialect_name, among(dialect_name, seqs), oldest_first=oldest_first)
    asked = select(_counted((one,), filters).scalar_subquery(), page.scalar_subquery())
    return HotStatement(asked.add_columns(known_vendor(one)) if owner == "vendor_ids" else asked)


def first_page(
    tx: Transaction, org_id: str, scope: Scope, filters: Filters, *, limit: int, offset: int
) -> tuple[str, int]:
    """The page's documents as JSON, and how many match in all, of one snapshot even where there is no transaction. The
    scope is counted as one. Raises VendorNotFoundError where the filters name a vendor that is not there."""
    owner = next((name for name in ("vendor_ids", "service_id", "assessment_id") if getattr(scope, name)), "org_id")
    statement = _first_page(
        tx.dialect.name,
        owner,
        include_archived=filters.include_archived,
        oldest_first=filters.oldest_first,
        is_first=offset == 0,
    )
    values = {"org": org_id, "owner": scope.counted_as[0], "limit": limit, "offset": offset}
    row = statement.first(tx, values)
    assert row is not None
    if filters.vendor_id is not None and owner == "vendor_ids" and row[2] is None:
        raise VendorNotFoundError
    return str(row[1]), int(row[0])
