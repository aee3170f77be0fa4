"""Facts as rows: in the analysis' transaction, in an order one can ask by."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from muniment.analysis.findings import Findings, failed
from muniment.db.engine import Database, Transaction
from muniment.db.tables import document_facts
from muniment.documents import results, reviews
from muniment.documents.document import Document
from muniment.documents.facts import MAX_ELEMENTS, MAX_TEXT_CHARACTERS, rows_of
from muniment.judging.facts.validity import ValidityRules
from muniment.judging.model import Fact
from tests.builders import NOW, World, build_document


@pytest.fixture
def document(database: Database, world: World) -> Document:
    with database.write() as tx:
        return build_document(tx, world.org_id, world.vendor.id)


def _fact(key: str, value: Any, value_type: str, *, page: int | None = 1) -> Fact:
    return Fact(key, key, value, value_type, "quote", page, 0.9, verified=True)


def _keep(database: Database, document: Document, *facts: Fact) -> None:
    findings = Findings(media_type="application/pdf", page_count=1, language="en", facts=facts)
    with database.write() as tx:
        _find(tx, document, findings)


def _find(tx: Transaction, document: Document, findings: Findings) -> None:
    results.keep(tx, document, findings, started_at=NOW, now=NOW)
    reviews.stand_again(tx, document, rules=ValidityRules())


def _rows(database: Database, document: Document) -> list[tuple[Any, ...]]:
    c = document_facts.c
    query = select(c.key, c.position, c.value_text, c.value_date, c.value_number, c.page, c.source)
    with database.read() as tx:
        found = tx.execute(query.where(c.document_id == document.id).order_by(c.key, c.position))
        return [tuple(row) for row in found]


def test_each_type_of_value_fills_its_columns(database: Database, document: Document) -> None:
    _keep(
        database,
        document,
        _fact("expires_on", "2026-03-31", "date", page=2),
        _fact("exceptions_count", 3, "number"),
        _fact("revenue", 1.5e9, "money", page=None),
        _fact("retest", True, "boolean"),
        _fact("auditor", "Ardent & Pyke LLP", "text"),
        _fact("insurers", ("First", "Second"), "list"),
    )
    assert _rows(database, document) == [
        ("auditor", 0, "Ardent & Pyke LLP", None, None, 1, "engine"),
        ("exceptions_count", 0, "3", None, 3.0, 1, "engine"),
        ("expires_on", 0, "2026-03-31", "2026-03-31", None, 2, "engine"),
        ("insurers", 0, "First", None, None, 1, "engine"),
        ("insurers", 1, "Second", None, None, 1, "engine"),
        ("retest", 0, "true", None, 1.0, 1, "engine"),
        ("revenue", 0, "1500000000.0", None, 1.5e9, None, "engine"),
    ]


def test_month_stands_as_its_last_day_and_sorts_among_days(database: Database, world: World) -> None:
    values = ["2021-06-29", "2021-06", "2021-07-01", "2020-02"]
    with database.write() as tx:
        made = [build_document(tx, world.org_id, world.vendor.id) for _ in values]
    for document, value in zip(made, values, strict=True):
        _keep(database, document, _fact("expires_on", value, "date"))
    c = document_facts.c
    asked = select(c.value_text, c.value_date).where(
        c.org_id == world.org_id, c.key == "expires_on", c.value_date < "2021-07-01"
    )
    with database.read() as tx:
        found = [tuple(row) for row in tx.execute(asked.order_by(c.value_date))]
    assert found == [("2020-02", "2020-02-29"), ("2021-06-29", "2021-06-29"), ("2021-06", "2021-06-30")]


def test_next_analysis_replaces_them_and_a_failed_one_leaves_none(database: Database, document: Document) -> None:
    _keep(database, document, _fact("auditor", "First", "text"), _fact("insurers", ("a", "b"), "list"))
    _keep(database, document, _fact("auditor", "Second", "text"))
    assert [row[:3] for row in _rows(database, document)] == [("auditor", 0, "Second")]
    with database.write() as tx:
        _find(tx, document, failed("corrupt"))
    assert _rows(database, document) == []


def test_facts_go_with_their_transaction(database: Database, document: Document) -> None:
    _keep(database, document, _fact("auditor", "First", "text"))
    with pytest.raises(RuntimeError), database.write() as tx:
        _find(tx, document, failed("corrupt"))
        raise RuntimeError
    assert [row[2] for row in _rows(database, document)] == ["First"]


@pytest.mark.parametrize(
    ("value", "value_type"),
    [("no\0ul", "text"), ("x" * 100_000, "text"), (10**400, "number"), ("2021-13", "date"), ("", "date")],
)
def test_value_no_column_can_hold_is_kept_as_far_as_it_goes(
    database: Database, document: Document, value: Any, value_type: str
) -> None:
    (row,) = rows_of(_insight("scope", value, value_type))
    with database.write() as tx:
        tx.execute(document_facts.insert().values(document_id=document.id, org_id=document.org_id, **row))
    (kept,) = _rows(database, document)
    assert len(kept[2]) <= MAX_TEXT_CHARACTERS
    assert kept[3:5] == (None, None)


def test_list_beyond_its_limit_is_cut() -> None:
    assert len(rows_of(_insight("insurers", ["x"] * (MAX_ELEMENTS + 1), "list"))) == MAX_ELEMENTS


def _insight(key: str, value: Any, value_type: str) -> dict[str, Any]:
    return {"key": key, "value": value, "value_type": value_type, "page": 1, "source_type": "engine"}
