"""Ids of the index's entries."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import select

from muniment.db.engine import Database
from muniment.db.tables import search_entries
from muniment.documents.search import index, places
from muniment.reading.model import Page
from tests.builders import World, build_document


def given(database: Database, document_id: str) -> list[int]:
    """The ids of the document's entries, in order."""
    c = search_entries.c
    with database.read() as tx:
        return list(tx.execute(select(c.id).where(c.document_id == document_id).order_by(c.id)).scalars())


def test_ids_rise_with_the_documents_of_an_organisation_and_keep_organisations_apart(
    database: Database, world: World
) -> None:
    with database.write() as tx:
        ours = [build_document(tx, world.org_id, world.vendor.id) for _ in range(3)]
        theirs = build_document(tx, world.other_org_id, world.foreign_vendor.id)
        index.index_pages(tx, ours[0], [Page(1, "a"), Page(2, "b")])
    first, second, third = (given(database, one.id) for one in ours)
    assert len(first) == 3
    assert max(first) < min(second) <= max(second) < min(third)
    with database.read() as tx:
        (foreign,) = given(database, theirs.id)
        mine = places.ids_of_organisation(tx, world.org_id)
        assert mine.first <= min(first) <= max(third) <= mine.last
        assert not mine.first <= foreign <= mine.last
        nobody = places.ids_of_organisation(tx, "cborg_nobody")
        assert nobody.first > nobody.last


def test_ids_of_what_is_gone_are_not_given_again_where_its_words_stay(database: Database, world: World) -> None:
    with database.write() as tx:
        document = build_document(tx, world.org_id, world.vendor.id)
    seen = given(database, document.id)
    for pages in ([Page(1, "a"), Page(2, "b")], [], [Page(1, "c")], []):
        with database.write() as tx:
            index.index_pages(tx, document, pages)
        fresh = given(database, document.id)[1:]
        if database.is_sqlite:
            assert not set(seen) & set(fresh)
        seen += fresh


def test_document_that_was_indexed_too_often_is_refused_and_keeps_its_entries(
    database: Database, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(places, "PLACE_BITS", 2)
    with database.write() as tx:
        document = build_document(tx, world.org_id, world.vendor.id)
        index.index_pages(tx, document, [Page(number, "a") for number in (1, 2, 3)])
    kept = given(database, document.id)
    with pytest.raises(ValueError, match="repair search --from-scratch"), database.write() as tx:
        index.index_pages(tx, document, [Page(number, "a") for number in (1, 2, 3, 4)])
    assert given(database, document.id) == kept


def test_document_beyond_the_last_seq_is_refused(database: Database, world: World) -> None:
    with database.write() as tx:
        document = build_document(tx, world.org_id, world.vendor.id)
    for seq, is_taken in ((2**26 - 1, True), (2**26, False)):
        with database.write() as tx:
            if is_taken:
                places.take_ids(tx, replace(document, seq=seq))
            else:
                with pytest.raises(ValueError, match="no further"):
                    places.take_ids(tx, replace(document, seq=seq))
