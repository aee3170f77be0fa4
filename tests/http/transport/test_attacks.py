"""Attacks, one a row: each is refused or cut, and nothing of ours breaks on it. How large and how slow requests may be
is in test_protocol.py."""

from __future__ import annotations

import logging
import socket
from contextlib import suppress

import pytest

from tests.http.live import Server

GOOD = b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n"
POST = b"POST /v1/vendors HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer KEY\r\nContent-Type: application/json\r\n"
LIST = b"GET /v1/documents%s HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer KEY\r\n\r\n"
CHUNKED = POST + b"Transfer-Encoding: chunked\r\n\r\n"
REFUSED = frozenset({400, 403, 404, 405, 408, 413, 414, 422, 431})
CUT = frozenset({0})


def with_body(body: bytes) -> bytes:
    return POST + b"Content-Length: %d\r\n\r\n%s" % (len(body), body)


ATTACKS: dict[str, tuple[bytes, frozenset[int]]] = {
    "flood of headers": (b"GET / HTTP/1.1\r\n" + b"A: b\r\n" * 20_000 + b"\r\n", REFUSED | CUT),
    "headers that go on on the next line": (b"GET /healthz HTTP/1.1\r\nHost: x\r\n folded\r\n\r\n", REFUSED | CUT),
    "bare line feeds": (b"GET /healthz HTTP/1.1\nHost: x\n\n", REFUSED | CUT),
    "space before the colon": (b"GET /healthz HTTP/1.1\r\nHost : x\r\n\r\n", REFUSED | CUT),
    "TLS": (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + bytes(500), REFUSED | CUT),
    "SSH": (b"SSH-2.0-OpenSSH_9.6\r\n", REFUSED | CUT),
    "HTTP/2 preface": (b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", REFUSED | CUT),
    "HTTP/0.9": (b"GET /v1/documents\r\n\r\n", REFUSED | CUT),
    "HTTP/1.0 with chunks": (CHUNKED.replace(b"1.1", b"1.0") + b"1\r\n{\r\n0\r\n\r\n", REFUSED | CUT),
    "method of nobody": (b"HACK / HTTP/1.1\r\nHost: x\r\n\r\n", REFUSED | CUT),
    "method in small letters": (b"get / HTTP/1.1\r\nHost: x\r\n\r\n", REFUSED | CUT),
    "CONNECT": (b"CONNECT x:443 HTTP/1.1\r\nHost: x\r\n\r\n" + GOOD, REFUSED | CUT),
    "TRACE": (b"TRACE /healthz HTTP/1.1\r\nHost: x\r\n\r\n", REFUSED),
    "asterisk": (b"OPTIONS * HTTP/1.1\r\nHost: x\r\n\r\n", REFUSED | CUT),
    "absolute address of another host": (b"GET http://evil.example/v1/documents HTTP/1.1\r\nHost: x\r\n\r\n", REFUSED),
    "two lengths": (POST + b"Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}\n", REFUSED | CUT),
    "length with a sign": (POST + b"Content-Length: +2\r\n\r\n{}", REFUSED | CUT),
    "length as a list": (POST + b"Content-Length: 2, 2\r\n\r\n{}", REFUSED | CUT),
    "length beyond 64 bits": (POST + b"Content-Length: %d\r\n\r\n" % 2**64, REFUSED | CUT),
    "length and chunks": (
        POST + b"Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + GOOD,
        REFUSED | CUT,
    ),
    "chunks and length": (
        POST + b"Transfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n0\r\n\r\n" + GOOD,
        REFUSED | CUT,
    ),
    "encoding of nobody": (POST + b"Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n" + GOOD, REFUSED | CUT),
    "chunks and then something": (POST + b"Transfer-Encoding: chunked, gzip\r\n\r\n0\r\n\r\n" + GOOD, REFUSED | CUT),
    "chunks twice": (
        POST + b"Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n" + GOOD,
        REFUSED | CUT,
    ),
    "chunk beyond 64 bits": (CHUNKED + b"fffffffffffffffff\r\n", REFUSED | CUT),
    "negative chunk": (CHUNKED + b"-1\r\n", REFUSED | CUT),
    "chunk without its end": (CHUNKED + b"2\r\n{}xx0\r\n\r\n", REFUSED | CUT),
    "extensions of chunks": (CHUNKED + b"2;" + b"a=b;" * 5_000 + b"\r\n{}\r\n0\r\n\r\n", REFUSED | CUT),
    "endless extension of a chunk": (CHUNKED + b"2;" + b"a" * 300_000, REFUSED | CUT),
    "trailers that speak of lengths": (CHUNKED + b"2\r\n{}\r\n0\r\nContent-Length: 9\r\n\r\n", REFUSED | CUT),
    "expectation of nobody": (POST + b"Expect: 200-ok\r\nContent-Length: 2\r\n\r\n{}", REFUSED | CUT),
    "NUL in a path": (b"GET /v1/documents/\x00 HTTP/1.1\r\nHost: x\r\n\r\n", REFUSED | CUT),
    "written NUL in a path": (LIST % b"/%00", REFUSED),
    "bytes that are no UTF-8 in a path": (LIST % b"/%ff%fe", REFUSED),
    "overlong dots in a path": (LIST % b"/%c0%ae%c0%ae/%c0%ae%c0%ae", REFUSED),
    "dots in a path": (LIST % b"/..%2f..%2f..%2fetc%2fpasswd", REFUSED),
    "line end in a path": (LIST % b"/x%0d%0aSet-Cookie:%20a", REFUSED),
    "half of a surrogate pair in a path": (LIST % b"/%ed%a0%80", REFUSED),
    "NUL in a parameter": (LIST % b"?vendor_id=%00", REFUSED | {200}),
    "NUL in a search": (LIST % b"?q=%00", REFUSED | {200}),
    "30,000 parameters": (LIST % (b"?" + b"a&" * 30_000), REFUSED | {200}),
    "30,000 statuses": (LIST % (b"?" + b"status=x&" * 6_500), REFUSED),
    "100,000 parameters": (LIST % (b"?" + b"a&" * 100_000), REFUSED | CUT),
    "huge limit": (LIST % (b"?limit=" + b"9" * 5_000), REFUSED),
    "limit of 64 bits": (LIST % (b"?limit=%d" % 2**63), REFUSED),
    "huge offset": (LIST % (b"?offset=" + b"9" * 5_000), REFUSED),
    "offset of 64 bits": (LIST % (b"?offset=%d" % 2**63), REFUSED),
    "limit in other digits": (LIST % b"?limit=%d9%a1", REFUSED | {200}),
    "deep arrays": (with_body(b"[" * 500_000), REFUSED),
    "deep objects": (with_body(b'{"name":' * 100_000), REFUSED),
    "deep arrays that end": (with_body(b'{"name": ' + b"[" * 400_000 + b"]" * 400_000 + b"}"), REFUSED),
    "number of 500,000 digits": (with_body(b'{"name": ' + b"9" * 500_000 + b"}"), REFUSED),
    "number beyond all": (with_body(b'{"name": 1e999999}'), REFUSED),
    "not a number": (with_body(b'{"name": NaN}'), REFUSED),
    "half of a surrogate pair": (with_body(b'{"name": "\\ud800"}'), REFUSED | {201}),
    "NUL in a name": (with_body(b'{"name": "a\\u0000b"}'), REFUSED | {201}),
    "bytes that are no UTF-8": (with_body(b'{"name": "\xff\xfe"}'), REFUSED),
    "overlong UTF-8": (with_body(b'{"name": "\xc0\xaf"}'), REFUSED),
    "100,000 unknown fields": (
        with_body(b"{" + b",".join(b'"a%d":1' % n for n in range(80_000)) + b"}"),
        REFUSED | {201},
    ),
    "one field 50,000 times": (with_body(b"{" + b",".join([b'"name":"a"'] * 50_000) + b"}"), REFUSED | {201}),
}


def status_or_cut(connection: socket.socket) -> int:
    """The status of the first answer; 0 when the connection was closed without one."""
    said = b""
    while not said.endswith(b"\r\n"):
        byte = connection.recv(1) if not said.startswith(b"\r\n") else b""
        if not byte:
            return 0
        said += byte
    return int(said.split()[1])


@pytest.mark.parametrize("attack", ATTACKS)
def test_attack_is_refused_or_cut_and_breaks_nothing(
    server: Server, attack: str, caplog: pytest.LogCaptureFixture
) -> None:
    sent, expected = ATTACKS[attack]
    with server.connect() as connection:
        status = 0
        with suppress(OSError):
            connection.sendall(sent.replace(b"KEY", server.caller().secret.encode()))
            if expected >= CUT:
                connection.shutdown(socket.SHUT_WR)  # nothing more comes, though it may be promised
            status = status_or_cut(connection)
    assert status in expected
    assert [record.getMessage() for record in caplog.records if record.levelno >= logging.ERROR] == []
    assert server.client.get("/healthz").status_code == 200


@pytest.mark.parametrize("attack", [name for name, (sent, _) in ATTACKS.items() if sent.endswith(GOOD)])
def test_request_that_an_attack_hides_is_not_answered(sqlite_api: Server, attack: str) -> None:
    """What one server takes for a body and another one for a request."""
    with sqlite_api.connect() as connection:
        connection.sendall(ATTACKS[attack][0].replace(b"KEY", sqlite_api.caller().secret.encode()))
        said = b""
        with suppress(ConnectionError):
            while piece := connection.recv(65536):
                said += piece
    assert b'{"status":"ok"}' not in said


def test_client_that_has_closed_its_half_is_answered_or_cut(sqlite_api: Server) -> None:
    with sqlite_api.connect() as connection:
        connection.sendall(GOOD)
        connection.shutdown(socket.SHUT_WR)
        said = b""
        while piece := connection.recv(65536):
            said += piece
    assert said == b"" or said.endswith(b'{"status":"ok"}')
