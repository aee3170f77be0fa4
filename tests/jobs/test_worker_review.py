"""A worker that is stopped in the very moment in which it claims."""

from __future__ import annotations

import threading
import time

from sqlalchemy import select

from muniment.db.tables import jobs
from muniment.jobs.worker import Worker
from muniment.runtime import Runtime
from tests.builders import World
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
