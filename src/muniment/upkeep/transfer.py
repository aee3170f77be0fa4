"""Moving an installation between the embedded default and PostgreSQL and S3, in either direction.

The source is held against changes and only read. Bytes go before rows; rows in batches that can be repeated; keys last,
so that a target that is not complete lets nobody in. A transfer that was killed is run again and goes on; one that has
ended changes nothing when run again.
"""

from __future__ import annotations

import zlib
from collections.abc import Generator, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, Table, func, select
from sqlalchemy.exc import OperationalError

from muniment.db.engine import Database, Transaction
from muniment.db.tables import (
    analyses,
    api_keys,
    assessments,
    audit_records,
    chores,
    document_assessments,
    document_counts,
    document_facts,
    document_items,
    document_pages,
    document_reviews,
    document_services,
    documents,
    events,
    idempotency_keys,
    job_lanes,
    jobs,
    legal_holds,
    oauth_clients,
    oauth_tokens,
    one_time_codes,
    organisations,
    purged_documents,
    review_wants,
    search_entries,
    search_organisations,
    services,
    sessions,
    sign_in_tries,
    upload_pieces,
    uploads,
    users,
    vendors,
    webhook_deliveries,
    webhook_retries,
    webhooks,
    workers,
)
from muniment.db.upsert import insert_or_ignore
from muniment.documents.document import from_row
from muniment.documents.search import index
from muniment.reading.model import Page
from muniment.runtime import Runtime
from muniment.storage.staging import Staging, sweep_staging
from muniment.storage.store import NotStoredError, Store, release
from muniment.upkeep.stored import (
    Flaw,
    Progress,
    RefusedError,
    Stored,
    find_flaw,
    in_batches,
    read_at_length,
    side_by_side,
    silent,
)

CREDENTIALS: tuple[Table, ...] = (sessions, one_time_codes, users, oauth_tokens, oauth_clients, api_keys)
"""What lets somebody in, copied last of all."""

TABLES: tuple[Table, ...] = (
    documents,
    document_services,
    document_assessments,
    document_counts,
    document_facts,
    document_items,
    document_pages,
    document_reviews,
    review_wants,
    analyses,
    vendors,
    services,
    assessments,
    legal_holds,
    purged_documents,
    events,
    audit_records,
    webhooks,
    webhook_retries,
    webhook_deliveries,
    organisations,
    idempotency_keys,
    job_lanes,
    jobs,
    *CREDENTIALS,
)
"""What is copied row by row, in this order."""

MADE_ANEW: tuple[Table, ...] = (
    search_entries,
    search_organisations,
    workers,
    chores,
    sign_in_tries,
    uploads,
    upload_pieces,
)
"""What is not: the search index is built from names and pages; workers say themselves that they live, and whose turn
it is; how often somebody tried to sign in is counted anew; unfinished uploads begin again."""

_LOCK_WAIT_SECONDS = 10
_ROWS_AT_ONCE = 500
_PAGES_AT_ONCE = 50
_INDEXED_AT_ONCE = 50


@dataclass(frozen=True, slots=True)
class Moved:
    """A table and how many rows of it both sides have; or `files` and `search index`, counted in documents."""

    what: str
    n: int
    already_there: int


@dataclass(frozen=True, slots=True)
class Transferred:
    """What both sides now have. `flaws`: documents whose bytes are missing or damaged at the source."""

    moved: tuple[Moved, ...]
    flaws: tuple[Flaw, ...]


def transfer(source: Runtime, target: Runtime, *, jobs: int = 4, progress: Progress = silent) -> Transferred:
    """Copy everything the source has; files are hashed on the way, rows counted at the end.

    Raises RefusedError when the source is being changed by others or the target holds anything the source does not;
    StorageUnavailableError, OSError.
    """
    if source.database.url == target.database.url:
        raise RefusedError("Source and target are the same database.")
    sweep_staging(target.staging_folder)
    with _held(source.database) as held:
        _refuse_other_data(held, target.database)
        files, flaws = _move_files(held, source.store, target, jobs=jobs, progress=progress)
        moved = [
            files,
            *(_move_rows(held, target.database, table, progress) for table in TABLES if table not in CREDENTIALS),
        ]
        moved.append(_build_index(held, target.database, progress))
        moved += [_move_rows(held, target.database, table, progress) for table in CREDENTIALS]
    return Transferred(tuple(moved), flaws)


@contextmanager
def _held(database: Database) -> Iterator[Transaction]:
    """The source, in a transaction beside which nobody changes anything."""
    try:
        with database.write() as tx:  # SQLite has one writer: this
            if not database.is_sqlite:
                # It waits while files are on their way, and counts long tables.
                tx.exec_driver_sql("SET LOCAL idle_in_transaction_session_timeout = 0")
                tx.exec_driver_sql("SET LOCAL statement_timeout = 0")
                tx.exec_driver_sql(f"SET LOCAL lock_timeout = '{_LOCK_WAIT_SECONDS}s'")
                names = ", ".join(table.name for table in (*TABLES, *MADE_ANEW))
                tx.exec_driver_sql(f"LOCK TABLE {names} IN SHARE MODE")
            yield tx
    except OperationalError as error:
        if _is_lock_refused(error):
            raise RefusedError("The source is being changed. Stop every `muniment serve` and `worker` of it.") from None
        raise


def _is_lock_refused(error: OperationalError) -> bool:
    return "database is locked" in str(error.orig) or getattr(error.orig, "sqlstate", None) == "55P03"


# What the target may hold


def _refuse_other_data(held: Transaction, target: Database) -> None:
    """Whatever the target has is there because an earlier run put it there, unchanged since."""
    for table in TABLES:
        with read_at_length(target) as tx, closing(_batches(tx, table)) as batches:
            for rows in batches:
                ours = _same_keys(held, table, rows)
                if any(ours.get(_key(table, row)) != tuple(row) for row in rows):
                    raise RefusedError(
                        f"The target holds other data (table {table.name}), or has been used since an earlier "
                        "transfer. Name a new database."
                    )


def _batches(tx: Transaction, table: Table) -> Generator[Sequence[Row[Any]]]:
    size = _PAGES_AT_ONCE if table is document_pages else _ROWS_AT_ONCE
    rows = select(table).order_by(*table.primary_key).execution_options(yield_per=size)
    with tx.execute(rows) as result:
        yield from result.partitions()


def _key(table: Table, row: Row[Any]) -> tuple[Any, ...]:
    return tuple(row._mapping[column] for column in table.primary_key)


def _same_keys(tx: Transaction, table: Table, rows: Sequence[Row[Any]]) -> dict[tuple[Any, ...], tuple[Any, ...]]:
    """The rows of these keys, and maybe more. Column by column: SQLite walks the whole table for an IN of pairs."""
    wanted = (column.in_({row._mapping[column] for row in rows}) for column in table.primary_key)
    return {_key(table, row): tuple(row) for row in tx.execute(select(table).where(*wanted))}


# Bytes


def _move_files(
    held: Transaction, source: Store, target: Runtime, *, jobs: int, progress: Progress
) -> tuple[Moved, tuple[Flaw, ...]]:
    total, already_there, flaws = _count(held, documents), 0, []

    def move(row: Stored) -> Flaw | bool:
        return _move_file(source, target, row)

    for done, outcome in enumerate(side_by_side(move, _stored(held), jobs=jobs), 1):
        if isinstance(outcome, Flaw):
            flaws.append(outcome)
        else:
            already_there += not outcome
        progress("files", done, total)
    return Moved("files", total - len(flaws), already_there), tuple(flaws)


def _stored(held: Transaction) -> Iterator[Stored]:
    c = documents.c
    rows = select(c.id, c.storage_key, c.size, c.sha256).order_by(c.id).execution_options(yield_per=_ROWS_AT_ONCE)
    for row in held.execute(rows):
        yield Stored(document_id=row[0], storage_key=row[1], size=row[2], sha256=bytes(row[3]))


def _move_file(source: Store, target: Runtime, row: Stored) -> Flaw | bool:
    """Whether the bytes had to be moved. A store shows bytes only when they are complete, so their size tells."""
    try:
        if target.store.size(row.storage_key) == row.size:
            return False
    except NotStoredError:
        pass
    staging = Staging(target.staging_folder)
    try:
        flaw = find_flaw(source, row, to=lambda piece: staging.append([piece]))
        if flaw is not None:
            staging.discard()
            return flaw
        staged = staging.seal()
        target.store.keep(staged, row.storage_key)
    except BaseException:
        staging.discard()
        raise
    release(staged)
    return True


# Rows


def _move_rows(held: Transaction, target: Database, table: Table, progress: Progress) -> Moved:
    total, before, done = _count(held, table), _count_in(target, table), 0
    statement = insert_or_ignore(target.writer.dialect.name, table)
    for rows in _batches(held, table):
        with target.write() as tx:
            tx.execute(statement, [dict(row._mapping) for row in rows])
        done += len(rows)
        progress(table.name, done, total)
    _check_count(table.name, total, _count_in(target, table))
    return Moved(table.name, total, before)


def _build_index(held: Transaction, target: Database, progress: Progress) -> Moved:
    """Index what has no entry yet. A document's entries are written together, so its name's tells of all."""
    c, done, already_there = documents.c, 0, 0
    total = _count(held, documents)
    rows = held.execute(select(documents).order_by(c.id).execution_options(yield_per=_ROWS_AT_ONCE))
    for several in in_batches(rows, _INDEXED_AT_ONCE):
        with target.write() as tx:
            indexed = _indexed(tx, [row.id for row in several])
            for document in map(from_row, several):
                if document.id not in indexed:
                    index.index_name(tx, document)
                    index.index_pages(tx, document, _pages(held, document.id))
        already_there += len(indexed)
        done += len(several)
        progress("search index", done, total)
    with read_at_length(target) as tx:
        named = select(func.count()).where(search_entries.c.number == index.NAME)
        _check_count("search index", total, int(tx.execute(named).scalar_one()))
    return Moved("search index", total, already_there)


def _indexed(tx: Transaction, document_ids: list[str]) -> set[str]:
    e = search_entries.c
    found = select(e.document_id).where(e.document_id.in_(document_ids), e.number == index.NAME)
    return set(tx.execute(found).scalars())


def _pages(held: Transaction, document_id: str) -> Iterator[Page]:
    c = document_pages.c
    pages = select(c.number, c.label, c.text).where(c.document_id == document_id).order_by(c.number)
    for row in held.execute(pages.execution_options(yield_per=16)):
        with suppress(zlib.error, UnicodeDecodeError):  # copied as it is; `verify` tells of it when it is quoted
            yield Page(number=row[0], text=zlib.decompress(row[2]).decode(), label=row[1])


def _count(tx: Transaction, table: Table) -> int:
    return int(tx.execute(select(func.count()).select_from(table)).scalar_one())


def _count_in(database: Database, table: Table) -> int:
    with read_at_length(database) as tx:
        return _count(tx, table)


def _check_count(what: str, wanted: int, found: int) -> None:
    if wanted != found:
        raise RefusedError(f"{what}: the source has {wanted}, the target {found}. Is the target in use?")
