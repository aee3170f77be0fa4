"""Quarantine: a document in whose file the malware scanner found something is kept, listed, and given to nobody.

Its bytes stay where they are. The scanner's newest word counts, until a person releases the document; that word stands.
"""

from __future__ import annotations

from dataclasses import replace

from muniment.accounts.caller import Caller
from muniment.db.engine import Transaction
from muniment.documents import lifecycle, results
from muniment.documents.document import Document
from muniment.documents.owed import owe_analysis
from muniment.errors import DocumentNotReadyError, DocumentQuarantinedError
from muniment.scanning.verdict import Scan, Verdict, is_closed
from muniment.settings import Settings


def check_may_leave(settings: Settings, *, scan: str | None, status: str) -> None:
    """Raises DocumentQuarantinedError, and DocumentNotReadyError while the document waits for a scanner that fails
    closed."""
    if scan == Scan.QUARANTINED:
        raise DocumentQuarantinedError
    if scan is None and status in lifecycle.UNSETTLED and is_closed(settings):
        raise DocumentNotReadyError("The document has not been scanned for malware yet; try again later.")


def note(
    tx: Transaction, caller: Caller, document_id: str, verdict: Verdict, *, now: int, generation: int | None = None
) -> Document | None:
    """The document, with the scanner's word noted; None, with nothing changed, when there is no word, a person has
    released it, or it has moved on from the generation. What is shut away no more and was never read is read now.
    Raises DocumentNotFoundError."""
    document = lifecycle.hold(tx, caller, document_id)
    has_moved_on = generation is not None and generation != document.generation
    if verdict.scan is None or document.scan == Scan.RELEASED or has_moved_on:
        return None
    known = (document.scan, document.quarantined_for)
    if known == (verdict.scan, verdict.quarantined_for):
        return document
    noted = replace(document, scan=verdict.scan.value, quarantined_for=verdict.quarantined_for)
    lifecycle.save(tx, caller, document, noted, now=now)
    return _read_now(tx, caller, noted, now=now) if document.scan == Scan.QUARANTINED else noted


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
    is_settled = document.status not in lifecycle.UNSETTLED
    if document.scan == Scan.QUARANTINED or document.is_archived or not is_settled or results.is_read(tx, document):
        return document
    again = lifecycle.begin_again(tx, caller, document, now=now)
    owe_analysis(tx, again)
    return again
