from __future__ import annotations

import json
import os
import zlib
from pathlib import Path

import pytest
from sqlalchemy import delete, insert, select, update

from muniment.accounts.caller import Caller
from muniment.accounts.scopes import Scope
from muniment.db.tables import (
    analyses,
    audit_records,
    document_counts,
    document_facts,
    document_items,
    document_pages,
    documents,
    events,
    organisations,
    review_wants,
    webhooks,
)
from muniment.documents import lifecycle, manage
from muniment.documents.lifecycle import Status
from muniment.events.actor import ActorKind
from muniment.evidence import reviewing
from muniment.evidence.reviewing import Wanted
from muniment.judging.facts.validity import ValidityRules
from muniment.runtime import Runtime, build
from muniment.settings import Settings
from muniment.storage.store import new_key, release
from muniment.upkeep.verify import verify
from muniment.webhooks import subscriptions
from muniment.webhooks.seals import Seals
from muniment.webhooks.subscriptions import Change
from tests.builders import NOW, World, build_world, staged_file
from tests.upkeep.commands import run
from tests.upkeep.evidence import analyse, deposit, stored_file, upload


def found(runtime: Runtime) -> list[tuple[str, str]]:
    return [(problem.kind, problem.subject) for problem in verify(runtime, jobs=2)]


def test_a_sound_installation_has_no_problem(runtime: Runtime, world: World) -> None:
    for n in range(7):
        upload(
            runtime,
            world.org_id,
            world.vendor.id,
            b"content %d" % n,
            service_ids=world.vendor.services[: n % 3],
            assessment_ids=world.vendor.assessments[: n % 2],
        )
    upload(
        runtime,
        world.org_id,
        world.vendor.id,
        b"of many links",
        service_ids=world.vendor.services,
        assessment_ids=world.vendor.assessments,
    )
    one = upload(runtime, world.other_org_id, world.foreign_vendor.id, b"foreign")
    with runtime.database.write() as tx:
        analyse(tx, one, quote="operated effectively")
        manage.archive(tx, world.other_caller, one.id, now=one.created_at)
    told: dict[str, tuple[int, int]] = {}
    assert list(verify(runtime, progress=lambda what, done, of: told.update({what: (done, of)}))) == []
    assert told["documents hashed"] == told["stored files looked up"] == (9, 9)
    assert told["analyses compared"] == (1, 1)
    assert told["counters compared"][0] == told["counters compared"][1]


def test_missing_and_damaged_bytes_are_found(runtime: Runtime, world: World, home: Path) -> None:
    missing, longer, other, _sound = (
        upload(runtime, world.org_id, world.vendor.id, b"content %d" % n) for n in range(4)
    )
    stored_file(home, missing).unlink()
    stored_file(home, longer).write_bytes(b"content 1 and more")
    stored_file(home, other).write_bytes(b"c0ntent 2")
    assert found(runtime) == [("missing", missing.id), ("damaged", longer.id), ("damaged", other.id)]


def test_bytes_without_a_row_are_orphaned_unless_an_upload_is_in_flight(
    runtime: Runtime, world: World, tmp_path: Path
) -> None:
    staged, key = staged_file(runtime.staging_folder, b"in flight"), new_key()
    runtime.store.keep(staged, key)
    assert found(runtime) == []
    release(staged)
    assert found(runtime) == [], "its commit may still arrive"
    os.utime(next((runtime.home / "files").rglob(key)), (0, 0))
    assert found(runtime) == [("orphaned", key)]
    with runtime.store.open(key) as file:
        assert file.read() == b"in flight", "looking removes nothing"


def test_a_counter_that_differs_from_a_recount_is_found(runtime: Runtime, world: World) -> None:
    upload(runtime, world.org_id, world.vendor.id, b"content", service_ids=world.vendor.services[:1])
    cell = {"document_type": "", "status": "created", "is_archived": False}
    with runtime.database.write() as tx:
        counts = document_counts.c
        tx.execute(update(document_counts).where(counts.scope_id == world.vendor.id).values(n=2))
        tx.execute(document_counts.delete().where(counts.scope_id == world.vendor.services[0]))
        tx.execute(insert(document_counts).values(scope_id="cbvndr_gone", n=1, **cell))
        tx.execute(insert(document_counts).values(scope_id="cbvndr_empty", n=0, **cell))
    problems = [problem for problem in verify(runtime) if problem.kind == "miscounted"]
    assert all(problem.message.endswith("; `muniment repair counters` puts it right") for problem in problems)
    assert {(problem.subject, problem.message.partition(";")[0]) for problem in problems} == {
        (world.vendor.id, "no type, created: the counter says 2, there are 1"),
        (world.vendor.services[0], "no type, created: the counter says 0, there are 1"),
        ("cbvndr_gone", "no type, created: the counter says 1, there are 0"),
    }


def test_a_document_whose_status_was_changed_past_the_counters_is_found(runtime: Runtime, world: World) -> None:
    one = upload(runtime, world.org_id, world.vendor.id, b"content")
    with runtime.database.write() as tx:
        tx.execute(update(documents).where(documents.c.id == one.id).values(status="complete"))
    assert {subject for _, subject in found(runtime)} == {world.org_id, world.vendor.id}


def test_a_quote_that_does_not_stand_on_its_page_is_found(runtime: Runtime, world: World) -> None:
    stands, altered, elsewhere, unverified, packed = (
        upload(runtime, world.org_id, world.vendor.id, b"content %d" % n) for n in range(5)
    )
    with runtime.database.write() as tx:
        analyse(tx, stands, quote="suitably designed.\nAnd")
        analyse(tx, altered, quote="suitably Designed")
        analyse(tx, elsewhere, quote="suitably designed", page=2)
        analyse(tx, unverified, quote="suitably Designed", verified=False)
        analyse(tx, packed, quote="suitably designed")
        tx.execute(update(document_pages).where(document_pages.c.document_id == packed.id).values(text=b"no zlib"))
    assert sorted(found(runtime)) == sorted(("unquoted", one.id) for one in (altered, elsewhere, packed))


def test_text_of_a_page_that_nothing_quotes_is_unpacked_too(runtime: Runtime, world: World) -> None:
    sound, damaged = (upload(runtime, world.org_id, world.vendor.id, b"content %d" % n) for n in range(2))
    packed = zlib.compress(b"Nobody quotes this.")
    with runtime.database.write() as tx:
        for one, text in ((sound, packed), (damaged, packed[:-4] + bytes(4))):
            analyse(tx, one, quote="operated effectively")
            page = {"document_id": one.id, "number": 2, "kind": "text", "is_ocr": False, "text": text}
            tx.execute(insert(document_pages).values(page))
    assert found(runtime) == [("unquoted", damaged.id)]


def test_facts_that_are_not_those_of_the_analysis_are_found(runtime: Runtime, world: World) -> None:
    sound, changed, fewer, more, said, alone = deposit(runtime, world.org_id, world.vendor.id, 6)
    c = document_facts.c
    with runtime.database.write() as tx:
        for one in (sound, changed, fewer, more, said):
            analyse(tx, one, quote="operated effectively")
        assert tx.execute(update(document_facts).where(c.document_id == changed.id).values(value_date="2026-04-01"))
        tx.execute(delete(document_facts).where(c.document_id == fewer.id))
        for one, source in ((more, "engine"), (alone, "engine"), (said, "manual")):
            row = {"document_id": one.id, "org_id": one.org_id, "key": "b", "source": source, "position": 0}
            tx.execute(insert(document_facts).values(**row, value_text="x"))
    assert sorted(found(runtime)) == sorted(("unmatched", one.id) for one in (changed, fewer, more, said, alone))


def test_facts_of_a_document_that_was_reviewed_are_those_that_stand(runtime: Runtime, world: World) -> None:
    read, unread, altered = deposit(runtime, world.org_id, world.vendor.id, 3)
    wanted = Wanted(facts=[("opinion", "adverse")])
    with runtime.database.write() as tx:
        for one in (read, altered):
            analyse(tx, one, quote="operated effectively")
        for one in (read, unread, altered):
            reviewing.put(tx, world.caller, one.id, wanted, rules=ValidityRules(), now=NOW)
        c = document_facts.c
        tx.execute(
            update(document_facts).where(c.document_id == altered.id, c.source == "manual").values(value_text="x")
        )
    assert list(found(runtime)) == [("unmatched", altered.id)]


def test_last_day_of_a_list_that_is_not_that_of_the_facts_is_found(runtime: Runtime, world: World) -> None:
    sound, altered = deposit(runtime, world.org_id, world.vendor.id, 2)
    with runtime.database.write() as tx:
        for one in (sound, altered):
            analyse(tx, one, quote="operated effectively")
        tx.execute(update(documents).where(documents.c.id == altered.id).values(valid_until="2031-01-01"))
    assert found(runtime) == [("unmatched", altered.id)]


def test_document_that_waits_for_a_person_for_another_reason_than_it_has_is_found(
    runtime: Runtime, world: World
) -> None:
    sound, more, fewer = deposit(runtime, world.org_id, world.vendor.id, 3)
    with runtime.database.write() as tx:
        for one in (sound, more, fewer):
            settled = lifecycle.settle(
                tx, world.caller, one.id, generation=1, status=Status.COMPLETE, document_type=None, now=NOW
            )
            assert settled is not None
            analyse(tx, settled, quote="operated effectively")
            lifecycle.note_wants(tx, settled)
        w = review_wants.c
        tx.execute(delete(review_wants).where(w.document_id == fewer.id, w.reason == "unnamed"))
        of_more = {**tx.execute(select(review_wants).where(w.document_id == more.id)).first()._asdict()}
        tx.execute(insert(review_wants).values(**{**of_more, "reason": "failed"}))
    assert sorted(found(runtime)) == sorted(("unmatched", one.id) for one in (more, fewer))


def test_a_row_whose_quote_is_not_on_its_page_or_that_no_analysis_found_is_found(
    runtime: Runtime, world: World
) -> None:
    sound, altered, alone = deposit(runtime, world.org_id, world.vendor.id, 3)
    c = document_items.c
    with runtime.database.write() as tx:
        for one in (sound, altered, alone):
            analyse(tx, one, quote="operated effectively")
        tx.execute(update(document_items).where(c.document_id == altered.id).values(quote="never written"))
        tx.execute(delete(analyses).where(analyses.c.document_id == alone.id))
        tx.execute(delete(document_facts).where(document_facts.c.document_id == alone.id))
    assert sorted(found(runtime)) == sorted([("unquoted", altered.id), ("unmatched", alone.id)])


def test_the_command_prints_each_problem_and_exits_1(
    home: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MUNIMENT_HOME", str(home))
    runtime = build(Settings(home=home))
    assert run("verify") == 0
    with runtime.database.write() as tx:
        world = build_world(tx)
    one, two = (upload(runtime, world.org_id, world.vendor.id, b"content %d" % n) for n in range(2))
    assert run("verify", "--json") == 0
    stored_file(home, one).unlink()
    stored_file(home, two).write_bytes(b"c0ntent 1")
    capfd.readouterr()
    assert run("verify", "--json") == 1
    printed = json.loads(capfd.readouterr().out)
    assert [(found["kind"], found["subject"]) for found in printed["problems"]] == [
        ("missing", one.id),
        ("damaged", two.id),
    ]
    assert printed["checked"]["documents_hashed"] == 2
    assert run("verify") == 1
    assert f"missing    {one.id}  no bytes are stored" in capfd.readouterr().out
    runtime.close()


def test_events_that_are_not_all_there_are_found(runtime: Runtime, world: World) -> None:
    assert found(runtime) == []
    with runtime.database.write() as tx:
        tx.execute(delete(events).where(events.c.org_id == world.org_id, events.c.seq == 2))
        tx.execute(update(organisations).where(organisations.c.id == world.other_org_id).values(event_seq=99))
    assert sorted(found(runtime)) == sorted([("gap", world.org_id), ("gap", world.other_org_id)])


def test_record_that_was_altered_is_found(runtime: Runtime, world: World) -> None:
    assert found(runtime) == []
    with runtime.database.write() as tx:
        mine = (audit_records.c.org_id == world.org_id, audit_records.c.seq == 2)
        tx.execute(update(audit_records).where(*mine).values(actor_name="somebody else"))
    (problem,) = verify(runtime)
    assert (problem.kind, problem.subject) == ("altered", world.org_id)
    assert problem.message.startswith("record 2: ")


def test_secret_of_a_webhook_that_no_key_opens_is_found(runtime: Runtime, world: World) -> None:
    caller = Caller(org_id=world.org_id, kind=ActorKind.SYSTEM, id=None, name="operator", scopes=frozenset(Scope))
    seals = Seals(runtime.settings, runtime.secret)
    with runtime.database.write() as tx:
        wanted = Change("https://203.0.113.7/in", ["Vendor.Created"], "a secret of many characters")
        told = [subscriptions.create(tx, caller, wanted, seals=seals, now=1)["id"] for _ in range(2)]
    assert found(runtime) == []
    with runtime.database.write() as tx:
        elsewhere = Seals(runtime.settings, bytes(32)).seal("a secret of many characters")
        tx.execute(update(webhooks).where(webhooks.c.id == told[1]).values(sealed_secret=elsewhere))
    assert found(runtime) == [("sealed", told[1])]
