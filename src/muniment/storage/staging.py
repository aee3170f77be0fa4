"""Receiving a file's bytes into one local file: hashed on the way, one copy on disk, flat memory.

A staged file is locked (flock) from its first byte until its fate is known. So after a crash the kernel itself says
which files belong to nobody: those that can be locked.
"""

from __future__ import annotations

import ctypes
import fcntl
import hashlib
import os
from collections.abc import Sequence
from pathlib import Path

from muniment.storage.store import StagedFile, new_key

_WRITE_OUT_BYTES = 8 * 1024 * 1024
# Ask the kernel to begin writing every 8 MiB: closing 100 MiB then takes 6-7 ms instead of 45.
_SYNC_FILE_RANGE_WRITE = 2


def _find_sync_file_range() -> ctypes._NamedFuncPointer | None:
    try:
        function = ctypes.CDLL(None, use_errno=True).sync_file_range
    except (OSError, AttributeError):
        return None
    function.argtypes = (ctypes.c_int, ctypes.c_int64, ctypes.c_int64, ctypes.c_uint)
    return function


_sync_file_range = _find_sync_file_range()


class Staging:
    """One file being received. Used from one thread at a time; every method blocks on the disk."""

    def __init__(self, folder: Path) -> None:
        self.path, self._descriptor = _make_locked(folder)
        self._hash = hashlib.sha256()
        self._written_out = 0
        self.size = 0

    def append(self, batch: Sequence[bytes]) -> None:
        """Hash and write the batch. Raises OSError when the disk refuses; the file is then to be discarded."""
        for piece in batch:
            self._hash.update(piece)
        expected = sum(map(len, batch))
        written = os.writev(self._descriptor, batch) if len(batch) <= 512 else 0
        if written < expected:
            rest = memoryview(b"".join(batch))[written:]
            while rest:
                rest = rest[os.write(self._descriptor, rest) :]
        self.size += expected
        if _sync_file_range is not None and self.size - self._written_out >= _WRITE_OUT_BYTES:
            _sync_file_range(self._descriptor, self._written_out, self.size - self._written_out, _SYNC_FILE_RANGE_WRITE)
            self._written_out = self.size

    def digest(self) -> bytes:
        """The SHA-256 of what came so far."""
        return self._hash.digest()

    def seal(self) -> StagedFile:
        """The complete file, its bytes on the platter."""
        os.fdatasync(self._descriptor)
        return StagedFile(path=self.path, lock=self._descriptor, size=self.size, sha256=self._hash.digest())

    def discard(self) -> None:
        """Remove the file, sealed or not."""
        self.path.unlink(missing_ok=True)
        os.close(self._descriptor)


def _make_locked(folder: Path) -> tuple[Path, int]:
    """A new file, locked. A sweep that saw it before the lock was taken has removed it: then another is made."""
    while True:
        path = folder / new_key()
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        if os.fstat(descriptor).st_nlink:
            return path, descriptor
        os.close(descriptor)


def remove_if_unlocked(path: Path) -> bool:
    """Remove a file that no living process holds. True when removed."""
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_CLOEXEC)
    except FileNotFoundError:
        return False
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        path.unlink(missing_ok=True)
        return True
    except BlockingIOError:
        return False
    finally:
        os.close(descriptor)


def sweep_staging(folder: Path) -> int:
    """Remove what crashed uploads left in the staging folder. Returns how many files."""
    return sum(remove_if_unlocked(path) for path in folder.iterdir() if path.is_file())
