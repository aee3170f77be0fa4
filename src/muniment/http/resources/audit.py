"""The record of who did what (CONTRACT §4.4)."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Response

from muniment.accounts.caller import Caller
from muniment.accounts.scopes import Scope
from muniment.db.engine import Transaction
from muniment.events import audit_log
from muniment.events.audit_log import AuditFilters
from muniment.http.contract.answers.audit import ActivityPage, AuditMetadata, AuditRecord
from muniment.http.contract.closed_sets import TrailTarget
from muniment.http.contract.headers import with_headers
from muniment.http.contract.paging import Offset
from muniment.http.contract.responses import INVALID_FIELDS, error_responses
from muniment.http.transport.admit import json_answer
from muniment.http.transport.needs import AnyKey, AuditRead
from muniment.unicode import findable

router = APIRouter()

_Time = Annotated[int | None, Query(ge=0, le=2**53, description="Unix seconds, inclusive.")]
_Words = Annotated[list[str] | None, Query(max_length=100)]


@router.get(
    "/v1/system_audit_log",
    summary="List the audit log",
    responses={
        200: {
            "model": list[AuditRecord],
            "description": "One page, newest first; `X-Total-Count` and `Content-Range` say of how many.",
            **with_headers("X-Total-Count", "Content-Range"),
        },
        **error_responses(INVALID_FIELDS),
    },
)
async def list_audit_log(
    call: AuditRead,
    start_ts: _Time = None,
    end_ts: _Time = None,
    event_groups: _Words = None,
    event_types: _Words = None,
    search: Annotated[str | None, Query(max_length=200, description="A part of summary, actor or target.")] = None,
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
    offset: Offset = 0,
) -> Response:
    """Every change and every call of the organisation, as it was recorded, newest first; filters combine with AND. Of
    calls there is never a body."""

    def run(tx: Transaction, caller: Caller) -> tuple[list[dict[str, object]], int]:
        filters = AuditFilters(
            start=start_ts,
            end=end_ts,
            event_groups=_words(event_groups),
            event_types=_words(event_types),
            search=findable(search or "") or None,
            vendor_ids=caller.vendor_ids,
        )
        return audit_log.page(tx, caller.org_id, filters, limit=limit, offset=offset)

    records, total = await call.read(run)
    last = offset + len(records) - 1
    shown = f"{offset}-{last}" if records else "*"
    headers = {"X-Total-Count": str(total), "Content-Range": f"records {shown}/{total}"}
    return json_answer(records, headers=headers)


def _words(given: list[str] | None) -> tuple[str, ...]:
    """The words, given one a parameter or separated by commas."""
    return tuple(word for one in given or () for word in findable(one).split(",") if word)


@router.get(
    "/v1/system_audit_log/metadata",
    summary="List what the audit log can be filtered by",
    responses={200: {"model": AuditMetadata, "description": "Types and groups of records."}, **error_responses()},
)
async def get_audit_log_metadata(call: AuditRead) -> Response:
    """Every type and every group of records."""
    await call.identify()
    return json_answer({"event_types": audit_log.EVENT_TYPES, "event_groups": audit_log.EVENT_GROUPS})


_NEEDED = {
    TrailTarget.VENDOR_DOCUMENT: Scope.DOCUMENTS_READ,
    TrailTarget.VENDOR: Scope.VENDORS_READ,
    TrailTarget.SERVICE: Scope.VENDORS_READ,
    TrailTarget.ASSESSMENT: Scope.ASSESSMENTS_READ,
    TrailTarget.API_KEY: Scope.KEYS_READ,
    TrailTarget.USER: Scope.USERS_READ,
    TrailTarget.LEGAL_HOLD: Scope.HOLDS_READ,
    TrailTarget.OAUTH_CLIENT: Scope.KEYS_READ,
    TrailTarget.WEBHOOK: Scope.WEBHOOKS_READ,
    TrailTarget.ORGANISATION: Scope.KEYS_READ,
}


@router.get(
    "/v1/activity",
    summary="List one object's trail",
    responses={
        200: {"model": ActivityPage, "description": "One page of its changes and downloads, newest first."},
        **error_responses(INVALID_FIELDS),
    },
)
async def list_activity(
    call: AnyKey,
    target_type: Annotated[TrailTarget, Query()],
    target_id: Annotated[str, Query(max_length=64)],
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
    offset: Offset = 0,
) -> Response:
    """What happened to one object. Needs the scope that reading it needs, as `keys:read` for a key and `holds:read` for
    a legal hold."""

    def run(tx: Transaction, caller: Caller) -> tuple[list[dict[str, object]], int]:
        caller.require(_NEEDED[target_type])
        filters = AuditFilters(
            target_type=target_type.value,
            target_id=findable(target_id),
            vendor_ids=caller.vendor_ids,
            changes_only=True,
        )
        return audit_log.page(tx, caller.org_id, filters, limit=limit, offset=offset)

    records, total = await call.read(run)
    return json_answer({"data": records, "total": total, "limit": limit, "offset": offset})
