"""What the scanner's word on a file leads to, by the settings: clean, to be shut away, or not scanned."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum

from muniment.observing.outages import OutageLog
from muniment.scanning.clamd import Clamd, FileTooLargeToScanError, ScannerUnavailableError, ScanRefusedError
from muniment.settings import Settings

log = logging.getLogger("muniment.scanning")
_OUTAGE = OutageLog(log, "scanning for malware")


class Scan(StrEnum):
    """What is known of a document's file."""

    CLEAN = "clean"
    QUARANTINED = "quarantined"
    RELEASED = "released"


@dataclass(frozen=True, slots=True)
class Verdict:
    """`scan`: CLEAN or QUARANTINED; None where the file was not scanned. `quarantined_for`: why it is shut away."""

    scan: Scan | None
    quarantined_for: str | None = None


NOT_SCANNED = Verdict(None)
_CLEAN = Verdict(Scan.CLEAN)
TOO_LARGE = Verdict(
    Scan.QUARANTINED,
    "The file is larger than the malware scanner takes (StreamMaxLength), so nobody knows what is in it.",
)


def is_closed(settings: Settings) -> bool:
    """Whether nothing is read or given out that the scanner has not passed."""
    return settings.clamd_url is not None and settings.clamd_fails == "closed"


def ask(settings: Settings, pieces: Iterable[bytes], *, is_cancelled: Callable[[], bool] = lambda: False) -> Verdict:
    """The scanner's own word on the file: clean, or what was found. Raises what `Clamd.scan` raises."""
    assert settings.clamd_url is not None
    found = Clamd(settings.clamd_url, settings.clamd_seconds).scan(pieces, is_cancelled=is_cancelled)
    return _CLEAN if found is None else Verdict(Scan.QUARANTINED, f"The malware scanner found {found}.")


def scan(
    settings: Settings, pieces: Iterable[bytes], *, is_last_try: bool, is_cancelled: Callable[[], bool] = lambda: False
) -> Verdict:
    """The verdict on the file.

    Without a scanner, or with one that fails and may fail open, NOT_SCANNED. Failing closed: raises
    ScannerUnavailableError while the scanner is away, and ScanRefusedError when it could not scan this file, unless
    that was the last try; then, and when the file is too large for it, the file is shut away. Raises
    ScanCancelledError.
    """
    if settings.clamd_url is None:
        return NOT_SCANNED
    try:
        verdict = ask(settings, pieces, is_cancelled=is_cancelled)
    except (ScanRefusedError, ScannerUnavailableError) as error:
        return _without_word(settings, error, is_last_try=is_last_try)
    _OUTAGE.passed()
    return verdict


def _without_word(settings: Settings, error: Exception, *, is_last_try: bool) -> Verdict:
    if not is_closed(settings):
        _OUTAGE.failed(error)
        return NOT_SCANNED
    if isinstance(error, FileTooLargeToScanError):
        return TOO_LARGE
    if isinstance(error, ScanRefusedError) and is_last_try:
        return Verdict(Scan.QUARANTINED, f"The malware scanner could not scan the file: {error}.")
    raise error
