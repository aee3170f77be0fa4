from __future__ import annotations

from muniment.judging.taxonomy.types import load_types
from tests.http.live import Caller, Server


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
