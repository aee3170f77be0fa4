from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import select, update

from muniment.db.tables import documents, jobs
from muniment.documents import manage
from muniment.jobs import queue
from muniment.jobs.worker import Worker, WorkerLock
from muniment.runtime import Runtime
from tests.builders import NOW, World
from tests.documents.conftest import SLA, Receive, evidence_room, receive, runtime

__all__ = ["evidence_room", "receive", "runtime"]  # fixtures


@contextmanager
def working(runtime: Runtime, *, concurrency: int = 2) -> Iterator[Worker]:
    worker = Worker(runtime, concurrency=concurrency)
    worker.start()
    try:
        yield worker
    finally:
        worker.stop(seconds=20)


def wait_for(runtime: Runtime, room: World, document_id: str, *statuses: str, seconds: float = 60) -> str:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        with runtime.database.read() as tx:
            status = str(manage.get(tx, room.org_id, document_id)["status"])
        if status in statuses:
            return status
        time.sleep(0.02)
    raise AssertionError(f"still {status}")


def test_worker_settles_what_was_received_before_and_after_its_start(
    runtime: Runtime, evidence_room: World, receive: Receive
) -> None:
    before = receive(SLA.encode())
    with working(runtime):
        after = receive(SLA.encode(), name="again.md")
        for document_id in (before, after):
            assert wait_for(runtime, evidence_room, document_id, "complete", "failed") == "complete"
    with runtime.database.read() as tx:
        assert set(tx.execute(select(jobs.c.state)).scalars()) == {"done"}


def test_job_of_a_dead_worker_of_this_home_is_taken_over_before_its_lease_ends(
    runtime: Runtime, evidence_room: World, receive: Receive
) -> None:
    document_id = receive(SLA.encode())
    (runtime.locks_folder / "gone:1:abc").touch()
    with runtime.database.write() as tx:
        assert queue.claim(tx, worker="gone:1:abc", kinds=(queue.ANALYZE,), lease_seconds=3600) is not None
    with working(runtime):
        assert wait_for(runtime, evidence_room, document_id, "complete", "failed") == "complete"


def test_job_whose_lease_ran_out_is_taken_over(runtime: Runtime, evidence_room: World, receive: Receive) -> None:
    document_id = receive(SLA.encode())
    with runtime.database.write() as tx:
        assert queue.claim(tx, worker="elsewhere:1:abc", kinds=(queue.ANALYZE,), lease_seconds=0.1) is not None
    with working(runtime):
        assert wait_for(runtime, evidence_room, document_id, "complete", "failed") == "complete"


def test_document_that_ends_every_attempt_is_failed_and_its_job_kept(
    runtime: Runtime, evidence_room: World, receive: Receive
) -> None:
    document_id = receive(SLA.encode())
    with runtime.database.write() as tx:
        key = manage.find(tx, evidence_room.org_id, document_id).storage_key
    runtime.store.delete(key)
    with working(runtime):
        assert wait_for(runtime, evidence_room, document_id, "complete", "failed") == "failed"
    with runtime.database.read() as tx:
        found = manage.analysis(tx, evidence_room.org_id, document_id)
        dead = queue.listing(tx, state="dead", limit=10)
    assert found["error"]["code"] == "attempts_exhausted"
    assert [job["document_id"] for job in dead] == [document_id]
    assert dead[0]["failures"] == runtime.settings.max_attempts


def test_dead_job_run_again_settles_its_document(runtime: Runtime, evidence_room: World, receive: Receive) -> None:
    document_id = receive(SLA.encode())
    with runtime.database.write() as tx:
        job = queue.claim(tx, worker="test", kinds=(queue.ANALYZE,), lease_seconds=60)
        assert job is not None
        policy = queue.RetryPolicy(max_attempts=1, base_seconds=1, max_seconds=1)
        assert queue.fail(tx, job, error="broken", retry=policy) is False
    with runtime.database.write() as tx:
        assert manage.retry_job(tx, job.id, now=NOW)
        assert not manage.retry_job(tx, job.id, now=NOW)
    with working(runtime):
        assert wait_for(runtime, evidence_room, document_id, "complete", "failed") == "complete"


def test_slipped_document_is_queued_again(runtime: Runtime, evidence_room: World, receive: Receive) -> None:
    document_id = receive(SLA.encode())
    with runtime.database.write() as tx:
        tx.execute(jobs.delete())
        tx.execute(update(documents).values(status="analyzing"))
    with working(runtime):
        assert wait_for(runtime, evidence_room, document_id, "complete", "failed") == "complete"


def test_stopping_worker_gives_its_job_back_unharmed(runtime: Runtime, evidence_room: World, receive: Receive) -> None:
    document_id = receive(("word " * 3_000_000).encode(), name="long.txt")
    worker = Worker(runtime, concurrency=1)
    worker.start()
    wait_for(runtime, evidence_room, document_id, "analyzing", "complete", "failed")
    worker.stop(seconds=0)
    with runtime.database.read() as tx:
        job = queue.listing(tx, state=None, limit=1)[0]
    assert job["state"] in ("queued", "done")
    assert job["failures"] == 0
    with working(runtime):
        wait_for(runtime, evidence_room, document_id, "complete", "failed")


def test_stop_before_start_ends(runtime: Runtime) -> None:
    Worker(runtime, concurrency=1).stop(seconds=5)  # `serve` does so when its address is taken
    assert list(runtime.locks_folder.iterdir()) == []


def test_dead_worker_is_known_by_its_lock(runtime: Runtime) -> None:
    mine, other = WorkerLock(runtime.locks_folder), WorkerLock(runtime.locks_folder)
    assert not mine.is_dead(other.name)
    assert not mine.is_dead(mine.name)
    assert not mine.is_dead("another-machine:1:abc")
    (runtime.locks_folder / "gone").touch()
    assert mine.is_dead("gone")
    mine.forget_dead(except_for=["gone"])
    assert (runtime.locks_folder / "gone").exists()
    mine.forget_dead(except_for=[])
    assert sorted(path.name for path in runtime.locks_folder.iterdir()) == sorted([mine.name, other.name])
    other.close()
    mine.close()


def test_many_documents_of_two_organisations_all_settle(
    runtime: Runtime, evidence_room: World, receive: Receive
) -> None:
    received = [receive(f"{SLA}\n{n}".encode(), name=f"{n}.md") for n in range(12)]
    with working(runtime, concurrency=4):
        for document_id in received:
            assert wait_for(runtime, evidence_room, document_id, "complete", "failed") == "complete"
