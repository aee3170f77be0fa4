"""The protocol's own limits: how long and how large a head may be, and what malformed requests get."""

from __future__ import annotations

import json
import socket
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, suppress

import pytest

from muniment.http.transport import protocol
from muniment.settings import Settings
from tests.http.live import Server, is_closed, read_response
from tests.waiting import stays, until

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
    server = start(max_connections=3)
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


def test_idle_connection_outlives_the_time_for_a_head(small: Server) -> None:
    with small.connect() as connection:
        for _ in range(2):
            connection.sendall(GOOD)
            assert read_response(connection)[0] == 200
            assert not is_closed(connection, seconds=0.6)
        connection.sendall(GOOD)
        assert read_response(connection)[0] == 200


BIG_HEADS = {
    "url": (b"GET /" + b"x" * 70_000 + b" HTTP/1.1\r\nHost: x\r\n\r\n", 414, "address_too_long"),
    "value": (b"GET / HTTP/1.1\r\nHost: x\r\nX-Big: " + b"x" * 70_000 + b"\r\n\r\n", 431, "head_too_large"),
    "name": (b"GET / HTTP/1.1\r\nHost: x\r\n" + b"x" * 70_000 + b": x\r\n\r\n", 431, "head_too_large"),
    "many": (b"GET / HTTP/1.1\r\nHost: x\r\n" + b"X-A: 0123456789\r\n" * 6_000 + b"\r\n", 431, "head_too_large"),
    "50,000": (b"GET / HTTP/1.1\r\nHost: x\r\n" + b"X-A: 0123456789\r\n" * 50_000 + b"\r\n", 431, "head_too_large"),
    "300 kB": (b"GET / HTTP/1.1\r\nHost: x\r\nX-Big: " + b"x" * 300_000 + b"\r\n\r\n", 431, "head_too_large"),
    "3 MB": (b"GET / HTTP/1.1\r\nHost: x\r\nX-Big: " + b"x" * 3_000_000 + b"\r\n\r\n", 431, "head_too_large"),
}


@pytest.mark.parametrize("where", BIG_HEADS)
def test_large_head_is_refused_and_the_client_gets_to_read_it(sqlite_api: Server, where: str) -> None:
    """Though it sends all of it before it reads, and more than was looked at."""
    sent, *expected = BIG_HEADS[where]
    with sqlite_api.connect() as connection:
        connection.sendall(sent)
        status, headers, body = read_response(connection)
        said = json.loads(body)
        assert [status, said["detail"]["code"], headers["connection"]] == [*expected, "close"]
        assert is_closed(connection)
    assert is_alive(sqlite_api)


def test_head_without_an_end_is_read_only_so_far(sqlite_api: Server) -> None:
    sent = 0
    with sqlite_api.connect() as connection:
        connection.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n" + b"X-A: 0123456789\r\n" * 5_000)
        with suppress(ConnectionError):
            while sent < 256 * 2**20:
                sent += connection.send(b"X-A: 0123456789\r\n" * 4_000)
    assert sent < 64 * 2**20


def test_large_trailer_is_refused_while_its_request_waits(sqlite_api: Server) -> None:
    with sqlite_api.connect() as connection:
        connection.sendall(TRAILER + b"a" * 100_000)
        connection.sendall(b"a" * 100_000)
        assert read_response(connection)[0] == 431
        assert is_closed(connection)
    assert is_alive(sqlite_api)


HOSTS = {
    "none": b"",
    "two": b"Host: a\r\nHost: b\r\n",
    "the same twice": b"Host: a\r\nHost: a\r\n",
    "empty": b"Host: \r\n",
    "two in one": b"Host: a, b\r\n",
    "with a path": b"Host: a/b\r\n",
    "with a user": b"Host: u@a\r\n",
    "with a script": b'Host: a"><script>\r\n',
    "with blanks": b"Host: a b\r\n",
    "raw bytes": b"Host: \xff\r\n",
    "a port that is none": b"Host: a:b\r\n",
}


@pytest.mark.parametrize("hosts", HOSTS)
def test_request_without_one_host_is_refused(sqlite_api: Server, hosts: str) -> None:
    with sqlite_api.connect() as connection:
        connection.sendall(b"GET /healthz HTTP/1.1\r\n" + HOSTS[hosts] + b"\r\n")
        status, headers, body = read_response(connection)
        assert (status, headers["connection"]) == (400, "close")
        assert "Host" in json.loads(body)["detail"]["message"]
        assert is_closed(connection)


@pytest.mark.parametrize(
    "host", ["x", "x:1", "x:", "muniment_api:8000", "127.0.0.1:8000", "[::1]:8000", "xn--e1afmkfd.de"]
)
def test_host_of_any_shape_is_answered(sqlite_api: Server, host: str) -> None:
    with sqlite_api.connect() as connection:
        for target in ("/healthz", "http://x:80/healthz"):
            connection.sendall(f"GET {target} HTTP/1.1\r\nHost: {host} \r\n\r\n".encode())
            assert read_response(connection)[0] == 200


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


# What waits and what is left unread

BUNDLE = b"GET /docs/try/swagger-ui-bundle.js HTTP/1.1\r\nHost: x\r\n\r\n"
"""Asks for 1.4 MB; some of them fill the buffers of both kernels."""
SHORTEST = b"GET / HTTP/1.1\r\nHost:x\r\n\r\n"


@pytest.fixture
def most_waited(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[int]]:
    """How many requests waited whenever one had come."""
    waited = [0]
    complete = protocol.BoundedProtocol.on_headers_complete

    def noted(self: protocol.BoundedProtocol) -> None:
        complete(self)
        waited.append(len(self.pipeline))

    monkeypatch.setattr(protocol.BoundedProtocol, "on_headers_complete", noted)
    yield waited


@pytest.mark.parametrize("size", [1, 100, 5_000])
def test_of_pipelined_requests_eight_wait_and_all_are_answered(
    sqlite_api: Server, most_waited: list[int], size: int
) -> None:
    """Sent in pieces of so many requests each, 26 bytes a request: a socket is read 256 KiB at a time."""
    requests = max(1000, size)
    with sqlite_api.connect() as connection, ThreadPoolExecutor(1) as pool:
        sending = pool.submit(lambda: [connection.sendall(SHORTEST * size) for _ in range(requests // size)])
        received, tail = 0, b""
        while received < requests:
            piece = connection.recv(65536)
            assert piece, received
            tail += piece
            received += tail.count(b"HTTP/1.1 200")
            tail = tail[tail.rfind(b"HTTP/1.1 200") + 1 :]
        sending.result()
    assert max(most_waited) <= protocol.MOST_WAITING


@pytest.mark.parametrize("piece_bytes", [1, 7, 500, 100_000])
def test_pipelined_bodies_of_every_kind_stay_their_requests_own(
    sqlite_api: Server, most_waited: list[int], piece_bytes: int
) -> None:
    """Bodies are full of empty lines, with which heads end."""
    caller = sqlite_api.caller()
    head = f"POST /v1/vendors HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {caller.secret}\r\n".encode()
    names = [f"vendor {n}" for n in range(30)]
    sent = b""
    for n, name in enumerate(names):
        body = b"\r\n\r\n" * 20 + f'{{"name": "{name}"}}'.encode() + b"\r\n\r\n" * 20
        sent += head + b"Content-Type: application/json\r\n"
        if n % 2:
            sent += b"Content-Length: %d\r\n\r\n%s" % (len(body), body)
        else:
            sent += b"Transfer-Encoding: chunked\r\n\r\n%x\r\n%s\r\n0\r\n\r\n" % (len(body), body)
        sent += GOOD
    with sqlite_api.connect() as connection, ThreadPoolExecutor(1) as pool:
        pieces = [sent[at : at + piece_bytes] for at in range(0, len(sent), piece_bytes)]
        sending = pool.submit(lambda: [connection.sendall(piece) for piece in pieces])
        for name in names:
            status, _, answer = read_response(connection, "POST")
            assert (status, json.loads(answer)["name"]) == (201, name)
            assert read_response(connection)[0] == 200
        sending.result()
    assert max(most_waited) <= protocol.MOST_WAITING


def test_answers_that_nobody_takes_are_given_up(start: Callable[..., Server], caplog: pytest.LogCaptureFixture) -> None:
    server = start(send_timeout_seconds=0.3)
    with server.connect() as connection:
        connection.sendall(BUNDLE * 8)
        until(lambda: is_cut(connection, b"x"))
    assert "an answer was given up" in caplog.text
    assert is_alive(server)


def test_last_answer_that_nobody_takes_is_given_up(start: Callable[..., Server]) -> None:
    """The connection is to be closed, which waits for what is left."""
    server = start(send_timeout_seconds=0.3)
    with server.connect() as connection:
        connection.sendall(BUNDLE * 7 + BUNDLE.replace(b"Host", b"Connection: close\r\nHost"))
        until(lambda: is_cut(connection, b"x"))
    assert is_alive(server)


def test_answers_that_are_taken_slowly_arrive(start: Callable[..., Server]) -> None:
    server = start(send_timeout_seconds=3)
    with server.connect() as connection:
        connection.sendall(BUNDLE * 8)
        stays(lambda: connection.recv(8192), 7)
        connection.sendall(GOOD.replace(b"Host", b"Connection: close\r\nHost"))
        last = b""
        while piece := connection.recv(65536):
            last = (last + piece)[-1000:]
    assert last.endswith(b'{"status":"ok"}')


def test_connections_of_one_address_are_bounded(start: Callable[..., Server]) -> None:
    server = start(max_connections_per_address=2, header_timeout_seconds=60)
    with ExitStack() as stack:
        for _ in range(2):
            stack.enter_context(server.connect())
        with server.connect() as further:
            assert read_response(further)[0] == 503
            assert is_closed(further)
        elsewhere = socket.create_connection(("127.0.0.1", server.port), timeout=10, source_address=("127.0.0.2", 0))
        stack.enter_context(elsewhere).sendall(GOOD)
        assert read_response(elsewhere)[0] == 200

    def is_answered() -> bool:
        with server.connect() as later:
            later.sendall(GOOD)
            return read_response(later)[0] == 200

    until(is_answered)  # connections that were closed count no more


@pytest.mark.parametrize("changes", [{"max_connections_per_address": 0}, {"trusted_proxies": "127.0.0.0/8"}])
def test_connections_of_a_proxy_are_not_bounded_by_its_address(
    start: Callable[..., Server], changes: dict[str, object]
) -> None:
    server = start(**{"max_connections_per_address": 1, **changes})
    with ExitStack() as stack:
        for _ in range(3):
            connection = stack.enter_context(server.connect())
            connection.sendall(GOOD)
            assert read_response(connection)[0] == 200


@pytest.mark.parametrize(
    ("one", "other", "are_the_same"),
    [
        ("192.0.2.1", "192.0.2.2", False),
        ("192.0.2.1", "::ffff:192.0.2.1", True),
        ("2001:db8:0:1::1", "2001:db8:0:1:ffff::2", True),
        ("2001:db8:0:1::1", "2001:db8:0:2::1", False),
        ("fe80::1%eth0", "fe80::2%eth0", True),
    ],
)
def test_an_address_is_one_host_or_one_network_of_ipv6(one: str, other: str, are_the_same: bool) -> None:
    connections = protocol.Connections(Settings(max_connections_per_address=1))
    connections.enter((one, 1))
    source = connections.enter((other, 2))
    assert connections.is_one_too_many(source, of_all=2) == are_the_same


def test_what_is_no_request_does_not_take_the_place_of_an_answer(sqlite_api: Server) -> None:
    caller = sqlite_api.caller()
    listed = f"GET /v1/documents HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {caller.secret}\r\n\r\n".encode()
    with sqlite_api.connect() as connection:
        connection.sendall(listed + GOOD + b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n" + GOOD)
        answers = [read_response(connection) for _ in range(2)]
        assert [(status, json.loads(body).get("status")) for status, _, body in answers] == [(200, None), (200, "ok")]
        assert is_closed(connection)


@pytest.mark.parametrize("method", [b"GET", b"POST"])
def test_nothing_is_read_behind_a_request_to_upgrade(sqlite_api: Server, method: bytes) -> None:
    """What follows it may be in another protocol."""
    upgrade = method + b" /healthz HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n"
    with sqlite_api.connect() as connection:
        connection.sendall(upgrade + b"Content-Length: 5\r\n\r\nhello" + GOOD)
        status, headers, _ = read_response(connection, method.decode())
        assert (status, headers["connection"]) == ({b"GET": 200, b"POST": 405}[method], "close")
        assert is_closed(connection)


def test_chunks_with_extensions_and_trailers_are_a_body_and_the_connection_goes_on(sqlite_api: Server) -> None:
    caller = sqlite_api.caller()
    body = b'{"name": "Chunked"}'
    sent = b'%x;name=val;q="a b"\r\n%s\r\n0\r\nX-Sum: 1\r\n\r\n' % (len(body), body)
    head = (
        f"POST /v1/vendors HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {caller.secret}\r\n"
        "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\nTrailer: X-Sum\r\n\r\n"
    )
    with sqlite_api.connect() as connection:
        connection.sendall(head.encode() + sent + GOOD)
        assert read_response(connection, "POST")[0] == 201
        assert read_response(connection)[0] == 200
