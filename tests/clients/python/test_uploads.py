"""Files on their way, as httpx reads them."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from muniment_client import DamagedFileError, Muniment, MunimentError, Retries, UnsupportedFileTypeError
from muniment_client.uploads import Sending
from tests.clients.room import Room
from tests.http.live import PDF


def sent(file: Sending) -> bytes:
    """The form's body."""
    request = httpx.Request("POST", "http://localhost", files={"file": (file.filename, file)})
    return b"".join(request.stream)  # type: ignore[arg-type]


def test_every_try_sends_the_file_from_where_it_stood_and_tells_its_progress_anew() -> None:
    told: list[tuple[int, int | None]] = []
    opened = io.BytesIO(b"skipped" + bytes(100_000))
    opened.seek(7)
    file = Sending(opened, progress=lambda *progress: told.append(progress))
    first, second = sent(file), sent(file)
    assert first.count(b"\0") == second.count(b"\0") == 100_000
    assert b"skipped" not in first
    assert told == [(65_536, 100_000), (100_000, 100_000)] * 2


def test_hash_is_known_when_all_was_sent(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"abc")
    with Sending(tmp_path / "a.txt") as file:
        assert file.filename == "a.txt"
        file.read(2)
        assert file.sha256 is None
        file.read()
        assert file.sha256 == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"


def test_name_that_is_no_utf8_is_sent_as_text(tmp_path: Path) -> None:
    path = tmp_path / os.fsdecode(b"caf\xe9.txt")
    path.write_bytes(b"abc")
    with Sending(path) as file:
        assert b'filename="caf?.txt"' in sent(file)


@pytest.mark.parametrize("size", [99_999, 100_001])
def test_file_that_changes_while_it_is_sent_is_told(tmp_path: Path, size: int) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(bytes(100_000))
    with (
        Sending(path, progress=lambda *_: os.truncate(path, size)) as file,
        pytest.raises(MunimentError, match="changed while it was sent"),
    ):
        sent(file)


def test_file_of_the_caller_stays_open_and_its_own_is_closed(tmp_path: Path) -> None:
    theirs = io.BytesIO(b"abc")
    with Sending(theirs):
        pass
    assert not theirs.closed
    (tmp_path / "a.txt").touch()
    ours = Sending(tmp_path / "a.txt")
    ours.close()
    with pytest.raises(ValueError, match="closed"):
        ours.read()


def said_alone(program: str, given: Path) -> str:
    """What a program says in a process of its own, in which Python tells what it hides from users."""
    command = [sys.executable, "-X", "dev", "-c", program, str(given)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


def test_memory_does_not_grow_with_the_file(tmp_path: Path) -> None:
    """In a process of its own: a server of another test may be at work in this one."""
    big = tmp_path / "big.pdf"
    with big.open("wb") as made:
        made.truncate(16 * 2**20)
    program = """
import sys, tracemalloc
import httpx
from muniment_client.uploads import Sending

with Sending(sys.argv[1]) as file:
    request = httpx.Request("POST", "http://localhost", files={"file": (file.filename, file)})
    tracemalloc.start()
    print(sum(map(len, request.stream)), tracemalloc.get_traced_memory()[1])
"""
    total, most = map(int, said_alone(program, big).split())
    assert total > 16 * 2**20
    assert most < 2**20


def test_file_that_is_not_there_is_one_error_and_no_more(tmp_path: Path) -> None:
    program = """
import sys
from muniment_client.uploads import Sending

try:
    Sending(sys.argv[1])
except FileNotFoundError:
    print("not there")
"""
    assert said_alone(program, tmp_path / "a.txt") == "not there\n"


def test_what_comes_from_a_pipe_is_sent_without_a_length(room: Room) -> None:
    class Pipe(io.RawIOBase):
        """Whose end nobody knows."""

        def __init__(self) -> None:
            self._left = io.BytesIO(PDF * 10_000)

        def readable(self) -> bool:
            return True

        def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
            return self._left.readinto(buffer)

    caller = room.server.caller()
    told: list[tuple[int, int | None]] = []
    with Muniment(caller.secret, room.server.base_url) as client:
        document = client.documents.upload(
            io.BufferedReader(Pipe()),
            filename="scan.pdf",
            vendor_id=caller.vendor(),
            progress=lambda *progress: told.append(progress),
        )
    assert document.size == len(PDF) * 10_000
    assert told[-1] == (document.size, None)


def test_key_that_was_used_for_another_file_is_told(room: Room) -> None:
    caller = room.server.caller()
    vendor_id = caller.vendor()
    with Muniment(caller.secret, room.server.base_url, retries=Retries(times=0)) as client:
        first = client.documents.upload(PDF, filename="a.pdf", vendor_id=vendor_id, idempotency_key="one")
        again = client.documents.upload(PDF, filename="a.pdf", vendor_id=vendor_id, idempotency_key="one")
        assert again.id == first.id
        with pytest.raises(DamagedFileError, match=first.id):
            client.documents.upload(PDF + b" ", filename="a.pdf", vendor_id=vendor_id, idempotency_key="one")


def test_refusal_is_read_though_the_file_is_still_being_sent(room: Room, tmp_path: Path) -> None:
    big = tmp_path / "big.exe"
    with big.open("wb") as made:
        made.truncate(8 * 2**20)
    caller = room.server.caller()
    with Muniment(caller.secret, room.server.base_url) as client, pytest.raises(UnsupportedFileTypeError):
        client.documents.upload(big, vendor_id="cbvndr_1")


def test_file_that_is_open_as_text_is_told(tmp_path: Path) -> None:
    (tmp_path / "a.txt").touch()
    with (tmp_path / "a.txt").open() as text, pytest.raises(TypeError, match="'rb'"):
        Sending(text)  # type: ignore[arg-type]
