from __future__ import annotations

import json
import os
import shlex
import shutil
import sqlite3
import stat
import subprocess
import sys
import tarfile
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from muniment.db import migrate
from muniment.db.engine import open_database
from muniment.db.migrate import current_version
from muniment.runtime import Runtime, build
from muniment.settings import Settings
from muniment.upkeep import restore as restoring
from muniment.upkeep.backup import back_up
from muniment.upkeep.manifest import MANIFEST, file_path, read_manifest
from muniment.upkeep.restore import restore
from muniment.upkeep.stored import RefusedError
from muniment.upkeep.verify import verify
from tests.builders import World, build_world
from tests.upkeep.evidence import deposit, digests, stored_file, upload
from tests.waiting import until


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """Backups are of the embedded database."""
    return sqlite_url


def rows(database: Path) -> dict[str, list[tuple[object, ...]]]:
    connection = sqlite3.connect(database)
    names = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'search_text%'")
    found = {name: connection.execute(f'SELECT * FROM "{name}"').fetchall() for (name,) in names.fetchall()}
    connection.close()
    return found


@pytest.mark.parametrize("name", ["backup", "backup.tar"])
def test_a_restored_home_is_the_one_backed_up(
    runtime: Runtime, world: World, home: Path, tmp_path: Path, name: str
) -> None:
    deposit(runtime, world.org_id, world.vendor.id, 5)
    upload(runtime, world.org_id, world.vendor.id, os.urandom(3_000_000))
    made = back_up(runtime, tmp_path / name)
    restored = restore(tmp_path / name, tmp_path / "new")
    assert (made.copied, made.manifest.documents, made.manifest.absent) == (6, 6, ())
    assert (restored.manifest, restored.migrated_from) == (made.manifest, None)
    assert digests(tmp_path / "new") == digests(home)
    assert rows(tmp_path / "new" / "muniment.sqlite3") == rows(home / "muniment.sqlite3")
    assert (tmp_path / "new" / "secret.key").read_bytes() == (home / "secret.key").read_bytes()
    assert {path.name for path in (tmp_path / "new").iterdir()} == {"files", "secret.key", "muniment.sqlite3"}
    again = build(Settings(home=tmp_path / "new"))
    assert list(verify(again)) == []
    again.close()


@pytest.mark.parametrize("name", ["backup", "backup.tar"])
def test_nothing_of_a_backup_or_of_a_restored_home_is_readable_by_others(
    runtime: Runtime, world: World, tmp_path: Path, name: str
) -> None:
    deposit(runtime, world.org_id, world.vendor.id, 1)
    back_up(runtime, tmp_path / name)
    restore(tmp_path / name, tmp_path / "new")
    found = [tmp_path / name, *(tmp_path / name).rglob("*"), *(tmp_path / "new").rglob("*")]
    assert [path for path in found if path.is_file() and stat.S_IMODE(path.stat().st_mode) != 0o600] == []
    assert [path for path in found if path.is_dir() and stat.S_IMODE(path.stat().st_mode) != 0o700] == []


def test_a_later_backup_adds_only_what_is_new(runtime: Runtime, world: World, home: Path, tmp_path: Path) -> None:
    deposit(runtime, world.org_id, world.vendor.id, 3)
    back_up(runtime, tmp_path / "backup")
    deposit(runtime, world.org_id, world.vendor.id, 2, of="later")
    made = back_up(runtime, tmp_path / "backup")
    assert (made.copied, made.manifest.documents) == (2, 5)
    assert len(list((tmp_path / "backup").glob("state-*"))) == 1
    restore(tmp_path / "backup", tmp_path / "new")
    assert digests(tmp_path / "new") == digests(home)


def test_a_killed_backup_leaves_the_earlier_one_and_the_next_one_goes_on(
    runtime: Runtime, world: World, home: Path, tmp_path: Path
) -> None:
    deposit(runtime, world.org_id, world.vendor.id, 2)
    target = tmp_path / "backup"
    back_up(runtime, target)
    earlier = read_manifest(target)
    deposit(runtime, world.org_id, world.vendor.id, 200, of="later")
    process = subprocess.Popen(
        [Path(sys.executable).with_name("muniment"), "backup", target, "--jobs", "1"],
        env={**os.environ, "MUNIMENT_HOME": str(home)},
    )
    until(lambda: len(list(target.glob("files/??/??/*"))) >= 10, pause_seconds=0.002)
    process.kill()
    process.wait()
    copied = len(list(target.glob("files/??/??/*")))
    assert 10 <= copied < 202
    assert read_manifest(target) == earlier
    restore(target, tmp_path / "earlier")
    assert len(digests(tmp_path / "earlier")) == 2
    assert back_up(runtime, target).copied == 202 - copied
    restore(target, tmp_path / "new")
    assert digests(tmp_path / "new") == digests(home)
    assert {path.name.split("-")[0] for path in target.iterdir()} == {".lock", "files", "manifest.json", "state"}


def test_a_backup_without_manifest_is_refused(runtime: Runtime, world: World, tmp_path: Path) -> None:
    back_up(runtime, tmp_path / "backup")
    (tmp_path / "backup" / MANIFEST).unlink()
    with pytest.raises(RefusedError, match="no manifest"):
        restore(tmp_path / "backup", tmp_path / "new")
    back_up(runtime, tmp_path / "backup.tar")
    with tarfile.open(tmp_path / "backup.tar") as whole, tarfile.open(tmp_path / "cut.tar", "w") as cut:
        for entry in whole.getmembers()[:-1]:
            cut.addfile(entry, whole.extractfile(entry))
    with pytest.raises(RefusedError, match="no manifest"):
        restore(tmp_path / "cut.tar", tmp_path / "new")
    content = (tmp_path / "backup.tar").read_bytes()
    (tmp_path / "short.tar").write_bytes(content[: len(content) // 2])
    with pytest.raises(RefusedError, match=r"damaged|manifest"):
        restore(tmp_path / "short.tar", tmp_path / "new")
    assert list((tmp_path / "new").iterdir()) == []


def damage_a_file(backup: Path) -> None:
    next(backup.glob("files/??/??/*")).write_bytes(b"c0ntent 0")


def lose_a_file(backup: Path) -> None:
    next(backup.glob("files/??/??/*")).unlink()


def damage_the_database(backup: Path) -> None:
    path = next(backup.glob("state-*/muniment.sqlite3"))
    content = bytearray(path.read_bytes())
    content[-100] ^= 1
    path.write_bytes(content)


def lose_the_secret(backup: Path) -> None:
    next(backup.glob("state-*/secret.key")).unlink()


def lead_the_manifest_outside(backup: Path) -> None:
    value = json.loads((backup / MANIFEST).read_bytes())
    value["secret"]["path"] = "../home/secret.key"
    (backup / MANIFEST).write_text(json.dumps(value))


def come_from_the_future(backup: Path) -> None:
    value = json.loads((backup / MANIFEST).read_bytes())
    value["format"] = 2
    (backup / MANIFEST).write_text(json.dumps(value))


@pytest.mark.parametrize(
    "spoil",
    [
        damage_a_file,
        lose_a_file,
        damage_the_database,
        lose_the_secret,
        lead_the_manifest_outside,
        come_from_the_future,
    ],
)
def test_a_damaged_backup_is_refused_and_leaves_the_home_empty(
    runtime: Runtime, world: World, tmp_path: Path, spoil: Callable[[Path], None]
) -> None:
    deposit(runtime, world.org_id, world.vendor.id, 1)
    back_up(runtime, tmp_path / "backup")
    spoil(tmp_path / "backup")
    with pytest.raises((RefusedError, FileNotFoundError)):
        restore(tmp_path / "backup", tmp_path / "new")
    assert list((tmp_path / "new").iterdir()) == []


def test_rot_in_a_backup_is_found_and_mended_when_asked(
    runtime: Runtime, world: World, home: Path, tmp_path: Path
) -> None:
    deposit(runtime, world.org_id, world.vendor.id, 2)
    back_up(runtime, tmp_path / "backup")
    damage_a_file(tmp_path / "backup")
    assert back_up(runtime, tmp_path / "backup").copied == 0
    assert back_up(runtime, tmp_path / "backup", check=True).copied == 1
    restore(tmp_path / "backup", tmp_path / "new")
    assert digests(tmp_path / "new") == digests(home)


@pytest.mark.parametrize("name", ["backup", "backup.tar"])
def test_documents_without_sound_bytes_are_named_and_the_rest_is_backed_up(
    runtime: Runtime, world: World, home: Path, tmp_path: Path, name: str
) -> None:
    missing, damaged, sound = (upload(runtime, world.org_id, world.vendor.id, b"content %d" % n) for n in range(3))
    stored_file(home, missing).unlink()
    stored_file(home, damaged).write_bytes(b"c0ntent 1")
    made = back_up(runtime, tmp_path / name)
    assert [(flaw.document_id, flaw.kind) for flaw in made.manifest.absent] == [
        (missing.id, "missing"),
        (damaged.id, "damaged"),
    ]
    restored = restore(tmp_path / name, tmp_path / "new")
    assert restored.manifest.absent == made.manifest.absent
    assert set(digests(tmp_path / "new")) == {sound.storage_key}


def test_a_copy_made_earlier_outlives_damage_at_home(
    runtime: Runtime, world: World, home: Path, tmp_path: Path
) -> None:
    one = upload(runtime, world.org_id, world.vendor.id, b"content")
    back_up(runtime, tmp_path / "backup")
    stored_file(home, one).write_bytes(b"c0ntent")
    assert back_up(runtime, tmp_path / "backup").manifest.absent == ()
    assert (tmp_path / "backup" / file_path(one.storage_key)).read_bytes() == b"content"


def test_another_installation_is_not_backed_up_over_the_first(runtime: Runtime, world: World, tmp_path: Path) -> None:
    back_up(runtime, tmp_path / "backup")
    other = build(Settings(home=tmp_path / "other"))
    with other.database.write() as tx:
        build_world(tx)
    with pytest.raises(RefusedError, match="another installation"):
        back_up(other, tmp_path / "backup")
    other.close()
    assert restore(tmp_path / "backup", tmp_path / "new").manifest.first_organisation is not None


def test_a_folder_that_holds_something_else_is_refused(
    runtime: Runtime, world: World, home: Path, tmp_path: Path
) -> None:
    (tmp_path / "photos").mkdir()
    (tmp_path / "photos" / "one.jpg").touch()
    for target in (tmp_path / "photos", home, home / "backup"):
        with pytest.raises(RefusedError):
            back_up(runtime, target)


def test_a_home_in_use_is_not_restored_over(runtime: Runtime, world: World, home: Path, tmp_path: Path) -> None:
    back_up(runtime, tmp_path / "backup")
    before = rows(home / "muniment.sqlite3")
    with pytest.raises(RefusedError, match="not empty"):
        restore(tmp_path / "backup", home)
    assert rows(home / "muniment.sqlite3") == before


def test_what_an_interrupted_restore_left_is_restored_over(runtime: Runtime, world: World, tmp_path: Path) -> None:
    deposit(runtime, world.org_id, world.vendor.id, 1)
    back_up(runtime, tmp_path / "backup")
    for name in ("restore.partial", "files"):
        (tmp_path / "new" / name / "ab").mkdir(parents=True)
    restore(tmp_path / "backup", tmp_path / "new")
    assert len(digests(tmp_path / "new")) == 1


def test_a_tar_file_with_a_strange_entry_is_refused(runtime: Runtime, world: World, tmp_path: Path) -> None:
    for name, kind in (
        ("../outside", tarfile.REGTYPE),
        ("files/ab/cd/" + "0" * 32, tarfile.REGTYPE),
        ("muniment.sqlite3", tarfile.SYMTYPE),
    ):
        with tarfile.open(tmp_path / "strange.tar", "w") as tar:
            entry = tarfile.TarInfo(name)
            entry.type, entry.linkname = kind, "/etc/passwd"
            tar.addfile(entry)
        with pytest.raises(RefusedError, match="does not belong"):
            restore(tmp_path / "strange.tar", tmp_path / "new")
    assert not (tmp_path / "outside").exists()


def test_a_backup_of_a_newer_schema_is_refused(runtime: Runtime, world: World, tmp_path: Path) -> None:
    with runtime.database.write() as tx:
        tx.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    back_up(runtime, tmp_path / "newer")
    with pytest.raises(RefusedError, match="newer"):
        restore(tmp_path / "newer", tmp_path / "new")


@pytest.fixture
def next_release(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[[], None]:
    """Makes this program the next release, with one migration more."""
    scripts = tmp_path / "next release"
    shutil.copytree(Path(migrate.__file__).parent / "migrations", scripts)
    (scripts / "versions" / "0002_more.py").write_text(
        "from alembic import op\n"
        'revision, down_revision = "0002", "0001"\n'
        "def upgrade():\n"
        '    op.execute("CREATE TABLE more (id integer)")\n'
    )

    def upgrade() -> None:
        monkeypatch.setattr(migrate, "_SCRIPTS", scripts)
        for module in (migrate, restoring):
            monkeypatch.setattr(module, "HEAD", "0002")

    return upgrade


def test_a_backup_of_an_older_schema_is_migrated(
    runtime: Runtime, tmp_path: Path, next_release: Callable[[], None]
) -> None:
    back_up(runtime, tmp_path / "backup")
    next_release()
    assert restore(tmp_path / "backup", tmp_path / "new").migrated_from == "0001"
    again = open_database(None, home=tmp_path / "new", connections=2)
    assert current_version(again) == "0002"
    again.close()


def test_only_the_embedded_database_is_backed_up(home: Path, tmp_path: Path, postgresql_url: str) -> None:
    runtime = build(Settings(home=home, database_url=postgresql_url))
    with pytest.raises(RefusedError, match="pg_dump"):
        back_up(runtime, tmp_path / "backup")
    runtime.close()


def test_a_full_disk_ends_the_backup_and_is_no_fault_of_the_documents(
    runtime: Runtime, world: World, tmp_path: Path
) -> None:
    upload(runtime, world.org_id, world.vendor.id, b"x" * 1_200_000)
    program = [sys.executable, "-c", "from muniment.cli.app import main; main()", "backup", str(tmp_path / "backup")]
    limited = f"ulimit -f 1000; trap '' XFSZ; exec {shlex.join(program)}"  # blocks of 1 KiB: enough for the database
    done = subprocess.run(
        ["bash", "-c", limited], env={**os.environ, "MUNIMENT_HOME": str(runtime.home)}, capture_output=True, text=True
    )
    assert (done.returncode, "File too large" in done.stderr, done.stdout) == (1, True, "")
    assert read_manifest(tmp_path / "backup") is None


def test_backups_taken_beside_uploads_hold_every_document_acknowledged_before(
    runtime: Runtime, world: World, tmp_path: Path
) -> None:
    acknowledged: list[str] = []
    stopping = threading.Event()

    def go_on_uploading() -> None:
        while not stopping.is_set():
            acknowledged.append(upload(runtime, world.org_id, world.vendor.id, os.urandom(2000)).storage_key)

    uploading = [threading.Thread(target=go_on_uploading) for _ in range(2)]
    for thread in uploading:
        thread.start()
    try:
        for n in range(4):
            so_far = len(acknowledged)
            until(lambda: len(acknowledged) > so_far)  # noqa: B023
            before = set(acknowledged)
            back_up(runtime, tmp_path / "backup", jobs=2)
            restore(tmp_path / "backup", tmp_path / f"new{n}")
            assert before <= set(digests(tmp_path / f"new{n}"))
    finally:
        stopping.set()
        for thread in uploading:
            thread.join()
