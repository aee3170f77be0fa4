"""Whether what is stored is what the rows say: bytes, counters, quotes. Looks only; changes nothing.

Safe beside a running server: what is in flight at the moment is not taken for wrong.
"""

from __future__ import annotations

import json
import zlib
from collections import Counter
from collections.abc import Callable, Generator, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from itertools import groupby
from operator import itemgetter
from typing import Any

from sqlalchemy import (
    ColumnElement,
    FromClause,
    ScalarSelect,
    Select,
    Table,
    and_,
    case,
    func,
    literal,
    or_,
    select,
    true,
)

from muniment import ids
from muniment.db.engine import Database, Transaction
from muniment.db.tables import (
    analyses,
    document_assessments,
    document_counts,
    document_pages,
    document_services,
    documents,
)
from muniment.documents.counts import BLOCK, MANY_LINKS, MOST_PAIRS, TOTAL, WIDE, coarse_key
from muniment.reading.model import Page
from muniment.reading.quotes import stands_on
from muniment.runtime import Runtime
from muniment.storage.store import Store
from muniment.upkeep.stored import (
    Progress,
    count_documents,
    find_flaw,
    in_batches,
    read_at_length,
    side_by_side,
    silent,
    stored_rows,
)

_KEYS_AT_ONCE = 500
_CELLS_AT_ONCE = 400
_ANALYSES_AT_ONCE = 50
_ROWS_HELD = 2000


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that is not as it should be.

    `kind`: missing, damaged, orphaned, miscounted or unquoted. `subject`: the document's id; the storage key of an
    orphan; the id of the organisation, vendor, service, assessment or pair (documents/counts.py) whose counters differ.
    """

    kind: str
    subject: str
    message: str


def verify(runtime: Runtime, *, jobs: int = 4, progress: Progress = silent) -> Iterator[Problem]:
    """Every problem, as it is found. `jobs` files are read at a time. Raises StorageUnavailableError."""
    for check in CHECKS:
        yield from check(runtime, jobs, progress)


# Bytes


def check_bytes(runtime: Runtime, jobs: int, progress: Progress) -> Iterator[Problem]:
    """Missing and damaged: every document's bytes are read and hashed."""
    yield from flawed(runtime.database, runtime.store, jobs=jobs, progress=progress)


def flawed(database: Database, store: Store, *, jobs: int, progress: Progress = silent) -> Iterator[Problem]:
    """Documents whose bytes are not those of their row. Bytes are durable before their row and no row is ever
    removed, so a row without bytes is wrong at any moment."""
    total = count_documents(database)
    checked = side_by_side(lambda row: find_flaw(store, row), stored_rows(database), jobs=jobs)
    for done, flaw in enumerate(checked, 1):
        progress("documents hashed", done, max(done, total))
        if flaw is not None:
            yield Problem(flaw.kind, flaw.document_id, f"{flaw.message} ({flaw.storage_key})")


def check_orphans(runtime: Runtime, _jobs: int, progress: Progress) -> Iterator[Problem]:
    """Stored bytes without a row that no upload in flight holds."""
    total, done = count_documents(runtime.database), 0
    for several in in_batches(runtime.store.keys(), _KEYS_AT_ONCE):
        for key in _nameless(runtime.database, several):
            if _is_orphan(runtime, key):
                yield Problem("orphaned", key, "no document has these bytes; `muniment sweep` removes them")
        done += len(several)
        progress("stored files looked up", done, max(done, total))


def _nameless(database: Database, keys: list[str]) -> list[str]:
    with database.read() as tx:
        named = set(tx.execute(select(documents.c.storage_key).where(documents.c.storage_key.in_(keys))).scalars())
    return [key for key in keys if key not in named]


def _is_orphan(runtime: Runtime, key: str) -> bool:
    """What the sweep would remove. The store asks for the row only once no upload can hold the bytes any more; it is
    then told that there is one, so that nothing is removed."""
    without_row: list[str] = []

    def ask_and_keep(asked: str, /) -> bool:
        without_row.extend(_nameless(runtime.database, [asked]))
        return True

    runtime.store.remove_if_orphan(key, has_row=ask_and_keep)
    return bool(without_row)


# Counters

_Kind = tuple[str, str, bool]
_Counts = Counter[_Kind]
"""How many documents of each type ('' for none), status and archive state."""

_KIND = (documents.c.document_type, documents.c.status, documents.c.is_archived)


@dataclass(frozen=True, slots=True)
class _Scope:
    """One kind of scope: its id and the order within it, how many `seq` a block spans, where both come from, and
    which rows of it belong to a scope's id (in terms of columns that have an index)."""

    id: ColumnElement[str]
    seq: ColumnElement[int]
    block_size: int
    source: FromClause
    belongs: Callable[[ColumnElement[str]], ColumnElement[bool]]
    only: ColumnElement[bool] = field(default_factory=true)
    is_coarse: bool = False

    @property
    def block(self) -> ColumnElement[int]:
        """Under which block a document is counted."""
        number = self.seq // self.block_size
        return coarse_key(0) - number if self.is_coarse else number

    def members(self) -> Select[Any]:
        """Scope, block, type, status and archive state of every document, in the order of scopes and blocks."""
        rows = select(self.id, self.block, *_KIND).select_from(self.source)
        return rows.where(self.only).order_by(self.id, self.seq)


def _simple(
    id_: ColumnElement[str], seq: ColumnElement[int], size: int, source: FromClause, *, is_coarse: bool = False
) -> _Scope:
    return _Scope(id_, seq, size, source, lambda scope_id: id_ == scope_id, is_coarse=is_coarse)


def _links(table: Table) -> ScalarSelect[int]:
    """How many of these links a document has."""
    other = table.alias()
    counted = select(func.count()).select_from(other).where(other.c.document_id == documents.c.id)
    return counted.correlate(documents).scalar_subquery()


_BY_SERVICE = document_services.join(documents, documents.c.id == document_services.c.document_id)
_BY_ASSESSMENT = document_assessments.join(documents, documents.c.id == document_assessments.c.document_id)
_BY_BOTH = _BY_SERVICE.join(document_assessments, document_assessments.c.document_id == document_services.c.document_id)
_SERVICE, _ASSESSMENT = document_services.c.service_id, document_assessments.c.assessment_id


def scopes(*, most_pairs: int) -> tuple[_Scope, ...]:
    """Every kind of scope that documents/counts.py counts."""
    are_pairs = _links(document_services) * _links(document_assessments) <= most_pairs
    return (
        _simple(documents.c.org_id, documents.c.seq, BLOCK, documents),
        _simple(documents.c.org_id, documents.c.seq, BLOCK * WIDE, documents, is_coarse=True),
        _simple(documents.c.vendor_id, documents.c.seq, BLOCK * WIDE, documents),
        _simple(_SERVICE, document_services.c.seq, BLOCK * WIDE, _BY_SERVICE),
        _simple(_ASSESSMENT, document_assessments.c.seq, BLOCK * WIDE, _BY_ASSESSMENT),
        _Scope(  # counts.pair_scope
            func.substr(_SERVICE, len(ids.SERVICE) + 2).op("||")(func.substr(_ASSESSMENT, len(ids.ASSESSMENT) + 2)),
            document_services.c.seq,
            BLOCK * WIDE,
            _BY_BOTH,
            lambda scope_id: and_(
                literal(f"{ids.SERVICE}_").op("||")(func.substr(scope_id, 1, 32)) == _SERVICE,
                literal(f"{ids.ASSESSMENT}_").op("||")(func.substr(scope_id, 33)) == _ASSESSMENT,
            ),
            only=are_pairs,
        ),
        _Scope(  # counts.many_links_scope
            literal(MANY_LINKS).op("||")(_ASSESSMENT),
            document_assessments.c.seq,
            BLOCK * WIDE,
            _BY_ASSESSMENT,
            lambda scope_id: func.substr(scope_id, len(MANY_LINKS) + 1) == _ASSESSMENT,
            only=~are_pairs,
        ),
    )


_SCOPES = scopes(most_pairs=MOST_PAIRS)


def check_counters(runtime: Runtime, _jobs: int, progress: Progress) -> Iterator[Problem]:
    """Counters that a recount of the documents does not bear out, all of it on one snapshot."""
    with read_at_length(runtime.database) as tx, closing(_recount(tx)) as recounted:
        total, done = int(tx.execute(select(func.count()).select_from(document_counts)).scalar_one()), 0
        for several in in_batches(recounted, _CELLS_AT_ONCE):
            kept = _kept(tx, [(scope, block) for scope, block, _ in several])
            done += sum(map(len, kept.values()))
            progress("counters compared", done, total)
            for scope, block, counted in several:
                yield from _differences(scope, block, counted, kept[scope, block])
        yield from _counted_of_nothing(tx)
        progress("counters compared", total, total)


def _recount(tx: Transaction) -> Generator[tuple[str, int, _Counts]]:
    """Scope, block and what it holds; the scope's total after its blocks. One block is in memory at a time."""
    for kind in _SCOPES:
        rows = tx.execute(kind.members().execution_options(yield_per=_ROWS_HELD))
        for scope, in_scope in groupby(rows, key=itemgetter(0)):
            total: _Counts = Counter()
            for block, in_block in groupby(in_scope, key=itemgetter(1)):
                counted: _Counts = Counter((row[2] or "", row[3], bool(row[4])) for row in in_block)
                total += counted
                yield scope, block, counted
            if not kind.is_coarse:
                yield scope, TOTAL, total


def _kept(tx: Transaction, cells: list[tuple[str, int]]) -> dict[tuple[str, int], _Counts]:
    """The counters of these scopes and blocks."""
    c = document_counts.c
    found: dict[tuple[str, int], _Counts] = {cell: Counter() for cell in cells}
    rows = select(c.scope_id, c.block, c.document_type, c.status, c.is_archived, c.n)
    # Column by column, and some too many: SQLite walks the whole table for an IN of pairs.
    rows = rows.where(c.scope_id.in_({scope for scope, _ in cells}), c.block.in_({block for _, block in cells}))
    for row in tx.execute(rows):
        if (row[0], row[1]) in found:
            found[row[0], row[1]][row[2], row[3], bool(row[4])] = row[5]
    return found


def _differences(scope: str, block: int, counted: _Counts, kept: _Counts) -> Iterator[Problem]:
    for kind in sorted(counted.keys() | kept.keys()):
        if counted[kind] != kept[kind]:
            yield _miscounted(scope, block, kind, kept=kept[kind], counted=counted[kind])


def _miscounted(scope: str, block: int, kind: _Kind, *, kept: int, counted: int) -> Problem:
    document_type, status, is_archived = kind
    where = "in all" if block == TOTAL else f"in block {block}"
    what = f"{document_type or 'no type'}, {status}{', archived' if is_archived else ''}"
    return Problem("miscounted", scope, f"{what}, {where}: the counter says {kept}, there are {counted}")


def _counted_of_nothing(tx: Transaction) -> Iterator[Problem]:
    """Counters of blocks and scopes in which no document is at all: the recount never came to them."""
    c = document_counts.c
    is_total = c.block == TOTAL

    def lies_within(scope: _Scope) -> ColumnElement[bool]:
        number = coarse_key(0) - c.block if scope.is_coarse else c.block
        first = case((is_total, 0), else_=number * scope.block_size)
        end = case((is_total, 2**62), else_=(number + 1) * scope.block_size)
        there = select(literal(1)).select_from(scope.source).where(scope.only, scope.belongs(c.scope_id))
        there = there.where(scope.seq >= first, scope.seq < end).correlate(document_counts)
        return and_(c.block < TOTAL if scope.is_coarse else c.block >= TOTAL, there.exists())

    has_documents = or_(*map(lies_within, _SCOPES))
    rows = select(c.scope_id, c.block, c.document_type, c.status, c.is_archived, c.n).where(c.n != 0, ~has_documents)
    for row in tx.execute(rows.execution_options(yield_per=_ROWS_HELD)):
        yield _miscounted(row[0], row[1], (row[2], row[3], bool(row[4])), kept=row[5], counted=0)


# Quotes


def check_quotes(runtime: Runtime, _jobs: int, progress: Progress) -> Iterator[Problem]:
    """Analyses with a quote that does not stand, character for character, on the stored page it names."""
    after, done = "", 0
    with read_at_length(runtime.database) as tx:
        total = int(tx.execute(select(func.count()).select_from(analyses)).scalar_one())
    page = select(analyses.c.document_id, analyses.c.result).order_by(analyses.c.document_id)
    while True:
        with runtime.database.read() as tx:  # an analysis and its pages change together: one snapshot for both
            rows = tx.execute(page.where(analyses.c.document_id > after).limit(_ANALYSES_AT_ONCE)).all()
            problems = [problem for row in rows for problem in _unquoted(tx, row[0], row[1])]
        yield from problems
        if not rows:
            return
        after = rows[-1][0]
        done += len(rows)
        progress("analyses compared", done, max(done, total))


def _unquoted(tx: Transaction, document_id: str, result: str) -> Iterator[Problem]:
    wanted: dict[int, list[str]] = {}
    try:
        for number, quote in _receipts(json.loads(result)):
            wanted.setdefault(number, []).append(quote)
    except (ValueError, KeyError, TypeError):
        yield Problem("unquoted", document_id, "its analysis cannot be read")
    c = document_pages.c
    pages = select(c.number, c.text).where(c.document_id == document_id, c.number.in_(wanted))
    found = set()
    for number, packed in tx.execute(pages) if wanted else ():
        found.add(number)
        problem = _standing(document_id, number, packed, wanted[number])
        if problem is not None:
            yield problem
    for number in wanted.keys() - found:
        yield Problem("unquoted", document_id, f"it is quoted from page {number}, which is not stored")


def _receipts(result: dict[str, Any]) -> Iterator[tuple[int, str]]:
    """Page and quote of everything an analysis bears out. Facts that are not verified claim no receipt."""
    for evidence in (result["classification"] or {}).get("evidence", ()):
        yield evidence["page"], evidence["quote"]
    for fact in result["insights"]:
        if fact["verified"]:
            yield fact["page"], fact["quote"]


def _standing(document_id: str, number: int, packed: bytes, quotes: list[str]) -> Problem | None:
    try:
        page = Page(number=number, text=zlib.decompress(packed).decode())
    except (zlib.error, UnicodeDecodeError):
        return Problem("unquoted", document_id, f"the text of page {number} cannot be unpacked")
    if all(stands_on(quote, page) for quote in quotes):
        return None
    return Problem("unquoted", document_id, f"a quote does not stand on page {number}")


CHECKS: tuple[Callable[[Runtime, int, Progress], Iterator[Problem]], ...] = (
    check_bytes,
    check_orphans,
    check_counters,
    check_quotes,
)
"""What is checked, in this order."""
