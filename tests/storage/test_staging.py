"""Receiving bytes: hashed on the way, locked while in flight, sweepable after a crash."""

from __future__ import annotations

import fcntl
import hashlib
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from muniment.storage.staging import Staging, remove_if_unlocked, sweep_staging
from muniment.storage.store import release


@given(batches=st.lists(st.lists(st.binary(max_size=200), max_size=5), max_size=8))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_sealed_file_holds_exactly_what_came_in(tmp_path: Path, batches: list[list[bytes]]) -> None:
    staging = Staging(tmp_path)
    for batch in batches:
        staging.append(batch)
    content = b"".join(piece for batch in batches for piece in batch)
    staged = staging.seal()
    assert staged.path.read_bytes() == content
    assert (staged.size, staged.sha256) == (len(content), hashlib.sha256(content).digest())
    staging.discard()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("pieces", [511, 512, 513, 2000])
def test_batch_of_very_many_pieces_is_written_whole(tmp_path: Path, pieces: int) -> None:
    staging = Staging(tmp_path)
    staging.append([b"%d," % number for number in range(pieces)])
    staged = staging.seal()
    assert staged.path.read_bytes() == b"".join(b"%d," % number for number in range(pieces))
    staging.discard()


def test_file_larger_than_the_write_out_step_is_whole(tmp_path: Path) -> None:
    staging = Staging(tmp_path)
    batch = [os.urandom(1024 * 1024)] * 3
    digest = hashlib.sha256()
    for _ in range(8):
        staging.append(batch)
        digest.update(b"".join(batch))
    staged = staging.seal()
    assert staged.sha256 == digest.digest() == hashlib.sha256(staged.path.read_bytes()).digest()
    staging.discard()


def test_short_write_is_completed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    staging = Staging(tmp_path)
    monkeypatch.setattr(os, "writev", lambda fd, batch: os.write(fd, b"".join(batch)[:3]))
    write = os.write
    monkeypatch.setattr(os, "write", lambda fd, data: write(fd, bytes(data)[:5]))
    staging.append([b"abcdefgh", b"", b"ijklmnop"])
    monkeypatch.undo()
    assert staging.seal().path.read_bytes() == b"abcdefghijklmnop"
    staging.discard()


def test_full_disk_raises_and_the_file_can_be_discarded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> int:
        raise OSError(28, "No space left on device")

    staging = Staging(tmp_path)
    monkeypatch.setattr(os, "writev", refuse)
    with pytest.raises(OSError, match="No space"):
        staging.append([b"x"])
    staging.discard()
    assert list(tmp_path.iterdir()) == []


def test_staged_file_is_its_owners_only(tmp_path: Path) -> None:
    staging = Staging(tmp_path)
    assert next(tmp_path.iterdir()).stat().st_mode & 0o777 == 0o600
    staging.discard()


def test_sweep_leaves_what_is_in_flight(tmp_path: Path) -> None:
    receiving, sealed = Staging(tmp_path), Staging(tmp_path)
    staged = sealed.seal()
    assert sweep_staging(tmp_path) == 0
    release(staged)
    assert sweep_staging(tmp_path) == 1
    receiving.discard()


def test_sweep_between_making_and_locking_a_file_costs_no_upload(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lock, swept = fcntl.flock, []

    def sweep_first(descriptor: int, operation: int) -> None:
        if operation == fcntl.LOCK_EX and not swept:
            swept.append(sweep_staging(tmp_path))
        lock(descriptor, operation)

    monkeypatch.setattr(fcntl, "flock", sweep_first)
    staging = Staging(tmp_path)
    staging.append([b"content"])
    assert swept == [1]
    assert staging.seal().path.read_bytes() == b"content"
    staging.discard()


def test_file_that_is_gone_is_not_removed(tmp_path: Path) -> None:
    assert not remove_if_unlocked(tmp_path / "gone")


_RECEIVE = """
import signal, sys
from pathlib import Path
from muniment.storage.staging import Staging
staging = Staging(Path(sys.argv[1]))
staging.append([b"x" * 100_000])
if sys.argv[2] == "sealed":
    staging.seal()
print("ready", flush=True)
signal.pause()
"""


@pytest.mark.parametrize("state", ["receiving", "sealed"])
def test_killed_process_leaves_a_file_that_the_sweep_removes(tmp_path: Path, state: str) -> None:
    with subprocess.Popen([sys.executable, "-c", _RECEIVE, str(tmp_path), state], stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"ready\n"
        assert sweep_staging(tmp_path) == 0
        process.send_signal(signal.SIGKILL)
    assert len(list(tmp_path.iterdir())) == 1
    assert sweep_staging(tmp_path) == 1
    assert list(tmp_path.iterdir()) == []
