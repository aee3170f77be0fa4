"""The job of analysing a stored document: bring its file, run the pipeline, keep what is found, settle the document.

Everything before the last transaction may be done twice without harm; that transaction is fenced by the document's
generation and by the job's attempt, so a worker that comes back late changes nothing.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from pathlib import Path

from muniment.accounts.caller import Caller
from muniment.analysis.findings import Findings, failed
from muniment.analysis.pipeline import Interrupted, Pipeline, Subject
from muniment.db.clock import now
from muniment.db.engine import Transaction
from muniment.documents import legal_holds, lifecycle, quarantine, results, reviews, wants
from muniment.documents.document import Document
from muniment.documents.stored_bytes import check_store_is_there, is_stored
from muniment.errors import DocumentNotFoundError, StorageUnavailableError
from muniment.events.feed import lock_organisation
from muniment.jobs.queue import Job, SubjectGoneError
from muniment.judging.facts.validity import ValidityRules
from muniment.observing.metrics import Metrics
from muniment.observing.outages import told
from muniment.reading.warnings import UNJUDGED, warning
from muniment.runtime import Runtime
from muniment.scanning.clamd import ScanCancelledError
from muniment.scanning.verdict import NOT_SCANNED, Scan, Verdict, scan
from muniment.storage.digest import UnreadableBytesError, open_stored, pieces
from muniment.storage.store import NotStoredError

log = logging.getLogger("muniment.worker")

_MISSING = "The stored file is missing. Restore it from a backup, then have the document analysed again."
_UNREADABLE = "The disk does not give the stored file. Restore it from a backup, then have the document analysed again."


def _caller(org_id: str) -> Caller:
    return Caller.system(org_id, "worker")


def run(
    runtime: Runtime, pipeline: Pipeline, job: Job, cancelled: threading.Event
) -> Callable[[Transaction], str | None]:
    """Run the steps; what is returned writes their effect and gives the document's status, None when it was not ours to
    set. Raises Interrupted, or what may pass with another try."""
    with runtime.database.write() as tx:
        started_at = now(tx)
        document = _begin(tx, job, at=started_at)
    if document is None:
        return lambda tx: None  # settled already, or begun again under a newer generation
    held = document
    findings = _find(runtime, pipeline, held, job, cancelled)
    return lambda tx: _save(runtime, tx, held, findings, started_at=started_at)


def _begin(tx: Transaction, job: Job, *, at: int) -> Document | None:
    """The document, `analyzing`; None when it has moved on. Raises SubjectGoneError."""
    try:
        return lifecycle.begin_analysis(tx, _caller(job.org_id), job.subject_id, generation=job.fence, now=at)
    except DocumentNotFoundError:
        raise SubjectGoneError from None


def _find(runtime: Runtime, pipeline: Pipeline, document: Document, job: Job, cancelled: threading.Event) -> Findings:
    """What the pipeline finds in the stored file, once the malware scanner has passed it. That it is not there, or
    cannot be read, is a finding too, if the store is there: else raises StorageUnavailableError."""
    try:
        with runtime.store.local_copy(document.storage_key, runtime.scratch_folder) as path:
            verdict = _scan(runtime, path, document, job, cancelled)
            if verdict.scan == Scan.QUARANTINED:
                return failed("quarantined", verdict.quarantined_for)
            subject = Subject(
                path=path,
                sha256=document.sha256,
                name=document.name,
                extension=document.extension,
                declared_type=document.declared_type,
            )
            findings = pipeline.run(subject, cancelled, is_last_try=_is_last_try(runtime, job))
            if findings.error is not None and not path.exists():
                raise NotStoredError(document.storage_key)  # it went away while the child was to read it
            is_unscanned = verdict == NOT_SCANNED and runtime.settings.clamd_url is not None
            return findings.with_warning(warning("not_scanned")) if is_unscanned else findings
    except NotStoredError:
        check_store_is_there(runtime, but=document.storage_key)
        if is_stored(runtime, document.storage_key):
            raise StorageUnavailableError("The store was away for a moment.") from None
        return failed("damaged", _MISSING)
    except UnreadableBytesError as error:
        check_store_is_there(runtime, but=document.storage_key)
        log.warning("a stored file cannot be read: %s", told(error))
        return failed("damaged", _UNREADABLE)


def _scan(runtime: Runtime, path: Path, document: Document, job: Job, cancelled: threading.Event) -> Verdict:
    """The scanner's word, written down by then: what it found is shut away before anything else is done. A person's
    word that released the document stands."""
    if runtime.settings.clamd_url is None:
        return NOT_SCANNED
    if document.scan == Scan.RELEASED:
        return Verdict(Scan.RELEASED)
    is_last_try = _is_last_try(runtime, job)
    try:
        with open_stored(path) as file:
            verdict = scan(runtime.settings, pieces(file), is_last_try=is_last_try, is_cancelled=cancelled.is_set)
    except ScanCancelledError:
        raise Interrupted from None
    quarantine.note(runtime, _caller(document.org_id), document, verdict, generation=document.generation)
    return verdict


def _is_last_try(runtime: Runtime, job: Job) -> bool:
    return job.failures + 1 >= runtime.settings.max_attempts


def _save(
    runtime: Runtime, tx: Transaction, document: Document, findings: Findings, *, started_at: int | None
) -> str | None:
    """Everything that was found, and the status, in the transaction that ends the job. The status, None when the
    document has moved on. Where the analysis broke off and an earlier one came further, the earlier one stays; under a
    legal hold every one that read the document does. What people said meanwhile stands over all of it."""
    lock_organisation(tx, document.org_id)
    broken = findings.error or next((one for one in findings.warnings if one.code in UNJUDGED), None)
    came_further = results.is_read if findings.error is not None else results.is_judged
    is_earlier_kept = (broken is not None and came_further(tx, document)) or (
        legal_holds.is_document_held(tx, document) and results.is_read(tx, document)
    )
    named, confidence = None, None
    if is_earlier_kept:
        named, confidence = reviews.engine_type(results.found(tx, document)), document.type_confidence
    elif findings.classification is not None:
        named, confidence = findings.classification.document_type, findings.classification.confidence
    is_complete = findings.error is None or is_earlier_kept
    status = lifecycle.Status.COMPLETE if is_complete else lifecycle.Status.FAILED
    at = now(tx)
    settled = lifecycle.settle(
        tx,
        _caller(document.org_id),
        document.id,
        generation=document.generation,
        status=status,
        document_type=named,
        type_confidence=confidence,
        now=at,
    )
    if settled is None:
        return None
    if is_earlier_kept:
        results.keep_earlier(tx, document, broken)
    else:
        results.keep_pages(tx, document, findings)
        doubts = wants.doubts(findings, threshold=runtime.settings.review_threshold)
        results.keep(tx, document, findings, doubts=doubts, started_at=started_at, now=at)
        reviews.stand_again(tx, settled, rules=ValidityRules(runtime.settings.validity_months))
    lifecycle.note_wants(tx, settled)
    return status.value


def give_up(runtime: Runtime, tx: Transaction, job: Job) -> str | None:
    """The job is dead after its last try: its document ends as failed, visibly. Its status, None when it moved on."""
    document = _begin(tx, job, at=now(tx))
    if document is None:
        return None
    return _save(runtime, tx, document, failed("attempts_exhausted"), started_at=None)


def revive(tx: Transaction, caller: Caller, job: Job) -> int | None:
    """A dead job is to run again: its document begins again, under the generation that is returned; None when it has
    been begun again since."""
    document = lifecycle.hold(tx, caller, job.subject_id)
    if document.generation != job.fence:
        return None
    return lifecycle.begin_again(tx, caller, document, now=now(tx)).generation


def note_end(metrics: Metrics, status: str, seconds: float | None) -> None:
    """The document settled with this status, after so many seconds; None when every try of the job failed."""
    metrics.settled.add(status)
    if seconds is not None:
        metrics.analysis_seconds.observe(seconds)
        log.info("document settled", extra={"status": status, "milliseconds": round(seconds * 1000)})
