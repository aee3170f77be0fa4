"""Behind a real PgBouncer in transaction mode, which gives each transaction another connection, everything works."""

from __future__ import annotations

import logging
import threading
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path

import psycopg
import pytest
from sqlalchemy.engine import make_url

from muniment.db.engine import Database, lost_settings, open_database
from muniment.db.migrate import HEAD, current_version
from muniment.jobs import wakeup
from muniment.jobs.wakeup import Wakeup
from muniment.runtime import build
from tests.conftest import empty_postgresql
from tests.http.live import PDF, running, settings_for
from tests.servers import PgBouncer, pgbouncer
from tests.waiting import until


@pytest.fixture(scope="module")
def pooler(postgresql_server: str) -> Iterator[PgBouncer]:
    with pgbouncer(postgresql_server) as one:
        yield one


@pytest.fixture
def pooled_url(pooler: PgBouncer, postgresql_url: str) -> str:
    """A fresh migrated database, by way of the pooler."""
    return pooler.url(str(make_url(postgresql_url).database))


@pytest.fixture
def pooled(pooled_url: str, home: Path) -> Iterator[Database]:
    opened = open_database(pooled_url, home=home, connections=4)
    yield opened
    opened.close()


def test_every_call_of_many_clients_succeeds(pooled_url: str, home: Path) -> None:
    """Twelve connections of ours share three of PostgreSQL's; each caller reads and writes by every way there is."""
    seen: Counter[tuple[str, int]] = Counter()
    with running(settings_for(home, database_url=pooled_url)) as server:
        callers = [server.caller() for _ in range(4)]

        def work(number: int) -> None:
            caller = callers[number % 4]
            for n in range(8):
                made = caller.post("/v1/vendors", json={"name": f"Vendor {number} {n}"})
                seen["vendor", made.status_code] += 1
                vendor_id = made.json()["id"]
                document = caller.upload(vendor_id, content=PDF, headers={"Idempotency-Key": f"{number} {n}"})
                seen["upload", document.status_code] += 1
                path = f"/v1/documents/{document.json()['id']}"
                seen["get", caller.get(path).status_code] += 1
                listed = caller.get("/v1/documents", params={"vendor_id": vendor_id, "q": "report"})
                seen["list", listed.status_code] += 1
                seen["download", caller.get(f"{path}/download").status_code] += 1
                seen["rename", caller.patch(path, json={"name": "another name"}).status_code] += 1

        with ThreadPoolExecutor(8) as threads:
            list(threads.map(work, range(8)))
    assert seen == {
        ("vendor", 201): 64,
        ("upload", 201): 64,
        ("get", 200): 64,
        ("list", 200): 64,
        ("download", 200): 64,
        ("rename", 200): 64,
    }


def test_a_notification_leaves_the_shared_connection_as_it_was(
    pooled: Database, pooled_url: str, postgresql_url: str
) -> None:
    """Were `synchronous_commit` left off, the next upload on that connection could be lost after its 201."""
    wakeup.notify_from(pooled)
    heard = threading.Event()
    listening = open_database(postgresql_url, home=Path("unused"), connections=1)
    direct = Wakeup(listening, heard)
    direct.start()
    try:
        assert direct.is_listening.wait(10)
        heard.clear()
        for told in pooled.on_signal["jobs"]:
            told()
        assert heard.wait(10)
    finally:
        direct.stop()
        listening.close()
    with ExitStack() as stack:  # each holds one of the pooler's connections, until all are held
        clients = [stack.enter_context(psycopg.connect(pooled_url)) for _ in range(3)]
        said = [client.execute("SHOW synchronous_commit").fetchone() for client in clients]
    assert said == [("on",)] * 3


def test_nobody_listens_on_a_connection_that_is_shared(
    pooled: Database, postgresql_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    one = Wakeup(pooled, threading.Event())
    one.start()
    until(lambda: "a pooler stands before the database" in caplog.text)
    one.stop()
    assert not one.is_listening.is_set()


def test_migrations_run_and_lost_options_are_told(
    pooler: PgBouncer, postgresql_server: str, home: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with empty_postgresql(postgresql_server) as url:
        runtime = build(settings_for(home, database_url=pooler.url(str(make_url(url).database))))
        assert current_version(runtime.database) == HEAD
        with runtime.database.read() as tx:
            lost = lost_settings(tx)
        runtime.close()
    assert {"jit", "statement_timeout"} < set(lost)
    assert f"a pooler keeps start-up options from PostgreSQL: {', '.join(lost)}" in caplog.text


def test_what_the_administrator_sets_for_the_database_is_not_lost(
    pooler: PgBouncer, postgresql_url: str, home: Path
) -> None:
    name = str(make_url(postgresql_url).database)
    with psycopg.connect(postgresql_url, autocommit=True) as admin:
        admin.execute(f'ALTER DATABASE "{name}" SET jit = off')
    opened = open_database(pooler.url(name), home=home, connections=1)
    with opened.read() as tx:
        assert "jit" not in lost_settings(tx)
    opened.close()
    direct = open_database(postgresql_url, home=home, connections=1, statement_seconds=60, lock_seconds=30)
    with direct.read() as tx:
        assert lost_settings(tx) == []
    direct.close()
