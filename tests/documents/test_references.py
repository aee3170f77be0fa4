"""What a document points at must exist in the caller's organisation and belong to its vendor."""

from __future__ import annotations

import pytest
from sqlalchemy import update

from muniment import ids
from muniment.db.engine import Database
from muniment.db.tables import assessments
from muniment.documents.references import check_assessments, check_services, check_vendor
from muniment.errors import AssessmentNotFoundError, ServiceNotFoundError, VendorNotFoundError
from tests.builders import NOW, World

SHAPELESS = ["", "x", "cbvndr_", "cbvndr_" + "0" * 31, "cbvndr_" + "G" * 32, "\x00", "é" * 39, "x" * 10_000]


def test_own_references_are_accepted(database: Database, world: World) -> None:
    vendor = world.vendor
    with database.read() as tx:
        check_vendor(tx, world.caller, vendor.id)
        check_services(tx, world.caller, vendor.id, vendor.services)
        check_services(tx, world.caller, vendor.id, ())
        check_assessments(tx, world.caller, vendor.id, vendor.assessments)


def test_other_organisations_vendor_is_not_found(database: Database, world: World) -> None:
    with database.read() as tx, pytest.raises(VendorNotFoundError):
        check_vendor(tx, world.caller, world.foreign_vendor.id)


def test_unknown_or_shapeless_vendor_is_not_found(database: Database, world: World) -> None:
    with database.read() as tx:
        for id_ in (*SHAPELESS, ids.new(ids.VENDOR)):
            with pytest.raises(VendorNotFoundError):
                check_vendor(tx, world.caller, id_)


@pytest.mark.parametrize("whose", ["other_vendor", "foreign_vendor"])
def test_one_service_of_another_vendor_refuses_all(database: Database, world: World, whose: str) -> None:
    wrong = getattr(world, whose).services[0]
    with database.read() as tx, pytest.raises(ServiceNotFoundError):
        check_services(tx, world.caller, world.vendor.id, (world.vendor.services[0], wrong))


@pytest.mark.parametrize("whose", ["other_vendor", "foreign_vendor"])
def test_one_assessment_of_another_vendor_refuses_all(database: Database, world: World, whose: str) -> None:
    wrong = getattr(world, whose).assessments[0]
    with database.read() as tx, pytest.raises(AssessmentNotFoundError):
        check_assessments(tx, world.caller, world.vendor.id, (world.vendor.assessments[0], wrong))


def test_unknown_or_shapeless_references_are_not_found(database: Database, world: World) -> None:
    with database.read() as tx:
        for id_ in (*SHAPELESS, ids.new(ids.SERVICE)):
            with pytest.raises(ServiceNotFoundError):
                check_services(tx, world.caller, world.vendor.id, (id_,))
        for id_ in (*SHAPELESS, ids.new(ids.ASSESSMENT)):
            with pytest.raises(AssessmentNotFoundError):
                check_assessments(tx, world.caller, world.vendor.id, (id_,))


def test_other_organisation_cannot_name_a_vendors_references(database: Database, world: World) -> None:
    theirs = world.foreign_vendor
    with database.read() as tx:
        with pytest.raises(ServiceNotFoundError):
            check_services(tx, world.caller, theirs.id, theirs.services)
        with pytest.raises(AssessmentNotFoundError):
            check_assessments(tx, world.caller, theirs.id, theirs.assessments)


def test_archived_assessment_is_refused_unless_it_was_linked_before(database: Database, world: World) -> None:
    archived = world.vendor.assessments[0]
    with database.write() as tx:
        tx.execute(update(assessments).where(assessments.c.id == archived).values(archived_at=NOW))
        with pytest.raises(AssessmentNotFoundError):
            check_assessments(tx, world.caller, world.vendor.id, (archived,))
        check_assessments(tx, world.caller, world.vendor.id, (archived,), already_linked=(archived,))
