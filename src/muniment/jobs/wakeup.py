"""Waking a worker the moment a job is committed anywhere, by PostgreSQL's NOTIFY and LISTEN.

A help, not a promise: a notification may be lost with its connection, so polling stays beneath, and every new
connection wakes the worker once for what it may have missed.

NOTIFY never stands in a transaction that does anything else: at its commit it takes a lock of the whole server, so
uploads would commit one after the other (docs/decisions/0010). It is sent after the commit, over a connection
of its own.
"""

from __future__ import annotations

import logging
import random
import select
import socket
import threading
from collections.abc import Sequence

import psycopg

from muniment.db.engine import Database
from muniment.jobs.queue import OWED

log = logging.getLogger("muniment.wakeup")

CHANNEL = "muniment_jobs"

NOTIFY_PAUSE_SECONDS = 0.005
"""Between two notifications of a process: those who commit meanwhile share the next one."""

FIRST_PAUSE_SECONDS = 0.25
LONGEST_PAUSE_SECONDS = 15.0
"""Between two tries to connect: doubles, with jitter, so that workers do not come back all at once."""

_NOTIFY = f"BEGIN; SET LOCAL synchronous_commit = off; NOTIFY {CHANNEL}; COMMIT"
"""A notification has nothing to keep on the disk. Only within its transaction: behind a pooler the next one on the same
connection may be somebody's upload."""

CLOSE_SECONDS = 5.0
"""How long the end of a process waits for a last notification."""

_PROBE_SECONDS = 60.0
"""How often a silent connection is asked whether it still is one; a proxy may have dropped it without a word."""


class Wakeup:
    """Sets `wake` for each notification, in a thread of its own, through restarts of the server."""

    def __init__(self, database: Database, wake: threading.Event) -> None:
        """The database must be PostgreSQL."""
        self._database = database
        self._wake = wake
        self._stopping = threading.Event()
        self._hears, self._says = socket.socketpair()
        self._thread = threading.Thread(target=self._run, name="wakeup", daemon=True)
        self.is_listening = threading.Event()

    def start(self) -> None:
        """Begin listening."""
        self._thread.start()

    def stop(self) -> None:
        """Stop listening. May be called without a start."""
        self._stopping.set()
        self._says.send(b"!")
        if self._thread.ident is not None:
            self._thread.join(timeout=15)
        self._says.close()
        self._hears.close()

    def _run(self) -> None:
        pause = FIRST_PAUSE_SECONDS
        is_told = False
        while not self._stopping.is_set():
            try:
                with _connect(self._database, name="muniment wakeup") as connection:
                    if _is_pooled(connection):
                        log.info("a pooler stands before the database: no notifications, jobs are polled for")
                        return
                    connection.execute(f"LISTEN {CHANNEL}")
                    if is_told:
                        log.info("listening again")
                    pause, is_told = FIRST_PAUSE_SECONDS, False
                    self._wake.set()
                    self._listen(connection)
            except psycopg.Error as error:
                if not is_told:
                    log.warning("no notifications from the database, polling until it is back: %s", error)
                    is_told = True
            finally:
                self.is_listening.clear()
            pause = _pause(self._stopping, pause)

    def _listen(self, connection: psycopg.Connection) -> None:
        """Until `stop`; raises psycopg.Error when the connection is lost."""
        self.is_listening.set()
        poll = select.poll()  # not select(): it takes no descriptor from 1,024 on
        for descriptor in (connection.fileno(), self._hears.fileno()):
            poll.register(descriptor, select.POLLIN)
        while not self._stopping.is_set():
            ready = [descriptor for descriptor, _ in poll.poll(_PROBE_SECONDS * 1000)]
            if not ready:
                connection.execute("SELECT 1")
            elif connection.fileno() in ready:
                connection.pgconn.consume_input()
                while connection.pgconn.notifies() is not None:
                    self._wake.set()


class Notifier:
    """Sends NOTIFY from a thread of its own, which begins with the first; many at a time become one."""

    def __init__(self, database: Database) -> None:
        """The database must be PostgreSQL."""
        self._database = database
        self._owed = threading.Event()
        self._stopping = threading.Event()
        self._guard = threading.Lock()
        self._thread: threading.Thread | None = None

    def notify(self) -> None:
        """Have whoever listens woken soon. Returns at once and never raises, whatever the server does."""
        self._owed.set()
        if self._thread is None:
            with self._guard:
                if self._thread is None and not self._stopping.is_set():
                    self._begin()

    def _begin(self) -> None:
        thread = threading.Thread(target=self._run, name="notifier", daemon=True)
        try:
            thread.start()
        except RuntimeError as error:  # no more threads: tried again with the next notification
            log.warning("workers of other processes are not woken, they poll: %s", error)
        else:
            self._thread = thread

    def close(self) -> None:
        """Send what is owed, if the server takes it now, and stop."""
        with self._guard:
            self._stopping.set()
        self._owed.set()
        if self._thread is not None:
            self._thread.join(timeout=CLOSE_SECONDS)

    def _run(self) -> None:
        pause = FIRST_PAUSE_SECONDS
        is_told = False
        while True:
            try:
                with _connect(self._database, name="muniment notifier") as connection:
                    pause, is_told = FIRST_PAUSE_SECONDS, False
                    self._send(connection)
                return
            except psycopg.Error as error:
                self._owed.set()  # what was on its way may be lost
                if not is_told:
                    log.warning("workers of other processes are not woken, they poll: %s", error)
                    is_told = True
            if self._stopping.is_set():
                return
            pause = _pause(self._stopping, pause)

    def _send(self, connection: psycopg.Connection) -> None:
        """Until `close`; raises psycopg.Error when the connection is lost."""
        is_last = False
        while not is_last:
            if self._owed.wait(_PROBE_SECONDS):
                is_last = self._stopping.is_set()
                self._owed.clear()
                connection.execute(_NOTIFY)
                self._stopping.wait(NOTIFY_PAUSE_SECONDS)
            else:
                connection.execute("SELECT 1")


def notify_from(database: Database, signals: Sequence[str] = (OWED,)) -> None:
    """Have every commit that gives one of the signals told to workers of other processes. Needs PostgreSQL."""
    notifier = Notifier(database)
    for name in signals:
        database.on_signal[name].append(notifier.notify)
    database.on_close.append(notifier.close)


def _is_pooled(connection: psycopg.Connection) -> bool:
    """Whether a pooler answers in the server's place. LISTEN would stay behind on one of its connections, and every
    notification then be sent to whoever has that one at the moment."""
    row = connection.execute("SELECT pg_backend_pid()").fetchone()
    return row is None or row[0] != connection.info.backend_pid


def _connect(database: Database, *, name: str) -> psycopg.Connection:
    return psycopg.connect(
        database.url.set(drivername="postgresql").render_as_string(hide_password=False),
        autocommit=True,
        connect_timeout=10,
        application_name=name,
        keepalives_idle=30,
        keepalives_interval=10,
        keepalives_count=3,
    )


def _pause(stopping: threading.Event, seconds: float) -> float:
    """Wait before the next try to connect; how long before the one after it."""
    stopping.wait(seconds * (0.5 + random.random() / 2))  # noqa: S311 - spreads reconnects
    return min(LONGEST_PAUSE_SECONDS, seconds * 2)
