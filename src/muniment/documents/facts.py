"""The facts of an analysis as rows one can ask for: "what expires before June", "whose auditor is …".

They say what the analysis' JSON says and are written in its transaction, in place of those of the analysis before; an
analysis that failed, was given up or taken back leaves none. While a document is analysed again those of its last
analysis stay, as its pages and its type do.

How a value becomes columns:
- `value_text` holds every value as it is written (numbers in digits, `true`, `false`), cut at `MAX_TEXT_CHARACTERS`.
- a date also fills `value_date`, ISO 8601 (`YYYY-MM-DD`), so that text order is the order of days. A value that names
  only a month stands as the month's last day, which is how the rules of validity read it (`dates.parse_iso`): what
  "expires in June 2021" is good until the 30th, and a period that ends in June covers it. `value_text` keeps `2021-06`.
- a number or an amount of money also fills `value_number`; its currency is a fact of its own. A boolean is 1 or 0.
- a list is one row an element, `position` from 0, so that a filter matches an element without taking text apart.
`source` says who found it: `engine`.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any

from sqlalchemy import delete, insert

from muniment.db.engine import Transaction
from muniment.db.tables import document_facts
from muniment.documents.document import Document
from muniment.judging.facts.dates import parse_iso
from muniment.judging.model import Fact

ENGINE = "engine"
"""The source of what the analysis found."""

MAX_TEXT_CHARACTERS = 2000
MAX_ELEMENTS = 1000
"""Elements of a list that become rows; the JSON has them all."""


def keep_facts(tx: Transaction, document: Document, facts: Iterable[Fact]) -> None:
    """Keep these as what the engine found in the document, in place of what it found before."""
    c = document_facts.c
    tx.execute(delete(document_facts).where(c.document_id == document.id, c.source == ENGINE))
    rows = [row for fact in facts for row in rows_of(fact.key, fact.value, value_type=fact.value_type, page=fact.page)]
    if rows:
        of_document = {"document_id": document.id, "org_id": document.org_id, "source": ENGINE}
        tx.execute(insert(document_facts), [{**of_document, **row} for row in rows])


def rows_of(key: str, value: Any, *, value_type: str, page: int | None) -> list[dict[str, Any]]:
    """The rows of one fact, without its document."""
    elements = list(value)[:MAX_ELEMENTS] if isinstance(value, (list, tuple)) else [value]
    return [
        {
            "key": key,
            "position": position,
            "value_text": _text(element),
            "value_date": _date(element) if value_type == "date" else None,
            "value_number": _number(element),
            "page": page,
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
