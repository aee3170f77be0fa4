"""Reading, changing, archiving one document, and analysing it again."""

from __future__ import annotations

import json
from dataclasses import replace
from itertools import product

import pytest
from sqlalchemy import insert, select, update

from muniment import ids
from muniment.analysis.findings import UNREAD, Findings, failed
from muniment.db.engine import Database
from muniment.db.tables import analyses, assessments, jobs
from muniment.documents import lifecycle, manage, results
from muniment.documents.document import Document
from muniment.documents.lifecycle import Status
from muniment.documents.lists import listing
from muniment.documents.manage import Change
from muniment.documents.owed import ANALYSE, is_owed, owe_analysis
from muniment.errors import AssessmentNotFoundError, DocumentNotFoundError, ServiceNotFoundError
from muniment.events import feed
from muniment.jobs import queue
from muniment.judging.facts.validity import ValidityRules
from muniment.reading.warnings import warning
from tests.builders import NOW, World, build_document, caller_of

LATER = NOW + 60
READ = Findings(media_type="application/pdf", page_count=1, language="en", warnings=(warning("macros"),))


@pytest.fixture
def document(database: Database, world: World) -> Document:
    with database.write() as tx:
        return build_document(
            tx,
            world.org_id,
            world.vendor.id,
            service_ids=world.vendor.services[:1],
            assessment_ids=world.vendor.assessments[:1],
        )


def _change(database: Database, document: Document, wanted: Change, *, now: int = LATER) -> Document:
    with database.write() as tx:
        return manage.change(tx, caller_of(document.org_id), document.id, wanted, rules=ValidityRules(), now=now)


def _find(database: Database, document: Document) -> Document:
    with database.read() as tx:
        return manage.find(tx, caller_of(document.org_id), document.id)


SHAPELESS = ["", "cbvdoc_", "cbvdoc_" + "0" * 32, "cbvdoc_" + "A" * 32, "\x00", "' OR 1=1 --"]


def test_unknown_or_shapeless_document_is_not_found_anywhere(database: Database, world: World) -> None:
    org = world.org_id
    with database.write() as tx:
        for id_, call in product(
            SHAPELESS,
            (
                lambda id_: manage.get(tx, caller_of(org), id_),
                lambda id_: manage.find(tx, caller_of(org), id_),
                lambda id_: manage.change(tx, caller_of(org), id_, Change(name="x"), rules=ValidityRules(), now=NOW),
                lambda id_: manage.archive(tx, caller_of(org), id_, now=NOW),
                lambda id_: manage.restore(tx, caller_of(org), id_, now=NOW),
                lambda id_: manage.analyse_again(tx, caller_of(org), id_, now=NOW),
                lambda id_: manage.analysis(tx, caller_of(org), id_),
                lambda id_: manage.link_assessment(
                    tx, caller_of(org), id_, world.vendor.assessments[0], vendor_id=world.vendor.id, now=NOW
                ),
            ),
        ):
            with pytest.raises(DocumentNotFoundError):
                call(id_)


def test_other_organisation_sees_and_changes_nothing(database: Database, document: Document, world: World) -> None:
    org = world.other_org_id
    for call in (
        lambda tx: manage.get(tx, caller_of(org), document.id),
        lambda tx: manage.find(tx, caller_of(org), document.id),
        lambda tx: manage.change(tx, caller_of(org), document.id, Change(name="x"), rules=ValidityRules(), now=NOW),
        lambda tx: manage.archive(tx, caller_of(org), document.id, now=NOW),
        lambda tx: manage.analyse_again(tx, caller_of(org), document.id, now=NOW),
        lambda tx: manage.analysis(tx, caller_of(org), document.id),
    ):
        with pytest.raises(DocumentNotFoundError), database.write() as tx:
            call(tx)
    assert _find(database, document) == document


def test_change_sets_what_is_named_and_leaves_the_rest(database: Database, document: Document, world: World) -> None:
    changed = _change(database, document, Change(name="new", service_ids=world.vendor.services[::-1]))
    assert changed == replace(document, name="new", service_ids=world.vendor.services[::-1], updated_at=LATER)
    assert _find(database, document) == changed


def test_empty_list_clears_the_set(database: Database, document: Document) -> None:
    changed = _change(database, document, Change(service_ids=[], assessment_ids=[]))
    assert (changed.service_ids, changed.assessment_ids) == ((), ())
    assert _find(database, document) == changed


def test_repeated_reference_is_kept_once(database: Database, document: Document, world: World) -> None:
    a, b = world.vendor.services
    assert _change(database, document, Change(service_ids=[b, a, b])).service_ids == (b, a)


def test_change_to_what_is_already_so_touches_nothing(database: Database, document: Document) -> None:
    assert _change(database, document, Change(name=document.name, service_ids=document.service_ids)) == document


def test_named_type_is_declared(database: Database, document: Document) -> None:
    changed = _change(database, document, Change(document_type="contract"))
    assert (changed.document_type, changed.is_type_declared) == ("contract", True)


def test_naming_the_type_the_classifier_found_declares_it(database: Database, document: Document) -> None:
    with database.write() as tx:
        lifecycle.settle(
            tx,
            caller_of(document.org_id),
            document.id,
            generation=1,
            status=Status.COMPLETE,
            document_type="contract",
            now=NOW,
        )
    assert _change(database, document, Change(document_type="contract")).is_type_declared


@pytest.mark.parametrize("whose", ["other_vendor", "foreign_vendor"])
def test_refused_change_changes_nothing(database: Database, document: Document, world: World, whose: str) -> None:
    other = getattr(world, whose)
    for wanted, error in (
        (Change(name="new", service_ids=other.services), ServiceNotFoundError),
        (Change(name="new", service_ids=(), assessment_ids=other.assessments), AssessmentNotFoundError),
    ):
        with pytest.raises(error):
            _change(database, document, wanted)
        assert _find(database, document) == document


def test_link_to_an_assessment_archived_since_may_stay(database: Database, document: Document, world: World) -> None:
    linked, other = world.vendor.assessments
    with database.write() as tx:
        tx.execute(update(assessments).values(archived_at=NOW))
    assert _change(database, document, Change(name="new", assessment_ids=[linked])).name == "new"
    with pytest.raises(AssessmentNotFoundError):
        _change(database, document, Change(assessment_ids=[linked, other]))


def test_archiving_again_gives_the_first_time(database: Database, document: Document) -> None:
    for now in (LATER, LATER + 60):
        with database.write() as tx:
            archived = manage.archive(tx, caller_of(document.org_id), document.id, now=now)
        assert (archived.is_archived, archived.archived_at, archived.updated_at) == (True, LATER, LATER)


def test_archived_document_is_readable_and_not_changeable(database: Database, document: Document, world: World) -> None:
    with database.write() as tx:
        archived = manage.archive(tx, caller_of(document.org_id), document.id, now=LATER)
    with pytest.raises(DocumentNotFoundError):
        _change(database, document, Change(name="new"))
    with pytest.raises(DocumentNotFoundError), database.write() as tx:
        manage.analyse_again(tx, caller_of(document.org_id), document.id, now=LATER)
    with database.read() as tx:
        assert manage.get(tx, caller_of(document.org_id), document.id) == archived.on_the_wire()


def test_restored_document_is_as_before_it_was_archived_and_can_be_changed(
    database: Database, document: Document, world: World
) -> None:
    with database.write() as tx:
        lifecycle.settle(
            tx, world.caller, document.id, generation=1, status=Status.FAILED, document_type="contract", now=NOW
        )
        before = manage.archive(tx, world.caller, document.id, now=LATER)
    with database.write() as tx:
        restored = manage.restore(tx, world.caller, document.id, now=LATER + 60)
    assert restored == replace(before, is_archived=False, archived_at=None, updated_at=LATER + 60)
    with database.write() as tx:
        assert manage.restore(tx, world.caller, document.id, now=LATER + 120) == restored
        page, total = listing.page(tx, world.caller, listing.Filters(vendor_id=world.vendor.id), limit=5, offset=0)
        told = [event.type.value for event in feed.read(tx, world.org_id, after=0, limit=100)]
    assert ([one["id"] for one in json.loads(page)], total) == ([document.id], 1)
    assert told[-2:] == ["VendorDocument.Deleted", "VendorDocument.Restored"]
    assert _change(database, document, Change(name="new"), now=LATER + 120).name == "new"


def test_document_that_was_archived_before_it_was_read_is_read_when_it_is_restored(
    database: Database, document: Document, world: World
) -> None:
    with database.write() as tx:
        owe_analysis(tx, document)
        archived = manage.archive(tx, world.caller, document.id, now=LATER)
        assert archived.status == Status.COMPLETE
        restored = manage.restore(tx, world.caller, document.id, now=LATER)
        owed = tx.execute(select(jobs.c.fence).where(is_owed(document.id))).scalars().all()
    assert (restored.status, restored.generation, owed) == (Status.CREATED, 2, [2])


def test_linking_an_assessment_keeps_the_others(database: Database, document: Document, world: World) -> None:
    for _ in range(2):
        with database.write() as tx:
            manage.link_assessment(
                tx, world.caller, document.id, world.vendor.assessments[1], vendor_id=world.vendor.id, now=LATER
            )
    assert _find(database, document).assessment_ids == world.vendor.assessments


def test_linking_another_vendors_document_is_not_found(database: Database, document: Document, world: World) -> None:
    with pytest.raises(DocumentNotFoundError), database.write() as tx:
        manage.link_assessment(
            tx,
            world.caller,
            document.id,
            world.other_vendor.assessments[0],
            vendor_id=world.other_vendor.id,
            now=NOW,
        )


def test_analysing_again_takes_the_old_job_back_and_owes_a_new_one(database: Database, document: Document) -> None:
    with database.write() as tx:
        queue.enqueue(tx, ANALYSE, org_id=document.org_id, subject_id=document.id, fence=1)
        again = manage.analyse_again(tx, caller_of(document.org_id), document.id, now=LATER)
    assert (again.status, again.generation) == (Status.CREATED, 2)
    with database.read() as tx:
        rows = tx.execute(select(jobs.c.fence, jobs.c.state).order_by(jobs.c.fence)).all()
    assert [tuple(row) for row in rows] == [(1, "cancelled"), (2, "queued")]


def test_analysis_has_the_same_keys_before_and_after_it_ran(database: Database, document: Document) -> None:
    with database.read() as tx:
        before = manage.analysis(tx, caller_of(document.org_id), document.id)
    found = {"warnings": [{"code": "truncated"}], "engine": "0.1", "classification": {"document_type": "contract"}}
    with database.write() as tx:
        tx.execute(
            insert(analyses).values(
                document_id=document.id,
                org_id=document.org_id,
                generation=1,
                result=json.dumps(found),
                started_at=NOW,
                completed_at=LATER,
            )
        )
        after = manage.analysis(tx, caller_of(document.org_id), document.id)
    assert list(after) == list(before)
    assert before["classification"] is before["started_at"] is None
    assert after == {**before, **found, "started_at": NOW, "completed_at": LATER}


@pytest.mark.parametrize(("found", "is_shown"), [(READ, True), (failed("corrupt"), False), (UNREAD, False)])
def test_what_was_found_stays_while_the_document_is_read_again_if_it_was_read(
    database: Database, document: Document, found: Findings, is_shown: bool
) -> None:
    caller = caller_of(document.org_id)
    with database.write() as tx:
        nothing = manage.analysis(tx, caller, document.id)
        results.keep(tx, document, found, started_at=NOW, now=LATER)
        before = manage.analysis(tx, caller, document.id)
        again = manage.analyse_again(tx, caller, document.id, now=LATER)
        waiting = manage.analysis(tx, caller, document.id)
        lifecycle.begin_analysis(tx, caller, document.id, generation=again.generation, now=LATER)
        read_now = manage.analysis(tx, caller, document.id)
    stays = before if is_shown else nothing
    assert waiting == stays | {"status": "created"}
    assert read_now == stays | {"status": "analyzing"}


def test_shown_document_is_the_callers_only(database: Database, document: Document) -> None:
    with database.read() as tx, pytest.raises(DocumentNotFoundError):
        manage.get(tx, caller_of(ids.new(ids.ORGANISATION)), document.id)
