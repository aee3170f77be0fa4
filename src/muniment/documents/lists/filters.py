"""Which documents a list's filters mean, as SQL over covering indexes."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from types import SimpleNamespace
from typing import Any, TypeAlias

from sqlalchemy import BindParameter, ColumnElement, Select, func, select, true, tuple_

from muniment.db.tables import document_assessments, document_services, documents
from muniment.documents.document import UNDATED
from muniment.documents.validity import Days, Validity


class Order(StrEnum):
    """What comes first; ties by age, in the same direction."""

    NEWEST = "-created_at"
    OLDEST = "created_at"
    ENDS_FIRST = "valid_until"
    ENDS_LAST = "-valid_until"
    NAME = "name"
    NAME_BACKWARDS = "-name"

    @property
    def is_ascending(self) -> bool:
        """Whether what is least comes first."""
        return not self.value.startswith("-")

    @property
    def reversed(self) -> Order:
        """The same, from its end."""
        return Order(f"-{self.value}" if self.is_ascending else self.value[1:])

    @property
    def column(self) -> ColumnElement[Any]:
        """What of a document is compared. `seq` is its age, and what else is equal is told apart by it."""
        if self.is_by_age:
            return documents.c.seq
        return documents.c.valid_until if self.is_by_end else documents.c.name_folded

    @property
    def is_by_end(self) -> bool:
        """Whether the date until which documents are good is compared."""
        return self in (Order.ENDS_FIRST, Order.ENDS_LAST)

    @property
    def is_by_age(self) -> bool:
        """Whether nothing but the age is compared."""
        return self in (Order.NEWEST, Order.OLDEST)


@dataclass(frozen=True, slots=True)
class Position:
    """A place in a list: behind the document with this `seq`, and `key` in its order's column ('' in order of age)."""

    key: str
    seq: int


@dataclass(frozen=True, slots=True)
class Filters:
    """What to list. An empty tuple or None does not filter. Times in Unix seconds, days ISO 8601, all exclusive."""

    vendor_id: str | None = None
    service_id: str | None = None
    assessment_id: str | None = None
    document_types: tuple[str, ...] = ()
    statuses: tuple[str, ...] = ()
    q: str | None = None
    created_after: int | None = None
    created_before: int | None = None
    sha256: bytes | None = None
    include_archived: bool = False
    only_quarantined: bool = False
    validity: tuple[Validity, ...] = ()
    days: Days | None = None
    """The day of asking: given wherever `validity` is."""
    valid_until_after: str | None = None
    valid_until_before: str | None = None
    order: Order = Order.NEWEST

    @property
    def oldest_first(self) -> bool:
        """Whether the list is one of age, from the beginning."""
        return self.order is Order.OLDEST

    @property
    def is_by_date(self) -> bool:
        """Whether it is asked until when documents are good."""
        return bool(self.validity) or self.valid_until_after is not None or self.valid_until_before is not None


@dataclass(frozen=True, slots=True)
class SeqRange:
    """The `seq` a list may touch, both ends inclusive."""

    first: int
    last: int

    @property
    def is_empty(self) -> bool:
        """Whether it holds no `seq`."""
        return self.first > self.last


EVERYTHING = SeqRange(0, 2**62 - 1)
"""No part of time: what the counters know."""

EVERY_STATUS = ("created", "analyzing", "complete", "failed")


Id: TypeAlias = str | BindParameter[str]
"""An id, or the place of one in a statement that is kept."""


@dataclass(frozen=True, slots=True)
class Scope:
    """The narrowest sets named: a whole organisation, or one or several vendors, or links to a service and/or an
    assessment.

    `counted_as`: the scopes under which this very set is counted; none for what a service and an assessment share."""

    org_id: Id
    vendor_ids: tuple[Id, ...]
    service_id: Id | None
    assessment_id: Id | None
    counted_as: tuple[Id, ...]

    @property
    def is_part(self) -> bool:
        """Whether it is less than a whole organisation."""
        return bool(self.vendor_ids) or self.service_id is not None or self.assessment_id is not None


def kind_conditions(columns: Any, filters: Filters) -> list[ColumnElement[bool]]:
    """Conditions on type, status and archive state, for a table that has those columns."""
    conditions: list[ColumnElement[bool]] = []
    if not filters.include_archived:
        conditions.append(columns.is_archived.is_(False))
    if filters.statuses:
        conditions.append(columns.status.in_(filters.statuses))
    if filters.document_types:
        conditions.append(columns.document_type.in_(filters.document_types))
    return conditions


def _date_conditions(columns: Any, filters: Filters) -> list[ColumnElement[bool]]:
    """Conditions on the date until which documents are good, which no counter knows."""
    conditions: list[ColumnElement[bool]] = []
    if filters.validity:
        assert filters.days is not None
        conditions.append(filters.days.condition(columns, filters.validity))
    if filters.valid_until_after is not None:
        conditions += [columns.valid_until > filters.valid_until_after, columns.valid_until < UNDATED]
    if filters.valid_until_before is not None:
        conditions.append(columns.valid_until < filters.valid_until_before)
    return conditions


def conditions(columns: Any, filters: Filters) -> list[ColumnElement[bool]]:
    """Every condition on what a document is, for a table that has those columns."""
    return kind_conditions(columns, filters) + _date_conditions(columns, filters)


def matches(dialect_name: str, scope: Scope, filters: Filters, seq_range: SeqRange) -> Select[Any]:
    """Selects the `seq` of what matches, through covering indexes only. The one column is `seq`."""
    if scope.service_id is None and scope.assessment_id is None:
        d = documents.c
        owner = d.org_id == scope.org_id
        if scope.vendor_ids:
            owner = (
                d.vendor_id == scope.vendor_ids[0] if len(scope.vendor_ids) == 1 else d.vendor_id.in_(scope.vendor_ids)
            )
        its = d if seq_range == EVERYTHING and not filters.is_by_date else looked_at(d)
        return select(d.seq).where(owner, *_within(d, seq_range), *conditions(its, filters))
    s, a = document_services.c, document_assessments.c
    if scope.service_id is None:
        return select(a.seq).where(
            a.assessment_id == scope.assessment_id, *_within(a, seq_range), *conditions(a, filters)
        )
    query = select(s.seq).where(s.service_id == scope.service_id, *_within(s, seq_range), *conditions(s, filters))
    if scope.assessment_id is None:
        return query
    others = select(a.seq).where(a.assessment_id == scope.assessment_id, *_within(a, seq_range))
    if dialect_name == "sqlite":
        return query.where(others.where(a.seq == s.seq).correlate(s.seq.table).exists())
    # PostgreSQL takes the two for independent, expects next to nothing to be shared, and joins row by row: right where
    # the filters leave little (most documents are complete), dear elsewhere.
    if not filters.document_types and (not filters.statuses or "complete" in filters.statuses):
        return select(query.intersect(others).subquery().c.seq)
    mine = query.cte("mine").prefix_with("MATERIALIZED")
    return select(mine.c.seq).where(others.where(a.seq == mine.c.seq).correlate(mine).exists())


def of_dates(scope: Scope, filters: Filters, seq_range: SeqRange) -> Select[Any]:
    """Selects the same `seq` of a whole organisation, in no order, by the index of dates: reads what matches."""
    d = documents.c
    its = looked_at(d)
    its.valid_until = d.valid_until
    return select(d.seq).where(d.org_id == scope.org_id, *_aside(seq_range), *conditions(its, filters))


def in_order(scope: Scope, filters: Filters, seq_range: SeqRange, *, after: Position | None) -> Select[Any]:
    """Selects the same `seq` in an order that is not that of age, by walking the index of that order from that place
    on."""
    d, column = documents.c, filters.order.column
    its = looked_at(d)
    if column is d.valid_until:
        its.valid_until = column  # where it begins and ends
    query = select(d.seq).where(d.org_id == scope.org_id, *_aside(seq_range), *conditions(its, filters))
    if scope.vendor_ids:
        query = query.where(func.coalesce(d.vendor_id, "").in_(scope.vendor_ids))
    for seq, owner in _links(scope):
        query = query.where(select(seq).where(owner, seq == d.seq).correlate(d.seq.table).exists())
    return _from(after, query, filters.order, column)


def put_in_order(query: Select[Any], order: Order, *, after: Position | None) -> Select[Any]:
    """The query, which selects few documents, in that order, from that place on."""
    # With `id`, which no index of an order has: SQLite would walk all of it to find the few, 12 ms of 100,000
    return _from(after, query, order, order.column if order.is_by_age else func.coalesce(order.column, documents.c.id))


def _from(after: Position | None, query: Select[Any], order: Order, column: ColumnElement[Any]) -> Select[Any]:
    seq = documents.c.seq
    columns = [seq] if order.is_by_age else [column, seq]
    ordered = query.order_by(*(one if order.is_ascending else one.desc() for one in columns))
    if after is None:
        return ordered
    mine = seq if order.is_by_age else tuple_(column, seq)
    there: Any = after.seq if order.is_by_age else tuple_(after.key, after.seq)
    return ordered.where(mine > there if order.is_ascending else mine < there)


def looked_at(d: Any) -> Any:
    """The columns of a kind and of the date, for walking an index: looked at in it, not used to move in it.

    PostgreSQL 18 would take a condition behind a range for one to skip by, once for every `seq`, reckon each way
    through an index a thousand times too dear, and choose a wrong one: 36 ms where 0.1 does. SQLite does not skip.
    """
    return SimpleNamespace(
        is_archived=func.coalesce(d.is_archived, true()),
        status=func.coalesce(d.status, ""),
        document_type=func.coalesce(d.document_type, ""),
        valid_until=func.coalesce(d.valid_until, ""),
    )


def _within(columns: Any, seq_range: SeqRange) -> list[ColumnElement[bool]]:
    return [] if seq_range == EVERYTHING else [columns.seq >= seq_range.first, columns.seq <= seq_range.last]


def _aside(seq_range: SeqRange) -> list[ColumnElement[bool]]:
    """The same, looked at and not used to move in an index."""
    seq = documents.c.seq + 0
    return [] if seq_range == EVERYTHING else [seq >= seq_range.first, seq <= seq_range.last]


def of_rare_kind(scope: Scope, filters: Filters) -> Select[Any]:
    """Selects the same `seq`, at any time and in no order, for filters that match few of an organisation's many.

    Naming the states, and asking for no order, lets the index by state and type find them instead of walking to them;
    only then is it asked which of them a service or an assessment has. Not for a vendor: that index does not say whose
    a document is, and fetching thousands of rows takes longer than walking.
    """
    d = documents.c
    states = filters.statuses or EVERY_STATUS
    of_kind = select(d.seq).where(d.org_id == scope.org_id, d.status.in_(states), *kind_conditions(d, filters))
    links = _links(scope)
    if not links:
        return of_kind
    few = of_kind.cte("few").prefix_with("MATERIALIZED", dialect="postgresql")
    return select(few.c.seq).where(
        *(select(seq).where(owner, seq == few.c.seq).correlate(few).exists() for seq, owner in links)
    )


def _links(scope: Scope) -> list[tuple[ColumnElement[int], ColumnElement[bool]]]:
    """For each owner that documents are linked to: the links' `seq`, and the condition that a link is the owner's."""
    s, a = document_services.c, document_assessments.c
    found: list[tuple[ColumnElement[int], ColumnElement[bool]]] = []
    if scope.service_id is not None:
        found.append((s.seq, s.service_id == scope.service_id))
    if scope.assessment_id is not None:
        found.append((a.seq, a.assessment_id == scope.assessment_id))
    return found
