"""One organisation queues very many documents, another uploads one: a real worker takes turns, so the one waits for the
job under way and no more, however many are queued.

100 documents wait; with MUNIMENT_TORTURE=1 it is 10,000. Times are the database's clock, from the rows of the jobs, and
only which came before which counts.
"""

from __future__ import annotations

import io
import time
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import orjson
import pytest
from pydantic import SecretStr
from sqlalchemy import Select, func, select

from muniment.db.tables import jobs
from muniment.documents.intake import accept
from muniment.reading.recognition.ocr import OcrWorker
from muniment.runtime import Runtime, build
from muniment.settings import Settings
from tests.builders import NOW, World, build_upload, build_world, caller_of, stage
from tests.documents.conftest import SLA
from tests.journeys.clients import IS_TORTURE
from tests.journeys.server import WorkerProcess
from tests.reading.pictures import encoded, picture

WAITING = 10_000 if IS_TORTURE else 100
TRIES = 7
SETTLE_SECONDS = 60


@dataclass(frozen=True)
class Settled:
    """When a job was owed and when it was done, by the database's clock."""

    owed_at: float
    done_at: float

    @property
    def seconds(self) -> float:
        return self.done_at - self.owed_at


def upload(
    runtime: Runtime, org_id: str, vendor_id: str, *, content: bytes = SLA.encode(), extension: str = "md"
) -> str:
    """Receive one document as an upload does, a small one unless another is given; its id."""
    answer = accept(
        runtime.database,
        runtime.store,
        stage(runtime.staging_folder, content),
        build_upload(vendor_id, name=f"evidence.{extension}", extension=extension),
        caller=caller_of(org_id),
        key=None,
        idempotency_seconds=60,
        now=NOW,
    )
    return str(orjson.loads(answer.body)["id"])


def wait(runtime: Runtime, document_id: str) -> Settled:
    deadline = time.monotonic() + SETTLE_SECONDS
    while time.monotonic() < deadline:
        with runtime.database.read() as tx:
            row = tx.execute(
                select(jobs.c.state, jobs.c.created_at, jobs.c.finished_at).where(jobs.c.subject_id == document_id)
            ).one()
        if row.state == "done":
            return Settled(row.created_at, row.finished_at)
        time.sleep(0.01)
    raise AssertionError(f"the document did not settle, its job is {row.state}")


def done_times(runtime: Runtime, org_id: str) -> list[float]:
    with runtime.database.read() as tx:
        rows = tx.execute(
            select(jobs.c.finished_at).where(jobs.c.org_id == org_id, jobs.c.state == "done").order_by("finished_at")
        )
        return [float(at) for at in rows.scalars()]


@pytest.fixture
def runtime(database_url: str, home: Path) -> Iterator[Runtime]:
    url = None if database_url.startswith("sqlite") else SecretStr(database_url)
    opened = build(Settings(home=home, database_url=url))
    yield opened
    opened.close()


@pytest.fixture
def room(runtime: Runtime) -> World:
    with runtime.database.write() as tx:
        return build_world(tx)


def test_one_document_does_not_wait_behind_another_organisations_many(runtime: Runtime, room: World) -> None:
    url = None if runtime.database.is_sqlite else runtime.database.url.render_as_string(hide_password=False)
    crowd = (room.org_id, room.vendor.id)
    single = (room.other_org_id, room.foreign_vendor.id)
    with WorkerProcess(runtime.home, database_url=url, poll_seconds=0.05) as worker:
        worker.start()
        wait(runtime, upload(runtime, *single))  # the worker has started
        for _ in range(WAITING):
            upload(runtime, *crowd)
        tries = [wait(runtime, upload(runtime, *single)) for _ in range(TRIES)]
        done = done_times(runtime, room.org_id)
        assert worker.terminate() == 0
    with runtime.database.read() as tx:
        left = tx.execute(select(func.count()).where(jobs.c.org_id == room.org_id, jobs.c.state == "queued")).scalar()
    assert left, "the crowd was through before the last try"
    assert max(one.done_at for one in tries) > done[0]

    # Whatever the machine does: the job under way, and at most one that was claimed while the upload committed.
    for one in tries:
        assert sum(one.owed_at < at < one.done_at for at in done) <= 2
    print(f"{WAITING} waiting: {[round(one.seconds, 3) for one in tries]} s")


def pictures(n: int) -> bytes:
    """A zip of dense pages that are pictures, each a second of recognition."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for number in range(n):
            lines = [f"Control {number}.{line} of the hosted system was tested without exception" for line in range(16)]
            image = picture(*lines, size=(1200, 1000), letters=28)
            archive.writestr(f"page-{number}.png", encoded(image))
    return file.getvalue()


@pytest.mark.skipif(not OcrWorker.is_installed(), reason="the extra `ocr` is not installed")
def test_text_does_not_wait_behind_another_organisations_pictures(runtime: Runtime, room: World) -> None:
    url = None if runtime.database.is_sqlite else runtime.database.url.render_as_string(hide_password=False)
    settings = {"database_url": url, "poll_seconds": 0.05, "shutdown_seconds": 1}
    with WorkerProcess(runtime.home, "--concurrency", "2", **settings) as worker:
        worker.start()
        wait(runtime, upload(runtime, room.other_org_id, room.foreign_vendor.id))  # it has started
        slow = pictures(5)
        zips = [upload(runtime, room.org_id, room.vendor.id, content=slow, extension="zip") for _ in range(3)]
        leased = select(func.count()).where(jobs.c.org_id == room.org_id, jobs.c.state == "leased")
        deadline = time.monotonic() + SETTLE_SECONDS
        while not _scalar(runtime, leased):
            assert time.monotonic() < deadline
            time.sleep(0.02)
        texts = [wait(runtime, upload(runtime, room.other_org_id, room.foreign_vendor.id)) for _ in range(3)]
        assert _scalar(runtime, leased) <= 1
        still_owed = _scalar(
            runtime, select(func.count()).where(jobs.c.org_id == room.org_id, jobs.c.state.in_(("leased", "queued")))
        )
        assert still_owed >= 2, f"{len(zips)} zips were through before three texts"
        print(f"beside {len(zips)} zips of pictures: {[round(one.seconds, 2) for one in texts]} s")
        assert worker.terminate() == 0


def _scalar(runtime: Runtime, query: Select[tuple[int]]) -> int:
    with runtime.database.read() as tx:
        return int(tx.execute(query).scalar_one())
