"""The one gate for change: one order an organisation, without gaps, from which the objects can be made again."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from random import Random
from typing import Any

import pytest
from sqlalchemy import select

from muniment.db.engine import Database, Transaction
from muniment.db.tables import assessments as assessment_rows
from muniment.db.tables import documents, events, organisations
from muniment.db.tables import vendors as vendor_rows
from muniment.documents import lifecycle, manage
from muniment.documents.lifecycle import Status
from muniment.errors import MunimentError
from muniment.events import feed
from muniment.events.catalogue import EventType
from muniment.events.feed import Event
from muniment.judging.facts.validity import ValidityRules
from muniment.vendors import assessments, services, vendors
from tests.builders import NOW, World, build_document, build_world, caller_of

WRITERS = 6
CHANGES = 25
NOT_KEPT = {
    "custom_fields",
    "engagement_type",
    "findings_count",
    "inherent_risk_level_id",
    "relationship_owner_ids",
    "residual_risk_level_id",
    "risk_analyst_ids",
    "score_percent",
    "services",
    "status_id",
    "watcher_ids",
}
"""Keys of the wire that always have the same value, and a vendor's services, which have events of their own."""


class _RolledBackError(Exception):
    pass


def every_event(database: Database, org_id: str, *, after: int = 0) -> list[Event]:
    with database.read() as tx:
        return feed.read(tx, org_id, after=after, limit=100_000)


def replayed(found: list[Event]) -> dict[str, dict[str, Any]]:
    """The objects as the events leave them; each old value must be the one that stood."""
    objects: dict[str, dict[str, Any]] = {}
    for event in found:
        if event.type.endswith(".Created"):
            assert event.subject_id not in objects
            objects[event.subject_id] = {"id": event.subject_id, "vendor_id": event.vendor_id}
        standing = objects[event.subject_id]
        for name, (old, new) in event.changes.items():
            assert standing.get(name) == old != new, event
            standing[name] = new
    return objects


def _stored(tx: Transaction, org_id: str) -> dict[str, dict[str, Any]]:
    """Every object of the organisation as its own endpoint answers it."""
    caller = caller_of(org_id)
    objects: dict[str, dict[str, Any]] = {}
    for id_ in tx.execute(select(vendor_rows.c.id).where(vendor_rows.c.org_id == org_id)).scalars().all():
        vendor = vendors.get(tx, caller, id_)
        objects[id_] = {**vendor, "vendor_id": id_}
        objects |= {service["id"]: service for service in vendor["services"]}
    c = assessment_rows.c
    for id_, archived_at in tx.execute(select(c.id, c.archived_at).where(c.org_id == org_id)).all():
        objects[id_] = {**assessments.get(tx, caller, id_), "archived_at": archived_at}
    d = documents.c
    for id_, archived_at in tx.execute(select(d.id, d.archived_at).where(d.org_id == org_id)).all():
        objects[id_] = {**manage.get(tx, caller, id_), "archived_at": archived_at}
    return objects


def _change_something(tx: Transaction, world: World, chance: Random) -> None:
    """One of everything that changes an organisation, of an object that anybody else may be changing too."""
    caller, vendor = world.caller, chance.choice((world.vendor, world.other_vendor))
    now = NOW + chance.randrange(1000)
    some = chance.choice(
        tx.execute(select(documents.c.id).where(documents.c.org_id == world.org_id).limit(20)).scalars().all() or ["x"]
    )
    name = f"name {chance.randrange(4)}"
    chance.choice(
        (
            lambda: vendors.create(tx, caller, {"name": name, "tags": ["a"]}, now=now),
            lambda: vendors.change(tx, caller, vendor.id, {"name": name, "tags": [name]}, now=now),
            lambda: services.create(tx, caller, vendor.id, {"name": name}, now=now),
            lambda: services.change(tx, caller, vendor.id, vendor.services[0], {"description": name}, now=now),
            lambda: assessments.create(
                tx,
                caller,
                assessments.NewAssessment(vendor_id=vendor.id, control_set_ids=["s"], supporting_document_ids=[some]),
                now=now,
            ),
            lambda: assessments.archive(tx, caller, chance.choice(vendor.assessments), now=now),
            lambda: build_document(tx, world.org_id, vendor.id, service_ids=vendor.services, now=now),
            lambda: build_document(tx, world.org_id, vendor.id, assessment_ids=vendor.assessments[:1], now=now),
            lambda: manage.change(
                tx, caller, some, manage.Change(name=name, service_ids=()), rules=ValidityRules(), now=now
            ),
            lambda: manage.archive(tx, caller, some, now=now),
            lambda: manage.analyse_again(tx, caller, some, now=now),
            lambda: lifecycle.begin_analysis(tx, caller, some, generation=1, now=now),
            lambda: lifecycle.settle(
                tx, caller, some, generation=1, status=Status.COMPLETE, document_type="invoice", now=now
            ),
        )
    )()


def test_threads_that_change_everything_leave_one_order_without_gaps_that_replays_to_what_is_stored(
    database: Database,
) -> None:
    with database.write() as tx:
        world = build_world(tx)
    ended, followed = threading.Event(), []

    def write(number: int) -> None:
        chance = Random(number)
        for _ in range(CHANGES):
            try:
                with database.write() as tx:
                    _change_something(tx, world, chance)
                    if chance.random() < 0.2:
                        raise _RolledBackError
            except (_RolledBackError, MunimentError):
                continue

    def follow() -> None:
        last_look = False
        while True:
            with database.read() as tx:
                found = feed.read(tx, world.org_id, after=followed[-1].seq if followed else 0, limit=7)
            followed.extend(found)
            if not found:
                if last_look:
                    return
                last_look = ended.wait(0.001)

    with ThreadPoolExecutor(WRITERS + 1) as threads:
        follower = threads.submit(follow)
        try:
            list(threads.map(write, range(WRITERS)))
        finally:
            ended.set()
        follower.result(60)

    found = every_event(database, world.org_id)
    assert [event.seq for event in found] == list(range(1, len(found) + 1))
    assert len(found) > WRITERS * CHANGES / 2
    assert followed == found
    with database.read() as tx:
        stored = _stored(tx, world.org_id)
        given = tx.execute(select(organisations.c.event_seq).where(organisations.c.id == world.org_id)).scalar_one()
    made = replayed(found)
    assert given == len(found)
    assert made.keys() == stored.keys()
    for id_, wire in stored.items():
        assert {key: made[id_].get(key) for key in wire if key not in NOT_KEPT} == {
            key: value for key, value in wire.items() if key not in NOT_KEPT
        }


def test_event_says_who_did_what_to_which_object_when(database: Database) -> None:
    with database.write() as tx:
        world = build_world(tx)
        before = feed.read(tx, world.org_id, after=0, limit=1000)[-1].seq
        vendors.change(tx, world.caller, world.vendor.id, {"tier": "1"}, now=NOW + 5)
    (event,) = every_event(database, world.org_id, after=before)
    assert (event.type, event.subject_id, event.vendor_id) == ("Vendor.Updated", world.vendor.id, world.vendor.id)
    assert event.actor == feed.Actor(org_id=world.org_id, kind=world.caller.kind, id=None, name="test")
    assert event.changes == {"tier": (None, "1"), "updated_at": (NOW, NOW + 5)}
    assert event.occurred_at == NOW + 5
    assert event.id.startswith("cbevt_")


@pytest.mark.parametrize(
    "change",
    [
        lambda tx, world, _: vendors.change(
            tx, world.caller, world.vendor.id, {"name": "Northwind Hosting"}, now=NOW + 9
        ),
        lambda tx, world, _: vendors.change(tx, world.caller, world.vendor.id, {}, now=NOW + 9),
        lambda tx, world, _: services.change(
            tx, world.caller, world.vendor.id, world.vendor.services[0], {"name": "Northwind Hosting A"}, now=NOW + 9
        ),
        lambda tx, world, id_: manage.change(
            tx, world.caller, id_, manage.Change(name="report.pdf"), rules=ValidityRules(), now=NOW + 9
        ),
    ],
)
def test_change_that_changes_nothing_records_nothing(
    database: Database, change: Callable[[Transaction, World, str], object]
) -> None:
    with database.write() as tx:
        world = build_world(tx)
        document = build_document(tx, world.org_id, world.vendor.id)
    before = every_event(database, world.org_id)
    with database.write() as tx:
        change(tx, world, document.id)
    assert every_event(database, world.org_id) == before


def test_archiving_what_is_unsettled_settles_it_and_the_second_time_records_nothing(database: Database) -> None:
    with database.write() as tx:
        world = build_world(tx)
        document = build_document(tx, world.org_id, world.vendor.id)
        assessments.archive(tx, world.caller, world.vendor.assessments[0], now=NOW)
    before = len(every_event(database, world.org_id))
    for _ in range(2):
        with database.write() as tx:
            manage.archive(tx, world.caller, document.id, now=NOW + 1)
            assessments.archive(tx, world.caller, world.vendor.assessments[0], now=NOW + 1)
    found = every_event(database, world.org_id, after=before)
    assert [event.type for event in found] == ["VendorDocument.Settled", "VendorDocument.Deleted"]
    assert found[1].changes["archived_at"] == (None, NOW + 1)


def test_unknown_type_cannot_be_recorded(database: Database) -> None:
    with database.write() as tx:
        world = build_world(tx)
        with pytest.raises(ValueError, match="Loved"):
            feed.record(
                tx,
                world.caller,
                "Vendor.Loved",  # type: ignore[arg-type]
                subject_id=world.vendor.id,
                vendor_id=world.vendor.id,
                before=None,
                after={"love": 1},
                now=NOW,
            )


def test_types_are_a_noun_and_what_happened_to_it() -> None:
    assert {one.value.partition(".")[0] for one in EventType} == {
        "Vendor",
        "Service",
        "Assessment",
        "VendorDocument",
        "ApiKey",
        "OAuthClient",
        "User",
        "Organisation",
        "LegalHold",
        "Webhook",
    }
    assert {one.value.partition(".")[2] for one in EventType} == {
        *("Created", "Updated", "Deleted", "Restored", "Settled", "Removed", "Purged", "Quarantined", "Released"),
        *("Reviewed", "ReviewWithdrawn"),
    }


def test_organisations_have_orders_of_their_own(database: Database) -> None:
    with database.write() as tx:
        world = build_world(tx)
        vendors.create(tx, world.other_caller, {"name": "N"}, now=NOW)
        theirs = feed.read(tx, world.other_org_id, after=0, limit=100)
        mine = feed.read(tx, world.org_id, after=0, limit=100)
        total = len(tx.execute(select(events.c.seq)).all())
    assert [event.seq for event in theirs] == list(range(1, len(theirs) + 1))
    assert len(mine) + len(theirs) == total
