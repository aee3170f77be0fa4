"""What is derived from the rows is made right again, beside writers, and what was wrong is told."""

from __future__ import annotations

import json
import threading
from pathlib import Path

import pytest
from sqlalchemy import delete, insert, select, text, update

from muniment.db.engine import Database
from muniment.db.tables import document_counts, review_wants, search_entries
from muniment.documents import lifecycle
from muniment.documents.lifecycle import Status
from muniment.documents.search import index
from muniment.documents.search.results import find
from muniment.runtime import Runtime, build
from muniment.settings import Settings
from muniment.upkeep.repair import repair_counters, repair_review_queue, repair_search
from muniment.upkeep.stored import RefusedError
from muniment.upkeep.verify import verify
from tests.builders import NOW, World, build_document, caller_of
from tests.upkeep.commands import run
from tests.upkeep.evidence import analyse, deposit, upload

CELL = {"document_type": "", "status": "created", "is_archived": False}


def miscounted(runtime: Runtime) -> list[str]:
    return sorted(problem.subject for problem in verify(runtime) if problem.kind == "miscounted")


def spoil_counters(database: Database, world: World) -> None:
    c = document_counts.c
    with database.write() as tx:
        tx.execute(update(document_counts).where(c.scope_id == world.vendor.id).values(n=7))
        tx.execute(delete(document_counts).where(c.scope_id == world.vendor.services[0]))
        tx.execute(insert(document_counts).values(scope_id="cbvndr_gone", n=3, **CELL))


def found(database: Database, org_id: str, query: str) -> list[tuple[str, int | None]]:
    with database.read() as tx:
        results = find(tx, caller_of(org_id), query, limit=50, offset=0).results
    return sorted((result.document_id, result.page) for result in results)


def test_counters_that_differ_are_put_right_and_told(runtime: Runtime, world: World) -> None:
    upload(runtime, world.org_id, world.vendor.id, b"content", service_ids=world.vendor.services[:1])
    spoil_counters(runtime.database, world)
    repaired = {one.subject: one.message for one in repair_counters(runtime.database)}
    assert repaired == {
        world.vendor.id: "no type, created: the counter says 7, there are 1",
        world.vendor.services[0]: "no type, created: the counter says 0, there are 1",
        "cbvndr_gone": "no type, created: the counter says 3, there are 0",
    }
    assert miscounted(runtime) == []
    assert list(repair_counters(runtime.database)) == []


def test_counters_are_right_after_a_repair_beside_writers(runtime: Runtime, world: World) -> None:
    deposit(runtime, world.org_id, world.vendor.id, 20)
    spoil_counters(runtime.database, world)
    begun = threading.Event()

    def write() -> None:
        for number in range(40):
            with runtime.database.write() as tx:
                build_document(tx, world.org_id, world.vendor.id, content=b"%d" % number)
            begun.set()

    writer = threading.Thread(target=write)
    writer.start()
    assert begun.wait(30)
    assert len(list(repair_counters(runtime.database))) == 2
    writer.join()
    assert miscounted(runtime) == []


def test_second_repair_of_counters_at_the_same_time_is_refused(runtime: Runtime, world: World) -> None:
    upload(runtime, world.org_id, world.vendor.id, b"content", service_ids=world.vendor.services[:1])
    spoil_counters(runtime.database, world)
    first = repair_counters(runtime.database)
    next(first)
    with pytest.raises(RefusedError, match="Another"):
        next(repair_counters(runtime.database))
    first.close()
    list(repair_counters(runtime.database))
    assert miscounted(runtime) == []


def test_reasons_to_be_reviewed_that_are_wrong_are_put_right_and_told(runtime: Runtime, world: World) -> None:
    sound, more, fewer, none = deposit(runtime, world.org_id, world.vendor.id, 4)
    w = review_wants.c
    with runtime.database.write() as tx:
        for one in (sound, more, fewer, none):
            settled = lifecycle.settle(
                tx, world.caller, one.id, generation=1, status=Status.COMPLETE, document_type=None, now=NOW
            )
            assert settled is not None
            analyse(tx, settled, quote="operated effectively")
            lifecycle.note_wants(tx, settled)
        tx.execute(delete(review_wants).where(w.document_id == fewer.id, w.reason == "unnamed"))
        tx.execute(delete(review_wants).where(w.document_id == none.id))
        of_more = tx.execute(select(review_wants).where(w.document_id == more.id)).first()._asdict()
        tx.execute(insert(review_wants).values(**{**of_more, "reason": "failed"}))
        tx.execute(insert(review_wants).values(**{**of_more, "document_id": "cbvdoc_gone"}))
    wrong = sorted(["cbvdoc_gone", fewer.id, more.id, none.id])
    assert sorted(one.subject for one in verify(runtime) if one.kind == "unmatched") == wrong
    assert sorted(one.subject for one in repair_review_queue(runtime.database)) == wrong
    with runtime.database.read() as tx:
        kept = tx.execute(select(w.document_id, w.reason).order_by(w.document_id, w.reason)).all()
    every = sorted(one.id for one in (sound, more, fewer, none))
    assert [tuple(row) for row in kept] == [(id_, reason) for id_ in every for reason in ("any", "unnamed")]
    assert list(repair_review_queue(runtime.database)) == []


def test_entries_that_are_not_those_of_name_and_pages_are_indexed_anew(runtime: Runtime, world: World) -> None:
    intact, lost, named = (
        upload(runtime, world.org_id, world.vendor.id, b"%d" % n, name=f"report {n}.txt") for n in range(3)
    )
    e = search_entries.c
    with runtime.database.write() as tx:
        for one in (intact, lost, named):
            analyse(tx, one, quote="suitably designed")
        tx.execute(delete(search_entries).where(e.document_id == lost.id))
        tx.execute(update(search_entries).where(e.document_id == named.id, e.number == 0).values(number=9))
    assert {one.subject for one in repair_search(runtime.database)} == {lost.id, named.id}
    assert found(runtime.database, world.org_id, "suitably designed") == sorted(
        (d.id, 1) for d in (intact, lost, named)
    )
    assert found(runtime.database, world.org_id, "report") == sorted((d.id, None) for d in (intact, lost, named))
    assert list(repair_search(runtime.database)) == []


def test_words_that_are_gone_from_the_index_are_found_again(runtime: Runtime, world: World) -> None:
    one = upload(runtime, world.org_id, world.vendor.id, b"content", name="only.txt")
    with runtime.database.write() as tx:
        analyse(tx, one, quote="suitably designed")
        index.empty(tx)
    assert found(runtime.database, world.org_id, "suitably") == []
    assert [repaired.subject for repaired in repair_search(runtime.database)] == [one.id]
    assert found(runtime.database, world.org_id, "suitably") == [(one.id, 1)]


def test_from_scratch_indexes_every_document_anew(runtime: Runtime, world: World) -> None:
    made = {one.id for one in deposit(runtime, world.org_id, world.vendor.id, 250)}
    before = len(found(runtime.database, world.org_id, "report*"))
    repaired = [one.subject for one in repair_search(runtime.database, from_scratch=True)]
    assert (len(repaired), set(repaired)) == (250, made)
    assert len(found(runtime.database, world.org_id, "report*")) == before
    with runtime.database.read() as tx:
        entries = set(tx.execute(select(search_entries.c.document_id)).scalars())
    assert entries == made


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_wrong_words_of_a_page_are_seen_on_postgresql(runtime: Runtime, world: World) -> None:
    one = upload(runtime, world.org_id, world.vendor.id, b"content")
    with runtime.database.write() as tx:
        tx.execute(text("UPDATE search_text SET words = 'other'::tsvector"))
    assert [repaired.subject for repaired in repair_search(runtime.database)] == [one.id]


def test_commands_say_what_they_repaired(
    home: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MUNIMENT_HOME", str(home))
    runtime = build(Settings(home=home))
    assert run("repair", "counters") == 0
    assert "0 counters repaired" in capfd.readouterr().out
    with runtime.database.write() as tx:
        tx.execute(insert(document_counts).values(scope_id="cbvndr_gone", n=3, **CELL))
    runtime.close()
    assert run("verify") == 1
    assert "muniment repair counters" in capfd.readouterr().out
    assert run("repair", "counters", "--json") == 0
    assert [one["subject"] for one in json.loads(capfd.readouterr().out)["repaired"]] == ["cbvndr_gone"]
    assert run("verify") == 0
    assert run("repair", "review-queue") == 0
    assert "0 documents repaired" in capfd.readouterr().out
    assert run("repair", "search", "--from-scratch") == 0
    assert "0 documents repaired" in capfd.readouterr().out
