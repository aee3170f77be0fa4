"""How many documents a list has, and which stand on a page of it, without walking to them.

Counters (documents/counts.py) give the total and the block in which a page begins; only inside that block a covering
index is walked.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, func, select

from muniment.db.engine import Transaction
from muniment.db.json_rows import all_numbers, all_rows
from muniment.db.tables import document_counts
from muniment.documents import counts
from muniment.documents.counts import TOTAL, block_size, coarse_key
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

_WALKED = 8_000
"""So many entries of an index are walked rather than found by adding up blocks."""


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


class Paging:
    """One list of one transaction. What is counted for the total is not counted again for the page."""

    def __init__(self, tx: Transaction, scope: Scope, filters: Filters, seq_range: SeqRange) -> None:
        self._tx = tx
        self._scope = scope
        self._filters = filters
        self._seq_range = seq_range
        self._walked: dict[SeqRange, int] = {}
        self._added_up: dict[_Blocks, list[tuple[int, int]]] = {}

    def total(self) -> int:
        """How many documents match."""
        counted_as = self._scope.counted_as
        if counted_as is None:
            return self._walk_count(self._seq_range)
        if self._seq_range == EVERYTHING:
            return self._counted_in_all(counted_as, self._filters)
        whole = self._whole_blocks(counted_as)
        if not whole:
            return self._walk_count(self._seq_range)
        n = sum(n for blocks in whole for _, n in self._sums(counted_as, blocks))
        return n + sum(self._walk_count(cut) for cut in self._cut(whole))

    def seqs(self, *, limit: int, offset: int, total: int) -> list[int]:
        """The `seq` of the page's documents, in the page's order."""
        if self._scope.vendor_id is None and self._are_few():
            return self._few()[offset : offset + limit]
        take = min(limit, total - offset)
        oldest_first = self._filters.oldest_first
        counted_as = self._scope.counted_as
        if counted_as is not None and (self._scope.is_pair or self._is_far(counted_as, offset, take, total=total)):
            seq_range, offset = self._skip_blocks(counted_as, offset=offset, take=take)
            return self._walk(seq_range, limit=take, offset=offset, oldest_first=oldest_first)
        if offset > total // 2:
            from_the_end = total - offset - take
            return self._walk(self._seq_range, limit=take, offset=from_the_end, oldest_first=not oldest_first)[::-1]
        return self._walk(self._seq_range, limit=take, offset=offset, oldest_first=oldest_first)

    # Few of many

    def _are_few(self) -> bool:
        """Whether few documents of the whole organisation are of the kinds asked for."""
        if not self._filters.statuses and not self._filters.document_types:
            return False  # few only where there are few at all, and these are walked as quickly
        return self._counted_in_all(self._scope.org_id, self._filters) <= _FEW

    def _few(self) -> list[int]:
        """Every matching `seq`, in order."""
        found = all_numbers(self._tx, of_rare_kind(self._scope, self._filters))
        inside = (seq for seq in found if self._seq_range.first <= seq <= self._seq_range.last)
        return sorted(inside, reverse=not self._filters.oldest_first)

    # Walking

    def _is_far(self, counted_as: str, offset: int, take: int, *, total: int) -> bool:
        """Whether so many documents, matching or not, lie between the page and the nearer end of the list that adding
        up blocks is quicker than walking them."""
        matching = min(offset + take, total - offset)
        if not self._filters.statuses and not self._filters.document_types:
            return matching > _WALKED
        return matching * self._counted_in_all(counted_as, Filters(include_archived=True)) > _WALKED * total

    def _walk(self, seq_range: SeqRange, *, limit: int, offset: int, oldest_first: bool) -> list[int]:
        found = matches(self._tx, self._scope, self._filters, seq_range)
        seq = found.selected_columns[0]
        return all_numbers(self._tx, found.order_by(seq if oldest_first else seq.desc()).limit(limit).offset(offset))

    def _walk_count(self, seq_range: SeqRange) -> int:
        if seq_range.is_empty:
            return 0
        if seq_range not in self._walked:
            found = matches(self._tx, self._scope, self._filters, seq_range).subquery()
            self._walked[seq_range] = int(self._tx.execute(select(func.count()).select_from(found)).scalar_one())
        return self._walked[seq_range]

    # Adding up

    def _counted_in_all(self, scope_id: str, filters: Filters) -> int:
        c = document_counts.c
        in_all = select(_counted(filters)).where(c.scope_id == scope_id, c.block == TOTAL)
        return int(self._tx.execute(in_all).scalar_one())

    def _sums(self, counted_as: str, blocks: _Blocks) -> list[tuple[int, int]]:
        """The number of each of the blocks and how many documents match in it, the oldest block first."""
        if blocks not in self._added_up:
            c = document_counts.c
            sums = select(c.block, _counted(self._filters)).where(c.scope_id == counted_as, blocks.keys)
            found = all_rows(self._tx, sums.group_by(c.block))
            self._added_up[blocks] = sorted((blocks.number(int(key)), int(n)) for key, n in found)
        return self._added_up[blocks]

    def _whole_blocks(self, counted_as: str) -> list[_Blocks]:
        """The blocks wholly inside the seq_range, the oldest first; as few as can be: coarse ones in the middle."""
        size = block_size(counted_as, org_id=self._scope.org_id)
        first, end = -(-self._seq_range.first // size), (self._seq_range.last + 1) // size
        coarse_first, coarse_end = -(-first // counts.WIDE), end // counts.WIDE
        if counted_as != self._scope.org_id or coarse_first >= coarse_end:
            parts = [_Blocks(first, end, size)]
        else:
            parts = [
                _Blocks(first, coarse_first * counts.WIDE, size),
                _Blocks(coarse_first, coarse_end, size * counts.WIDE, is_coarse=True),
                _Blocks(coarse_end * counts.WIDE, end, size),
            ]
        return [part for part in parts if part.first < part.end]

    def _cut(self, whole: Sequence[_Blocks]) -> tuple[SeqRange, SeqRange]:
        """What of the seq_range lies before and behind its whole blocks."""
        first, last = whole[0], whole[-1]
        before = SeqRange(self._seq_range.first, first.first * first.size - 1)
        return before, SeqRange(last.end * last.size, self._seq_range.last)

    def _skip_blocks(self, counted_as: str, *, offset: int, take: int) -> tuple[SeqRange, int]:
        """The part of the range from the block in which the offset falls to the one in which the page ends, and what
        is left of the offset.

        Only blocks that lie wholly inside the seq_range are added up; the cut ones at its ends are walked.
        """
        whole = self._whole_blocks(counted_as)
        if not whole:
            return self._seq_range, offset
        near, far = self._cut(whole)
        if not self._filters.oldest_first:
            near, far, whole = far, near, whole[::-1]
        in_near = self._walk_count(near)
        if offset < in_near:
            return self._seq_range, offset
        offset -= in_near
        for blocks in whole:
            found, offset = self._find_block(counted_as, blocks, offset=offset, take=take)
            if found is not None:
                return found, offset
        return far, offset

    def _find_block(self, counted_as: str, blocks: _Blocks, *, offset: int, take: int) -> tuple[SeqRange | None, int]:
        """`_skip_blocks` for blocks of one size; None, and what is then left of the offset, when it falls behind."""
        sums = self._sums(counted_as, blocks)
        start: int | None = None
        held = 0
        for number, n in sums if self._filters.oldest_first else reversed(sums):
            if start is None and offset >= n:
                offset -= n
                continue
            if blocks.is_coarse:
                finer = _Blocks(number * counts.WIDE, (number + 1) * counts.WIDE, blocks.size // counts.WIDE)
                return self._find_block(counted_as, finer, offset=offset, take=take)
            start = number if start is None else start
            held += n
            if held >= offset + take:
                return self._between(blocks.size, start, number), offset
        if start is None:
            return None, offset
        end = self._seq_range.last // blocks.size if self._filters.oldest_first else 0
        return self._between(blocks.size, start, end), offset

    def _between(self, size: int, one: int, another: int) -> SeqRange:
        """What of the seq_range lies in these two blocks and between them."""
        low, high = min(one, another), max(one, another)
        return SeqRange(max(self._seq_range.first, low * size), min(self._seq_range.last, (high + 1) * size - 1))


def _counted(filters: Filters) -> ColumnElement[Any]:
    """The sum of the counters whose type, status and archive state are asked for.

    Said in the aggregate and not in WHERE: PostgreSQL 18 would take such conditions for parts of the primary key's
    index to skip through, reckon that dear, and read the whole table instead.
    """
    c = document_counts.c
    conditions = kind_conditions(c, filters)
    total = func.sum(c.n)
    return func.coalesce(total.filter(*conditions) if conditions else total, 0)
