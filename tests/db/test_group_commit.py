"""Works that share a transaction: each gets its own answer, and who fails fails alone."""

from __future__ import annotations

import asyncio
import sqlite3
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from sqlalchemy import event, func, select
from sqlalchemy.exc import OperationalError

from muniment.accounts.organisations import ensure_organisation
from muniment.db.engine import Database, Transaction, open_database
from muniment.db.group_commit import MOST_AT_ONCE, GroupCommit
from muniment.db.tables import organisations
from muniment.errors import VendorNotFoundError
from tests.builders import NOW


@pytest.fixture
def database(migrated_sqlite: Path, home: Path) -> Iterator[Database]:
    (home / "muniment.sqlite3").write_bytes(migrated_sqlite.read_bytes())
    opened = open_database(None, home=home, connections=2)
    yield opened
    opened.close()


@asynccontextmanager
async def grouping(database: Database) -> AsyncIterator[tuple[GroupCommit, list[str]]]:
    """A group, and the begins and commits of the writing connection as they happen."""
    happened: list[str] = []
    event.listen(database.writer, "begin", lambda _: happened.append("begin"))
    event.listen(database.writer, "commit", lambda _: happened.append("commit"))
    group = GroupCommit(database)
    yield group, happened
    group.close()


def making(name: str) -> Callable[[Transaction], str]:
    def work(tx: Transaction) -> str:
        ensure_organisation(tx, name, now=NOW)
        return name

    return work


def names(database: Database) -> set[str]:
    with database.read() as tx:
        return set(tx.execute(select(organisations.c.name)).scalars())


def refusing(_tx: Transaction) -> str:
    raise VendorNotFoundError


def test_works_that_wait_at_once_share_one_transaction(database: Database) -> None:
    async def run() -> list[str]:
        async with grouping(database) as (group, happened):
            results = await asyncio.gather(*(group.run(making(f"org {n}")) for n in range(MOST_AT_ONCE)))
            assert happened == ["begin", "commit"]
            return results

    assert asyncio.run(run()) == [f"org {n}" for n in range(MOST_AT_ONCE)]
    assert len(names(database)) == MOST_AT_ONCE


def test_no_transaction_holds_more_than_the_limit(database: Database) -> None:
    async def run() -> None:
        async with grouping(database) as (group, happened):
            await asyncio.gather(*(group.run(making(f"org {n}")) for n in range(MOST_AT_ONCE + 1)))
            assert happened == ["begin", "commit"] * 2

    asyncio.run(run())
    assert len(names(database)) == MOST_AT_ONCE + 1


def test_a_result_is_told_only_once_it_is_committed(database: Database) -> None:
    async def run() -> None:
        async with grouping(database) as (group, _):
            await group.run(making("first"))
            with sqlite3.connect(str(database.url.database)) as other:
                assert other.execute("SELECT name FROM organisations").fetchall() == [("first",)]

    asyncio.run(run())


def test_who_refuses_is_refused_and_the_others_are_committed(database: Database) -> None:
    async def run() -> list[object]:
        async with grouping(database) as (group, happened):
            works = (making("first"), refusing, making("second"))
            results = await asyncio.gather(*map(group.run, works), return_exceptions=True)
            assert happened == ["begin", "commit"]
            return results

    first, refused, second = asyncio.run(run())
    assert (first, second) == ("first", "second")
    assert isinstance(refused, VendorNotFoundError)
    assert names(database) == {"first", "second"}


def test_who_breaks_the_transaction_fails_alone(database: Database) -> None:
    def breaking(tx: Transaction) -> str:
        ensure_organisation(tx, "half done", now=NOW)
        raise RuntimeError("broken")

    async def run() -> list[object]:
        async with grouping(database) as (group, _):
            works = (making("first"), breaking, refusing, making("second"))
            return await asyncio.gather(*map(group.run, works), return_exceptions=True)

    first, broken, refused, second = asyncio.run(run())
    assert (first, second) == ("first", "second")
    assert isinstance(broken, RuntimeError)
    assert isinstance(refused, VendorNotFoundError)
    assert names(database) == {"first", "second"}


def test_works_that_arrive_while_others_are_tried_again_are_told_their_own_ends(database: Database) -> None:
    """Each of them is committed or told its failure, and none is told another's."""

    def breaking(name: str) -> Callable[[Transaction], str]:
        def work(tx: Transaction) -> str:
            ensure_organisation(tx, "half done", now=NOW)
            raise RuntimeError(name)

        return work

    async def run() -> dict[str, object]:
        async with grouping(database) as (group, _):
            runs = 0
            tasks: dict[str, asyncio.Task[str]] = {}

            def start(name: str, work: Callable[[Transaction], str]) -> None:
                tasks[name] = asyncio.create_task(group.run(work))

            def first(tx: Transaction) -> str:
                nonlocal runs
                runs += 1
                if runs == 2:  # alone by now
                    start("late and broken", breaking("late and broken"))
                    start("late", making("late"))
                return making("first")(tx)

            start("first", first)
            start("second", making("second"))
            start("broken", breaking("broken"))
            while not all(task.done() for task in tasks.values()) or len(tasks) < 5:
                await asyncio.sleep(0.01)
            return {name: str(task.exception()) if task.exception() else task.result() for name, task in tasks.items()}

    ends = asyncio.run(asyncio.wait_for(run(), 20))
    assert ends == {name: name for name in ("first", "second", "broken", "late and broken", "late")}
    assert names(database) == {"first", "second", "late"}


def test_group_works_on_after_its_driver_was_cancelled(database: Database) -> None:
    async def run() -> None:
        async with grouping(database) as (group, _):

            def cancelling(tx: Transaction) -> str:
                assert group._driver is not None
                group._driver.cancel()
                return making("caught")(tx)

            caught = [asyncio.create_task(group.run(work)) for work in (cancelling, making("caught, too"))]
            done = await asyncio.wait_for(asyncio.gather(*caught, return_exceptions=True), 10)
            assert [type(one) for one in done] == [asyncio.CancelledError] * 2
            assert await asyncio.wait_for(group.run(making("later")), 10) == "later"

    asyncio.run(run())
    assert names(database) == {"later"}


def test_long_work_does_not_hold_the_loop(database: Database) -> None:
    async def run() -> None:
        async with grouping(database) as (group, happened):
            seen: list[str] = []

            def naming(name: str) -> Callable[[Transaction], str]:
                def work(tx: Transaction) -> str:
                    seen.append(threading.current_thread().name)
                    return making(name)(tx)

                return work

            await asyncio.gather(group.run(naming("long"), is_long=True), group.run(naming("short")))
            assert [name.startswith("commit") for name in seen] == [True, False]
            assert happened == ["begin", "commit"]

    asyncio.run(run())
    assert names(database) == {"long", "short"}


def test_draining_waits_for_what_is_under_way(database: Database) -> None:
    async def run() -> None:
        async with grouping(database) as (group, _):
            running = asyncio.create_task(group.run(making("under way")))
            await asyncio.sleep(0)
            await group.drain()
            assert running.done()

    asyncio.run(run())
    assert names(database) == {"under way"}


def test_a_database_that_cannot_be_written_is_told_to_everyone_and_works_again_later(
    migrated_sqlite: Path, home: Path
) -> None:
    (home / "muniment.sqlite3").write_bytes(migrated_sqlite.read_bytes())
    database = open_database(None, home=home, connections=2)
    with database.writer.connect() as connection:
        connection.exec_driver_sql("PRAGMA busy_timeout=50")

    async def run() -> None:
        async with grouping(database) as (group, _):
            with sqlite3.connect(home / "muniment.sqlite3", isolation_level=None) as other:
                other.execute("BEGIN IMMEDIATE")
                works = (making("first"), making("second"))
                results = await asyncio.gather(*map(group.run, works), return_exceptions=True)
                assert [type(one) for one in results] == [OperationalError, OperationalError]
                other.execute("ROLLBACK")
            assert await group.run(making("third")) == "third"

    asyncio.run(run())
    assert names(database) == {"third"}
    database.close()


def test_one_whose_caller_is_gone_is_committed_all_the_same(database: Database) -> None:
    async def run() -> None:
        async with grouping(database) as (group, _):
            gone = asyncio.create_task(group.run(making("gone")))
            await asyncio.sleep(0)
            gone.cancel()
            assert await group.run(making("stays")) == "stays"
            with pytest.raises(asyncio.CancelledError):
                await gone

    asyncio.run(run())
    with database.read() as tx:
        assert tx.execute(select(func.count()).select_from(organisations)).scalar_one() == 2
