"""The ordered feed of events (CONTRACT §4.6)."""

from __future__ import annotations

import asyncio
import re
from typing import Annotated, Any

from fastapi import APIRouter, Query, Response
from pydantic import Field

from muniment.accounts.caller import Caller
from muniment.accounts.scopes import Scope
from muniment.db.engine import Transaction
from muniment.errors import FieldProblem, InvalidFieldsError
from muniment.events import public
from muniment.events.feed import last_seq
from muniment.events.public import PUBLIC, Wanted
from muniment.http.contract.answers.events import EventPage
from muniment.http.contract.responses import INVALID_FIELDS, error_responses
from muniment.http.transport.admit import Call, json_answer
from muniment.http.transport.needs import AnyKey

router = APIRouter()

MAX_WAIT_SECONDS = 30
_LOOK_SECONDS = 0.25
"""How often a client that waits is looked for."""

LATEST = "latest"
"""The cursor behind the last event there is: for who wants to know what happens from now on."""

_CURSOR = re.compile(rf"[0-9]{{1,18}}|{LATEST}", re.ASCII)
_NEEDED = {
    "Vendor": Scope.VENDORS_READ,
    "Service": Scope.VENDORS_READ,
    "Assessment": Scope.ASSESSMENTS_READ,
    "VendorDocument": Scope.DOCUMENTS_READ,
}

_Type = Annotated[str, Field(json_schema_extra={"enum": [one.value for one in PUBLIC]})]


@router.get(
    "/v1/events",
    summary="Read the feed of events",
    responses={
        200: {"model": EventPage, "description": "Events in their order, and the cursor to read on from."},
        **error_responses(INVALID_FIELDS),
    },
)
async def list_events(
    call: AnyKey,
    after: Annotated[
        str,
        Query(description="`next` of the answer before; from the beginning when omitted, from now on for `latest`."),
    ] = "0",
    types: Annotated[
        list[_Type] | None, Query(max_length=100, description="Types of events; all when omitted.")
    ] = None,
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
    wait: Annotated[
        float, Query(ge=0, le=MAX_WAIT_SECONDS, description="Seconds to wait when there is nothing yet.")
    ] = 0,
) -> Response:
    """Every change of the organisation in one order, without gaps, at least once: ask again with `after` as `next`
    says, and with `wait` the answer comes when there is something. A key is told of what it may read: of documents
    with `documents:read`, of vendors and services with `vendors:read`, of assessments with `assessments:read`."""
    if _CURSOR.fullmatch(after) is None:
        await call.identify()
        raise InvalidFieldsError(
            [FieldProblem(("query", "after"), "Input should be a cursor of this feed", "value_error")]
        )
    asked = frozenset(types) if types else None
    unknown = sorted((asked or frozenset()) - {one.value for one in PUBLIC})
    if unknown:
        await call.identify()
        message = f"Input should be a type of event: {', '.join(one.value for one in PUBLIC)}"
        raise InvalidFieldsError([FieldProblem(("query", "types"), message, "enum")])

    async def read(since: str) -> tuple[list[dict[str, Any]], int]:
        def run(tx: Transaction, caller: Caller) -> tuple[list[dict[str, Any]], int]:
            wanted = Wanted(_readable(caller) & asked if asked is not None else _readable(caller), caller.vendor_ids)
            seq = last_seq(tx, caller.org_id) if since == LATEST else int(since)
            return public.read(tx, caller.org_id, wanted, after=seq, limit=limit)

        return await call.read(run)

    found, last = await read(after)
    until = asyncio.get_running_loop().time() + wait
    while not found and await _is_more(call, last, until=until):
        found, last = await read(str(last))
    return json_answer({"data": found, "next": str(last)})


def _readable(caller: Caller) -> frozenset[str]:
    return frozenset(one.value for one in PUBLIC if _NEEDED[one.value.partition(".")[0]] in caller.scopes)


async def _is_more(call: Call, last: int, *, until: float) -> bool:
    """Wait until there is an event behind the last one; False when the time is over or the server stops."""
    stopping: asyncio.Event = call.request.app.state.stopping
    loop = asyncio.get_running_loop()
    while (left := until - loop.time()) > 0 and not stopping.is_set():
        try:
            async with asyncio.timeout(min(_LOOK_SECONDS, left)):
                await stopping.wait()
        except TimeoutError:
            pass
        if await call.read_row(lambda tx, caller: last_seq(tx, caller.org_id)) > last:
            return True
    return False
