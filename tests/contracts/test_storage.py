"""The storage promise, on every store: the local disk and a signature-checking S3 server."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import pytest

from muniment.settings import Settings
from muniment.storage.local import LocalStore
from muniment.storage.s3 import open_s3
from muniment.storage.staging import sweep_staging
from muniment.storage.store import NotStoredError, Store, new_key, release
from tests.builders import staged_file
from tests.servers import BUCKET, S3Server

NOT_KEYS = ["", "..", "../x", "/etc/passwd", "A" * 32, "0" * 31, "0" * 33, "0" * 32 + "\n", "é" * 32]


@dataclass(frozen=True, slots=True)
class Room:
    """A store that takes anything without a row for an orphan at once, and where its tests put things."""

    store: Store
    folder: Path

    def keep(self, content: bytes) -> str:
        key = new_key()
        staged = staged_file(self.folder / "staging", content)
        self.store.keep(staged, key)
        release(staged)
        return key

    def read(self, key: str) -> bytes:
        with self.store.open(key) as file:
            return file.read()


@pytest.fixture(params=["local", "s3"])
def room(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Room]:
    if request.param == "local":
        yield Room(LocalStore(tmp_path / "files", orphan_seconds=0), tmp_path)
        return
    request.getfixturevalue("s3_credentials")
    server: S3Server = request.getfixturevalue("s3_server")
    settings = Settings(
        storage_url=f"s3://{BUCKET}/of/{new_key()}", s3_endpoint_url=server.endpoint, s3_addressing_style="path"
    )
    store = open_s3(settings.model_copy(update={"orphan_seconds": 0}))
    yield Room(store, tmp_path)
    store.close()


@pytest.mark.parametrize("size", [0, 1, 65_536, 3 * 1024 * 1024 + 1])
def test_kept_bytes_are_read_back(room: Room, size: int) -> None:
    content = os.urandom(size)
    key = room.keep(content)
    assert room.read(key) == content
    assert room.store.size(key) == size


def test_file_can_be_sought(room: Room) -> None:
    key = room.keep(b"0123456789")
    with room.store.open(key) as file:
        file.seek(4)
        assert file.read(3) == b"456"
        assert os.fstat(file.fileno()).st_size == 10


def test_keeping_leaves_no_second_copy(room: Room) -> None:
    room.keep(b"content")
    assert list((room.folder / "staging").iterdir()) == []


def test_staged_file_that_was_not_kept_is_still_there_to_discard(room: Room) -> None:
    staged = staged_file(room.folder / "staging", b"content")
    with pytest.raises(NotStoredError):
        room.store.keep(staged, "not a key")
    assert staged.path.read_bytes() == b"content"
    release(staged)
    assert sweep_staging(room.folder / "staging") == 1


def test_what_was_never_kept_is_not_stored(room: Room) -> None:
    key = new_key()
    with pytest.raises(NotStoredError):
        room.store.open(key)
    with pytest.raises(NotStoredError):
        room.store.size(key)
    with pytest.raises(NotStoredError), room.store.local_copy(key, room.folder):
        pass
    room.store.delete(key)
    assert not room.store.remove_if_orphan(key, has_row=lambda _: False)


def test_what_is_no_key_is_not_stored(room: Room) -> None:
    for key in NOT_KEYS:
        for call in (room.store.open, room.store.size, room.store.delete):
            with pytest.raises(NotStoredError):
                call(key)
        with pytest.raises(NotStoredError), room.store.local_copy(key, room.folder):
            pass


def test_deleted_bytes_are_gone_and_others_stay(room: Room) -> None:
    gone, stays = room.keep(b"gone"), room.keep(b"stays")
    room.store.delete(gone)
    room.store.delete(gone)
    with pytest.raises(NotStoredError):
        room.store.open(gone)
    assert list(room.store.keys()) == [stays]
    assert room.read(stays) == b"stays"


def test_keys_are_what_is_kept(room: Room) -> None:
    assert list(room.store.keys()) == []
    kept = {room.keep(b"%d" % number) for number in range(5)}
    assert set(room.store.keys()) == kept


def test_keys_may_be_deleted_while_they_are_listed(room: Room) -> None:
    for number in range(5):
        room.keep(b"%d" % number)
    for key in room.store.keys():  # noqa: SIM118 - a store is no mapping
        room.store.delete(key)
    assert list(room.store.keys()) == []


def test_local_copy_has_the_bytes_and_leaves_no_trace(room: Room) -> None:
    key = room.keep(b"content")
    scratch = room.folder / "scratch"
    scratch.mkdir()
    with room.store.local_copy(key, scratch) as path:
        assert path.read_bytes() == b"content"
        assert sweep_staging(scratch) == 0
    with pytest.raises(RuntimeError), room.store.local_copy(key, scratch):
        raise RuntimeError
    assert list(scratch.iterdir()) == []
    assert room.read(key) == b"content"


def test_bytes_with_a_row_are_no_orphan(room: Room) -> None:
    key = room.keep(b"content")
    asked: list[str] = []
    assert not room.store.remove_if_orphan(key, has_row=lambda wanted: not asked.append(wanted))
    assert asked == [key]
    assert room.read(key) == b"content"


def test_bytes_without_a_row_are_removed(room: Room) -> None:
    key, other = room.keep(b"content"), room.keep(b"other")
    assert room.store.remove_if_orphan(key, has_row=lambda _: False)
    assert list(room.store.keys()) == [other]


def test_eight_threads_keep_and_read_at_once(room: Room) -> None:
    start = threading.Barrier(8)

    def work(number: int) -> None:
        start.wait()
        for turn in range(3):
            content = b"%d/%d" % (number, turn) * 1000
            assert room.read(room.keep(content)) == content

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(work, range(8)))
    assert len(list(room.store.keys())) == 24


def test_bytes_are_kept_under_the_key_that_takes_the_place_of_one_whose_links_end(room: Room) -> None:
    key = room.keep(b"content")
    other = room.store.withdraw_links(key)
    has_links = room.store.link(key, filename="a", media_type="text/plain", seconds=60) is not None
    assert (other != key) == has_links
    if has_links:
        room.store.delete(key)
    assert room.read(other) == b"content"
