"""Organisations are made on purpose; a name finds the one that is meant, or names those that could be."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select

from muniment.accounts.organisations import (
    UnknownOrganisationError,
    create_organisation,
    ensure_organisation,
    find_organisation,
    has_organisations,
    list_organisations,
)
from muniment.db.engine import Database
from muniment.db.tables import organisations
from tests.builders import NOW

COMPOSED, DECOMPOSED = "Caf\u00e9 Ltd", "Cafe\u0301 Ltd"


def test_same_organisation_name_gives_the_same_organisation(database: Database) -> None:
    with database.write() as tx:
        assert ensure_organisation(tx, "Acme", now=NOW) == ensure_organisation(tx, " Acme ", now=NOW + 1)


def test_twelve_threads_make_one_organisation(database: Database) -> None:
    start = threading.Barrier(12)

    def ensure(_: int) -> str:
        start.wait()
        with database.write() as tx:
            return ensure_organisation(tx, "Acme", now=NOW)

    with ThreadPoolExecutor(12) as threads:
        assert len(set(threads.map(ensure, range(12)))) == 1


def test_spellings_of_one_name_at_once_make_one_organisation(database: Database) -> None:
    spellings = ("Acme", "ACME", "acme", "aCME") * 3
    start = threading.Barrier(len(spellings))

    def ensure(name: str) -> str:
        start.wait()
        with database.write() as tx:
            return ensure_organisation(tx, name, now=NOW)

    with ThreadPoolExecutor(len(spellings)) as threads:
        assert len(set(threads.map(ensure, spellings))) == 1
    with database.read() as tx:
        assert len(tx.execute(select(organisations)).all()) == 1


def test_made_organisation_is_listed_with_its_name_composed(database: Database) -> None:
    with database.write() as tx:
        assert not has_organisations(tx)
        org_id = create_organisation(tx, f"  {DECOMPOSED} ", now=NOW)
        assert has_organisations(tx)
        assert list_organisations(tx) == [{"id": org_id, "name": COMPOSED, "created_at": NOW}]


@pytest.mark.parametrize("written", [COMPOSED, DECOMPOSED, " caf\u00e9 LTD "])
def test_name_is_found_whatever_its_composition_and_case(database: Database, written: str) -> None:
    with database.write() as tx:
        org_id = create_organisation(tx, COMPOSED, now=NOW)
        assert find_organisation(tx, written) == org_id
        assert ensure_organisation(tx, written, now=NOW) == org_id
        with pytest.raises(ValueError, match="already"):
            create_organisation(tx, written, now=NOW)


def test_name_with_a_slip_is_unknown_and_the_nearest_are_named(database: Database) -> None:
    with database.write() as tx:
        for name in ("Aldgate Insurance", "Aldgate Insurances", "Zephyr"):
            create_organisation(tx, name, now=NOW)
        with pytest.raises(UnknownOrganisationError) as raised:
            find_organisation(tx, "aldgate insurence")
    assert "'Aldgate Insurance' or 'Aldgate Insurances'" in str(raised.value)
    assert "Zephyr" not in str(raised.value)


def test_two_that_differ_in_case_alone_are_found_by_their_very_names(database: Database) -> None:
    with database.write() as tx:
        tx.execute(
            organisations.insert(), [{"id": f"cborg_{n}", "name": n, "created_at": NOW} for n in ("Acme", "ACME")]
        )
        assert find_organisation(tx, "ACME") == "cborg_ACME"
        with pytest.raises(UnknownOrganisationError, match="'A"):
            find_organisation(tx, "acme")
