"""SQLite database files at rest: taking a copy of one that is in use, and asking a copy without changing it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from muniment.db.tables import metadata
from muniment.upkeep.files import create, sync
from muniment.upkeep.stored import RefusedError, Stored


def snapshot(source: Path, to: Path) -> None:
    """One consistent copy of a SQLite database that others go on using, in one file, synced and checked.

    Raises RefusedError when the copy is not sound: an earlier backup is then worth more than this one.
    """
    create(to).close()
    with closing(sqlite3.connect(source, timeout=30)) as original, closing(sqlite3.connect(to)) as copy:
        copy.execute("PRAGMA synchronous=OFF")
        original.backup(copy)  # all pages in one step: a snapshot, and writers of a WAL database are not held up
        found = copy.execute("PRAGMA quick_check(1)").fetchone()[0]
    if found != "ok":
        raise RefusedError(f"The database is damaged, so it was not backed up: {found}")
    into_one_file(to)


def into_one_file(database: Path) -> None:
    """Put what is in the write-ahead log of a database nobody uses into the database itself, and make it durable."""
    with closing(sqlite3.connect(database)) as connection:
        mode = connection.execute("PRAGMA journal_mode=DELETE").fetchone()[0]
    if mode != "delete":
        raise RefusedError(f"{database} is in use by another process.")
    sync(database)


def snapshot_rows(database: Path) -> Iterator[Stored]:
    """What the rows of a database file at rest say of their documents' bytes, in the order of ids."""
    with _opened(database) as connection:
        for row in connection.execute("SELECT id, storage_key, size, sha256 FROM documents ORDER BY id"):
            yield Stored(*row)


def count_rows(database: Path) -> dict[str, int]:
    """How many rows each table of a database file at rest has."""
    with _opened(database) as connection:
        there = {row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        names = [name for name in metadata.tables if name in there]
        return {name: connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in names}  # noqa: S608


def schema_of(database: Path) -> str:
    """The migration a database file at rest is at. Raises RefusedError for a file that is no database of ours."""
    try:
        return str(_one(database, "SELECT version_num FROM alembic_version"))
    except sqlite3.DatabaseError:
        raise RefusedError("The backup's database is not one of muniment's.") from None


def first_organisation(database: Path) -> str | None:
    """The id of the oldest organisation."""
    found = _one(database, "SELECT id FROM organisations ORDER BY created_at, id LIMIT 1")
    return str(found) if found is not None else None


def _one(database: Path, query: str) -> Any:
    with _opened(database) as connection:
        row = connection.execute(query).fetchone()
        return row[0] if row is not None else None


@contextmanager
def _opened(database: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(f"{database.absolute().as_uri()}?mode=ro&immutable=1", uri=True)) as connection:
        yield connection
