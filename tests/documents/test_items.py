"""The rows of a report: kept with the analysis, paged in their order, with ids that stay."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from muniment.analysis.findings import Findings
from muniment.db.engine import Database
from muniment.documents import items, manage, results
from muniment.documents.document import Document
from muniment.errors import DocumentNotFoundError
from muniment.judging.model import Item
from tests.builders import NOW, World, build_document


@pytest.fixture
def document(database: Database, world: World) -> Document:
    with database.write() as tx:
        return build_document(tx, world.org_id, world.vendor.id)


def _control(text: str) -> Item:
    return Item("user_entity_control", {"control": text, "criteria": None}, text, 3, 10, verified=True)


SITE = Item(
    "certificate_site", {"name": "Head office", "address": None, "activities": None}, "Head office", 2, 0, verified=True
)


def _keep(database: Database, document: Document, *items: Item) -> None:
    findings = Findings(media_type="application/pdf", page_count=3, language="en", items=items)
    with database.write() as tx:
        results.keep(tx, document, findings, started_at=NOW, now=NOW)


def _page(database: Database, world: World, document: Document, **asked: Any) -> tuple[list[dict[str, Any]], int]:
    with database.read() as tx:
        wanted = {"kinds": (), "limit": 50, "offset": 0, **asked}
        return manage.items_page(tx, world.caller, document.id, **wanted)


def test_rows_are_read_back_in_their_order(database: Database, world: World, document: Document) -> None:
    _keep(database, document, _control("b"), _control("a"), SITE)
    rows, total = _page(database, world, document)
    assert total == 3
    assert [row["fields"].get("control") for row in rows] == ["b", "a", None]
    assert {key: value for key, value in rows[2].items() if key != "id"} == {
        "kind": "certificate_site",
        "fields": {"name": "Head office", "address": None, "activities": None},
        "quote": "Head office",
        "page": 2,
        "verified": True,
    }


def test_pages_and_kinds_narrow_and_the_total_counts_all_that_match(
    database: Database, world: World, document: Document
) -> None:
    _keep(database, document, *(_control(f"control {number}") for number in range(5)), SITE)
    rows, total = _page(database, world, document, kinds=("user_entity_control",), limit=2, offset=3)
    assert ([row["fields"]["control"] for row in rows], total) == (["control 3", "control 4"], 5)
    assert _page(database, world, document, kinds=("exception",)) == ([], 0)


def test_the_next_analysis_replaces_the_rows_and_those_found_again_keep_their_ids(
    database: Database, world: World, document: Document
) -> None:
    _keep(database, document, _control("same"), _control("same"), _control("gone"))
    before = {row["id"]: row["fields"]["control"] for row in _page(database, world, document)[0]}
    assert len(before) == 3
    _keep(database, document, SITE, _control("same"), _control("same"))
    after = {row["id"]: row["fields"].get("control") for row in _page(database, world, document)[0]}
    assert {id_ for id_, control in before.items() if control == "same"} == after.keys() & before.keys()
    assert "gone" not in after.values()


def test_rows_of_another_organisations_document_are_not_found(
    database: Database, world: World, document: Document
) -> None:
    _keep(database, document, SITE)
    with database.read() as tx, pytest.raises(DocumentNotFoundError):
        manage.items_page(tx, world.other_caller, document.id, kinds=(), limit=50, offset=0)


def test_a_nul_reaches_neither_database(database: Database, world: World, document: Document) -> None:
    _keep(database, document, _control("a\0b"))
    rows, _ = _page(database, world, document)
    assert (rows[0]["fields"]["control"], rows[0]["quote"]) == ("ab", "ab")


@pytest.mark.parametrize("asked", ["", "\0", "cbitem_\0", "cbitem_" + "0" * 32])
def test_row_is_found_by_an_id_alone(database: Database, document: Document, asked: str) -> None:
    with database.read() as tx:
        assert items.find(tx, document, asked) is None


def test_an_escape_that_a_document_spells_out_is_kept_as_it_stands(
    database: Database, world: World, document: Document
) -> None:
    """In JSON it is written nearly as a NUL is."""
    item = _control(r"Passwords hold no \u0000")
    _keep(database, document, replace(item, fields={**item.fields, "criteria": (r"\u0000", "a\0b")}))
    rows, _ = _page(database, world, document)
    assert rows[0]["fields"] == {"control": r"Passwords hold no \u0000", "criteria": [r"\u0000", "ab"]}
