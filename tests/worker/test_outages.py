"""A fault of ours is never a document's: jobs go back unharmed, the worker pauses, and says why once."""

from __future__ import annotations

import errno
import sqlite3
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import OperationalError

from muniment.db.engine import Transaction
from muniment.db.tables import analyses, documents, jobs
from muniment.documents import manage
from muniment.documents.owed import ANALYSE
from muniment.errors import DatabaseUnavailableError, FacilityError, StorageUnavailableError
from muniment.jobs import queue
from muniment.reading.sandbox.sandbox import Sandbox, SandboxError
from muniment.runtime import Runtime
from muniment.settings import Settings
from muniment.storage.digest import UnreadableBytesError
from muniment.worker.kinds import KINDS
from muniment.worker.outages import Outage, fault_of_ours
from muniment.worker.worker import Worker
from tests.builders import World
from tests.documents.conftest import SLA, Receive, evidence_room, lease_seconds, receive, runtime
from tests.waiting import until
from tests.worker.test_worker import wait_for, working

__all__ = ["evidence_room", "lease_seconds", "receive", "runtime"]  # fixtures

WAITING = 12


def _states(runtime: Runtime) -> dict[str, int]:
    with runtime.database.read() as tx:
        rows = tx.execute(select(documents.c.status, func.count()).group_by(documents.c.status))
        return {str(status): int(n) for status, n in rows}


def _tries(runtime: Runtime) -> tuple[int, int]:
    """Claims and failures of all jobs together."""
    with runtime.database.read() as tx:
        row = tx.execute(select(func.sum(jobs.c.attempt), func.sum(jobs.c.failures))).one()
    return int(row[0]), int(row[1])


def _receive_many(receive: Receive) -> list[str]:
    return [receive(f"{SLA}\n{n}".encode(), name=f"{n}.md") for n in range(WAITING)]


def _rename_away(files: Path) -> Callable[[], object]:
    away = files.with_name("elsewhere")
    files.rename(away)
    return lambda: away.rename(files)


def _mount_nothing(files: Path) -> Callable[[], object]:
    """What a volume looks like that is not mounted: the empty folder below."""
    away = files.with_name("elsewhere")
    files.rename(away)
    files.mkdir()

    return lambda: away.rename(files)  # takes the place of the empty folder in one step


@pytest.mark.parametrize("take_away", [_rename_away, _mount_nothing])
def test_store_that_goes_away_fails_no_document_however_many_wait(
    runtime: Runtime,
    evidence_room: World,
    receive: Receive,
    caplog: pytest.LogCaptureFixture,
    take_away: Callable[[Path], Callable[[], object]],
    sandbox: Sandbox,
) -> None:
    ids = _receive_many(receive)
    bring_back = take_away(runtime.home / "files")
    with working(runtime, sandbox):
        until(lambda: _tries(runtime)[0] >= 6, 60)
        assert _tries(runtime)[1] == 0
        assert set(_states(runtime)) <= {"created", "analyzing"}
        bring_back()
        for document_id in ids:
            assert wait_for(runtime, evidence_room, document_id, "complete", "failed") == "complete"
    assert _tries(runtime)[1] == 0
    told = [record.getMessage() for record in caplog.records if record.name == "muniment.worker"]
    began = [line for line in told if " fails: " in line]
    over = [line for line in told if "works again" in line]
    # One that returns between two looks is a reason of its own.
    assert 1 <= len(began) <= 2
    assert len(began) == len({line.partition(": ")[2].partition(":")[0] for line in began})
    assert len(over) == 1
    assert "times" in over[0]


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EMFILE, errno.EROFS, errno.EAGAIN, errno.EIO])
def test_worker_without_disk_or_descriptors_uses_up_no_try(
    runtime: Runtime, evidence_room: World, receive: Receive, number: int, sandbox: Sandbox
) -> None:
    ids = [receive(SLA.encode(), name=f"{n}.md") for n in range(3)]
    is_away = [True]
    real = KINDS[ANALYSE]

    def run(*given: object) -> object:
        if is_away[0]:
            raise OSError(number, "made up")
        return real.run(*given)  # type: ignore[arg-type]

    with working(runtime, sandbox, kinds={ANALYSE: replace(real, run=run)}):  # type: ignore[arg-type]
        until(lambda: _tries(runtime)[0] >= 4, 60)
        assert _tries(runtime)[1] == 0
        is_away[0] = False
        for document_id in ids:
            assert wait_for(runtime, evidence_room, document_id, "complete", "failed") == "complete"


def test_one_missing_file_ends_its_document_as_damaged_and_says_what_to_do(
    runtime: Runtime, evidence_room: World, receive: Receive, sandbox: Sandbox
) -> None:
    ids = _receive_many(receive)
    with runtime.database.read() as tx:
        runtime.store.delete(manage.find(tx, evidence_room.caller, ids[0]).storage_key)
    with working(runtime, sandbox):
        assert wait_for(runtime, evidence_room, ids[0], "complete", "failed") == "failed"
        for document_id in ids[1:]:
            assert wait_for(runtime, evidence_room, document_id, "complete", "failed") == "complete"
    with runtime.database.read() as tx:
        error = manage.analysis(tx, evidence_room.caller, ids[0])["error"]
    assert error["code"] == "damaged"
    assert "missing" in error["message"]
    assert "backup" in error["message"]
    assert _tries(runtime)[1] == 0


@pytest.mark.parametrize("ends", ["a try", "its last try", "its worker's death"])
def test_job_whose_document_is_gone_ends(
    runtime: Runtime, evidence_room: World, receive: Receive, ends: str, sandbox: Sandbox
) -> None:
    document_id = receive(SLA.encode())
    worker = Worker(runtime, sandbox, concurrency=1)
    with runtime.database.write() as tx:
        if ends != "a try":
            lease = -1.0 if ends == "its worker's death" else 60.0
            job = queue.claim(tx, worker="w", queue=ANALYSE.queue, kinds=(ANALYSE.name,), lease_seconds=lease)
            assert job is not None
            tx.execute(jobs.update().values(failures=runtime.settings.max_attempts - 1))
            job = replace(job, failures=runtime.settings.max_attempts - 1)
        for table in (documents.delete().where(documents.c.id == document_id), analyses.delete()):
            tx.execute(table)
    if ends == "a try":
        worker.start()
        until(lambda: _state_of_job(runtime) == "cancelled", 60)
    elif ends == "its last try":
        worker._failures.note(job, "broken")
    else:
        worker._house.take_over_abandoned()
    worker.stop(seconds=5)
    assert _state_of_job(runtime) == "cancelled"


def _state_of_job(runtime: Runtime) -> str:
    with runtime.database.read() as tx:
        return str(tx.execute(select(jobs.c.state)).scalar_one())


class _Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


def test_pauses_grow_to_their_limit_and_one_job_alone_ends_them(caplog: pytest.LogCaptureFixture) -> None:
    clock = _Clock()
    outage = Outage("analyses", Settings(outage_base_seconds=1, outage_max_seconds=8), clock=clock)
    assert outage.most_at_once(4) == 4
    pauses = []
    for _ in range(6):
        outage.met(StorageUnavailableError("away"))
        outage.met(StorageUnavailableError("away"))  # one that was under way with it
        assert outage.most_at_once(4) == 0
        began = clock.now
        while not outage.most_at_once(4):
            clock.now += 0.01
        pauses.append(clock.now - began)
        assert outage.most_at_once(4) == 1
    for pause, full in zip(pauses, (1, 2, 4, 8, 8, 8), strict=True):
        assert full / 2 - 0.02 <= pause <= full + 0.02
    outage.passed()
    assert outage.most_at_once(4) == 4
    lines = [record.getMessage() for record in caplog.records]
    assert len(lines) == 2
    assert "StorageUnavailableError: away" in lines[0]
    assert "12 times" in lines[1]


def _sqlite(text: str, code: int) -> OperationalError:
    said = sqlite3.OperationalError(text)
    said.sqlite_errorcode = code
    return OperationalError("SELECT 1", None, said)


@pytest.mark.parametrize(
    "error",
    [
        StorageUnavailableError("away"),
        SandboxError("No child can be started."),
        MemoryError(),
        OSError(errno.EDQUOT, "quota"),
        FileNotFoundError(errno.ENOENT, "scratch"),
        _sqlite("database or disk is full", sqlite3.SQLITE_FULL),
        OperationalError("SELECT 1", None, psycopg.errors.DiskFull("no space")),
    ],
    ids=lambda error: type(error).__name__,
)
def test_fault_of_the_house_is_known_as_one(error: Exception) -> None:
    assert isinstance(fault_of_ours(error), FacilityError)


@pytest.mark.parametrize(
    "error",
    [
        KeyError("a defect"),
        ConnectionRefusedError(errno.ECONNREFUSED, "somebody else's server"),
        _sqlite("no such column: x", sqlite3.SQLITE_ERROR),
    ],
    ids=lambda error: type(error).__name__,
)
def test_what_may_be_the_jobs_own_fault_counts_as_a_failed_try(error: Exception) -> None:
    assert fault_of_ours(error) is None


def test_file_that_the_disk_does_not_give_is_no_reason_to_pause_while_others_are_there(
    runtime: Runtime, evidence_room: World, receive: Receive, sandbox: Sandbox
) -> None:
    ids = [receive(SLA.encode(), name=f"{n}.md") for n in range(3)]
    with runtime.database.read() as tx:
        key = manage.find(tx, evidence_room.caller, ids[0]).storage_key
    path = runtime.home / "files" / key[:2] / key[2:4] / key
    path.unlink()
    path.mkdir()  # opens for nobody, whoever runs the tests
    with working(runtime, sandbox):
        assert wait_for(runtime, evidence_room, ids[0], "complete", "failed") == "failed"
        assert wait_for(runtime, evidence_room, ids[2], "complete", "failed") == "complete"
    with runtime.database.read() as tx:
        assert manage.analysis(tx, evidence_room.caller, ids[0])["error"]["code"] == "damaged"


def test_database_that_is_away_is_a_fault_of_ours() -> None:
    error = OperationalError("SELECT 1", None, psycopg.OperationalError("connection refused"))
    assert isinstance(fault_of_ours(error), DatabaseUnavailableError)
    assert issubclass(UnreadableBytesError, OSError)


@pytest.mark.parametrize("lease_seconds", [9])
def test_job_whose_end_could_not_be_written_goes_back_unharmed_when_the_database_is_there(
    runtime: Runtime, evidence_room: World, receive: Receive, sandbox: Sandbox
) -> None:
    """The transaction that ends the job fails, and so does the one that gives it back; then both work."""
    document_id = receive(SLA.encode())
    real = KINDS[ANALYSE]
    saved: list[str] = []

    def run(*given: object) -> object:
        conclude = real.run(*given)  # type: ignore[arg-type]

        def conclude_badly_once(tx: Transaction) -> str | None:
            if not saved:
                saved.append("once")
                tx.exec_driver_sql("ALTER TABLE jobs RENAME COLUMN error TO mistake")
                tx.commit()  # whoever writes about the job now fails
                raise OperationalError("COMMIT", None, psycopg.OperationalError("the connection is lost"))
            return conclude(tx)

        return conclude_badly_once

    with working(runtime, sandbox, kinds={ANALYSE: replace(real, run=run)}) as worker:  # type: ignore[arg-type]
        until(lambda: worker._leases._owed_back, 30)
        with runtime.database.write() as tx:
            tx.exec_driver_sql("ALTER TABLE jobs RENAME COLUMN mistake TO error")
        assert wait_for(runtime, evidence_room, document_id, "complete", "failed") == "complete"
    assert _tries(runtime)[1] == 0
