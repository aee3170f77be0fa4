"""States change only forwards, only under the document's own generation."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from sqlalchemy import func, select

from muniment import ids
from muniment.db.engine import Database
from muniment.db.tables import document_assessments, document_services, documents
from muniment.documents import lifecycle, manage
from muniment.documents.document import Document
from muniment.documents.lifecycle import Status
from muniment.errors import DocumentNotFoundError
from muniment.judging.facts.validity import ValidityRules
from tests.builders import NOW, World, build_document, caller_of

LATER = NOW + 60


@pytest.fixture
def document(database: Database, world: World) -> Document:
    with database.write() as tx:
        return build_document(tx, world.org_id, world.vendor.id)


def _find(database: Database, document: Document) -> Document:
    with database.read() as tx:
        return manage.find(tx, caller_of(document.org_id), document.id)


def _begin(database: Database, document: Document, *, generation: int = 1) -> Document | None:
    with database.write() as tx:
        return lifecycle.begin_analysis(tx, caller_of(document.org_id), document.id, generation=generation, now=NOW)


def _settle(
    database: Database,
    document: Document,
    *,
    generation: int = 1,
    status: Status = Status.COMPLETE,
    document_type: str | None = "soc2-report",
    now: int = LATER,
) -> bool:
    with database.write() as tx:
        return lifecycle.settle(
            tx,
            caller_of(document.org_id),
            document.id,
            generation=generation,
            status=status,
            document_type=document_type,
            now=now,
        )


def _again(database: Database, document: Document) -> Document:
    with database.write() as tx:
        held = lifecycle.hold(tx, caller_of(document.org_id), document.id)
        return lifecycle.begin_again(tx, caller_of(held.org_id), held, now=LATER)


def test_analysis_goes_from_created_to_analyzing_to_complete(database: Database, document: Document) -> None:
    assert _begin(database, document) is not None
    analyzing = _find(database, document)
    assert (analyzing.status, analyzing.updated_at) == (Status.ANALYZING, NOW)
    assert _settle(database, document)
    settled = _find(database, document)
    assert (settled.status, settled.document_type, settled.updated_at) == (Status.COMPLETE, "soc2-report", LATER)


def test_analysis_taken_over_from_a_dead_worker_may_begin_again(database: Database, document: Document) -> None:
    assert _begin(database, document) is not None
    assert _begin(database, document) is not None


@pytest.mark.parametrize("status", [Status.COMPLETE, Status.FAILED])
def test_settled_document_does_not_move(database: Database, document: Document, status: Status) -> None:
    assert _settle(database, document, status=status, document_type="contract")
    settled = _find(database, document)
    assert _begin(database, document) is None
    assert not _settle(database, document, status=Status.FAILED, document_type=None)
    assert _find(database, document) == settled


@pytest.mark.parametrize("generation", [0, 2, 3])
def test_other_generation_changes_nothing(database: Database, document: Document, generation: int) -> None:
    assert _begin(database, document, generation=generation) is None
    assert not _settle(database, document, generation=generation)
    assert _find(database, document) == document


def test_late_result_of_the_old_generation_changes_nothing(database: Database, document: Document) -> None:
    _begin(database, document)
    again = _again(database, document)
    assert (again.status, again.generation) == (Status.CREATED, 2)
    assert not _settle(database, document, generation=1)
    assert _find(database, document) == again
    assert _settle(database, document, generation=2)


def test_declared_type_is_never_overwritten(database: Database, world: World) -> None:
    with database.write() as tx:
        document = build_document(tx, world.org_id, world.vendor.id, document_type="contract")
    assert _settle(database, document, document_type="soc2-report")
    assert _find(database, document).document_type == "contract"


def test_type_declared_while_the_analysis_runs_stays(database: Database, document: Document) -> None:
    _begin(database, document)
    with database.write() as tx:
        manage.change(
            tx,
            caller_of(document.org_id),
            document.id,
            manage.Change(document_type="contract"),
            rules=ValidityRules(),
            now=LATER,
        )
    assert _settle(database, document, document_type="soc2-report")
    assert _find(database, document).document_type == "contract"


def test_new_analysis_replaces_the_type_that_the_old_one_found(database: Database, document: Document) -> None:
    assert _settle(database, document, document_type="soc2-report")
    _again(database, document)
    assert _settle(database, document, generation=2, document_type=None)
    assert _find(database, document).document_type is None


def test_updated_at_never_falls(database: Database, document: Document) -> None:
    assert _settle(database, document, now=NOW - 1000)
    assert _find(database, document).updated_at == NOW


def test_only_one_of_eight_settles(database: Database, document: Document) -> None:
    start = threading.Barrier(8)

    def settle(number: int) -> bool:
        start.wait()
        return _settle(database, document, document_type=f"type-{number}") is not None

    with ThreadPoolExecutor(8) as threads:
        assert sorted(threads.map(settle, range(8))) == [False] * 7 + [True]


def test_archived_document_still_settles(database: Database, document: Document) -> None:
    with database.write() as tx:
        manage.archive(tx, caller_of(document.org_id), document.id, now=NOW)
    settled = _find(database, document)
    assert (settled.status, settled.is_archived) == (Status.COMPLETE, True)
    assert not _settle(database, document)


def test_other_organisation_holds_nothing(database: Database, document: Document, world: World) -> None:
    for org_id, id_ in ((world.other_org_id, document.id), (world.org_id, ids.new(ids.DOCUMENT))):
        with pytest.raises(DocumentNotFoundError), database.write() as tx:
            lifecycle.hold(tx, caller_of(org_id), id_)


def test_saving_moves_exactly_the_links_that_differ(database: Database, world: World) -> None:
    a, b = world.vendor.services
    one, two = world.vendor.assessments
    with database.write() as tx:
        before = build_document(tx, world.org_id, world.vendor.id, service_ids=(a,), assessment_ids=(one,))
        other = build_document(tx, world.org_id, world.vendor.id, service_ids=(a, b), assessment_ids=(one, two))
        lifecycle.save(
            tx, caller_of(before.org_id), before, replace(before, service_ids=(b,), assessment_ids=(two, one)), now=NOW
        )
    with database.read() as tx:
        services = tx.execute(select(document_services.c.document_id, document_services.c.service_id)).all()
        assessments = tx.execute(select(document_assessments.c.document_id, document_assessments.c.assessment_id)).all()
    assert set(services) == {(before.id, b), (other.id, a), (other.id, b)}
    assert set(assessments) == {(before.id, one), (before.id, two), (other.id, one), (other.id, two)}
    assert _find(database, before).assessment_ids == (two, one)


def test_places_count_up_within_an_organisation(database: Database, world: World) -> None:
    with database.write() as tx:
        mine = [lifecycle.next_place(tx, world.org_id, now=NOW).seq for _ in range(3)]
        theirs = lifecycle.next_place(tx, world.other_org_id, now=NOW).seq
    assert (mine, theirs) == ([1, 2, 3], 1)


def test_place_of_a_rolled_back_transaction_is_given_again(database: Database, world: World) -> None:
    with pytest.raises(RuntimeError), database.write() as tx:
        lifecycle.next_place(tx, world.org_id, now=NOW)
        raise RuntimeError
    with database.write() as tx:
        build_document(tx, world.org_id, world.vendor.id)
    with database.read() as tx:
        assert tx.execute(select(func.max(documents.c.seq))).scalar() == 1
