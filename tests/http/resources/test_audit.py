"""CONTRACT §4.4 over HTTP."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from muniment.db.tables import audit_records
from muniment.events.audit import SUBJECTS
from muniment.events.audit_chain import flaws
from tests.http.live import Caller, Server, created, detail_of
from tests.waiting import until

KEYS = ["created_at", "actor", "event_type", "event_group", "target_type", "target_id", "summary", "data"]


@pytest.fixture
def keeper(server: Server) -> Caller:
    return server.keeper()


def _log(caller: Caller, **params: Any) -> list[dict[str, Any]]:
    answer = caller.get("/v1/system_audit_log", params=params)
    assert answer.status_code == 200, answer.text
    return list(answer.json())


def test_every_change_is_recorded_with_its_differences(keeper: Caller) -> None:
    vendor_id = keeper.vendor("Northwind")
    keeper.patch(f"/v1/vendors/{vendor_id}", json={"name": "Southwind"})
    document = keeper.document(vendor_id, filename="SOC 2.pdf")
    keeper.delete(f"/v1/documents/{document['id']}")
    found = {one["event_type"]: one for one in _log(keeper, event_groups="vendors,documents")}
    assert set(found) >= {"Vendor.Created", "Vendor.Updated", "VendorDocument.Created", "VendorDocument.Deleted"}
    changed = found["Vendor.Updated"]
    assert list(changed) == KEYS
    assert changed["actor"] == {"type": "key", "id": keeper.key_id, "name": "test"}
    assert (changed["target_type"], changed["target_id"]) == ("vendor", vendor_id)
    assert changed["summary"] == 'Vendor "Southwind" changed'
    assert changed["data"]["field_diffs"]["name"] == {"old_value": "Northwind", "new_value": "Southwind"}
    assert found["VendorDocument.Deleted"]["target_id"] == document["id"]


def test_every_call_is_recorded_and_no_value_of_it(keeper: Caller) -> None:
    response = keeper.get("/v1/documents?q=confidential&limit=5&utm=7")
    until(lambda: _log(keeper, event_types="external_api_call", search="/v1/documents"))
    (call,) = [
        one for one in _log(keeper, event_types="external_api_call") if one["data"]["query_parameters"][:1] == ["q"]
    ]
    assert call["event_group"] == "api"
    assert call["summary"] == "GET /v1/documents answered 200"
    assert call["data"].pop("milliseconds") >= 0
    assert call["data"] == {
        "method": "GET",
        "route": "/v1/documents",
        "status": 200,
        "query_parameters": ["q", "limit", "utm"],
        "key_id": keeper.key_id,
        "key_name": "test",
        "address": "127.0.0.1",
        "request_id": response.headers["x-coverbase-request-id"],
    }
    assert "confidential" not in str(_log(keeper))


def test_refused_calls_of_a_known_key_are_recorded_too(keeper: Caller) -> None:
    poor = keeper.server.another_key(keeper.org_id, scopes=["vendors:read"])
    assert poor.get("/v1/documents").status_code == 403
    keeper.get("/v1/vendors/cbvndr_00000000000000000000000000000000")

    def statuses() -> set[tuple[str, int]]:
        found = _log(keeper, event_types="external_api_call", limit=500)
        return {(one["data"]["key_id"], one["data"]["status"]) for one in found}

    until(lambda: {(poor.key_id, 403), (keeper.key_id, 404)} <= statuses())


def test_log_is_paged_newest_first_and_says_of_how_many(keeper: Caller) -> None:
    for n in range(3):
        keeper.vendor(f"Vendor {n}")
    page = keeper.get("/v1/system_audit_log", params={"event_types": "Vendor.Created", "limit": 2, "offset": 1})
    assert [one["summary"] for one in page.json()] == ['Vendor "Vendor 1" created', 'Vendor "Vendor 0" created']
    assert (page.headers["x-total-count"], page.headers["content-range"]) == ("3", "records 1-2/3")
    none = keeper.get("/v1/system_audit_log", params={"event_types": "Vendor.Created", "offset": 3})
    assert (none.json(), none.headers["content-range"]) == ([], "records */3")
    at = page.json()[0]["created_at"]
    assert _log(keeper, end_ts=at - 3600, event_groups="vendors") == []
    assert len(_log(keeper, start_ts=at - 3600, end_ts=at + 3600, event_types="Vendor.Created")) == 3
    assert [one["summary"] for one in _log(keeper, search="vEnDoR 2")] == ['Vendor "Vendor 2" created']


@pytest.mark.parametrize("params", [{"limit": 0}, {"limit": 501}, {"start_ts": "x"}, {"offset": -1}])
def test_wrong_parameters_are_refused(keeper: Caller, params: dict[str, Any]) -> None:
    assert keeper.get("/v1/system_audit_log", params=params).status_code == 422


def test_metadata_names_what_there_is(keeper: Caller) -> None:
    keeper.vendor()
    told = keeper.get("/v1/system_audit_log/metadata").json()
    until(lambda: _log(keeper, event_types="external_api_call"))
    found = _log(keeper, limit=500)
    assert {one["event_type"] for one in found} <= set(told["event_types"])
    assert {one["event_group"] for one in found} <= set(told["event_groups"])


def test_download_by_link_is_recorded(keeper: Caller) -> None:
    document = keeper.document(keeper.vendor())
    url = keeper.get(f"/v1/documents/{document['id']}/download").json()["url"]
    assert keeper.server.client.get(url).status_code == 200
    path = f"/v1/activity?target_type=vendor_document&target_id={document['id']}"

    def trail() -> list[dict[str, Any]]:
        return list(keeper.get(path).json()["data"])

    until(lambda: "document_downloaded" in [one["event_type"] for one in trail()])
    (download,) = [one for one in trail() if one["event_type"] == "document_downloaded"]
    assert download["actor"] == {"type": "link", "id": None, "name": "download link"}
    assert download["data"]["address"] == "127.0.0.1"


def test_link_by_which_nothing_goes_out_is_no_download(keeper: Caller) -> None:
    document = keeper.document(keeper.vendor())
    url = keeper.get(f"/v1/documents/{document['id']}/download").json()["url"]
    client = keeper.server.client
    assert client.head(url).status_code == 200
    assert client.get(url, headers={"If-None-Match": "*"}).status_code == 304
    assert client.get(url, headers={"Range": "bytes=9999999-"}).status_code == 416
    assert client.get(url, headers={"Range": "bytes=0-3"}).status_code == 206
    path = f"/v1/activity?target_type=vendor_document&target_id={document['id']}"

    def downloads() -> int:
        return [one["event_type"] for one in keeper.get(path).json()["data"]].count("document_downloaded")

    until(lambda: downloads() == 1)
    assert downloads() == 1


@pytest.mark.parametrize("target_type", sorted({one.target_type for one in SUBJECTS.values()}))
def test_whatever_is_recorded_has_a_trail(keeper: Caller, target_type: str) -> None:
    who = keeper.server.another_key(keeper.org_id, scopes=["documents:read", "vendors:read", "users:read"])
    is_read = target_type in ("vendor_document", "vendor", "service", "user")
    assert who.get(f"/v1/activity?target_type={target_type}&target_id=x").status_code == (200 if is_read else 403)


def test_trail_needs_what_reading_the_object_needs(keeper: Caller) -> None:
    vendor_id, other = keeper.vendor(), keeper.vendor()
    path = f"/v1/activity?target_type=vendor&target_id={vendor_id}"
    assert [one["event_type"] for one in keeper.get(path).json()["data"]] == ["Vendor.Created"]
    server = keeper.server
    poor = server.another_key(keeper.org_id, scopes=["documents:read"])
    assert (poor.get(path).status_code, detail_of(poor.get(path))["code"]) == (403, "insufficient_scope")
    bound = server.another_key(keeper.org_id, vendor_ids=[other])
    assert bound.get(path).json()["total"] == 0
    assert server.keeper().get(path).json()["total"] == 0
    assert keeper.get("/v1/activity?target_type=planet&target_id=x").status_code == 422


def test_log_of_a_bound_key_is_that_of_its_vendors(keeper: Caller) -> None:
    mine, _ = keeper.vendor("Mine"), keeper.vendor("Other")
    bound = keeper.server.another_key(keeper.org_id, scopes=["audit:read"], vendor_ids=[mine])
    assert {one["summary"] for one in _log(bound, event_groups="vendors")} == {'Vendor "Mine" created'}


def test_chain_under_calls_and_changes_is_whole(keeper: Caller) -> None:
    for n in range(3):
        keeper.vendor(f"v {n}")
        keeper.get("/v1/vendors")
    until(lambda: len(_log(keeper, event_types="external_api_call")) >= 6)
    with keeper.server.runtime.database.read() as tx:
        assert list(flaws(tx, keeper.org_id, secret=keeper.server.runtime.secret)) == []


def test_nothing_recorded_holds_nul(keeper: Caller) -> None:
    """PostgreSQL's text cannot hold it: one would cost all that is written with it."""
    name = {"name": "a\x00b"}
    vendor_id = keeper.vendor(**name)
    keeper.service(vendor_id, **name)
    keeper.assessment(vendor_id, **name)
    keeper.document(vendor_id, filename="a\x00b.pdf")
    keeper.document(vendor_id, **name)
    for path in ("api-keys", "api-oauth-clients"):
        created(keeper.post(f"/v1/{path}", json=name))
    secret = "16 characters and \x00 more"
    webhook = {"url": "https://hooks.invalid/", "events": [], "secret": secret, "description": "a\x00b"}
    created(keeper.post("/v1/webhooks", json=webhook))
    for path in ("documents/%00", "vendors/%00", "vendors?a%00b=%00", "%00"):
        keeper.get(f"/v1/{path}")
    until(lambda: len(_log(keeper, event_types="external_api_call")) >= 10)
    with keeper.server.runtime.database.read() as tx:
        rows = tx.execute(select(audit_records).where(audit_records.c.org_id == keeper.org_id)).all()
    assert {row.event_group for row in rows} >= {"documents", "vendors", "assessments", "api_keys", "webhooks", "api"}
    assert [value for row in rows for value in row if isinstance(value, str) and "\x00" in value] == []
