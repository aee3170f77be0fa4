"""Rows read on the event loop: fresh, read only, and an outage costs one attempt and never a connection for good."""

from __future__ import annotations

import asyncio
import errno
import gc
import os
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest
import uvloop
from sqlalchemy import Integer, bindparam, insert, literal, make_url, select, text
from sqlalchemy.exc import DBAPIError, OperationalError

from muniment.accounts.organisations import ensure_organisation
from muniment.db import libpq
from muniment.db.engine import Database, Transaction, open_database
from muniment.db.migrate import migrate
from muniment.db.outages import is_outage
from muniment.db.row_readers import open_row_reader
from muniment.db.statements import HotStatement
from muniment.db.tables import organisations
from tests.builders import NOW
from tests.descriptors import gives_descriptors_back
from tests.servers import restartable_postgresql

_NAME = HotStatement(select(organisations.c.name).where(organisations.c.name == bindparam("name")))
_ALL = select(organisations.c.name)


def _name(tx: Transaction) -> object:
    return _NAME.first(tx, {"name": "Acme 0 %s"})


def test_sees_what_was_committed_since_the_last_and_leaves_no_transaction_open(
    database: Database, open_again: Callable[[], Database]
) -> None:
    async def steps() -> None:
        reader = open_row_reader(database)
        assert await reader.read(_name) is None
        for n in range(3):
            with open_again().write() as tx:
                ensure_organisation(tx, f"Acme {n} %s", now=NOW)
            assert await reader.read(_name) == ("Acme 0 %s",)
            assert len(await reader.read(lambda tx: tx.execute(_ALL).all())) == n + 1

        def fails(tx: Transaction) -> None:
            tx.execute(_ALL)
            raise RuntimeError

        with pytest.raises(RuntimeError):
            await reader.read(fails)
        assert not await reader.read(lambda tx: tx.in_transaction())
        await reader.close()

    asyncio.run(steps())


def test_many_at_once_each_get_their_own_rows(database: Database) -> None:
    with database.write() as tx:
        tx.execute(insert(organisations), [{"id": f"o{n}", "name": f"Acme {n}", "created_at": n} for n in range(40)])

    async def steps() -> None:
        reader = open_row_reader(database)

        def of(n: int) -> Callable[[Transaction], object]:
            return lambda tx: (_NAME.first(tx, {"name": f"Acme {n}"}), _NAME.all(tx, {"name": f"Acme {n + 1}"}))

        found = await asyncio.gather(*(reader.read(of(n)) for n in range(39)))
        assert found == [((f"Acme {n}",), [(f"Acme {n + 1}",)]) for n in range(39)]
        await reader.close()

    asyncio.run(steps())


def test_nothing_can_be_changed(database: Database) -> None:
    async def steps() -> None:
        reader = open_row_reader(database)
        with pytest.raises(DBAPIError, match=r"read.?only"):
            await reader.read(lambda tx: tx.execute(text("DELETE FROM organisations")))
        assert await reader.read(_name) is None
        await reader.close()

    asyncio.run(steps())


def test_restart_of_the_server_is_not_noticed_and_its_absence_is_told(home: Path) -> None:
    async def steps(database: Database) -> None:
        reader = open_row_reader(database)
        await asyncio.gather(*(reader.read(_name) for _ in range(8)))
        server.stop()
        with pytest.raises(OperationalError):
            await reader.read(_name)
        server.start()
        assert await reader.read(_name) is None
        server.stop()
        server.start()
        assert await asyncio.gather(*(reader.read(_name) for _ in range(8))) == [None] * 8
        await reader.close()

    with restartable_postgresql() as server:
        database = open_database(server.url, home=home, connections=2)
        migrate(database)
        database.close()
        asyncio.run(steps(database))


_SLEEP = HotStatement(select(text("pg_sleep(60)")))


def test_statement_over_its_time_leaves_the_connection_usable(postgresql_url: str, home: Path) -> None:
    database = open_database(postgresql_url, home=home, connections=2, statement_seconds=1)  # the others have it, too

    async def steps() -> None:
        reader = open_row_reader(database)
        pid = text("SELECT pg_backend_pid()")
        before = await reader.read(lambda tx: tx.execute(pid).scalar_one())
        with pytest.raises(OperationalError, match="statement timeout"):
            await reader.read(lambda tx: _SLEEP.first(tx, {}))
        assert await reader.read(lambda tx: tx.execute(pid).scalar_one()) == before
        await reader.close()

    asyncio.run(steps())
    database.close()


def test_server_that_does_not_answer_is_given_up_and_asked_once(
    postgresql_url: str, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    database = open_database(postgresql_url, home=home, connections=2)
    asked: list[None] = []

    def sleeps(tx: Transaction) -> object:
        asked.append(None)
        return _SLEEP.first(tx, {})

    async def steps() -> None:
        reader = open_row_reader(database)
        await reader.read(lambda tx: tx.execute(text("SELECT 1")))
        with monkeypatch.context() as hurried, pytest.raises(OperationalError, match="does not answer"):
            hurried.setattr(libpq, "ANSWER_SECONDS", 0.05)
            await reader.read(sleeps)
        assert len(asked) == 1
        assert await reader.read(lambda tx: tx.execute(text("SELECT 2")).scalar_one()) == 2
        await reader.close()

    asyncio.run(steps())
    database.close()


def test_answer_that_a_cancelled_reader_did_not_wait_for_reaches_nobody(postgresql_url: str, home: Path) -> None:
    database = open_database(postgresql_url, home=home, connections=2)

    async def steps() -> None:
        reader = open_row_reader(database)
        asked = asyncio.Event()

        def sleeps(tx: Transaction) -> object:
            asked.set()
            return _SLEEP.first(tx, {})

        reading = asyncio.create_task(reader.read(sleeps))
        await asked.wait()
        reading.cancel()
        with pytest.raises(asyncio.CancelledError):
            await reading
        assert await reader.read(_name) is None
        await reader.close()

    asyncio.run(steps())
    database.close()


@pytest.mark.parametrize("new_loop", [asyncio.new_event_loop, uvloop.new_event_loop])
def test_statements_of_both_ways_take_turns_on_a_connection_and_leave_no_descriptor(
    postgresql_url: str, home: Path, new_loop: Callable[[], asyncio.AbstractEventLoop]
) -> None:
    database = open_database(postgresql_url, home=home, connections=2)
    one = HotStatement(select(literal(1, Integer)))

    def in_turns(tx: Transaction) -> list[int]:
        return [one.all(tx, {})[0][0] if at % 3 else tx.execute(text("SELECT 2")).scalar_one() for at in range(7)]

    async def steps() -> list[list[int]]:
        reader = open_row_reader(database)
        found = [await reader.read(in_turns) for _ in range(3)]
        found += await asyncio.gather(*(reader.read(in_turns) for _ in range(8)))
        await reader.close()
        return found

    with asyncio.Runner(loop_factory=new_loop) as runner:
        runner.run(asyncio.sleep(0))  # the first loop of a process keeps two
    with gives_descriptors_back(rounds=8):
        for _ in range(8):
            with asyncio.Runner(loop_factory=new_loop) as runner:
                assert runner.run(steps()) == [[2, 1, 1, 2, 1, 1, 2]] * 11
    database.close()


def test_connection_that_is_dropped_gives_its_descriptor_back(postgresql_url: str) -> None:
    url = make_url(postgresql_url).set(drivername="postgresql").render_as_string(hide_password=False)

    async def steps() -> None:
        with gives_descriptors_back(rounds=12):
            for _ in range(12):
                connection = await psycopg.AsyncConnection.connect(url, autocommit=True)
                assert await libpq.ask(connection, "SELECT 1::int", []) == [(1,)]
                await connection.close()
                del connection
                gc.collect(1)  # it is young; to look through all that tests made takes half a second
                await asyncio.sleep(0)  # the loop has been asked to

    asyncio.run(steps())


def test_want_of_a_descriptor_is_an_outage_and_harms_no_connection(
    postgresql_url: str, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    database = open_database(postgresql_url, home=home, connections=2)
    pid = text("SELECT pg_backend_pid()")
    one = HotStatement(select(literal(1, Integer)))

    def refused(_descriptor: int) -> int:
        raise OSError(errno.EMFILE, "Too many open files")

    async def steps() -> None:
        reader = open_row_reader(database)
        before = await reader.read(lambda tx: tx.execute(pid).scalar_one())
        with monkeypatch.context() as full, pytest.raises(OperationalError, match="Too many open files") as told:
            full.setattr(os, "dup", refused)
            await reader.read(lambda tx: one.all(tx, {}))
        assert is_outage(told.value)
        assert await reader.read(lambda tx: (one.all(tx, {}), tx.execute(pid).scalar_one())) == ([(1,)], before)
        await reader.close()

    asyncio.run(steps())
    database.close()
