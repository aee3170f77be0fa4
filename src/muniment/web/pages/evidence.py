"""Evidence: where is it? Every document in one table, narrowed by what stands in the address."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from fastapi import APIRouter, Response

from muniment.accounts.caller import Caller
from muniment.accounts.scopes import Scope
from muniment.db.engine import Transaction
from muniment.documents.lifecycle import Status
from muniment.documents.lists import evidence
from muniment.documents.lists.evidence import EvidencePage
from muniment.documents.lists.filters import Filters, Order
from muniment.documents.validity import EXPIRING_DAYS, Days, Validity
from muniment.errors import SearchTooBroadError
from muniment.http.resources.evidence import MAX_PLACE_CHARACTERS
from muniment.judging.taxonomy.types import DocumentType, with_children
from muniment.unicode import findable
from muniment.vendors import vendors
from muniment.web.file_form import upload_values
from muniment.web.render import here
from muniment.web.visit import DocumentsRead, PageRoute, Visit
from muniment.web.wording import begins_at

router = APIRouter(prefix="/evidence", include_in_schema=False, route_class=PageRoute)

PAGE = 50
_ALIKE = 8
"""Vendors that are offered where a name is not one vendor's alone."""

STATES = {
    Status.CREATED.value: "Waiting",
    Status.ANALYZING.value: "Being read",
    Status.COMPLETE.value: "Read",
    Status.FAILED.value: "Failed",
}
VALIDITIES = {
    Validity.EXPIRED.value: "Expired",
    Validity.EXPIRING.value: f"Expires within {EXPIRING_DAYS} days",
    Validity.VALID.value: "Valid",
    Validity.UNDATED.value: "No date",
    Validity.PENDING.value: "Not read yet",
}
_FRONT = {"after": None, "before": None}
"""What takes the place in the list out of an address, since another list has no such place."""

_ABOUT_VENDOR = ("vendor", "vendor_id", *_FRONT)


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address asks for, as far as it fits. `problems`: a sentence for each part that does not."""

    filters: Filters
    days: Mapping[str, str]
    after: str | None
    before: str | None
    problems: list[str]

    @property
    def is_filtered(self) -> bool:
        """Whether anything is left out."""
        return replace(self.filters, order=Order.NEWEST) != Filters()


def asked_of(visit: Visit) -> Asked:
    """What the address of this request asks for."""
    query, problems = visit.request.query_params, list[str]()
    types = _known(query.getlist("document_type"), visit.runtime.slugs, "document type", problems)
    states = _known(query.getlist("status"), STATES, "state", problems)
    validity = _known(query.getlist("validity"), VALIDITIES, "validity", problems)
    sort = _known([query.get("sort", "")], tuple(Order), "order", problems)
    days = {
        name: _day(query.get(name, ""), problems) for name in ("created_from", "created_to", "until_from", "until_to")
    }
    created_from, created_to, until_from, until_to = days.values()
    after, before = (query.get(name, "")[:MAX_PLACE_CHARACTERS] or None for name in ("after", "before"))
    filters = Filters(
        vendor_id=query.get("vendor_id") or None,
        document_types=tuple(sorted(with_children(types, visit.runtime.document_types))),
        statuses=states,
        q=query.get("q", "").strip()[:1000] or None,
        created_after=begins_at(created_from) - 1 if created_from else None,
        created_before=begins_at(created_to + timedelta(days=1)) if created_to else None,
        validity=tuple(Validity(one) for one in validity),
        valid_until_after=(until_from - timedelta(days=1)).isoformat() if until_from else None,
        valid_until_before=(until_to + timedelta(days=1)).isoformat() if until_to else None,
        order=Order(sort[0]) if sort else Order.NEWEST,
    )
    shown = {name: day.isoformat() if day is not None else "" for name, day in days.items()}
    return Asked(filters, shown, after, None if after else before, problems)


def _known(given: list[str], known: Any, what: str, problems: list[str]) -> tuple[str, ...]:
    found = tuple(dict.fromkeys(one for one in given if one))
    problems += [f"{one[:40]!r} is no {what}; it was left out." for one in found if one not in known]
    return tuple(one for one in found if one in known)


_FIRST, _LAST = date(1, 1, 2), date(9999, 12, 30)


def _day(text: str, problems: list[str]) -> date | None:
    try:
        return max(_FIRST, min(date.fromisoformat(text.strip()), _LAST)) if text.strip() else None
    except ValueError:
        problems.append(f"{text[:40]!r} is no day; it was left out.")
        return None


@router.get("")
async def show_evidence(visit: DocumentsRead) -> Response:
    """The page."""
    await visit.identify()
    asked = asked_of(visit)
    name = findable(visit.request.query_params.get("vendor", "").strip()[:255])
    alike = await visit.read(lambda tx, caller: vendors_named(tx, caller, name)) if name else []
    if len(alike) == 1:
        kept = [pair for pair in visit.request.query_params.multi_items() if pair[0] not in _ABOUT_VENDOR]
        return visit.see_other(f"/evidence?{urlencode([*kept, ('vendor_id', alike[0]['id'])])}")
    found, vendor, problem = await _found(visit, asked)
    types = {one.slug: one for one in visit.runtime.document_types}
    chosen = tuple(one for one in visit.request.query_params.getlist("document_type") if one in types)
    return visit.page(
        "evidence.html",
        found=found,
        asked=asked,
        filters=asked.filters,
        vendor=vendor,
        vendor_name=name,
        alike=alike,
        problems={},
        misfits=asked.problems + ([problem] if problem else []),
        type_choices=type_choices(types.values()),
        chosen_types=chosen,
        states=STATES,
        validities=VALIDITIES,
        front=_FRONT,
        as_csv=_as_csv(visit),
        csv_rows=min(found.total, visit.runtime.settings.max_csv_rows),
        toggled=_toggled(visit),
        may_upload=visit.may(Scope.DOCUMENTS_WRITE),
        **upload_values(visit, vendor),
    )


def type_choices(types: Iterable[DocumentType]) -> list[tuple[str, str]]:
    """The types to choose one of, by their titles; first, that any will do."""
    return [("", "Any type"), *sorted(((one.slug, one.title) for one in types), key=lambda one: one[1])]


async def _found(visit: Visit, asked: Asked) -> tuple[EvidencePage, dict[str, Any] | None, str | None]:
    """The page's rows, the vendor they are narrowed to, and what to say where they could not be found."""
    filters = asked.filters

    def look(tx: Transaction, caller: Caller) -> tuple[EvidencePage, dict[str, Any] | None]:
        vendor = vendors.get(tx, caller, filters.vendor_id) if filters.vendor_id is not None else None
        days = Days.at(visit.now)
        try:
            found = evidence.page(tx, caller, filters, days=days, limit=PAGE, after=asked.after, before=asked.before)
        except evidence.InvalidPlaceError:  # of another order
            found = None
        is_part = asked.before is not None and found is not None and found.previous is None
        if found is None or is_part:  # the first page, which holds whatever comes before a place on it
            found = evidence.page(tx, caller, filters, days=days, limit=PAGE)
        return found, vendor

    try:
        found, vendor = await (visit.read if filters.q is None else visit.search)(look)
        return found, vendor, None
    except SearchTooBroadError as error:
        return EvidencePage((), 0, next=None, previous=None), None, error.message


def vendors_named(tx: Transaction, caller: Caller, name: str) -> list[dict[str, Any]]:
    """Some of the vendors whose name holds this; the one that is called so, where there is one."""
    wanted = vendors.VendorFilters(name=name, is_by_name=True)
    alike, _ = vendors.page(tx, caller, wanted, limit=_ALIKE, offset=0)
    exact = [one for one in alike if one["name"].casefold() == name.casefold()]
    return exact if len(exact) == 1 else alike


def _as_csv(visit: Visit) -> str:
    """The address of the file that holds all that is filtered."""
    kept = [pair for pair in visit.request.query_params.multi_items() if pair[0] not in _FRONT]
    return f"/evidence.csv{'?' if kept else ''}{urlencode(kept)}"


def _toggled(visit: Visit) -> Callable[[str, str], str]:
    """The address of this page with one value of a filter added, or taken away where it is there."""

    def toggle(name: str, value: str) -> str:
        values = visit.request.query_params.getlist(name)
        changed = [one for one in values if one != value] if value in values else [*values, value]
        return here(visit.request, **{name: changed or None, **_FRONT})

    return toggle
