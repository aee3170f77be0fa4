"""Bringing the database to the version this code needs, on start and by `muniment migrate`.

Alembic is imported only when there is something to do, so that a start on a current database stays quick. Ten
processes may start at once: PostgreSQL's advisory lock, SQLite's write lock let one through at a time.
"""

from __future__ import annotations

import logging
from pathlib import Path

from sqlalchemy import inspect

from muniment.db.engine import Database
from muniment.db.tables import metadata

log = logging.getLogger("muniment.db")

HEAD = "0001"
"""The newest migration; a test compares it with the scripts."""

_ADVISORY_LOCK = 0x6D756E696D656E74  # "muniment"
_SCRIPTS = Path(__file__).parent / "migrations"


def current_version(database: Database) -> str | None:
    """The migration the database is at, or None when it is empty."""
    with database.read() as tx:
        if not inspect(tx).has_table("alembic_version"):
            return None
        row = tx.exec_driver_sql("SELECT version_num FROM alembic_version").first()
        return str(row[0]) if row else None


def has_tables(database: Database) -> bool:
    """Whether the database holds any table, ours or not."""
    with database.read() as tx:
        return bool(inspect(tx).get_table_names())


class ForeignSchemaError(ValueError):
    """The database is not one that this program, or a later release of it, has made. The message says so."""


def _check_later(database: Database, version: str) -> None:
    """Raises ForeignSchemaError unless a database at another version than HEAD holds everything that this program
    needs, as one that a later release has migrated does (docs/decisions/0006)."""
    with database.read() as tx:
        found = inspect(tx)
        names = set(found.get_table_names())
        for table in metadata.sorted_tables:
            held = {column["name"] for column in found.get_columns(table.name)} if table.name in names else set()
            lacking = [column.name for column in table.columns if column.name not in held]
            if lacking:
                raise ForeignSchemaError(
                    f"The database is at version {version!r}, which this program does not know, and lacks "
                    f"{table.name}.{lacking[0]}: it is not muniment's, or of a program before the first release."
                )


def is_older(version: str) -> bool:
    """Whether the database is at an earlier migration of this program's."""
    return version != HEAD and any(one.name.startswith(f"{version}_") for one in (_SCRIPTS / "versions").iterdir())


def check_version(database: Database, version: str) -> None:
    """Tell when a later release has migrated the database, on which this program runs all the same. Raises
    ForeignSchemaError when it is at another version that lacks what this program needs."""
    if version != HEAD and not is_older(version):
        _check_later(database, version)
        log.warning("the database is at %s, later than this program's %s: upgrade this program", version, HEAD)


def migrate(database: Database) -> None:
    """Run the migrations that are missing, all in one transaction.

    A database that a later release has migrated is left as it is: the release before that one still runs on it
    (docs/decisions/0006), so a process of it may also start.
    """
    found = current_version(database)
    if found is not None and not is_older(found):
        check_version(database, found)
        return
    from alembic import command
    from alembic.config import Config

    with database.write() as tx:
        if not database.is_sqlite:
            # Building an index takes its time, and so may waiting for the process that builds it.
            tx.exec_driver_sql("SET LOCAL statement_timeout = 0")
            tx.exec_driver_sql("SET LOCAL lock_timeout = 0")
            tx.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_ADVISORY_LOCK})")
        config = Config()
        config.set_main_option("script_location", str(_SCRIPTS).replace("%", "%%"))
        config.attributes["connection"] = tx
        command.upgrade(config, "head")
