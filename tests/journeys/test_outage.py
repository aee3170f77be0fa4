"""The store goes away while many documents wait, and comes back: none fails, no try is used up, all settle.

Each kind of store once, beside one of the databases: tests/worker/test_outages.py has them all. 30 documents wait, and
the outage is as long as it takes to meet it several times, with pauses that are short; with MUNIMENT_TORTURE=1
(`make torture`) 500 wait, it lasts five minutes, and either store is met beside either database.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr
from sqlalchemy import func, select

from muniment.db.tables import documents, jobs
from muniment.runtime import Runtime, build
from muniment.settings import Settings
from tests.builders import build_world
from tests.conftest import DATABASES
from tests.journeys.clients import IS_TORTURE
from tests.journeys.server import WorkerProcess
from tests.journeys.test_fairness import upload
from tests.servers import BUCKET, S3Server

WAITING = 500 if IS_TORTURE else 30
AWAY_SECONDS = 300 if IS_TORTURE else 0
MEETINGS = 3
STILL_SECONDS = 120
PAUSES: dict[str, Any] = {"outage_base_seconds": 0.2, "outage_max_seconds": 1, "poll_seconds": 0.05}


def _counted(runtime: Runtime) -> dict[str, int]:
    with runtime.database.read() as tx:
        rows = tx.execute(select(documents.c.status, func.count()).group_by(documents.c.status))
        return {str(status): int(n) for status, n in rows}


def _tries(runtime: Runtime) -> tuple[int, int]:
    with runtime.database.read() as tx:
        row = tx.execute(select(func.sum(jobs.c.attempt), func.sum(jobs.c.failures))).one()
    return int(row[0]), int(row[1])


def _await(is_so: Callable[[], bool], progress: Callable[[], object]) -> None:
    seen, since = progress(), time.monotonic()
    while not is_so():
        if (now := progress()) != seen:
            seen, since = now, time.monotonic()
        assert time.monotonic() < since + STILL_SECONDS, f"nothing moves: {seen}"
        time.sleep(0.02)


def _live_through(
    runtime: Runtime,
    worker: WorkerProcess,
    *,
    take_away: Callable[[], object],
    bring_back: Callable[[], object],
) -> None:
    with runtime.database.write() as tx:
        room = build_world(tx)
    for _ in range(WAITING):
        upload(runtime, room.org_id, room.vendor.id)
    with worker:
        worker.start()
        _await(lambda: _counted(runtime).get("complete", 0) > 0, lambda: _counted(runtime))
        take_away()
        claims, gone_at = _tries(runtime)[0], time.monotonic()
        _await(lambda: _tries(runtime)[0] >= claims + MEETINGS, lambda: _tries(runtime))
        _await(lambda: time.monotonic() >= gone_at + AWAY_SECONDS, lambda: _tries(runtime))
        assert set(_counted(runtime)) <= {"created", "analyzing", "complete"}
        bring_back()
        _await(lambda: _counted(runtime) == {"complete": WAITING}, lambda: _counted(runtime))
        assert worker.terminate() == 0
    claims, failures = _tries(runtime)
    assert failures == 0
    print(f"{WAITING} documents cost {claims} claims, the outage included")
    log = worker.log.read_text()
    assert 1 <= log.count("what jobs of the queue analyses need fails: ") <= 2, log  # once for a reason
    again = [line for line in log.splitlines() if "muniment.worker what jobs" in line and "works again" in line]
    assert len(again) == 1, log


@pytest.fixture
def settings(database_url: str, home: Path) -> dict[str, Any]:
    url = None if database_url.startswith("sqlite") else SecretStr(database_url)
    return {"home": home, "database_url": url}


def _worker(runtime: Runtime, **settings: Any) -> WorkerProcess:
    url = None if runtime.database.is_sqlite else runtime.database.url.render_as_string(hide_password=False)
    return WorkerProcess(runtime.home, database_url=url, **PAUSES, **settings)


@pytest.mark.parametrize("database_url", DATABASES if IS_TORTURE else ["sqlite"], indirect=True)
def test_folder_of_the_store_is_gone_for_a_while(settings: dict[str, Any]) -> None:
    runtime = build(Settings(**settings))
    files, away = runtime.home / "files", runtime.home / "files-elsewhere"
    try:
        _live_through(
            runtime,
            _worker(runtime),
            take_away=lambda: files.rename(away),
            bring_back=lambda: away.rename(files),
        )
    finally:
        runtime.close()


@pytest.mark.parametrize("database_url", DATABASES if IS_TORTURE else ["postgresql"], indirect=True)
def test_s3_is_gone_for_a_while(settings: dict[str, Any], own_s3_server: S3Server, s3_credentials: None) -> None:
    s3 = {
        "storage_url": f"s3://{BUCKET}/outage",
        "s3_endpoint_url": own_s3_server.endpoint,
        "s3_addressing_style": "path",
    }
    runtime = build(Settings(**settings, **s3))  # type: ignore[arg-type]
    try:
        _live_through(
            runtime,
            _worker(runtime, **s3),
            take_away=own_s3_server.kill,
            bring_back=own_s3_server.start,
        )
    finally:
        runtime.close()
