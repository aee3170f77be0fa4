"""The bounded thread pools behind the event loop: everything that blocks runs in one of them."""

from __future__ import annotations

import asyncio
import contextvars
import functools
import logging
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import AbstractContextManager, asynccontextmanager, contextmanager
from typing import Any, TypeVar

from sqlalchemy.exc import SQLAlchemyError

from muniment.db.engine import Transaction
from muniment.db.group_commit import GroupCommit
from muniment.db.outages import is_outage
from muniment.db.row_readers import open_row_reader
from muniment.errors import DatabaseUnavailableError, MunimentError, OverloadedError, TooManySignInsError
from muniment.observing.outages import OutageLog
from muniment.runtime import Runtime

log = logging.getLogger("muniment.http")

T = TypeVar("T")

_DISK_THREADS = 8
_ACCEPTING_THREADS = 8
_CALLING_THREADS = 8
_MAX_WAITING_TO_HASH = 64
"""Passwords that wait for their turn; who comes then is asked to come again."""

_MAX_OPEN_SEARCHES = 16
"""The same of searches that are open to all: at 20 ms each, what else is open to all waits a third of a second."""

_SEARCHING_THREADS = 1  # of each process; on SQLite a second one would take the core that everybody else is served on


class _Line:
    """Who is served or waits to be, at most so many."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._there = 0

    @contextmanager
    def place(self, refusal: MunimentError) -> Iterator[None]:
        """A place in it. Raises the refusal where there is none."""
        if self._there >= self._most:
            raise refusal
        self._there += 1
        try:
            yield
        finally:
            self._there -= 1


class Pools:
    """Reading queries, writing transactions and the disk wait in pools of their own, so none holds up another."""

    def __init__(self, runtime: Runtime) -> None:
        # SQLite has one writer; more threads would only wait for it, in no order.
        self._row_reader = open_row_reader(runtime.database)
        writers = 1 if runtime.database.is_sqlite else runtime.settings.database_threads
        self._reading = ThreadPoolExecutor(runtime.settings.database_threads, thread_name_prefix="read")
        self._searching = ThreadPoolExecutor(_SEARCHING_THREADS, thread_name_prefix="search")
        self._writing = ThreadPoolExecutor(writers, thread_name_prefix="write")
        self._accepting = ThreadPoolExecutor(_ACCEPTING_THREADS, thread_name_prefix="accept")
        self._calling = ThreadPoolExecutor(_CALLING_THREADS, thread_name_prefix="call")
        self._hashing = ThreadPoolExecutor(runtime.settings.password_threads, thread_name_prefix="hash")
        self._hash_line = _Line(_MAX_WAITING_TO_HASH)
        self._disk = ThreadPoolExecutor(_DISK_THREADS, thread_name_prefix="disk")
        self._open_to_all = ThreadPoolExecutor(1, thread_name_prefix="open")
        self._open_search_line = _Line(_MAX_OPEN_SEARCHES)
        self.group_commit = GroupCommit(runtime.database) if runtime.database.is_sqlite else None
        """Where uploads commit together; None when each has a transaction of its own."""
        self._reads = OutageLog(log, "reading from the database")
        self.writes = OutageLog(log, "writing to the database")
        self.receiving = OutageLog(log, "receiving uploads on the local disk (staging)")
        self.keeping = OutageLog(log, "keeping uploads in the store")

    def reading(self, work: Callable[[], T]) -> asyncio.Future[T]:
        """Run a reading query."""
        return asyncio.get_running_loop().run_in_executor(self._reading, _prepared(self._told, self._reads, work))

    def searching(self, work: Callable[[], T]) -> asyncio.Future[T]:
        """Run a search by words, which costs what its words match: apart, so that reading never waits for it."""
        return asyncio.get_running_loop().run_in_executor(self._searching, _prepared(self._told, self._reads, work))

    async def reading_row(self, work: Callable[[Transaction], T]) -> T:
        """Run a query for single rows by their keys, on the loop itself: handing the interpreter lock to a thread and
        back costs ten times the query (docs/decisions/0007)."""
        with self.telling_outages(self._reads):
            return await self._row_reader.read(work)

    def writing(self, work: Callable[[], T]) -> asyncio.Future[T]:
        """Run a transaction that writes."""
        return asyncio.get_running_loop().run_in_executor(self._writing, _prepared(self._told, self.writes, work))

    def accepting(self, work: Callable[[], T]) -> asyncio.Future[T]:
        """Run what waits for the disk and then for the database: apart, since everybody's bytes need the disk alone."""
        return asyncio.get_running_loop().run_in_executor(self._accepting, _prepared(work))

    @asynccontextmanager
    async def around(self, blocking: AbstractContextManager[T]) -> AsyncIterator[T]:
        """The context manager's block, on the loop: it is entered, and left by a failure, where `accepting` runs. A
        block that ends well must leave nothing to wait for, and cancelling cannot wait at all: no hop for those."""
        entered = await self.accepting(blocking.__enter__)
        try:
            yield entered
        except Exception as error:
            left = functools.partial(blocking.__exit__, type(error), error, error.__traceback__)
            if not await self.accepting(left):
                raise
        except BaseException as error:
            if not blocking.__exit__(type(error), error, error.__traceback__):
                raise
        else:
            blocking.__exit__(None, None, None)

    def calling(self, work: Callable[[], T]) -> asyncio.Future[T]:
        """Run what waits for a server elsewhere, for seconds."""
        return asyncio.get_running_loop().run_in_executor(self._calling, _prepared(work))

    async def hashing(self, work: Callable[[], T]) -> T:
        """Hash a password: some at once, whose memory so is bounded, the others one after the other. Raises
        TooManySignInsError when too many wait."""
        with self._hash_line.place(TooManySignInsError(1)):
            return await asyncio.get_running_loop().run_in_executor(self._hashing, _prepared(work))

    def on_disk(self, work: Callable[[], T]) -> asyncio.Future[T]:
        """Run something that waits for the disk."""
        return asyncio.get_running_loop().run_in_executor(self._disk, _prepared(work))

    def open_to_all(self, work: Callable[[], T]) -> asyncio.Future[T]:
        """Run what anybody may ask for without a key: one at a time and apart, so that nobody else waits for it."""
        return asyncio.get_running_loop().run_in_executor(self._open_to_all, _prepared(work))

    async def open_search(self, work: Callable[[], T]) -> T:
        """The same of what costs much each time. Raises OverloadedError when too many wait."""
        with self._open_search_line.place(OverloadedError()):
            return await self.open_to_all(work)

    def start_on_disk(self, work: Callable[[], T]) -> Future[T]:
        """The same, for a caller that will not wait."""
        return self._disk.submit(work)

    def _told(self, outage: OutageLog, work: Callable[[], T]) -> T:
        with self.telling_outages(outage):
            return work()

    @contextmanager
    def telling_outages(self, outage: OutageLog) -> Iterator[None]:
        """A database that is away is told as what it is: try again; why, once in the log. A fault of our SQL stays one.
        Only here, outside of every use case: what a commit lost on its way means for them is theirs to say."""
        try:
            yield
        except SQLAlchemyError as error:
            if not is_outage(error):
                raise
            outage.failed(error)
            raise DatabaseUnavailableError from error
        else:
            outage.passed()

    async def drain(self) -> None:
        """Wait for steps whose request is gone, and for the commits under way, then close what rows are read on."""
        if _UNBROKEN:
            await asyncio.wait(_UNBROKEN)
        if self.group_commit is not None:
            await self.group_commit.drain()
        await self._row_reader.close()

    def close(self) -> None:
        """Finish what was begun."""
        for pool in (
            self._reading,
            self._searching,
            self._writing,
            self._accepting,
            self._calling,
            self._hashing,
            self._disk,
            self._open_to_all,
        ):
            pool.shutdown()
        if self.group_commit is not None:
            self.group_commit.close()


_UNBROKEN: set[asyncio.Task[Any]] = set()


async def unbroken(steps: Coroutine[Any, Any, T]) -> T:
    """Await the steps; when the request is cancelled meanwhile, they still come to their end."""
    task = asyncio.create_task(steps)
    _UNBROKEN.add(task)
    task.add_done_callback(_UNBROKEN.discard)
    return await asyncio.shield(task)


def _prepared(work: Callable[..., T], *given: Any) -> Callable[[], T]:
    """The work with its request's ids around it, for the log lines it may write."""
    return functools.partial(contextvars.copy_context().run, work, *given)
