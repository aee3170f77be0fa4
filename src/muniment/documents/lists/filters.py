"""Which documents a list's filters mean, as SQL over covering indexes."""

from __future__ import annotations

from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any, TypeAlias

from sqlalchemy import BindParameter, ColumnElement, Select, func, select, true

from muniment.db.tables import document_assessments, document_services, documents


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
    sha256: bytes | None = None
    include_archived: bool = False
    only_quarantined: bool = False
    oldest_first: bool = False


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


def matches(dialect_name: str, scope: Scope, filters: Filters, seq_range: SeqRange) -> Select[Any]:
    """Selects the `seq` of what matches, through covering indexes only. The one column is `seq`."""
    if scope.service_id is None and scope.assessment_id is None:
        d = documents.c
        owner = d.org_id == scope.org_id
        if scope.vendor_ids:
            owner = (
                d.vendor_id == scope.vendor_ids[0] if len(scope.vendor_ids) == 1 else d.vendor_id.in_(scope.vendor_ids)
            )
        return select(d.seq).where(owner, *_within(d, seq_range), *kind_conditions(_looked_at(d, seq_range), filters))
    s, a = document_services.c, document_assessments.c
    if scope.service_id is None:
        return select(a.seq).where(
            a.assessment_id == scope.assessment_id, *_within(a, seq_range), *kind_conditions(a, filters)
        )
    query = select(s.seq).where(s.service_id == scope.service_id, *_within(s, seq_range), *kind_conditions(s, filters))
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


def _looked_at(d: Any, seq_range: SeqRange) -> Any:
    """The columns of a kind, for walking a range of `seq`: looked at in the index, not used to move in it.

    PostgreSQL 18 would take a condition behind a range for one to skip by, once for every `seq`, reckon each way
    through an index a thousand times too dear, and choose a wrong one: 36 ms where 0.1 does. SQLite does not skip.
    """
    if seq_range == EVERYTHING:
        return d
    return SimpleNamespace(
        is_archived=func.coalesce(d.is_archived, true()),
        status=func.coalesce(d.status, ""),
        document_type=func.coalesce(d.document_type, ""),
    )


def _within(columns: Any, seq_range: SeqRange) -> list[ColumnElement[bool]]:
    return [] if seq_range == EVERYTHING else [columns.seq >= seq_range.first, columns.seq <= seq_range.last]


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
