"""Files in which a command keeps how far it came, on the disk before the next step is taken."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from secrets import token_hex
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import sqlite3

BUSY_SECONDS = 30
"""How long another process may hold the file; a statement takes a few milliseconds."""


class WrongJournalError(Exception):
    """The file is no journal of this kind, or of a later version. The message names it."""


class Journal:
    """One SQLite file, for several threads. Every statement is a transaction of its own and durable when it returns."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._lock = threading.Lock()

    def run(self, statement: str, *values: object) -> list[tuple[Any, ...]]:
        """The rows of the statement."""
        with self._lock:
            return self._connection.execute(statement, values).fetchall()

    def close(self) -> None:
        """End after the statement under way; a further one raises. SQLite crashes where both happen at once."""
        with self._lock:
            self._connection.close()


@contextmanager
def open_journal(path: Path, *, schema: str, application_id: int) -> Iterator[Journal]:
    """The journal, made where there is none; `application_id` tells one kind from another (SQLite's pragma of that
    name). Raises WrongJournalError, OSError."""
    import sqlite3

    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        with closing(
            sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False)
        ) as connection:
            _is_empty(connection, path, application_id)  # before WAL, which stays in the file, whoever's it is
            connection.execute("PRAGMA journal_mode=WAL")
            connection.execute("PRAGMA synchronous=FULL")
            connection.execute("BEGIN IMMEDIATE")
            if _is_empty(connection, path, application_id):
                connection.execute(f"PRAGMA application_id={application_id}")
                for statement in schema.split(";"):
                    connection.execute(statement)
            connection.execute("COMMIT")
            with closing(Journal(connection)) as journal:
                yield journal
    except sqlite3.DatabaseError as error:
        raise WrongJournalError(f"{path} cannot be used: {error}") from error


def _is_empty(connection: sqlite3.Connection, path: Path, application_id: int) -> bool:
    """Whether nothing is in it yet. Raises WrongJournalError for what another program, or another command, made."""
    if not connection.execute("SELECT 1 FROM sqlite_master LIMIT 1").fetchone():
        return True
    if connection.execute("PRAGMA application_id").fetchone()[0] != application_id:
        raise WrongJournalError(f"{path} was not made by this command.")
    return False


def write_whole(path: Path, text: str) -> None:
    """Put the text into the file, its owner's alone, in place of what is in it; whole or not at all. Raises OSError."""
    beside = path.with_name(f".{path.name}.{token_hex(8)}")
    try:
        with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    finally:
        with suppress(FileNotFoundError):
            beside.unlink()
