"""Moments in which two change the same job: stopping and claiming, archiving and giving up."""

from __future__ import annotations

import threading
import time
from dataclasses import replace

import pytest
from sqlalchemy import select, update

from muniment.db.tables import documents, jobs
from muniment.documents import manage
from muniment.documents.counts import lock_organisation
from muniment.jobs import queue
from muniment.runtime import Runtime
from muniment.worker.worker import Worker
from tests.builders import NOW, World
from tests.documents.conftest import SLA, Receive, evidence_room, receive, runtime

__all__ = ["evidence_room", "receive", "runtime"]  # fixtures


def test_job_is_not_left_leased_by_a_worker_stopped_while_claiming(
    runtime: Runtime, evidence_room: World, receive: Receive
) -> None:
    """It would wait for its lease to run out, and that would count as a failed try."""
    worker = Worker(runtime, concurrency=1)
    stopping = threading.Thread(target=worker.stop, kwargs={"seconds": 5})
    receive(SLA.encode())
    with runtime.database.write() as tx:
        # Whoever claims waits: for the write lock, or for the lane.
        tx.exec_driver_sql("UPDATE job_lanes SET served_at = served_at")
        worker.start()
        time.sleep(1)
        stopping.start()
        time.sleep(0.3)
    stopping.join(30)
    assert not stopping.is_alive()
    with runtime.database.read() as tx:
        state, failures = tx.execute(select(jobs.c.state, jobs.c.failures)).one()
    assert state in ("queued", "done")
    assert failures == 0


@pytest.mark.parametrize("ends", ["the last try fails", "the lease runs out"])
def test_document_that_is_archived_while_its_last_try_ends_is_no_deadlock(
    runtime: Runtime, evidence_room: World, receive: Receive, ends: str
) -> None:
    """Archiving holds the organisation and takes the job back; whoever ends the job settles the document."""
    document_id = receive(SLA.encode())
    worker = Worker(runtime, concurrency=1)
    with runtime.database.write() as tx:
        lease = 60.0 if ends == "the last try fails" else -1.0
        job = queue.claim(tx, worker="w", kinds=(queue.ANALYSE_DOCUMENT,), lease_seconds=lease)
        assert job is not None
        tx.execute(update(jobs).values(failures=runtime.settings.max_attempts - 1))
    job = replace(job, failures=runtime.settings.max_attempts - 1)
    failed: list[BaseException] = []

    def end() -> None:
        try:
            if ends == "the last try fails":
                worker._note_failure(job, "broken")
            else:
                worker._take_over_abandoned()
        except Exception as error:
            failed.append(error)

    ending = threading.Thread(target=end)
    with runtime.database.write() as tx:
        lock_organisation(tx, evidence_room.org_id)
        ending.start()
        time.sleep(0.5)
        manage.archive(tx, evidence_room.org_id, document_id, now=NOW)
    ending.join(30)
    worker.stop(seconds=1)
    assert not failed
    with runtime.database.read() as tx:
        assert tx.execute(select(jobs.c.state)).scalar_one() == "cancelled"


def test_job_whose_end_cannot_be_written_does_not_hold_up_the_others(
    runtime: Runtime, evidence_room: World, receive: Receive
) -> None:
    lost = [receive(SLA.encode(), name=f"{n}.md") for n in range(3)]
    with runtime.database.write() as tx:
        for _ in lost:
            assert queue.claim(tx, worker="w", kinds=(queue.ANALYSE_DOCUMENT,), lease_seconds=-1) is not None
        tx.execute(update(jobs).where(jobs.c.document_id == lost[0]).values(failures=runtime.settings.max_attempts - 1))
        tx.execute(documents.delete().where(documents.c.id == lost[0]))
    worker = Worker(runtime, concurrency=1)
    worker._take_over_abandoned()
    worker.stop(seconds=1)
    with runtime.database.read() as tx:
        states = dict(tx.execute(select(jobs.c.document_id, jobs.c.state)).all())
    assert [states[document_id] for document_id in lost[1:]] == ["queued", "queued"]
