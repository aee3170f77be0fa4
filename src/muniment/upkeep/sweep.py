"""Housekeeping: what crashes leave behind, what has outlived its time, and documents that slipped through."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice

from sqlalchemy import select

from muniment import idempotency
from muniment.accounts.caller import Caller
from muniment.db.clock import now
from muniment.db.engine import Transaction
from muniment.db.tables import documents, jobs
from muniment.documents import lifecycle
from muniment.documents.owed import is_owed, owe_analysis
from muniment.jobs import queue
from muniment.runtime import Runtime
from muniment.storage.staging import sweep_staging

log = logging.getLogger("muniment.sweep")

_KEEP_ENDED_JOBS_SECONDS = 7 * 86400
_SLIPPED_AT_ONCE = 500
_KEYS_AT_ONCE = 500
_ROWS_AT_ONCE = 1_000
"""Of a table; they take some milliseconds, in which nobody else writes to SQLite."""


@dataclass(frozen=True, slots=True)
class Swept:
    """How much was found and put right."""

    staged_files: int
    orphaned_files: int
    expired_keys: int
    ended_jobs: int
    slipped_documents: int


def sweep_home(runtime: Runtime) -> int:
    """Remove what crashes left staged on this machine; returns how many files."""
    return sweep_staging(runtime.staging_folder) + sweep_staging(runtime.scratch_folder)


def sweep(runtime: Runtime) -> Swept:
    """Remove staged and stored bytes that no row names, expired keys, old ended jobs; queue slipped documents again."""
    staged = sweep_home(runtime)
    orphans = sum(
        runtime.store.remove_if_orphan(key, has_row=lambda asked: not _without_row(runtime, [asked]))
        for key in _nameless(runtime)
    )
    lifetime = runtime.settings.idempotency_seconds
    expired = _in_short_transactions(
        runtime,
        lambda tx: idempotency.forget_expired(tx, now=now(tx), lifetime_seconds=lifetime, limit=_ROWS_AT_ONCE),
    )
    ended = _in_short_transactions(
        runtime,
        lambda tx: queue.forget_ended(tx, older_than_seconds=_KEEP_ENDED_JOBS_SECONDS, limit=_ROWS_AT_ONCE),
    )
    swept = Swept(
        staged_files=staged,
        orphaned_files=orphans,
        expired_keys=expired,
        ended_jobs=ended,
        slipped_documents=_queue_slipped(runtime),
    )
    log.info("swept: %s", swept)
    return swept


def _in_short_transactions(runtime: Runtime, remove: Callable[[Transaction], int]) -> int:
    """Remove again and again until there is no more, and let others write in between; returns how many in all."""
    total = 0
    while True:
        with runtime.database.write() as tx:
            removed = remove(tx)
        total += removed
        if removed < _ROWS_AT_ONCE:
            return total


def _nameless(runtime: Runtime) -> Iterator[str]:
    """Stored keys that no row names at the moment of asking."""
    keys = runtime.store.keys()
    while several := list(islice(keys, _KEYS_AT_ONCE)):
        yield from _without_row(runtime, several)


def _without_row(runtime: Runtime, keys: list[str]) -> list[str]:
    with runtime.database.read() as tx:
        named = set(tx.execute(select(documents.c.storage_key).where(documents.c.storage_key.in_(keys))).scalars())
    return [key for key in keys if key not in named]


def _queue_slipped(runtime: Runtime) -> int:
    """Documents that have not settled although no job is queued or under way for them: none, unless something failed
    that nobody thought of. Each is begun again under a new generation."""
    with runtime.database.read() as tx:
        found = _slipped(tx)
    for org_id, document_id in found:
        caller = Caller.system(org_id, "sweep")
        with runtime.database.write() as tx:
            document = lifecycle.hold(tx, caller, document_id)
            if document.status not in lifecycle.UNSETTLED or _has_live_job(tx, document_id):
                continue
            owe_analysis(tx, lifecycle.begin_again(tx, caller, document, now=now(tx)))
    return len(found)


def _slipped(tx: Transaction) -> list[tuple[str, str]]:
    live = select(jobs.c.id).where(is_owed(documents.c.id)).correlate(documents).exists()
    rows = tx.execute(
        select(documents.c.org_id, documents.c.id)
        .where(documents.c.status.in_(lifecycle.UNSETTLED), ~live)
        .limit(_SLIPPED_AT_ONCE)
    )
    return [(str(row[0]), str(row[1])) for row in rows]


def _has_live_job(tx: Transaction, document_id: str) -> bool:
    return tx.execute(select(jobs.c.id).where(is_owed(document_id)).limit(1)).first() is not None
