"""One statement on a psycopg connection of the event loop, past psycopg: libpq sends it, the loop waits for the answer.

psycopg's own way costs 35 us of CPU, this 10 (a row of seven columns). Nothing is prepared under a name, so it works
behind poolers that give each transaction another connection.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any

from psycopg import AsyncConnection, Error, OperationalError
from psycopg.adapt import PyFormat, Transformer
from psycopg.errors import ConnectionTimeout, error_from_result
from psycopg.pq import ExecStatus
from psycopg.pq.abc import PGresult

ANSWER_SECONDS = 15.0
"""Reading some rows by their keys takes a millisecond: a server that does not answer for so long is given up."""


async def ask(connection: AsyncConnection[Any], sql: str, values: Sequence[object]) -> list[tuple[Any, ...]]:
    """Every row. `sql` has parameters $1 and on; the connection is in autocommit and used by nobody else meanwhile.

    Raises psycopg's errors; after an OperationalError look at `connection.pgconn.status` before using it again.
    """
    pgconn, convert = connection.pgconn, Transformer(connection)
    given = convert.dump_sequence(values, [PyFormat.AUTO] * len(values))
    pgconn.send_query_params(sql.encode(), given, param_types=convert.types, param_formats=convert.formats)
    if pgconn.flush():  # a few hundred bytes on a connection that owes nothing always fit
        pgconn.finish()
        raise OperationalError("the database takes no statement")
    result = await _answer(pgconn)
    if result.status != ExecStatus.TUPLES_OK:
        raise error_from_result(result)
    convert.set_pgresult(result)
    return convert.load_rows(0, result.ntuples, tuple)


async def _answer(pgconn: Any) -> PGresult:
    """The statement's one result. A connection that did not answer is closed: what comes late belongs to nobody."""
    loop = asyncio.get_running_loop()
    answered: asyncio.Future[PGresult] = loop.create_future()
    results: list[PGresult] = []

    def read() -> None:
        try:
            pgconn.consume_input()
            while not answered.done() and not pgconn.is_busy():
                result = pgconn.get_result()
                if result is None:
                    answered.set_result(results[0])
                    return
                results.append(result)
        except Error as error:
            if not answered.done():
                answered.set_exception(error)

    def give_up() -> None:
        if not answered.done():
            answered.set_exception(ConnectionTimeout("the database does not answer"))

    socket = pgconn.socket
    loop.add_reader(socket, read)
    timer = loop.call_later(ANSWER_SECONDS, give_up)
    try:
        return await answered
    except BaseException:
        pgconn.finish()
        raise
    finally:
        timer.cancel()
        loop.remove_reader(socket)
