from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from muniment.pages.copies import MOST, Copies
from muniment.storage.local import LocalStore
from muniment.storage.store import NotStoredError, new_key
from tests.builders import staged_file


class Counted(LocalStore):
    """A local store that gives copies away, as one elsewhere does, and counts them."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.fetched: list[str] = []

    @contextmanager
    def local_copy(self, key: str, scratch: Path) -> Iterator[Path]:
        with self.open(key) as file:
            self.fetched.append(key)
            path = scratch / new_key()
            path.write_bytes(file.read())
        try:
            yield path
        finally:
            path.unlink(missing_ok=True)


@pytest.fixture
def store(tmp_path: Path) -> Counted:
    return Counted(tmp_path / "store")


def _stored(store: Counted, folder: Path, content: bytes = b"bytes") -> str:
    key = new_key()
    store.keep(staged_file(folder, content), key)
    return key


def test_file_is_fetched_once_for_pages_asked_for_soon_after_each_other(store: Counted, tmp_path: Path) -> None:
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    copies, key = Copies(store, scratch), _stored(store, tmp_path)
    with copies.of(key) as one, copies.of(key) as other:
        assert (one, one.read_bytes()) == (other, b"bytes")
    with copies.of(key):
        pass
    assert store.fetched == [key]
    copies.let_go(seconds=0)
    assert not any(scratch.iterdir())


def test_no_more_copies_stay_than_a_few_and_none_that_is_used_goes(store: Counted, tmp_path: Path) -> None:
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    copies, used = Copies(store, scratch), _stored(store, tmp_path)
    with copies.of(used) as path:
        for _ in range(MOST + 2):
            with copies.of(_stored(store, tmp_path)):
                pass
        assert len(list(scratch.iterdir())) == MOST + 1
        copies.let_go(seconds=0)
        assert list(scratch.iterdir()) == [path]


def test_copy_that_somebody_removed_is_fetched_again(store: Counted, tmp_path: Path) -> None:
    copies, key = Copies(store, tmp_path), _stored(store, tmp_path)
    with copies.of(key) as path:
        pass
    path.unlink()
    with copies.of(key) as path:
        assert path.read_bytes() == b"bytes"


def test_file_that_is_not_stored_is_told_and_found_once_it_is(store: Counted, tmp_path: Path) -> None:
    copies, key = Copies(store, tmp_path), new_key()
    with pytest.raises(NotStoredError), copies.of(key):
        pass
    store.keep(staged_file(tmp_path, b"late"), key)
    with copies.of(key) as path:
        assert path.read_bytes() == b"late"
