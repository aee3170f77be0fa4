"""What a command keeps of how far it came, whole whatever happens."""

from __future__ import annotations

import sqlite3
import stat
import threading
from contextlib import closing
from pathlib import Path

import pytest

from muniment.cli.client.journal import WrongJournalError, open_journal, write_whole
from tests.waiting import until

SCHEMA = "CREATE TABLE things (name TEXT PRIMARY KEY)"


def test_rows_are_there_when_it_is_opened_again_and_from_every_thread(tmp_path: Path) -> None:
    path = tmp_path / "new" / "journal.sqlite3"
    with open_journal(path, schema=SCHEMA, application_id=7) as journal:
        threads = [threading.Thread(target=journal.run, args=("INSERT INTO things VALUES (?)", n)) for n in "abc"]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        with open_journal(path, schema=SCHEMA, application_id=7) as another:
            assert another.run("SELECT count(*) FROM things") == [(3,)]


def test_end_waits_for_the_statement_under_way(tmp_path: Path) -> None:
    counted: list[object] = []
    count = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 300000) SELECT count(*) FROM n"
    with open_journal(tmp_path / "journal", schema=SCHEMA, application_id=7) as journal:
        counting = threading.Thread(target=lambda: counted.extend(journal.run(count)))
        counting.start()
        until(journal._lock.locked)
    counting.join()
    assert counted == [(300_000,)]
    with pytest.raises(sqlite3.ProgrammingError, match="closed"):
        journal.run(count)


@pytest.mark.parametrize("content", [b"notes of somebody's", b"\x00" * 100])
def test_file_that_is_no_journal_is_left_alone(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "journal"
    path.write_bytes(content)
    with (
        pytest.raises(WrongJournalError, match=str(path)),
        open_journal(path, schema=SCHEMA, application_id=7),
    ):
        raise AssertionError("it was opened")
    assert path.read_bytes() == content


def test_journal_of_another_kind_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "journal"
    with open_journal(path, schema=SCHEMA, application_id=7):
        pass
    with (
        pytest.raises(WrongJournalError, match="was not made by this command"),
        open_journal(path, schema=SCHEMA, application_id=8),
    ):
        raise AssertionError("it was opened")


def test_database_of_another_program_is_left_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "somebody's.sqlite3"
    with closing(sqlite3.connect(path)) as somebodys:
        somebodys.execute("CREATE TABLE notes (note TEXT)")
    before = path.read_bytes()
    with (
        pytest.raises(WrongJournalError, match="was not made by this command"),
        open_journal(path, schema=SCHEMA, application_id=7),
    ):
        raise AssertionError("it was opened")
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]


def test_text_is_put_in_place_whole_for_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "cursor"
    path.write_text("before")
    path.chmod(0o644)
    write_whole(path, "after\n")
    assert path.read_text() == "after\n"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert list(tmp_path.iterdir()) == [path]


def test_what_cannot_be_written_leaves_what_was_there_and_nothing_beside(tmp_path: Path) -> None:
    path = tmp_path / "cursor"
    path.write_text("before")
    with pytest.raises(UnicodeEncodeError):
        write_whole(path, "\ud800")
    assert path.read_text() == "before"
    assert list(tmp_path.iterdir()) == [path]
