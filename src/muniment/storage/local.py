"""Bytes on the local disk: temp file, fdatasync, rename, directory fsync, in folders sharded by the key.

Never builds a path from anything but a key of ours.
"""

from __future__ import annotations

import fcntl
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from muniment.errors import StorageUnavailableError
from muniment.storage.store import HasRow, NotStoredError, StagedFile, is_key


class LocalStore:
    """A Store below one folder: `<folder>/ab/cd/abcd…`; keys of today fill 256 folders (`new_key`).

    `orphan_seconds`: age below which bytes are never orphans.
    """

    def __init__(self, folder: Path, *, orphan_seconds: float = 3600) -> None:
        self._folder = folder
        self._orphan_seconds = orphan_seconds
        self._known_folders: set[Path] = set()
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)

    def check(self) -> None:
        """Make a file without a name and drop it."""
        try:
            with tempfile.TemporaryFile(dir=self._folder) as file:
                file.write(b"check")
        except OSError as error:
            raise StorageUnavailableError(f"{self._folder} cannot be written: {error.strerror}") from error

    def _path(self, key: str) -> Path:
        if not is_key(key):
            raise NotStoredError(key)
        return self._folder / key[:2] / key[2:4] / key

    def keep(self, staged: StagedFile, key: str) -> None:
        """Rename into place and make the name durable; the staged file must be on the same file system."""
        path = self._path(key)
        self._make_folder(path.parent)
        staged.path.rename(path)
        _sync_folder(path.parent)

    def _make_folder(self, folder: Path) -> None:
        if folder in self._known_folders:
            return
        for level in (folder.parent, folder):
            if not level.is_dir():
                level.mkdir(mode=0o700, exist_ok=True)
                _sync_folder(level.parent)
        self._known_folders.add(folder)

    def open(self, key: str) -> IO[bytes]:
        try:
            return self._path(key).open("rb")
        except FileNotFoundError as error:
            raise NotStoredError(key) from error

    def size(self, key: str) -> int:
        try:
            return self._path(key).stat().st_size
        except FileNotFoundError as error:
            raise NotStoredError(key) from error

    @contextmanager
    def local_copy(self, key: str, scratch: Path) -> Iterator[Path]:
        path = self._path(key)
        if not path.exists():
            raise NotStoredError(key)
        yield path

    def delete(self, key: str) -> None:
        self._path(key).unlink(missing_ok=True)

    def link(self, key: str, *, filename: str, media_type: str, seconds: int) -> str | None:
        return None

    def withdraw_links(self, key: str) -> str:
        return key

    def keys(self) -> Iterator[str]:
        for folder in sorted(self._folder.glob("??/??")):
            with os.scandir(folder) as entries:
                yield from (entry.name for entry in entries if is_key(entry.name))

    def remove_if_orphan(self, key: str, *, has_row: HasRow) -> bool:
        """The order is what makes it safe: an upload holds the lock until its row is committed, so whoever gets the
        lock afterwards finds the row. An upload whose connection broke at the commit gives up the lock without knowing,
        and a PostgreSQL server may still commit it: so what is young is left, by the file system's own clock."""
        path = self._path(key)
        try:
            descriptor = os.open(path, os.O_RDWR | os.O_CLOEXEC)
        except FileNotFoundError:
            return False
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            if self._is_young(os.fstat(descriptor)) or has_row(key):
                return False
            path.unlink(missing_ok=True)
            return True
        except BlockingIOError:
            return False
        finally:
            os.close(descriptor)

    def _is_young(self, found: os.stat_result) -> bool:
        with tempfile.TemporaryFile(dir=self._folder) as file:
            now = os.fstat(file.fileno()).st_mtime
        return now - found.st_mtime < self._orphan_seconds

    def close(self) -> None:
        """Nothing is held open."""


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
