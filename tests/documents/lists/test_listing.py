"""A page equals what a naive filter over all documents gives, for any filters, offset and order."""

from __future__ import annotations

import hashlib
import random
from dataclasses import replace
from typing import Any

import orjson
import pytest
from sqlalchemy import event

from muniment import ids
from muniment.accounts.caller import Caller
from muniment.db.engine import Database, Transaction
from muniment.documents import manage
from muniment.documents.document import UNDATED, Document
from muniment.documents.lists import listing, paging
from muniment.documents.lists.listing import Filters, Order, Position
from muniment.documents.validity import Days, Validity
from muniment.errors import AssessmentNotFoundError, ServiceNotFoundError, VendorNotFoundError
from muniment.unicode import folded
from tests.builders import NOW, World, build_document

TYPES = (None, "soc2-report", "contract", "penetration-test")
STATUSES = ("created", "analyzing", "complete", "failed")
MANY = 110
DAYS = Days("2026-11-29", "2027-01-28")
ENDS = (UNDATED, UNDATED, "2019-01-31", "2026-11-28", "2026-11-29", "2027-01-28", "2027-01-29", "2031-12-31")


def listed(tx: Transaction, caller: Caller, filters: Filters, *, limit: int, offset: int) -> tuple[Any, int]:
    """The page as its reader sees it; equal objects have equal keys in equal order."""
    data, total = listing.page(tx, caller, filters, limit=limit, offset=offset)
    if listing.is_among_the_first(filters, offset=offset):
        quick = listing.quick_page(tx, caller, filters, limit=limit, offset=offset)
        assert quick is None or (orjson.loads(quick[0]), quick[1]) == (orjson.loads(data), total)
    return [list(one.items()) for one in orjson.loads(data)], total


def _subset(chance: random.Random, values: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(chance.sample(values, chance.randint(0, len(values))))


def _fill(tx: Transaction, world: World, chance: random.Random) -> list[Document]:
    made, now = [], NOW
    for _ in range(MANY):
        now += chance.choice([0, 0, 0, 1, 7])
        vendor = chance.choice([world.vendor, world.vendor, world.other_vendor])
        made.append(
            build_document(
                tx,
                world.org_id,
                vendor.id,
                name=chance.choice(("Report", "report é", "report E", "Ärger", "zebra")) + f" {len(made) % 9}",
                valid_until=chance.choice(ENDS),
                document_type=chance.choice(TYPES),
                status=chance.choice(STATUSES),
                service_ids=_subset(chance, vendor.services),
                assessment_ids=_subset(chance, vendor.assessments),
                is_archived=chance.random() < 0.2,
                now=now,
            )
        )
        if len(made) % 10 == 0:
            build_document(tx, world.other_org_id, world.foreign_vendor.id)
    return made


def _matches(document: Document, filters: Filters) -> bool:
    return (
        (filters.include_archived or not document.is_archived)
        and filters.vendor_id in (None, document.vendor_id)
        and (filters.service_id is None or filters.service_id in document.service_ids)
        and (filters.assessment_id is None or filters.assessment_id in document.assessment_ids)
        and (not filters.document_types or document.document_type in filters.document_types)
        and (not filters.statuses or document.status in filters.statuses)
        and (filters.created_after is None or document.created_at > filters.created_after)
        and (filters.created_before is None or document.created_at < filters.created_before)
        and (not filters.validity or DAYS.state(document.valid_until, status=document.status) in filters.validity)
        and (filters.valid_until_after is None or filters.valid_until_after < document.valid_until < UNDATED)
        and (filters.valid_until_before is None or document.valid_until < filters.valid_until_before)
        and (filters.q is None or (folded(document.name).startswith("report") and "zebra" not in document.name))
    )


def _key(document: Document, order: Order) -> str:
    if order.is_by_age:
        return ""
    return document.valid_until if "valid_until" in order else folded(document.name)


def _in_order(made: list[Document], filters: Filters) -> list[Document]:
    found = [document for document in made if _matches(document, filters)]
    order = filters.order
    return sorted(found, key=lambda one: (_key(one, order), one.seq), reverse=not order.is_ascending)


def _naive(made: list[Document], filters: Filters, *, limit: int, offset: int) -> tuple[Any, int]:
    ordered = [list(document.on_the_wire().items()) for document in _in_order(made, filters)]
    return ordered[offset : offset + limit], len(ordered)


def _random_filters(chance: random.Random, world: World, last: int) -> Filters:
    def maybe(likely: float, value: Any) -> Any:
        return value if chance.random() < likely else None

    vendor = chance.choice([world.vendor, world.vendor, world.other_vendor])
    owner = chance.choice([vendor, vendor, vendor, world.other_vendor])
    times = [*range(NOW - 2, last + 3), NOW - 10**6, last + 10**6, -(2**70), 2**70]
    return Filters(
        vendor_id=maybe(0.3, vendor.id),
        service_id=maybe(0.3, chance.choice(vendor.services)),
        assessment_id=maybe(0.3, chance.choice(owner.assessments)),
        document_types=_subset(chance, TYPES[1:]) if chance.random() < 0.4 else (),
        statuses=_subset(chance, STATUSES) if chance.random() < 0.4 else (),
        created_after=maybe(0.3, chance.choice(times)),
        created_before=maybe(0.3, chance.choice(times)),
        include_archived=chance.random() < 0.5,
        validity=tuple(chance.sample(tuple(Validity), chance.randint(1, 3))) if chance.random() < 0.4 else (),
        days=DAYS,
        valid_until_after=maybe(0.1, chance.choice(ENDS[2:])),
        valid_until_before=maybe(0.1, chance.choice(ENDS[2:])),
        order=chance.choice((*Order, Order.NEWEST, Order.OLDEST)),
        sha256=maybe(0.05, hashlib.sha256(b"content").digest()),
        q=maybe(0.2, chance.choice(("report", "report -zebra"))),
    )


@pytest.mark.parametrize("few", [0, 20, 5000])
def test_page_equals_the_naive_model(
    database: Database, world: World, monkeypatch: pytest.MonkeyPatch, few: int
) -> None:
    monkeypatch.setattr(paging, "_FEW", few)
    monkeypatch.setattr(paging, "_FIRST", {0: 0, 20: 30, 5000: 1000}[few])
    chance = random.Random(few)
    with database.write() as tx:
        made = _fill(tx, world, chance)
    with database.read() as tx:
        for _ in range(200):
            filters = _random_filters(chance, world, made[-1].created_at)
            limit, offset = chance.choice([1, 3, 50, 200]), chance.choice([0, 0, *range(MANY + 5)])
            expected = _naive(made, filters, limit=limit, offset=offset)
            assert listed(tx, world.caller, filters, limit=limit, offset=offset) == expected, (
                filters,
                limit,
                offset,
            )


def test_pages_neither_repeat_nor_skip(database: Database, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paging, "_FEW", 40)
    with database.write() as tx:
        made = _fill(tx, world, random.Random(7))
    narrowed = (
        Filters(),
        Filters(created_after=NOW + 20, created_before=made[-1].created_at - 20),
        Filters(vendor_id=world.vendor.id),
        Filters(service_id=world.vendor.services[0]),
        Filters(validity=(Validity.EXPIRED, Validity.UNDATED), days=DAYS, q="report"),
    )
    for filters in (replace(one, order=order) for one in narrowed for order in Order):
        expected = _in_order(made, filters)
        seen: list[str] = []
        by_place: list[int] = []
        after: Position | None = None
        with database.read() as tx:
            for offset in range(0, MANY + 7, 7):
                seen += [dict(row)["id"] for row in listed(tx, world.caller, filters, limit=7, offset=offset)[0]]
                page, total = listing.seqs(tx, world.caller, filters, limit=7, after=after)
                assert total == len(expected)
                by_place += page
                if page:
                    after = Position(_key(made[page[-1] - 1], filters.order), page[-1])
        assert seen == [one.id for one in expected], filters
        assert by_place == [one.seq for one in expected], filters


def test_what_comes_and_goes_moves_no_other_document_off_the_next_page(database: Database, world: World) -> None:
    for number, order in enumerate(Order):
        word = f"batch{number}"
        with database.write() as tx:
            made = [
                build_document(tx, world.org_id, world.vendor.id, name=f"{word} {n}", valid_until=f"2027-01-{n + 10}")
                for n in range(6)
            ]
        by_seq = {one.seq: one for one in made}
        filters = Filters(q=word, order=order)
        with database.read() as tx:
            first, _ = listing.seqs(tx, world.caller, filters, limit=3)
        with database.write() as tx:
            build_document(tx, world.org_id, world.vendor.id, name=f"{word} 0", valid_until="2027-01-10")
            build_document(tx, world.org_id, world.vendor.id, name=f"{word} 9", valid_until="2027-01-31")
            manage.archive(tx, world.caller, by_seq[first[0]].id, now=NOW)
        last = by_seq[first[-1]]
        with database.read() as tx:
            rest, _ = listing.seqs(tx, world.caller, filters, limit=50, after=Position(_key(last, order), last.seq))
        assert sorted([*first, *(seq for seq in rest if seq in by_seq)]) == sorted(by_seq)


@pytest.mark.parametrize(
    "name", ['"quoted" \\ back', "\u2028 Ünïcode 𝔘", "%s %(x)s $1 :x", "\u007f</script>", "null", "[]"]
)
@pytest.mark.parametrize("statuses", [(), ("created",)])
def test_odd_names_are_listed_as_they_are(
    database: Database, world: World, name: str, statuses: tuple[str, ...]
) -> None:
    with database.write() as tx:
        made = build_document(tx, world.org_id, world.vendor.id, name=name, service_ids=world.vendor.services)
    with database.read() as tx:
        page = listed(tx, world.caller, Filters(statuses=statuses), limit=50, offset=0)
    assert page == ([list(made.on_the_wire().items())], 1)


def test_empty_organisation_has_an_empty_page(database: Database, world: World) -> None:
    with database.read() as tx:
        assert listed(tx, world.caller, Filters(), limit=50, offset=0) == ([], 0)
        assert listed(tx, world.caller, Filters(created_after=0), limit=50, offset=9) == ([], 0)


@pytest.mark.parametrize("id_", ["", "x", "\x00", "cbvndr_" + "0" * 32, "cbsvc_" + "0" * 32, "cbqsrw_" + "0" * 32])
def test_filter_by_what_does_not_exist_is_refused(database: Database, world: World, id_: str) -> None:
    with database.read() as tx:
        for filters, error in (
            (Filters(vendor_id=id_), VendorNotFoundError),
            (Filters(service_id=id_), ServiceNotFoundError),
            (Filters(assessment_id=id_), AssessmentNotFoundError),
        ):
            for ask in (listing.page, listing.quick_page):
                with pytest.raises(error):
                    ask(tx, world.caller, filters, limit=50, offset=0)


def test_filter_by_what_another_organisation_has_is_refused(database: Database, world: World) -> None:
    theirs = world.foreign_vendor
    with database.read() as tx:
        for filters, error in (
            (Filters(vendor_id=theirs.id), VendorNotFoundError),
            (Filters(service_id=theirs.services[0]), ServiceNotFoundError),
            (Filters(assessment_id=theirs.assessments[0]), AssessmentNotFoundError),
        ):
            for ask in (listing.page, listing.quick_page):
                with pytest.raises(error):
                    ask(tx, world.caller, filters, limit=50, offset=0)


def test_unknown_vendor_beside_a_known_service_is_refused(database: Database, world: World) -> None:
    filters = Filters(vendor_id=ids.new(ids.VENDOR), service_id=world.vendor.services[0])
    with database.read() as tx, pytest.raises(VendorNotFoundError):
        listed(tx, world.caller, filters, limit=50, offset=0)


def test_page_takes_few_statements_however_deep(database: Database, world: World) -> None:
    with database.write() as tx:
        _fill(tx, world, random.Random(1))
    statements: list[str] = []

    def note(_c: object, _cursor: object, statement: str, *_: object) -> None:
        statements.append(statement)

    with database.read() as tx:
        event.listen(tx, "before_cursor_execute", note)
        listed(tx, world.caller, Filters(created_after=NOW + 3), limit=50, offset=60)
        event.remove(tx, "before_cursor_execute", note)
    assert len(statements) <= 4
