"""Purging: an archived document goes for good once the retention of its type is over; what it was stays on record.

The term runs from the moment of archiving (docs/decisions/0015): what is in use is never purged, and restoring a
document ends its term. Row first, then bytes: the transaction that takes the row, and with it everything that was
found, leaves the record, which names the bytes until they are removed. Killed anywhere, the next run goes on; there is
never a row without bytes.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any

from sqlalchemy import Row, func, insert, literal, select, tuple_, update

from muniment.accounts.caller import Caller
from muniment.db import clock
from muniment.db.engine import Transaction
from muniment.db.tables import documents, purged_documents
from muniment.documents import legal_holds, lifecycle, results
from muniment.documents.document import Document, from_row
from muniment.documents.search import index
from muniment.errors import DocumentNotFoundError
from muniment.events import feed
from muniment.events.catalogue import EventType
from muniment.judging.facts.dates import add_months
from muniment.judging.taxonomy.types import DocumentType
from muniment.runtime import Runtime

_ROWS_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Due:
    """A document past its term. `hold_id`: the oldest legal hold that keeps it, None when it goes."""

    document_id: str
    org_id: str
    name: str
    document_type: str
    size: int
    archived_at: int
    retention_months: int
    hold_id: str | None


def terms(months: Mapping[str, int], types: Iterable[DocumentType]) -> dict[str, int]:
    """The term of each type that has one, in months: its own, else that of the nearest type above it that has one."""
    above = {one.slug: one.parent for one in types}
    found = {}
    for slug in above:
        named: str | None = slug
        while named is not None and named not in months:
            named = above[named]
        if named is not None:
            found[slug] = months[named]
    return found


def _over_before(now: int, months: int) -> int:
    """The terms of so many months are over that began before this moment: the day that lies as long before today."""
    today = datetime.fromtimestamp(now, UTC).date()
    return _midnight(add_months(today, -months))


def _midnight(day: date) -> int:
    return int(datetime.combine(day, time(), UTC).timestamp())


def every_due(runtime: Runtime) -> Iterator[Due]:
    """Every document past its term, type by type, held ones too; read in short transactions."""
    for slug, months in terms(runtime.settings.retention_months, runtime.document_types).items():
        after = (-(2**62), "")
        while True:
            with runtime.database.read() as tx:
                found = _due(tx, slug, months, after=after)
            yield from found
            if len(found) < _ROWS_AT_ONCE:
                break
            after = (found[-1].archived_at, found[-1].document_id)


def _due(tx: Transaction, slug: str, months: int, *, after: tuple[int, str]) -> list[Due]:
    d = documents.c
    columns = (d.id, d.org_id, d.name, d.document_type, d.size, d.archived_at, literal(months))
    rows = tx.execute(
        select(*columns, legal_holds.ON_A_DOCUMENT)
        .where(d.document_type == slug, d.archived_at.is_not(None))
        .where(d.archived_at < _over_before(clock.now(tx), months), tuple_(d.archived_at, d.id) > tuple_(*after))
        .order_by(d.archived_at, d.id)
        .limit(_ROWS_AT_ONCE)
    )
    return [Due(*row) for row in rows]


def purge(runtime: Runtime, due: Due) -> bool:
    """Take the document for good, unless a hold or a restoring came before. Whether it went; its bytes are removed by
    `remove_bytes`."""
    return take(
        runtime,
        Caller.system(due.org_id, "purge"),
        due.document_id,
        retention_months=due.retention_months,
        is_over=lambda document, now: _is_over(document, due, now=now),
    )


def take(
    runtime: Runtime,
    caller: Caller,
    document_id: str,
    *,
    retention_months: int,
    is_over: Callable[[Document, int], bool],
) -> bool:
    """Take an archived document for good, unless a hold is on it, or it is changed meanwhile, or `is_over` says
    otherwise of it as it is then. Whether it went; its bytes are removed by `remove_bytes`."""
    with runtime.database.read() as tx:
        row = tx.execute(select(documents).where(documents.c.id == document_id)).first()
        if row is None:
            return False
        known = from_row(row)
        pages = results.pages(tx, known) if runtime.database.is_sqlite else []
    entries = [index.name_entry(known), *index.page_entries(pages)]  # seconds for millions of characters
    with runtime.database.write() as tx:
        try:
            document = lifecycle.hold(tx, caller, document_id)
        except DocumentNotFoundError:
            return False
        at = clock.now(tx)
        if document != known or not is_over(document, at):
            return False
        if legal_holds.is_document_held(tx, document):
            return False
        tx.execute(insert(purged_documents), _record_of(document, retention_months, now=at))
        results.forget(tx, document)
        index.forget(tx, document, entries)
        lifecycle.take_out(tx, document)
        _tell(tx, caller, document, retention_months, now=at)
    return True


def _is_over(document: Document, due: Due, *, now: int) -> bool:
    """Whether the term that was found over is the document's still: it may have been restored, or named anew."""
    if document.archived_at is None or document.document_type != due.document_type:
        return False
    return document.archived_at < _over_before(now, due.retention_months)


def _record_of(document: Document, retention_months: int, *, now: int) -> dict[str, Any]:
    kept = ("org_id", "vendor_id", "name", "extension", "size", "document_type", "sha256", "created_at", "archived_at")
    return {
        "document_id": document.id,
        **{name: getattr(document, name) for name in kept},
        "purged_at": now,
        "retention_months": retention_months,
        "storage_key": document.storage_key,
    }


def _tell(tx: Transaction, caller: Caller, document: Document, retention_months: int, *, now: int) -> None:
    feed.record(
        tx,
        caller,
        EventType.DOCUMENT_PURGED,
        subject_id=document.id,
        vendor_id=document.vendor_id,
        before={"name": document.name},
        after={
            "name": document.name,
            "purged_at": now,
            "sha256": document.sha256.hex(),
            "retention_months": retention_months,
        },
        now=now,
    )


def purged_among(tx: Transaction, hashes: Collection[str]) -> set[str]:
    """Those of the hashes that are of files of purged documents, in hex."""
    p = purged_documents.c
    wanted = [bytes.fromhex(sha256) for sha256 in hashes]
    return {bytes(sha256).hex() for sha256 in tx.execute(select(p.sha256).where(p.sha256.in_(wanted))).scalars()}


def remove_bytes(runtime: Runtime) -> int:
    """Remove the bytes of every purged document; how many there were. A backup that is being made has them until its
    end, and they go with the next run. Raises StorageUnavailableError, with what is left to the next run too."""
    done = 0
    while True:
        try:
            with _locked(runtime, fcntl.LOCK_EX | fcntl.LOCK_NB):
                several = _remove_some(runtime)
        except BlockingIOError:
            return done
        done += several
        if several < _ROWS_AT_ONCE:
            return done


def _remove_some(runtime: Runtime) -> int:
    p = purged_documents.c
    kept = select(p.storage_key).where(p.storage_key.is_not(None)).order_by(p.storage_key).limit(_ROWS_AT_ONCE)
    with runtime.database.read() as tx:
        keys = tx.execute(kept).scalars().all()
    for key in keys:
        runtime.store.delete(key)
    if keys:
        with runtime.database.write() as tx:
            tx.execute(update(purged_documents).where(p.storage_key.in_(keys)).values(storage_key=None))
    return len(keys)


@contextmanager
def bytes_stay(runtime: Runtime) -> Iterator[None]:
    """While the block runs, no process of this home removes the bytes of purged documents."""
    with _locked(runtime, fcntl.LOCK_SH):
        yield


@contextmanager
def _locked(runtime: Runtime, how: int) -> Iterator[None]:
    """The folder in which uploads are received stands for the home's bytes; the lock of a process ends with it."""
    folder = os.open(runtime.staging_folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        fcntl.flock(folder, how)
        yield
    finally:
        os.close(folder)


def page(
    tx: Transaction, caller: Caller, *, document_id: str | None = None, limit: int, offset: int
) -> tuple[list[dict[str, Any]], int]:
    """What was purged, the newest document first, and how many there are."""
    p = purged_documents.c
    conditions = [p.org_id == caller.org_id]
    if caller.vendor_ids is not None:
        conditions.append(p.vendor_id.in_(caller.vendor_ids))
    if document_id is not None:
        conditions.append(p.document_id == document_id)
    total = tx.execute(select(func.count()).select_from(purged_documents).where(*conditions)).scalar_one()
    rows = tx.execute(
        select(purged_documents).where(*conditions).order_by(p.document_id.desc()).limit(limit).offset(offset)
    )
    return [_entry(row) for row in rows], int(total)


def _entry(row: Row[Any]) -> dict[str, Any]:
    return {
        "id": row.document_id,
        "vendor_id": row.vendor_id,
        "name": row.name,
        "extension": row.extension,
        "size": row.size,
        "document_type": row.document_type,
        "sha256": bytes(row.sha256).hex(),
        "created_at": row.created_at,
        "archived_at": row.archived_at,
        "purged_at": row.purged_at,
        "retention_months": row.retention_months,
    }
