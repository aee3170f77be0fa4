"""Counters equal a recount of the rows, whatever was done and however many did it at once."""

from __future__ import annotations

import random
import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select

from muniment.db.engine import Database, Transaction
from muniment.db.tables import document_assessments, document_counts, document_services, documents
from muniment.documents import lifecycle, manage
from muniment.documents.lifecycle import Status
from muniment.documents.manage import Change
from muniment.errors import DocumentNotFoundError
from muniment.judging.facts.validity import ValidityRules
from tests.builders import NOW, VendorWorld, World, build_document, caller_of

TYPES = (None, "soc2-report", "contract")
Cell = tuple[str, str, str, bool]


def recount(tx: Transaction) -> Counter[Cell]:
    """The counters as they ought to be, from rows and links alone."""
    wanted: Counter[Cell] = Counter()
    kinds = {}
    for row in tx.execute(select(documents)):
        kinds[row.id] = kind = (row.document_type or "", row.status, bool(row.is_archived))
        wanted[(row.org_id, *kind)] += 1
        wanted[(row.vendor_id, *kind)] += 1
    for scope_id, document_id in [
        *tx.execute(select(document_services.c.service_id, document_services.c.document_id)),
        *tx.execute(select(document_assessments.c.assessment_id, document_assessments.c.document_id)),
    ]:
        wanted[(scope_id, *kinds[document_id])] += 1
    return wanted


def counted(tx: Transaction) -> Counter[Cell]:
    """The counters that are not zero."""
    rows = tx.execute(select(document_counts)).all()
    return Counter({(r.scope_id, r.document_type, r.status, bool(r.is_archived)): r.n for r in rows if r.n})


def some(chance: random.Random, pair: tuple[str, str]) -> tuple[str, ...]:
    return tuple(chance.sample(pair, chance.randint(0, 2)))


def _step(tx: Transaction, chance: random.Random, org_id: str, vendor: VendorWorld, known: list[str]) -> None:
    """One random operation of one organisation."""
    operation = chance.choice(["create", "create", "change", "archive", "begin", "settle", "again"])
    if operation == "create" or not known:
        document = build_document(
            tx,
            org_id,
            vendor.id,
            document_type=chance.choice(TYPES),
            service_ids=some(chance, vendor.services),
            assessment_ids=some(chance, vendor.assessments),
        )
        known.append(document.id)
        return
    id_ = chance.choice(known)
    generation = manage.find(tx, caller_of(org_id), id_).generation - chance.choice([0, 0, 0, 1])
    try:
        match operation:
            case "change":
                wanted = Change(
                    name=chance.choice([None, "new"]),
                    document_type=chance.choice(TYPES),
                    service_ids=chance.choice([None, some(chance, vendor.services)]),
                    assessment_ids=chance.choice([None, some(chance, vendor.assessments)]),
                )
                manage.change(tx, caller_of(org_id), id_, wanted, rules=ValidityRules(), now=NOW)
            case "archive":
                manage.archive(tx, caller_of(org_id), id_, now=NOW)
            case "begin":
                lifecycle.begin_analysis(tx, caller_of(org_id), id_, generation=generation, now=NOW)
            case "settle":
                status = chance.choice([Status.COMPLETE, Status.FAILED])
                lifecycle.settle(
                    tx,
                    caller_of(org_id),
                    id_,
                    generation=generation,
                    status=status,
                    document_type=chance.choice(TYPES),
                    now=NOW,
                )
            case "again":
                manage.analyse_again(tx, caller_of(org_id), id_, now=NOW)
    except DocumentNotFoundError:
        assert manage.find(tx, caller_of(org_id), id_).is_archived


@pytest.mark.parametrize("seed", range(3))
def test_counters_equal_a_recount_after_random_operations(database: Database, world: World, seed: int) -> None:
    chance = random.Random(seed)
    known: dict[str, list[str]] = {}
    for number in range(120):
        org_id, vendor = chance.choice(
            [
                (world.org_id, world.vendor),
                (world.org_id, world.other_vendor),
                (world.other_org_id, world.foreign_vendor),
            ]
        )
        with database.write() as tx:
            _step(tx, chance, org_id, vendor, known.setdefault(vendor.id, []))
        if number % 20 == 19:
            with database.read() as tx:
                assert counted(tx) == recount(tx)


def test_counters_of_a_rolled_back_change_stay(database: Database, world: World) -> None:
    with database.write() as tx:
        document = build_document(tx, world.org_id, world.vendor.id, service_ids=world.vendor.services)
    with database.read() as tx:
        before = counted(tx)
    with pytest.raises(RuntimeError), database.write() as tx:
        manage.archive(tx, world.caller, document.id, now=NOW)
        raise RuntimeError
    with database.read() as tx:
        assert counted(tx) == before == recount(tx)


def test_counters_equal_a_recount_after_eight_threads_worked_at_once(database: Database, world: World) -> None:
    start = threading.Barrier(8)
    everyone: list[str] = []
    with database.write() as tx:
        everyone += [build_document(tx, world.org_id, world.vendor.id).id for _ in range(4)]

    def work(seed: int) -> None:
        chance = random.Random(seed)
        known = list(everyone)
        start.wait()
        for _ in range(15):
            with database.write() as tx:
                _step(tx, chance, world.org_id, world.vendor, known)

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(work, range(8)))
    with database.read() as tx:
        assert counted(tx) == recount(tx)
