"""A legal hold wins over every path of the list, on whichever of the three things it is; and over who comes first."""

from __future__ import annotations

import json
import os
import re
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select, text, update

import muniment
from muniment.analysis.findings import Findings
from muniment.db.tables import analyses, audit_records, document_pages, documents, events, jobs, vendors
from muniment.documents import analysis_job, legal_holds, lifecycle, manage, purge
from muniment.documents.document import Document
from muniment.documents.legal_holds import WINS_OVER, Target, TargetType
from muniment.documents.lifecycle import Status
from muniment.errors import DocumentNotFoundError, LegalHoldError
from muniment.runtime import Runtime, build
from muniment.samples import samples
from muniment.settings import Settings
from muniment.upkeep.repair import repair_counters, repair_search
from muniment.upkeep.repair_clock import repair_clock
from muniment.upkeep.sweep import CHORES
from muniment.vendors import assessments
from muniment.worker import kinds
from tests.builders import NOW, World
from tests.cli.programs import run
from tests.upkeep import evidence
from tests.waiting import until


@pytest.fixture
def runtime(database_url: str, home: Path) -> Iterator[Runtime]:
    opened = build(Settings(home=home, database_url=database_url, retention_months={"nda": 1}, audit_days=1))
    yield opened
    opened.close()


def _read(runtime: Runtime, world: World, *, is_archived: bool = False) -> Document:
    """A document that was received and read."""
    made = evidence.upload(runtime, world.org_id, world.vendor.id, b"content", document_type="nda")
    with runtime.database.write() as tx:
        tx.execute(update(jobs).where(jobs.c.subject_id == made.id).values(state="done"))
        lifecycle.settle(tx, world.caller, made.id, generation=1, status=Status.COMPLETE, document_type="nda", now=NOW)
        evidence.analyse(tx, made, quote=evidence.TEXT[:12])
        if is_archived:
            manage.archive(tx, world.caller, made.id, now=NOW)
        return evidence.document(tx, made.id)


def _hold(runtime: Runtime, world: World, target: Target) -> str:
    with runtime.database.write() as tx:
        return str(legal_holds.create(tx, world.caller, target, reason="case 7", now=NOW)["id"])


def _release(runtime: Runtime, world: World, hold_id: str) -> None:
    with runtime.database.write() as tx:
        legal_holds.release(tx, world.caller, hold_id, reason="closed", now=NOW)


def _targets(world: World, document: Document) -> list[Target]:
    return [
        Target(TargetType.DOCUMENT, document.id),
        Target(TargetType.VENDOR, world.vendor.id),
        Target(TargetType.ORGANISATION, world.org_id),
    ]


# What each path would do, and what it would take

Attempt = Callable[[Runtime, World, Document], None]


def _archive(runtime: Runtime, world: World, document: Document) -> None:
    with runtime.database.write() as tx:
        manage.archive(tx, world.caller, document.id, now=NOW)


def _archive_assessment(runtime: Runtime, world: World, _document: Document) -> None:
    with runtime.database.write() as tx:
        assessments.archive(tx, world.caller, world.vendor.assessments[0], now=NOW)


def _analyse_again(runtime: Runtime, world: World, document: Document) -> None:
    with runtime.database.write() as tx:
        manage.analyse_again(tx, world.caller, document.id, now=NOW)


def _end_an_analysis(runtime: Runtime, world: World, document: Document) -> None:
    """One that was begun before the hold ends under it."""
    with runtime.database.write() as tx:
        begun = lifecycle.begin_again(tx, world.caller, evidence.document(tx, document.id), now=NOW)
        other = Findings(media_type="text/plain", page_count=None, language=None)
        assert analysis_job._save(runtime, tx, begun, other, started_at=NOW) == "complete"


def _retry(runtime: Runtime, world: World, document: Document) -> None:
    with runtime.database.write() as tx:
        tx.execute(update(jobs).where(jobs.c.subject_id == document.id).values(state="dead"))
        job_id = tx.execute(select(jobs.c.id).where(jobs.c.subject_id == document.id)).scalar_one()
        assert kinds.retry(tx, job_id, by="test")
        begun = evidence.document(tx, document.id)
        other = Findings(media_type="text/plain", page_count=None, language=None)
        analysis_job._save(runtime, tx, begun, other, started_at=NOW)


def _chores(*names: str) -> Attempt:
    def run_them(runtime: Runtime, _world: World, document: Document) -> None:
        path = evidence.stored_file(runtime.home, document)
        if path.exists():
            os.utime(path, (NOW, NOW))  # no upload in flight can be of that age
        for chore in CHORES:
            if chore.name in names:
                chore.run(runtime)

    return run_them


def _purge(runtime: Runtime, _world: World, _document: Document) -> None:
    url = runtime.database.url.render_as_string(hide_password=False)
    done = run(runtime.home, "purge", database_url=url, retention_months='{"nda": 1}')
    assert done.returncode == 0, done.stderr


def _remove_samples(runtime: Runtime, world: World, document: Document) -> None:
    """The document is a sample of a sample vendor, which has one of somebody else's too."""
    with runtime.database.write() as tx:
        key = {"external_id": "muniment-sample:northwind"}
        tx.execute(update(vendors).where(vendors.c.id == world.vendor.id).values(**key))
        ours = events.c.subject_id.in_((world.vendor.id, document.id))
        tx.execute(update(events).where(ours).values(actor_kind="system", actor_name=samples.SAMPLES))
    evidence.upload(runtime, world.org_id, world.vendor.id, b"another")
    samples.take_away(runtime, world.org_id)


def _repair(runtime: Runtime, _world: World, _document: Document) -> None:
    list(repair_counters(runtime.database))
    list(repair_search(runtime.database, from_scratch=True))
    list(repair_clock(runtime.database))


ATTEMPTS: dict[str, Attempt] = {
    "DELETE /v1/documents/{id}": _archive,
    "DELETE /v1/assessments/{id}": _archive_assessment,
    "POST /v1/documents/{id}/analysis": _analyse_again,
    "an analysis under way": _end_an_analysis,
    "muniment jobs retry": _retry,
    "housekeeping: documents past their term": _chores("documents_past_their_term", "files_of_purged_documents"),
    "muniment purge": _purge,
    "housekeeping: old audit records": _chores("old_audit_records"),
    "housekeeping: orphaned files, muniment sweep": _chores("orphaned_files"),
    "muniment demo --remove": _remove_samples,
    "muniment repair": _repair,
}
NEEDS_ARCHIVED = {"housekeeping: documents past their term", "muniment purge"}
TAKES_NOTHING = {"housekeeping: orphaned files, muniment sweep", "muniment repair"}
"""What removes nothing of a document even when nothing holds it."""

OF_NO_SINGLE_DOCUMENT = {"DELETE /v1/assessments/{id}"}


def _state(runtime: Runtime, world: World, document: Document) -> dict[str, Any]:
    """What a hold keeps: the document and whether it is shown, what was found in it, its bytes, its vendor's
    assessment, and the record of the organisation as far as it went."""
    path = evidence.stored_file(runtime.home, document)
    with runtime.database.read() as tx:
        is_archived = tx.execute(select(documents.c.is_archived).where(documents.c.id == document.id)).scalar()
        result = tx.execute(select(analyses.c.result).where(analyses.c.document_id == document.id)).scalar()
        pages = tx.execute(select(func.count()).where(document_pages.c.document_id == document.id)).scalar_one()
        assessment = assessments.get(tx, world.caller, world.vendor.assessments[0])["status"]
        first = tx.execute(select(func.min(audit_records.c.seq)).where(audit_records.c.org_id == world.org_id)).scalar()
    content = path.read_bytes() if path.exists() else None
    return {
        "is_archived": is_archived,
        "found": json.loads(result) if result is not None else None,
        "pages": pages,
        "bytes": content,
        "assessment": assessment,
        "first": first,
    }


def test_every_path_of_the_list_is_tried_here() -> None:
    assert ATTEMPTS.keys() == WINS_OVER.keys()


@pytest.mark.parametrize("path", ATTEMPTS)
def test_hold_on_document_vendor_or_organisation_wins(runtime: Runtime, world: World, path: str) -> None:
    document = _read(runtime, world, is_archived=path in NEEDS_ARCHIVED)
    for target in _targets(world, document):
        if target.type is TargetType.DOCUMENT and path in OF_NO_SINGLE_DOCUMENT:
            continue
        hold_id = _hold(runtime, world, target)
        before = _state(runtime, world, document)
        with suppress(LegalHoldError):
            ATTEMPTS[path](runtime, world, document)
        assert _state(runtime, world, document) == before, target
        _release(runtime, world, hold_id)
    before = _state(runtime, world, document)
    ATTEMPTS[path](runtime, world, document)
    changed = _state(runtime, world, document) != before or path == "POST /v1/documents/{id}/analysis"
    assert changed == (path not in TAKES_NOTHING)


@pytest.mark.parametrize("attempt", [_archive, _archive_assessment, _analyse_again])
def test_what_a_caller_asks_for_is_refused_and_nothing_is_left_of_it(
    runtime: Runtime, world: World, attempt: Attempt
) -> None:
    document = _read(runtime, world)
    _hold(runtime, world, Target(TargetType.VENDOR, world.vendor.id))
    with pytest.raises(LegalHoldError):
        attempt(runtime, world, document)
    with runtime.database.read() as tx:
        assert evidence.document(tx, document.id) == document


def test_held_until_the_last_of_several_holds_is_released(runtime: Runtime, world: World) -> None:
    document = _read(runtime, world)
    holds = [_hold(runtime, world, target) for target in _targets(world, document)]
    for hold_id in holds:
        with pytest.raises(LegalHoldError):
            _archive(runtime, world, document)
        _release(runtime, world, hold_id)
    _archive(runtime, world, document)
    assert _state(runtime, world, document)["is_archived"]


def test_hold_on_another_vendor_or_organisation_holds_nothing_here(runtime: Runtime, world: World) -> None:
    document = _read(runtime, world)
    _hold(runtime, world, Target(TargetType.VENDOR, world.other_vendor.id))
    with runtime.database.write() as tx:
        elsewhere = Target(TargetType.ORGANISATION, world.other_org_id)
        legal_holds.create(tx, world.other_caller, elsewhere, reason="theirs", now=NOW)
    _archive(runtime, world, document)
    assert _state(runtime, world, document)["is_archived"]


def test_archiving_what_is_archived_answers_as_before_under_a_hold(runtime: Runtime, world: World) -> None:
    document = _read(runtime, world, is_archived=True)
    _hold(runtime, world, Target(TargetType.DOCUMENT, document.id))
    with runtime.database.write() as tx:
        assert manage.archive(tx, world.caller, document.id, now=NOW + 5) == document


def test_document_that_was_never_read_is_read_under_a_hold(runtime: Runtime, world: World) -> None:
    made = evidence.upload(runtime, world.org_id, world.vendor.id, b"content")
    _hold(runtime, world, Target(TargetType.DOCUMENT, made.id))
    with runtime.database.write() as tx:
        again = manage.analyse_again(tx, world.caller, made.id, now=NOW)
        found = Findings(media_type="text/plain", page_count=None, language=None)
        assert analysis_job._save(runtime, tx, again, found, started_at=NOW) == "complete"
        assert manage.analysis(tx, world.caller, made.id)["content"]["media_type"] == "text/plain"


def test_hold_that_is_set_while_a_purge_comes_to_the_document_wins(runtime: Runtime, world: World) -> None:
    """The purge waits for the organisation, and looks for holds only then."""
    document = _read(runtime, world, is_archived=True)
    (due,) = purge.every_due(runtime)
    went: list[bool] = []
    purging = threading.Thread(target=lambda: went.append(purge.purge(runtime, due)))
    with runtime.database.write() as tx:
        legal_holds.create(tx, world.caller, Target(TargetType.VENDOR, world.vendor.id), reason="case", now=NOW)
        purging.start()
        if not runtime.database.is_sqlite:
            until(lambda: _waiting(runtime))
    purging.join(timeout=60)
    assert went == [False]
    assert _state(runtime, world, document)["bytes"] == b"content"


def _waiting(runtime: Runtime) -> bool:
    with runtime.database.read() as tx:
        return bool(tx.execute(text("SELECT count(*) FROM pg_locks WHERE NOT granted")).scalar_one())


def test_each_document_is_either_held_or_purged_when_both_come_together(runtime: Runtime, world: World) -> None:
    every = [_read(runtime, world, is_archived=True) for _ in range(8)]
    held: set[str] = set()

    def hold_each() -> None:
        for document in reversed(every):
            with suppress(DocumentNotFoundError):
                _hold(runtime, world, Target(TargetType.DOCUMENT, document.id))
                held.add(document.id)

    holding = threading.Thread(target=hold_each)
    holding.start()
    went = {due.document_id for due in purge.every_due(runtime) if purge.purge(runtime, due)}
    holding.join(timeout=60)
    purge.remove_bytes(runtime)
    assert (held | went, held & went) == ({one.id for one in every}, set())
    for document in every:
        assert (_state(runtime, world, document)["bytes"] is not None) == (document.id in held)


# The list is whole

KEPT = {
    "documents",
    "document_pages",
    "document_facts",
    "document_items",
    "analyses",
    "vendors",
    "services",
    "assessments",
    "organisations",
    "audit_records",
    "legal_holds",
    "purged_documents",
    "events",
}
"""Tables whose rows are evidence, or say what became of it."""

REMOVE = {
    "db/removal.py",  # of the table it is given; its callers are looked at too
    "documents/facts.py",  # an analysis that replaces another: analysis_job asks
    "documents/items.py",
    "documents/lifecycle.py",  # `take_out`: purge asks
    "documents/results.py",
    "events/audit_chain.py",  # old records: the sweep asks
    "vendors/vendors.py",  # a vendor with nothing in it: it asks
}
"""Modules that take rows of them away."""


def test_only_modules_that_were_looked_at_remove_rows_of_evidence() -> None:
    root = Path(muniment.__file__).parent
    removing = re.compile(r"\bdelete\((\w+)\)|\b(\w+)\.delete\(\)|DELETE FROM (\w+)|\bremove_over\(tx, (\w+)")
    found = {
        str(path.relative_to(root))
        for path in root.rglob("*.py")
        for names in removing.findall(path.read_text(encoding="utf-8"))
        if not (KEPT | {"table"}).isdisjoint(names)
    }
    assert found == REMOVE
