"""Rows of evidence, places between them, and counts of what needs somebody."""

from __future__ import annotations

import base64
import json
from dataclasses import replace

import pytest

from muniment.db.engine import Database
from muniment.documents.document import UNDATED
from muniment.documents.lists import evidence
from muniment.documents.lists.filters import Filters, Order
from muniment.documents.validity import Days
from tests.builders import NOW, World, build_document

DAYS = Days.at(NOW)  # 15 June 2025
ENDS = ("2024-01-01", "2025-06-14", "2025-06-15", "2025-07-01", "2025-08-14", "2025-08-15", "2026-05-31", "2026-06-01")


def test_row_tells_vendor_confidence_and_validity(database: Database, world: World) -> None:
    with database.write() as tx:
        named = build_document(
            tx,
            world.org_id,
            world.vendor.id,
            document_type="nda",
            is_type_declared=False,
            type_confidence=0.75,
            valid_until="2025-06-20",
            status="complete",
        )
        declared = build_document(tx, world.org_id, world.other_vendor.id, document_type="nda", type_confidence=0.5)
    with database.read() as tx:
        page = evidence.page(tx, world.caller, Filters(order=Order.OLDEST), days=DAYS, limit=50, after=None)
    assert (page.total, page.next) == (2, None)
    assert page.rows == [
        {
            **named.on_the_wire(),
            "vendor_name": "Northwind Hosting",
            "is_type_declared": False,
            "type_confidence": 0.75,
            "validity": "expiring",
            "valid_until": "2025-06-20",
            "days_left": 5,
        },
        {
            **declared.on_the_wire(),
            "vendor_name": "Quill Payments",
            "is_type_declared": True,
            "type_confidence": None,
            "validity": "pending",
            "valid_until": None,
            "days_left": None,
        },
    ]


@pytest.mark.parametrize("order", list(Order))
def test_pages_followed_by_their_places_hold_every_row_once(database: Database, world: World, order: Order) -> None:
    with database.write() as tx:
        made = {
            build_document(tx, world.org_id, world.vendor.id, name=f"\u00c4 {n % 3}", valid_until=until).id
            for n, until in enumerate((*ENDS, UNDATED, UNDATED))
        }
    found, after = [], None
    with database.read() as tx:
        for _ in range(4):
            page = evidence.page(tx, world.caller, Filters(order=order), days=DAYS, limit=3, after=after)
            found += [row["id"] for row in page.rows]
            after = page.next
    assert after is None
    assert (len(found), set(found)) == (len(made), made)


@pytest.mark.parametrize("order", list(Order))
def test_pages_walked_back_by_their_places_are_those_walked_forth(
    database: Database, world: World, order: Order
) -> None:
    with database.write() as tx:
        for n, until in enumerate((*ENDS, UNDATED)):
            build_document(tx, world.org_id, world.vendor.id, name=f"\u00c4 {n % 3}", valid_until=until)
    for filters in (Filters(order=order), Filters(order=order, q="\u00c4")):
        with database.read() as tx:
            forth = [evidence.page(tx, world.caller, filters, days=DAYS, limit=4)]
            while (after := forth[-1].next) is not None:
                forth.append(evidence.page(tx, world.caller, filters, days=DAYS, limit=4, after=after))
            back = [forth[-1]]
            while (before := back[-1].previous) is not None:
                back.append(evidence.page(tx, world.caller, filters, days=DAYS, limit=4, before=before))
        assert [len(page.rows) for page in forth] == [4, 4, 1]
        assert [page.rows for page in back] == [page.rows for page in forth[::-1]]
        assert [page.next for page in back] == [page.next for page in forth[::-1]]


def test_rows_are_read_in_parts_in_the_order_of_the_list(database: Database, world: World) -> None:
    filters = Filters(order=Order.NAME, document_types=("nda",))
    with database.write() as tx:
        made = [build_document(tx, world.org_id, world.vendor.id, name=name, document_type="nda").id for name in "badc"]
        build_document(tx, world.org_id, world.vendor.id, name="another type", document_type="sow")
        build_document(tx, world.other_org_id, world.foreign_vendor.id, name="foreign", document_type="nda")
    with database.read() as tx:
        seqs, total = evidence.first(tx, world.caller, filters, days=DAYS, limit=3)
        rows = evidence.rows_of(tx, world.caller, seqs=seqs, days=DAYS)
        assert (total, [row["id"] for row in rows]) == (4, [made[1], made[0], made[3]])
        assert rows == evidence.page(tx, world.caller, filters, days=DAYS, limit=3).rows
        bound = replace(world.caller, vendor_ids=frozenset({world.other_vendor.id}))
        assert not evidence.rows_of(tx, bound, seqs=seqs, days=DAYS)


def test_place_of_another_order_or_none_at_all_is_refused(database: Database, world: World) -> None:
    with database.write() as tx:
        for _ in range(2):
            build_document(tx, world.org_id, world.vendor.id)
    made_up: list[object] = [
        [],
        {},
        1,
        ["-created_at", "", True],
        ["-created_at", "", False],
        ["-created_at", "", -1],
        ["-created_at", 0, 1],
    ]
    made_up += [["-created_at", "", 2**62], ["-created_at", "", 1.5], ["-created_at", "\0", 1]]
    bad = ["", "x", "\u00e9", *(base64.urlsafe_b64encode(json.dumps(one).encode()).decode() for one in made_up)]
    with database.read() as tx:
        place = evidence.page(tx, world.caller, Filters(), days=DAYS, limit=1, after=None).next
        assert place is not None
        for order, after in ((Order.NAME, place), *((Order.NEWEST, one) for one in (*bad, place + "A"))):
            with pytest.raises(evidence.InvalidPlaceError):
                evidence.page(tx, world.caller, Filters(order=order), days=DAYS, limit=1, after=after)


def test_counts_are_those_of_the_day(database: Database, world: World) -> None:
    with database.write() as tx:
        for until in ENDS:
            build_document(tx, world.org_id, world.vendor.id, valid_until=until, status="complete")
        build_document(tx, world.org_id, world.vendor.id, valid_until="2024-01-01", is_archived=True)
        for status in ("failed", "created", "analyzing"):
            build_document(tx, world.org_id, world.vendor.id, status=status, now=NOW + 8 * 86_400)
        build_document(tx, world.other_org_id, world.foreign_vendor.id, valid_until="2024-01-01")
    with database.read() as tx:
        counts = evidence.counts(tx, world.caller, days=DAYS, now=NOW + 8 * 86_400)
    by_month = {one["month"]: one["documents"] for one in counts.pop("by_month")}
    assert counts == {
        "total": 11,
        "expired": 2,
        "expiring": 3,
        "failed": 1,
        "unsettled": 2,
        "lately": 3,
        "evaluated_on": "2025-06-15",
        "expiring_until": "2025-08-14",
    }
    assert list(by_month) == [f"2025-{n:02}" for n in range(6, 13)] + [f"2026-{n:02}" for n in range(1, 6)]
    assert {month: n for month, n in by_month.items() if n} == {"2025-06": 1, "2025-07": 1, "2025-08": 2, "2026-05": 1}
