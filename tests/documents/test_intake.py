"""An upload becomes a document, its links, its job and its answer together, or leaves nothing."""

from __future__ import annotations

import hashlib
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import orjson
import pytest
from sqlalchemy import func, select

from muniment import ids
from muniment.db.engine import Database
from muniment.db.tables import (
    document_assessments,
    document_counts,
    document_services,
    documents,
    idempotency_keys,
    jobs,
)
from muniment.documents import manage
from muniment.documents.intake import Upload, accept
from muniment.documents.owed import ANALYSE
from muniment.errors import AssessmentNotFoundError, MunimentError, ServiceNotFoundError, VendorNotFoundError
from muniment.idempotency import Answer, IdempotencyKey
from muniment.jobs import queue
from muniment.storage.local import LocalStore
from muniment.storage.staging import sweep_staging
from muniment.storage.store import StagedFile
from tests.builders import NOW, World, build_upload, caller_of, stage
from tests.descriptors import gives_descriptors_back

CONTENT = b"%PDF-1.7 the report"


class Room:
    """A database, a store and a staging folder."""

    def __init__(self, database: Database, home: Path) -> None:
        self.database = database
        self.store = LocalStore(home / "files", orphan_seconds=0)
        self.staging_folder = home / "staging"

    def accept(self, upload: Upload, org_id: str, *, key: str | None = None, content: bytes = CONTENT) -> Answer:
        return accept(
            self.database,
            self.store,
            stage(self.staging_folder, content),
            upload,
            caller=caller_of(org_id),
            key=IdempotencyKey(org_id=org_id, endpoint="documents", key=key) if key else None,
            idempotency_seconds=86_400,
            now=NOW,
        )

    def counts(self) -> dict[str, int]:
        with self.database.read() as tx:
            tables = (
                documents,
                document_services,
                document_assessments,
                document_counts,
                jobs,
                idempotency_keys,
            )
            rows = {table.name: tx.execute(select(func.count()).select_from(table)).scalar_one() for table in tables}
        staged = len(list(self.staging_folder.iterdir())) if self.staging_folder.exists() else 0
        return {**rows, "files": len(list(self.store.keys())), "staged": staged}


@pytest.fixture
def room(database: Database, home: Path) -> Room:
    return Room(database, home)


def test_accepted_upload_is_a_document_with_bytes_links_and_a_job(room: Room, world: World) -> None:
    upload = build_upload(
        world.vendor.id,
        service_ids=world.vendor.services,
        assessment_ids=world.vendor.assessments[:1],
        document_type="soc2-report",
    )
    answer = room.accept(upload, world.org_id)
    assert (answer.status, answer.is_replay) == (201, False)
    wire = orjson.loads(answer.body)
    with room.database.read() as tx:
        assert manage.get(tx, world.caller, wire["id"]) == wire
        document = manage.find(tx, world.caller, wire["id"])
        services = tx.execute(select(document_services.c.service_id)).scalars().all()
        job = tx.execute(select(jobs)).one()
    assert wire["size"] == len(CONTENT)
    assert wire["status"] == "created"
    assert wire["service_ids"] == list(world.vendor.services)
    assert set(services) == set(world.vendor.services)
    assert document.is_type_declared
    assert document.sha256 == hashlib.sha256(CONTENT).digest()
    with room.store.open(document.storage_key) as file:
        assert file.read() == CONTENT
    assert (job.kind, job.subject_id, job.fence, job.state) == (ANALYSE.name, document.id, 1, "queued")
    assert room.counts()["staged"] == 0


@pytest.mark.parametrize("key", [None, "k1"])
def test_refused_upload_leaves_nothing(room: Room, world: World, key: str | None) -> None:
    before = room.counts()
    vendor = world.vendor
    refused: list[tuple[Upload, type[MunimentError]]] = [
        (build_upload(ids.new(ids.VENDOR)), VendorNotFoundError),
        (build_upload(world.foreign_vendor.id), VendorNotFoundError),
        (build_upload("vendor"), VendorNotFoundError),
        (build_upload(vendor.id, service_ids=world.other_vendor.services), ServiceNotFoundError),
        (build_upload(vendor.id, assessment_ids=world.other_vendor.assessments), AssessmentNotFoundError),
    ]
    for upload, error in refused:
        with pytest.raises(error):
            room.accept(upload, world.org_id, key=key)
        assert room.counts() == before


def test_key_of_a_refused_upload_may_succeed_later(room: Room, world: World) -> None:
    with pytest.raises(VendorNotFoundError):
        room.accept(build_upload(ids.new(ids.VENDOR)), world.org_id, key="k1")
    assert not room.accept(build_upload(world.vendor.id), world.org_id, key="k1").is_replay


def test_second_upload_with_same_key_returns_first_document(room: Room, world: World) -> None:
    first = room.accept(build_upload(world.vendor.id), world.org_id, key="k1")
    after_first = room.counts()
    second = room.accept(build_upload(world.vendor.id, name="other.pdf"), world.org_id, key="k1", content=b"other")
    assert second == Answer(status=201, body=first.body, is_replay=True)
    assert room.counts() == after_first


def test_replay_is_answered_before_references_are_looked_at(room: Room, world: World) -> None:
    first = room.accept(build_upload(world.vendor.id), world.org_id, key="k1")
    assert room.accept(build_upload("nonsense"), world.org_id, key="k1").body == first.body


def test_twelve_uploads_with_one_key_make_one_document(room: Room, world: World) -> None:
    start = threading.Barrier(12)

    def upload(number: int) -> Answer:
        start.wait()
        return room.accept(build_upload(world.vendor.id), world.org_id, key="k1", content=b"%d" % number)

    with ThreadPoolExecutor(12) as threads:
        answers = list(threads.map(upload, range(12)))
    assert len({answer.body for answer in answers}) == 1
    assert room.counts() == {**room.counts(), "documents": 1, "jobs": 1, "files": 1, "staged": 0}


def test_twelve_uploads_at_once_are_twelve_documents_in_one_order(room: Room, world: World) -> None:
    start = threading.Barrier(12)

    def upload(number: int) -> None:
        start.wait()
        vendor = (world.vendor, world.other_vendor)[number % 2]
        room.accept(build_upload(vendor.id, service_ids=vendor.services), world.org_id)

    with ThreadPoolExecutor(12) as threads:
        list(threads.map(upload, range(12)))
    with room.database.read() as tx:
        assert sorted(tx.execute(select(documents.c.seq)).scalars()) == list(range(1, 13))
    assert room.counts() == {**room.counts(), "jobs": 12, "files": 12, "document_services": 24}


def test_clock_that_runs_backwards_gives_times_that_do_not(room: Room, world: World) -> None:
    created = []
    for now in (NOW, NOW - 100, NOW + 5, NOW):
        answer = accept(
            room.database,
            room.store,
            stage(room.staging_folder, CONTENT),
            build_upload(world.vendor.id),
            caller=caller_of(world.org_id),
            key=None,
            idempotency_seconds=60,
            now=now,
        )
        created.append(orjson.loads(answer.body)["created_at"])
    assert created == [NOW, NOW, NOW + 5, NOW + 5]


class _FullStore(LocalStore):
    """A disk that fills up at the last step."""

    def keep(self, staged: StagedFile, key: str) -> None:
        raise OSError(28, "No space left on device")


def test_store_that_fails_leaves_nothing(room: Room, world: World, home: Path) -> None:
    before = room.counts()
    room.store = _FullStore(home / "files")
    with pytest.raises(OSError, match="No space"):
        room.accept(build_upload(world.vendor.id), world.org_id, key="k1")
    assert room.counts() == before


def test_bytes_stay_for_the_sweep_when_the_commits_fate_is_unknown(
    room: Room, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def lose_connection(*_: object, **__: object) -> None:
        raise ConnectionError("the server went away")

    monkeypatch.setattr(queue, "enqueue", lose_connection)
    with pytest.raises(ConnectionError):
        room.accept(build_upload(world.vendor.id), world.org_id)
    assert (room.counts()["documents"], room.counts()["files"]) == (0, 1)

    def has_row(key: str) -> bool:
        with room.database.read() as tx:
            return tx.execute(select(documents.c.id).where(documents.c.storage_key == key)).first() is not None

    # The lock was given up, so the sweep may take it.
    assert [room.store.remove_if_orphan(key, has_row=has_row) for key in list(room.store.keys())] == [True]
    assert sweep_staging(room.staging_folder) == 0


def test_no_descriptor_stays_open(room: Room, world: World) -> None:
    room.accept(build_upload(world.vendor.id), world.org_id, key="k0")
    with gives_descriptors_back(20):
        for number in range(20):
            room.accept(build_upload(world.vendor.id), world.org_id, key=f"k{number % 3}")
            with pytest.raises(VendorNotFoundError):
                room.accept(build_upload(ids.new(ids.VENDOR)), world.org_id)
