"""Statements on a psycopg connection of the event loop, past psycopg: libpq sends them, the loop waits for the answers.

psycopg's own way costs 35 us of CPU a statement, this 12 (a row of seven columns). Nothing is prepared under a name, so
it works behind poolers that give each transaction another connection.
"""

from __future__ import annotations

import asyncio
import os
import weakref
from collections.abc import Sequence
from typing import Any

from psycopg import AsyncConnection, Error, OperationalError
from psycopg.adapt import PyFormat, Transformer
from psycopg.errors import ConnectionTimeout, error_from_result
from psycopg.pq import ExecStatus
from psycopg.pq.abc import PGresult

ANSWER_SECONDS = 15.0
"""Reading some rows by their keys takes a millisecond: a server that does not answer for so long is given up."""

_LINES: weakref.WeakKeyDictionary[AsyncConnection[Any], _Line] = weakref.WeakKeyDictionary()


async def ask(connection: AsyncConnection[Any], sql: str, values: Sequence[object]) -> list[tuple[Any, ...]]:
    """Every row. `sql` has parameters $1 and on; the connection is in autocommit and used by nobody else meanwhile.

    Raises psycopg's errors; after an OperationalError look at `connection.pgconn.status` before using it again.
    """
    line = _LINES.get(connection) or _line(connection)
    pgconn, convert = connection.pgconn, Transformer(connection)
    given = convert.dump_sequence(values, [PyFormat.AUTO] * len(values))
    pgconn.send_query_params(sql.encode(), given, param_types=convert.types, param_formats=convert.formats)
    if pgconn.flush():  # a few hundred bytes on a connection that owes nothing always fit
        pgconn.finish()
        raise OperationalError("the database takes no statement")
    result = await line.answer()
    if result.status != ExecStatus.TUPLES_OK:
        raise error_from_result(result)
    convert.set_pgresult(result)
    return convert.load_rows(0, result.ntuples, tuple)


def _line(connection: AsyncConnection[Any]) -> _Line:
    try:
        line = _LINES[connection] = _Line(connection)
    except OSError as error:
        raise OperationalError(f"the database cannot be listened to: {error.strerror}") from error
    return line


def let_go(connection: AsyncConnection[Any]) -> None:
    """Let go of what is kept for a connection that is about to be closed. In the loop's thread."""
    line = _LINES.pop(connection, None)
    if line is not None:
        line.close()


class _Line:
    """The loop's attention to a connection, kept from one statement to the next: to have it listen and listen no more
    takes as long as the rest of a statement.

    It listens to a descriptor of its own of the same socket. psycopg listens to the connection's at times, and whoever
    closes the connection gives that number away: the loop must not take the next socket that gets it for this one.
    """

    def __init__(self, connection: AsyncConnection[Any]) -> None:
        self._pgconn = connection.pgconn
        self._loop = asyncio.get_running_loop()
        self._socket = os.dup(self._pgconn.socket)
        self._is_listening = False
        self._answered: asyncio.Future[PGresult] | None = None
        self._results: list[PGresult] = []
        # For who closes a connection and says nothing of it; it may be collected in any thread
        self._forgotten = weakref.finalize(connection, _close_soon, self._loop, self._socket)
        self._forgotten.atexit = False

    async def answer(self) -> PGresult:
        """The one result of the statement that was sent. A connection that did not answer is closed: what comes late
        belongs to nobody."""
        self._results.clear()
        self._answered = answered = self._loop.create_future()
        if not self._is_listening:
            self._is_listening = True
            self._loop.add_reader(self._socket, self._read)
        timer = self._loop.call_later(ANSWER_SECONDS, self._give_up, answered)
        try:
            result: PGresult = await answered
            return result
        except BaseException:
            self.close()
            self._pgconn.finish()
            raise
        finally:
            self._answered = None
            timer.cancel()

    def _read(self) -> None:
        answered = self._answered
        if answered is None or answered.done():
            self._listen_no_more()  # it is for somebody else, or the server has gone: who asks next is told
            return
        try:
            self._pgconn.consume_input()
            while not self._pgconn.is_busy():
                result = self._pgconn.get_result()
                if result is None:
                    answered.set_result(self._results[0])
                    return
                self._results.append(result)
        except Error as error:
            answered.set_exception(error)

    @staticmethod
    def _give_up(answered: asyncio.Future[PGresult]) -> None:
        if not answered.done():
            answered.set_exception(ConnectionTimeout("the database does not answer"))

    def _listen_no_more(self) -> None:
        if self._is_listening:
            self._is_listening = False
            self._loop.remove_reader(self._socket)

    def close(self) -> None:
        """Listen no more. May be called twice."""
        self._listen_no_more()
        if self._forgotten.detach() is not None:
            os.close(self._socket)


def _close_soon(loop: asyncio.AbstractEventLoop, socket: int) -> None:
    def close() -> None:
        loop.remove_reader(socket)
        os.close(socket)

    try:
        loop.call_soon_threadsafe(close)
    except RuntimeError:  # the loop is closed: nobody listens
        os.close(socket)
