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
from typing import TypeVar

from muniment.analysis.findings import Findings, failed, from_json
from muniment.limits import Limits, OcrLimits, SandboxLimits
from muniment.reading.quotes import stands_on
from muniment.reading.recognition.ocr import OcrWorker
from muniment.reading.sandbox.sandbox import Sandbox
from muniment.settings import Settings

log = logging.getLogger("muniment.analysis")


class UnreceiptedError(Exception):
    """The child claims a quote that does not stand where it says."""


L = TypeVar("L", Limits, SandboxLimits, OcrLimits)


def limits_of(settings: Settings, kind: type[L], prefix: str, **others: int) -> L:
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
        limits=limits_of(settings, SandboxLimits, "sandbox", ocr_pages=settings.reading_max_ocr_pages),
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
