"""CONTRACT §4.5 over HTTP: webhooks made, listed, changed, removed, tested, their deliveries listed and replayed."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest
from sqlalchemy import delete, select

from muniment.accounts.scopes import Scope
from muniment.db.tables import webhook_deliveries, webhook_retries, webhooks
from muniment.events.feed import last_seq
from muniment.http.contract.answers.webhooks import WebhookDelivery, WebhookObject
from tests.http.live import UNKNOWN, Caller, Server, code, created, fields
from tests.webhooks import receivers
from tests.webhooks.receivers import PRIVATE, Receiver, answering, receiving

SECRET = "a secret of many characters"
NEW = {"url": "https://1.1.1.1/in", "events": ["Vendor.Created"], "secret": SECRET}


@pytest.fixture
def keeper(server: Server) -> Caller:
    return server.keeper()


@pytest.fixture(scope="session")
def open_api(start: Callable[..., Server]) -> Server:
    """A server whose webhooks may point at this machine."""
    return start(**PRIVATE, webhook_seconds=0.5)


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving(answering(200)) as one:
        yield one


def made(caller: Caller, **changes: Any) -> dict[str, Any]:
    return created(caller.post("/v1/webhooks", json={**NEW, **changes}))


def test_new_webhook_is_answered_and_listed_without_its_secret(keeper: Caller) -> None:
    answer = made(keeper, description="our GRC tool")
    assert list(answer) == list(WebhookObject.model_fields)
    assert answer["id"].startswith("cbwh_")
    assert (answer["url"], answer["events"], answer["description"]) == (NEW["url"], NEW["events"], "our GRC tool")
    assert (answer["enabled"], answer["last_delivery_status"]) == (True, None)
    assert (answer["delivery_success_rate"], answer["delivery_count"]) == (None, 0)
    second = made(keeper, events=[], enabled=False)
    assert keeper.get("/v1/webhooks").json() == {"data": [second, answer]}
    assert (second["events"], second["enabled"]) == ([], False)


def test_secret_is_encrypted_in_the_database(keeper: Caller) -> None:
    made(keeper)
    with keeper.server.runtime.database.read() as tx:
        row = tx.execute(select(webhooks).where(webhooks.c.org_id == keeper.org_id)).one()
    assert SECRET not in str([bytes(one) if isinstance(one, memoryview) else one for one in row])


@pytest.mark.parametrize(
    ("changes", "answer"),
    [
        ({"secret": "15 characters.."}, (400, "weak_secret")),
        ({"url": "http://1.1.1.1/"}, (400, "invalid_url")),
        ({"url": "https://10.0.0.1/"}, (400, "invalid_url")),
        ({"url": "https://user:password@1.1.1.1/"}, (400, "invalid_url")),
        ({"events": ["Vendor"]}, (422, "invalid_event_types")),
        ({"secret": "short", "url": "http://a", "events": ["?"]}, (400, "weak_secret")),
        ({"url": "http://a", "events": ["?"]}, (400, "invalid_url")),
    ],
)
def test_refusals_come_in_the_contracts_order(sole: Caller, changes: dict[str, Any], answer: tuple[int, str]) -> None:
    assert code(sole.post("/v1/webhooks", json={**NEW, **changes})) == answer
    assert code(sole.patch(f"/v1/webhooks/cbwh_{UNKNOWN}", json=changes)) == answer
    assert sole.get("/v1/webhooks").json() == {"data": []}


def test_fields_that_are_missing_or_of_another_type_are_named(sole: Caller) -> None:
    assert fields(sole.post("/v1/webhooks", json={})) == [["body", "url"], ["body", "events"], ["body", "secret"]]
    assert fields(sole.post("/v1/webhooks", json={**NEW, "events": "Vendor.Created"})) == [["body", "events"]]


def test_patch_changes_what_is_given_and_null_leaves_it(keeper: Caller) -> None:
    before = made(keeper, description="one")
    path = f"/v1/webhooks/{before['id']}"
    same = keeper.patch(path, json={"url": None, "events": None, "secret": None, "description": None, "enabled": None})
    assert same.json() == before
    changed = keeper.patch(path, json={"events": [], "enabled": False, "description": ""}).json()
    assert changed == {**before, "events": [], "enabled": False, "description": ""}
    assert code(keeper.patch(f"/v1/webhooks/cbwh_{UNKNOWN}", json={})) == (404, "webhook_not_found")


def test_deleted_webhook_is_gone(keeper: Caller) -> None:
    one = made(keeper)
    response = keeper.delete(f"/v1/webhooks/{one['id']}")
    assert (response.status_code, response.content) == (204, b"")
    assert keeper.get("/v1/webhooks").json() == {"data": []}
    assert code(keeper.delete(f"/v1/webhooks/{one['id']}")) == (404, "webhook_not_found")
    assert code(keeper.get(f"/v1/webhooks/{one['id']}/deliveries")) == (404, "webhook_not_found")


def test_bound_key_finds_its_vendors_webhooks_alone(keeper: Caller) -> None:
    mine, other = keeper.vendor(), keeper.vendor()
    everything = made(keeper)
    scopes = sorted(Scope)
    bound = keeper.server.another_key(keeper.org_id, scopes=scopes, vendor_ids=[mine])
    beside = keeper.server.another_key(keeper.org_id, scopes=scopes, vendor_ids=[other])
    own = made(bound)
    assert bound.get("/v1/webhooks").json()["data"] == [own]
    assert beside.get("/v1/webhooks").json()["data"] == []
    assert keeper.get("/v1/webhooks").json()["data"] == [own, everything]
    assert code(beside.delete(f"/v1/webhooks/{own['id']}")) == (404, "webhook_not_found")
    assert code(bound.patch(f"/v1/webhooks/{everything['id']}", json={})) == (404, "webhook_not_found")


def test_test_is_sent_signed_and_recorded(open_api: Server, receiver: Receiver) -> None:
    caller = open_api.keeper()
    one = made(caller, url=receiver.url, enabled=False)
    answer = caller.post(f"/v1/webhooks/{one['id']}/test").json()
    assert list(answer) == ["event_id", "delivered", "response_status", "response_time_ms", "attempted_at"]
    assert answer["event_id"].startswith("cbevt_test_")
    assert (answer["delivered"], answer["response_status"]) == (True, 200)
    (request,) = receiver.requests
    assert list(request.event) == ["event_id", "event_type", "occurred_at", "data"]
    assert (request.event["event_type"], request.event["data"]) == ("webhook.test", {"test": True})
    signature = hmac.new(SECRET.encode(), request.body, hashlib.sha256).hexdigest()
    assert request.headers["coverbase-signature"] == signature
    assert request.headers["coverbase-timestamp"] == str(request.event["occurred_at"])
    assert request.headers["x-coverbase-event-id"] == request.headers["webhook-id"] == answer["event_id"]
    page = caller.get(f"/v1/webhooks/{one['id']}/deliveries").json()
    assert {name: page[name] for name in ("total", "limit", "offset")} == {"total": 1, "limit": 50, "offset": 0}
    (delivery,) = page["data"]
    assert list(delivery) == list(WebhookDelivery.model_fields)
    assert (delivery["event_id"], delivery["payload"]) == (answer["event_id"], request.event)
    assert (delivery["status"], delivery["response_status"], delivery["error"]) == ("delivered", 200, None)
    (listed,) = caller.get("/v1/webhooks").json()["data"]
    assert (listed["last_delivery_status"], listed["delivery_success_rate"]) == ("delivered", 1.0)


def test_test_sends_what_it_is_given(open_api: Server, receiver: Receiver) -> None:
    caller = open_api.keeper()
    one = made(caller, url=receiver.url)
    body = {"event_type": "Vendor.Created", "payload": {"vendor_id": "cbvndr_1"}}
    assert caller.post(f"/v1/webhooks/{one['id']}/test", json=body).json()["delivered"] is True
    assert receiver.requests[0].event["data"] == {"vendor_id": "cbvndr_1"}
    assert receiver.requests[0].headers["x-coverbase-event-type"] == "Vendor.Created"
    injected = {"event_type": "a\r\nX-Injected: 1"}
    assert fields(caller.post(f"/v1/webhooks/{one['id']}/test", json=injected)) == [["body", "event_type"]]


def test_test_refuses_what_could_not_be_sent_or_listed(open_api: Server, receiver: Receiver) -> None:
    caller = open_api.keeper()
    path = f"/v1/webhooks/{made(caller, url=receiver.url)['id']}"

    def send(payload: str) -> httpx.Response:
        headers = {"Content-Type": "application/json"}
        return caller.post(f"{path}/test", content=f'{{"payload": {payload}}}', headers=headers)

    for payload in ('{"a": "\\ud800"}', '{"\\ud800": 1}', f'{{"a": {2**64}}}', '{"a":' * 300 + "1" + "}" * 300):
        assert fields(send(payload)) == [["body", "payload"]]
    assert receiver.requests == []
    deepest = send('{"a":' * 246 + "1" + "}" * 246)
    assert (deepest.status_code, len(receiver.requests)) == (200, 1)
    assert caller.get(f"{path}/deliveries").json()["total"] == 1
    assert fields(send('{"a":' * 247 + "1" + "}" * 247)) == [["body", "payload"]]


def test_test_that_fails_says_so_and_is_never_tried_again(open_api: Server) -> None:
    caller = open_api.keeper()
    with receiving(receivers.hanging) as receiver:
        one = made(caller, url=receiver.url)
        answer = caller.post(f"/v1/webhooks/{one['id']}/test").json()
    assert (answer["delivered"], answer["response_status"]) == (False, None)
    (delivery,) = caller.get(f"/v1/webhooks/{one['id']}/deliveries").json()["data"]
    assert delivery["status"] == "timeout"
    with open_api.runtime.database.read() as tx:
        retries = select(webhook_retries).where(webhook_retries.c.webhook_id == one["id"])
        assert tx.execute(retries).all() == []
    replay = caller.post(f"/v1/webhooks/{one['id']}/deliveries/{delivery['id']}/replay")
    assert code(replay) == (404, "delivery_not_found")


def test_address_that_was_allowed_is_refused_when_it_is_not_any_more(sqlite_api: Server, receiver: Receiver) -> None:
    caller = sqlite_api.keeper()
    one = made(caller)
    with sqlite_api.runtime.database.write() as tx:
        changed = webhooks.update().where(webhooks.c.id == one["id"])
        tx.execute(changed.values(url=receiver.url.replace("http:", "https:")))
    answer = caller.post(f"/v1/webhooks/{one['id']}/test").json()
    assert (answer["delivered"], receiver.connections) == (False, 0)
    (delivery,) = caller.get(f"/v1/webhooks/{one['id']}/deliveries").json()["data"]
    assert "not allowed" in delivery["error"]


@pytest.mark.parametrize(("asked", "taken"), [(0, 1), (-5, 1), (101, 100), (10**9, 100), (7, 7)])
def test_limit_of_deliveries_is_taken_as_the_nearest_there_is(keeper: Caller, asked: int, taken: int) -> None:
    one = made(keeper)
    page = keeper.get(f"/v1/webhooks/{one['id']}/deliveries", params={"limit": asked}).json()
    assert page == {"data": [], "total": 0, "limit": taken, "offset": 0}


def test_replay_owes_the_event_with_all_its_tries(keeper: Caller) -> None:
    one = made(keeper)
    keeper.vendor("Umber Records")
    path = f"/v1/webhooks/{one['id']}"
    with keeper.server.runtime.database.write() as tx:
        seq = last_seq(tx, keeper.org_id)
        tx.execute(webhooks.update().where(webhooks.c.id == one["id"]).values(cursor_seq=seq))
        values = {"org_id": keeper.org_id, "webhook_id": one["id"], "event_type": "Vendor.Created", "attempted_at": 1}
        more = {"event_id": "cbevt_1", "event_seq": seq, "status": "error", "response_time_ms": 1}
        tx.execute(webhook_deliveries.insert(), {"id": f"cbwhd_{one['id'][-32:]}", **values, **more})

    def owed() -> list[tuple[int, int]]:
        with keeper.server.runtime.database.read() as tx:
            r = webhook_retries.c
            rows = tx.execute(select(r.event_seq, r.tries).where(r.webhook_id == one["id"]))
            return [(row[0], row[1]) for row in rows]

    (delivery,) = keeper.get(f"{path}/deliveries").json()["data"]
    assert delivery["payload"]["data"]["field_diffs"]["name"]["new_value"] == "Umber Records"
    again = keeper.post(f"{path}/deliveries/{delivery['id']}/replay")
    assert (again.status_code, again.json()) == (202, {"queued": 1, "is_complete": True})
    assert owed() == [(seq, 0)]
    times = {"start": 0, "end": 2**40}
    assert keeper.post(f"{path}/replay", json=times).json() == {"queued": 0, "is_complete": True}  # owed already
    with keeper.server.runtime.database.write() as tx:
        tx.execute(delete(webhook_retries).where(webhook_retries.c.webhook_id == one["id"]))
    assert keeper.post(f"{path}/replay", json={"start": 0, "end": 1}).json()["queued"] == 0
    assert keeper.post(f"{path}/replay", json=times).json() == {"queued": 1, "is_complete": True}
    assert owed() == [(seq, 0)]
    assert fields(keeper.post(f"{path}/replay", json={})) == [["body", "start"], ["body", "end"]]
    unknown = keeper.post(f"{path}/deliveries/cbwhd_{UNKNOWN}/replay")
    assert code(unknown) == (404, "delivery_not_found")


def test_changes_of_webhooks_are_recorded_and_told_nobody(keeper: Caller) -> None:
    one = made(keeper)
    keeper.patch(f"/v1/webhooks/{one['id']}", json={"secret": "another secret of many"})
    keeper.delete(f"/v1/webhooks/{one['id']}")
    log = keeper.get("/v1/system_audit_log", params={"event_groups": "webhooks"})
    assert [record["event_type"] for record in log.json()] == [
        "Webhook.Removed",
        "Webhook.Updated",
        "Webhook.Created",
    ]
    assert "secret of" not in log.text
    assert keeper.get("/v1/events").json()["data"] == []
