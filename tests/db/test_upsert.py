"""A row that is there already is left alone, or changed, on both databases alike."""

from __future__ import annotations

from sqlalchemy import bindparam, select

from muniment.db.engine import Database
from muniment.db.statements import HotStatement
from muniment.db.tables import chores
from muniment.db.upsert import insert_or_ignore, insert_or_update


def _rows(database: Database) -> dict[str, float]:
    with database.read() as tx:
        return dict(tx.execute(select(chores.c.name, chores.c.begun_at)).all())


def test_row_that_is_there_stays_and_the_others_come(database: Database) -> None:
    with database.write() as tx:
        tx.execute(insert_or_ignore(tx.dialect.name, chores), {"name": "a", "begun_at": 1})
        several = [{"name": "a", "begun_at": 2}, {"name": "b", "begun_at": 2}]
        tx.execute(insert_or_ignore(tx.dialect.name, chores), several)
    assert _rows(database) == {"a": 1, "b": 2}


def test_row_that_is_there_is_changed_by_the_new_one(database: Database) -> None:
    add = HotStatement(
        lambda name: insert_or_update(
            name,
            chores,
            {"name": bindparam("name"), "begun_at": bindparam("begun_at")},
            update=lambda new: {"begun_at": chores.c.begun_at + new["begun_at"]},
        )
    )
    with database.write() as tx:
        for begun_at in (1, 10):
            add.run(tx, {"name": "a", "begun_at": begun_at}, {"name": "b", "begun_at": 2 * begun_at})
    assert _rows(database) == {"a": 11, "b": 22}


def test_row_outside_of_where_stays_and_nothing_comes_back(database: Database) -> None:
    def take(at: float) -> bool:
        with database.write() as tx:
            taken = insert_or_update(
                tx.dialect.name,
                chores,
                {"name": "a", "begun_at": at},
                key=[chores.c.name],
                update=lambda new: {"begun_at": new["begun_at"]},
                where=chores.c.begun_at <= at - 5,
            )
            return tx.execute(taken.returning(chores.c.name)).first() is not None

    assert [take(at) for at in (1, 5, 6)] == [True, False, True]
    assert _rows(database) == {"a": 6}
