"""What is around every endpoint: request ids, bounded bodies, failures that tell nothing."""

from __future__ import annotations

import gzip
import json
import logging
import re
from collections.abc import Callable
from dataclasses import dataclass

import httpx
import pytest

from tests.http.live import UNKNOWN, Caller, Server, code, detail_of, read_response, request_id
from tests.waiting import until


def test_every_answer_has_a_request_id_of_its_own(sqlite_api: Server) -> None:
    client, caller = sqlite_api.client, sqlite_api.caller()
    answers = [
        client.get("/healthz"),
        client.get("/openapi.json"),
        client.get("/docs"),
        client.get("/nowhere"),
        client.get("/"),
        client.delete("/v1/vendors"),
        client.get("/v1/vendors"),
        client.post("/v1/documents"),
        client.get(f"/v1/files/{UNKNOWN}"),
        caller.get("/v1/documents?limit=0"),
        caller.get(f"/v1/documents/cbvdoc_{UNKNOWN}"),
        caller.post("/v1/documents", content=b"x"),
        caller.post("/v1/vendors", content=b" " * (1 << 21)),
        caller.post("/v1/vendors", json={"name": "x"}),
    ]
    statuses = [answer.status_code for answer in answers]
    assert statuses == [200, 200, 200, 404, 200, 405, 403, 403, 403, 422, 404, 422, 413, 201]
    assert len({request_id(answer) for answer in answers}) == len(answers)
    for answer in answers:
        if answer.status_code >= 400:
            assert detail_of(answer)


def test_request_id_is_ours_whatever_the_client_sends(sqlite_api: Server) -> None:
    for name in ("X-Request-Id", "X-Coverbase-Request-Id"):
        assert request_id(sqlite_api.client.get("/healthz", headers={name: "mine"})) != "mine"


def test_no_such_path_or_method_has_its_code(sqlite_api: Server) -> None:
    client = sqlite_api.client
    for path in (
        "/v1",
        "/v1/",
        "/v2/documents",
        "/v1/documents/",
        f"/v1/documents/cbvdoc_{UNKNOWN}/x",
        "/v1//documents",
    ):
        assert code(client.get(path)) == (404, "not_found")
    for path, methods in (
        ("/v1/documents", "GET, HEAD, POST"),
        ("/v1/documents/x", "DELETE, GET, HEAD, PATCH"),
        ("/v1/files/x", "GET, HEAD"),
        ("/healthz", "GET, HEAD"),
        ("/openapi.json", "GET, HEAD"),
    ):
        answer = client.put(path)
        assert code(answer) == (405, "method_not_allowed")
        assert ", ".join(sorted(answer.headers["allow"].split(", "))) == methods


def test_caller_without_a_key_is_told_so_before_the_size_of_the_body(small: Server) -> None:
    for headers, status in (({}, 403), ({"Authorization": "Bearer ak_live_nobody"}, 401)):
        refused = small.client.post("/v1/vendors", content=b" " * 4096, headers=headers)
        assert (refused.status_code, isinstance(detail_of(refused), str)) == (status, True)


def test_json_body_of_the_limit_is_read_and_one_byte_more_refused(small: Server) -> None:
    """The limit is 2048 bytes here."""
    caller = small.caller()
    body = b'{"name": "x"}'
    headers = {"Content-Type": "application/json"}
    assert caller.post("/v1/vendors", content=body.ljust(2048), headers=headers).status_code == 201
    over = body.ljust(2049)
    chunked = (over[start : start + 100] for start in range(0, len(over), 100))
    for content in (over, chunked):
        assert code(caller.post("/v1/vendors", content=content, headers=headers)) == (413, "body_too_large")
    refused = caller.patch(f"/v1/documents/cbvdoc_{UNKNOWN}", content=over, headers=headers)
    assert code(refused) == (413, "body_too_large")
    assert caller.get("/v1/vendors").json()["total"] == 1


def test_json_body_that_stops_in_the_middle_gets_408(small: Server) -> None:
    with small.connect() as connection:
        connection.sendall(b"POST /v1/vendors HTTP/1.1\r\nHost: x\r\nContent-Length: 20\r\n\r\n{")
        status, headers, body = read_response(connection, "POST")
    assert status == 408
    assert b'"code":"request_timeout"' in body
    assert headers["connection"] == "close"
    assert json.loads(body)["request_id"] == headers["x-coverbase-request-id"] == headers["x-request-id"]


@dataclass(frozen=True)
class Broken:
    """A caller of a server whose database holds what cannot be and takes nothing new, and a vendor of theirs."""

    caller: Caller
    vendor_id: str


@pytest.fixture
def broken(start: Callable[..., Server]) -> Broken:
    caller = start().caller()
    vendor_id = caller.vendor()
    with caller.server.runtime.database.write() as tx:
        tx.exec_driver_sql("UPDATE vendors SET tags = '{'")
        for table in ("vendors", "documents"):
            tx.exec_driver_sql(
                f"CREATE TRIGGER no_{table} BEFORE INSERT ON {table} BEGIN SELECT RAISE(ABORT, 'secret'); END"
            )
    return Broken(caller, vendor_id)


def test_failure_of_ours_answers_500_and_tells_nothing(broken: Broken, caplog: pytest.LogCaptureFixture) -> None:
    caller = broken.caller
    with caplog.at_level(logging.ERROR, logger="muniment.http"):
        answers: list[httpx.Response] = [
            caller.get("/v1/vendors"),
            caller.post("/v1/vendors", json={"name": "secret name"}),
            caller.upload(broken.vendor_id),
        ]
    for answer in answers:
        assert code(answer) == (500, "internal_error")
        assert not re.search("vendors|sqlite|Traceback|File|secret", answer.text)
    expected = [request_id(answer) for answer in answers]

    def logged() -> list[str]:
        return [record.__dict__["request_id"] for record in caplog.records if record.name == "muniment.http"]

    until(lambda: len(logged()) == len(expected))  # it is logged a moment after the answer
    assert logged() == expected


def test_failed_upload_is_not_lost_from_sight(broken: Broken) -> None:
    """After a failure of the database the commit may have happened: the bytes stay for the sweep to judge."""
    server = broken.caller.server
    before = server.traces()
    assert broken.caller.upload(broken.vendor_id).status_code == 500
    assert server.left_since(before) == {"stored": 1}


def test_head_is_answered_wherever_get_is_with_the_same_head(sole: Caller) -> None:
    vendor_id = sole.vendor()
    document_id = sole.document(vendor_id)["id"]
    ids = {"vendor_id": vendor_id, "document_id": document_id, "assessment_id": sole.assessment(vendor_id), "key": "x"}
    ids |= {"org_id": sole.org_id, "webhook_id": f"cbwh_{UNKNOWN}", "user_id": f"cbuser_{UNKNOWN}", "page": "1"}
    ids["upload_id"] = f"cbup_{UNKNOWN}"
    described = sole.server.client.get("/openapi.json").json()["paths"]
    paths = [path.format(**ids) for path, operations in described.items() if "get" in operations]
    assert len(paths) > 10
    for path in (*paths, "/docs", "/openapi.json", f"/v1/documents/cbvdoc_{UNKNOWN}", "/v1/documents?limit=0"):
        url = f"{path}?q=report" if path == "/v1/search" else path
        got, head = sole.get(url), sole.request("HEAD", url)
        assert (head.status_code, head.content) == (got.status_code, b"")
        assert head.headers["content-type"] == got.headers["content-type"]
        if "download" not in url:  # each has a signature of its own
            assert head.headers["content-length"] == got.headers["content-length"]


@pytest.mark.parametrize("encoding", ["gzip", "br", "deflate, gzip", "x\xe9y"])
def test_body_that_is_encoded_is_refused_with_the_header(sole: Caller, encoding: str) -> None:
    headers = {"Content-Encoding": encoding.encode("latin-1"), "Content-Type": "application/json"}
    refused = sole.server.client.post("/v1/vendors", content=b"x", headers=headers)
    assert refused.status_code == 403
    for path in ("/v1/vendors", "/v1/documents"):
        refused = sole.post(path, content=gzip.compress(b"{}"), headers=headers)  # type: ignore[arg-type]
        assert code(refused) == (415, "unsupported_encoding")
        assert "Content-Encoding" in refused.json()["detail"]["message"]
    plain = {**headers, "Content-Encoding": "identity"}
    assert sole.post("/v1/vendors", json={"name": "N"}, headers=plain).status_code == 201  # type: ignore[arg-type]
