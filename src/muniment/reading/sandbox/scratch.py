"""The folders in which children may write: one for each run, removed after it, watched while it lasts."""

from __future__ import annotations

import contextlib
import fcntl
import os
import shutil
import tempfile
from pathlib import Path

MAX_FILES = 1_000
"""Files that one child may make; they cost the disk something even when they are empty."""


def is_overfull(folder: Path, *, max_bytes: int, max_files: int = MAX_FILES) -> bool:
    """Whether a run's folder holds more than it may: bytes of all files together, counted as what they take of the disk
    or as their length, whichever is less. A child can make files but neither folders nor links, and remove nothing, so
    that one look sees all."""
    total = files = 0
    with contextlib.suppress(FileNotFoundError), os.scandir(folder) as entries:
        for entry in entries:
            files += 1
            found = entry.stat(follow_symlinks=False)
            total += min(found.st_size, found.st_blocks * 512)
            if total > max_bytes or files > max_files:
                return True
    return False


class ScratchRoot:
    """A folder of this sandbox, locked while its process lives; those that nobody locks are left-overs and removed."""

    _PREFIX = "sandbox-"

    def __init__(self, parent: Path) -> None:
        alone = _locked(parent, fcntl.LOCK_EX)  # else another start takes the new folder for a left-over
        try:
            for other in parent.glob(f"{self._PREFIX}*"):
                with contextlib.suppress(OSError):
                    lock = _locked(other, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    shutil.rmtree(other, ignore_errors=True)
                    os.close(lock)
            self._root = Path(tempfile.mkdtemp(prefix=self._PREFIX, dir=parent))
            self._lock = _locked(self._root, fcntl.LOCK_EX)
        finally:
            os.close(alone)

    def is_there(self) -> bool:
        """Whether nobody removed it."""
        return self._root.is_dir()

    def folder(self) -> tempfile.TemporaryDirectory[str]:
        """A new folder for one run."""
        return tempfile.TemporaryDirectory(dir=self._root, prefix="run-", ignore_cleanup_errors=True)

    def remove(self) -> None:
        """Remove everything."""
        shutil.rmtree(self._root, ignore_errors=True)
        os.close(self._lock)


def _locked(folder: Path, operation: int) -> int:
    """The folder's descriptor, locked until it is closed. Raises OSError when it is held and not to be waited for."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        fcntl.flock(descriptor, operation)
    except OSError:
        os.close(descriptor)
        raise
    return descriptor
