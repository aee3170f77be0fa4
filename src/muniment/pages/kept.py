"""What was made of pages, kept on the local disk by the hash of the file's bytes, the oldest use going first.

Everything here can be made again: a crash, a full disk or a removed folder costs time alone. Nothing here says who may
see what: whoever asks was admitted by the document's row before.
"""

from __future__ import annotations

import contextlib
import fcntl
import logging
import os
import re
import shutil
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path

log = logging.getLogger("muniment.pages")

_SHARE = 16
"""Of the limit, that one process writes before it looks again at what others wrote."""

_HASH = re.compile("[0-9a-f]{64}")


class Kept:
    """Files below one folder, `<folder>/<sha256>/<name>`, of at most `max_bytes` in all; several processes may share
    it, and each may be a sixteenth beyond for a moment. 0 keeps nothing. Threads may share one."""

    def __init__(self, folder: Path, *, max_bytes: int) -> None:
        self._folder = folder
        self._max_bytes = max_bytes
        self._lock = threading.Lock()
        self._bytes: int | None = None
        self._unseen = 0

    def get(self, sha256: str, name: str) -> bytes | None:
        """What is kept under the name; None where that is nothing."""
        path = self._folder / sha256 / name
        try:
            data = path.read_bytes()
            os.utime(path)
        except OSError:
            return None
        return data

    def put(self, sha256: str, name: str, data: bytes) -> None:
        """Keep the data, if they fit, and let go of what was not used for longest. Nothing happens where the disk
        refuses."""
        if len(data) > self._max_bytes:
            return
        folder = self._folder / sha256
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            descriptor, path = tempfile.mkstemp(dir=folder, prefix=".")
            with os.fdopen(descriptor, "wb") as file:
                file.write(data)
            Path(path).replace(folder / name)
            self._count(len(data))
        except OSError as error:
            log.warning("a picture of a page is not kept: %s", error.strerror)

    def forget(self, sha256: str) -> None:
        """Remove everything that was made of a file."""
        shutil.rmtree(self._folder / sha256, ignore_errors=True)

    def hashes(self) -> list[str]:
        """The hashes of the files of which something is kept."""
        with contextlib.suppress(FileNotFoundError):
            return [one.name for one in self._folder.iterdir() if _HASH.fullmatch(one.name)]
        return []

    def _count(self, size: int) -> None:
        with self._lock:
            self._unseen += size
            is_known = self._bytes is not None and self._unseen <= self._max_bytes // _SHARE
            if is_known and (self._bytes or 0) + self._unseen <= self._max_bytes:
                return
            with self._alone():
                self._bytes, self._unseen = self._evict(), 0

    def _evict(self) -> int:
        """Remove the oldest until the rest may stay; how many bytes that is."""
        found = sorted(self._files(), key=lambda one: one[0])
        total = sum(size for _, size, _ in found)
        for _, size, path in found:
            if total <= self._max_bytes:
                break
            path.unlink(missing_ok=True)
            total -= size
            with contextlib.suppress(OSError):
                path.parent.rmdir()
        return total

    def _files(self) -> Iterator[tuple[int, int, Path]]:
        """When each was used last, its bytes and its path; those, too, that a killed process had not written to the
        end."""
        for sha256 in self.hashes():
            with contextlib.suppress(OSError), os.scandir(self._folder / sha256) as entries:
                for entry in entries:
                    with contextlib.suppress(OSError):
                        about = entry.stat(follow_symlinks=False)
                        yield about.st_mtime_ns, about.st_size, Path(entry.path)

    @contextlib.contextmanager
    def _alone(self) -> Iterator[None]:
        """While the block runs, no other process evicts."""
        descriptor = os.open(self._folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            yield
        finally:
            os.close(descriptor)
