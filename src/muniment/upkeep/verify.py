"""Whether what is stored is what the rows say: bytes, counters, quotes. Looks only; changes nothing.

Safe beside a running server: what is in flight at the moment is not taken for wrong.
"""

from __future__ import annotations

import json
import zlib
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, FromClause, Select, func, literal, select, union_all

from muniment.db.engine import Database, Transaction
from muniment.db.outages import is_damage
from muniment.db.tables import (
    analyses,
    document_assessments,
    document_counts,
    document_facts,
    document_items,
    document_pages,
    document_reviews,
    document_services,
    documents,
    events,
    organisations,
    webhooks,
)
from muniment.documents.counts import Cell
from muniment.documents.facts import rows_of, valid_until
from muniment.events import audit_chain
from muniment.reading.model import Page
from muniment.reading.quotes import stands_on
from muniment.runtime import Runtime
from muniment.storage.store import Store
from muniment.upkeep.stored import (
    Progress,
    count_documents,
    find_flaw,
    has_row,
    in_batches,
    named,
    read_at_length,
    side_by_side,
    silent,
    stored_rows,
)
from muniment.upkeep.verify_database import damages
from muniment.upkeep.waiting import waiting_and_gone, wrongly_waiting
from muniment.webhooks.seals import Seals, UnopenableSecretError

_KEYS_AT_ONCE = 500
_ANALYSES_AT_ONCE = 50
_ROWS_HELD = 2000


MALFORMED = "malformed"


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that is not as it should be.

    `kind`: malformed, missing, damaged, orphaned, miscounted, unquoted, unmatched, gap, altered or sealed. `subject`:
    the document's id; the storage key of an orphan; the id of the organisation, vendor, service or assessment whose
    counters differ; the organisation whose events or records are not all as they were; the webhook whose secret cannot
    be opened; `database`, of what is malformed.
    """

    kind: str
    subject: str
    message: str


def verify(runtime: Runtime, *, jobs: int = 4, progress: Progress = silent) -> Iterator[Problem]:
    """Every problem, as it is found. `jobs` files are read at a time. Raises StorageUnavailableError."""
    is_damaged = False
    for check in CHECKS:
        try:
            for problem in check(runtime, jobs, progress):
                is_damaged = is_damaged or problem.kind == MALFORMED
                yield problem
        except Exception as error:
            # What a damaged database gives may be anything; the other checks may still find what can be saved.
            if not is_damaged and not is_damage(error):
                raise
            is_damaged = True
            what = (check.__doc__ or "").partition(":")[0].rstrip(".").lower()
            yield Problem(
                MALFORMED, "database", f"not finished, the database is damaged ({_first_line(error)}): {what}"
            )


def _first_line(error: Exception) -> str:
    return next(iter(str(getattr(error, "orig", error)).splitlines()), type(error).__name__)


# The database itself


def check_database(runtime: Runtime, _jobs: int, progress: Progress) -> Iterator[Problem]:
    """Malformed: damaged pages, and indexes that are not those of their tables."""
    for said in damages(runtime.database, runtime.scratch_folder, progress):
        yield Problem(MALFORMED, "database", said)


# Bytes


def check_bytes(runtime: Runtime, jobs: int, progress: Progress) -> Iterator[Problem]:
    """Missing and damaged: every document's bytes are read and hashed."""
    yield from flawed(runtime.database, runtime.store, jobs=jobs, progress=progress)


def flawed(database: Database, store: Store, *, jobs: int, progress: Progress = silent) -> Iterator[Problem]:
    """Documents whose bytes are not those of their row. Bytes are durable before their row and removed after it, so a
    row that is still there without bytes is wrong at any moment."""
    total = count_documents(database)
    checked = side_by_side(lambda row: find_flaw(store, row), stored_rows(database), jobs=jobs)
    for done, flaw in enumerate(checked, 1):
        progress("documents hashed", done, max(done, total))
        if flaw is not None and has_row(database, flaw.storage_key):
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
        with_row = named(tx, keys)
    return [key for key in keys if key not in with_row]


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

_BY_SERVICE = document_services.join(documents, documents.c.id == document_services.c.document_id)
_BY_ASSESSMENT = document_assessments.join(documents, documents.c.id == document_assessments.c.document_id)
_SCOPES: tuple[tuple[ColumnElement[str], FromClause], ...] = (
    (documents.c.org_id, documents),
    (documents.c.vendor_id, documents),
    (document_services.c.service_id, _BY_SERVICE),
    (document_assessments.c.assessment_id, _BY_ASSESSMENT),
)
"""Every kind of scope that documents/counts.py counts: its id, and the documents in it."""


def _recount(scope_id: ColumnElement[str], source: FromClause) -> Select[Any]:
    d = documents.c
    kind = (func.coalesce(d.document_type, ""), d.status, d.is_archived)
    return select(scope_id, *kind, literal(0), func.count()).select_from(source).group_by(scope_id, *kind)


def _differences() -> Select[Any]:
    """Scope, type, status, archive state, what the counter says and what there is, wherever these two differ."""
    c = document_counts.c
    kept = select(c.scope_id, c.document_type, c.status, c.is_archived, c.n.label("kept"), literal(0).label("counted"))
    both = union_all(kept, *(_recount(*scope) for scope in _SCOPES)).subquery()
    cell = (both.c.scope_id, both.c.document_type, both.c.status, both.c.is_archived)
    sums = (func.sum(both.c.kept), func.sum(both.c.counted))
    return select(*cell, *sums).group_by(*cell).having(sums[0] != sums[1]).order_by(*cell)


@dataclass(frozen=True, slots=True)
class Miscount:
    """A counter that says something else than a recount of the documents."""

    cell: Cell
    kept: int
    counted: int

    @property
    def message(self) -> str:
        """What differs, in words."""
        _, document_type, status, is_archived = self.cell
        what = f"{document_type or 'no type'}, {status}{', archived' if is_archived else ''}"
        return f"{what}: the counter says {self.kept}, there are {self.counted}"


def miscounts(tx: Transaction) -> Iterator[Miscount]:
    """Every counter that a recount in this snapshot does not bear out."""
    for scope, document_type, status, is_archived, kept, counted in tx.execute(_differences()):
        yield Miscount((scope, document_type, status, bool(is_archived)), int(kept), int(counted))


def check_counters(runtime: Runtime, _jobs: int, progress: Progress) -> Iterator[Problem]:
    """Counters that a recount of the documents does not bear out, all of it on one snapshot."""
    with read_at_length(runtime.database) as tx:
        total = int(tx.execute(select(func.count()).select_from(document_counts)).scalar_one())
        progress("counters compared", 0, total)
        for one in miscounts(tx):
            yield Problem("miscounted", one.cell[0], f"{one.message}; `muniment repair counters` puts it right")
        progress("counters compared", total, total)


# Quotes


def check_quotes(runtime: Runtime, _jobs: int, progress: Progress) -> Iterator[Problem]:
    """Pages whose text cannot be unpacked; analyses with a quote that does not stand, character for character, on the
    stored page it names, and those whose facts, as one can ask for them, are not the ones they say; rows of a report
    without an analysis; documents that wait for a person for no reason, or do not for one."""
    after, done = "", 0
    with read_at_length(runtime.database) as tx:
        total = int(tx.execute(select(func.count()).select_from(analyses)).scalar_one())
    page = select(analyses.c.document_id, analyses.c.result).order_by(analyses.c.document_id)
    while True:
        with runtime.database.read() as tx:  # an analysis, its pages and facts change together: one snapshot
            rows = tx.execute(page.where(analyses.c.document_id > after).limit(_ANALYSES_AT_ONCE)).all()
            problems = [problem for row in rows for problem in _unquoted(tx, row[0], row[1])]
            problems += _unmatched(tx, {row[0]: row[1] for row in rows})
            problems += [_waits(one.id) for one in wrongly_waiting(tx, [row[0] for row in rows])]
            if not rows:
                problems += _facts_of_nothing(tx)
                problems += _items_of_nothing(tx)
                problems += map(_waits, waiting_and_gone(tx))
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
    i = document_items.c
    for number, quote in tx.execute(select(i.page, i.quote).where(i.document_id == document_id, i.verified)):
        wanted.setdefault(number, []).append(quote)
    c = document_pages.c
    found = set()
    for number, packed in tx.execute(select(c.number, c.text).where(c.document_id == document_id)):
        found.add(number)
        problem = _standing(document_id, number, packed, wanted.get(number, []))
        if problem is not None:
            yield problem
    for number in wanted.keys() - found:
        yield Problem("unquoted", document_id, f"it is quoted from page {number}, which is not stored")


def _unmatched(tx: Transaction, results: dict[str, str]) -> Iterator[Problem]:
    c = document_facts.c
    kept: dict[str, list[tuple[Any, ...]]] = {document_id: [] for document_id in results}
    columns = (c.key, c.source, c.position, c.value_text, c.value_date, c.value_number, c.page)
    for row in tx.execute(select(c.document_id, *columns).where(c.document_id.in_(results))):
        kept[row[0]].append(tuple(row[1:]))
    r = document_reviews.c
    said_of = select(r.document_id, r.insights).where(r.document_id.in_(results))
    reviewed = {row.document_id: row.insights for row in tx.execute(said_of)}
    for document_id, result in results.items():
        with suppress(ValueError, KeyError, TypeError):  # one that cannot be read is told of already
            said = reviewed.get(document_id)
            insights = json.loads(said) if said is not None else json.loads(result)["insights"]
            wanted = [tuple(row[column.name] for column in columns) for fact in insights for row in rows_of(fact)]
            if Counter(wanted) != Counter(kept[document_id]):
                yield Problem("unmatched", document_id, "its facts are not those of its analysis and its review")
    d = documents.c
    for document_id, kept_day in tx.execute(select(d.id, d.valid_until).where(d.id.in_(results))):
        if kept_day != valid_until(tx, document_id):
            yield Problem("unmatched", document_id, "it is listed as good until another day than its facts say")


def _waits(document_id: str) -> Problem:
    said = "it waits for a person for other reasons than it has; `muniment repair review-queue` puts it right"
    return Problem("unmatched", document_id, said)


def _facts_of_nothing(tx: Transaction) -> Iterator[Problem]:
    c = document_facts.c
    analysed = select(analyses.c.document_id).where(analyses.c.document_id == c.document_id).exists()
    reviewed = select(document_reviews.c.document_id).where(document_reviews.c.document_id == c.document_id).exists()
    for document_id in tx.execute(select(c.document_id).where(~analysed, ~reviewed).distinct()).scalars():
        yield Problem("unmatched", document_id, "it has facts, and neither an analysis nor a review that says them")


def _items_of_nothing(tx: Transaction) -> Iterator[Problem]:
    c = document_items.c
    analysed = select(analyses.c.document_id).where(analyses.c.document_id == c.document_id).exists()
    for document_id in tx.execute(select(c.document_id).where(~analysed).distinct()).scalars():
        yield Problem("unmatched", document_id, "it has rows of a report, and no analysis that found them")


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


# Events


def check_events(runtime: Runtime, _jobs: int, progress: Progress) -> Iterator[Problem]:
    """Gaps in the order of an organisation's events: it has as many as its last one's number says, from 1 on."""
    o, e = organisations.c, events.c
    counted = (
        select(o.id, o.event_seq, func.count(e.seq), func.coalesce(func.max(e.seq), 0))
        .select_from(organisations.outerjoin(events, e.org_id == o.id))
        .group_by(o.id, o.event_seq)
        .order_by(o.id)
    )
    with read_at_length(runtime.database) as tx:
        rows = tx.execute(counted).all()
    for done, (org_id, given, n, last) in enumerate(rows, 1):
        progress("orders of events", done, len(rows))
        if not given == n == last:
            yield Problem("gap", org_id, f"{given} events were recorded; {n} are there, the last is number {last}")


# The record and the webhooks


def check_records(runtime: Runtime, _jobs: int, progress: Progress) -> Iterator[Problem]:
    """Altered records: each organisation's chain of who did what is walked from its base to its end."""
    with runtime.database.read() as tx:
        org_ids = tx.execute(select(organisations.c.id).order_by(organisations.c.id)).scalars().all()
    for done, org_id in enumerate(org_ids, 1):
        with read_at_length(runtime.database) as tx:
            for flaw in audit_chain.flaws(tx, org_id, secret=runtime.secret):
                yield Problem("altered", org_id, f"record {flaw.seq}: {flaw.message}")
        progress("chains of records", done, len(org_ids))


def check_webhooks(runtime: Runtime, _jobs: int, progress: Progress) -> Iterator[Problem]:
    """Sealed secrets that no key of this installation opens: their webhooks tell nobody anything."""
    seals = Seals(runtime.settings, runtime.secret)
    with runtime.database.read() as tx:
        rows = tx.execute(select(webhooks.c.id, webhooks.c.sealed_secret).order_by(webhooks.c.id)).all()
    for done, (webhook_id, sealed) in enumerate(rows, 1):
        progress("secrets of webhooks", done, len(rows))
        try:
            seals.open(bytes(sealed))
        except UnopenableSecretError as error:
            yield Problem("sealed", webhook_id, str(error))


CHECKS: tuple[Callable[[Runtime, int, Progress], Iterator[Problem]], ...] = (
    check_database,
    check_bytes,
    check_orphans,
    check_counters,
    check_quotes,
    check_events,
    check_records,
    check_webhooks,
)
"""What is checked, in this order."""
