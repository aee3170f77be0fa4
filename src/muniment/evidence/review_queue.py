"""The queue of documents that want a person (`documents/wants.py` keeps it), who wanted one last first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select, tuple_

from muniment import ids
from muniment.accounts.caller import Caller
from muniment.db.engine import Transaction
from muniment.db.tables import documents, review_wants
from muniment.documents.document import WIRE_COLUMNS, row_on_the_wire
from muniment.documents.references import check_vendor
from muniment.documents.wants import ANY, Reason
from muniment.errors import DocumentNotFoundError

CURSOR_PATTERN = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}\.[0-9]{1,18}$"
"""The shape of a cursor: the day from which the last document of a page wants somebody, and its place."""

_LAST = 10**18 - 1


@dataclass(frozen=True, slots=True)
class Waiting:
    """Which documents of the queue. `vendor_id`: of this vendor alone. `now`: Unix seconds, which say what today is."""

    now: int
    reason: Reason | None = None
    vendor_id: str | None = None

    @property
    def today(self) -> str:
        """The day, ISO 8601, in UTC."""
        return datetime.fromtimestamp(self.now, UTC).date().isoformat()

    def behind(self, after: str | None) -> str:
        """The cursor, or one before all that wait: none lies ahead of today."""
        everything = cursor(self.today, _LAST)
        return min(after, everything) if after is not None else everything


def page(
    tx: Transaction, caller: Caller, waiting: Waiting, *, after: str | None = None, limit: int
) -> tuple[list[dict[str, Any]], int, str | None]:
    """A page of the queue behind that cursor, each with its document and its reasons; how many there are in all; and
    the cursor of the next page, None behind the last. Raises VendorNotFoundError."""
    conditions = _conditions(tx, caller, waiting)
    total = _count(tx, conditions, waiting)
    rows = tx.execute(rows_behind(conditions, after=waiting.behind(after), limit=limit + 1)).all()
    shown = rows[:limit]
    ids_ = [row.document_id for row in shown]
    objects, reasons = _objects(tx, ids_), _reasons(tx, ids_, today=waiting.today)
    found = [
        {
            "document": objects[row.document_id],
            "reasons": reasons[row.document_id],
            "wanted_since": row.wanted_on,
            "cursor": cursor(row.wanted_on, row.seq),
        }
        for row in shown
    ]
    return found, total, found[-1]["cursor"] if len(rows) > limit else None


@dataclass(frozen=True, slots=True)
class Beside:
    """What stands beside a document in the queue, by its id: None at an end. `is_waiting`: whether it stands there."""

    previous: str | None
    following: str | None
    is_waiting: bool


def beside(tx: Transaction, caller: Caller, waiting: Waiting, document_id: str) -> Beside:
    """What stands beside the document. Behind one that does not wait stands the first of the queue. Raises
    DocumentNotFoundError for what is no id of one, VendorNotFoundError."""
    if not ids.has_shape(ids.DOCUMENT, document_id):
        raise DocumentNotFoundError
    w = review_wants.c
    conditions = _conditions(tx, caller, waiting)
    is_its = (w.document_id == document_id, w.wanted_on <= waiting.today)
    own = tx.execute(select(w.wanted_on, w.seq).where(*conditions, *is_its)).first()
    if own is None:
        first = tx.execute(rows_behind(conditions, after=waiting.behind(None), limit=1)).first()
        return Beside(None, first.document_id if first is not None else None, is_waiting=False)
    following = tx.execute(rows_behind(conditions, after=cursor(own.wanted_on, own.seq), limit=1)).first()
    before = select(w.document_id).where(*conditions, w.wanted_on <= waiting.today)
    before = before.where(tuple_(w.wanted_on, w.seq) > tuple_(own.wanted_on, own.seq))
    previous = tx.execute(before.order_by(w.wanted_on, w.seq).limit(1)).scalar()
    return Beside(previous, following.document_id if following is not None else None, is_waiting=True)


def rows_behind(conditions: Sequence[ColumnElement[bool]], *, after: str, limit: int) -> Select[Any]:
    """Selects what fills a page behind that cursor, by walking an index. The cursor is the one bound: of two
    SQLite takes the other, and walks to where the cursor is."""
    w = review_wants.c
    wanted_on, _, seq = after.partition(".")
    behind = tuple_(w.wanted_on, w.seq) < tuple_(wanted_on, int(seq))
    asked = select(w.document_id, w.wanted_on, w.seq).where(*conditions, behind)
    return asked.order_by(w.wanted_on.desc(), w.seq.desc()).limit(limit)


def cursor(wanted_on: str, seq: int) -> str:
    """The cursor behind a document."""
    return f"{wanted_on}.{seq}"


def count(tx: Transaction, caller: Caller, waiting: Waiting) -> int:
    """How many documents wait. Raises VendorNotFoundError."""
    return _count(tx, _conditions(tx, caller, waiting), waiting)


def _count(tx: Transaction, conditions: Sequence[ColumnElement[bool]], waiting: Waiting) -> int:
    is_due = review_wants.c.wanted_on <= waiting.today
    return int(tx.execute(select(func.count()).select_from(review_wants).where(*conditions, is_due)).scalar_one())


def counts(tx: Transaction, caller: Caller, waiting: Waiting) -> dict[str, int]:
    """The same in all (ANY), and for each reason; whatever reason `waiting` names."""
    return {
        ANY: count(tx, caller, replace(waiting, reason=None)),
        **{one.value: count(tx, caller, replace(waiting, reason=one)) for one in Reason},
    }


def reasons_of(tx: Transaction, document_id: str, *, now: int) -> list[dict[str, str]]:
    """Why this document waits; nothing when it does not."""
    return _reasons(tx, [document_id], today=Waiting(now).today)[document_id]


def _conditions(tx: Transaction, caller: Caller, waiting: Waiting) -> list[ColumnElement[bool]]:
    """Whose documents, and for which reason; from when on they wait is for who asks."""
    w = review_wants.c
    conditions: list[ColumnElement[bool]] = [w.reason == (ANY if waiting.reason is None else waiting.reason.value)]
    if waiting.vendor_id is not None:
        check_vendor(tx, caller, waiting.vendor_id)
        return [*conditions, w.vendor_id == waiting.vendor_id]
    conditions.append(w.org_id == caller.org_id)
    if caller.vendor_ids is not None:
        conditions.append(w.vendor_id.in_(caller.vendor_ids))
    return conditions


def _objects(tx: Transaction, document_ids: list[str]) -> dict[str, dict[str, Any]]:
    rows = tx.execute(select(*WIRE_COLUMNS).where(documents.c.id.in_(document_ids)))
    return {row.id: row_on_the_wire(row) for row in rows}


def _reasons(tx: Transaction, document_ids: list[str], *, today: str) -> dict[str, list[dict[str, str]]]:
    w = review_wants.c
    asked = select(w.document_id, w.reason, w.message).where(w.document_id.in_(document_ids), w.wanted_on <= today)
    found: dict[str, list[dict[str, str]]] = {one: [] for one in document_ids}
    order = list(Reason)
    rows = [row for row in tx.execute(asked) if row.reason != ANY]
    for row in sorted(rows, key=lambda row: order.index(Reason(row.reason))):
        found[row.document_id].append({"reason": row.reason, "message": row.message})
    return found
