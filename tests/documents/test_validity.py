"""How a document stands by its last day, and how that day comes from its facts to where lists look."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from muniment.db.engine import Database, Transaction
from muniment.db.tables import document_assessments, document_services, documents
from muniment.documents.document import UNDATED, Document
from muniment.documents.facts import keep_facts, valid_until
from muniment.documents.lists import listing
from muniment.documents.lists.filters import Filters
from muniment.documents.validity import Days, Validity
from tests.builders import NOW, World, build_document

DAYS = Days.at(NOW)  # 15 June 2025


@pytest.mark.parametrize(
    ("until", "status", "state", "left"),
    [
        ("2025-06-14", "complete", Validity.EXPIRED, -1),
        ("2025-06-15", "complete", Validity.EXPIRING, 0),
        ("2025-08-14", "complete", Validity.EXPIRING, 60),
        ("2025-08-15", "failed", Validity.VALID, 61),
        ("0999-01-01", "analyzing", Validity.EXPIRED, -374_904),
        (UNDATED, "complete", Validity.UNDATED, None),
        (UNDATED, "failed", Validity.UNDATED, None),
        (UNDATED, "created", Validity.PENDING, None),
    ],
)
def test_document_stands_so_and_is_found_so_alone(
    database: Database, world: World, until: str, status: str, state: Validity, left: int | None
) -> None:
    assert (DAYS.state(until, status=status), DAYS.left(until)) == (state, left)
    with database.write() as tx:
        build_document(tx, world.org_id, world.vendor.id, valid_until=until, status=status)
    with database.read() as tx:
        for one in Validity:
            total = listing.seqs(tx, world.caller, Filters(validity=(one,), days=DAYS), limit=1)[1]
            assert total == (one is state)


def _said(value: str, source: str = "engine") -> dict[str, object]:
    return {"key": "expires_on", "value": value, "value_type": "date", "source_type": source, "page": None}


def _kept(tx: Transaction, document: Document) -> set[str]:
    """The day on the document's row and on its links."""
    return {
        tx.execute(select(table.c.valid_until).where(column == document.id)).scalar_one()
        for table, column in (
            (documents, documents.c.id),
            (document_services, document_services.c.document_id),
            (document_assessments, document_assessments.c.document_id),
        )
    }


def test_day_of_the_facts_stands_on_the_row_and_on_its_links_until_they_say_another(
    database: Database, world: World
) -> None:
    links = {"service_ids": world.vendor.services[:1], "assessment_ids": world.vendor.assessments[:1]}
    with database.write() as tx:
        document = build_document(tx, world.org_id, world.vendor.id, **links)
        other = build_document(tx, world.org_id, world.vendor.id, **links)
        for insights, day in (
            ([_said("2027-02")], "2027-02-28"),
            ([_said("2026-12-31", "manual")], "2026-12-31"),
            ([_said("unknown")], UNDATED),
            ([_said("2026-12-31")], "2026-12-31"),
            ([], UNDATED),
        ):
            keep_facts(tx, document, insights)
            assert _kept(tx, document) == {day}
            assert valid_until(tx, document.id) == day
        assert _kept(tx, other) == {UNDATED}
