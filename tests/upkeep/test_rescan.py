"""Scanning what is stored again."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import select

from muniment.db.tables import documents
from muniment.documents import quarantine
from muniment.errors import StorageUnavailableError
from muniment.runtime import Runtime
from muniment.scanning.clamd import ScannerUnavailableError
from muniment.scanning.verdict import Scan
from muniment.upkeep.rescan import rescan
from muniment.upkeep.stored import RefusedError
from tests.builders import NOW, World
from tests.cli.programs import run
from tests.scanning.scanners import saying, saying_at_once, scanner
from tests.servers import EICAR
from tests.upkeep.evidence import deposit, stored_file, upload


@contextmanager
def _scanned(runtime: Runtime, *bad: bytes, fails: str = "closed") -> Iterator[None]:
    """The runtime asks a scanner that finds something in these contents alone."""
    answer = saying(lambda content: b"stream: Test FOUND\0" if content in bad else b"stream: OK\0")
    with scanner(answer) as url:
        changed = runtime.settings.model_copy(update={"clamd_url": url, "clamd_fails": fails})
        object.__setattr__(runtime, "settings", changed)
        yield


def _scans(runtime: Runtime) -> dict[str, str | None]:
    with runtime.database.read() as tx:
        return {str(row[0]): row[1] for row in tx.execute(select(documents.c.id, documents.c.scan))}


def test_new_signatures_find_what_was_clean_before_and_lose_what_was_not(runtime: Runtime, world: World) -> None:
    first, second, third = deposit(runtime, world.org_id, world.vendor.id, 3)
    with _scanned(runtime, b"content 0"):
        told = [(one.kind, one.document_id) for one in rescan(runtime, jobs=2)]
        assert told == [("quarantined", first.id)]
    assert _scans(runtime) == {first.id: "quarantined", second.id: "clean", third.id: "clean"}
    with _scanned(runtime, b"content 1"):
        assert {(one.kind, one.document_id) for one in rescan(runtime, jobs=2)} == {
            ("released", first.id),
            ("quarantined", second.id),
        }
    assert _scans(runtime) == {first.id: "clean", second.id: "quarantined", third.id: "clean"}


def test_what_a_person_released_is_not_asked_about(runtime: Runtime, world: World) -> None:
    (one,) = deposit(runtime, world.org_id, world.vendor.id, 1)
    with _scanned(runtime, b"content 0"):
        list(rescan(runtime))
        with runtime.database.write() as tx:
            quarantine.release(tx, world.caller, one.id, reason="known", now=NOW)
        assert list(rescan(runtime)) == []
    assert _scans(runtime) == {one.id: Scan.RELEASED}


@pytest.mark.parametrize(("fails", "kind"), [("closed", "quarantined"), ("open", "unscanned")])
def test_file_too_large_for_the_scanner_is_told(runtime: Runtime, world: World, fails: str, kind: str) -> None:
    (one,) = deposit(runtime, world.org_id, world.vendor.id, 1)
    with scanner(saying(b"INSTREAM size limit exceeded. ERROR\0")) as url:
        changed = runtime.settings.model_copy(update={"clamd_url": url, "clamd_fails": fails})
        object.__setattr__(runtime, "settings", changed)
        assert [(found.kind, found.document_id) for found in rescan(runtime)] == [(kind, one.id)]


def test_missing_file_is_told_and_the_others_are_scanned(runtime: Runtime, world: World) -> None:
    first, second = deposit(runtime, world.org_id, world.vendor.id, 2)
    stored_file(runtime.home, first).unlink()
    with _scanned(runtime):
        (told,) = rescan(runtime)
    assert (told.kind, told.document_id) == ("unscanned", first.id)
    assert _scans(runtime) == {first.id: None, second.id: "clean"}


def test_store_that_is_away_ends_it(runtime: Runtime, world: World) -> None:
    for one in deposit(runtime, world.org_id, world.vendor.id, 2):
        stored_file(runtime.home, one).unlink()
    with _scanned(runtime), pytest.raises(StorageUnavailableError):
        list(rescan(runtime))


@pytest.mark.parametrize("fails", ["closed", "open"])
def test_scanner_that_is_away_ends_it(runtime: Runtime, world: World, fails: str) -> None:
    deposit(runtime, world.org_id, world.vendor.id, 1)
    with scanner(saying_at_once(b"")) as url:
        changed = runtime.settings.model_copy(update={"clamd_url": url, "clamd_fails": fails})
        object.__setattr__(runtime, "settings", changed)
        with pytest.raises(ScannerUnavailableError):
            list(rescan(runtime))


def test_without_a_scanner_it_is_refused(runtime: Runtime) -> None:
    with pytest.raises(RefusedError, match="MUNIMENT_CLAMD_URL"):
        list(rescan(runtime))


def test_command_says_what_changed_and_ends_with_1_when_something_was_found(
    runtime: Runtime, world: World, clamd: str, tmp_path: Path
) -> None:
    url = runtime.database.url.render_as_string(hide_password=False)
    found = upload(runtime, world.org_id, world.vendor.id, EICAR)
    upload(runtime, world.org_id, world.vendor.id, b"harmless")
    done = run(runtime.home, "rescan", database_url=url, clamd_url=clamd)
    assert done.returncode == 1, done.stderr
    assert done.stdout.splitlines() == [
        f"quarantined {found.id}  The malware scanner found Eicar-Test.UNOFFICIAL.",
        "           2 files scanned",
    ]
    away = run(runtime.home, "rescan", database_url=url, clamd_url=f"unix://{tmp_path}/none")
    assert (away.returncode, away.stdout) == (1, "")
    assert away.stderr.startswith("clamd cannot be reached: ")
    refused = run(runtime.home, "rescan", database_url=url)
    assert (refused.returncode, refused.stderr) == (1, "MUNIMENT_CLAMD_URL names no malware scanner.\n")
