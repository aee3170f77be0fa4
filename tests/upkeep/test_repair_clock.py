"""What was dated in the future is dated now, in the order in which it was."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest
from sqlalchemy import Table, select, update

from muniment.db.engine import Database
from muniment.db.tables import documents, events, organisations, services, vendors
from muniment.documents import lifecycle
from muniment.upkeep.repair_clock import repair_clock
from muniment.vendors.vendors import VendorFilters, page
from tests.builders import NOW, World, build_document, build_vendor, caller_of
from tests.upkeep.commands import run

AHEAD = 2_100_000_000
"""2036, when no test runs."""


@pytest.fixture
def poisoned(database: Database, world: World) -> list[str]:
    """Three documents of 2025, three of 2036, the last one by a right clock again; in order."""
    with database.write() as tx:
        return [
            build_document(tx, world.org_id, world.vendor.id, now=at).id
            for at in (NOW, NOW + 1, NOW + 2, AHEAD, AHEAD + 5, NOW + 9)
        ]


def created(database: Database) -> dict[str, int]:
    with database.read() as tx:
        rows = tx.execute(select(documents.c.id, documents.c.created_at).order_by(documents.c.seq))
        return {row[0]: row[1] for row in rows}


def latest(database: Database, table: Table, column: str) -> int:
    with database.read() as tx:
        return max(tx.execute(select(table.c[column])).scalars())


def test_documents_come_back_in_their_order_and_later_ones_are_dated_right(
    database: Database, world: World, poisoned: list[str]
) -> None:
    assert list(created(database).values())[3:] == [AHEAD, AHEAD + 5, AHEAD + 5]
    began = int(time.time())
    told = {one.subject: one.message for one in repair_clock(database)}
    after = created(database)
    assert list(after) == poisoned
    assert list(after.values())[:3] == [NOW, NOW + 1, NOW + 2]
    assert all(began - 1 <= at <= time.time() + 1 for at in list(after.values())[3:])
    assert told[world.org_id] == "3 documents were created after now"
    with database.write() as tx:
        place = lifecycle.next_place(tx, world.org_id, now=int(time.time()) + 2)
    assert place.created_at <= time.time() + 3
    assert list(repair_clock(database)) == []


def test_more_documents_than_one_transaction_takes(
    database: Database, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("muniment.upkeep.repair_clock._ROWS_AT_ONCE", 2)
    with database.write() as tx:
        for n in range(7):
            build_document(tx, world.org_id, world.vendor.id, now=AHEAD + n)
    list(repair_clock(database))
    times = list(created(database).values())
    assert times == sorted(times) and times[-1] <= time.time() + 1
    assert latest(database, documents, "updated_at") <= time.time() + 1
    assert latest(database, events, "occurred_at") <= time.time() + 1


def test_vendors_keep_their_place_on_the_list(database: Database, world: World) -> None:
    caller = caller_of(world.org_id)

    def listed() -> list[str]:
        with database.read() as tx:
            return [vendor["id"] for vendor in page(tx, caller, VendorFilters(), limit=50, offset=0)[0]]

    with database.write() as tx:
        made = [build_vendor(tx, world.org_id, f"Vendor {n}").id for n in range(4)]
        for n, vendor_id in enumerate(reversed(made)):  # against the order of ids
            tx.execute(update(vendors).where(vendors.c.id == vendor_id).values(created_at=AHEAD + n, updated_at=AHEAD))
        tx.execute(update(services).where(services.c.vendor_id == made[0]).values(created_at=AHEAD))
    before = listed()
    list(repair_clock(database))
    assert listed() == before
    for table, column in ((vendors, "created_at"), (vendors, "updated_at"), (services, "created_at")):
        assert latest(database, table, column) <= time.time() + 1


def test_organisations_are_told_apart(database: Database, world: World, poisoned: list[str]) -> None:
    with database.write() as tx:
        tx.execute(update(organisations).values(created_at=AHEAD))
    told = [one.subject for one in repair_clock(database)]
    assert world.other_org_id not in told
    assert latest(database, organisations, "created_at") <= time.time() + 1
    assert latest(database, organisations, "document_created_at") <= time.time() + 1


def test_command_tells_what_it_brought_back(
    home: Path,
    database: Database,
    database_url: str,
    world: World,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("MUNIMENT_HOME", str(home))
    monkeypatch.setenv("MUNIMENT_DATABASE_URL", database_url)
    with database.write() as tx:
        build_document(tx, world.org_id, world.vendor.id, now=AHEAD)
    assert run("repair", "clock", "--json") == 0
    subjects = [one["subject"] for one in json.loads(capsys.readouterr().out)["repaired"]]
    assert subjects == [world.org_id, "documents", "events"]
    assert run("repair", "clock", "--json") == 0
    assert json.loads(capsys.readouterr().out) == {"repaired": []}
