"""Opening the database, and the two ways to use it: `write()` and `read()`.

One code for SQLite and PostgreSQL. What differs is here: how a transaction begins, how many writers there are.
A `Transaction` is a SQLAlchemy Core connection inside a transaction; use cases take it as their first argument, so
that what must happen together visibly does.
"""

from __future__ import annotations

import sqlite3
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeAlias

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError
from sqlalchemy.pool import QueuePool

from muniment.db import clock

Transaction: TypeAlias = Connection

SQLITE_FILE = "muniment.sqlite3"
"""The embedded database's file in the home folder."""

_PRAGMAS = (
    "PRAGMA journal_mode=WAL",
    # FULL: an acknowledged commit survives power loss; NORMAL may undo it, for four times the inserts a second.
    "PRAGMA synchronous=FULL",
    "PRAGMA busy_timeout=30000",
    "PRAGMA temp_store=MEMORY",
    # A process holds up to 64 MiB of pages whatever it is asked for: 16 a connection, and below the second bound each
    # connection uses its own pages again. A mapped file would count as memory once for every connection: 150 MiB each
    # for a search of all words among 200,000 documents.
    "PRAGMA cache_size=-16384",
    "PRAGMA soft_heap_limit=67108864",
    "PRAGMA mmap_size=0",
)


_POSTGRESQL_CONNECTION = {
    "connect_timeout": 10,
    "application_name": "muniment",
    # A server that vanished behind a cut network is noticed within a minute, not after the kernel's two hours.
    "keepalives_idle": 30,
    "keepalives_interval": 10,
    "keepalives_count": 3,
    "tcp_user_timeout": 60_000,
    # No prepared statements: behind a pooler that gives each transaction another connection their names collide.
    "prepare_threshold": None,
}
_POSTGRESQL_SESSION = {
    # The same the other way round: what a vanished worker locked is free again within a minute.
    "tcp_keepalives_idle": 30,
    "tcp_keepalives_interval": 10,
    "tcp_keepalives_count": 3,
    # Every query is short and has its index: starting helpers or compiling costs more than all of it, and a page of the
    # cache or an SSD is not four times dearer for being out of order. What the URL's options say counts more.
    "jit": "off",
    "max_parallel_workers_per_gather": 0,
    "random_page_cost": 1.1,
    # For one that stands still (a paused machine answers keepalives): five minutes, far above any transaction's pause.
    "idle_in_transaction_session_timeout": 300_000,
}


@dataclass(frozen=True, slots=True)
class Database:
    """An open database. `is_sqlite` tells the few callers whose SQL differs; `connect_arguments` are the driver's, for
    whoever opens connections of its own (db/row_readers.py). `on_signal`: what is called when a transaction that gave a
    signal (`signal`) has been committed, by the signal's name; `on_close`: what is called before it closes."""

    url: URL
    reader: Engine
    writer: Engine
    is_sqlite: bool
    connect_arguments: Mapping[str, Any] = field(default_factory=dict, repr=False)
    on_signal: dict[str, list[Callable[[], None]]] = field(
        default_factory=lambda: defaultdict(list), repr=False, compare=False
    )
    on_close: list[Callable[[], None]] = field(default_factory=list, repr=False, compare=False)

    @contextmanager
    def write(self) -> Iterator[Transaction]:
        """A transaction that may change things: committed when the block ends, rolled back when it raises.

        On SQLite it is begun IMMEDIATE (a deferred one that upgrades gets SQLITE_BUSY at once) and there is one
        connection for it per process, handed on in order of arrival.
        """
        with self.connect_writer() as connection:
            with connection.begin():
                yield connection
            self.pass_on_signals(connection)

    def connect_writer(self) -> Connection:
        """A connection for one transaction that may change things; `pass_on_signals` follows its commit."""
        return self.writer.connect().execution_options(**{_SIGNALS: set()})

    def pass_on_signals(self, committed: Connection) -> None:
        """Call whoever waits for the signals that the connection's transaction gave, now that it is committed."""
        for name in committed.get_execution_options()[_SIGNALS]:
            for told in self.on_signal[name]:
                told()

    @contextmanager
    def read(self) -> Iterator[Transaction]:
        """One consistent snapshot for reading; a statement that would change something raises."""
        with self.reader.begin() as connection:
            yield connection

    def close(self) -> None:
        """Close every connection."""
        for told in self.on_close:
            told()
        self.reader.dispose()
        self.writer.dispose()


_SIGNALS = "muniment_signals"


def signal(tx: Transaction, name: str) -> None:
    """Have it told after the commit, and never without one, that this transaction did something others wait for."""
    tx.get_execution_options()[_SIGNALS].add(name)


def open_database(
    url: str | None, *, home: Path, connections: int, statement_seconds: float = 0, lock_seconds: float = 0
) -> Database:
    """The database at `url`, or the SQLite file in the home folder when there is none.

    The limits are PostgreSQL's: longest time of a statement, longest wait for a lock; 0 for none.
    Raises ValueError for a URL of a kind that is not supported.
    """
    if url is None:
        return _open_sqlite(home / SQLITE_FILE, connections)
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError):  # without the cause, which may hold a part of the password
        raise ValueError("MUNIMENT_DATABASE_URL is not a URL such as postgresql://user:password@host/name") from None
    backend = parsed.get_backend_name()
    if backend == "sqlite":
        return _open_sqlite(Path(parsed.database or ""), connections)
    if backend in ("postgresql", "postgres"):
        limits = {"statement_timeout": int(statement_seconds * 1000), "lock_timeout": int(lock_seconds * 1000)}
        return _open_postgresql(parsed.set(drivername="postgresql+psycopg"), connections, limits=limits)
    raise ValueError(f"MUNIMENT_DATABASE_URL must begin with postgresql:// or sqlite:///, not {backend}://")


_TOLD_WHEN_LOST = (
    "jit",
    "max_parallel_workers_per_gather",
    "random_page_cost",
    "idle_in_transaction_session_timeout",
    "statement_timeout",
    "lock_timeout",
)


def lost_settings(tx: Transaction) -> list[str]:
    """Names of the session's settings that PostgreSQL does not have, neither from us nor from its administrator: a
    pooler between has left them out."""
    if tx.dialect.name == "sqlite":
        return []
    rows = tx.exec_driver_sql(
        "SELECT name FROM pg_settings WHERE source = 'default' AND name = ANY(%(names)s)",
        {"names": list(_TOLD_WHEN_LOST)},
    )
    return sorted(rows.scalars())


def _open_sqlite(path: Path, connections: int) -> Database:
    url = URL.create("sqlite", database=str(path))
    arguments = {"check_same_thread": False, "timeout": 30, "cached_statements": 512}
    reader = create_engine(
        url,
        poolclass=QueuePool,
        pool_size=connections,
        # The loop's own glances never wait for a thread's connection.
        max_overflow=32,
        connect_args=arguments,
        pool_reset_on_return=None,
        hide_parameters=True,  # they are users' text, and hashes of keys
    )
    writer = create_engine(
        url,
        poolclass=QueuePool,
        pool_size=1,
        max_overflow=0,
        pool_timeout=60,
        connect_args=arguments,
        pool_reset_on_return="rollback",  # there is one: whoever lost it must not leave it in a transaction
        hide_parameters=True,  # they are users' text, and hashes of keys
    )
    _prepare_sqlite(reader, "BEGIN", (*_PRAGMAS, "PRAGMA query_only=ON"))
    _prepare_sqlite(writer, "BEGIN IMMEDIATE", _PRAGMAS)
    return Database(url=url, reader=reader, writer=writer, is_sqlite=True)


def _prepare_sqlite(engine: Engine, begin: str, pragmas: Sequence[str]) -> None:
    @event.listens_for(engine, "connect")
    def _connected(connection: sqlite3.Connection, _record: object) -> None:
        connection.isolation_level = None  # the driver must not begin transactions of its own
        for pragma in pragmas:
            _set_when_free(connection, pragma)

    @event.listens_for(engine, "begin")
    def _began(connection: Connection) -> None:
        connection.exec_driver_sql(begin)


_LOCKED_SECONDS = 30


def _set_when_free(connection: sqlite3.Connection, pragma: str) -> None:
    """Set it, also while others open a new file: for turning to WAL SQLite does not wait as it does for a transaction.
    Raises sqlite3.OperationalError when it stays locked."""
    end = time.monotonic() + _LOCKED_SECONDS
    while True:
        try:
            connection.execute(pragma)
            return
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > end:
                raise
        time.sleep(0.01)


def _open_postgresql(url: URL, connections: int, *, limits: Mapping[str, int]) -> Database:
    options = " ".join(f"-c {name}={value}" for name, value in {**_POSTGRESQL_SESSION, **limits}.items())
    theirs = url.query.get("options", ())
    # What the URL says comes last and counts.
    options = " ".join((options, theirs) if isinstance(theirs, str) else (options, *theirs))
    arguments = {**_POSTGRESQL_CONNECTION, "options": options}
    engine = create_engine(
        url,
        poolclass=QueuePool,
        pool_size=connections,
        max_overflow=connections,
        pool_pre_ping=True,
        pool_timeout=30,
        hide_parameters=True,  # they are users' text, and hashes of keys
        connect_args=arguments,
    )
    engine = engine.execution_options(**clock.carried())
    # Two statements of one read, a list's total and its page, must see the same documents.
    reader = engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
    return Database(url=url, reader=reader, writer=engine, is_sqlite=False, connect_arguments=arguments)
