"""CONTRACT §1.2 and §1.6: who is calling, and the same key twice."""

from __future__ import annotations

import socket
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, update

from muniment import clock
from muniment.accounts import keys
from muniment.accounts.caller import Caller as KeyMaker
from muniment.db.tables import api_keys, idempotency_keys
from tests.http.live import PDF, UNKNOWN, Caller, Server, code, created, detail_of, fields, form, read_response
from tests.waiting import until

NOT_AUTHENTICATED = "Not authenticated"
INVALID = "Invalid or expired API key."

ENDPOINTS = [
    ("GET", "/v1/documents"),
    ("POST", "/v1/documents"),
    ("GET", f"/v1/documents/cbvdoc_{UNKNOWN}"),
    ("PATCH", f"/v1/documents/cbvdoc_{UNKNOWN}"),
    ("POST", "/v1/vendors"),
    ("POST", "/v1/assessments"),
    ("GET", "/v1/search"),
    ("GET", "/v1/utils/authtest"),
    ("GET", "/v1/document-types"),
    ("GET", "/v1/documents?limit=0"),
    ("GET", "/v1/documents?document_type=love_letter"),
]


def refused(response: httpx.Response, sentence: str) -> None:
    """Without credentials 403; with ones that are good for nothing 401, and how to authenticate."""
    assert detail_of(response) == sentence
    is_unknown = sentence == INVALID
    assert response.status_code == (401 if is_unknown else 403)
    assert response.headers.get("www-authenticate") == ("Bearer" if is_unknown else None)


@pytest.mark.parametrize(("method", "path"), ENDPOINTS)
@pytest.mark.parametrize(
    "header",
    [
        None,
        "",
        "Bearer",
        "Basic YTpi",
        "Token ak_live_x",
        "ak_live_x",
        "Bearer a b",
        "Bearerak_live_x",
        "Bearer \xe9",
    ],
)
def test_no_or_malformed_header_is_not_authenticated(
    sqlite_api: Server, method: str, path: str, header: str | None
) -> None:
    headers = {} if header is None else {"Authorization": header.encode("latin-1")}
    refused(sqlite_api.client.request(method, path, headers=headers), NOT_AUTHENTICATED)


@pytest.mark.parametrize(("method", "path"), ENDPOINTS)
def test_unknown_key_is_invalid(server: Server, method: str, path: str) -> None:
    good = server.caller().secret
    for secret in (
        "ak_live_0000000000000000_" + "x" * 43,
        "ak_live_xxx",
        "x",
        good + "x",
        good[:-1],
        good[:-1] + ("A" if good[-1] != "A" else "B"),
        good.upper(),
        "x" * 5000,
    ):
        headers = {"Authorization": f"Bearer {secret}"}
        refused(server.client.request(method, path, headers=headers), INVALID)


def test_wrong_secret_under_a_right_public_id_is_invalid(server: Server) -> None:
    one, two = server.caller(), server.caller()
    mixed = one.secret[:25] + two.secret[25:]
    assert mixed not in (one.secret, two.secret)
    refused(server.client.get("/v1/utils/authtest", headers={"Authorization": f"Bearer {mixed}"}), INVALID)


@pytest.mark.parametrize("scheme", ["Bearer", "bearer", "BEARER", "Bearer  "])
def test_scheme_has_no_case(sole: Caller, scheme: str) -> None:
    headers = {"Authorization": f"{scheme} {sole.secret}"}
    assert sole.server.client.get("/v1/utils/authtest", headers=headers).status_code == 200


def test_revoked_key_is_invalid_at_once(caller: Caller) -> None:
    other = caller.server.another_key(caller.org_id)
    assert caller.get("/v1/utils/authtest").status_code == 200
    with caller.server.runtime.database.write() as tx:
        keys.end_key(tx, KeyMaker.system(caller.org_id, "operator"), caller.key_id, at=0, now=clock.now())
    refused(caller.get("/v1/utils/authtest"), INVALID)
    refused(caller.upload("x"), INVALID)
    assert other.get("/v1/utils/authtest").status_code == 200


def test_expired_key_is_invalid_at_its_second(server: Server) -> None:
    caller = server.caller(expires_at=clock.now() + 1000)
    assert caller.get("/v1/utils/authtest").status_code == 200
    with server.runtime.database.write() as tx:
        tx.execute(update(api_keys).where(api_keys.c.id == caller.key_id).values(expires_at=clock.now()))
    refused(caller.get("/v1/utils/authtest"), INVALID)
    refused(server.caller(expires_at=clock.now() - 1).get("/v1/documents"), INVALID)


def test_key_comes_before_everything_else(sole: Caller) -> None:
    """403 and 401 before 400, 404, 413 and 422."""
    client = sole.server.client
    wrong = {"Authorization": "Bearer ak_live_0000000000000000_" + "x" * 43}
    for headers, body in (({}, NOT_AUTHENTICATED), (wrong, INVALID)):
        bad_key = {**headers, "Idempotency-Key": "é".encode("latin-1")}
        for path in ("/v1/vendors", "/v1/assessments"):
            refused(client.post(path, json={"name": 1}, headers=headers), body)
            refused(
                client.post(path, json={"name": "x", "vendor_id": "x", "control_set_ids": []}, headers=bad_key), body
            )
            refused(client.post(path, content=b"\xff", headers=headers), body)
        refused(client.post("/v1/documents", headers=bad_key), body)
        refused(client.post("/v1/documents", files={"file": ("x.exe", b"x")}, headers=headers), body)
        refused(client.patch(f"/v1/documents/cbvdoc_{UNKNOWN}", json={"name": 1}, headers=headers), body)
        refused(client.get("/v1/documents?limit=x", headers=headers), body)


def test_first_use_of_nothing_is_written_by_a_refused_caller(sqlite_api: Server) -> None:
    with sqlite_api.leaves_nothing():
        headers = {"Idempotency-Key": "k", "Authorization": "Bearer x"}
        refused(sqlite_api.client.post("/v1/vendors", json={"name": "x"}, headers=headers), INVALID)
        refused(sqlite_api.client.post("/v1/documents", files={"file": ("a.pdf", PDF)}, headers=headers), INVALID)


# Idempotency


class Maker:
    """One of the three endpoints that honour a key: how to call it well, differently, and badly."""

    def __init__(self, name: str, caller: Caller) -> None:
        self.name = name
        self.caller = caller
        self.vendor_id = caller.vendor()

    def call(
        self, key: str | None, *, name: str = "first", bad: str | None = None, strict: str | None = None
    ) -> httpx.Response:
        given = {"Idempotency-Key": key, "Idempotency-Strict": strict}
        headers = {header: value for header, value in given.items() if value is not None}
        vendor_id = f"cbvndr_{UNKNOWN}" if bad == "reference" else self.vendor_id
        if self.name == "documents":
            if bad == "fields":
                return self.caller.post("/v1/documents", headers=headers)
            return self.caller.upload(vendor_id, name=name, headers=headers)
        if self.name == "vendors":
            body: dict[str, Any] = {"name": name if bad is None else None}
        else:
            body = {"vendor_id": vendor_id, "control_set_ids": [] if bad != "fields" else None, "name": name}
        return self.caller.post(f"/v1/{self.name}", json=body, headers=headers)

    def count(self) -> int:
        """How many there are in the organisation."""
        if self.name == "assessments":
            from sqlalchemy import func

            from muniment.db.tables import assessments

            with self.caller.server.runtime.database.read() as tx:
                n = select(func.count()).where(assessments.c.org_id == self.caller.org_id)
                return int(tx.execute(n).scalar_one())
        return int(self.caller.get(f"/v1/{self.name}").json()["total"])


@pytest.fixture(params=["documents", "vendors", "assessments"])
def maker(request: pytest.FixtureRequest, caller: Caller) -> Maker:
    """An endpoint that honours Idempotency-Key, on both databases."""
    return Maker(request.param, caller)


def test_replay_answers_the_first_bytes_whatever_is_sent(maker: Maker) -> None:
    first = maker.call("key 1")
    assert first.status_code == 201
    assert "idempotent-replayed" not in first.headers
    n = maker.count()
    for again in (
        maker.call("key 1"),
        maker.call("key 1", name="second"),
        maker.call("key 1", bad="reference"),
        maker.call("key 1", bad="fields"),
    ):
        assert (again.status_code, again.content) == (201, first.content)
        assert again.headers["content-type"] == first.headers["content-type"]
        assert again.headers["idempotent-replayed"] == "true"
        assert again.headers["x-request-id"] != first.headers["x-request-id"]
    assert maker.count() == n


def test_replay_stays_the_first_answer_after_a_change(caller: Caller) -> None:
    maker = Maker("documents", caller)
    first = maker.call("k")
    caller.patch(f"/v1/documents/{first.json()['id']}", json={"name": "changed"})
    assert maker.call("k").content == first.content
    caller.delete(f"/v1/documents/{first.json()['id']}")
    assert maker.call("k").content == first.content


def test_without_a_key_each_call_makes_one(maker: Maker) -> None:
    assert maker.call(None).json()["id"] != maker.call(None).json()["id"]
    assert maker.call("a").json()["id"] != maker.call("b").json()["id"]


def test_errors_are_not_remembered(maker: Maker) -> None:
    for bad in ("reference", "fields"):
        assert maker.call("k", bad=bad).status_code in (400, 404, 422)
    good = maker.call("k")
    assert good.status_code == 201
    assert "idempotent-replayed" not in good.headers
    assert maker.call("k").content == good.content


def test_key_of_another_organisation_or_endpoint_is_another_key(maker: Maker) -> None:
    first = maker.call("k")
    other = Maker(maker.name, maker.caller.server.caller()).call("k")
    assert "idempotent-replayed" not in other.headers
    assert other.json()["id"] != first.json()["id"]
    for name in {"documents", "vendors", "assessments"} - {maker.name}:
        assert "idempotent-replayed" not in Maker(name, maker.caller).call("k").headers


def test_key_counts_for_the_organisation_not_for_the_credential(maker: Maker) -> None:
    first = maker.call("k")
    maker.caller = maker.caller.server.another_key(maker.caller.org_id)
    assert maker.call("k").content == first.content


def test_key_is_forgotten_after_its_lifetime(maker: Maker) -> None:
    first = maker.call("k")
    database, c = maker.caller.server.runtime.database, idempotency_keys.c

    def age(seconds: int) -> None:
        with database.write() as tx:
            created_at = clock.now() - seconds
            tx.execute(update(idempotency_keys).where(c.org_id == maker.caller.org_id).values(created_at=created_at))

    age(86_400 - 30)
    assert maker.call("k").content == first.content
    age(86_400)
    again = maker.call("k")
    assert again.json()["id"] != first.json()["id"]
    assert "idempotent-replayed" not in again.headers
    assert maker.call("k").content == again.content


def test_twelve_at_once_make_one(maker: Maker) -> None:
    n = maker.count()
    with ThreadPoolExecutor(12) as pool:
        answers = list(pool.map(lambda i: maker.call("k", name=f"name {i}"), range(12)))
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.content for answer in answers}) == 1
    assert sum("idempotent-replayed" not in answer.headers for answer in answers) == 1
    assert maker.count() == n + 1


def test_of_twelve_at_once_a_good_one_wins_over_bad_ones(maker: Maker) -> None:
    n = maker.count()
    with ThreadPoolExecutor(12) as pool:
        answers = list(pool.map(lambda i: maker.call("k", bad="reference" if i % 2 else None), range(12)))
    good = [answer for answer in answers if answer.status_code == 201]
    assert len(good) >= 6
    assert len({answer.content for answer in good}) == 1
    assert maker.count() == n + 1


@pytest.mark.parametrize("key", ["", "x" * 256, "é", "\u00a0", "tab\there"])
@pytest.mark.parametrize("name", ["documents", "vendors", "assessments"])
def test_unusable_keys_are_refused(sole: Caller, name: str, key: str) -> None:
    maker = Maker(name, sole)
    n = maker.count()
    headers = {"Idempotency-Key": key.encode("latin-1")}
    body = {"name": "x", "vendor_id": maker.vendor_id, "control_set_ids": []}
    if name == "documents":
        content_type, content = form([("file", "a.pdf", PDF), ("vendor_id", None, maker.vendor_id.encode())])
        response = sole.post("/v1/documents", content=content, headers={**headers, "Content-Type": content_type})
    else:
        response = sole.post(f"/v1/{name}", json=body, headers=headers)  # type: ignore[arg-type]
    assert code(response) == (400, "invalid_idempotency_key")
    assert maker.count() == n


@pytest.mark.parametrize("key", ["x", "x" * 255, "a b", "'\"%_\\;--", "~!@#"])
def test_printable_keys_are_usable(maker: Maker, key: str) -> None:
    assert maker.call(key).content == maker.call(key).content


def test_other_endpoints_ignore_the_header(sole: Caller) -> None:
    vendor_id = sole.vendor()
    headers = {"Idempotency-Key": "k"}
    path = f"/v1/vendors/{vendor_id}/services"
    first = created(sole.post(path, json={"name": "a"}, headers=headers))
    second = created(sole.post(path, json={"name": "b"}, headers=headers))
    assert first["id"] != second["id"]
    assert sole.get("/v1/vendors", headers={"Idempotency-Key": ""}).status_code == 200
    bad = {"Idempotency-Key": "x" * 300}
    assert sole.patch(f"/v1/vendors/{vendor_id}", json={"name": "c"}, headers=bad).json()["name"] == "c"
    assert fields(sole.patch(f"/v1/vendors/{vendor_id}", json={"name": 1}, headers=bad)) == [["body", "name"]]


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    calls=st.lists(
        st.tuples(st.sampled_from(["a", "b", "c", None]), st.sampled_from([None, None, "reference", "fields"])),
        min_size=1,
        max_size=10,
    )
)
def test_any_sequence_of_calls_makes_one_per_key(sole: Caller, calls: list[tuple[str | None, str | None]]) -> None:
    maker = Maker("vendors", sole.server.caller())
    expected, answers = 1, {}  # the maker's own vendor
    for key, bad in calls:
        response = maker.call(key, bad=bad)
        if key in answers:
            assert response.content == answers[key]
        elif bad is not None:
            assert response.status_code == 422
        else:
            expected += 1
            if key is not None:
                answers[key] = response.content
    assert maker.count() == expected


# Strict keys


def test_strict_key_gets_the_first_answer_again_and_is_refused_for_other_content(maker: Maker) -> None:
    count = maker.count()
    first = maker.call("k", strict="true")
    assert first.status_code == 201
    again = maker.call("k", strict="true")
    assert (again.content, again.headers["idempotent-replayed"]) == (first.content, "true")
    with maker.caller.server.leaves_nothing():
        other = maker.call("k", name="second", strict="true")
    assert code(other) == (422, "idempotency_mismatch")
    assert maker.call("k", name="second", strict="false").content == first.content
    assert maker.count() == count + 1


def test_strict_key_whose_request_was_refused_is_free_again(maker: Maker) -> None:
    assert maker.call("k", bad="fields", strict="true").status_code >= 400
    if maker.name != "vendors":
        assert maker.call("k", bad="reference", strict="true").status_code >= 400
    assert maker.call("k", name="second", strict="true").status_code == 201


def test_strictness_without_a_key_or_of_another_word_is_refused(maker: Maker) -> None:
    for key, strict in ((None, "true"), ("k", "yes")):
        assert code(maker.call(key, strict=strict)) == (400, "invalid_idempotency_key")
    assert maker.call(None, strict="false").status_code == 201


def test_strict_key_is_in_flight_from_the_first_byte_of_an_upload_to_its_end(caller: Caller) -> None:
    vendor_id = caller.vendor()
    kind, body = form([("vendor_id", None, vendor_id.encode()), ("file", "report.pdf", PDF)])
    strict = {"Idempotency-Key": "once", "Idempotency-Strict": "true"}

    def begin(connection: socket.socket, key: str) -> None:
        connection.sendall(
            f"POST /v1/documents HTTP/1.1\r\nHost: x\r\nContent-Type: {kind}\r\nIdempotency-Key: {key}\r\n"
            f"Idempotency-Strict: true\r\nAuthorization: Bearer {caller.secret}\r\nContent-Length: {len(body)}\r\n"
            "Expect: 100-continue\r\n\r\n".encode()
        )
        assert connection.recv(1000).startswith(b"HTTP/1.1 100")

    with caller.server.connect() as connection:
        begin(connection, "once")
        assert code(caller.upload(vendor_id, headers=strict)) == (409, "idempotency_in_flight")
        connection.sendall(body)
        status, _, answer = read_response(connection, "POST")
    assert status == 201
    again = caller.upload(vendor_id, content=PDF, filename="report.pdf", headers=strict)
    assert (again.status_code, again.content) == (201, answer)
    with caller.server.connect() as connection:  # one that goes away in the middle
        begin(connection, "twice")
    until(lambda: caller.upload(vendor_id, headers={**strict, "Idempotency-Key": "twice"}).status_code == 201)
