"""A worker's LISTEN through killed backends and restarts of a real PostgreSQL."""

from __future__ import annotations

import os
import resource
import threading
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import psycopg
import pytest

from muniment.db.engine import Database, open_database
from muniment.jobs import queue, wakeup
from muniment.jobs.wakeup import Wakeup
from tests.servers import restartable_postgresql
from tests.waiting import until

_SOON = 10.0


@pytest.fixture
def postgresql(postgresql_url: str, home: Path) -> Iterator[Database]:
    opened = open_database(postgresql_url, home=home, connections=2)
    yield opened
    opened.close()


@pytest.fixture
def wake() -> threading.Event:
    return threading.Event()


@pytest.fixture
def listening(postgresql: Database, wake: threading.Event) -> Iterator[Wakeup]:
    one = Wakeup(postgresql, wake)
    one.start()
    assert one.is_listening.wait(_SOON)
    wake.clear()
    yield one
    one.stop()


def _enqueue(database: Database) -> None:
    with database.write() as tx:
        queue.enqueue(tx, queue.ANALYSE_DOCUMENT, org_id="org", document_id="document", generation=1)


def _await_new_connection(one: Wakeup, wake: threading.Event) -> None:
    """A new connection wakes once; after that only a notification does."""
    assert wake.wait(_SOON)
    assert one.is_listening.wait(_SOON)
    wake.clear()


def test_job_wakes_when_it_is_committed_and_not_before(
    postgresql: Database, listening: Wakeup, wake: threading.Event
) -> None:
    with postgresql.write() as tx:
        queue.enqueue(tx, queue.ANALYSE_DOCUMENT, org_id="org", document_id="document", generation=1)
        assert not wake.wait(0.1)
    assert wake.wait(_SOON)


def test_job_that_is_rolled_back_wakes_nobody(postgresql: Database, listening: Wakeup, wake: threading.Event) -> None:
    with pytest.raises(RuntimeError), postgresql.write() as tx:
        queue.enqueue(tx, queue.ANALYSE_DOCUMENT, org_id="org", document_id="document", generation=1)
        raise RuntimeError
    assert not wake.wait(0.1)


def test_killed_backend_is_replaced(
    postgresql: Database, listening: Wakeup, wake: threading.Event, postgresql_url: str
) -> None:
    for _ in range(3):
        with psycopg.connect(postgresql_url, autocommit=True) as admin:
            killed = admin.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE application_name = 'muniment wakeup' AND datname = current_database()"
            ).fetchall()
        assert killed == [(True,)]
        _await_new_connection(listening, wake)
        _enqueue(postgresql)
        assert wake.wait(_SOON)
        wake.clear()


def test_listening_survives_restarts_of_the_server(
    tmp_path: Path, wake: threading.Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wakeup, "LONGEST_PAUSE_SECONDS", 0.5)
    with restartable_postgresql() as server:
        database = open_database(server.url, home=tmp_path, connections=2)
        one = Wakeup(database, wake)
        one.start()
        try:
            _await_new_connection(one, wake)
            for _ in range(2):
                server.stop()
                until(lambda: not one.is_listening.is_set())
                server.start()
                _await_new_connection(one, wake)
                with psycopg.connect(server.url, autocommit=True) as tx:
                    tx.execute(f"NOTIFY {queue.CHANNEL}")
                assert wake.wait(_SOON)
                wake.clear()
        finally:
            one.stop()
            database.close()


def test_stop_does_not_wait_for_a_server_that_is_gone(tmp_path: Path, wake: threading.Event) -> None:
    database = open_database(f"postgresql://postgres@/none?host={tmp_path}", home=tmp_path, connections=2)
    one = Wakeup(database, wake)
    one.start()
    stopping = threading.Thread(target=one.stop)
    stopping.start()
    stopping.join(_SOON)
    assert not stopping.is_alive()
    database.close()


def test_listening_goes_on_in_a_process_with_thousands_of_open_files(
    postgresql: Database, wake: threading.Event
) -> None:
    """select() takes no descriptor from 1,024 on, and a server of many connections gets such ones."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard != resource.RLIM_INFINITY and hard < 2048:
        pytest.skip("not so many files may be open here")
    with ExitStack() as stack:
        resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, 2048), hard))
        stack.callback(resource.setrlimit, resource.RLIMIT_NOFILE, (soft, hard))
        for _ in range(1100):
            stack.callback(os.close, os.open(os.devnull, os.O_RDONLY))
        one = Wakeup(postgresql, wake)
        one.start()
        stack.callback(one.stop)
        assert one.is_listening.wait(_SOON)
        wake.clear()
        _enqueue(postgresql)
        assert wake.wait(_SOON)
        assert one.is_listening.is_set()
