"""Samples come in once and go again, and take nothing with them."""

from __future__ import annotations

from sqlalchemy import func, select

from muniment.db.tables import assessments, documents, purged_documents, services, vendors
from muniment.documents import legal_holds, manage
from muniment.documents.legal_holds import Target, TargetType
from muniment.documents.manage import Change
from muniment.events import feed
from muniment.judging.facts.validity import ValidityRules
from muniment.runtime import Runtime
from muniment.samples import samples
from muniment.samples.catalogue import vendors as sample_vendors
from muniment.upkeep.verify import verify
from muniment.vendors import vendors as use_cases
from tests.builders import NOW, World
from tests.upkeep import evidence

N = sum(len(vendor.documents) for vendor in sample_vendors())


def _count(runtime: Runtime) -> dict[str, int]:
    with runtime.database.read() as tx:
        return {
            table.name: int(tx.execute(select(func.count()).select_from(table)).scalar_one())
            for table in (vendors, services, assessments, documents)
        }


def _files(runtime: Runtime) -> int:
    return sum(path.is_file() for path in (runtime.home / "files").rglob("*"))


def test_samples_come_in_once_are_marked_and_go_without_a_trace(runtime: Runtime, world: World) -> None:
    mine = evidence.upload(runtime, world.org_id, world.vendor.id, b"mine")
    before = _count(runtime)
    first = samples.bring_in(runtime, world.org_id)
    there = _count(runtime)
    assert (len(set(first)), there["documents"] - before["documents"]) == (N, N)
    assert samples.bring_in(runtime, world.org_id) == first
    assert _count(runtime) == there
    with runtime.database.read() as tx:
        marked = select(vendors.c.name).where(vendors.c.tags == f'["{samples.TAG}"]')
        names = tx.execute(marked).scalars().all()
    assert (len(names), all(name.endswith("(sample)") for name in names)) == (3, True)

    removed = samples.take_away(runtime, world.org_id)
    assert (removed.vendors, removed.documents, removed.kept) == (3, N, ())
    assert (_count(runtime), _files(runtime)) == (before, 1)
    with runtime.database.read() as tx:
        assert evidence.document(tx, mine.id) == mine
        assert tx.execute(select(func.count()).select_from(purged_documents)).scalar_one() == N
        told = [event.type for event in feed.read(tx, world.org_id, after=0, limit=500)]
    assert told.count("Vendor.Removed") == 3
    assert list(verify(runtime)) == []
    assert len(samples.bring_in(runtime, world.org_id)) == N


def test_what_others_added_to_a_sample_stays_with_its_vendor(runtime: Runtime, world: World) -> None:
    with runtime.database.read() as tx:
        assert list(samples._vendors(tx, world.org_id)) == []
    samples.bring_in(runtime, world.org_id)
    with runtime.database.read() as tx:
        vendor_id, _ = next(iter(samples._vendors(tx, world.org_id)))
    mine = evidence.upload(runtime, world.org_id, vendor_id, b"mine", name="Quillmere SOC 2 report")
    removed = samples.take_away(runtime, world.org_id)
    assert (removed.vendors, removed.documents, removed.kept) == (2, N, ("Quillmere Systems (sample)",))
    with runtime.database.read() as tx:
        assert evidence.document(tx, mine.id) == mine


def test_sample_that_is_archived_or_renamed_is_not_brought_in_again_and_one_that_is_held_stays(
    runtime: Runtime, world: World
) -> None:
    first, held, *_ = samples.bring_in(runtime, world.org_id)
    with runtime.database.write() as tx:
        manage.archive(tx, world.caller, first, now=NOW)
        manage.change(tx, world.caller, held, Change(name="Another name"), rules=ValidityRules(), now=NOW)
        hold = Target(TargetType.DOCUMENT, held)
        legal_holds.create(tx, world.caller, hold, reason="case", now=NOW)
    again = samples.bring_in(runtime, world.org_id)
    assert (first in again, held in again, len(again)) == (True, True, N)
    removed = samples.take_away(runtime, world.org_id)
    assert (removed.documents, len(removed.kept)) == (N - 1, 2)


def test_vendor_that_is_only_called_like_a_sample_stays(runtime: Runtime, world: World) -> None:
    with runtime.database.write() as tx:
        forged = {"name": "Mine", "external_id": "muniment-sample:quillmere", "tags": ["sample"]}
        vendor_id = use_cases.create(tx, world.caller, forged, now=NOW)["id"]
    samples.bring_in(runtime, world.org_id)
    assert samples.take_away(runtime, world.org_id).vendors == 3
    with runtime.database.read() as tx:
        assert use_cases.get(tx, world.caller, vendor_id)["name"] == "Mine"
