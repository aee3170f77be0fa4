"""What only the local store promises: locks, folders, and what a killed process leaves. The rest: contracts/."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from muniment.storage.local import LocalStore
from muniment.storage.staging import sweep_staging
from muniment.storage.store import NotStoredError, StagedFile, new_key, release
from tests.builders import staged_file


@pytest.fixture
def store(tmp_path: Path) -> LocalStore:
    return LocalStore(tmp_path / "files", orphan_seconds=0)


@pytest.fixture
def staged(tmp_path: Path) -> StagedFile:
    return staged_file(tmp_path / "staging", b"content")


def test_keeping_moves_the_one_copy(store: LocalStore, staged: StagedFile, tmp_path: Path) -> None:
    inode = staged.path.stat().st_ino
    key = new_key()
    store.keep(staged, key)
    path = tmp_path / "files" / key[:2] / key[2:4] / key
    assert path.stat().st_ino == inode
    assert path.stat().st_mode & 0o777 == 0o600
    assert list((tmp_path / "staging").iterdir()) == []
    release(staged)


def test_folders_are_their_owners_only(store: LocalStore, staged: StagedFile, tmp_path: Path) -> None:
    store.keep(staged, new_key())
    release(staged)
    folders = [path for path in (tmp_path / "files").rglob("*") if path.is_dir()]
    assert {path.stat().st_mode & 0o777 for path in [tmp_path / "files", *folders]} == {0o700}


def test_bytes_and_names_are_synced_before_keep_returns(
    store: LocalStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: list[str] = []
    for name in ("fdatasync", "fsync"):
        original = getattr(os, name)
        monkeypatch.setattr(os, name, lambda fd, f=original, n=name: (calls.append(n), f(fd))[1])
    rename = Path.rename
    monkeypatch.setattr(Path, "rename", lambda self, to: (calls.append("rename"), rename(self, to))[1])
    staged = staged_file(tmp_path / "staging", b"content")
    store.keep(staged, new_key())
    release(staged)
    # The bytes; two new folders, each in its parent; the file's name.
    assert calls == ["fdatasync", "fsync", "fsync", "rename", "fsync"]


@given(
    key=st.one_of(
        st.text(max_size=40), st.sampled_from(["../../etc/passwd", "0" * 31, "0" * 33, "A" * 32, "0" * 32 + "\n"])
    )
)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_nothing_but_a_key_becomes_a_path(store: LocalStore, key: str) -> None:
    with pytest.raises(NotStoredError):
        store.open(key)
    with pytest.raises(NotStoredError):
        store.size(key)
    with pytest.raises(NotStoredError), store.local_copy(key, Path("/nonexistent")):
        pass


def test_bytes_whose_upload_is_in_flight_are_no_orphan(store: LocalStore, staged: StagedFile) -> None:
    key = new_key()
    store.keep(staged, key)
    asked: list[str] = []
    assert not store.remove_if_orphan(key, has_row=lambda asked_for: asked.append(asked_for) or False)
    assert asked == []
    release(staged)
    assert store.remove_if_orphan(key, has_row=lambda _: False)


def test_row_is_asked_for_under_the_lock(store: LocalStore, staged: StagedFile) -> None:
    key = new_key()
    store.keep(staged, key)
    release(staged)
    again = []

    def has_row(_: str) -> bool:
        again.append(store.remove_if_orphan(key, has_row=lambda _: False))
        return True

    assert not store.remove_if_orphan(key, has_row=has_row)
    assert again == [False]


def test_foreign_files_are_not_listed(store: LocalStore, tmp_path: Path) -> None:
    folder = tmp_path / "files" / "ab" / "cd"
    folder.mkdir(parents=True)
    (folder / "README").write_text("not ours")
    assert list(store.keys()) == []


_KEEP = """
import os, signal, sys
from pathlib import Path
from muniment.storage.local import LocalStore
from muniment.storage.staging import Staging
from muniment.storage.store import new_key
home, stop_at = Path(sys.argv[1]), sys.argv[2]
def stop(*_):
    print("ready", flush=True)
    signal.pause()
rename = Path.rename
if stop_at == "before the rename":
    Path.rename = stop
if stop_at == "after the rename":
    Path.rename = lambda self, to: (rename(self, to), stop())
(home / "staging").mkdir(exist_ok=True)
staging = Staging(home / "staging")
staging.append([b"content"])
LocalStore(home / "files").keep(staging.seal(), new_key())
stop()
"""


@pytest.mark.parametrize("stop_at", ["before the rename", "after the rename", "before the commit"])
def test_killed_process_leaves_only_what_the_sweeps_remove(tmp_path: Path, stop_at: str) -> None:
    store = LocalStore(tmp_path / "files", orphan_seconds=0)
    with subprocess.Popen([sys.executable, "-c", _KEEP, str(tmp_path), stop_at], stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"ready\n"
        keys = list(store.keys())
        assert not any(store.remove_if_orphan(key, has_row=lambda _: False) for key in keys)
        process.send_signal(signal.SIGKILL)
    assert [store.remove_if_orphan(key, has_row=lambda _: False) for key in keys] == [True] * len(keys)
    assert len(keys) + sweep_staging(tmp_path / "staging") == 1
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


def test_bytes_whose_commit_may_still_arrive_are_no_orphan_until_they_are_old(
    tmp_path: Path, staged: StagedFile
) -> None:
    """The connection broke at the commit, the upload gave up its lock, and PostgreSQL has not committed yet."""
    store, key = LocalStore(tmp_path / "files", orphan_seconds=3600), new_key()
    store.keep(staged, key)
    release(staged)
    path = tmp_path / "files" / key[:2] / key[2:4] / key
    assert not store.remove_if_orphan(key, has_row=lambda _: False)
    assert path.exists()
    stood = path.stat().st_mtime - 3601
    os.utime(path, (stood, stood))
    assert not store.remove_if_orphan(key, has_row=lambda _: True)
    assert store.remove_if_orphan(key, has_row=lambda _: False)
    assert not path.exists()
