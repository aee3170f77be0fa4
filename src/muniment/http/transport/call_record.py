"""A call as it is recorded (CONTRACT §4.4): what was asked, never what was said. Names of query parameters, no values;
no body, no path but the route's template."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl

from starlette.types import Scope

from muniment import ids
from muniment.accounts.caller import Caller
from muniment.events.actor import ActorKind
from muniment.events.audit import API_CALL, CALLS, DOCUMENT, Record

UNMATCHED = "unmatched"
"""The route of a request that reached none."""

_MAX_PARAMETERS = 20
_MAX_NAME_CHARACTERS = 64


def call_record(scope: Scope, status: int, seconds: float) -> Record:
    """The record of a request whose caller is known."""
    state = scope["state"]
    caller: Caller = state["caller"]
    route = getattr(scope.get("route"), "path", UNMATCHED)
    document_id = scope.get("path_params", {}).get("document_id")
    data: dict[str, Any] = {
        "method": scope["method"],
        "route": route,
        "status": status,
        "milliseconds": round(seconds * 1000),
        "query_parameters": _parameter_names(scope["query_string"]),
        **_credential_of(caller),
        "address": caller.address,
        "request_id": state["request_id"],
    }
    is_of_a_document = ids.has_shape(ids.DOCUMENT, document_id)
    return Record(
        created_at=state["called_at"],
        actor=caller,
        event_type=API_CALL,
        event_group=CALLS,
        target_type=DOCUMENT.target_type if is_of_a_document else None,
        target_id=document_id if is_of_a_document else None,
        summary=f"{scope['method']} {route} answered {status}",
        data=data,
    )


def _credential_of(caller: Caller) -> dict[str, Any]:
    """By what the caller came in."""
    if caller.kind is ActorKind.USER:
        return {"session_id": caller.credential}
    return {"key_id": caller.id, "key_name": caller.name}


def _parameter_names(query: bytes) -> list[str]:
    if not query:
        return []
    pairs = parse_qsl(query[:8192].decode("latin-1"), keep_blank_values=True, encoding="utf-8", errors="replace")
    names = dict.fromkeys(name[:_MAX_NAME_CHARACTERS].replace("\x00", "") for name, _ in pairs)
    return list(names)[:_MAX_PARAMETERS]
