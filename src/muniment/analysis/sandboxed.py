"""One file through the sandbox: what is asked of it, and findings whose every receipt was checked here.

Used by the pipeline (documents that were uploaded) and by `muniment analyze` (files on a disk). Imports no parser.
"""

from __future__ import annotations

import json
import logging
import threading
from dataclasses import asdict, fields, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

from muniment.analysis import drafts, kept_pages
from muniment.analysis.claims import ClaimError, check_receipts, findings_of
from muniment.analysis.findings import Findings, failed
from muniment.limits import Limits, OcrLimits, SandboxLimits
from muniment.reading.recognition.ocr import OcrWorker
from muniment.reading.sandbox.sandbox import Sandbox
from muniment.reading.warnings import warning
from muniment.settings import Settings

log = logging.getLogger("muniment.analysis")


class LostChildError(Exception):
    """Somebody else ended the process that read the document: another try may do, but it is one."""


L = TypeVar("L", Limits, SandboxLimits, OcrLimits)


def limits_of(settings: Settings, kind: type[L], prefix: str, **others: Any) -> L:
    """The limits as they are set: each bound that is a setting has its name, with the prefix before it."""
    bounds = (bound.name for bound in fields(kind) if bound.metadata)
    return kind(**{name: getattr(settings, f"{prefix}_{name}") for name in bounds}, **others)


def reading_limits(settings: Settings) -> Limits:
    """How much of a document is read."""
    return limits_of(settings, Limits, "reading")


def open_sandbox(settings: Settings, *, scratch_folder: Path) -> Sandbox:
    """The sandbox in which documents are read, not yet started."""
    return Sandbox(
        "muniment.analysis.child:answer",
        limits=limits_of(
            settings,
            SandboxLimits,
            "sandbox",
            ocr_pages=settings.reading_max_ocr_pages,
            ocr_seconds=settings.ocr_document_seconds,
        ),
        preload=("muniment.analysis.child", "muniment.judging.warm"),
        scratch_folder=scratch_folder,
        ocr=_ocr_worker(settings),
    )


def _ocr_worker(settings: Settings) -> OcrWorker | None:
    """What recognises text, started when the first page needs it; None when switched off or not installed."""
    if not (settings.ocr and OcrWorker.is_installed()):
        return None
    return OcrWorker(limits=limits_of(settings, OcrLimits, "ocr"))


def analyse_in_sandbox(
    sandbox: Sandbox,
    path: Path,
    *,
    settings: Settings,
    name: str,
    extension: str,
    declared_type: str | None,
    cancelled: threading.Event | None = None,
    is_last_try: bool = True,
) -> Findings:
    """Sniff, read, classify and extract, all of it in a child that may die of the file. What one had read that died of
    judging is kept, with a warning. A child that claims what no honest one does has crashed of it. The quotes are not
    checked yet: `receipted`. Raises LostChildError when somebody else ended the child: on the last try only where it
    had read nothing."""
    limits = reading_limits(settings)
    arriving = kept_pages.Arriving()
    outcome = sandbox.run(
        {
            "path": str(path),
            "name": name,
            "extension": extension,
            "declared_type": declared_type,
            "threshold": settings.classification_threshold,
            "limits": asdict(limits),
            "validity": json.dumps(settings.validity_months),
            "today": datetime.now(UTC).date().isoformat(),
        },
        cancelled=cancelled,
        on_part=arriving.take,
    )
    draft, parts = drafts.taken_from(outcome.parts)
    value = outcome.value
    if value is None and outcome.code != "cancelled":
        value = draft
    if outcome.value is None and (value is not None or outcome.detail):
        what = "a document was not read" if value is None else "a document was read, but not judged"
        log.info("%s: %s: %s", what, outcome.code, outcome.detail or "killed")
    if outcome.is_lost and (value is None or not is_last_try):
        raise LostChildError(f"what read the document was ended from outside ({outcome.detail or 'with all others'})")
    if value is None:
        return failed(outcome.code or "crashed", outcome.message)
    try:
        findings = findings_of(value, parts, limits=limits, arrived=arriving)
    except ClaimError as error:
        return _refused(error)
    if outcome.is_ocr_spent and findings.error is None:
        spent = warning("ocr_time_limit", limit=round(settings.ocr_document_seconds))
        findings = replace(findings, warnings=(*findings.warnings, spent))
    for fault in findings.faults:
        log.error("judging a document broke off: %s", fault)
    return findings


def receipted(findings: Findings) -> Findings:
    """The findings, when every quote stands where it says and every page is what it says; else a child that crashed."""
    try:
        check_receipts(findings)
    except ClaimError as error:
        return _refused(error)
    return findings


def _refused(error: ClaimError) -> Findings:
    log.error("the answer of a child was refused: %s", error)
    return failed("crashed")
