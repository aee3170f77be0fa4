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
            return  # whoever asked is gone
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

    async def run(self, work: Callable[[Transaction], T]) -> T:
        """The work's result, once it is committed.

        The work refuses (a MunimentError) before it has written anything; it may be run twice, if another one's
        failure undid it. Raises what it raises, and what the database says of the transaction.
        """
        member = _Member(work, asyncio.get_running_loop().create_future())
        self._waiting.append(member)
        if self._driver is None:
            self._driver = asyncio.create_task(self._drive())
        result: T = await member.told
        return result

    async def _drive(self) -> None:
        while self._waiting:
            group: list[_Member] = []
            try:
                await self._commit(group, most=MOST_AT_ONCE)
            except Exception as error:
                if len(group) == 1:
                    group[0].tell(error)
                else:
                    await self._commit_each(group)
        self._driver = None

    async def _commit_each(self, group: list[_Member]) -> None:
        """The works of a transaction that failed, each in its own: who is to blame fails alone."""
        others, self._waiting = self._waiting, deque()
        for member in group:
            self._waiting.append(member)
            try:
                await self._commit([], most=1)
            except Exception as error:
                member.tell(error)
        self._waiting.extendleft(reversed(others))

    async def _commit(self, group: list[_Member], *, most: int) -> None:
        """One transaction over what waits, as it comes. `group` is who was in it, also when it raises; who could not
        even begin one is told so."""
        loop = asyncio.get_running_loop()
        try:
            connection = await loop.run_in_executor(self._thread, self._begin)
        except Exception as error:
            for member in self._taken(most):
                member.tell(error)
            return
        try:
            while self._waiting and len(group) < most:
                group += self._taken(1)
                group[-1].run(connection)
                await asyncio.sleep(0)  # everybody else's turn
            await loop.run_in_executor(self._thread, connection.commit)
        finally:
            await loop.run_in_executor(self._thread, connection.close)  # rolls back what is not committed
        for member in group:
            member.tell()

    def _taken(self, most: int) -> list[_Member]:
        return [self._waiting.popleft() for _ in range(min(most, len(self._waiting)))]

    def _begin(self) -> Connection:
        connection = self._database.writer.connect()
        try:
            connection.begin()
        except BaseException:
            connection.close()
            raise
        return connection

    def close(self) -> None:
        """Finish what was begun."""
        self._thread.shutdown()
