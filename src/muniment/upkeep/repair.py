"""What is derived from the rows, made right again: counters of lists, the review queue, the full-text index. Beside a
running server.

Everything is written in short transactions, each right by itself: killed in the middle, run it again. Documents, their
bytes and analyses are only read.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import delete, select

from muniment.db.engine import Database, Transaction
from muniment.db.tables import documents, review_wants
from muniment.documents import results
from muniment.documents.counts import add
from muniment.documents.document import Document, from_row
from muniment.documents.lifecycle import note_wants
from muniment.documents.search import index
from muniment.events.feed import lock_organisation
from muniment.upkeep.stored import Progress, RefusedError, count_documents, in_batches, read_at_length, silent
from muniment.upkeep.verify import miscounts
from muniment.upkeep.waiting import waiting_and_gone, wrongly_waiting

_COUNTERS_AT_ONCE = 200
_DOCUMENTS_AT_ONCE = 100
_ADVISORY_LOCK = 0x6D756E7265706169  # "munrepai"


@dataclass(frozen=True, slots=True)
class Repaired:
    """Something that was wrong and is right now. `subject`: the scope of a counter (documents/counts.py), or the
    document whose entries of the index were made anew."""

    subject: str
    message: str


# Counters


def repair_counters(database: Database) -> Iterator[Repaired]:
    """Put right every counter that differs from a recount; each as soon as it is written.

    The difference of counter and recount in one snapshot stays the same whatever is counted meanwhile, so it is added
    without holding anybody up. Two at once would add it twice: a second one raises RefusedError.
    """
    with _alone(database), read_at_length(database) as snapshot:
        _lock(snapshot)
        for several in in_batches(miscounts(snapshot), _COUNTERS_AT_ONCE):
            with database.write() as tx:
                add(tx, {one.cell: one.counted - one.kept for one in several})
            for one in several:
                yield Repaired(one.cell[0], one.message)


@contextmanager
def _alone(database: Database) -> Iterator[None]:
    """On SQLite the folder of the database is locked: the lock of a process ends with it."""
    if not database.is_sqlite:
        yield
        return
    folder = os.open(Path(database.url.database or "").resolve().parent, os.O_RDONLY | os.O_CLOEXEC)
    try:
        try:
            fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise RefusedError(_ANOTHER) from None
        yield
    finally:
        os.close(folder)


def _lock(tx: Transaction) -> None:
    """The same on PostgreSQL, until the snapshot ends."""
    if tx.dialect.name != "sqlite":
        got = tx.exec_driver_sql(f"SELECT pg_try_advisory_xact_lock({_ADVISORY_LOCK})").scalar_one()
        if not got:
            raise RefusedError(_ANOTHER)


_ANOTHER = "Another `muniment repair counters` is at work on this installation. Run it again when that has ended."


# The review queue


def repair_review_queue(database: Database, *, progress: Progress = silent) -> Iterator[Repaired]:
    """Put right for which reasons each document wants a person, by what is kept of it; each as soon as it is
    written."""
    for document_ids in _every_document(database, progress):
        with database.read() as tx:
            wrong = list(wrongly_waiting(tx, document_ids))
        for document in wrong:
            if _note_wants_again(database, document):
                yield Repaired(document.id, "it waited for a person for other reasons than it has")
    with database.read() as tx:
        gone = waiting_and_gone(tx)
    for several in in_batches(iter(gone), _DOCUMENTS_AT_ONCE):
        with database.write() as tx:
            tx.execute(delete(review_wants).where(review_wants.c.document_id.in_(several)))
        for document_id in several:
            yield Repaired(document_id, "it waited for a person, and is not there")


def _note_wants_again(database: Database, document: Document) -> bool:
    """Whether there was anything to do, by what the document is by now."""
    with database.write() as tx:
        lock_organisation(tx, document.org_id)
        wrong = list(wrongly_waiting(tx, [document.id]))
        for held in wrong:
            note_wants(tx, held)
        return bool(wrong)


def _every_document(database: Database, progress: Progress) -> Iterator[list[str]]:
    """The ids of all documents, some at a time."""
    total, done, after = count_documents(database), 0, ""
    page = select(documents.c.id).order_by(documents.c.id).limit(_DOCUMENTS_AT_ONCE)
    while True:
        with database.read() as tx:
            found = list(tx.execute(page.where(documents.c.id > after)).scalars())
        if not found:
            return
        yield found
        after = found[-1]
        done += len(found)
        progress("documents compared", done, max(done, total))


# The full-text index


def repair_search(database: Database, *, from_scratch: bool = False, progress: Progress = silent) -> Iterator[Repaired]:
    """Compare every document's entries with its name and pages, and index anew those that differ.

    `from_scratch`: the index is emptied first, so that all do; each is found again as soon as it is indexed.
    """
    if from_scratch:
        with database.write() as tx:
            index.empty(tx)
    for document_ids in _every_document(database, progress):
        for document_id in document_ids:
            if _index_again(database, document_id):
                yield Repaired(document_id, "its entries in the index were not those of its name and pages")


def _index_again(database: Database, document_id: str) -> bool:
    """Whether there was anything to do. What changes while its words are cut is looked at again."""
    while True:
        with database.read() as tx:
            before = _state(tx, document_id)
            if before is None:
                return False  # purged meanwhile
            pages = results.pages(tx, before)
        entries = index.page_entries(pages)  # takes seconds for millions of characters: outside any transaction
        with database.read() as tx:
            if index.is_indexed(tx, before, [index.name_entry(before), *entries]):
                return False
        with database.write() as tx:
            lock_organisation(tx, before.org_id)
            if _state(tx, document_id) == before:
                index.index_name(tx, before)
                index.index_entries(tx, before, entries)
                return True


def _state(tx: Transaction, document_id: str) -> Document | None:
    """What changes whenever a document's name, pages or archive state do; None when it is gone."""
    row = tx.execute(select(documents).where(documents.c.id == document_id)).first()
    return from_row(row) if row is not None else None
