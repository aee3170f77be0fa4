"""A page equals what a naive filter over all documents gives, for any filters, offset and order."""

from __future__ import annotations

import random
from typing import Any

import orjson
import pytest
from sqlalchemy import event

from muniment import ids
from muniment.accounts.caller import Caller
from muniment.db.engine import Database, Transaction
from muniment.documents.document import Document
from muniment.documents.lists import listing, paging
from muniment.documents.lists.listing import Filters
from muniment.errors import AssessmentNotFoundError, ServiceNotFoundError, VendorNotFoundError
from tests.builders import NOW, World, build_document

TYPES = (None, "soc2-report", "contract", "penetration-test")
STATUSES = ("created", "analyzing", "complete", "failed")
MANY = 110


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
                name=f"report {len(made)}",
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
    )


def _naive(made: list[Document], filters: Filters, *, limit: int, offset: int) -> tuple[Any, int]:
    found = [list(document.on_the_wire().items()) for document in made if _matches(document, filters)]
    ordered = found if filters.oldest_first else found[::-1]
    return ordered[offset : offset + limit], len(found)


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
        oldest_first=chance.random() < 0.5,
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


@pytest.mark.parametrize("oldest_first", [False, True])
def test_pages_neither_repeat_nor_skip(database: Database, world: World, oldest_first: bool) -> None:
    with database.write() as tx:
        made = _fill(tx, world, random.Random(7))
    for filters in (
        Filters(oldest_first=oldest_first),
        Filters(oldest_first=oldest_first, created_after=NOW + 20, created_before=made[-1].created_at - 20),
        Filters(oldest_first=oldest_first, vendor_id=world.vendor.id),
        Filters(oldest_first=oldest_first, service_id=world.vendor.services[0]),
    ):
        seen: list[str] = []
        with database.read() as tx:
            for offset in range(0, MANY + 7, 7):
                seen += [dict(row)["id"] for row in listed(tx, world.caller, filters, limit=7, offset=offset)[0]]
        matching = [document.id for document in made if _matches(document, filters)]
        assert seen == (matching if oldest_first else matching[::-1])


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
