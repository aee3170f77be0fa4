"""Who of this home's workers lives, told by the kernel."""

from __future__ import annotations

import fcntl
import os
import secrets
import socket
from collections.abc import Collection
from pathlib import Path


class WorkerLock:
    """A locked file that says this worker lives: the kernel gives the lock back when the process dies, so other
    workers of the same home learn of its death at once instead of when the lease runs out."""

    def __init__(self, folder: Path) -> None:
        self.name = f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(4)}"
        self._folder = folder
        self._path = folder / self.name
        self._file = self._path.open("wb")
        fcntl.flock(self._file, fcntl.LOCK_EX)

    def is_dead(self, name: str) -> bool:
        """Whether a worker of this home is surely dead. One of another machine never is: its lease decides."""
        path = self._folder / Path(name).name
        if name == self.name or not path.exists():
            return False
        with path.open("rb") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return False
        return True

    def forget_dead(self, *, except_for: Collection[str]) -> None:
        """Remove the files of dead workers that hold no lease any more."""
        for path in self._folder.iterdir():
            if path.name not in except_for and self.is_dead(path.name):
                path.unlink(missing_ok=True)

    def close(self) -> None:
        """Give up the lock and its file."""
        self._path.unlink(missing_ok=True)
        self._file.close()
