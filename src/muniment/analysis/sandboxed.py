"""One file through the sandbox: what is asked of it, and findings whose every receipt was checked here.

Used by the pipeline (documents that were uploaded) and by `muniment analyze` (files on a disk). Imports no parser.
"""

from __future__ import annotations

import json
import logging
import threading
from dataclasses import asdict, fields
from datetime import UTC, datetime
from pathlib import Path

from muniment.analysis.findings import Findings, failed, from_json
from muniment.reading.limits import Limits
from muniment.reading.quotes import stands_on
from muniment.reading.recognition.ocr import OcrLimits, OcrWorker
from muniment.reading.sandbox.sandbox import Sandbox, SandboxLimits
from muniment.settings import Settings

log = logging.getLogger("muniment.analysis")


class UnreceiptedError(Exception):
    """The child claims a quote that does not stand where it says."""


def reading_limits(settings: Settings) -> Limits:
    """The readers' limits: each is a setting of its name, with `reading_` before it."""
    return Limits(**{limit.name: getattr(settings, f"reading_{limit.name}") for limit in fields(Limits)})


def open_sandbox(settings: Settings, *, scratch_folder: Path) -> Sandbox:
    """The sandbox in which documents are read, not yet started."""
    return Sandbox(
        "muniment.analysis.child:answer",
        limits=SandboxLimits(
            memory_bytes=settings.sandbox_memory_bytes,
            cpu_seconds=settings.sandbox_cpu_seconds,
            wall_seconds=settings.sandbox_wall_seconds,
            file_bytes=settings.sandbox_file_bytes,
            scratch_bytes=settings.sandbox_scratch_bytes,
            open_files=settings.sandbox_open_files,
            ocr_pages=settings.reading_max_ocr_pages,
        ),
        preload=("muniment.analysis.child", "muniment.judging.warm"),
        scratch_folder=scratch_folder,
        ocr=_ocr_worker(settings),
    )


def _ocr_worker(settings: Settings) -> OcrWorker | None:
    """What recognises text, started when the first page needs it; None when switched off or not installed."""
    if not (settings.ocr and OcrWorker.is_installed()):
        return None
    return OcrWorker(limits=OcrLimits(memory_bytes=settings.ocr_memory_bytes, page_seconds=settings.ocr_page_seconds))


def analyse_in_sandbox(
    sandbox: Sandbox,
    path: Path,
    *,
    settings: Settings,
    name: str,
    extension: str,
    declared_type: str | None,
    cancelled: threading.Event | None = None,
) -> Findings:
    """Sniff, read, classify and extract, all of it in a child that may die of the file."""
    outcome = sandbox.run(
        {
            "path": str(path),
            "name": name,
            "extension": extension,
            "declared_type": declared_type,
            "threshold": settings.classification_threshold,
            "limits": asdict(reading_limits(settings)),
            "validity": json.dumps(settings.validity_months),
            "today": datetime.now(UTC).date().isoformat(),
        },
        cancelled=cancelled,
    )
    if outcome.value is None:
        if outcome.detail:
            log.info("a document was not read: %s: %s", outcome.code, outcome.detail)
        return failed(outcome.code or "crashed", outcome.message)
    return from_json(outcome.value)


def check_receipts(findings: Findings) -> None:
    """Raises UnreceiptedError unless every quote stands in the text of the page it names."""
    by_number = {page.number: page for page in findings.pages}

    def stands(quote: str | None, page: int | None) -> bool:
        return quote is not None and page in by_number and stands_on(quote, by_number[page])

    for one in findings.classification.evidence if findings.classification is not None else ():
        if not stands(one.quote, one.page):
            raise UnreceiptedError(f"the quote of {one.signal} does not stand on page {one.page}")
    for fact in findings.facts:
        if fact.verified and not stands(fact.quote, fact.page):
            raise UnreceiptedError(f"the quote of {fact.key} does not stand on page {fact.page}")
