"""Each chore by itself: one that fails stops no other, and is told once for as long as it does."""

from __future__ import annotations

import logging
from collections.abc import Iterator

import pytest
from sqlalchemy import func, select, update

from muniment.db.tables import documents, job_lanes, jobs
from muniment.errors import StorageUnavailableError
from muniment.reading.sandbox.sandbox import Sandbox
from muniment.runtime import Runtime
from muniment.storage.local import LocalStore
from muniment.upkeep.sweep import CHORES, sweep
from muniment.worker.worker import Worker
from tests.builders import World
from tests.documents.conftest import SLA, Receive, evidence_room, lease_seconds, receive, runtime
from tests.worker.test_worker import wait_for, working

__all__ = ["evidence_room", "lease_seconds", "receive", "runtime"]  # fixtures


class _StoreAway(LocalStore):
    """A store that lists nothing for a while."""

    is_away = True

    def keys(self) -> Iterator[str]:
        if self.is_away:
            raise StorageUnavailableError("The store cannot be reached.")
        return super().keys()


@pytest.fixture
def store(runtime: Runtime) -> _StoreAway:
    store = _StoreAway(runtime.home / "files")
    object.__setattr__(runtime, "store", store)
    return store


def _slip(runtime: Runtime) -> None:
    with runtime.database.write() as tx:
        tx.execute(jobs.delete())
        tx.execute(update(documents).values(status="analyzing"))


def _queued(runtime: Runtime) -> int:
    with runtime.database.read() as tx:
        return int(tx.execute(select(func.count()).where(jobs.c.state == "queued")).scalar_one())


def test_chores_of_the_database_are_done_while_the_store_is_away_and_that_is_told_once(
    runtime: Runtime,
    evidence_room: World,
    receive: Receive,
    store: _StoreAway,
    caplog: pytest.LogCaptureFixture,
    sandbox: Sandbox,
) -> None:
    receive(SLA.encode())
    worker = Worker(runtime, sandbox, concurrency=1)
    for _ in range(3):
        _slip(runtime)
        (runtime.staging_folder / "left-over").touch()
        worker._house.sweep()
        assert _queued(runtime) == 1
        assert not (runtime.staging_folder / "left-over").exists()
    store.is_away = False
    worker._house.sweep()
    worker.stop(seconds=1)
    told = [one.getMessage() for one in caplog.records if one.levelno >= logging.WARNING]
    assert [line.partition(":")[0] for line in told] == [
        "housekeeping of orphaned files fails",
        "housekeeping of orphaned files works again",
    ]
    assert told[1].endswith("3 times")


def test_sweeping_by_hand_does_every_chore_before_it_fails(
    runtime: Runtime, evidence_room: World, receive: Receive, store: _StoreAway
) -> None:
    receive(SLA.encode())
    _slip(runtime)
    (runtime.staging_folder / "left-over").touch()
    with pytest.raises(StorageUnavailableError):
        sweep(runtime)
    assert _queued(runtime) == 1
    assert not (runtime.staging_folder / "left-over").exists()
    store.is_away = False
    assert set(sweep(runtime)) == {chore.name for chore in CHORES}


@pytest.mark.parametrize("lease_seconds", [9])
def test_job_due_in_the_far_future_is_worked_soon(
    runtime: Runtime, evidence_room: World, receive: Receive, caplog: pytest.LogCaptureFixture, sandbox: Sandbox
) -> None:
    document_id = receive(SLA.encode())
    with runtime.database.write() as tx:
        tx.execute(update(jobs).values(run_at=jobs.c.run_at + 1e6))
        tx.execute(update(job_lanes).values(next_run_at=job_lanes.c.next_run_at + 1e6))
    with working(runtime, sandbox):
        assert wait_for(runtime, evidence_room, document_id, "complete", "failed") == "complete"
    assert "set back" in caplog.text
