"""Two servers and two workers over PostgreSQL and S3, no shared disk; each of them, the database and the store go away
at random moments while clients upload: nothing acknowledged is lost or changed, no key makes two documents, everything
settles, no object stays without a row.

3 processes are killed in `make test`, 200 in `make torture`. With MUNIMENT_TEST_DATABASE_URL the server is not ours to
restart: then its connections are cut.
"""

from __future__ import annotations

import os
import random
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

import httpx
import psycopg
import pytest
from sqlalchemy import select
from sqlalchemy.engine import make_url

from muniment.db.engine import open_database
from muniment.db.tables import documents
from tests import servers
from tests.journeys.clients import budget, check_every_document, uploading, wait_until_settled
from tests.journeys.server import Server, WorkerProcess

KILLS = budget(small=3, large=200)


class Database:
    """The database of the journey, and what befalls it."""

    def __init__(self, url: str, server: servers.PostgreSQLServer | None, rng: random.Random) -> None:
        self.url = url
        self._server = server
        self._rng = rng

    def disturb(self) -> str:
        """Shut its server down or crash it, leave it away for a moment, start it again; what was done."""
        if self._server is None:
            name = make_url(self.url).database
            admin_url = make_url(self.url).set(database="postgres").render_as_string(hide_password=False)
            with psycopg.connect(admin_url) as admin:
                admin.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", (name,))
            return "database connections cut"
        is_crash = self._rng.random() < 0.5
        if is_crash:
            self._server.kill()
        else:
            self._server.stop()
        time.sleep(self._rng.uniform(0, 0.5))
        self._server.start()
        return "PostgreSQL crashed and started" if is_crash else "PostgreSQL shut down and started"


@pytest.fixture
def own_database(request: pytest.FixtureRequest) -> Iterator[Database]:
    """A migrated PostgreSQL database whose server belongs to the test, when it may start one."""
    rng = random.Random(12)
    if os.environ.get("MUNIMENT_TEST_DATABASE_URL"):
        yield Database(request.getfixturevalue("postgresql_url"), None, rng)
        return
    with servers.restartable_postgresql() as server:
        yield Database(server.url, server, rng)


def revive(workers: Sequence[WorkerProcess]) -> int:
    """Start again, as a supervisor does, those that gave up because something was away when they started."""
    gone = [worker for worker in workers if not worker.is_running]
    for worker in gone:
        worker.start()
    return len(gone)


def make_older(store: servers.S3Server, *, hours: int) -> None:
    """Let every object look so much older: the sweep spares what an upload might still be recording."""
    store.kill()  # it remembers times
    for path in store.objects:
        then = path.stat().st_mtime - hours * 3600
        os.utime(path, (then, then))
    store.start()


@pytest.mark.usefixtures("s3_credentials")
def test_nothing_is_lost_when_anything_is_killed(
    tmp_path: Path, own_database: Database, own_s3_server: servers.S3Server
) -> None:
    settings = {
        "database_url": own_database.url,
        "storage_url": f"s3://{servers.BUCKET}/room",
        "s3_endpoint_url": own_s3_server.endpoint,
        "s3_addressing_style": "path",
        "s3_region": "us-east-1",
        "secret_key": "k" * 32,
        "lease_seconds": 3,
        "retry_base_seconds": 0.2,
        "max_attempts": 50,  # whoever dies at its work has used up a try of the job, and here many do
        "worker_concurrency": 0,
        "sweep_seconds": 3600,
    }
    rng = random.Random(11)
    done: Counter[str] = Counter()
    serving = [Server(tmp_path / f"serve{n}", **settings) for n in (1, 2)]
    workers = [WorkerProcess(tmp_path / f"worker{n}", **settings) for n in (1, 2)]
    with serving[0], serving[1], workers[0], workers[1]:
        for process in (*serving, *workers):
            process.start()
        headers = {"Authorization": f"Bearer {serving[0].new_key()}"}
        vendor = httpx.post(f"{serving[1].base}/v1/vendors", headers=headers, json={"name": "ACME"})
        with uploading(
            [one.base for one in serving],
            headers["Authorization"][7:],
            vendor.json()["id"],
        ) as ledger:
            for n in range(KILLS):
                time.sleep(rng.uniform(0.1, 1.0))
                done["worker restarted"] += revive(workers)
                process = rng.choice((*serving, *workers))
                process.kill()
                done["serve killed" if process in serving else "worker killed"] += 1
                if n % 3 == 1:
                    done[own_database.disturb()] += 1
                if n % 3 == 2:
                    own_s3_server.kill()
                    time.sleep(rng.uniform(0.1, 1.0))
                    own_s3_server.start()
                    done["store outages"] += 1
                process.start()
        done["worker restarted"] += revive(workers)
        with httpx.Client(base_url=serving[0].base, headers=headers, timeout=30) as client:
            wait_until_settled(client)
            check_every_document(client, ledger)
            assert client.get("/v1/documents", params={"status": "failed"}).json()["total"] == 0
        for process in (*serving, *workers):
            assert process.terminate() == 0
        make_older(own_s3_server, hours=2)
        serving[0].run("sweep")
    database = open_database(own_database.url, home=tmp_path, connections=2)
    try:
        with database.read() as tx:
            keys = set(tx.execute(select(documents.c.storage_key)).scalars())
    finally:
        database.close()
    assert {path.name for path in own_s3_server.objects if not path.name.startswith(".")} == keys
    done["documents acknowledged"], done["of them replayed answers"] = len(ledger.acknowledged), ledger.replays
    done["answers 5xx while something was away"] = ledger.refusals
    print("\n| what happened | times |\n|---|---|")
    print("\n".join(f"| {what} | {n:,} |" for what, n in done.items()))
    print("| documents lost, changed, double, stuck or failed; objects without a row | 0 |")
