"""How many documents a list has, and which stand on a page of it.

Counters (documents/counts.py) give the total of a whole scope. What they do not know, a part of time or what a service
and an assessment share, is counted by walking a covering index; a page is walked to from the nearer end of the list.
"""

from __future__ import annotations

from sqlalchemy import func, select

from muniment.db.engine import Transaction
from muniment.db.json_rows import all_numbers
from muniment.db.tables import document_counts
from muniment.documents.lists.filters import (
    EVERYTHING,
    Filters,
    Scope,
    SeqRange,
    kind_conditions,
    matches,
    of_rare_kind,
)

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

    def page(self, *, limit: int, offset: int) -> tuple[list[int], int]:
        """The `seq` of the page's documents in the page's order, and how many match in all."""
        if self._scope.vendor_id is None and self._are_few():  # the index by kind does not say whose a document is
            few = self._few()
            return few[offset : offset + limit], len(few)
        total = self._total()
        return self._seqs(limit=min(limit, total - offset), offset=offset, total=total), total

    @property
    def _is_counted(self) -> bool:
        return self._scope.counted_as is not None and self._seq_range == EVERYTHING

    def _are_few(self) -> bool:
        """Whether few documents of the whole organisation are of the kinds asked for."""
        if not self._filters.statuses and not self._filters.document_types:
            return False  # few only where there are few at all, and these are walked as quickly
        return self._counted(self._scope.org_id) <= _FEW

    def _few(self) -> list[int]:
        """Every matching `seq`, in order."""
        found = all_numbers(self._tx, of_rare_kind(self._scope, self._filters))
        inside = (seq for seq in found if self._seq_range.first <= seq <= self._seq_range.last)
        return sorted(inside, reverse=not self._filters.oldest_first)

    def _total(self) -> int:
        if self._scope.counted_as is not None and self._is_counted:
            return self._counted(self._scope.counted_as)
        found = matches(self._tx, self._scope, self._filters, self._seq_range).subquery()
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
        found = matches(self._tx, self._scope, self._filters, self._seq_range)
        seq = found.selected_columns[0]
        return all_numbers(self._tx, found.order_by(seq if oldest_first else seq.desc()).limit(limit).offset(offset))

    def _counted(self, scope_id: str) -> int:
        """How many of the kinds asked for the scope holds.

        Said in the aggregate and not in WHERE: PostgreSQL 18 would take such conditions for parts of the primary key's
        index to skip through, reckon that dear, and read the whole table instead.
        """
        c = document_counts.c
        conditions = kind_conditions(c, self._filters)
        total = func.sum(c.n)
        counted = func.coalesce(total.filter(*conditions) if conditions else total, 0)
        return int(self._tx.execute(select(counted).where(c.scope_id == scope_id)).scalar_one())
