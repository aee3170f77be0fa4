from __future__ import annotations

import logging
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr
from sqlalchemy import select, update

from muniment.analysis import pipeline
from muniment.analysis.sandboxed import open_sandbox
from muniment.db.tables import documents, jobs, organisations
from muniment.documents import manage
from muniment.documents.owed import ANALYSE
from muniment.errors import StorageUnavailableError
from muniment.events.feed import lock_organisation
from muniment.jobs import presence, queue
from muniment.jobs.queue import RetryPolicy
from muniment.jobs.wakeup import Wakeup
from muniment.reading import model
from muniment.reading.errors import ERRORS
from muniment.reading.sandbox.sandbox import Sandbox
from muniment.runtime import Runtime, build
from muniment.settings import Settings
from muniment.storage.local import LocalStore
from muniment.worker import kinds
from muniment.worker.kinds import KINDS, Kinds
from muniment.worker.lock import WorkerLock
from muniment.worker.worker import Worker
from tests.builders import NOW, World
from tests.documents.conftest import SLA, Receive, evidence_room, lease_seconds, receive, runtime
from tests.servers import BUCKET, S3Server
from tests.waiting import rests, stays, until

__all__ = ["evidence_room", "lease_seconds", "receive", "runtime"]  # fixtures


@contextmanager
def working(runtime: Runtime, sandbox: Sandbox, *, concurrency: int = 2, kinds: Kinds = KINDS) -> Iterator[Worker]:
    worker = Worker(runtime, sandbox, concurrency=concurrency, kinds=kinds)
    worker.start()
    try:
        yield worker
    finally:
        worker.stop(seconds=20)


def wait_for(runtime: Runtime, room: World, document_id: str, *statuses: str, seconds: float = 60) -> str:
    def status() -> str:
        with runtime.database.read() as tx:
            return str(manage.get(tx, room.caller, document_id)["status"])

    return until(lambda: now if (now := status()) in statuses else None, seconds)


def test_worker_settles_what_was_received_before_and_after_its_start(
    runtime: Runtime, evidence_room: World, receive: Receive, sandbox: Sandbox
) -> None:
    before = receive(SLA.encode())
    with working(runtime, sandbox):
        after = receive(SLA.encode(), name="again.md")
        for document_id in (before, after):
            assert wait_for(runtime, evidence_room, document_id, "complete", "failed") == "complete"
    with runtime.database.read() as tx:
        assert set(tx.execute(select(jobs.c.state)).scalars()) == {"done"}


def test_job_of_a_dead_worker_of_this_home_is_taken_over_before_its_lease_ends(
    runtime: Runtime, evidence_room: World, receive: Receive, sandbox: Sandbox
) -> None:
    document_id = receive(SLA.encode())
    (runtime.locks_folder / "gone:1:abc").touch()
    with runtime.database.write() as tx:
        assert (
            queue.claim(tx, worker="gone:1:abc", queue=ANALYSE.queue, kinds=(ANALYSE.name,), lease_seconds=3600)
            is not None
        )
    with working(runtime, sandbox):
        assert wait_for(runtime, evidence_room, document_id, "complete", "failed") == "complete"


def test_job_whose_lease_ran_out_is_taken_over(
    runtime: Runtime, evidence_room: World, receive: Receive, sandbox: Sandbox
) -> None:
    document_id = receive(SLA.encode())
    with runtime.database.write() as tx:
        assert (
            queue.claim(tx, worker="elsewhere:1:abc", queue=ANALYSE.queue, kinds=(ANALYSE.name,), lease_seconds=-1)
            is not None
        )
    with working(runtime, sandbox):
        assert wait_for(runtime, evidence_room, document_id, "complete", "failed") == "complete"


def test_document_that_ends_every_attempt_is_failed_and_its_job_kept(
    runtime: Runtime, evidence_room: World, receive: Receive, sandbox: Sandbox
) -> None:
    def broken(*_: object) -> kinds.Conclude:
        raise KeyError("a defect of ours")

    document_id = receive(SLA.encode())
    with working(runtime, sandbox, kinds={ANALYSE: replace(KINDS[ANALYSE], run=broken)}):
        assert wait_for(runtime, evidence_room, document_id, "complete", "failed") == "failed"
    with runtime.database.read() as tx:
        found = manage.analysis(tx, evidence_room.caller, document_id)
        dead = queue.listing(tx, state="dead", limit=10)
    assert found["error"]["code"] == "attempts_exhausted"
    assert [job["subject_id"] for job in dead] == [document_id]
    assert dead[0]["failures"] == runtime.settings.max_attempts


def test_dead_job_run_again_settles_its_document(
    runtime: Runtime, evidence_room: World, receive: Receive, sandbox: Sandbox
) -> None:
    document_id = receive(SLA.encode())
    with runtime.database.write() as tx:
        job = queue.claim(tx, worker="test", queue=ANALYSE.queue, kinds=(ANALYSE.name,), lease_seconds=60)
        assert job is not None
        policy = queue.RetryPolicy(max_attempts=1, base_seconds=1, max_seconds=1)
        assert queue.fail(tx, job, error="broken", retry=policy) is False
    with runtime.database.write() as tx:
        assert kinds.retry(tx, job.id, by="test")
        assert not kinds.retry(tx, job.id, by="test")
    with working(runtime, sandbox):
        assert wait_for(runtime, evidence_room, document_id, "complete", "failed") == "complete"


def test_slipped_document_is_queued_again(
    runtime: Runtime, evidence_room: World, receive: Receive, sandbox: Sandbox
) -> None:
    document_id = receive(SLA.encode())
    with runtime.database.write() as tx:
        tx.execute(jobs.delete())
        tx.execute(update(documents).values(status="analyzing"))
    with working(runtime, sandbox):
        assert wait_for(runtime, evidence_room, document_id, "complete", "failed") == "complete"


def test_stopping_worker_gives_its_job_back_unharmed(
    runtime: Runtime, evidence_room: World, receive: Receive, sandbox: Sandbox
) -> None:
    document_id = receive(("word " * 600_000).encode(), name="long.txt")
    worker = Worker(runtime, sandbox, concurrency=1)
    worker.start()
    wait_for(runtime, evidence_room, document_id, "analyzing", "complete", "failed")
    worker.stop(seconds=0)
    with runtime.database.read() as tx:
        job = queue.listing(tx, state=None, limit=1)[0]
    assert job["state"] in ("queued", "done")
    assert job["failures"] == 0
    with working(runtime, sandbox):
        wait_for(runtime, evidence_room, document_id, "complete", "failed")


def test_stop_before_start_ends(runtime: Runtime, sandbox: Sandbox) -> None:
    Worker(runtime, sandbox, concurrency=1).stop(seconds=5)  # `serve` does so when its address is taken
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
    runtime: Runtime, evidence_room: World, receive: Receive, sandbox: Sandbox
) -> None:
    received = [receive(f"{SLA}\n{n}".encode(), name=f"{n}.md") for n in range(12)]
    with working(runtime, sandbox, concurrency=4):
        for document_id in received:
            assert wait_for(runtime, evidence_room, document_id, "complete", "failed") == "complete"


def _living(runtime: Runtime) -> int:
    with runtime.database.read() as tx:
        return presence.living(tx, within_seconds=runtime.settings.lease_seconds)


@pytest.mark.parametrize("lease_seconds", [6])
def test_worker_is_seen_from_its_start_to_its_stop(runtime: Runtime, sandbox: Sandbox) -> None:
    with working(runtime, sandbox):
        until(lambda: _living(runtime) == 1)
        stays(lambda: _living(runtime) == 1, runtime.settings.lease_seconds * 1.2)
    with runtime.database.read() as tx:
        assert presence.listing(tx) == []


@pytest.mark.parametrize("lease_seconds", [2])
def test_worker_that_cannot_claim_is_not_seen(runtime: Runtime, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(threading, "excepthook", lambda died: None)
    sandbox = open_sandbox(runtime.settings, scratch_folder=runtime.scratch_folder)
    sandbox.close()  # its fork server cannot be started any more
    worker = Worker(runtime, sandbox, concurrency=1)
    worker.start()
    try:
        stays(lambda: _living(runtime) == 0, runtime.settings.lease_seconds * 1.5)
    finally:
        worker.stop(seconds=5)


def test_what_a_worker_did_is_counted_and_logged(
    runtime: Runtime, evidence_room: World, receive: Receive, caplog: pytest.LogCaptureFixture, sandbox: Sandbox
) -> None:
    caplog.set_level(logging.INFO, logger="muniment.worker")
    read, unread = receive(SLA.encode()), receive(b"%PDF-1.7 not really", name="broken.pdf")
    with working(runtime, sandbox):
        for document_id in (read, unread):
            wait_for(runtime, evidence_room, document_id, "complete", "failed")
    metrics = runtime.metrics
    assert metrics.claims.value(ANALYSE.name) == 2
    assert metrics.failures.value(ANALYSE.name) == 0
    assert (metrics.settled.value("complete"), metrics.settled.value("failed")) == (1, 1)
    assert (metrics.sandbox_ends.value("ok"), metrics.sandbox_ends.value("corrupt")) == (1, 1)
    assert "muniment_analysis_seconds_count 2" in list(metrics.analysis_seconds.lines())
    settled = [record.__dict__ for record in caplog.records if record.message == "document settled"]
    assert sorted(one["status"] for one in settled) == ["complete", "failed"]


def test_job_owed_by_another_process_wakes_a_worker_long_before_it_polls(
    postgresql_url: str, tmp_path: Path, sandbox: Sandbox
) -> None:
    working_home, other_home = (
        build(Settings(home=tmp_path / name, database_url=SecretStr(postgresql_url), poll_seconds=600))
        for name in ("working", "other")
    )
    try:
        with working(working_home, sandbox) as worker:
            until(lambda: _is_listening(worker) and not working_home.wake.is_set() and _living(working_home) == 1)
            with other_home.database.write() as tx:
                queue.enqueue(tx, ANALYSE, org_id="org", subject_id="unknown", fence=1)
            until(lambda: working_home.metrics.claims.value(ANALYSE.name) == 1)
    finally:
        working_home.close()
        other_home.close()


def _is_listening(worker: Worker) -> bool:
    return isinstance(worker._wakeup, Wakeup) and worker._wakeup.is_listening.is_set()


# Whatever leaves a job to be taken wakes workers, after its commit


def _wakes(runtime: Runtime) -> bool:
    """Whether workers were woken since the last time this was asked."""
    was_woken = runtime.wake.is_set()
    runtime.wake.clear()
    return was_woken


def test_whatever_queues_a_job_wakes_workers(
    runtime: Runtime, evidence_room: World, receive: Receive, sandbox: Sandbox
) -> None:
    database = runtime.database
    document_id = receive(SLA.encode())
    assert _wakes(runtime), "upload"
    with database.write() as tx:
        manage.analyse_again(tx, evidence_room.caller, document_id, now=NOW)
        assert not _wakes(runtime), "before the commit"
    assert _wakes(runtime), "analyse again"

    job = _claimed(runtime)
    assert not _wakes(runtime), "a claim leaves nothing to take"
    with database.write() as tx:
        assert queue.release(tx, job)
    assert _wakes(runtime), "release"

    job = _claimed(runtime)
    with database.write() as tx:
        assert queue.fail(tx, job, error="x", retry=RetryPolicy(max_attempts=1, base_seconds=0, max_seconds=0)) is False
    assert not _wakes(runtime), "a dead job is not to take"
    with database.write() as tx:
        assert kinds.retry(tx, job.id, by="test")
    assert _wakes(runtime), "retry"

    _claimed(runtime, lease_seconds=-1)
    worker = Worker(runtime, sandbox, concurrency=1)
    worker._house.take_over_abandoned()
    woken = _wakes(runtime)
    worker.stop(seconds=0)
    assert woken, "take-over"


def test_job_that_is_rolled_back_wakes_nobody(runtime: Runtime, evidence_room: World, receive: Receive) -> None:
    document_id = receive(SLA.encode())
    _wakes(runtime)
    with pytest.raises(RuntimeError), runtime.database.write() as tx:
        manage.analyse_again(tx, evidence_room.caller, document_id, now=NOW)
        raise RuntimeError
    with runtime.database.write() as tx:
        manage.get(tx, evidence_room.caller, document_id)
    assert not _wakes(runtime)


def _claimed(runtime: Runtime, *, lease_seconds: float = 60) -> queue.Job:
    with runtime.database.write() as tx:
        job = queue.claim(tx, worker="test", queue=ANALYSE.queue, kinds=(ANALYSE.name,), lease_seconds=lease_seconds)
    assert job is not None
    return job


def test_every_code_a_reader_gives_is_counted_by_its_name() -> None:
    source = Path(model.__file__).parent
    codes = {
        code for path in source.rglob("*.py") for code in re.findall(r'UnreadableError\(\s*"(\w+)"', path.read_text())
    }
    assert codes
    assert codes <= set(ERRORS) <= pipeline.SANDBOX_ENDS


def test_archiving_takes_back_the_analysis_and_the_document_settles(
    runtime: Runtime, evidence_room: World, receive: Receive
) -> None:
    queued, leased = receive(SLA.encode()), receive(SLA.encode(), name="second.md")
    with runtime.database.write() as tx:
        job = queue.claim(tx, worker="test", queue=ANALYSE.queue, kinds=(ANALYSE.name,), lease_seconds=60)
    assert job is not None
    for document_id in (queued, leased):
        with runtime.database.write() as tx:
            manage.archive(tx, evidence_room.caller, document_id, now=NOW)
        with runtime.database.read() as tx:
            found = manage.analysis(tx, evidence_room.caller, document_id)
        assert (found["status"], found["error"]) == ("complete", None)
        assert [warning["code"] for warning in found["warnings"]] == ["archived"]
    with runtime.database.write() as tx:
        assert not queue.heartbeat(tx, job, lease_seconds=60)
        assert not queue.finish(tx, job)
        assert {one["state"] for one in queue.listing(tx, state=None, limit=10)} == {"cancelled"}


def test_organisation_at_its_cap_is_passed_over(runtime: Runtime, evidence_room: World, receive: Receive) -> None:
    for n in range(3):
        receive(SLA.encode(), name=f"{n}.md")

    def claim() -> queue.Job | None:
        with runtime.database.write() as tx:
            return queue.claim(
                tx, worker="test", queue=ANALYSE.queue, kinds=(ANALYSE.name,), lease_seconds=60, most_at_once=2
            )

    first, second = claim(), claim()
    assert first is not None
    assert second is not None
    assert claim() is None
    with runtime.database.write() as tx:
        assert queue.finish(tx, first)
    assert claim() is not None


def test_stuck_jobs_are_those_that_wait_too_long(runtime: Runtime, evidence_room: World, receive: Receive) -> None:
    document_id = receive(SLA.encode())
    with runtime.database.read() as tx:
        assert queue.stuck(tx, seconds=60, longest_seconds=300, limit=10) == []
        assert [one["subject_id"] for one in queue.stuck(tx, seconds=-1, longest_seconds=300, limit=10)] == [
            document_id
        ]


class _StoreAway(LocalStore):
    """A store that cannot be reached for a while."""

    is_away = True
    asked = 0

    @contextmanager
    def local_copy(self, key: str, scratch: Path) -> Iterator[Path]:
        self.asked += 1
        if self.is_away:
            raise StorageUnavailableError("The store cannot be reached.")
        with super().local_copy(key, scratch) as path:
            yield path


def test_outage_of_the_store_uses_up_no_try(
    runtime: Runtime, evidence_room: World, receive: Receive, sandbox: Sandbox
) -> None:
    document_id = receive(SLA.encode())
    store = _StoreAway(runtime.home / "files")
    object.__setattr__(runtime, "store", store)
    with working(runtime, sandbox):
        until(lambda: store.asked >= 3, 60)
        with runtime.database.read() as tx:
            assert queue.listing(tx, state=None, limit=1)[0]["failures"] == 0
        store.is_away = False
        assert wait_for(runtime, evidence_room, document_id, "complete", "failed") == "complete"


def test_store_of_this_home_is_swept_by_each_worker_and_a_shared_one_by_one_of_all(
    tmp_path: Path, postgresql_url: str, s3_server: S3Server, s3_credentials: None, sandbox: Sandbox
) -> None:
    def turns(**settings: Any) -> list[bool]:
        taken = []
        for n in range(2):
            runtime = build(Settings(home=tmp_path / f"home{n}", database_url=SecretStr(postgresql_url), **settings))
            worker = Worker(runtime, sandbox, concurrency=1)
            taken.append(worker._house.is_to_sweep())
            worker.stop(seconds=0)
            runtime.close()
        return taken

    assert turns() == [True, True]
    shared = {"storage_url": f"s3://{BUCKET}/swept", "s3_endpoint_url": s3_server.endpoint}
    assert turns(**shared, s3_addressing_style="path") == [True, False]


# Moments in which two change the same job: stopping and claiming, archiving and giving up


def test_job_is_not_left_leased_by_a_worker_stopped_while_claiming(
    runtime: Runtime, evidence_room: World, receive: Receive, sandbox: Sandbox
) -> None:
    """It would wait for its lease to run out, and that would count as a failed try."""
    worker = Worker(runtime, sandbox, concurrency=1)
    stopping = threading.Thread(target=worker.stop, kwargs={"seconds": 5})
    receive(SLA.encode())
    with runtime.database.write() as tx:
        # Whoever claims waits: for the write lock, or for the lane.
        tx.exec_driver_sql("UPDATE job_lanes SET served_at = served_at")
        worker.start()
        until(lambda: worker.is_working)
        until(lambda: rests(worker._threads[0]))
        stopping.start()
        until(worker._stopping.is_set)
    stopping.join(30)
    assert not stopping.is_alive()
    with runtime.database.read() as tx:
        state, failures = tx.execute(select(jobs.c.state, jobs.c.failures)).one()
    assert state in ("queued", "done")
    assert failures == 0


@pytest.mark.parametrize("ends", ["the last try fails", "the lease runs out"])
def test_document_that_is_archived_while_its_last_try_ends_is_no_deadlock(
    runtime: Runtime, evidence_room: World, receive: Receive, ends: str, sandbox: Sandbox
) -> None:
    """Archiving holds the organisation and takes the job back; whoever ends the job settles the document."""
    document_id = receive(SLA.encode())
    worker = Worker(runtime, sandbox, concurrency=1)
    with runtime.database.write() as tx:
        lease = 60.0 if ends == "the last try fails" else -1.0
        job = queue.claim(tx, worker="w", queue=ANALYSE.queue, kinds=(ANALYSE.name,), lease_seconds=lease)
        assert job is not None
        tx.execute(update(jobs).values(failures=runtime.settings.max_attempts - 1))
    job = replace(job, failures=runtime.settings.max_attempts - 1)
    failed: list[BaseException] = []

    def end() -> None:
        try:
            if ends == "the last try fails":
                worker._failures.note(job, "broken")
            else:
                worker._house.take_over_abandoned()
        except Exception as error:
            failed.append(error)

    ending = threading.Thread(target=end)
    with runtime.database.write() as tx:
        lock_organisation(tx, evidence_room.org_id)
        ending.start()
        until(lambda: rests(ending))
        manage.archive(tx, evidence_room.caller, document_id, now=NOW)
    ending.join(30)
    worker.stop(seconds=1)
    assert not failed
    with runtime.database.read() as tx:
        assert tx.execute(select(jobs.c.state)).scalar_one() == "cancelled"


def test_job_whose_end_cannot_be_written_does_not_hold_up_the_others(
    runtime: Runtime, evidence_room: World, receive: Receive, sandbox: Sandbox
) -> None:
    lost = [receive(SLA.encode(), name=f"{n}.md") for n in range(3)]
    with runtime.database.write() as tx:
        for _ in lost:
            assert queue.claim(tx, worker="w", queue=ANALYSE.queue, kinds=(ANALYSE.name,), lease_seconds=-1) is not None
        tx.execute(update(jobs).where(jobs.c.subject_id == lost[0]).values(failures=runtime.settings.max_attempts - 1))
        tx.execute(documents.delete().where(documents.c.id == lost[0]))
    worker = Worker(runtime, sandbox, concurrency=1)
    worker._house.take_over_abandoned()
    worker.stop(seconds=1)
    with runtime.database.read() as tx:
        states = dict(tx.execute(select(jobs.c.subject_id, jobs.c.state)).all())
    assert [states[document_id] for document_id in lost[1:]] == ["queued", "queued"]


# One slot is always free of any single organisation


class _Slow:
    """Jobs that last until they are let go."""

    def __init__(self) -> None:
        self.started: list[str] = []
        self.let_go = threading.Event()

    def run(self, _runtime: Runtime, _pipeline: pipeline.Pipeline, job: queue.Job, _cancelled: threading.Event) -> Any:
        self.started.append(job.org_id)
        self.let_go.wait(60)
        return lambda tx: None


def _owe(runtime: Runtime, org_id: str, n: int) -> None:
    with runtime.database.write() as tx:
        for number in range(n):
            queue.enqueue(tx, ANALYSE, org_id=org_id, subject_id=f"{org_id}-{number}", fence=1)


def test_organisation_with_many_long_jobs_leaves_a_slot_to_others(
    runtime: Runtime, evidence_room: World, sandbox: Sandbox
) -> None:
    slow = _Slow()
    _owe(runtime, evidence_room.org_id, 5)
    with working(runtime, sandbox, concurrency=3, kinds={ANALYSE: replace(KINDS[ANALYSE], run=slow.run)}):
        until(lambda: len(slow.started) == 2)
        stays(lambda: len(slow.started) == 2, 0.5)
        _owe(runtime, evidence_room.other_org_id, 1)
        until(lambda: evidence_room.other_org_id in slow.started)
        slow.let_go.set()


def test_job_whose_lease_ran_out_while_its_machine_stood_still_is_not_taken_over_by_its_own_worker(
    runtime: Runtime, evidence_room: World, sandbox: Sandbox
) -> None:
    slow = _Slow()
    _owe(runtime, evidence_room.org_id, 1)
    with working(runtime, sandbox, concurrency=1, kinds={ANALYSE: replace(KINDS[ANALYSE], run=slow.run)}) as worker:
        until(lambda: slow.started)
        with runtime.database.write() as tx:
            tx.execute(update(jobs).values(lease_until=0))
        worker._house.take_over_abandoned()
        slow.let_go.set()
        until(lambda: _state_and_failures(runtime)[0] != "leased")
    assert _state_and_failures(runtime) == ("done", 0)


def _state_and_failures(runtime: Runtime) -> tuple[str, int]:
    with runtime.database.read() as tx:
        state, failures = tx.execute(select(jobs.c.state, jobs.c.failures)).one()
    return str(state), int(failures)


def test_organisation_that_is_alone_has_every_slot(runtime: Runtime, evidence_room: World, sandbox: Sandbox) -> None:
    slow = _Slow()
    with runtime.database.write() as tx:
        tx.execute(organisations.delete().where(organisations.c.id == evidence_room.other_org_id))
    _owe(runtime, evidence_room.org_id, 5)
    with working(runtime, sandbox, concurrency=3, kinds={ANALYSE: replace(KINDS[ANALYSE], run=slow.run)}):
        until(lambda: len(slow.started) == 3)
        slow.let_go.set()


def test_worker_of_one_slot_works_for_whoever_is_there(
    runtime: Runtime, evidence_room: World, sandbox: Sandbox
) -> None:
    slow = _Slow()
    _owe(runtime, evidence_room.org_id, 2)
    with working(runtime, sandbox, concurrency=1, kinds={ANALYSE: replace(KINDS[ANALYSE], run=slow.run)}):
        until(lambda: len(slow.started) == 1)
        slow.let_go.set()
        until(lambda: len(slow.started) == 2)


# Looking for what is owed


def test_idle_worker_looks_when_it_polls_and_soon_after_it_is_woken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sandbox: Sandbox
) -> None:
    looks: list[str] = []

    def look(_runtime: Runtime) -> int:
        looks.append("look")
        return 0

    def wake(runtime: Runtime) -> None:
        seen = len(looks)
        runtime.wake.set_here()
        until(lambda: len(looks) > seen)

    monkeypatch.setattr("muniment.worker.worker.OWING", (look,))
    runtime = build(Settings(home=tmp_path / "home", poll_seconds=600))
    with working(runtime, sandbox):
        until(lambda: looks)
        stays(lambda: len(looks) <= 2, 1)
        for _ in range(3):  # the later ones while a look is put off
            wake(runtime)
    runtime.close()
