"""The audit log: who did what, filtered by what stands in the address."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Response

from muniment.accounts.caller import Caller
from muniment.db.engine import Transaction
from muniment.events import audit_log
from muniment.events.audit import CALLS
from muniment.events.audit_log import AuditFilters
from muniment.http.contract.paging import Offset
from muniment.unicode import findable
from muniment.web.audit_details import details_of
from muniment.web.pages.administration.sections import PAGE, section_page
from muniment.web.visit import AuditRead, PageRoute
from muniment.web.wording import begins_at, day_in, words

router = APIRouter(prefix="/administration/audit", include_in_schema=False, route_class=PageRoute)

_CHANGES = tuple(one for one in audit_log.EVENT_GROUPS if one != CALLS)
_EXPORTED = 500
_EVERYTHING = "everything"
_GROUPS = (
    ("", "Changes"),
    (_EVERYTHING, "Changes and calls"),
    *((one, words(one)) for one in audit_log.EVENT_GROUPS),
)
_TYPES = (("", "Every type"), *((one, one) for one in sorted(audit_log.EVENT_TYPES)))
_Word = Annotated[str, Query(max_length=200)]


@router.get("")
async def show_audit_log(
    visit: AuditRead,
    group: _Word = "",
    type: _Word = "",
    search: _Word = "",
    start: _Word = "",
    end: _Word = "",
    offset: Offset = 0,
) -> Response:
    """Every change, or what was asked for, the newest first; a day that is none does not filter."""
    first, last = _day(start), _day(end)
    asked: dict[str, Any] = {
        "start_ts": begins_at(first) if first is not None else None,
        "end_ts": begins_at(last + timedelta(days=1)) - 1 if last is not None else None,
        "event_groups": findable(group) if group not in ("", _EVERYTHING) else None,
        "event_types": findable(type) or None,
        "search": findable(search.strip()) or None,
    }
    changes_only = group == "" and not asked["event_types"]

    def look(tx: Transaction, caller: Caller) -> tuple[list[dict[str, Any]], int]:
        filters = AuditFilters(
            start=asked["start_ts"],
            end=asked["end_ts"],
            event_groups=(asked["event_groups"],) if asked["event_groups"] else (),
            event_types=(asked["event_types"],) if asked["event_types"] else (),
            search=asked["search"],
            vendor_ids=caller.vendor_ids,
            changes_only=changes_only,
        )
        return audit_log.page(tx, caller.org_id, filters, limit=PAGE, offset=offset)

    records, total = await visit.read(look)
    return section_page(
        visit,
        "audit",
        "audit.html",
        records=[(one, details_of(one)) for one in records],
        total=total,
        offset=offset,
        limit=PAGE,
        group=group,
        type=type,
        search=search,
        start=first.isoformat() if first is not None else "",
        end=last.isoformat() if last is not None else "",
        is_filtered=group != "" or any(value is not None for value in asked.values()),
        groups=_GROUPS,
        types=_TYPES,
        exported=_EXPORTED,
        as_json=_as_json({**asked, "event_groups": ",".join(_CHANGES)} if changes_only else asked),
    )


def _as_json(asked: dict[str, Any]) -> str:
    """The same in the API."""
    given = {name: value for name, value in asked.items() if value is not None}
    return f"/v1/system_audit_log?{urlencode(given | {'limit': _EXPORTED})}"


def _day(text: str) -> date | None:
    try:
        return day_in(text)
    except ValueError:
        return None
