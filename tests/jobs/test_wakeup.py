"""Notifications after commits, and a worker's LISTEN, through killed backends and restarts of a real PostgreSQL."""

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
from muniment.jobs.queue import Kind
from muniment.jobs.wakeup import CHANNEL, Notifier, Wakeup
from tests.servers import restartable_postgresql
from tests.waiting import until

_SOON = 10.0
KIND = Kind("analyze_document", "analyses")


@pytest.fixture
def postgresql(postgresql_url: str, home: Path) -> Iterator[Database]:
    opened = open_database(postgresql_url, home=home, connections=2)
    wakeup.notify_from(opened)
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
        queue.enqueue(tx, KIND, org_id="org", subject_id="document", fence=1)


def _await_new_connection(one: Wakeup, wake: threading.Event) -> None:
    """A new connection wakes once; after that only a notification does."""
    assert wake.wait(_SOON)
    assert one.is_listening.wait(_SOON)
    wake.clear()


def test_job_wakes_when_it_is_committed_and_not_before(
    postgresql: Database, listening: Wakeup, wake: threading.Event
) -> None:
    with postgresql.write() as tx:
        queue.enqueue(tx, KIND, org_id="org", subject_id="document", fence=1)
        assert not wake.wait(0.1)
    assert wake.wait(_SOON)


def test_job_that_is_rolled_back_wakes_nobody(postgresql: Database, listening: Wakeup, wake: threading.Event) -> None:
    with pytest.raises(RuntimeError), postgresql.write() as tx:
        queue.enqueue(tx, KIND, org_id="org", subject_id="document", fence=1)
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
                    tx.execute(f"NOTIFY {CHANNEL}")
                assert wake.wait(_SOON)
                wake.clear()
        finally:
            one.stop()
            database.close()


def _sent(connection: psycopg.Connection) -> int:
    """How many notifications have come to a listening connection, and no more come for a while."""
    return sum(1 for _ in connection.notifies(timeout=0.5))


@pytest.fixture
def listener(postgresql_url: str) -> Iterator[psycopg.Connection]:
    with psycopg.connect(postgresql_url, autocommit=True) as connection:
        connection.execute(f"LISTEN {CHANNEL}")
        yield connection


def test_hundred_jobs_at_once_are_a_few_notifications(
    postgresql: Database, listener: psycopg.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wakeup, "NOTIFY_PAUSE_SECONDS", 0.2)
    for _ in range(100):
        _enqueue(postgresql)
    assert 1 <= _sent(listener) < 50


def test_notification_that_is_owed_at_the_end_is_sent(postgresql: Database, listener: psycopg.Connection) -> None:
    notifier = Notifier(postgresql)
    notifier.notify()
    notifier.close()
    assert _sent(listener) >= 1


def test_enqueuing_waits_for_no_notification(postgresql: Database, caplog: pytest.LogCaptureFixture) -> None:
    """Best effort: a server that takes none neither delays nor fails what was committed."""
    nowhere = open_database("postgresql://postgres@127.0.0.1:1/none", home=Path("unused"), connections=1)
    notifier = Notifier(nowhere)
    postgresql.on_signal[queue.OWED] = [notifier.notify]
    _enqueue(postgresql)
    with postgresql.read() as tx:
        assert queue.stats(tx).by_state == {"queued": 1}
    notifier.close()
    assert "they poll" in caplog.text


def test_notifying_goes_on_after_its_connection_was_killed(
    postgresql: Database, listening: Wakeup, wake: threading.Event, postgresql_url: str
) -> None:
    for _ in range(3):
        _enqueue(postgresql)
        assert wake.wait(_SOON)
        wake.clear()
        with psycopg.connect(postgresql_url, autocommit=True) as admin:
            admin.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE application_name = 'muniment notifier' AND datname = current_database()"
            )


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
