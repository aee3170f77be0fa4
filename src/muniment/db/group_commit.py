"""Group commit: uploads that are ready at the same moment share one transaction of SQLite (docs/decisions/0008).

What waits (for the write lock, for the disk at the commit) runs in a thread; the statements between run on the event
loop: a thread would hand the interpreter lock back and forth at each of them.
"""

from __future__ import annotations

import asyncio
import contextvars
from collections import deque
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any, TypeVar

from sqlalchemy import Connection

from muniment.db.engine import Database, Transaction
from muniment.errors import MunimentError

T = TypeVar("T")

MOST_AT_ONCE = 16
"""Works that share a transaction, at most: others want the write lock too."""


@dataclass(slots=True)
class _Member:
    work: Callable[[Transaction], Any]
    is_long: bool
    told: asyncio.Future[Any]
    context: contextvars.Context = field(default_factory=contextvars.copy_context)
    result: Any = None
    refusal: MunimentError | None = None

    def run(self, tx: Transaction) -> None:
        """Keep the work's result or refusal. Any other failure raises, and spoils the transaction."""
        try:
            self.result, self.refusal = self.context.run(self.work, tx), None
        except MunimentError as refused:
            self.refusal = refused

    def tell(self, failure: BaseException | None = None) -> None:
        error = failure or self.refusal
        if self.told.done():
            return  # told already, or whoever asked is gone
        if error is None:
            self.told.set_result(self.result)
        else:
            self.told.set_exception(error)


class GroupCommit:
    """Works of one event loop, committed together. Only for SQLite, where a transaction that writes is alone."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="commit")
        self._waiting: deque[_Member] = deque()
        self._driver: asyncio.Task[None] | None = None

    async def run(self, work: Callable[[Transaction], T], *, is_long: bool = False) -> T:
        """The work's result, once it is committed.

        The work refuses (a MunimentError) before it has written anything; it may be run twice, if another one's
        failure undid it. `is_long`: it takes more than a millisecond, so it runs in the thread. Raises what it raises,
        and what the database says of the transaction.
        """
        member = _Member(work, is_long, asyncio.get_running_loop().create_future())
        self._waiting.append(member)
        if self._driver is None or self._driver.done():
            self._driver = asyncio.create_task(self._drive())
        result: T = await member.told
        return result

    async def _drive(self) -> None:
        while self._waiting:
            group: list[_Member] = []
            try:
                await self._commit(self._waiting, group, most=MOST_AT_ONCE)
            except Exception as error:
                if len(group) == 1:
                    group[0].tell(error)
                else:
                    await self._commit_each(group)
            except BaseException as error:
                for member in (*group, *self._waiting):
                    member.tell(error)
                self._waiting.clear()
                raise

    async def _commit_each(self, group: list[_Member]) -> None:
        """The works of a transaction that failed, each in its own: who is to blame fails alone."""
        for member in group:
            try:
                await self._commit(deque([member]), [], most=1)
            except Exception as error:
                member.tell(error)

    async def _commit(self, source: deque[_Member], group: list[_Member], *, most: int) -> None:
        """One transaction over what is in the source, as it comes. `group` is who was in it, also when it raises; who
        could not even begin one is told so."""
        loop = asyncio.get_running_loop()
        try:
            connection = await loop.run_in_executor(self._thread, self._begin)
        except Exception as error:
            for _ in range(min(most, len(source))):
                source.popleft().tell(error)
            return
        try:
            while source and len(group) < most:
                member = source.popleft()
                group.append(member)
                if member.is_long:
                    await loop.run_in_executor(self._thread, member.run, connection)
                else:
                    member.run(connection)
                await asyncio.sleep(0)  # everybody else's turn
            await loop.run_in_executor(self._thread, connection.commit)
            self._database.pass_on_signals(connection)
        finally:
            await self._give_back(connection)
        for member in group:
            member.tell()

    async def _give_back(self, connection: Connection) -> None:
        """Close it, which rolls back what is not committed."""
        try:
            closing = asyncio.get_running_loop().run_in_executor(self._thread, connection.close)
        except RuntimeError:  # the server stops and takes no more work
            connection.close()
        else:
            await asyncio.shield(closing)

    def _begin(self) -> Connection:
        connection = self._database.connect_writer()
        try:
            connection.begin()
        except BaseException:
            connection.close()
            raise
        return connection

    async def drain(self) -> None:
        """Wait until nothing waits any more."""
        while self._driver is not None and not self._driver.done():
            await asyncio.wait([self._driver])

    def close(self) -> None:
        """Finish what was begun. Works that come afterwards fail."""
        self._thread.shutdown()
