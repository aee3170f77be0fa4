"""Pages of other origins: those that are named may call the API, and no other."""

from __future__ import annotations

from collections.abc import Callable

import httpx
import pytest

from tests.http.live import Caller, Server

PORTAL, OTHER = "https://portal.example.com", "http://127.0.0.1:9"
ASKED = {"Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "authorization"}


@pytest.fixture(scope="module")
def open_server(start: Callable[..., Server]) -> Server:
    return start(cors_origins=f"{PORTAL}, {OTHER}")


def _cors(answer: httpx.Response) -> dict[str, str]:
    return {name: value for name, value in answer.headers.items() if name.startswith("access-control-")}


@pytest.mark.parametrize("origin", [PORTAL, OTHER])
@pytest.mark.parametrize("path", ["/v1/documents", "/v1/documents/cbvdoc_1", "/v1/uploads", "/v1/nothing"])
def test_browser_that_asks_for_a_named_origin_is_told_what_its_page_may_send(
    open_server: Server, origin: str, path: str
) -> None:
    answer = open_server.client.options(path, headers={"Origin": origin, **ASKED})
    assert (answer.status_code, answer.content) == (204, b"")
    said = _cors(answer)
    assert said["access-control-allow-origin"] == origin
    assert {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"} == set(said["access-control-allow-methods"].split(", "))
    allowed = set(said["access-control-allow-headers"].split(", "))
    assert {"Authorization", "Content-Type", "Idempotency-Key", "X-HTTP-Method-Override"} <= allowed
    assert answer.headers["vary"] == "origin"


def test_page_of_a_named_origin_may_read_answers_and_refusals(open_server: Server) -> None:
    for headers, status in ((open_server.caller().headers, 200), ({"Authorization": "Bearer ak_wrong"}, 401)):
        answer = open_server.client.get("/v1/vendors", headers={"Origin": PORTAL, **headers})
        said = _cors(answer)
        assert answer.status_code == status
        assert said["access-control-allow-origin"] == PORTAL
        assert "x-coverbase-request-id" in said["access-control-expose-headers"].split(", ")
        assert answer.headers.get_list("vary") == ["origin"]


def test_no_cookie_counts_for_another_origin(open_server: Server) -> None:
    answer = open_server.client.get("/v1/limits", headers={"Origin": PORTAL})
    asked = open_server.client.options("/v1/limits", headers={"Origin": PORTAL, **ASKED})
    assert "access-control-allow-credentials" not in {**_cors(answer), **_cors(asked)}


@pytest.mark.parametrize(
    "origin",
    ["https://evil.example.com", "null", "https://portal.example.com:444", "https://portal.example.com.evil.org"],
)
def test_page_of_an_origin_that_is_not_named_is_told_nothing(open_server: Server, origin: str) -> None:
    asked = open_server.client.options("/v1/documents", headers={"Origin": origin, **ASKED})
    read = open_server.client.get("/v1/limits", headers={"Origin": origin})
    assert (asked.status_code, _cors(asked), _cors(read)) == (405, {}, {})
    assert read.headers["vary"] == "origin"


@pytest.mark.parametrize("path", ["/openapi.json", "/healthz", "/docs"])
def test_only_the_api_is_opened(open_server: Server, path: str) -> None:
    answer = open_server.client.get(path, headers={"Origin": PORTAL})
    assert _cors(answer) == {}


def test_question_with_a_body_is_none(open_server: Server) -> None:
    answer = open_server.client.request("OPTIONS", "/v1/limits", headers={"Origin": PORTAL, **ASKED}, content=b"x")
    assert answer.status_code == 405


def test_two_origins_in_one_request_are_none(open_server: Server) -> None:
    answer = open_server.client.get("/v1/limits", headers=[("Origin", PORTAL), ("Origin", OTHER)])
    assert _cors(answer) == {}


def test_unless_origins_are_named_nothing_is_said_of_them(sole: Caller) -> None:
    answer = sole.request("OPTIONS", "/v1/documents", headers={"Origin": PORTAL, **ASKED})
    assert (answer.status_code, _cors(answer), answer.headers.get("vary")) == (405, {}, None)
