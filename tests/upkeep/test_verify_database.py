"""A damaged database is told, wherever it is damaged; what still can be checked is checked."""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import text
from sqlalchemy.engine import make_url

from muniment.cli.serving import warn_of_sqlite
from muniment.runtime import attach, build
from muniment.settings import Settings
from muniment.upkeep.verify import Problem, verify
from tests.builders import build_world
from tests.upkeep.commands import run
from tests.upkeep.evidence import analyse, upload

_PAGE = 4096


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with enough rows that every table of documents has some."""
    home = tmp_path_factory.mktemp("sound") / "home"
    runtime = build(Settings(home=home))
    with runtime.database.write() as tx:
        world = build_world(tx)
    for n in range(30):
        one = upload(
            runtime,
            world.org_id,
            world.vendor.id,
            b"content %d" % n,
            service_ids=world.vendor.services,
            assessment_ids=world.vendor.assessments,
        )
        if n < 3:
            with runtime.database.write() as tx:
                analyse(tx, one, quote="operated effectively")
    runtime.close()
    with closing(sqlite3.connect(home / "muniment.sqlite3")) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return home


@pytest.fixture
def copied(sound: Path, tmp_path: Path) -> Path:
    """A copy of it, to be damaged."""
    home = tmp_path / "copy"
    shutil.copytree(sound, home)
    return home


def malformed(home: Path) -> list[Problem]:
    runtime = attach(Settings(home=home))
    try:
        return [problem for problem in verify(runtime) if problem.kind == "malformed"]
    finally:
        runtime.close()


def is_malformed(home: Path) -> bool:
    """The same, as soon as the first is told."""
    with closing(attach(Settings(home=home))) as runtime, closing(verify(runtime)) as problems:
        return any(problem.kind == "malformed" for problem in problems)


def objects(home: Path) -> Iterator[tuple[str, int]]:
    with closing(sqlite3.connect(home / "muniment.sqlite3")) as connection:
        yield from connection.execute("SELECT name, rootpage FROM sqlite_master WHERE rootpage > 1 ORDER BY name")


def damage(home: Path, page: int, at: int, count: int) -> None:
    """Flip every bit of some bytes of a page, which count from 1."""
    with (home / "muniment.sqlite3").open("r+b") as file:
        file.seek((page - 1) * _PAGE + at)
        before = file.read(count)
        file.seek((page - 1) * _PAGE + at)
        file.write(bytes(byte ^ 0xFF for byte in before))


def test_a_sound_one_has_nothing(copied: Path) -> None:
    assert malformed(copied) == []


def test_a_damaged_page_of_any_table_and_index_is_told(copied: Path) -> None:
    """All but the version's, without which no command goes on: a test of its own."""
    file = copied / "muniment.sqlite3"
    whole, untold = file.read_bytes(), []
    every = [(name, page) for name, page in objects(copied) if "alembic" not in name]
    for name, page in every:
        damage(copied, page, at=0, count=8)
        if not is_malformed(copied):
            untold.append(name)
        damage(copied, page, at=0, count=8)  # every bit back again
    assert len(every) > 40
    assert untold == []
    assert file.read_bytes() == whole


def test_damaged_entries_of_an_index_are_told(copied: Path) -> None:
    pages = dict(objects(copied))
    damage(copied, pages["ix_documents_created"], at=_PAGE - 600, count=40)
    assert any("ix_documents_created" in problem.message for problem in malformed(copied))


def test_an_entry_that_is_missing_from_an_index_is_told(copied: Path) -> None:
    file = copied / "muniment.sqlite3"
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA writable_schema=ON")
        kept = connection.execute("SELECT * FROM sqlite_master WHERE name = 'ix_events_subject'").fetchone()
        connection.execute("DELETE FROM sqlite_master WHERE name = 'ix_events_subject'")
        connection.commit()
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("UPDATE events SET subject_id = 'another' WHERE seq = 3")
        connection.commit()
        connection.execute("PRAGMA writable_schema=ON")
        connection.execute("INSERT INTO sqlite_master VALUES (?, ?, ?, ?, ?)", kept)
        connection.commit()
    found = [problem.message for problem in malformed(copied)]
    assert any("missing from index ix_events_subject" in message for message in found)


def test_a_damaged_segment_of_the_full_text_index_is_told_and_nothing_is_changed(copied: Path) -> None:
    file = copied / "muniment.sqlite3"
    with closing(sqlite3.connect(file)) as connection:
        n = connection.execute(
            "UPDATE search_text_data SET block = substr(block, 1, 40) || zeroblob(length(block) - 40) WHERE id > 10"
        ).rowcount
        connection.commit()
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    assert n > 0
    before = file.read_bytes()
    found = [problem.message for problem in malformed(copied)]
    assert len(found) == 1
    assert "repair search --from-scratch" in found[0] or "fts5" in found[0].lower()
    assert file.read_bytes() == before
    assert list((copied / "scratch").iterdir()) == []


def test_what_else_is_wrong_is_told_all_the_same(copied: Path) -> None:
    damage(copied, dict(objects(copied))["ix_documents_created"], at=0, count=8)
    stored = next(path for path in (copied / "files").rglob("*") if path.is_file())
    stored.write_bytes(b"something else")
    runtime = attach(Settings(home=copied))
    kinds = {problem.kind for problem in verify(runtime)}
    runtime.close()
    assert {"malformed", "damaged"} <= kinds


@pytest.mark.parametrize(("at", "count"), [(0, 16), (100, 8), (16, 2)])
@pytest.mark.parametrize("command", [["verify"], ["verify", "--json"], ["keys", "list"], ["migrate"]])
def test_one_that_cannot_be_opened_is_told_with_what_to_do(
    copied: Path,
    capfd: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    command: list[str],
    at: int,
    count: int,
) -> None:
    damage(copied, 1, at=at, count=count)
    monkeypatch.setenv("MUNIMENT_HOME", str(copied))
    assert run(*command) == 1
    said = capfd.readouterr().err
    assert said.startswith("The database is damaged (")
    assert "muniment restore BACKUP --home FOLDER" in said
    assert len(said.splitlines()) == 1


def test_command_tells_and_ends_with_1(
    copied: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    damage(copied, dict(objects(copied))["ix_documents_kind"], at=0, count=8)
    monkeypatch.setenv("MUNIMENT_HOME", str(copied))
    assert run("verify", "--json") == 1
    assert {one["subject"] for one in json.loads(capfd.readouterr().out)["problems"]} == {"database"}


# PostgreSQL


def test_index_of_postgresql_without_an_entry_is_told(postgresql_url: str, home: Path) -> None:
    runtime = build(Settings(home=home, database_url=postgresql_url))
    with runtime.database.write() as tx:
        world = build_world(tx)
    assert [problem.message for problem in verify(runtime)] == []
    ready = "UPDATE pg_index SET indisready = {} WHERE indexrelid = 'ix_documents_created'::regclass"
    url = make_url(postgresql_url).render_as_string(hide_password=False)
    with psycopg.connect(url, autocommit=True) as admin:
        admin.execute(ready.format("false"))  # who writes passes the index by
    upload(runtime, world.org_id, world.vendor.id, b"content")
    with psycopg.connect(url, autocommit=True) as admin:
        admin.execute(ready.format("true"))
    found = [problem.message for problem in verify(runtime) if problem.kind == "malformed"]
    assert found == [
        "index ix_documents_created of documents has 0 entries for 1 rows; "
        "REINDEX INDEX ix_documents_created makes it anew"
    ]
    with psycopg.connect(url, autocommit=True) as admin:
        admin.execute("REINDEX INDEX ix_documents_created")
        admin.execute("UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'ix_documents_kind'::regclass")
    found = [problem.message for problem in verify(runtime)]
    assert found == ["index ix_documents_kind of documents is not valid; REINDEX INDEX ix_documents_kind makes it anew"]
    runtime.close()


def test_amcheck_is_asked_where_it_is(postgresql_url: str, home: Path) -> None:
    runtime = build(Settings(home=home, database_url=postgresql_url))
    with runtime.database.read() as tx:
        available = tx.execute(text("SELECT 1 FROM pg_available_extensions WHERE name = 'amcheck'")).scalar()
    if available is None:
        runtime.close()
        pytest.skip("this PostgreSQL has no amcheck")
    with runtime.database.write() as tx:
        tx.execute(text("CREATE EXTENSION amcheck"))
    assert list(verify(runtime)) == []
    runtime.close()


# The library


def test_a_library_with_the_wal_reset_fault_is_told_where_it_is_used(caplog: pytest.LogCaptureFixture) -> None:
    for settings, version in (
        (Settings(), (3, 51, 3)),
        (Settings(), (3, 52, 0)),
        (Settings(database_url="postgresql://host/name"), (3, 40, 1)),
    ):
        warn_of_sqlite(settings, version)
    assert caplog.records == []
    warn_of_sqlite(Settings(), (3, 51, 2))
    warn_of_sqlite(Settings(database_url="sqlite:////x"), (3, 40, 1))
    told = [record.message.split(" has ")[0] for record in caplog.records]
    assert told == ["SQLite 3.51.2", "SQLite 3.40.1"]
