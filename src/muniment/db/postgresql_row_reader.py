"""The row reader of PostgreSQL (db/row_readers.py). Apart: only an installation on PostgreSQL loads the driver."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from typing import Any, TypeVar

from psycopg.errors import ConnectionTimeout
from psycopg.pq import ConnStatus, TransactionStatus
from sqlalchemy import exc
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine
from sqlalchemy.pool import NullPool

from muniment.db import clock, libpq
from muniment.db.engine import Database, Transaction

T = TypeVar("T")

_CONNECTIONS = 4
"""With 16 requests at once more bring nothing, and each is a process of the server."""

_TURN_SECONDS = 30.0
"""Longest wait for one of them."""


class PostgresqlRowReader:
    """A few connections in autocommit. The work runs in a greenlet that steps aside while the server answers, so use
    cases are the same functions as everywhere and the loop never waits."""

    def __init__(self, database: Database) -> None:
        arguments = dict(database.connect_arguments)
        arguments["options"] = f"{arguments['options']} -c default_transaction_read_only=on"
        self._engine = create_async_engine(
            database.url,
            poolclass=NullPool,
            isolation_level="AUTOCOMMIT",
            connect_args=arguments,
            hide_parameters=True,
            execution_options=clock.carried(),
        )
        self._idle: list[AsyncConnection] = []
        self._turns = asyncio.Semaphore(_CONNECTIONS)

    async def read(self, work: Callable[[Transaction], T]) -> T:
        await self._await_turn()
        try:
            if self._idle:
                connection = self._idle.pop()
                try:
                    return await self._run(connection, work)
                except DBAPIError as error:
                    if _is_usable(connection) or isinstance(error.orig, ConnectionTimeout):
                        raise
                # Lost while idle, as all are after a restart of the server: read once more, on a fresh one.
                await self.close()
            return await self._run(await self._engine.connect(), work)
        finally:
            self._turns.release()

    async def _run(self, connection: AsyncConnection, work: Callable[[Transaction], T]) -> T:
        try:
            return await connection.run_sync(work)
        finally:
            if not _is_usable(connection):
                await _close(connection)
            else:
                if connection.in_transaction():  # as above; nothing goes to the server
                    await connection.rollback()
                self._idle.append(connection)

    async def _await_turn(self) -> None:
        if not self._turns.locked():
            await self._turns.acquire()
            return
        try:
            async with asyncio.timeout(_TURN_SECONDS):
                await self._turns.acquire()
        except TimeoutError as error:
            raise exc.TimeoutError("no connection became free for reading a row") from error

    async def close(self) -> None:
        idle, self._idle = self._idle, []
        for connection in idle:
            await _close(connection)


def _is_usable(connection: AsyncConnection) -> bool:
    """Whether the next work may have it: it is there, and owes no answer."""
    driver = _driver_of(connection)
    if driver is None:
        return False
    pgconn = driver.pgconn
    return bool(pgconn.status == ConnStatus.OK and pgconn.transaction_status == TransactionStatus.IDLE)


def _driver_of(connection: AsyncConnection) -> Any:
    """psycopg's own connection; None where SQLAlchemy has closed it."""
    raw = connection.sync_connection
    return None if raw is None or raw.closed or raw.invalidated else raw.connection.driver_connection


async def _close(connection: AsyncConnection) -> None:
    if (driver := _driver_of(connection)) is not None:
        libpq.let_go(driver)
    with suppress(DBAPIError):
        if not _is_usable(connection):
            await connection.invalidate()
        await connection.close()
