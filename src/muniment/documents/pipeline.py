"""From a stored file to a settled document: verify the bytes, analyse them in the sandbox, save what was found.

Everything before the last transaction may be done twice without harm; that transaction is fenced by the document's
generation and by the job's attempt, so a worker that comes back late changes nothing.
"""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from muniment import clock, tracing
from muniment.db.engine import Transaction
from muniment.documents import lifecycle, results
from muniment.documents.examine import check_receipts, examine, open_sandbox
from muniment.documents.findings import Findings, failed
from muniment.documents.record import Document
from muniment.documents.results import PreparedPages
from muniment.jobs.queue import Job
from muniment.reading.model import UNREADABLE
from muniment.reading.watch import ENDS
from muniment.runtime import Runtime

_READ_BYTES = 1024 * 1024

SANDBOX_ENDS = frozenset({"ok", *ENDS, *UNREADABLE})
"""How the reading of a document can end, for the metrics."""


class Interrupted(Exception):
    """The worker is stopping or has lost the job; nothing was written."""


@dataclass
class Analysis:
    """One document on its way through the steps."""

    document: Document
    cancelled: threading.Event
    path: Path
    started_at: int = field(default_factory=clock.now)
    findings: Findings | None = None


class Pipeline:
    """The steps and what they need: a runtime, and a sandbox that reads documents."""

    def __init__(self, runtime: Runtime) -> None:
        self.runtime = runtime
        self.sandbox = open_sandbox(runtime.settings, scratch_folder=runtime.scratch_folder)

    def start(self) -> None:
        """Start the fork server, so that the first document does not wait for it."""
        self.sandbox.start()

    def close(self) -> None:
        """Stop the fork server and its children."""
        self.sandbox.close()


def analyze(pipeline: Pipeline, job: Job, cancelled: threading.Event) -> Callable[[Transaction], str | None]:
    """Run the steps; what is returned writes their effect and gives the document's status, None when it was not ours to
    set. Raises Interrupted, or what may pass with another try."""
    runtime = pipeline.runtime
    with runtime.database.write() as tx:
        document = lifecycle.begin_analysis(tx, job.org_id, job.document_id, generation=job.generation)
    if document is None:
        return lambda tx: None  # settled already, or begun again under a newer generation
    with runtime.store.local_copy(document.storage_key, runtime.scratch_folder) as path:
        analysis = Analysis(document, cancelled, path)
        for step in STEPS:
            if cancelled.is_set():
                raise Interrupted
            with tracing.span(step.__name__.strip("_").replace("_", " ")):
                step(pipeline, analysis)
            if analysis.findings is not None and analysis.findings.failure is not None:
                break
    assert analysis.findings is not None
    with tracing.span("prepare pages"):
        pages = results.prepare_pages(analysis.findings.pages)
    return lambda tx: _save(tx, analysis, pages)


def _verify(_pipeline: Pipeline, analysis: Analysis) -> None:
    """The bytes are the ones that were received."""
    digest = hashlib.sha256()
    with analysis.path.open("rb") as file:
        while piece := file.read(_READ_BYTES):
            digest.update(piece)
    if digest.digest() != analysis.document.sha256:
        analysis.findings = failed("damaged")


def _analyse(pipeline: Pipeline, analysis: Analysis) -> None:
    """Sniff, read, classify, extract: all of it in a child that may die of the document."""
    document = analysis.document
    findings = examine(
        pipeline.sandbox,
        analysis.path,
        settings=pipeline.runtime.settings,
        name=document.name,
        extension=document.extension,
        declared_type=document.document_type if document.is_type_declared else None,
        cancelled=analysis.cancelled,
    )
    code = "ok" if findings.failure is None else findings.failure.code
    # The child says its own code, and may have been taken over by the document: only known words become labels.
    pipeline.runtime.metrics.sandbox_ends.add(code if code in SANDBOX_ENDS else "other")
    if analysis.cancelled.is_set():
        raise Interrupted
    analysis.findings = findings


def _check_receipts(_pipeline: Pipeline, analysis: Analysis) -> None:
    """Nothing is saved whose quote does not stand where it says, whatever the child claimed."""
    assert analysis.findings is not None
    check_receipts(analysis.findings)


STEPS: tuple[Callable[[Pipeline, Analysis], None], ...] = (_verify, _analyse, _check_receipts)
"""What happens to a document, in this order; a step that finds it unreadable is the last."""


def _save(tx: Transaction, analysis: Analysis, pages: PreparedPages) -> str | None:
    """Everything that was found, and the status, in the transaction that ends the job. The status, None when the
    document has moved on."""
    findings, document = analysis.findings, analysis.document
    assert findings is not None
    named = findings.classification.document_type if findings.classification is not None else None
    status = lifecycle.Status.FAILED if findings.failure is not None else lifecycle.Status.COMPLETE
    is_ours = lifecycle.settle(
        tx,
        document.org_id,
        document.id,
        generation=document.generation,
        status=status,
        document_type=named,
        now=clock.now(),
    )
    if not is_ours:
        return None
    results.keep_pages(tx, document, pages)
    results.keep(tx, document, findings, started_at=analysis.started_at, now=clock.now())
    return status.value


def give_up(tx: Transaction, job: Job) -> str | None:
    """The job is dead after its last try: its document ends as failed, visibly. Its status, None when it moved on."""
    document = lifecycle.begin_analysis(tx, job.org_id, job.document_id, generation=job.generation)
    if document is None:
        return None
    lifecycle.settle(
        tx,
        document.org_id,
        document.id,
        generation=document.generation,
        status=lifecycle.Status.FAILED,
        document_type=None,
        now=clock.now(),
    )
    findings = failed("attempts_exhausted")
    results.keep(tx, document, findings, started_at=None, now=clock.now())
    return lifecycle.Status.FAILED.value
