"""Uploads in several requests, below the protocol: what happens between their beginning and their end, and after it."""

from __future__ import annotations

import threading

import pytest
from sqlalchemy import insert, select, text, update

from muniment.analysis.pipeline import Pipeline
from muniment.db import clock
from muniment.db.tables import upload_pieces, uploads
from muniment.documents import analysis_job, legal_holds, manage, quarantine, resumable
from muniment.documents.document import Document
from muniment.documents.legal_holds import Target, TargetType
from muniment.documents.resumable import Bounds, ResumableUpload
from muniment.errors import AssessmentNotFoundError, DocumentQuarantinedError, LegalHoldError
from muniment.reading.sandbox.sandbox import Sandbox
from muniment.runtime import Runtime
from muniment.scanning.verdict import Scan
from muniment.storage.store import new_key
from muniment.vendors import assessments
from tests.builders import World, build_upload, stage
from tests.documents.test_analysis_job import claim
from tests.scanning.scanners import saying, scanner
from tests.servers import EICAR
from tests.upkeep import evidence
from tests.waiting import until

BOUNDS = Bounds(seconds=3600, lease_seconds=60, max_pieces=10, max_open=10, max_open_bytes=10_000)


def begun(runtime: Runtime, world: World, size: int, **said: object) -> ResumableUpload:
    wanted = build_upload(world.vendor.id, **said)
    with runtime.database.write() as tx:
        return resumable.begin(tx, world.caller, wanted, said="", size=size, bounds=BOUNDS, now=clock.now(tx))


def taken(runtime: Runtime, world: World, upload: ResumableUpload) -> ResumableUpload:
    with runtime.database.write() as tx:
        return resumable.take(tx, world.caller, upload.id, offset=upload.received, bounds=BOUNDS, now=clock.now(tx))


def kept(runtime: Runtime, world: World, upload: ResumableUpload, piece: bytes) -> ResumableUpload:
    """The upload with one more piece, free for the next request."""
    staging = stage(runtime.staging_folder, piece)
    mine = taken(runtime, world, upload)
    grown = resumable.keep_piece(runtime.database, runtime.store, staging, mine, caller=world.caller, bounds=BOUNDS)
    with runtime.database.write() as tx:
        resumable.release(tx, grown)
    return grown


def finished(runtime: Runtime, world: World, upload: ResumableUpload, rest: bytes, **said: object) -> Document:
    """The document that the last bytes make."""
    mine = taken(runtime, world, upload)
    try:
        _, document = resumable.finish(
            runtime.database,
            runtime.store,
            stage(runtime.staging_folder, rest),
            mine,
            build_upload(world.vendor.id, **said),
            folder=runtime.staging_folder,
            caller=world.caller,
            bounds=BOUNDS,
            check_head=lambda _: None,
        )
    finally:
        with runtime.database.write() as tx:
            resumable.release(tx, mine)
    return document


def pieces_of(runtime: Runtime, upload: ResumableUpload) -> list[int]:
    with runtime.database.read() as tx:
        return list(tx.execute(select(upload_pieces.c.start).where(upload_pieces.c.upload_id == upload.id)).scalars())


def test_malware_in_two_pieces_is_shut_away_as_in_one(runtime: Runtime, world: World, sandbox: Sandbox) -> None:
    said = {"name": "invoice.txt", "extension": "txt"}
    half = kept(runtime, world, begun(runtime, world, len(EICAR), **said), EICAR[:30])
    document = finished(runtime, world, half, EICAR[30:], **said)
    pipeline = Pipeline(runtime.settings, runtime.metrics, sandbox)
    seen = []

    def look(content: bytes) -> bytes:
        seen.append(content)
        return b"stream: Eicar FOUND\0"

    with scanner(saying(look)) as url:
        changed = runtime.settings.model_copy(update={"clamd_url": url, "clamd_seconds": 20})
        object.__setattr__(runtime, "settings", changed)
        conclude = analysis_job.run(runtime, pipeline, claim(runtime), threading.Event())
    with runtime.database.write() as tx:
        conclude(tx)
        shut = evidence.document(tx, document.id)
    assert (seen, shut.scan) == ([EICAR], Scan.QUARANTINED)
    with pytest.raises(DocumentQuarantinedError):
        quarantine.check_may_leave(runtime.settings, scan=shut.scan, status=shut.status)


def test_assessment_archived_meanwhile_refuses_the_end_and_leaves_the_upload(runtime: Runtime, world: World) -> None:
    said = {"assessment_ids": world.vendor.assessments[:1]}
    half = kept(runtime, world, begun(runtime, world, 10, **said), b"%PDF-")
    with runtime.database.write() as tx:
        assessments.archive(tx, world.caller, world.vendor.assessments[0], now=clock.now(tx))
    with pytest.raises(AssessmentNotFoundError):
        finished(runtime, world, half, b"1.7\n%", **said)
    with runtime.database.write() as tx:
        left = resumable.find(tx, world.caller, half.id, now=clock.now(tx))
        keys = resumable.end(tx, world.caller, half.id, now=clock.now(tx))
    assert (left.received, left.document_id) == (5, None)
    assert list(runtime.store.keys()) == keys
    assert list(runtime.staging_folder.iterdir()) == []


def test_hold_made_meanwhile_holds_the_document_and_not_the_upload(runtime: Runtime, world: World) -> None:
    half = kept(runtime, world, begun(runtime, world, 10), b"%PDF-")
    given_up = kept(runtime, world, begun(runtime, world, 10), b"%PDF-")
    with runtime.database.write() as tx:
        target = Target(TargetType.VENDOR, world.vendor.id)
        legal_holds.create(tx, world.caller, target, reason="case", now=clock.now(tx))
        assert len(resumable.end(tx, world.caller, given_up.id, now=clock.now(tx))) == 1
    document = finished(runtime, world, half, b"1.7\n%")
    with runtime.database.write() as tx:
        resumable.end(tx, world.caller, half.id, now=clock.now(tx))
        with pytest.raises(LegalHoldError):
            manage.archive(tx, world.caller, document.id, now=clock.now(tx))


def test_upload_whose_bytes_come_while_the_expired_are_forgotten_stays_with_them(
    runtime: Runtime, world: World
) -> None:
    mine = taken(runtime, world, begun(runtime, world, 10))
    with runtime.database.write() as tx:  # its request was silent for longer than lease and upload last
        tx.execute(update(uploads).where(uploads.c.id == mine.id).values(expires_at=1, leased_until=1))

    def forget() -> None:
        with runtime.database.write() as tx:
            resumable.forget_expired(tx, now=clock.now(tx), limit=10)

    forgetting = threading.Thread(target=forget)
    with runtime.database.write() as tx:
        resumable.renew(tx, mine, bounds=BOUNDS, now=clock.now(tx))
        tx.execute(insert(upload_pieces).values(upload_id=mine.id, start=0, storage_key=new_key()))
        forgetting.start()
        if not runtime.database.is_sqlite:
            until(lambda: _is_waited_for(runtime))
    forgetting.join(timeout=60)
    with runtime.database.read() as tx:
        assert resumable.find(tx, world.caller, mine.id, now=clock.now(tx)).id == mine.id
    assert pieces_of(runtime, mine) == [0]


def _is_waited_for(runtime: Runtime) -> bool:
    with runtime.database.read() as tx:
        return bool(tx.execute(text("SELECT count(*) FROM pg_locks WHERE NOT granted")).scalar_one())
