"""Migrations bring any database to what the tables say, however many processes start at once."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect

from muniment.db import migrate as migrations
from muniment.db.engine import Database, Transaction, open_database
from muniment.db.migrate import HEAD, ForeignSchemaError, current_version, migrate
from muniment.db.tables import metadata
from tests.waiting import until

_BY_HAND = "search_text"
"""The full-text index and its shadow tables: made in SQL, unknown to tables/."""


@pytest.fixture
def empty_database(empty_database_url: str, home: Path) -> Iterator[Database]:
    opened = open_database(empty_database_url, home=home, connections=4)
    yield opened
    opened.close()


def _tables(database: Database) -> set[str]:
    with database.read() as tx:
        return set(inspect(tx).get_table_names())


def test_head_is_the_newest_script() -> None:
    config = Config()
    config.set_main_option("script_location", str(Path(migrations.__file__).parent / "migrations"))
    assert ScriptDirectory.from_config(config).get_heads() == [HEAD]


def test_migrated_schema_is_what_tables_say(database: Database) -> None:
    with database.read() as tx:
        context = MigrationContext.configure(
            tx,
            opts={
                "compare_type": True,
                "compare_server_default": True,
                "include_name": lambda name, kind, _parents: not (kind == "table" and name.startswith(_BY_HAND)),
            },
        )
        assert compare_metadata(context, metadata) == []


def _definitions(database: Database) -> dict[str, str]:
    """Each index as the database itself writes it down, with what reflection does not tell: INCLUDE and WHERE."""
    query = (
        "SELECT tbl_name, name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL"
        if database.is_sqlite
        else "SELECT tablename, indexname, indexdef FROM pg_indexes"
    )
    with database.read() as tx:
        found = tx.exec_driver_sql(query).all()
    return {str(name): str(definition) for table, name, definition in found if table in metadata.tables}


def test_migrated_indexes_are_what_tables_make(database: Database) -> None:
    migrated = _definitions(database)
    with database.write() as tx:
        metadata.drop_all(tx)
        metadata.create_all(tx)
    assert _definitions(database) == migrated


def test_empty_database_has_no_version(empty_database: Database) -> None:
    assert current_version(empty_database) is None


def test_migrating_again_changes_nothing(empty_database: Database) -> None:
    migrate(empty_database)
    tables = _tables(empty_database)
    migrate(empty_database)
    assert _tables(empty_database) == tables
    assert current_version(empty_database) == HEAD


def test_failed_migration_leaves_an_empty_database(
    empty_database: Database, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    scripts = Path(migrations.__file__).parent / "migrations"
    broken = tmp_path / "migrations"
    (broken / "versions").mkdir(parents=True)
    (broken / "env.py").write_text((scripts / "env.py").read_text())
    first = next((scripts / "versions").glob("0001*.py")).read_text()
    (broken / "versions" / "0001.py").write_text(f"{first}\n    raise RuntimeError('halfway')\n")
    monkeypatch.setattr(migrations, "_SCRIPTS", broken)
    with pytest.raises(RuntimeError, match="halfway"):
        migrate(empty_database)
    assert _tables(empty_database) == set()


_START_TWENTY = """
import logging, os, sys
from pathlib import Path
import alembic.command
from muniment.db.engine import open_database
from muniment.db.migrate import HEAD, current_version, migrate

logging.basicConfig(format="%(message)s")
logging.getLogger("alembic.runtime.migration").setLevel("INFO")
gate, opened = os.pipe()
children = []
for _ in range(20):
    children.append(os.fork())
    if children[-1] == 0:
        os.close(opened)
        os.read(gate, 1)
        database = open_database(sys.argv[1], home=Path("unused"), connections=2)
        migrate(database)
        assert current_version(database) == HEAD
        database.close()
        os._exit(0)
os.close(opened)
assert all(os.waitpid(child, 0)[1] == 0 for child in children)
"""


def test_twenty_processes_start_at_once_and_one_migrates(empty_database_url: str, empty_database: Database) -> None:
    command = [sys.executable, "-W", "error", "-c", _START_TWENTY, empty_database_url]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60)
    steps = [line for line in done.stderr.splitlines() if line.startswith("Running upgrade")]
    assert (done.returncode, len(steps)) == (0, int(HEAD)), done.stderr
    assert current_version(empty_database) == HEAD


def test_twenty_threads_start_at_once(empty_database_url: str, home: Path, empty_database: Database) -> None:
    def start(_: int) -> str | None:
        database = open_database(empty_database_url, home=home, connections=2)
        try:
            migrate(database)
            return current_version(database)
        finally:
            database.close()

    with ThreadPoolExecutor(20) as threads:
        assert set(threads.map(start, range(20))) == {HEAD}


def test_database_that_a_later_release_migrated_is_left_as_it_is(
    database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    with database.write() as tx:
        tx.exec_driver_sql("UPDATE alembic_version SET version_num = '0999'")
    migrate(database)
    assert current_version(database) == "0999"
    assert "later than this program's" in caplog.text


@pytest.mark.parametrize("version", ["0999", "a1b2c3", "0000"])
def test_database_of_another_version_that_lacks_what_is_needed_is_refused(database: Database, version: str) -> None:
    with database.write() as tx:
        tx.exec_driver_sql(f"UPDATE alembic_version SET version_num = '{version}'")
        tx.exec_driver_sql("ALTER TABLE workers RENAME COLUMN seen_at TO last_seen")
    with pytest.raises(ForeignSchemaError, match=r"lacks workers\.seen_at"):
        migrate(database)


def _waits_for_lock(tx: Transaction, *, seconds: float) -> bool:
    """Whether somebody has waited for an advisory lock of this database for so long."""
    tx.exec_driver_sql("SELECT pg_stat_clear_snapshot()")
    waiting = (
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event = 'advisory'"
        f" AND clock_timestamp() - query_start > interval '{seconds} seconds'"
    )
    return bool(tx.exec_driver_sql(waiting).scalar_one())


def test_migrating_may_take_longer_than_a_statement(postgresql_url: str, home: Path) -> None:
    others = open_database(postgresql_url, home=home, connections=1)
    database = open_database(postgresql_url, home=home, connections=2, statement_seconds=1, lock_seconds=1)
    with others.write() as tx:
        tx.exec_driver_sql("DROP SCHEMA public CASCADE")
        tx.exec_driver_sql("CREATE SCHEMA public")
    with ThreadPoolExecutor(1) as threads:
        with others.write() as holder:
            holder.exec_driver_sql(f"SELECT pg_advisory_xact_lock({migrations._ADVISORY_LOCK})")
            waiting = threads.submit(migrate, database)
            until(lambda: _waits_for_lock(holder, seconds=1.5), pause_seconds=0.05)
            assert not waiting.done()
        waiting.result()
    assert current_version(others) == HEAD
    database.close()
    others.close()
