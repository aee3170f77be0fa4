from __future__ import annotations

from collections.abc import Callable

import httpx

from muniment.judging.taxonomy.types import load_types
from muniment.reading.file_types import MEDIA_TYPES
from tests.http.live import Caller, Server, code


def test_authtest_of_a_good_key_succeeds(caller: Caller) -> None:
    response = caller.get("/v1/utils/authtest")
    assert response.status_code == 200
    assert response.content == b'{"msg":"Auth successful"}'


def test_health_needs_no_key(server: Server) -> None:
    response = server.client.get("/healthz")
    assert (response.status_code, response.json()) == (200, {"status": "ok"})


def test_document_types_are_the_taxonomy(caller: Caller) -> None:
    data = caller.get("/v1/document-types").json()["data"]
    assert [one["slug"] for one in data] == [one.slug for one in load_types()]
    assert all(list(one) == ["slug", "title", "category", "description", "parent"] for one in data)
    assert all(value for one in data for key, value in one.items() if key != "parent")


def test_limits_are_the_settings_and_no_rate_unless_one_is_set(caller: Caller) -> None:
    told = caller.get("/v1/limits").json()
    settings = caller.server.runtime.settings
    assert told["max_file_bytes"] == settings.max_file_bytes
    assert told["idempotency_seconds"] == settings.idempotency_seconds
    assert told["extensions"] == sorted(MEDIA_TYPES)
    assert told["rate_limit"] is None
    assert not [name for name in caller.get("/v1/limits").headers if name.startswith("ratelimit")]


# Rates


def test_rate_is_told_with_every_answer_and_one_request_more_is_refused(start: Callable[..., Server]) -> None:
    server = start(rate_limit_requests=4, rate_limit_seconds=600)
    caller, other = server.caller(), server.caller()
    told = caller.get("/v1/limits")
    assert told.json()["rate_limit"] == {"requests": 4, "seconds": 600, "remaining": 3}
    assert _rate(told) == {"limit": "4", "remaining": "3", "reset": "150", "policy": "4;w=600"}
    assert _rate(caller.upload("cbv_unknown")) == {"limit": "4", "remaining": "2", "reset": "300", "policy": "4;w=600"}
    assert caller.get("/v1/vendors", params={"limit": 0}).status_code == 422  # counted once, though looked at twice
    assert caller.post("/v1/vendors", json={"name": "Northwind"}).status_code == 201
    for refused in (caller.get("/v1/vendors"), caller.upload("cbv_unknown"), caller.post("/v1/vendors", json={})):
        assert code(refused) == (429, "rate_limited")
        assert 149 <= int(refused.headers["retry-after"]) <= 150
        assert _rate(refused)["remaining"] == "0"
    assert other.get("/v1/vendors").status_code == 200
    assert _rate(server.client.get("/healthz")) == {}


def _rate(response: httpx.Response) -> dict[str, str]:
    told = response.headers.items()
    return {name.removeprefix("ratelimit-"): value for name, value in told if name.startswith("ratelimit-")}
