"""Waking a worker the moment a job is committed anywhere, by PostgreSQL's LISTEN.

A help, not a promise: a notification may be lost with its connection, so polling stays beneath, and every new
connection wakes the worker once for what it may have missed.
"""

from __future__ import annotations

import logging
import random
import select
import socket
import threading

import psycopg

from muniment.db.engine import Database
from muniment.jobs.queue import CHANNEL

log = logging.getLogger("muniment.wakeup")

FIRST_PAUSE_SECONDS = 0.25
LONGEST_PAUSE_SECONDS = 15.0
"""Between two tries to connect: doubles, with jitter, so that workers do not come back all at once."""

_PROBE_SECONDS = 60.0
"""How often a silent connection is asked whether it still is one; a proxy may have dropped it without a word."""


class Wakeup:
    """Sets `wake` for each notification, in a thread of its own, through restarts of the server."""

    def __init__(self, database: Database, wake: threading.Event) -> None:
        """The database must be PostgreSQL."""
        self._conninfo = database.url.set(drivername="postgresql").render_as_string(hide_password=False)
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
                with psycopg.connect(
                    self._conninfo,
                    autocommit=True,
                    connect_timeout=10,
                    application_name="muniment wakeup",
                    keepalives_idle=30,
                    keepalives_interval=10,
                    keepalives_count=3,
                ) as connection:
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
            self._stopping.wait(pause * (0.5 + random.random() / 2))  # noqa: S311 - spreads reconnects
            pause = min(LONGEST_PAUSE_SECONDS, pause * 2)

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
