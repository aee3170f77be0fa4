"""CONTRACT §4.6 over HTTP: the feed in its order, for whom it is."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import pytest

from muniment.events import public
from muniment.http.resources import events
from tests.http.live import Caller, Server, detail_of, running, settings_for


@pytest.fixture
def keeper(server: Server) -> Caller:
    return server.keeper()


def _every(caller: Caller, *, limit: int = 100, **params: Any) -> list[dict[str, Any]]:
    """The whole feed, page by page."""
    found: list[dict[str, Any]] = []
    after = "0"
    while True:
        page = caller.get("/v1/events", params={"after": after, "limit": limit, **params}).json()
        found += page["data"]
        if page["next"] == after:
            return found
        after = page["next"]


def test_feed_tells_of_every_change_in_order(keeper: Caller) -> None:
    vendor_id = keeper.vendor("Northwind")
    keeper.patch(f"/v1/vendors/{vendor_id}", json={"name": "Southwind"})
    document = keeper.document(vendor_id)
    keeper.delete(f"/v1/documents/{document['id']}")
    found = _every(keeper)
    assert [one["event_type"] for one in found if not one["event_type"].endswith("Settled")] == [
        "Vendor.Created",
        "Vendor.Updated",
        "VendorDocument.Created",
        "VendorDocument.Deleted",
    ]
    updated = found[1]
    assert set(updated) == {"event_id", "event_type", "occurred_at", "data"}
    assert updated["data"]["event_type"] == "Vendor.Updated"
    assert updated["data"]["vendor_id"] == vendor_id
    assert updated["data"]["field_diffs"]["name"] == {"old_value": "Northwind", "new_value": "Southwind"}
    created = found[2]["data"]
    assert (created["vendor_document_id"], created["vendor_id"]) == (document["id"], vendor_id)
    assert created["field_diffs"]["name"]["new_value"] == document["name"]


def test_pages_of_the_feed_are_the_whole_of_it(keeper: Caller) -> None:
    for n in range(7):
        keeper.vendor(f"v {n}")
    assert _every(keeper, limit=2) == _every(keeper)
    assert len(_every(keeper)) == 7
    assert _every(keeper, types="Service.Created") == []


def test_latest_is_the_place_behind_all_there_was_from_which_nothing_is_missed(keeper: Caller) -> None:
    keeper.vendor("before")
    page = keeper.get("/v1/events", params={"after": "latest"}).json()
    assert page["data"] == []
    vendor_id = keeper.vendor("after")
    (event,) = keeper.get("/v1/events", params={"after": page["next"]}).json()["data"]
    assert event["data"]["vendor_id"] == vendor_id


def test_keys_are_not_told_of(keeper: Caller) -> None:
    keeper.post("/v1/api-keys", json={"name": "ci"})
    assert _every(keeper) == []


def test_reader_goes_on_behind_what_is_not_for_it(keeper: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(public, "MAX_LOOKED_AT", 2)
    monkeypatch.setattr(public, "_ROWS_AT_ONCE", 2)
    for n in range(5):
        keeper.vendor(f"v {n}")
    keeper.service(keeper.vendor("last"))
    assert [one["event_type"] for one in _every(keeper, types="Service.Created")] == ["Service.Created"]


def test_key_is_told_of_what_it_may_read(keeper: Caller) -> None:
    mine, other = keeper.vendor("Mine"), keeper.vendor("Other")
    keeper.document(mine)
    keeper.document(other)
    server = keeper.server
    documents = server.another_key(keeper.org_id, scopes=["documents:read"])
    assert {one["event_type"].partition(".")[0] for one in _every(documents)} == {"VendorDocument"}
    bound = server.another_key(keeper.org_id, vendor_ids=[mine])
    assert {one["data"]["vendor_id"] for one in _every(bound)} == {mine}
    assert _every(server.another_key(keeper.org_id, scopes=["evidence:read"])) == []
    assert _every(server.keeper()) == []


@pytest.mark.parametrize(
    "params",
    [{"after": "x"}, {"after": "-1"}, {"after": ""}, {"types": "Planet.Created"}, {"limit": 501}, {"wait": 31}],
)
def test_wrong_questions_are_refused(keeper: Caller, params: dict[str, Any]) -> None:
    response = keeper.get("/v1/events", params=params)
    assert response.status_code == 422
    assert detail_of(response)


def test_waiting_reader_gets_an_event_as_it_comes(keeper: Caller) -> None:
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(keeper.get, "/v1/events", params={"wait": 20})
        assert not waiting.done()
        keeper.vendor("Northwind")
        page = waiting.result(15).json()
    assert [one["event_type"] for one in page["data"]] == ["Vendor.Created"]


def test_waiting_ends_with_nothing_and_the_place_to_read_on_from(keeper: Caller) -> None:
    keeper.vendor()
    last = keeper.get("/v1/events").json()["next"]
    assert keeper.get("/v1/events", params={"after": last, "wait": 0.1}).json() == {"data": [], "next": last}
    assert keeper.get("/v1/events", params={"after": "999999999"}).json() == {"data": [], "next": "999999999"}


def test_server_that_stops_lets_waiting_readers_go(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    is_waiting, is_more = threading.Event(), events._is_more

    async def noticed(*args: Any, **kwargs: Any) -> bool:
        is_waiting.set()
        return await is_more(*args, **kwargs)

    monkeypatch.setattr(events, "_is_more", noticed)
    with ThreadPoolExecutor(1) as pool, running(settings_for(tmp_path, shutdown_seconds=30)) as server:
        keeper = server.keeper()
        url = f"{server.base_url}/v1/events?wait=30"
        waiting = pool.submit(httpx.get, url, headers=keeper.headers, timeout=60, trust_env=False)
        assert is_waiting.wait(20)
    response = waiting.result()  # whole, before the time it may wait and before the server's patience is over
    assert (response.status_code, response.json()["data"]) == (200, [])
