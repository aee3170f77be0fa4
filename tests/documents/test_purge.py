"""Purging: the term, what goes and what stays, killed anywhere."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import func, insert, select, text, update

from muniment.db import clock
from muniment.db.tables import (
    analyses,
    document_assessments,
    document_facts,
    document_items,
    document_pages,
    document_reviews,
    document_services,
    documents,
    jobs,
    purged_documents,
    search_entries,
)
from muniment.documents import manage, purge
from muniment.documents.document import Document
from muniment.documents.lifecycle import Status
from muniment.documents.search.index import key
from muniment.errors import DocumentNotFoundError, StorageUnavailableError
from muniment.events import feed
from muniment.events.public import on_the_wire
from muniment.evidence import reviewing
from muniment.evidence.reviewing import Wanted
from muniment.judging.facts.dates import add_months
from muniment.judging.facts.validity import ValidityRules
from muniment.judging.taxonomy.types import load_types
from muniment.runtime import Runtime, build
from muniment.settings import Settings
from muniment.storage.local import LocalStore
from muniment.upkeep.sweep import sweep
from muniment.upkeep.verify import verify
from tests.builders import NOW, World
from tests.upkeep import evidence

TERM = 12


@pytest.fixture
def runtime(database_url: str, home: Path) -> Iterator[Runtime]:
    opened = build(Settings(home=home, database_url=database_url, retention_months={"nda": TERM}))
    yield opened
    opened.close()


def _archived(
    runtime: Runtime, world: World, *, content: bytes = b"content", document_type: str | None = "nda"
) -> Document:
    """A document with everything that one can have, archived long ago."""
    made = evidence.upload(
        runtime,
        world.org_id,
        world.vendor.id,
        content,
        document_type=document_type,
        service_ids=world.vendor.services,
        assessment_ids=world.vendor.assessments,
    )
    with runtime.database.write() as tx:
        manage.archive(tx, world.caller, made.id, now=NOW)
        for table in (analyses, document_pages, document_facts, document_items):
            tx.execute(table.delete().where(table.c.document_id == made.id))
        evidence.analyse(tx, evidence.document(tx, made.id), quote=evidence.TEXT[:12])
        manage.restore(tx, world.caller, made.id, now=NOW)
        reviewing.put(tx, world.caller, made.id, Wanted(note="Seen"), rules=ValidityRules(), now=NOW)
        manage.archive(tx, world.caller, made.id, now=NOW)
        return evidence.document(tx, made.id)


def _is_there(runtime: Runtime, document: Document) -> bool:
    with runtime.database.read() as tx:
        has_row = tx.execute(select(documents.c.id).where(documents.c.id == document.id)).first() is not None
    has_bytes = evidence.stored_file(runtime.home, document).exists()
    assert has_row == has_bytes
    return has_row


def test_purged_document_leaves_nothing_but_its_record_and_its_event(runtime: Runtime, world: World) -> None:
    gone, stays = _archived(runtime, world), _archived(runtime, world, document_type="invoice")
    swept = sweep(runtime)
    assert (swept["documents_past_their_term"], swept["files_of_purged_documents"]) == (1, 1)
    assert not _is_there(runtime, gone)
    assert _is_there(runtime, stays)
    with runtime.database.read() as tx:
        for table in (
            *(analyses, document_pages, document_facts, document_items, document_reviews, search_entries),
            *(document_services, document_assessments),
        ):
            assert set(tx.execute(select(table.c.document_id)).scalars()) == {stays.id}, table.name
        assert set(tx.execute(select(jobs.c.subject_id)).scalars()) == {stays.id}
        (kept,), total = purge.page(tx, world.caller, limit=5, offset=0)
        with pytest.raises(DocumentNotFoundError):
            manage.get(tx, world.caller, gone.id)
        told = feed.read(tx, world.org_id, after=0, limit=1000)[-1]
    assert (kept["id"], kept["sha256"], kept["name"], total) == (gone.id, gone.sha256.hex(), gone.name, 1)
    assert (told.type.value, told.subject_id, told.actor.name) == ("VendorDocument.Purged", gone.id, "purge")
    assert on_the_wire(told)["data"]["field_diffs"]["sha256"]["new_value"] == gone.sha256.hex()
    assert not list(verify(runtime))


def test_words_of_a_purged_document_are_not_in_the_index(runtime: Runtime, world: World) -> None:
    _archived(runtime, world)
    words = "SELECT count(*) FROM search_text WHERE " + (
        "search_text MATCH '\"{}\"*'" if runtime.database.is_sqlite else "words @@ to_tsquery('simple', '''{}'':*')"
    )
    with runtime.database.read() as tx:
        assert tx.execute(text(words.format(f"{key(world.org_id)}suitabl"))).scalar_one() == 1
    sweep(runtime)
    with runtime.database.read() as tx:
        assert tx.execute(text(words.format(f"{key(world.org_id)}suitabl"))).scalar_one() == 0


def test_nothing_is_purged_that_has_no_term_or_is_in_use(runtime: Runtime, world: World) -> None:
    in_use = evidence.upload(runtime, world.org_id, world.vendor.id, b"a", document_type="nda")
    young = evidence.upload(runtime, world.org_id, world.vendor.id, b"b", document_type="nda")
    restored, untyped = _archived(runtime, world), _archived(runtime, world, document_type=None)
    with runtime.database.write() as tx:
        manage.archive(tx, world.caller, young.id, now=clock.now(tx))
        manage.restore(tx, world.caller, restored.id, now=clock.now(tx))
    assert list(purge.every_due(runtime)) == []
    assert sweep(runtime)["documents_past_their_term"] == 0
    assert all(_is_there(runtime, one) for one in (in_use, young, restored, untyped))


@pytest.mark.parametrize(("seconds", "is_due"), [(-1, True), (0, False)])
def test_term_is_over_on_the_day_so_many_months_after_the_day_of_archiving(
    runtime: Runtime, world: World, seconds: int, is_due: bool
) -> None:
    document = _archived(runtime, world)
    with runtime.database.write() as tx:
        day = add_months(datetime.fromtimestamp(clock.now(tx), UTC).date(), -TERM)
        exact = int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp())
        tx.execute(update(documents).where(documents.c.id == document.id).values(archived_at=exact + seconds))
    assert [one.document_id for one in purge.every_due(runtime)] == [document.id] * is_due


def test_term_of_a_type_counts_for_the_types_below_it_that_have_none() -> None:
    by_parent = next(one for one in load_types() if one.parent is not None)
    assert by_parent.parent is not None
    found = purge.terms({by_parent.parent: 24}, load_types())
    assert (found[by_parent.parent], found[by_parent.slug]) == (24, 24)
    assert purge.terms({by_parent.parent: 24, by_parent.slug: 6}, load_types())[by_parent.slug] == 6
    assert purge.terms({by_parent.slug: 6}, load_types()) == {by_parent.slug: 6} | {
        one.slug: 6 for one in load_types() if one.parent == by_parent.slug
    }


def test_document_changed_since_it_was_found_is_looked_at_again(runtime: Runtime, world: World) -> None:
    document = _archived(runtime, world)
    (due,) = purge.every_due(runtime)
    with runtime.database.write() as tx:
        manage.restore(tx, world.caller, document.id, now=NOW)
    assert not purge.purge(runtime, due)
    assert _is_there(runtime, document)


def test_document_that_got_another_type_since_is_not_purged_by_the_term_of_the_first(
    runtime: Runtime, world: World
) -> None:
    document = _archived(runtime, world)
    (due,) = purge.every_due(runtime)
    with runtime.database.write() as tx:
        tx.execute(update(documents).values(document_type="invoice"))
    assert not purge.purge(runtime, due)
    assert _is_there(runtime, document)


def test_same_file_of_another_document_stays(runtime: Runtime, world: World) -> None:
    gone, same = _archived(runtime, world), _archived(runtime, world, document_type="invoice")
    assert gone.sha256 == same.sha256
    sweep(runtime)
    assert (_is_there(runtime, gone), _is_there(runtime, same)) == (False, True)
    assert evidence.stored_file(runtime.home, same).read_bytes() == b"content"


class _Failing(LocalStore):
    """A store that fails once, before or after it removed the bytes."""

    def __init__(self, folder: Path, *, is_late: bool) -> None:
        super().__init__(folder)
        self._is_late, self._fails = is_late, True

    def delete(self, key: str) -> None:
        fails, self._fails = self._fails, False
        if not fails or self._is_late:
            super().delete(key)
        if fails:
            raise StorageUnavailableError("The store cannot be reached.")


@pytest.mark.parametrize("is_late", [False, True])
def test_purge_that_broke_off_at_the_bytes_goes_on_there(runtime: Runtime, world: World, is_late: bool) -> None:
    documents_ = [_archived(runtime, world, content=bytes([n])) for n in range(3)]
    object.__setattr__(runtime, "store", _Failing(runtime.home / "files", is_late=is_late))
    with pytest.raises(StorageUnavailableError):
        sweep(runtime)
    assert sweep(runtime)["files_of_purged_documents"] == 3
    assert not any(_is_there(runtime, one) for one in documents_)
    with runtime.database.read() as tx:
        assert tx.execute(select(func.count(purged_documents.c.storage_key))).scalar_one() == 0
        assert purge.page(tx, world.caller, limit=1, offset=0)[1] == 3
    assert sweep(runtime)["files_of_purged_documents"] == 0


def test_bytes_of_purged_documents_stay_while_they_are_wanted(runtime: Runtime, world: World) -> None:
    document = _archived(runtime, world)
    with purge.bytes_stay(runtime), purge.bytes_stay(runtime):
        swept = sweep(runtime)
        assert (swept["documents_past_their_term"], swept["files_of_purged_documents"]) == (1, 0)
        assert evidence.stored_file(runtime.home, document).exists()
    assert sweep(runtime)["files_of_purged_documents"] == 1
    assert not _is_there(runtime, document)


def test_dead_job_of_a_purged_document_is_gone_with_it(runtime: Runtime, world: World) -> None:
    document = _archived(runtime, world)
    with runtime.database.write() as tx:
        tx.execute(update(jobs).values(state="dead"))
    sweep(runtime)
    with runtime.database.read() as tx:
        assert tx.execute(select(jobs.c.id)).all() == []
    assert not _is_there(runtime, document)


def test_many_are_found_page_by_page_in_order(runtime: Runtime, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("muniment.documents.purge._ROWS_AT_ONCE", 2)
    row = _row(runtime, world)
    with runtime.database.write() as tx:
        for n in range(5):
            of = {"id": f"cbvdoc_{n:032x}", "seq": 1000 + n, "storage_key": f"{n:032x}", "archived_at": NOW + n // 2}
            tx.execute(insert(documents), {**row, **of})
    found = [(one.archived_at, one.document_id) for one in purge.every_due(runtime)]
    assert (found, len(found)) == (sorted(found), 5)


def _row(runtime: Runtime, world: World) -> dict[str, object]:
    """A row of an archived agreement, to be put in under other ids."""
    made = evidence.upload(runtime, world.org_id, world.vendor.id, b"x", document_type="nda")
    with runtime.database.read() as tx:
        row = tx.execute(select(documents).where(documents.c.id == made.id)).one()
    return {**row._mapping, "is_archived": True, "status": Status.COMPLETE}
