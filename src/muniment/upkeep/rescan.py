"""Scanning what is stored again, after new signatures, or what came in while the scanner was away.

Beside a running server; each word is written in a transaction of its own. Killed in the middle, run it again.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import func, or_, select

from muniment.accounts.caller import Caller
from muniment.db.tables import documents
from muniment.documents import quarantine
from muniment.documents.document import Document, from_row
from muniment.documents.stored_bytes import check_store_is_there
from muniment.errors import DocumentNotFoundError
from muniment.runtime import Runtime
from muniment.scanning.clamd import FileTooLargeToScanError, ScanRefusedError
from muniment.scanning.verdict import TOO_LARGE, Scan, Verdict, ask, is_closed
from muniment.storage.digest import UnreadableBytesError, pieces
from muniment.storage.store import NotStoredError
from muniment.upkeep.stored import Progress, RefusedError, has_row, read_at_length, side_by_side, silent

_ROWS_AT_ONCE = 500
_WANTED = or_(documents.c.scan.is_(None), documents.c.scan != Scan.RELEASED)
"""What a person has released is not asked about."""


@dataclass(frozen=True, slots=True)
class Rescanned:
    """A document whose quarantine began or ended, or that could not be scanned. `kind`: quarantined, released or
    unscanned."""

    kind: str
    document_id: str
    message: str


def rescan(runtime: Runtime, *, jobs: int = 4, progress: Progress = silent) -> Iterator[Rescanned]:
    """Scan every stored file; what changes, as it changes. Raises RefusedError without a scanner,
    ScannerUnavailableError when it goes away, StorageUnavailableError."""
    if runtime.settings.clamd_url is None:
        raise RefusedError("MUNIMENT_CLAMD_URL names no malware scanner.")
    with read_at_length(runtime.database) as tx:
        total = int(tx.execute(select(func.count()).select_from(documents).where(_WANTED)).scalar_one())
    told = side_by_side(lambda document: _scan_one(runtime, document), _rows(runtime), jobs=jobs)
    for done, one in enumerate(told, 1):
        progress("files scanned", done, max(done, total))
        if one is not None:
            yield one


def _rows(runtime: Runtime) -> Iterator[Document]:
    d, after = documents.c, ""
    while True:
        with runtime.database.read() as tx:
            page = select(documents).where(d.id > after, _WANTED).order_by(d.id).limit(_ROWS_AT_ONCE)
            rows = tx.execute(page).all()
        if not rows:
            return
        yield from map(from_row, rows)
        after = rows[-1].id


def _scan_one(runtime: Runtime, document: Document) -> Rescanned | None:
    try:
        with runtime.store.open(document.storage_key) as file:
            verdict = ask(runtime.settings, pieces(file))
    except FileTooLargeToScanError:
        if not is_closed(runtime.settings):
            return Rescanned("unscanned", document.id, "its file is larger than the scanner takes")
        verdict = TOO_LARGE
    except ScanRefusedError as error:
        return Rescanned("unscanned", document.id, f"the scanner could not scan it: {error}")
    except NotStoredError:
        if not has_row(runtime.database, document.storage_key):
            return None  # purged, or moved, meanwhile
        check_store_is_there(runtime, but=document.storage_key)
        return Rescanned("unscanned", document.id, "its file is missing")
    except UnreadableBytesError as error:
        return Rescanned("unscanned", document.id, f"its file cannot be read: {error.strerror}")
    return _note(runtime, document, verdict)


def _note(runtime: Runtime, document: Document, verdict: Verdict) -> Rescanned | None:
    try:
        quarantine.note(runtime, Caller.system(document.org_id, "rescan"), document, verdict)
    except DocumentNotFoundError:
        return None  # purged meanwhile
    if verdict.scan == Scan.QUARANTINED:
        return Rescanned("quarantined", document.id, verdict.quarantined_for or "")
    was_shut_away = document.scan == Scan.QUARANTINED
    return Rescanned("released", document.id, "nothing is found any more") if was_shut_away else None
