"""Bytes that arrive on the event loop and go to disk: gathered in batches, each hashed and written by one hop to a
thread while the next arrives."""

from __future__ import annotations

import asyncio
from concurrent.futures import Future
from pathlib import Path

from muniment.http.transport.pools import Pools
from muniment.storage.staging import Staging


class IncomingBytes:
    """What one staged file gets; memory is about two batches."""

    def __init__(self, *, folder: Path, pools: Pools, batch_bytes: int) -> None:
        self.size = 0
        self.batch_bytes = batch_bytes
        self._folder = folder
        self._pools = pools
        self._pieces: list[bytes] = []
        self._gathered = 0
        self._staging: Staging | None = None
        self._writing: asyncio.Future[None] | None = None

    async def take(self, piece: bytes) -> None:
        """Take the next bytes. Raises OSError of the disk."""
        self.size += len(piece)
        self._pieces.append(piece)
        self._gathered += len(piece)
        if self._gathered >= self.batch_bytes:
            await self._written()
            batch, self._pieces, self._gathered = self._pieces, [], 0
            self._writing = self._pools.on_disk(lambda: self._append(batch))

    async def _written(self) -> None:
        if self._writing is not None:
            # Shielded: a cancelled request must not lose sight of the thread that is still writing.
            await asyncio.shield(self._writing)
            self._writing = None

    def _append(self, batch: list[bytes]) -> None:
        if self._staging is None:
            self._staging = Staging(self._folder)
        self._staging.append(batch)

    async def settle(self) -> None:
        """Wait for the writing under way. Raises OSError of the disk."""
        await self._written()

    def staged(self) -> Staging:
        """All of it, handed over: who takes it seals or discards it. Blocks on the disk; after `settle`."""
        self._append(self._pieces)
        self._pieces = []
        staging, self._staging = self._staging, None
        assert staging is not None
        return staging

    def discard(self) -> None:
        """Forget it and remove what was written, also while a batch is being written. Does not block."""
        self._pieces = []

        def remove() -> None:
            staging, self._staging = self._staging, None
            if staging is not None:
                staging.discard()

        writing = self._writing
        self._writing = None
        if writing is None:
            self._pools.start_on_disk(remove)
        else:
            writing.add_done_callback(lambda done: _forget(done, self._pools.start_on_disk(remove)))


def _forget(done: asyncio.Future[None], _removal: Future[None]) -> None:
    if not done.cancelled():
        done.exception()  # seen: it is being discarded anyway
