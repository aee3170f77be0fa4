"""Assessments in the database, on SQLite and PostgreSQL alike. Over HTTP: tests/api/test_assessments.py."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import func, select

from muniment import ids
from muniment.db.engine import Database
from muniment.db.tables import assessments as table
from muniment.documents import manage
from muniment.errors import AssessmentNotFoundError, AssessmentRefusedError
from muniment.vendors import assessments
from muniment.vendors.assessments import NewAssessment
from tests.builders import NOW, World, build_document


def count(database: Database) -> int:
    with database.read() as tx:
        return int(tx.execute(select(func.count()).select_from(table)).scalar_one())


def test_supporting_documents_and_the_assessment_are_linked_together(database: Database, world: World) -> None:
    with database.write() as tx:
        documents = [build_document(tx, world.org_id, world.vendor.id).id for _ in range(2)]
        wanted = NewAssessment(
            vendor_id=world.vendor.id,
            control_set_ids=["b", "a", "b"],
            service_ids=world.vendor.services,
            supporting_document_ids=[*documents, documents[0]],
        )
        made = assessments.create(tx, world.caller, wanted, now=NOW + 7)
    assert made["control_set_ids"] == ["b", "a"]
    assert made["service_ids"] == list(world.vendor.services)
    assert made["created_at"] == made["updated_at"] == NOW + 7
    with database.read() as tx:
        for id_ in documents:
            assert manage.get(tx, world.caller, id_)["assessment_ids"] == [made["id"]]
            assert manage.get(tx, world.caller, id_)["updated_at"] == NOW + 7


def test_refused_assessment_leaves_nothing(database: Database, world: World) -> None:
    with database.write() as tx:
        good = build_document(tx, world.org_id, world.vendor.id).id
        elsewhere = build_document(tx, world.org_id, world.other_vendor.id).id
        foreign = build_document(tx, world.other_org_id, world.foreign_vendor.id).id
        archived = build_document(tx, world.org_id, world.vendor.id, is_archived=True).id
    before = count(database)
    bad = [
        NewAssessment(vendor_id=world.foreign_vendor.id, control_set_ids=[]),
        NewAssessment(vendor_id=ids.new(ids.VENDOR), control_set_ids=[]),
        *(
            NewAssessment(vendor_id=world.vendor.id, control_set_ids=[], service_ids=[service_id])
            for service_id in (world.other_vendor.services[0], world.foreign_vendor.services[0], "x")
        ),
        *(
            NewAssessment(vendor_id=world.vendor.id, control_set_ids=[], supporting_document_ids=[good, document_id])
            for document_id in (elsewhere, foreign, archived, ids.new(ids.DOCUMENT), "x")
        ),
    ]
    for wanted in bad:
        with pytest.raises(AssessmentRefusedError), database.write() as tx:
            assessments.create(tx, world.caller, wanted, now=NOW)
    assert count(database) == before
    with database.read() as tx:
        assert manage.get(tx, world.caller, good)["assessment_ids"] == []


def test_archiving_keeps_the_first_time(database: Database, world: World) -> None:
    assessment_id = world.vendor.assessments[0]
    with database.write() as tx:
        first = assessments.archive(tx, world.caller, assessment_id, now=NOW + 1)
    with database.write() as tx:
        again = assessments.archive(tx, world.caller, assessment_id, now=NOW + 100)
    assert first == again
    assert first["archived_at"] == NOW + 1


def test_archived_by_many_at_once_has_one_time(
    database: Database, world: World, open_again: Callable[[], Database]
) -> None:
    assessment_id = world.vendor.assessments[0]
    opened = [open_again() for _ in range(4)]

    def archive(n: int) -> int:
        with opened[n % 4].write() as tx:
            return int(assessments.archive(tx, world.caller, assessment_id, now=NOW + n)["archived_at"])

    with ThreadPoolExecutor(4) as pool:
        assert len(set(pool.map(archive, range(8)))) == 1


def test_what_another_organisation_has_is_not_found(database: Database, world: World) -> None:
    for assessment_id in (world.foreign_vendor.assessments[0], ids.new(ids.ASSESSMENT), "x", "", "\x00"):
        with database.write() as tx:
            with pytest.raises(AssessmentNotFoundError):
                assessments.get(tx, world.caller, assessment_id)
            with pytest.raises(AssessmentNotFoundError):
                assessments.archive(tx, world.caller, assessment_id, now=NOW)
    with database.read() as tx:
        row = tx.execute(select(table).where(table.c.id == world.foreign_vendor.assessments[0])).one()
    assert row.archived_at is None
