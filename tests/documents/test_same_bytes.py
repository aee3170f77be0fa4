"""Documents with the same bytes."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import text

from muniment.db.engine import Database
from muniment.documents.same_bytes import MOST, Twin, twins
from tests.builders import World, build_document


def test_twins_are_the_newest_others_that_the_caller_sees(database: Database, world: World) -> None:
    with database.write() as tx:
        first = build_document(tx, world.org_id, world.vendor.id, name="first")
        other = build_document(tx, world.org_id, world.other_vendor.id, name="other")
        build_document(tx, world.org_id, world.vendor.id, is_archived=True)
        build_document(tx, world.org_id, world.vendor.id, content=b"another")
        build_document(tx, world.other_org_id, world.foreign_vendor.id)
        last = build_document(tx, world.org_id, world.vendor.id, name="last")
    with database.read() as tx:
        assert [one.id for one in twins(tx, world.caller, first.id)] == [last.id, other.id]
        assert twins(tx, world.caller, last.id) == [
            Twin(other.id, "other", other.created_at, world.other_vendor.id, "Quill Payments"),
            Twin(first.id, "first", first.created_at, world.vendor.id, "Northwind Hosting"),
        ]
        bound = replace(world.caller, vendor_ids=frozenset({world.vendor.id}))
        assert [one.id for one in twins(tx, bound, last.id)] == [first.id]
        assert not twins(tx, world.other_caller, first.id)
        assert not twins(tx, world.caller, "cbvdoc_x")


def test_at_most_some_are_told_of_and_the_index_finds_them(database: Database, world: World) -> None:
    with database.write() as tx:
        made = [build_document(tx, world.org_id, world.vendor.id).id for _ in range(MOST + 2)]
    with database.read() as tx:
        assert [one.id for one in twins(tx, world.caller, made[0])] == made[:1:-1]
        if tx.dialect.name == "sqlite":
            asked = "SELECT id FROM documents WHERE org_id = '' AND sha256 = x'' ORDER BY seq DESC LIMIT 100"
            plan = str(tx.execute(text(f"EXPLAIN QUERY PLAN {asked}")).all())
            assert "ix_documents_sha256 (org_id=? AND sha256=?)" in plan
            assert "TEMP B-TREE" not in plan
