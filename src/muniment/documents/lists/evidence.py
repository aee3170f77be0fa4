"""Documents as a reviewer scans them, row by row: whose, of which type and how surely, until when good, how it stands;
and how many there are of what needs somebody.

A page is followed by the place where it ends, not by how far it is from the front: what comes or goes meanwhile makes
no other document come twice or be missed.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import orjson
from sqlalchemy import case, func, select, true

from muniment.accounts.caller import Caller
from muniment.db.engine import Transaction
from muniment.db.tables import document_counts, documents, vendors
from muniment.documents.document import UNDATED, WIRE_COLUMNS, WIRE_KEYS, row_on_the_wire
from muniment.documents.lifecycle import UNSETTLED, Status
from muniment.documents.lists import listing
from muniment.documents.lists.filters import Filters, Order, Position
from muniment.documents.validity import Days, Validity

LATELY_SECONDS = 7 * 86_400
"""What came in within this time came in lately."""

_STRIP_MONTHS = 12


class InvalidPlaceError(ValueError):
    """A text that is no place in such a list."""


@dataclass(frozen=True, slots=True)
class EvidencePage:
    """Some rows, how many match in all, the place behind the last row, and that before the first; None at the list's
    end and its beginning."""

    rows: Sequence[dict[str, Any]]
    total: int
    next: str | None
    previous: str | None


def page(
    tx: Transaction,
    caller: Caller,
    filters: Filters,
    *,
    days: Days,
    limit: int,
    after: str | None = None,
    before: str | None = None,
) -> EvidencePage:
    """The rows of one page, as they go on the wire: those behind a place, or the last before one, of which at most one
    is given. Raises InvalidPlaceError, and the filters' not-found errors. Needs one snapshot for all its statements."""
    filters, order = replace(filters, days=days), filters.order
    given = after if before is None else before
    place = _place(given, order) if given is not None else None
    walked = filters if before is None else replace(filters, order=order.reversed)
    seqs, total = listing.seqs(tx, caller, walked, limit=limit + 1, after=place)
    is_more, seqs = len(seqs) > limit, seqs[:limit]
    seqs = seqs if before is None else seqs[::-1]
    found = _by_seq(tx, caller.org_id, seqs)
    shown = [found[seq] for seq in seqs]
    is_followed, is_preceded = (is_more, after is not None) if before is None else (True, is_more)
    return EvidencePage(
        [_row(one, days) for one in shown],
        total,
        next=_text(shown[-1], order) if shown and is_followed else None,
        previous=_text(shown[0], order) if shown and is_preceded else None,
    )


def first(tx: Transaction, caller: Caller, filters: Filters, *, days: Days, limit: int) -> tuple[list[int], int]:
    """The first documents of the list by their `seq`, and how many match in all: what `rows_of` takes, in parts."""
    return listing.seqs(tx, caller, replace(filters, days=days), limit=limit)


def rows_of(tx: Transaction, caller: Caller, *, seqs: Sequence[int], days: Days) -> list[dict[str, Any]]:
    """The rows of these documents in their order, as they are by now; without those that are gone."""
    found = _by_seq(tx, caller.org_id, seqs)
    return [_row(found[seq], days) for seq in seqs if seq in found and caller.sees(found[seq].vendor_id)]


_COLUMNS = (
    *WIRE_COLUMNS,
    documents.c.seq,
    documents.c.name_folded,
    documents.c.is_type_declared,
    documents.c.type_confidence,
    documents.c.valid_until,
    vendors.c.name.label("vendor_name"),
)


def _by_seq(tx: Transaction, org_id: str, seqs: Sequence[int]) -> dict[int, Any]:
    if not seqs:
        return {}
    joined = documents.join(vendors, vendors.c.id == documents.c.vendor_id)
    of_page = (documents.c.org_id == org_id, documents.c.seq.in_(seqs))
    return {row.seq: row for row in tx.execute(select(*_COLUMNS).select_from(joined).where(*of_page))}


def _row(found: Any, days: Days) -> dict[str, Any]:
    until = found.valid_until
    return {
        **row_on_the_wire(found[: len(WIRE_KEYS)]),
        "vendor_name": found.vendor_name,
        "is_type_declared": bool(found.is_type_declared),
        "type_confidence": None if found.is_type_declared or found.document_type is None else found.type_confidence,
        "validity": days.state(until, status=found.status).value,
        "valid_until": until if until != UNDATED else None,
        "days_left": days.left(until),
    }


# Places, as texts that mean nothing to anybody else


def _text(found: Any, order: Order) -> str:
    key = "" if order.is_by_age else found.valid_until if order.is_by_end else found.name_folded
    return base64.urlsafe_b64encode(orjson.dumps([order.value, key, found.seq])).decode().rstrip("=")


def _place(text: str, order: Order) -> Position:
    try:
        said = orjson.loads(base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True))
    except (ValueError, binascii.Error) as error:
        raise InvalidPlaceError(text) from error
    match said:
        case [order.value, str(key), int(seq)] if "\0" not in key and not isinstance(seq, bool) and 0 <= seq < 2**62:
            return Position(key, seq)
    raise InvalidPlaceError(text)


# How many


def counts(tx: Transaction, caller: Caller, *, days: Days, now: int) -> dict[str, Any]:
    """How many of the documents that are not archived are good no more or not for long, have failed or not settled,
    came in lately; and reach their last day in each of twelve months, from the day on. Costs what is counted by its
    date."""
    by_status = _by_status(tx, caller)
    months = _months(days.today)
    ranges = [("", days.today), (days.today, _behind(days.soon)), *pairwise([*months, _next_month(months[-1])])]
    expired, expiring, *by_month = _good_until(tx, caller, ranges)
    return {
        "total": sum(by_status.values()),
        "expired": expired,
        "expiring": expiring,
        "failed": by_status.get(Status.FAILED, 0),
        "unsettled": sum(by_status.get(status, 0) for status in UNSETTLED),
        "lately": listing.seqs(tx, caller, Filters(created_after=now - LATELY_SECONDS), limit=0)[1],
        "by_month": [{"month": month[:7], "documents": n} for month, n in zip(months, by_month, strict=True)],
        "evaluated_on": days.today,
        "expiring_until": days.soon,
    }


@dataclass(frozen=True, slots=True)
class Standing:
    """How many documents that are not archived a vendor has, and how many of them are expired and expiring."""

    documents: int = 0
    expired: int = 0
    expiring: int = 0


def standings(tx: Transaction, vendor_ids: Sequence[str], *, days: Days) -> dict[str, Standing]:
    """How vendors stand whom the caller sees, by their ids; nothing of one without documents. Costs what they have."""
    d = documents.c
    expired, soon = days.condition(d, [Validity.EXPIRED]), days.condition(d, [Validity.EXPIRING])
    counted = (
        select(d.vendor_id, func.count(), func.sum(case((expired, 1), else_=0)), func.sum(case((soon, 1), else_=0)))
        .where(d.vendor_id.in_(vendor_ids), func.coalesce(d.is_archived, true()).is_(False))
        .group_by(d.vendor_id)
    )
    return {row[0]: Standing(*map(int, row[1:])) for row in tx.execute(counted)}


def _by_status(tx: Transaction, caller: Caller) -> dict[str, int]:
    c = document_counts.c
    scopes = [caller.org_id] if caller.vendor_ids is None else sorted(caller.vendor_ids)
    counted = select(c.status, func.sum(c.n)).where(c.scope_id.in_(scopes), c.is_archived.is_(False)).group_by(c.status)
    return {row[0]: int(row[1]) for row in tx.execute(counted)}


def _good_until(tx: Transaction, caller: Caller, ranges: Iterable[tuple[str, str]]) -> list[int]:
    """How many are good until a day from the first on and before the second, for each; each walks its own part of the
    index."""
    d = documents.c
    theirs = [] if caller.vendor_ids is None else [func.coalesce(d.vendor_id, "").in_(sorted(caller.vendor_ids))]
    kept = (d.org_id == caller.org_id, func.coalesce(d.is_archived, true()).is_(False), *theirs)
    counted = [
        select(func.count()).select_from(documents).where(*kept, d.valid_until >= first, d.valid_until < end)
        for first, end in ranges
    ]
    return [int(n) for n in tx.execute(select(*(one.scalar_subquery() for one in counted))).one()]


def _behind(day: str) -> str:
    return (date.fromisoformat(day) + timedelta(days=1)).isoformat()


def _months(today: str) -> list[str]:
    """The day, and the first day of each of the eleven months after its own."""
    months = [today]
    while len(months) < _STRIP_MONTHS:
        months.append(_next_month(months[-1]))
    return months


def _next_month(day: str) -> str:
    return (date.fromisoformat(day).replace(day=1) + timedelta(days=31)).replace(day=1).isoformat()
