"""A page's documents as the JSON that goes on the wire, made by the database in one value.

Making fifty objects of rows and JSON of the objects costs as much as finding them; and SQLite's driver hands the
interpreter lock over at each row (docs/decisions/0007).
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

import orjson
from sqlalchemy import (
    JSON,
    BigInteger,
    ColumnElement,
    Select,
    Text,
    any_,
    bindparam,
    cast,
    func,
    literal_column,
    select,
)
from sqlalchemy.dialects import postgresql

from muniment.db.engine import Transaction
from muniment.db.statements import HotStatement
from muniment.db.tables import documents
from muniment.documents.document import WIRE_COLUMNS, row_on_the_wire
from muniment.documents.lists.filters import Order

_LISTS = ("service_ids", "assessment_ids")
"""Columns that hold JSON as text."""


def documents_json(dialect_name: str, these: ColumnElement[bool], *, oldest_first: bool) -> Select[Any]:
    """Selects one text: the array of the document objects of the organisation `:org` for which the condition holds,
    newest or oldest first; keys in the wire's order."""
    order = documents.c.seq if oldest_first else documents.c.seq.desc()
    chosen = select(documents.c.seq).where(documents.c.org_id == bindparam("org"), these).order_by(order)
    return rows_json(dialect_name, chosen)


def rows_json(dialect_name: str, chosen: Select[Any]) -> Select[Any]:
    """Selects one text: the array of the document objects of the documents that are chosen, in that order."""
    is_sqlite = dialect_name == "sqlite"
    columns = [
        cast(column, JSON).label(column.name) if column.name in _LISTS and not is_sqlite else column
        for column in WIRE_COLUMNS
    ]
    rows = chosen.with_only_columns(*columns).subquery("page")
    if not is_sqlite:
        objects = func.string_agg(cast(func.row_to_json(literal_column("page")), Text), literal_column("','"))
        whole = func.concat(literal_column("'['"), objects, literal_column("']'"))
        return select(whole).select_from(rows)
    pairs: list[ColumnElement[Any]] = []
    for column in rows.c:
        pairs += (literal_column(f"'{column.name}'"), func.json(column) if column.name in _LISTS else column)
    return select(func.json_group_array(func.json_object(*pairs)))


def among(dialect_name: str, seqs: Select[Any]) -> ColumnElement[bool]:
    """The condition that a document's `seq` is one of those selected: found first, then looked up."""
    if dialect_name == "sqlite":
        return documents.c.seq.in_(seqs)
    return documents.c.seq == any_(func.array(seqs.scalar_subquery()))


@cache
def _of_given(dialect_name: str, *, oldest_first: bool) -> HotStatement:
    these: ColumnElement[bool]
    if dialect_name == "sqlite":
        these = documents.c.seq.in_(select(func.json_each(bindparam("seqs")).table_valued("value").c.value))
    else:
        these = documents.c.seq == any_(bindparam("seqs", type_=postgresql.ARRAY(BigInteger)))
    return HotStatement(documents_json(dialect_name, these, oldest_first=oldest_first))


def json_of(tx: Transaction, org_id: str, seqs: Sequence[int], *, order: Order) -> str:
    """The array of the document objects of these `seq`, which stand in that order."""
    if not seqs:
        return "[]"
    if not order.is_by_age:
        found = select(documents.c.seq, *WIRE_COLUMNS).where(documents.c.org_id == org_id, documents.c.seq.in_(seqs))
        objects = {row[0]: row_on_the_wire(row[1:]) for row in tx.execute(found)}
        return orjson.dumps([objects[seq] for seq in seqs]).decode()
    given = orjson.dumps(seqs).decode() if tx.dialect.name == "sqlite" else list(seqs)
    row = _of_given(tx.dialect.name, oldest_first=order.is_ascending).first(tx, {"org": org_id, "seqs": given})
    assert row is not None
    return str(row[0])
