"""What is noted while requests are answered, and written later: what the database does not take."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from typing import Any

import pytest

from muniment.events.actor import Actor, ActorKind
from muniment.events.audit import API_CALL, CALLS, CALLS_LOST, Record
from muniment.events.audit_log import AuditFilters, every
from muniment.http.transport.deferred import Deferred
from muniment.http.transport.pools import Pools
from tests.builders import NOW
from tests.http.live import Caller, Server


@pytest.fixture
def deferred(caller: Caller) -> Iterator[Deferred]:
    """Notes beside those of the running server, in its database."""
    pools = Pools(caller.server.runtime)
    yield Deferred(caller.server.runtime, pools)
    pools.close()


def _call(caller: Caller, **changes: Any) -> Record:
    actor = Actor(org_id=caller.org_id, kind=ActorKind.KEY, id=caller.key_id, name="test")
    call = {"created_at": NOW, "actor": actor, "event_type": API_CALL, "event_group": CALLS, "summary": "a call"}
    return Record(**{**call, **changes})


def _recorded(caller: Caller) -> list[tuple[str, str]]:
    with caller.server.runtime.database.read() as tx:
        found = every(tx, caller.org_id, AuditFilters(event_groups=(CALLS,)))
        return [(one["event_type"], one["summary"]) for one in found]


@pytest.mark.parametrize("how_many", [1, 20])
@pytest.mark.parametrize("wrong", [{"summary": None}, {"data": {"n": object()}}], ids=["no row", "no JSON"])
def test_calls_that_can_never_be_written_are_told_as_lost_and_hold_up_no_others(
    caller: Caller, deferred: Deferred, caplog: pytest.LogCaptureFixture, wrong: dict[str, Any], how_many: int
) -> None:
    """No outage: the same ones would be refused again and again."""
    for _ in range(how_many):
        deferred.calls.note(_call(caller, **wrong))
    asyncio.run(deferred.write())
    assert _recorded(caller) == []
    assert [one.message for one in caplog.records] == ["calls or last uses of keys could not be written"]
    deferred.calls.note(_call(caller))
    asyncio.run(deferred.write())
    assert deferred.calls.is_empty
    lost = f"{how_many} calls were not recorded: more came than could be written"
    assert _recorded(caller) == [(API_CALL, "a call"), (CALLS_LOST, lost)]


@pytest.mark.parametrize("how_many", [1, 20])
def test_text_that_postgresql_cannot_hold_costs_the_calls_written_with_it_and_no_later_ones(
    postgresql_api: Server, how_many: int
) -> None:
    """Nothing recorded holds NUL (resources/test_audit.py); if something did, the record would go on."""
    caller, pools = postgresql_api.caller(), Pools(postgresql_api.runtime)
    deferred = Deferred(postgresql_api.runtime, pools)
    for _ in range(how_many):
        deferred.calls.note(_call(caller, summary="a\x00b"))
    asyncio.run(deferred.write())
    deferred.calls.note(_call(caller))
    asyncio.run(deferred.write())
    pools.close()
    assert [type_ for type_, _ in _recorded(caller)] == [API_CALL, CALLS_LOST]
