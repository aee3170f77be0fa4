"""Archives are unpacked a few at a time, in the sandbox."""

from __future__ import annotations

import asyncio
import threading
import zipfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from muniment.archives.parts import BEGIN, BYTES
from muniment.archives.unpacking import Unpacking
from muniment.errors import MalformedArchiveError, UnpackingBusyError
from muniment.settings import Settings
from tests.waiting import until


@pytest.fixture
def unpacking(tmp_path: Path) -> Iterator[Unpacking]:
    with closing(Unpacking(Settings(), scratch_folder=tmp_path)) as one:
        yield one


def test_members_come_in_their_order_with_their_bytes(unpacking: Unpacking, tmp_path: Path) -> None:
    path, large = tmp_path / "a.zip", bytes(range(256)) * 3000
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("b.pdf", large)
        archive.writestr("a.txt", b"small")
    parts: list[bytes] = []
    unpacking.unpack(path, parts.append, stop=threading.Event())
    begun = [at for at, part in enumerate(parts) if part[:1] == BEGIN]
    assert [parts[at][1:] for at in begun] == [b"b.pdf", b"a.txt"]
    assert b"".join(part[1:] for part in parts[: begun[1]] if part[:1] == BYTES) == large
    assert parts[-1] == BYTES + b"small"


def test_stop_ends_it_without_a_word(unpacking: Unpacking, tmp_path: Path) -> None:
    path, stop, parts = tmp_path / "a.zip", threading.Event(), []
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.txt", bytes(50_000_000))

    def take(part: bytes) -> None:
        parts.append(part)
        stop.set()

    unpacking.unpack(path, take, stop=stop)
    assert sum(map(len, parts)) < 50_000_000


def test_what_is_no_archive_is_told(unpacking: Unpacking, tmp_path: Path) -> None:
    (tmp_path / "a.zip").write_bytes(b"PK no archive")
    with pytest.raises(MalformedArchiveError):
        unpacking.unpack(tmp_path / "a.zip", lambda _part: None, stop=threading.Event())


def test_who_comes_when_too_many_wait_is_asked_to_come_again(unpacking: Unpacking) -> None:
    end = threading.Event()

    async def crowd() -> None:
        waiting = [asyncio.ensure_future(unpacking.in_a_slot(end.wait)) for _ in range(18)]
        await asyncio.sleep(0)
        try:
            with pytest.raises(UnpackingBusyError):
                await unpacking.in_a_slot(end.wait)
        finally:
            end.set()
            await asyncio.gather(*waiting)
        assert await unpacking.in_a_slot(lambda: "again") == "again"

    asyncio.run(crowd())
    until(end.is_set)
