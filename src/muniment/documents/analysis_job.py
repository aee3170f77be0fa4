"""The job of analysing a stored document: bring its file, run the pipeline, keep what is found, settle the document.

Everything before the last transaction may be done twice without harm; that transaction is fenced by the document's
generation and by the job's attempt, so a worker that comes back late changes nothing.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

from muniment.accounts.caller import Caller
from muniment.analysis.findings import Findings, failed
from muniment.analysis.pipeline import Pipeline, Subject
from muniment.db.clock import now
from muniment.db.engine import Transaction
from muniment.documents import lifecycle, results
from muniment.documents.document import Document
from muniment.jobs.queue import Job
from muniment.observing.metrics import Metrics
from muniment.runtime import Runtime

log = logging.getLogger("muniment.worker")


def _caller(org_id: str) -> Caller:
    return Caller.system(org_id, "worker")


def run(
    runtime: Runtime, pipeline: Pipeline, job: Job, cancelled: threading.Event
) -> Callable[[Transaction], str | None]:
    """Run the steps; what is returned writes their effect and gives the document's status, None when it was not ours to
    set. Raises Interrupted, or what may pass with another try."""
    with runtime.database.write() as tx:
        started_at = now(tx)
        document = lifecycle.begin_analysis(
            tx, _caller(job.org_id), job.subject_id, generation=job.fence, now=started_at
        )
    if document is None:
        return lambda tx: None  # settled already, or begun again under a newer generation
    held = document
    with runtime.store.local_copy(held.storage_key, runtime.scratch_folder) as path:
        subject = Subject(
            path=path,
            sha256=held.sha256,
            name=held.name,
            extension=held.extension,
            declared_type=held.document_type if held.is_type_declared else None,
        )
        findings = pipeline.run(subject, cancelled)
    return lambda tx: _save(tx, held, findings, started_at=started_at)


def _save(tx: Transaction, document: Document, findings: Findings, *, started_at: int) -> str | None:
    """Everything that was found, and the status, in the transaction that ends the job. The status, None when the
    document has moved on."""
    named = findings.classification.document_type if findings.classification is not None else None
    status = lifecycle.Status.FAILED if findings.failure is not None else lifecycle.Status.COMPLETE
    is_ours = lifecycle.settle(
        tx,
        _caller(document.org_id),
        document.id,
        generation=document.generation,
        status=status,
        document_type=named,
        now=now(tx),
    )
    if not is_ours:
        return None
    results.keep_pages(tx, document, findings)
    results.keep(tx, document, findings, started_at=started_at, now=now(tx))
    return status.value


def give_up(tx: Transaction, job: Job) -> str | None:
    """The job is dead after its last try: its document ends as failed, visibly. Its status, None when it moved on."""
    document = lifecycle.begin_analysis(tx, _caller(job.org_id), job.subject_id, generation=job.fence, now=now(tx))
    if document is None:
        return None
    lifecycle.settle(
        tx,
        _caller(document.org_id),
        document.id,
        generation=document.generation,
        status=lifecycle.Status.FAILED,
        document_type=None,
        now=now(tx),
    )
    findings = failed("attempts_exhausted")
    results.keep(tx, document, findings, started_at=None, now=now(tx))
    return lifecycle.Status.FAILED.value


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
