"""What the malware scanner's word does to a document: passed, shut away, waiting, not scanned, released."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest
from sqlalchemy import func, select

from muniment.analysis.pipeline import Interrupted, Pipeline
from muniment.db.tables import document_pages, documents, jobs
from muniment.documents import analysis_job, manage, quarantine
from muniment.documents.document import Document
from muniment.documents.lists import listing
from muniment.errors import DocumentNotReadyError, DocumentQuarantinedError
from muniment.events import feed
from muniment.jobs.queue import Job
from muniment.reading.sandbox.sandbox import Sandbox
from muniment.runtime import Runtime
from muniment.scanning.clamd import ScannerUnavailableError
from muniment.scanning.verdict import Scan, Verdict
from muniment.settings import Settings
from muniment.storage.s3 import S3Store, open_s3
from muniment.storage.store import new_key
from tests.builders import NOW, World
from tests.documents.conftest import Receive
from tests.documents.test_analysis_job import claim
from tests.scanning.scanners import hanging, saying, saying_at_once, scanner
from tests.servers import BUCKET, EICAR, S3Server
from tests.upkeep import evidence
from tests.waiting import until
from tests.worker.test_worker import wait_for, working

FOUND = Verdict(Scan.QUARANTINED, "The malware scanner found Test.")
TOO_LARGE = b"INSTREAM size limit exceeded. ERROR\0"
ERROR = b"stream: Can't allocate memory ERROR\0"


@pytest.fixture
def pipeline(runtime: Runtime, sandbox: Sandbox) -> Pipeline:
    return Pipeline(runtime.settings, runtime.metrics, sandbox)


def _ask(runtime: Runtime, url: str, **changes: object) -> None:
    """Have the runtime ask the scanner there."""
    changed = runtime.settings.model_copy(update={"clamd_url": url, "clamd_seconds": 20, **changes})
    object.__setattr__(runtime, "settings", changed)


def _run(runtime: Runtime, pipeline: Pipeline, job: Job | None = None) -> None:
    conclude = analysis_job.run(runtime, pipeline, job or claim(runtime), threading.Event())
    with runtime.database.write() as tx:
        conclude(tx)


def _document(runtime: Runtime, document_id: str) -> Document:
    with runtime.database.read() as tx:
        return evidence.document(tx, document_id)


def _analysis(runtime: Runtime, room: World, document_id: str) -> dict[str, Any]:
    with runtime.database.read() as tx:
        return manage.analysis(tx, room.caller, document_id)


def _warned(found: dict[str, Any]) -> list[str]:
    return [one["code"] for one in found["warnings"] if one["code"] == "not_scanned"]


def test_infected_document_is_never_read_and_says_why(
    runtime: Runtime, pipeline: Pipeline, evidence_room: World, receive: Receive, clamd: str
) -> None:
    _ask(runtime, clamd)
    document_id = receive(EICAR, name="invoice.txt")
    _run(runtime, pipeline)
    document, found = _document(runtime, document_id), _analysis(runtime, evidence_room, document_id)
    assert (document.status, document.scan) == ("failed", Scan.QUARANTINED)
    assert found["error"] == {"code": "quarantined", "message": "The malware scanner found Eicar-Test.UNOFFICIAL."}
    with runtime.database.read() as tx:
        assert tx.execute(select(func.count()).select_from(document_pages)).scalar_one() == 0
        told = [event.type.value for event in feed.read(tx, evidence_room.org_id, after=0, limit=100)]
        filters = listing.Filters(only_quarantined=True)
        assert listing.page(tx, evidence_room.caller, filters, limit=5, offset=0)[1] == 1
    assert told[-2:] == ["VendorDocument.Quarantined", "VendorDocument.Settled"]
    assert evidence.stored_file(runtime.home, document).read_bytes() == EICAR


def test_document_that_the_scanner_passes_is_read_as_ever(
    runtime: Runtime, pipeline: Pipeline, evidence_room: World, receive: Receive, clamd: str
) -> None:
    _ask(runtime, clamd)
    document_id = receive(b"Nothing much.")
    _run(runtime, pipeline)
    document, found = _document(runtime, document_id), _analysis(runtime, evidence_room, document_id)
    assert (document.status, document.scan, _warned(found)) == ("complete", Scan.CLEAN, [])


def test_without_a_scanner_nothing_is_scanned_and_nothing_said_of_it(
    runtime: Runtime, pipeline: Pipeline, evidence_room: World, receive: Receive
) -> None:
    document_id = receive(b"Nothing much.")
    _run(runtime, pipeline)
    assert _document(runtime, document_id).scan is None
    assert _warned(_analysis(runtime, evidence_room, document_id)) == []


FAULTS: dict[str, Callable[[], Any]] = {
    "hangs up": lambda: scanner(saying_at_once(b"")),
    "half a line": lambda: scanner(saying(b"stream: O")),
    "a huge answer": lambda: scanner(saying(b"x" * 1_000_000)),
    "hangs": hanging,
}


@pytest.mark.parametrize("fault", FAULTS)
def test_failing_closed_a_document_waits_for_a_scanner_that_is_away(
    runtime: Runtime, pipeline: Pipeline, evidence_room: World, receive: Receive, fault: str
) -> None:
    document_id = receive(b"Nothing much.")
    with FAULTS[fault]() as url:
        _ask(runtime, url, clamd_seconds=0.2 if fault == "hangs" else 20)
        with pytest.raises(ScannerUnavailableError):
            _run(runtime, pipeline)
    document = _document(runtime, document_id)
    assert (document.status, document.scan) == ("analyzing", None)
    with pytest.raises(DocumentNotReadyError):
        quarantine.check_may_leave(runtime.settings, scan=document.scan, status=document.status)


@pytest.mark.parametrize("fault", ["a huge answer", "too large", "an error"])
def test_failing_open_a_document_is_read_with_a_warning(
    runtime: Runtime, pipeline: Pipeline, evidence_room: World, receive: Receive, fault: str
) -> None:
    behaviours = {"too large": saying_at_once(TOO_LARGE), "an error": saying(ERROR)}
    document_id = receive(b"Nothing much.")
    with scanner(behaviours[fault]) if fault in behaviours else FAULTS[fault]() as url:
        _ask(runtime, url, clamd_fails="open")
        _run(runtime, pipeline)
    document, found = _document(runtime, document_id), _analysis(runtime, evidence_room, document_id)
    assert (document.status, document.scan, _warned(found)) == ("complete", None, ["not_scanned"])
    quarantine.check_may_leave(runtime.settings, scan=document.scan, status="analyzing")


def test_failing_closed_a_file_too_large_for_the_scanner_is_shut_away(
    runtime: Runtime, pipeline: Pipeline, evidence_room: World, receive: Receive
) -> None:
    document_id = receive(b"Nothing much.")
    with scanner(saying(TOO_LARGE)) as url:
        _ask(runtime, url)
        _run(runtime, pipeline)
    assert _document(runtime, document_id).scan == Scan.QUARANTINED
    assert "StreamMaxLength" in _analysis(runtime, evidence_room, document_id)["error"]["message"]


def test_failing_closed_a_file_that_cannot_be_scanned_uses_its_tries_and_is_shut_away(
    runtime: Runtime, sandbox: Sandbox, evidence_room: World, receive: Receive
) -> None:
    document_id = receive(b"Nothing much.")
    with scanner(saying(ERROR)) as url:
        _ask(runtime, url)
        with working(runtime, sandbox):
            assert wait_for(runtime, evidence_room, document_id, "complete", "failed") == "failed"
    found = _analysis(runtime, evidence_room, document_id)
    assert found["error"]["message"] == (
        "The malware scanner could not scan the file: stream: Can't allocate memory ERROR."
    )
    with runtime.database.read() as tx:
        assert tx.execute(select(jobs.c.failures)).scalar_one() == runtime.settings.max_attempts - 1


def test_worker_pauses_while_the_scanner_is_away_and_no_try_is_used(
    runtime: Runtime, sandbox: Sandbox, evidence_room: World, receive: Receive
) -> None:
    is_back = threading.Event()
    document_id = receive(b"Nothing much.")
    passing, away = saying(b"stream: OK\0"), saying_at_once(b"")
    with scanner(lambda connection: (passing if is_back.is_set() else away)(connection)) as url:
        _ask(runtime, url)
        with working(runtime, sandbox):
            until(lambda: _attempts(runtime) > runtime.settings.max_attempts + 1)
            is_back.set()
            assert wait_for(runtime, evidence_room, document_id, "complete", "failed") == "complete"
    with runtime.database.read() as tx:
        assert tx.execute(select(jobs.c.failures)).scalar_one() == 0


def _attempts(runtime: Runtime) -> int:
    with runtime.database.read() as tx:
        return int(tx.execute(select(jobs.c.attempt)).scalar_one())


def test_scan_of_a_worker_that_stops_is_given_up(
    runtime: Runtime, pipeline: Pipeline, evidence_room: World, receive: Receive
) -> None:
    document_id, cancelled = receive(b"Nothing much."), threading.Event()
    cancelled.set()
    with hanging() as url:
        _ask(runtime, url)
        with pytest.raises(Interrupted):
            analysis_job.run(runtime, pipeline, claim(runtime), cancelled)
    assert _document(runtime, document_id).scan is None


def test_released_document_is_read_and_not_scanned_again(
    runtime: Runtime, pipeline: Pipeline, evidence_room: World, receive: Receive
) -> None:
    document_id = receive(b"Nothing much.")
    with scanner(saying(b"stream: Test FOUND\0")) as url:
        _ask(runtime, url)
        job = claim(runtime)
        _run(runtime, pipeline, job)
        for _ in range(2):
            with runtime.database.write() as tx:
                released = quarantine.release(tx, evidence_room.caller, document_id, reason="known", now=NOW)
        assert (released.status, released.scan, released.generation) == ("created", Scan.RELEASED, 2)
        _run(runtime, pipeline)
    document = _document(runtime, document_id)
    assert (document.status, document.scan, document.quarantined_for) == ("complete", Scan.RELEASED, None)
    quarantine.check_may_leave(runtime.settings, scan=document.scan, status=document.status)
    with runtime.database.read() as tx:
        (told,) = (
            one
            for one in feed.read(tx, evidence_room.org_id, after=0, limit=100)
            if one.type.value == "VendorDocument.Released"
        )
    assert told.changes["reason"] == (None, "known")
    assert told.changes["quarantined_for"] == ("The malware scanner found Test.", None)


def test_document_released_while_it_was_archived_is_read_when_it_is_restored(
    runtime: Runtime, pipeline: Pipeline, evidence_room: World, receive: Receive
) -> None:
    document_id, caller = receive(b"Nothing much."), evidence_room.caller
    with scanner(saying(b"stream: Test FOUND\0")) as url:
        _ask(runtime, url)
        _run(runtime, pipeline)
    with runtime.database.write() as tx:
        manage.archive(tx, caller, document_id, now=NOW)
        released = quarantine.release(tx, caller, document_id, reason="known", now=NOW)
        assert (released.is_archived, released.status) == (True, "complete")
    found = _analysis(runtime, evidence_room, document_id)
    assert (found["error"], [one["code"] for one in found["warnings"]]) == (None, ["archived"])
    with runtime.database.write() as tx:
        assert manage.restore(tx, caller, document_id, now=NOW).status == "created"
    _run(runtime, pipeline)
    assert _analysis(runtime, evidence_room, document_id)["content"]["characters"] > 0


def test_word_on_an_older_generation_or_of_no_scanner_changes_nothing(
    runtime: Runtime, evidence_room: World, receive: Receive
) -> None:
    document = _document(runtime, receive(b"Nothing much."))
    assert quarantine.note(runtime, evidence_room.caller, document, FOUND, generation=2) is None
    assert quarantine.note(runtime, evidence_room.caller, document, Verdict(None)) is None
    assert _document(runtime, document.id) == document


def test_clean_word_ends_a_quarantine_and_has_the_document_read(
    runtime: Runtime, evidence_room: World, receive: Receive
) -> None:
    document_id, caller = receive(b"Nothing much."), evidence_room.caller
    quarantine.note(runtime, caller, _document(runtime, document_id), FOUND)
    with runtime.database.write() as tx:
        tx.execute(documents.update().values(status="failed"))
        tx.execute(jobs.delete())
    noted = quarantine.note(runtime, caller, _document(runtime, document_id), Verdict(Scan.CLEAN))
    assert noted is not None
    assert (noted.scan, noted.quarantined_for, noted.status) == (Scan.CLEAN, None, "created")
    with runtime.database.read() as tx:
        assert tx.execute(select(jobs.c.fence)).scalars().all() == [noted.generation]


@pytest.fixture
def bucket(runtime: Runtime, s3_server: S3Server, s3_credentials: None) -> Iterator[S3Store]:
    """The runtime's files are in a bucket."""
    asked = {"s3_endpoint_url": s3_server.endpoint, "s3_addressing_style": "path"}
    store = open_s3(Settings(storage_url=f"s3://{BUCKET}/quarantine/{new_key()}", **asked))
    object.__setattr__(runtime, "store", store)
    yield store
    store.close()


def test_link_that_s3_serves_ends_with_the_quarantine(
    runtime: Runtime, evidence_room: World, receive: Receive, bucket: S3Store
) -> None:
    document = _document(runtime, receive(b"Nothing much."))
    link = bucket.link(document.storage_key, filename="a.md", media_type="text/markdown", seconds=60)
    assert link is not None
    assert httpx.get(link).content == b"Nothing much."
    for _ in range(2):
        noted = quarantine.note(runtime, evidence_room.caller, document, FOUND)  # as one who did not see the first
    assert noted == _document(runtime, document.id)
    assert httpx.get(link).status_code == 404
    assert list(bucket.keys()) == [noted.storage_key]
    with bucket.open(noted.storage_key) as file:
        assert file.read() == b"Nothing much."


def test_word_of_one_who_knows_an_older_key_leaves_the_bytes_where_they_are(
    runtime: Runtime, evidence_room: World, receive: Receive, bucket: S3Store
) -> None:
    document, caller = _document(runtime, receive(b"Nothing much.")), evidence_room.caller
    beside = bucket.withdraw_links(document.storage_key)
    first = quarantine.note(runtime, caller, document, FOUND)
    assert first is not None
    with runtime.database.write() as tx:
        later = Verdict(Scan.QUARANTINED, "The malware scanner found Another.")
        noted = quarantine._note(tx, caller, document.id, later, keys=(document.storage_key, beside), generation=None)
    assert noted is not None
    assert (noted.storage_key, noted.quarantined_for) == (first.storage_key, later.quarantined_for)


@pytest.mark.parametrize(
    ("fails", "scan", "status", "refusal"),
    [
        ("closed", Scan.QUARANTINED, "failed", DocumentQuarantinedError),
        ("open", Scan.QUARANTINED, "complete", DocumentQuarantinedError),
        (None, Scan.QUARANTINED, "failed", DocumentQuarantinedError),
        ("closed", None, "created", DocumentNotReadyError),
        ("closed", None, "complete", None),
        ("open", None, "created", None),
        (None, None, "created", None),
        ("closed", Scan.CLEAN, "analyzing", None),
        ("closed", Scan.RELEASED, "created", None),
    ],
)
def test_what_is_shut_away_or_waits_for_a_scanner_that_fails_closed_does_not_leave(
    fails: str | None, scan: Scan | None, status: str, refusal: type[Exception] | None
) -> None:
    asked = {"clamd_url": "tcp://localhost:3310", "clamd_fails": fails} if fails is not None else {}
    settings = Settings().model_copy(update=asked)
    if refusal is None:
        quarantine.check_may_leave(settings, scan=scan, status=status)
        return
    with pytest.raises(refusal):
        quarantine.check_may_leave(settings, scan=scan, status=status)
