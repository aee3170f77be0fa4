"""Opening the database, and its two kinds of transaction, on SQLite and on PostgreSQL."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import insert, select, text, update
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError

from muniment.accounts.organisations import ensure_organisation
from muniment.db.engine import SQLITE_FILE, Database, open_database
from muniment.db.tables import organisations
from tests.builders import NOW


def _seq(database: Database) -> int:
    with database.read() as tx:
        return int(tx.execute(select(organisations.c.document_seq)).scalar_one())


def test_block_that_ends_is_committed(database: Database, open_again: Callable[[], Database]) -> None:
    with database.write() as tx:
        ensure_organisation(tx, "Acme", now=NOW)
    with open_again().read() as tx:
        assert tx.execute(select(organisations.c.name)).scalars().all() == ["Acme"]


def test_block_that_raises_leaves_nothing(database: Database) -> None:
    with pytest.raises(RuntimeError), database.write() as tx:
        ensure_organisation(tx, "Acme", now=NOW)
        raise RuntimeError
    with database.read() as tx:
        assert tx.execute(select(organisations)).all() == []


def test_reader_keeps_the_snapshot_it_began_with(database: Database) -> None:
    with database.read() as before:
        assert before.execute(select(organisations)).all() == []
        with database.write() as tx:
            ensure_organisation(tx, "Acme", now=NOW)
        assert before.execute(select(organisations)).all() == []
    with database.read() as after:
        assert len(after.execute(select(organisations)).all()) == 1


def test_reader_cannot_write(database: Database) -> None:
    with pytest.raises(DBAPIError), database.read() as tx:
        ensure_organisation(tx, "Acme", now=NOW)
    with database.write() as tx:
        ensure_organisation(tx, "Acme", now=NOW)


def test_twenty_threads_lose_no_update(database: Database) -> None:
    with database.write() as tx:
        ensure_organisation(tx, "Acme", now=NOW)
    start = threading.Barrier(20)

    def count_up() -> None:
        start.wait()
        for _ in range(5):
            with database.write() as tx:
                tx.execute(update(organisations).values(document_seq=organisations.c.document_seq + 1))

    with ThreadPoolExecutor(20) as threads:
        for done in [threads.submit(count_up) for _ in range(20)]:
            done.result()
    assert _seq(database) == 100


def test_writers_of_two_processes_wait_for_each_other(database: Database, open_again: Callable[[], Database]) -> None:
    with database.write() as tx:
        ensure_organisation(tx, "Acme", now=NOW)
    databases = [database, open_again(), open_again()]

    def count_up(one: Database) -> None:
        for _ in range(20):
            with one.write() as tx:
                seen = tx.execute(select(organisations.c.document_seq).with_for_update()).scalar_one()
                tx.execute(update(organisations).values(document_seq=seen + 1))

    with ThreadPoolExecutor(3) as threads:
        for done in [threads.submit(count_up, one) for one in databases]:
            done.result()
    assert _seq(database) == 60


def test_connection_is_usable_after_a_failed_statement(database: Database) -> None:
    values = {"id": "x", "name": "Acme", "created_at": NOW}
    for _ in range(3):
        with pytest.raises(IntegrityError), database.write() as tx:
            tx.execute(insert(organisations).values(values))
            tx.execute(insert(organisations).values(values))
    with database.write() as tx:
        tx.execute(insert(organisations).values(values))


def test_sqlite_commit_survives_power_loss_by_its_settings(migrated_sqlite: Path, home: Path) -> None:
    (home / "muniment.sqlite3").write_bytes(migrated_sqlite.read_bytes())
    database = open_database(None, home=home, connections=2)
    for use in (database.read, database.write):
        with use() as tx:
            assert tx.execute(text("PRAGMA journal_mode")).scalar() == "wal"
            assert tx.execute(text("PRAGMA synchronous")).scalar() == 2  # FULL
    database.close()


def test_postgresql_that_is_not_there_raises_at_first_use(tmp_path: Path) -> None:
    database = open_database(f"postgresql://postgres@/none?host={tmp_path}", home=tmp_path, connections=2)
    with pytest.raises(OperationalError), database.read():
        pass
    database.close()


def test_url_of_another_kind_is_refused(home: Path) -> None:
    with pytest.raises(ValueError, match="postgresql://"):
        open_database("mysql://localhost/muniment", home=home, connections=2)


def test_postgresql_is_told_what_its_cache_costs(postgresql_url: str, home: Path) -> None:
    database = open_database(postgresql_url, home=home, connections=1)
    with database.read() as tx:
        told = [tx.exec_driver_sql(f"SHOW {name}").scalar_one() for name in ("jit", "random_page_cost")]
    database.close()
    assert told == ["off", "1.1"]


def test_statement_over_its_time_is_ended_and_its_connection_works_on(postgresql_url: str, home: Path) -> None:
    database = open_database(postgresql_url, home=home, connections=2, statement_seconds=1)  # the others have it, too
    for use in (database.read, database.write):
        with pytest.raises(OperationalError, match="statement timeout"), use() as tx:
            tx.execute(text("SELECT pg_sleep(60)"))
        with use() as tx:
            assert tx.execute(text("SELECT 1")).scalar() == 1
    database.close()


def test_wait_for_a_lock_ends_in_time(postgresql_url: str, home: Path) -> None:
    database = open_database(postgresql_url, home=home, connections=2, lock_seconds=0.1)
    with database.write() as holder:
        holder.execute(text("LOCK TABLE organisations"))
        with pytest.raises(OperationalError, match="lock timeout"), database.write() as tx:
            tx.execute(text("LOCK TABLE organisations"))
    database.close()


def test_options_of_the_url_go_before_ours(postgresql_url: str, home: Path) -> None:
    url = f"{postgresql_url}&options=-c%20statement_timeout%3D7s"
    database = open_database(url, home=home, connections=2, statement_seconds=60, lock_seconds=5)
    with database.read() as tx:
        assert tx.execute(text("SHOW statement_timeout")).scalar() == "7s"
        assert tx.execute(text("SHOW lock_timeout")).scalar() == "5s"
    database.close()


def test_error_names_no_value_that_was_sent(database: Database) -> None:
    with database.write() as tx:
        tx.execute(insert(organisations).values(id="x", name="Acme", created_at=NOW))
    with pytest.raises(IntegrityError) as failed, database.write() as tx:
        tx.execute(insert(organisations).values(id="x", name="told in confidence", created_at=NOW))
    assert "told in confidence" not in str(failed.value)


def test_pool_comes_back_after_its_connections_were_killed(postgresql_url: str, home: Path) -> None:
    database, other = (open_database(postgresql_url, home=home, connections=2) for _ in range(2))
    for use in (database.read, database.write):
        with use() as tx:
            tx.execute(text("SELECT 1"))
    with other.write() as tx:
        tx.execute(
            text(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        )
    for use in (database.read, database.write):
        with use() as tx:
            assert tx.execute(text("SELECT 1")).scalar() == 1
    database.close()
    other.close()


def test_connection_waits_for_one_that_holds_the_file_to_turn_it_to_wal(tmp_path: Path) -> None:
    path = tmp_path / SQLITE_FILE
    other = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    other.execute("CREATE TABLE t (n)")  # not yet in WAL
    other.execute("BEGIN EXCLUSIVE")
    freed = threading.Timer(0.3, other.execute, ("COMMIT",))
    freed.start()
    with closing(open_database(None, home=tmp_path, connections=1)) as database, database.read() as tx:
        assert tx.exec_driver_sql("PRAGMA journal_mode").scalar_one() == "wal"
    freed.join()
    other.close()
