"""A kind of job is one line in a table beside its functions: a made-up one beside the real one."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest
from sqlalchemy import select, update

from muniment.analysis.pipeline import Interrupted, Pipeline
from muniment.db.engine import Transaction
from muniment.db.tables import chores, jobs
from muniment.documents.owed import ANALYSE
from muniment.jobs import queue
from muniment.jobs.queue import Job, Kind
from muniment.observing.metrics import Metrics
from muniment.reading.sandbox.sandbox import Sandbox
from muniment.runtime import Runtime
from muniment.worker import kinds
from muniment.worker.kinds import KINDS, Work
from muniment.worker.worker import Worker
from tests.builders import World
from tests.documents.conftest import SLA, Receive, evidence_room, lease_seconds, receive, runtime
from tests.waiting import until
from tests.worker.test_worker import wait_for

__all__ = ["evidence_room", "lease_seconds", "receive", "runtime"]  # fixtures

RING = Kind("ring_bell", queue="bells")


@dataclass
class Bell:
    """A kind of job that writes into a table and can be made to fail."""

    is_broken: bool = False
    heard: list[Job] = field(default_factory=list)
    ends: list[tuple[str, bool]] = field(default_factory=list)

    def run(
        self, _runtime: Runtime, _pipeline: Pipeline, job: Job, _cancelled: threading.Event
    ) -> Callable[[Transaction], str | None]:
        self.heard.append(job)
        if self.is_broken:
            raise RuntimeError("no clapper")

        def conclude(tx: Transaction) -> str:
            tx.execute(chores.insert().values(name=job.subject_id, begun_at=job.payload["times"]))
            return "rung"

        return conclude

    def give_up(self, _runtime: Runtime, tx: Transaction, job: Job) -> str:
        tx.execute(chores.insert().values(name=job.subject_id, begun_at=-1))
        return "silent"

    def note_end(self, _metrics: Metrics, ended: str, seconds: float | None) -> None:
        self.ends.append((ended, seconds is not None))


@pytest.fixture
def bell() -> Bell:
    return Bell()


def _with(bell: Bell) -> dict[Kind, Work]:
    return {**KINDS, RING: Work(bell.run, give_up=bell.give_up, note_end=bell.note_end)}


@contextmanager
def working(runtime: Runtime, sandbox: Sandbox, works: kinds.Kinds) -> Iterator[Worker]:
    worker = Worker(runtime, sandbox, concurrency=1, kinds=works)
    worker.start()
    try:
        yield worker
    finally:
        worker.stop(seconds=20)


def _ring(runtime: Runtime, org_id: str, *, times: int = 1) -> str:
    with runtime.database.write() as tx:
        return queue.enqueue(tx, RING, org_id=org_id, subject_id="tower", fence=3, payload={"times": times})


def _state(runtime: Runtime, job_id: str) -> str:
    with runtime.database.read() as tx:
        return str(tx.execute(select(jobs.c.state).where(jobs.c.id == job_id)).scalar_one())


def _chores(runtime: Runtime) -> dict[str, Any]:
    with runtime.database.read() as tx:
        return dict(tx.execute(select(chores.c.name, chores.c.begun_at)).all())


def test_made_up_kind_runs_beside_analyses(
    runtime: Runtime, evidence_room: World, receive: Receive, bell: Bell, sandbox: Sandbox
) -> None:
    document_id = receive(SLA.encode())
    with working(runtime, sandbox, _with(bell)):
        job_id = _ring(runtime, evidence_room.org_id, times=4)
        until(lambda: _state(runtime, job_id) == "done")
        assert wait_for(runtime, evidence_room, document_id, "complete", "failed") == "complete"
    assert _chores(runtime)["tower"] == 4
    assert [(job.org_id, job.subject_id, job.fence) for job in bell.heard] == [(evidence_room.org_id, "tower", 3)]
    assert bell.ends == [("rung", True)]
    assert runtime.metrics.claims.value(RING.name) == 1


def test_job_of_another_queue_runs_while_every_slot_of_analyses_is_taken(
    runtime: Runtime, evidence_room: World, receive: Receive, bell: Bell, sandbox: Sandbox
) -> None:
    """A thousand analyses of the organisation wait, and the one under way does not end."""
    receive(SLA.encode())
    begun, go_on = threading.Event(), threading.Event()

    def analyse(
        _runtime: Runtime, _pipeline: Pipeline, _job: Job, _cancelled: threading.Event
    ) -> Callable[[Transaction], None]:
        begun.set()
        go_on.wait(60)
        raise Interrupted

    with runtime.database.write() as tx:
        for _ in range(1000):
            queue.enqueue(tx, ANALYSE, org_id=evidence_room.org_id, subject_id="unknown", fence=1)
    with working(runtime, sandbox, {**_with(bell), ANALYSE: Work(analyse)}) as worker:
        assert begun.wait(60)
        job_id = _ring(runtime, evidence_room.org_id)
        until(lambda: _state(runtime, job_id) == "done")
        with runtime.database.read() as tx:
            assert queue.stats(tx).by_state == {"queued": 1000, "leased": 1, "done": 1}
        worker.pause()
        go_on.set()


def test_job_of_a_kind_the_worker_does_not_know_stays_queued(
    runtime: Runtime, evidence_room: World, receive: Receive, sandbox: Sandbox
) -> None:
    job_id = _ring(runtime, evidence_room.org_id)
    document_id = receive(SLA.encode())
    with working(runtime, sandbox, KINDS):
        assert wait_for(runtime, evidence_room, document_id, "complete", "failed") == "complete"
    assert _state(runtime, job_id) == "queued"


def test_abandoned_job_of_a_kind_the_worker_does_not_know_is_left_to_who_does(
    runtime: Runtime, evidence_room: World, bell: Bell, sandbox: Sandbox
) -> None:
    job_id = _ring(runtime, evidence_room.org_id)
    with runtime.database.write() as tx:
        assert queue.claim(tx, worker="gone", queue=RING.queue, kinds=(RING.name,), lease_seconds=-1) is not None
        tx.execute(update(jobs).values(failures=runtime.settings.max_attempts - 1))
    states = []
    for works in (KINDS, _with(bell)):
        worker = Worker(runtime, sandbox, concurrency=1, kinds=works)
        worker._house.take_over_abandoned()
        worker.stop(seconds=1)
        states.append(_state(runtime, job_id))
    assert states == ["leased", "dead"]
    assert _chores(runtime) == {"tower": -1}


def test_kind_whose_tries_all_fail_is_given_up_and_runs_again_when_told(
    runtime: Runtime, evidence_room: World, bell: Bell, sandbox: Sandbox
) -> None:
    bell.is_broken = True
    job_id = _ring(runtime, evidence_room.org_id)
    with working(runtime, sandbox, _with(bell)):
        until(lambda: _state(runtime, job_id) == "dead")
    assert _chores(runtime) == {"tower": -1}
    assert bell.ends == [("silent", False)]
    assert runtime.metrics.failures.value(RING.name) == runtime.settings.max_attempts

    bell.is_broken = False
    with runtime.database.write() as tx:
        tx.execute(chores.delete())
        assert not kinds.retry(tx, job_id, by="test")  # nobody here knows how
        assert kinds.retry(tx, job_id, by="test", kinds=_with(bell))
    with working(runtime, sandbox, _with(bell)):
        until(lambda: _state(runtime, job_id) == "done")
    assert _chores(runtime) == {"tower": 1}
