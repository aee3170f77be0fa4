"""A worker falls silent for longer than its lease while it works on a document, another takes the job over, and the
first comes back to write its result: what the second wrote stands, once, and nothing of the first is seen.

Falling silent is SIGSTOP on both databases, and on PostgreSQL a network that swallows every byte, or cuts every
connection and takes no new one. Who falls silent is a process; the other works in the test's.
"""

from __future__ import annotations

import logging
import os
import signal
import socket
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, suppress
from pathlib import Path
from typing import Any, NamedTuple

import orjson
import psycopg
import pytest
from pydantic import SecretStr
from sqlalchemy import Table, select
from sqlalchemy.engine import URL, make_url

from muniment.db.tables import analyses, document_counts, document_pages, documents, jobs, search_entries
from muniment.documents.intake import accept
from muniment.reading.sandbox.sandbox import Sandbox
from muniment.runtime import Runtime, build
from muniment.settings import Settings
from tests.builders import NOW, World, build_upload, build_world, caller_of, stage
from tests.documents.conftest import SLA
from tests.journeys.server import WorkerProcess
from tests.worker.test_worker import working

QUICK: dict[str, Any] = {"lease_seconds": 1.5, "poll_seconds": 0.05, "retry_base_seconds": 0.01, "log_format": "json"}
WAIT_SECONDS = 60
LONG = SLA + "\n".join(f"Service credit {n} is {n % 97} % of the monthly charge." for n in range(50_000))
"""Takes a worker about a second, so that it is surely met in the middle."""


class Network:
    """Forwards connections to a PostgreSQL server, until told to swallow or to cut them."""

    def __init__(self, url: URL) -> None:
        self._url = url
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._flows = threading.Event()
        self._flows.set()
        self._pairs: list[tuple[socket.socket, socket.socket]] = []
        self._refuses = False
        self._threads: list[threading.Thread] = []
        self._run(self._accept)

    def _run(self, target: Callable[..., None], *arguments: socket.socket) -> None:
        self._threads.append(threading.Thread(target=target, args=arguments, daemon=True))
        self._threads[-1].start()

    @property
    def url(self) -> str:
        """The database's, by way of this network."""
        port = self._listener.getsockname()[1]
        query = {key: value for key, value in self._url.query.items() if key != "host"}
        return self._url.set(host="127.0.0.1", port=port, query=query).render_as_string(hide_password=False)

    def swallow(self) -> None:
        """Pass nothing on from now; what was sent arrives when it is restored."""
        self._flows.clear()

    def cut(self) -> None:
        """End every connection and refuse new ones."""
        self._refuses = True
        for pair in self._pairs:
            for one in pair:
                with suppress(OSError):
                    one.shutdown(socket.SHUT_RDWR)

    def restore(self) -> None:
        """All is well again."""
        self._refuses = False
        self._flows.set()

    def close(self) -> None:
        """End it."""
        self._flows.set()
        self._listener.shutdown(socket.SHUT_RDWR)
        self.cut()
        for thread in self._threads:
            thread.join(timeout=10)
        for one in (self._listener, *(one for pair in self._pairs for one in pair)):
            one.close()

    def _accept(self) -> None:
        while True:
            try:
                near, _ = self._listener.accept()
            except OSError:
                return
            if self._refuses:
                near.close()
                continue
            far = self._connect()
            self._pairs.append((near, far))
            for source, target in ((near, far), (far, near)):
                self._run(self._forward, source, target)

    def _connect(self) -> socket.socket:
        folder, port = self._url.query.get("host"), self._url.port or 5432
        if folder is None:
            return socket.create_connection((self._url.host or "127.0.0.1", port))
        far = socket.socket(socket.AF_UNIX)
        far.connect(f"{folder}/.s.PGSQL.{port}")
        return far

    def _forward(self, source: socket.socket, target: socket.socket) -> None:
        with suppress(OSError):
            while piece := source.recv(65536):
                self._flows.wait()
                target.sendall(piece)
        for one in (source, target):
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)


class Silence:
    """Makes a worker silent, and lets it speak again."""

    def __init__(self, runtime: Runtime, worker: WorkerProcess, *, how: str, network: Network | None) -> None:
        self._runtime, self._worker, self._how, self._network = runtime, worker, how, network

    def begin(self) -> None:
        """Silence the worker between two of its transactions: one that is open holds locks, and others would wait for
        the database to end it (a minute and more), which is right but long."""
        while True:
            if self._network is None:
                os.kill(self._worker.pid, signal.SIGSTOP)
            elif self._how == "swallowed":
                self._network.swallow()
            else:
                self._network.cut()  # the server ends its transactions at once
                return
            time.sleep(0.05)
            if no_transaction_is_open(self._runtime):
                return
            self.end()
            time.sleep(0.02)

    def end(self) -> None:
        """The worker is heard again."""
        if self._network is None:
            os.kill(self._worker.pid, signal.SIGCONT)
        else:
            self._network.restore()


def no_transaction_is_open(runtime: Runtime) -> bool:
    url = runtime.database.url
    if runtime.database.is_sqlite:
        with closing(sqlite3.connect(str(url.database), timeout=0.2, isolation_level=None)) as connection:
            try:
                connection.execute("BEGIN IMMEDIATE")
            except sqlite3.OperationalError:
                return False
            connection.execute("ROLLBACK")
            return True
    with psycopg.connect(url.set(drivername="postgresql").render_as_string(hide_password=False)) as connection:
        row = connection.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND xact_start IS NOT NULL"
            " AND pid <> pg_backend_pid()"
        ).fetchone()
    return row == (0,)


def upload(runtime: Runtime, room: World, content: str) -> str:
    """Receive a document as an upload does; its id."""
    answer = accept(
        runtime.database,
        runtime.store,
        stage(runtime.staging_folder, content.encode()),
        build_upload(room.vendor.id, name="sla.md", extension="md"),
        caller=caller_of(room.org_id),
        key=None,
        idempotency_seconds=60,
        now=NOW,
    )
    return str(orjson.loads(answer.body)["id"])


def rows(runtime: Runtime, table: Table, document_id: str) -> list[Mapping[str, Any]]:
    column = {documents: documents.c.id, jobs: jobs.c.subject_id}.get(table)
    column = table.c.document_id if column is None else column
    with runtime.database.read() as tx:
        return list(tx.execute(select(table).where(column == document_id).order_by(*table.primary_key)).mappings())


def wait_until(runtime: Runtime, document_id: str, *, status: str) -> None:
    deadline = time.monotonic() + WAIT_SECONDS
    while time.monotonic() < deadline:
        found = rows(runtime, documents, document_id)[0]["status"]
        if found == status:
            return
        assert found in ("created", "analyzing"), found
        time.sleep(0.01)
    raise AssertionError(f"the document is still {found}")


def all_of(runtime: Runtime, document_id: str) -> dict[str, list[Mapping[str, Any]]]:
    """Every row that the analysis of a document writes."""
    tables = (documents, analyses, document_pages, search_entries, jobs)
    return {table.name: rows(runtime, table, document_id) for table in tables}


@pytest.fixture
def runtime(database_url: str, home: Path) -> Iterator[Runtime]:
    url = None if database_url.startswith("sqlite") else SecretStr(database_url)
    opened = build(Settings(home=home, database_url=url, **QUICK))
    yield opened
    opened.close()


@pytest.fixture
def room(runtime: Runtime) -> World:
    with runtime.database.write() as tx:
        return build_world(tx)


class Case(NamedTuple):
    """What all cases need. `told`: what the second worker logs."""

    runtime: Runtime
    room: World
    sandbox: Sandbox
    told: pytest.LogCaptureFixture


@pytest.fixture
def case(runtime: Runtime, room: World, sandbox: Sandbox, caplog: pytest.LogCaptureFixture) -> Case:
    caplog.set_level(logging.INFO, logger="muniment")
    return Case(runtime, room, sandbox, caplog)


def check_second_worker_counts(case: Case, how: str, network: Network | None = None) -> None:
    """Silence the first worker in the middle of a document, let a second settle it, let the first come back."""
    runtime, room = case.runtime, case.room
    direct = None if runtime.database.is_sqlite else runtime.database.url.render_as_string(hide_password=False)
    first = WorkerProcess(runtime.home, database_url=network.url if network else direct, **QUICK)
    silence = Silence(runtime, first, how=how, network=network)
    with first:
        first.start()
        document_id = upload(runtime, room, LONG)
        wait_until(runtime, document_id, status="analyzing")
        silence.begin()
        leased = rows(runtime, jobs, document_id)[0]
        assert (leased["state"], leased["attempt"]) == ("leased", 1), "the worker was through before it fell silent"

        with working(runtime, case.sandbox, concurrency=1):
            wait_until(runtime, document_id, status="complete")
            settled = all_of(runtime, document_id)
        time.sleep(1.1)  # whatever the first wrote now would carry another second
        silence.end()

        # It has one slot: when it settles another document, its late attempt is over.
        wait_until(runtime, another := upload(runtime, room, SLA), status="complete")
        assert first.terminate() == 0
    assert all_of(runtime, document_id) == settled

    (job,), (analysis,), (document,) = settled["jobs"], settled["analyses"], settled["documents"]
    assert (job["state"], job["attempt"], job["failures"]) == ("done", 2, 1)
    assert job["worker"] != leased["worker"] == rows(runtime, jobs, another)[0]["worker"]
    assert document["generation"] == analysis["generation"] == 1
    assert len(settled["search_entries"]) == len(settled["document_pages"]) + 1  # and the name
    assert first.log.read_text().count("document settled") == case.told.text.count("document settled") == 1
    with runtime.database.read() as tx:
        counted = tx.execute(
            select(document_counts.c.status, document_counts.c.n).where(
                document_counts.c.scope_id == room.org_id, document_counts.c.n != 0
            )
        ).all()
    assert [tuple(row) for row in counted] == [("complete", 2)]


def test_what_a_stopped_worker_writes_late_is_not_seen(case: Case) -> None:
    check_second_worker_counts(case, "stopped")


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
@pytest.mark.parametrize("how", ["swallowed", "cut"])
def test_what_a_worker_without_a_network_writes_late_is_not_seen(case: Case, how: str, database_url: str) -> None:
    with closing(Network(make_url(database_url))) as network:
        check_second_worker_counts(case, how, network)
