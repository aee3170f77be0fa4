"""Quarantine: a document in whose file the malware scanner found something is kept, listed, and given to nobody.

Its bytes stay where they are. The scanner's newest word counts, until a person releases the document; that word stands.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace

from muniment.accounts.caller import Caller
from muniment.db import clock
from muniment.db.engine import Transaction
from muniment.documents import lifecycle, manage, results
from muniment.documents.document import Document
from muniment.documents.owed import owe_analysis
from muniment.errors import DocumentNotReadyError, DocumentQuarantinedError
from muniment.runtime import Runtime
from muniment.scanning.verdict import Scan, Verdict, is_closed
from muniment.settings import Settings
from muniment.storage.store import NotStoredError


def check_may_leave(settings: Settings, *, scan: str | None, status: str) -> None:
    """Raises DocumentQuarantinedError, and DocumentNotReadyError while the document waits for a scanner that fails
    closed."""
    if scan == Scan.QUARANTINED:
        raise DocumentQuarantinedError
    if scan is None and status in lifecycle.UNSETTLED and is_closed(settings):
        raise DocumentNotReadyError("The document has not been scanned for malware yet; try again later.")


def note(
    runtime: Runtime, caller: Caller, document: Document, verdict: Verdict, *, generation: int | None = None
) -> Document | None:
    """The document, with the scanner's word written down; None, with nothing changed, when there is no word, a person
    has released it, or it has moved on from the generation. What is shut away gives its links up, those too that the
    store serves itself; what is shut away no more and was never read is read now. Raises DocumentNotFoundError,
    StorageUnavailableError."""
    if verdict.scan is None:
        return None
    key = kept = document.storage_key
    if verdict.scan == Scan.QUARANTINED and document.scan != Scan.QUARANTINED:
        with suppress(NotStoredError):  # another has shut it away meanwhile
            kept = runtime.store.withdraw_links(key)
    with runtime.database.write() as tx:
        noted = _note(tx, caller, document.id, verdict, keys=(key, kept), generation=generation)
    if kept != key:
        # Killed before it: the sweep's, as bytes that no row names.
        runtime.store.delete(key if noted is not None and noted.storage_key == kept else kept)
    return noted


def _note(
    tx: Transaction,
    caller: Caller,
    document_id: str,
    verdict: Verdict,
    *,
    keys: tuple[str, str],
    generation: int | None,
) -> Document | None:
    """`keys`: that of the bytes, and the one that takes its place, unless another has taken it meanwhile."""
    document = lifecycle.hold(tx, caller, document_id)
    has_moved_on = generation is not None and generation != document.generation
    if verdict.scan is None or document.scan == Scan.RELEASED or has_moved_on:
        return None
    if (document.scan, document.quarantined_for) == (verdict.scan, verdict.quarantined_for):
        return document
    storage_key = keys[1] if document.storage_key == keys[0] else document.storage_key
    noted = replace(document, scan=verdict.scan.value, quarantined_for=verdict.quarantined_for, storage_key=storage_key)
    at = clock.now(tx)
    lifecycle.save(tx, caller, document, noted, now=at)
    return _read_now(tx, caller, noted, now=at) if document.scan == Scan.QUARANTINED else noted


def release(tx: Transaction, caller: Caller, document_id: str, *, reason: str, now: int) -> Document:
    """The document, given out again whatever the scanner says; one that is not in quarantine, unchanged. Raises
    DocumentNotFoundError."""
    document = lifecycle.hold(tx, caller, document_id)
    if document.scan != Scan.QUARANTINED:
        return document
    released = replace(
        document, scan=Scan.RELEASED.value, quarantined_for=None, updated_at=max(now, document.updated_at)
    )
    lifecycle.save(tx, caller, document, released, now=now, because=reason)
    return _read_now(tx, caller, released, now=now)


def _read_now(tx: Transaction, caller: Caller, document: Document, *, now: int) -> Document:
    """The document, which is read now if it never was; an archived one when it is restored."""
    is_settled = document.status not in lifecycle.UNSETTLED
    if document.scan == Scan.QUARANTINED or not is_settled or results.is_read(tx, document):
        return document
    again = lifecycle.begin_again(tx, caller, document, now=now)
    if again.is_archived:
        return manage.settle_unread(tx, caller, again, now=now)
    owe_analysis(tx, again)
    return again
