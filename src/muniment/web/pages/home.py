"""Home: what needs somebody today."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, NamedTuple
from urllib.parse import urlencode

from fastapi import APIRouter, Request, Response

from muniment.accounts.caller import Caller
from muniment.accounts.scopes import Scope
from muniment.db.engine import Transaction
from muniment.documents.lifecycle import Status
from muniment.documents.lists import evidence
from muniment.documents.lists.filters import Filters, Order
from muniment.documents.validity import EXPIRING_DAYS, Days, Validity
from muniment.evidence import review_queue
from muniment.evidence.review_queue import Waiting
from muniment.http.resources.reference import here
from muniment.web.file_form import upload_values
from muniment.web.visit import DocumentsRead, PageRoute, Visit
from muniment.web.wording import counted, month_of

_SHOWN = 8
"""Rows of each list: what does not fit there is behind its link."""

_STRIP_HEIGHT = 56


class _RootRoute(PageRoute):
    """A page for a browser; for a program, what there is."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        page = super().get_route_handler()

        async def answer(request: Request) -> Response:
            if "text/html" not in request.headers.get("accept", ""):
                return here(request)
            shown = await page(request)
            shown.headers.add_vary_header("Accept")
            return shown

        return answer


router = APIRouter(include_in_schema=False, route_class=_RootRoute)


class Count(NamedTuple):
    """A number that needs somebody, and where what it counts is listed. `mark`: of state_marks.py."""

    number: int
    label: str
    href: str
    mark: str


class Month(NamedTuple):
    """What ends in a month: `height` of its bar, 0 to `_STRIP_HEIGHT`."""

    name: str
    documents: int
    height: float
    href: str
    label: str


@dataclass(frozen=True, slots=True)
class _Seen:
    """What Home shows, read in one snapshot."""

    counts: Mapping[str, Any]
    waiting: int
    next_to_end: list[dict[str, Any]]
    latest: list[dict[str, Any]]


@router.get("/")
async def show_home(visit: DocumentsRead) -> Response:
    """The page."""
    seen = await visit.read(lambda tx, caller: _see(tx, caller, visit))
    return visit.page(
        "home.html",
        is_empty=seen.counts["total"] == 0,
        may_upload=visit.may(Scope.DOCUMENTS_WRITE),
        problems={},
        **upload_values(visit, None),
        counts=_counts(seen),
        months=_months(seen.counts["by_month"], seen.counts["evaluated_on"]),
        strip_height=_STRIP_HEIGHT,
        next_to_end=seen.next_to_end,
        latest=seen.latest,
        is_settled=seen.counts["unsettled"] == 0,
    )


def _see(tx: Transaction, caller: Caller, visit: Visit) -> _Seen:
    days = Days.at(visit.now)
    # By its days, not by its states: both say the same, and of 100,000 documents this takes a fifth of the time.
    ending = Filters(valid_until_after=_before(date.fromisoformat(days.today)), order=Order.ENDS_FIRST)
    return _Seen(
        counts=evidence.counts(tx, caller, days=days, now=visit.now),
        waiting=review_queue.count(tx, caller, Waiting(visit.now)),
        next_to_end=list(evidence.page(tx, caller, ending, days=days, limit=_SHOWN, after=None).rows),
        latest=list(evidence.page(tx, caller, Filters(), days=days, limit=_SHOWN, after=None).rows),
    )


def _counts(seen: _Seen) -> list[Count]:
    found = seen.counts
    return [
        Count(found["expired"], "Expired", _listed(validity=Validity.EXPIRED), "expired"),
        Count(found["expiring"], f"Expiring in {EXPIRING_DAYS} days", _listed(validity=Validity.EXPIRING), "expiring"),
        Count(seen.waiting, "To review", "/review", "to_review"),
        Count(found["failed"], "Failed", _listed(status=Status.FAILED), "failed"),
    ]


def _before(day: date) -> str:
    """The day before."""
    return (day - timedelta(days=1)).isoformat()


def _listed(**asked: str) -> str:
    return f"/evidence?{urlencode(asked)}"


def _months(found: list[dict[str, Any]], today: str) -> list[Month]:
    """The months from today's on."""
    most = max(1, *(one["documents"] for one in found))
    months = []
    for one in found:
        first = date.fromisoformat(f"{one['month']}-01")
        following = (first + timedelta(days=31)).replace(day=1)
        begin = max(first, date.fromisoformat(today))
        asked = {
            "until_from": begin.isoformat(),
            "until_to": _before(following),
            "sort": Order.ENDS_FIRST.value,
        }
        height = max(2.0, _STRIP_HEIGHT * one["documents"] / most) if one["documents"] else 0.0
        name = month_of(one["month"])
        label = f"{name}: {counted(one['documents'], 'document')} will expire"
        months.append(Month(name, one["documents"], height, _listed(**asked), label))
    return months
