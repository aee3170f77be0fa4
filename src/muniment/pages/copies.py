"""Local copies of stored files, kept for a moment: who looks at one page soon looks at the next, and from S3 a file
comes whole."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path

from muniment.storage.store import Store

MOST = 4
"""Copies that nobody uses at this moment; of 100 MiB each at the most (MUNIMENT_MAX_FILE_BYTES)."""

SECONDS = 60.0

_AT_ONCE = 16


@dataclass(slots=True)
class _Copy:
    opened: AbstractContextManager[Path]
    path: Path
    users: int = 0
    used_at: float = 0.0


class Copies:
    """Copies of a store's files in a scratch folder. Any number of threads may use one."""

    def __init__(self, store: Store, scratch: Path) -> None:
        self._store = store
        self._scratch = scratch
        self._lock = threading.Lock()
        self._fetching = [threading.Lock() for _ in range(_AT_ONCE)]
        self._copies: dict[str, _Copy] = {}

    @contextmanager
    def of(self, key: str) -> Iterator[Path]:
        """The stored bytes as a local file that nobody may change. Raises what `Store.local_copy` raises."""
        with self._fetching[hash(key) % _AT_ONCE]:  # two who want one file fetch it once
            with self._lock:
                copy = self._copies.get(key)
                if copy is not None and copy.path.exists():
                    copy.users += 1
                else:
                    copy = None
            if copy is None:
                copy = self._open(key)
        try:
            yield copy.path
        finally:
            with self._lock:
                copy.users -= 1
                copy.used_at = time.monotonic()
            self.let_go()

    def _open(self, key: str) -> _Copy:
        opened = self._store.local_copy(key, self._scratch)
        copy = _Copy(opened, opened.__enter__(), users=1)
        with self._lock:
            gone, self._copies[key] = self._copies.get(key), copy
        if gone is not None and gone.users == 0:
            gone.opened.__exit__(None, None, None)
        return copy

    def let_go(self, *, seconds: float = SECONDS, most: int = MOST) -> None:
        """Remove copies that nobody has used for so long, and the oldest of more than so many."""
        with self._lock:
            before = time.monotonic() - seconds
            idle = sorted((copy.used_at, key) for key, copy in self._copies.items() if copy.users == 0 and copy.used_at)
            gone = [key for used_at, key in idle if used_at <= before]
            gone += [key for _, key in idle[len(gone) : max(len(gone), len(idle) - most)]]
            copies = [self._copies.pop(key) for key in gone]
        for copy in copies:
            copy.opened.__exit__(None, None, None)
