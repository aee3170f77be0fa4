"""Vendors and services in the database, on SQLite and PostgreSQL alike. Over HTTP: tests/api/test_vendors.py."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from muniment import ids
from muniment.db.engine import Database
from muniment.errors import ServiceNotFoundError, VendorNotFoundError
from muniment.unicode import folded
from muniment.vendors import services, vendors
from muniment.vendors.vendors import VendorFilters
from tests.builders import NOW, World, caller_of


def names(database: Database, org_id: str, **filters: str) -> list[str]:
    with database.read() as tx:
        items, total = vendors.page(tx, caller_of(org_id), VendorFilters(**filters), limit=200, offset=0)
    assert total == len(items)
    return [item["name"] for item in items]


def test_newest_come_first_and_ties_are_settled_by_id(database: Database, world: World) -> None:
    with database.write() as tx:
        made = [vendors.create(tx, world.caller, {"name": f"{n}"}, now=NOW + n // 3) for n in range(9)]
        items, total = vendors.page(tx, world.caller, VendorFilters(), limit=200, offset=0)
        walked = [
            vendors.page(tx, world.caller, VendorFilters(), limit=2, offset=offset)[0][0]["id"]
            for offset in range(total)
        ]
    expected = sorted(made, key=lambda one: (one["created_at"], one["id"]), reverse=True)
    assert [item["id"] for item in items][:9] == [one["id"] for one in expected]
    assert total == 11
    assert walked == [item["id"] for item in items]


def test_change_keeps_what_it_does_not_name_and_tells_when(database: Database, world: World) -> None:
    with database.write() as tx:
        made = vendors.create(tx, world.caller, {"name": "N", "tier": "1", "tags": ["a"]}, now=NOW)
        same = vendors.change(tx, world.caller, made["id"], {}, now=NOW + 5)
        changed = vendors.change(tx, world.caller, made["id"], {"tier": "", "name": None}, now=NOW + 9)
    assert same == made
    assert changed == {**made, "tier": None, "updated_at": NOW + 9}


def test_services_are_listed_oldest_first(database: Database, world: World) -> None:
    with database.write() as tx:
        vendor_id = vendors.create(tx, world.caller, {"name": "N"}, now=NOW)["id"]
        made = [services.create(tx, world.caller, vendor_id, {"name": str(n)}, now=NOW + n)["id"] for n in (3, 1, 2)]
        listed = [one["id"] for one in vendors.get(tx, world.caller, vendor_id)["services"]]
    assert listed == [made[1], made[2], made[0]]


def test_what_another_organisation_has_is_not_found(database: Database, world: World) -> None:
    theirs = world.foreign_vendor
    for vendor_id in (theirs.id, ids.new(ids.VENDOR), "x", "", "cbvndr_" + "A" * 32, "\x00"):
        with database.write() as tx:
            with pytest.raises(VendorNotFoundError):
                vendors.get(tx, world.caller, vendor_id)
            with pytest.raises(VendorNotFoundError):
                vendors.change(tx, world.caller, vendor_id, {"name": "taken"}, now=NOW)
            with pytest.raises(VendorNotFoundError):
                services.create(tx, world.caller, vendor_id, {"name": "taken"}, now=NOW)
            with pytest.raises(VendorNotFoundError):
                services.change(tx, world.caller, vendor_id, theirs.services[0], {"name": "taken"}, now=NOW)
    for service_id in (theirs.services[0], world.other_vendor.services[0], ids.new(ids.SERVICE), "x"):
        with database.write() as tx, pytest.raises(ServiceNotFoundError):
            services.change(tx, world.caller, world.vendor.id, service_id, {"name": "taken"}, now=NOW)
    with database.read() as tx:
        vendor = vendors.get(tx, world.other_caller, theirs.id)
    assert vendor["name"] == "Sable Analytics"
    assert "taken" not in str(vendor)
    assert "Sable Analytics" not in names(database, world.org_id)


@pytest.mark.parametrize(
    ("name", "asked"),
    [
        ("Straße", "STRASSE"),
        ("ΣΊΣΥΦΟΣ", "σίσυφος"),
        ("ﬁnance", "FIN"),
        ("Ⅷ", "viii"),
        ("e\u0301", "É"),
        ("ſ", "S"),
        ("Łódź", "lodz"),
        ("Ærø", "AERO"),
    ],
)
def test_folding_ignores_case_accents_and_compatibility_forms(name: str, asked: str) -> None:
    assert folded(asked) in folded(name)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    kept=st.lists(st.text("aAbß%_\\/'*ıİé\u0301Σς ", min_size=1, max_size=5), min_size=1, max_size=4),
    asked=st.text("aAbß%_\\/'*ıİé\u0301Σς ", min_size=1, max_size=3),
)
def test_name_filter_is_what_a_substring_says(database: Database, world: World, kept: list[str], asked: str) -> None:
    with database.write() as tx:
        org_id = world.org_id
        made = {vendors.create(tx, caller_of(org_id), {"name": name}, now=NOW)["id"]: name for name in kept}
        items, _ = vendors.page(tx, caller_of(org_id), VendorFilters(name=asked), limit=200, offset=0)
        found = {item["id"] for item in items} & set(made)
        tx.rollback()
    wanted = folded(asked)  # nothing is left of an accent alone, which no name has
    assert found == {id_ for id_, name in made.items() if wanted and wanted in folded(name)}
