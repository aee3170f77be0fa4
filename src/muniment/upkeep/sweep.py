"""Housekeeping: what crashes leave behind, what has outlived its time, and documents that slipped through."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import islice

from sqlalchemy import select

from muniment import idempotency
from muniment.accounts import oauth_tokens, one_time_codes, sessions, sign_in_tries
from muniment.accounts.caller import Caller
from muniment.accounts.organisations import list_organisations
from muniment.db.clock import now
from muniment.db.engine import Transaction
from muniment.db.tables import documents, jobs
from muniment.documents import legal_holds, lifecycle, purge, resumable
from muniment.documents.owed import is_owed, owe_analysis
from muniment.events import audit_chain
from muniment.events.feed import lock_organisation
from muniment.jobs import queue
from muniment.runtime import Runtime
from muniment.storage.staging import sweep_staging
from muniment.upkeep.stored import named
from muniment.webhooks import deliveries

_KEEP_ENDED_JOBS_SECONDS = 7 * 86400
_SLIPPED_AT_ONCE = 500
_KEYS_AT_ONCE = 500
_ROWS_AT_ONCE = 1_000
"""Of a table; they take some milliseconds, in which nobody else writes to SQLite."""


def sweep(runtime: Runtime) -> dict[str, int]:
    """Every chore, one after the other: by its name, how much was found and put right. One that fails does not keep
    the others from being done; then raises what the first one raised."""
    swept: dict[str, int] = {}
    failures: list[Exception] = []
    for chore in CHORES:
        try:
            swept[chore.name] = chore.run(runtime)
        except Exception as error:
            failures.append(error)
    if failures:
        raise failures[0]
    return swept


def _forget_expired_keys(runtime: Runtime) -> int:
    lifetime = runtime.settings.idempotency_seconds
    return _in_short_transactions(
        runtime,
        lambda tx: idempotency.forget_expired(tx, now=now(tx), lifetime_seconds=lifetime, limit=_ROWS_AT_ONCE),
    )


def _forget_ended_jobs(runtime: Runtime) -> int:
    return _in_short_transactions(
        runtime,
        lambda tx: queue.forget_ended(tx, older_than_seconds=_KEEP_ENDED_JOBS_SECONDS, limit=_ROWS_AT_ONCE),
    )


def _forget_expired_tokens(runtime: Runtime) -> int:
    return _in_short_transactions(runtime, lambda tx: oauth_tokens.forget_expired(tx, now=now(tx), limit=_ROWS_AT_ONCE))


def _forget_ended_sessions(runtime: Runtime) -> int:
    return _in_short_transactions(runtime, lambda tx: sessions.forget_expired(tx, now=now(tx), limit=_ROWS_AT_ONCE))


def _forget_expired_codes(runtime: Runtime) -> int:
    return _in_short_transactions(
        runtime, lambda tx: one_time_codes.forget_expired(tx, now=now(tx), limit=_ROWS_AT_ONCE)
    )


def _forget_expired_uploads(runtime: Runtime) -> int:
    return _in_short_transactions(runtime, lambda tx: resumable.forget_expired(tx, now=now(tx), limit=_ROWS_AT_ONCE))


def _forget_old_tries(runtime: Runtime) -> int:
    seconds = runtime.settings.sign_in_seconds
    return _in_short_transactions(
        runtime, lambda tx: sign_in_tries.forget_old(tx, now=now(tx), seconds=seconds, limit=_ROWS_AT_ONCE)
    )


def _forget_old_audit_records(runtime: Runtime) -> int:
    """Remove what is older than the retention, and leave the signed base of each chain; nothing of an organisation that
    has a legal hold, whose trail is evidence too."""
    days = runtime.settings.audit_days
    if not days:
        return 0
    with runtime.database.read() as tx:
        org_ids = [one["id"] for one in list_organisations(tx)]

    def forget(org_id: str, tx: Transaction) -> int:
        lock_organisation(tx, org_id)
        if legal_holds.has_any(tx, org_id):
            return 0
        before = now(tx) - days * 86_400
        return audit_chain.forget(tx, org_id, before=before, secret=runtime.secret, limit=_ROWS_AT_ONCE)

    return sum(_in_short_transactions(runtime, partial(forget, org_id)) for org_id in org_ids)


def _forget_old_deliveries(runtime: Runtime) -> int:
    return _in_short_transactions(
        runtime,
        lambda tx: deliveries.forget_old(tx, before=now(tx) - deliveries.KEPT_DAYS * 86_400, limit=_ROWS_AT_ONCE),
    )


def _remove_staged(runtime: Runtime) -> int:
    """Remove what crashes left staged on this machine."""
    return sweep_staging(runtime.staging_folder) + sweep_staging(runtime.scratch_folder)


def _remove_orphans(runtime: Runtime) -> int:
    """Remove stored bytes that no row names."""
    return sum(
        runtime.store.remove_if_orphan(key, has_row=lambda asked: not _without_row(runtime, [asked]))
        for key in _nameless(runtime)
    )


def _purge_due(runtime: Runtime) -> int:
    """Purge what is past its term and under no hold."""
    return sum(purge.purge(runtime, due) for due in purge.every_due(runtime) if due.hold_id is None)


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
        with_row = named(tx, keys)
    return [key for key in keys if key not in with_row]


def _queue_slipped(runtime: Runtime) -> int:
    """Documents that have not settled although no job is queued or under way for them: none, unless something failed
    that nobody thought of. Each is begun again under a new generation."""
    with runtime.database.read() as tx:
        found = _slipped(tx)
    failures: list[Exception] = []
    for org_id, document_id in found:
        try:
            _queue_again(runtime, org_id, document_id)
        except Exception as error:  # the others' turn comes all the same
            error.add_note(f"document {document_id}")
            failures.append(error)
    if failures:
        raise failures[0]
    return len(found)


def _queue_again(runtime: Runtime, org_id: str, document_id: str) -> None:
    caller = Caller.system(org_id, "sweep")
    with runtime.database.write() as tx:
        document = lifecycle.hold(tx, caller, document_id)
        if document.status in lifecycle.UNSETTLED and not _has_live_job(tx, document_id):
            owe_analysis(tx, lifecycle.begin_again(tx, caller, document, now=now(tx)))


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


@dataclass(frozen=True, slots=True)
class Chore:
    """Something to be done from time to time; `run` tells how much was found and put right. `is_local`: it is about
    this machine, so that each does it for itself."""

    name: str
    run: Callable[[Runtime], int]
    is_local: bool = False


CHORES = (
    Chore("expired_keys", _forget_expired_keys),
    Chore("expired_tokens", _forget_expired_tokens),
    Chore("ended_sessions", _forget_ended_sessions),
    Chore("expired_codes", _forget_expired_codes),
    Chore("old_sign_in_tries", _forget_old_tries),
    Chore("expired_uploads", _forget_expired_uploads),
    Chore("ended_jobs", _forget_ended_jobs),
    Chore("slipped_documents", _queue_slipped),
    Chore("old_audit_records", _forget_old_audit_records),
    Chore("old_deliveries", _forget_old_deliveries),
    Chore("documents_past_their_term", _purge_due),
    Chore("files_of_purged_documents", purge.remove_bytes),
    Chore("staged_files", _remove_staged, is_local=True),
    Chore("orphaned_files", _remove_orphans),
)
"""In this order: what needs the database alone comes first, whatever the disk or the store has."""
