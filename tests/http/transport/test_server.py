"""The protocol's own limits: how long and how large a head may be, and what malformed requests get."""

from __future__ import annotations

import json
import resource
import socket
from collections.abc import Callable
from contextlib import ExitStack, suppress

import pytest

from muniment.http.transport import server as protocol
from tests.http.live import Server, is_closed, read_response
from tests.waiting import until

GOOD = b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n"


def is_cut(connection: socket.socket, further: bytes) -> bool:
    """Whether nobody takes these further bytes any more."""
    try:
        connection.sendall(further)
    except ConnectionError:
        return True
    return False


def what_comes(connection: socket.socket) -> bytes:
    """The next bytes; none when the connection is cut, in whatever way."""
    try:
        return connection.recv(1000)
    except ConnectionError:
        return b""


def is_alive(server: Server) -> bool:
    return server.client.get("/healthz").status_code == 200


@pytest.mark.parametrize("sent", [b"", b"GET /heal", b"GET /healthz HTTP/1.1\r\nHost: x\r\nX-Slow: "])
def test_head_that_does_not_come_closes_the_connection(small: Server, sent: bytes) -> None:
    """The limit is 0.4 seconds here."""
    with small.connect() as connection:
        connection.sendall(sent)
        assert is_closed(connection)
    assert is_alive(small)


def test_head_that_drips_closes_the_connection(small: Server) -> None:
    with small.connect() as connection:
        connection.sendall(b"GET /healthz HTTP/1.1\r\n")
        until(lambda: is_cut(connection, b"X-A: b\r\n"), 5, pause_seconds=0.05)


def test_second_head_that_drips_closes_the_connection(small: Server) -> None:
    with small.connect() as connection:
        connection.sendall(GOOD)
        assert read_response(connection)[0] == 200
        connection.sendall(b"GET /healthz HT")
        assert is_closed(connection)


def test_one_connection_too_many_is_answered_503_and_closed(start: Callable[..., Server]) -> None:
    server = start(max_connections=3, keep_alive_seconds=1)
    with ExitStack() as stack:
        within = [stack.enter_context(server.connect()) for _ in range(3)]
        for connection in within:
            connection.sendall(GOOD)
            assert read_response(connection)[0] == 200
        with server.connect() as further:
            status, headers, body = read_response(further)
            assert (status, headers["retry-after"], headers["connection"]) == (503, "1", "close")
            said = json.loads(body)
            assert (list(said), said["detail"]["code"]) == (["detail", "request_id"], "overloaded")
            assert said["request_id"] == headers["x-coverbase-request-id"] == headers["x-request-id"]
            assert is_closed(further)
        within[0].sendall(GOOD)
        assert read_response(within[0])[0] == 200

    def is_answered() -> bool:
        with server.connect() as later:
            later.sendall(GOOD)
            return read_response(later)[0] == 200

    until(is_answered)  # connections that were closed count no more


def test_of_refused_connections_only_so_many_are_read_on(
    start: Callable[..., Server], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(protocol, "_MOST_REFUSED", 1)
    monkeypatch.setattr(protocol, "_REFUSED_SECONDS", 30)
    server = start(max_connections=1)
    with ExitStack() as stack:
        within, read_on, cut = (stack.enter_context(server.connect()) for _ in range(3))
        within.sendall(GOOD)
        assert read_response(within)[0] == 200
        for refused in (read_on, cut):
            assert read_response(refused)[0] == 503
        cut.settimeout(5)
        until(lambda: is_cut(cut, b"x"), 5, pause_seconds=0.05)
        read_on.sendall(b"x")


@pytest.mark.parametrize(("soft", "hard", "expected"), [(100, 5000, 912), (100, 300, 300), (2000, 5000, 2000)])
def test_limit_on_open_files_is_raised_to_what_connections_need(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, soft: int, hard: int, expected: int
) -> None:
    """200 connections need 912 files. The process's own limit stays as it is."""
    limits = [(soft, hard)]
    monkeypatch.setattr(resource, "getrlimit", lambda _: limits[-1])
    monkeypatch.setattr(resource, "setrlimit", lambda _, wanted: limits.append(wanted))
    protocol._allow_descriptors(200)
    assert limits[-1] == (expected, hard)
    assert ("files may be open" in caplog.text) == (expected < 912)


def test_idle_connection_outlives_the_time_for_a_head(small: Server) -> None:
    with small.connect() as connection:
        for _ in range(2):
            connection.sendall(GOOD)
            assert read_response(connection)[0] == 200
            assert not is_closed(connection, seconds=0.6)
        connection.sendall(GOOD)
        assert read_response(connection)[0] == 200


@pytest.mark.parametrize("where", ["url", "value", "name", "many"])
def test_large_head_closes_the_connection(sqlite_api: Server, where: str) -> None:
    big = b"x" * 70_000
    heads = {
        "url": b"GET /" + big + b" HTTP/1.1\r\nHost: x\r\n\r\n",
        "value": b"GET /healthz HTTP/1.1\r\nX-Big: " + big + b"\r\n\r\n",
        "name": b"GET /healthz HTTP/1.1\r\n" + big + b": x\r\n\r\n",
        "many": b"GET /healthz HTTP/1.1\r\n" + b"X-A: 0123456789\r\n" * 6000 + b"\r\n",
    }
    with sqlite_api.connect() as connection:
        with suppress(ConnectionError):
            connection.sendall(heads[where])
        said = what_comes(connection)
        assert said == b"" or b" 400 " in said
        assert is_closed(connection)
    assert is_alive(sqlite_api)


def test_head_just_below_the_limit_is_read(sqlite_api: Server) -> None:
    with sqlite_api.connect() as connection:
        connection.sendall(b"GET /healthz HTTP/1.1\r\nHost: x\r\nX-Big: " + b"x" * 60_000 + b"\r\n\r\n")
        assert read_response(connection)[0] == 200


@pytest.mark.parametrize(
    "sent",
    [
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + bytes(50),
        b"hello\r\n\r\n",
        b"GET /\xff\xfe HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET / HTTP/9.9\r\nHost: x\r\n\r\n",
        b"GET /healthz HTTP/1.1\r\nHost: x\r\nA\x00B: c\r\n\r\n",
        b"POST /v1/vendors HTTP/1.1\r\nHost: x\r\nContent-Length: -5\r\n\r\n",
        b"POST /v1/vendors HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello",
        b"POST /v1/vendors HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        b"POST /v1/vendors HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        b"POST /v1/documents HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999999999999999999\r\n\r\n",
    ],
)
def test_malformed_request_is_answered_400_or_cut(sqlite_api: Server, sent: bytes) -> None:
    with sqlite_api.connect() as connection:
        connection.sendall(sent)
        said = what_comes(connection)
        assert said == b"" or said.startswith((b"HTTP/1.1 4", b"HTTP/1.0 4"))
    assert is_alive(sqlite_api)


def test_bytes_that_are_no_http_are_refused_in_the_shape_of_every_refusal(sqlite_api: Server) -> None:
    with sqlite_api.connect() as connection:
        connection.sendall(b"hello\r\n\r\n")
        status, headers, body = read_response(connection)
    said = json.loads(body)
    assert (status, headers["content-type"], headers["connection"]) == (400, "application/json", "close")
    assert (list(said), said["detail"]["code"]) == (["detail", "request_id"], "bad_request")
    assert said["request_id"] == headers["x-coverbase-request-id"] == headers["x-request-id"]


def test_pipelined_requests_are_answered_in_their_order(sqlite_api: Server) -> None:
    with sqlite_api.connect() as connection:
        connection.sendall(GOOD + b"GET /v1/documents HTTP/1.1\r\nHost: x\r\n\r\n" + GOOD)
        assert [read_response(connection)[0] for _ in range(3)] == [200, 403, 200]


def test_body_in_single_bytes_is_one_body(sqlite_api: Server) -> None:
    caller = sqlite_api.caller()
    body = b'{"name": "Drip"}'
    with sqlite_api.connect() as connection:
        connection.sendall(
            f"POST /v1/vendors HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
            f"Authorization: Bearer {caller.secret}\r\nContent-Length: {len(body)}\r\n\r\n".encode()
        )
        for byte in body:
            connection.sendall(bytes([byte]))
            assert not is_closed(connection, seconds=0.001)
        connection.settimeout(10)
        assert read_response(connection, "POST")[0] == 201


def test_request_to_upgrade_is_answered_as_plain_http(sqlite_api: Server) -> None:
    for upgrade in ("websocket", "h2c"):
        headers = {"Connection": "Upgrade", "Upgrade": upgrade, "Sec-WebSocket-Key": "x", "Sec-WebSocket-Version": "13"}
        assert sqlite_api.client.get("/healthz", headers=headers).status_code == 200


def test_http_1_0_is_answered_and_closed(sqlite_api: Server) -> None:
    with sqlite_api.connect() as connection:
        connection.sendall(b"GET /healthz HTTP/1.0\r\n\r\n")
        status, _, body = read_response(connection)
        assert (status, body) == (200, b'{"status":"ok"}')
        assert is_closed(connection)


def test_no_version_of_the_server_is_told(sqlite_api: Server) -> None:
    assert "server" not in sqlite_api.client.get("/healthz").headers


def test_forwarded_headers_are_believed_from_named_proxies_only(start: Callable[..., Server]) -> None:
    forged = {"X-Forwarded-Proto": "https", "Host": "evidence.example.com"}
    for trusted, scheme in (("", "http"), ("127.0.0.1", "https")):
        server = start(trusted_proxies=trusted)
        caller = server.caller()
        document = caller.document(caller.vendor())
        answer = caller.get(f"/v1/documents/{document['id']}/download", headers=forged)
        assert answer.json()["url"].startswith(f"{scheme}://evidence.example.com/")


# Connections that give no whole request: what the parser and the keep-alive timer do not see

HEADER = b"GET /healthz HTTP/1.1\r\nHost: x\r\nX-Long: "
TRAILER = b"POST /v1/vendors HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n1\r\n{\r\n0\r\nX-Long: "


@pytest.mark.parametrize("begun", [HEADER, TRAILER])
def test_header_without_an_end_is_cut_long_before_the_time_is_up(sqlite_api: Server, begun: bytes) -> None:
    """The parser copies such a header with every piece: a few MiB a second cost the server all of its time."""
    sent = 0
    with sqlite_api.connect() as connection:
        connection.sendall(begun)
        with suppress(ConnectionError):
            while sent < 64 * 2**20:
                sent += connection.send(b"a" * 65536)
    # What fits into the buffers of both ends is sent without being read.
    assert sent < 32 * 2**20


def test_line_ends_after_an_answer_do_not_keep_the_connection_for_ever(small: Server) -> None:
    with small.connect() as connection:
        connection.sendall(GOOD)
        assert read_response(connection)[0] == 200
        connection.sendall(b"\r\n")
        assert is_closed(connection)


def test_line_ends_after_an_answer_may_be_followed_by_a_request(small: Server) -> None:
    with small.connect() as connection:
        for _ in range(2):
            connection.sendall(GOOD)
            assert read_response(connection)[0] == 200
            connection.sendall(b"\r\n")
            assert not is_closed(connection, seconds=0.05)
