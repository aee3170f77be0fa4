"""What is an outage, and what a fault of our SQL: SQLite gives both one class."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import delete
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from muniment.db.engine import Database, open_database
from muniment.db.outages import is_outage
from muniment.db.statements import HotStatement
from muniment.db.tables import vendors


@pytest.mark.parametrize("statement", ["SELECT nothing FROM vendors", "SELECT 1 FROM nowhere", "SELEKT 1"])
def test_statement_that_is_wrong_is_no_outage(database: Database, statement: str) -> None:
    with pytest.raises(DBAPIError) as raised, database.read() as tx:
        tx.exec_driver_sql(statement)
    assert not is_outage(raised.value)


def test_database_that_is_not_there_is_an_outage(tmp_path: Path) -> None:
    for url in (f"sqlite:///{tmp_path}/no/folder/x.sqlite3", f"postgresql://nobody@/none?host={tmp_path}"):
        database = open_database(url, home=tmp_path, connections=2)
        with pytest.raises(SQLAlchemyError) as raised, database.read() as tx:
            tx.exec_driver_sql("SELECT 1")
        assert is_outage(raised.value), url
        database.close()


def test_database_that_is_full_is_an_outage(home: Path) -> None:
    database = open_database(None, home=home, connections=2)
    with pytest.raises(SQLAlchemyError) as raised, database.write() as tx:
        tx.exec_driver_sql("PRAGMA max_page_count=1")
        tx.exec_driver_sql("CREATE TABLE filled (x)")
        tx.exec_driver_sql("CREATE TABLE filled_too (x)")
    assert is_outage(raised.value)
    database.close()


def test_server_that_takes_nothing_is_an_outage(postgresql_url: str, home: Path) -> None:
    database = open_database(postgresql_url, home=home, connections=2)
    with pytest.raises(SQLAlchemyError) as raised, database.write() as tx:
        tx.exec_driver_sql("SET TRANSACTION READ ONLY")
        tx.exec_driver_sql("DELETE FROM vendors")
    assert is_outage(raised.value)
    database.close()


def test_server_that_takes_nothing_is_an_outage_for_statements_past_sqlalchemy_too(
    postgresql_url: str, home: Path
) -> None:
    database = open_database(postgresql_url, home=home, connections=2)
    with pytest.raises(SQLAlchemyError) as raised, database.write() as tx:
        tx.exec_driver_sql("SET TRANSACTION READ ONLY")
        HotStatement(delete(vendors)).run(tx, {})
    assert is_outage(raised.value)
    database.close()
