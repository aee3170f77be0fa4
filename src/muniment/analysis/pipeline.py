"""From a file to findings whose every receipt was checked: verify the bytes, analyse them in the sandbox, check.

Knows nothing of databases and stores: `documents/analysis_job.py` brings the file and keeps what is found.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from muniment.analysis.findings import Findings, failed
from muniment.analysis.sandboxed import analyse_in_sandbox, receipted
from muniment.observing import tracing
from muniment.observing.metrics import Metrics
from muniment.reading.errors import ERRORS
from muniment.reading.sandbox.sandbox import Sandbox
from muniment.settings import Settings
from muniment.storage.digest import sha256_of

SANDBOX_ENDS = frozenset({"ok", *ERRORS})
"""How the reading of a document can end, for the metrics."""


class Interrupted(Exception):
    """The worker is stopping or has lost the job; nothing was written."""


@dataclass(frozen=True, slots=True)
class Subject:
    """The file to analyse, and what is known of it. `declared_type`: what the caller said it is, or None."""

    path: Path
    sha256: bytes
    name: str
    extension: str
    declared_type: str | None


@dataclass
class Analysis:
    """One file on its way through the steps."""

    subject: Subject
    cancelled: threading.Event
    is_last_try: bool
    findings: Findings | None = None


@dataclass(frozen=True, slots=True)
class Pipeline:
    """The steps and what they need: settings, and a sandbox that reads documents, which whoever opened it closes."""

    settings: Settings
    metrics: Metrics
    sandbox: Sandbox

    def run(self, subject: Subject, cancelled: threading.Event, *, is_last_try: bool) -> Findings:
        """What the steps find; on the last try also what is left of one that was ended from outside. Raises
        Interrupted, or what may pass with another try."""
        analysis = Analysis(subject, cancelled, is_last_try)
        for step in STEPS:
            if cancelled.is_set():
                raise Interrupted
            with tracing.span(step.__name__.strip("_").replace("_", " ")):
                step(self, analysis)
            if analysis.findings is not None and analysis.findings.error is not None:
                break
        assert analysis.findings is not None
        return analysis.findings


def _compare_hash(_pipeline: Pipeline, analysis: Analysis) -> None:
    """The bytes are the ones that were received."""
    if sha256_of(analysis.subject.path) != analysis.subject.sha256:
        analysis.findings = failed("damaged")


def _analyse(pipeline: Pipeline, analysis: Analysis) -> None:
    """Sniff, read, classify, extract: all of it in a child that may die of the document."""
    subject = analysis.subject
    findings = analyse_in_sandbox(
        pipeline.sandbox,
        subject.path,
        settings=pipeline.settings,
        name=subject.name,
        extension=subject.extension,
        declared_type=subject.declared_type,
        cancelled=analysis.cancelled,
        is_last_try=analysis.is_last_try,
    )
    code = "ok" if findings.error is None else findings.error.code
    # The child says its own code, and may have been taken over by the document: only known words become labels.
    pipeline.metrics.sandbox_ends.add(code if code in SANDBOX_ENDS else "other")
    if analysis.cancelled.is_set():
        raise Interrupted
    analysis.findings = findings


def _check_receipts(_pipeline: Pipeline, analysis: Analysis) -> None:
    """Nothing is saved whose quote does not stand where it says, whatever the child claimed."""
    assert analysis.findings is not None
    analysis.findings = receipted(analysis.findings)


STEPS: tuple[Callable[[Pipeline, Analysis], None], ...] = (_compare_hash, _analyse, _check_receipts)
"""What happens to a document, in this order; a step that finds it unreadable is the last."""
