"""The facts of a document, as they stand, as rows one can ask for: "what expires before June", "whose auditor is …".

They say what `GET /v1/documents/{id}/analysis` says: what the engine found, and a person's word in its place where one
was said (documents/reviews.py). They are written in the transaction of the analysis or of the review, in place of those
before; what failed, was given up or taken back has none of the engine's. While a document is analysed again those of
its last analysis stay, as its pages and its type do.

How a value becomes columns:
- `value_text` holds every value as it is written (numbers in digits, `true`, `false`), cut at `MAX_TEXT_CHARACTERS`.
- a date also fills `value_date`, ISO 8601 (`YYYY-MM-DD`), so that text order is the order of days. A value that names
  only a month stands as the month's last day, which is how the rules of validity read it (`dates.parse_iso`): what
  "expires in June 2021" is good until the 30th, and a period that ends in June covers it. `value_text` keeps `2021-06`.
- a number or an amount of money also fills `value_number`; its currency is a fact of its own. A boolean is 1 or 0.
- a list is one row an element, `position` from 0, so that a filter matches an element without taking text apart.
`source` says whose word it is: `engine` or `manual`, a person's. No key has rows of both.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import bindparam, delete, insert, select, update

from muniment.db.engine import Transaction
from muniment.db.statements import HotStatement
from muniment.db.tables import document_assessments, document_facts, document_services, documents
from muniment.documents.document import UNDATED, Document
from muniment.judging.facts.dates import parse_iso

EXPIRY = "expires_on"
"""The fact that says when the evidence ends."""

MAX_TEXT_CHARACTERS = 2000
MAX_ELEMENTS = 1000
"""Elements of a list that become rows; the JSON has them all."""


def keep_facts(tx: Transaction, document: Document, insights: Iterable[Mapping[str, Any]]) -> None:
    """Keep these, as the analysis has them on the wire, as the facts of the held document, in place of those before."""
    tx.execute(delete(document_facts).where(document_facts.c.document_id == document.id))
    rows = [row for insight in insights for row in rows_of(insight)]
    if rows:
        of_document = {"document_id": document.id, "org_id": document.org_id}
        tx.execute(insert(document_facts), [{**of_document, **row} for row in rows])
    days = (row["value_date"] for row in rows if row["key"] == EXPIRY and row["value_date"] is not None)
    _note_valid_until(tx, document.id, next(days, UNDATED))


def _note_valid_until(tx: Transaction, document_id: str, valid_until: str) -> None:
    """Set the day until which the document is good, on its links too: what lists filter and order by. No event tells of
    it; the analysis or the review that changed the facts does."""
    d = documents.c
    changed = tx.execute(
        update(documents).where(d.id == document_id, d.valid_until != valid_until).values(valid_until=valid_until)
    )
    if changed.rowcount:
        for table in (document_services, document_assessments):
            tx.execute(update(table).where(table.c.document_id == document_id).values(valid_until=valid_until))


_EXPIRY = HotStatement(
    select(document_facts.c.value_date).where(
        document_facts.c.document_id == bindparam("id"),
        document_facts.c.key == bindparam("key"),
        document_facts.c.value_date.is_not(None),
    )
)


def valid_until(tx: Transaction, document_id: str) -> str:
    """The day until which the document is good by its facts, ISO 8601; UNDATED where none says it."""
    row = _EXPIRY.first(tx, {"id": document_id, "key": EXPIRY})
    return str(row[0]) if row is not None else UNDATED


def rows_of(insight: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The rows of one fact, without its document."""
    value = insight["value"]
    elements = list(value)[:MAX_ELEMENTS] if isinstance(value, (list, tuple)) else [value]
    return [
        {
            "key": insight["key"],
            "source": insight["source_type"],
            "position": position,
            "value_text": _text(element),
            "value_date": _date(element) if insight["value_type"] == "date" else None,
            "value_number": _number(element),
            "page": insight["page"],
        }
        for position, element in enumerate(elements)
    ]


def _text(value: Any) -> str:
    written = str(value).lower() if isinstance(value, bool) else str(value)
    return written.replace("\0", "")[:MAX_TEXT_CHARACTERS]  # PostgreSQL keeps no NUL


def _date(value: Any) -> str | None:
    day = parse_iso(str(value))
    return day.isoformat() if day is not None else None


def _number(value: Any) -> float | None:
    if not isinstance(value, (bool, int, float)):
        return None
    try:
        number = float(value)
    except OverflowError:
        return None
    return number if math.isfinite(number) else None
