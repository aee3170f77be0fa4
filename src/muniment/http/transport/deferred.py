"""What is noted while requests are answered and written later, together: calls for the record, last uses of keys."""

from __future__ import annotations

import asyncio
import logging
import time

from muniment.accounts.last_use import WRITE_SECONDS, LastUse
from muniment.db.clock import now
from muniment.db.outages import is_outage
from muniment.errors import DatabaseUnavailableError
from muniment.events.calls import CallLog
from muniment.http.transport.pools import Pools
from muniment.runtime import Runtime

log = logging.getLogger("muniment.http")

_CALLS_SECONDS = 1.0
"""How long a call waits for being written; what a process that is killed had noted since is lost."""


class Deferred:
    """The notes of one process, and the task that writes them."""

    def __init__(self, runtime: Runtime, pools: Pools) -> None:
        self._runtime = runtime
        self._pools = pools
        self.last_use = LastUse()
        self.calls = CallLog()

    async def keep_writing(self) -> None:
        """Write what was noted, again and again; the task of a server's life."""
        next_last_use = time.monotonic() + WRITE_SECONDS
        while True:
            await asyncio.sleep(_CALLS_SECONDS)
            is_due = time.monotonic() >= next_last_use
            await self.write(last_use=is_due)
            if is_due:
                next_last_use = time.monotonic() + WRITE_SECONDS

    async def write(self, *, last_use: bool = True) -> None:
        """Write what was noted; what the database does not take stays noted."""
        try:
            if last_use and not self.last_use.is_empty:
                await self._pools.writing(self._write_last_use)
            while not self.calls.is_empty:
                await self._pools.writing(self._write_calls)
        except DatabaseUnavailableError:
            return  # told once, by the pool
        except Exception:  # one that is not understood must not end the writing for good
            log.exception("calls or last uses of keys could not be written")

    def _write_last_use(self) -> None:
        with self._runtime.database.write() as tx:
            self.last_use.write(tx)

    def _write_calls(self) -> None:
        batch = self.calls.take()
        try:
            with self._runtime.database.write() as tx:
                batch.write(tx, now=now(tx))
        except Exception as error:  # what can never be written must not hold up all that comes later
            (self.calls.take_back if is_outage(error) else self.calls.give_up)(batch)
            raise
