"""Answers to requests that are refused early: clients get to read them, and no connection is left out of step."""

from __future__ import annotations

import json
import shutil
import socket
import subprocess
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import httpx
import pytest
import requests

from tests.http.live import PDF, Caller, Server, form, is_closed, read_response

MEBIBYTE = 1 << 20
TRIES = 3
BODY = 6 * MEBIBYTE


@pytest.fixture(scope="module")
def narrow(start: Callable[..., Server]) -> Server:
    """A server that takes files of one mebibyte, and reads on after a refusal as by default."""
    return start(max_file_bytes=MEBIBYTE)


SCENARIOS = {
    "no key": (403, "Not authenticated"),
    "declared too large": (413, "file_too_large"),
    "extension": (400, "unsupported_file_type"),
    "too large in chunks": (413, "file_too_large"),
}


def request_of(scenario: str, caller: Caller) -> tuple[dict[str, str], bytes]:
    """Headers and body of an upload that is refused long before its end."""
    filename = "setup.exe" if scenario == "extension" else "report.txt"
    # Small enough that only the extension is wrong with it.
    size = MEBIBYTE - 1000 if scenario == "extension" else BODY
    content_type, body = form([("vendor_id", None, b"x"), ("file", filename, bytes(size))])
    headers = {"Content-Type": content_type}
    return (headers if scenario == "no key" else {**headers, **caller.headers}), body


def by_httpx(url: str, headers: dict[str, str], body: bytes, *, chunked: bool, folder: Path) -> tuple[int, str]:
    with httpx.Client(verify=False, trust_env=False, timeout=20) as client:
        response = client.post(url, headers=headers, content=pieces(body) if chunked else body)
        return response.status_code, response.text


def by_requests(url: str, headers: dict[str, str], body: bytes, *, chunked: bool, folder: Path) -> tuple[int, str]:
    with requests.Session() as session:
        session.trust_env = False
        response = session.post(url, headers=headers, data=pieces(body) if chunked else body, timeout=20)
        return response.status_code, response.text


def by_curl(url: str, headers: dict[str, str], body: bytes, *, chunked: bool, folder: Path) -> tuple[int, str]:
    return curl(url, {**headers, "Expect": ""}, body, chunked=chunked, folder=folder)


def by_curl_with_expect(
    url: str, headers: dict[str, str], body: bytes, *, chunked: bool, folder: Path
) -> tuple[int, str]:
    return curl(url, {**headers, "Expect": "100-continue"}, body, chunked=chunked, folder=folder)


def curl(url: str, headers: dict[str, str], body: bytes, *, chunked: bool, folder: Path) -> tuple[int, str]:
    path = folder / "body"
    path.write_bytes(body)
    if chunked:
        headers = {**headers, "Transfer-Encoding": "chunked"}
    given = [
        argument for name, value in headers.items() for argument in ("-H", f"{name}: {value}" if value else f"{name}:")
    ]
    command = [
        "curl",
        "-q",
        "-sS",
        "--max-time",
        "20",
        "-w",
        "\n%{http_code}",
        *given,
        "--data-binary",
        f"@{path}",
        url,
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    text, _, status = done.stdout.rpartition("\n")
    return int(status), text


_FETCH = """
const fs = require('fs');
const [url, headers, path, chunked] = JSON.parse(process.argv[1]);
const bytes = fs.readFileSync(path);
function* cut() { for (let i = 0; i < bytes.length; i += 65536) yield bytes.subarray(i, i + 65536); }
const body = chunked ? require('stream').Readable.toWeb(require('stream').Readable.from(cut())) : bytes;
fetch(url, {method: 'POST', headers, body, duplex: 'half'})
  .then(async answer => console.log(answer.status + '\\n' + await answer.text()))
  .catch(error => { console.error(error, error.cause); process.exit(1); });
"""


def by_node(url: str, headers: dict[str, str], body: bytes, *, chunked: bool, folder: Path) -> tuple[int, str]:
    path = folder / "body"
    path.write_bytes(body)
    arguments = json.dumps([url, headers, str(path), chunked])
    done = subprocess.run(["node", "-e", _FETCH, arguments], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    status, _, text = done.stdout.partition("\n")
    return int(status), text


CLIENTS = {
    "httpx": by_httpx,
    "requests": by_requests,
    "curl": by_curl,
    "curl with Expect": by_curl_with_expect,
    "node": by_node,
}


def pieces(body: bytes) -> Iterator[bytes]:
    for start in range(0, len(body), 65_536):
        yield body[start : start + 65_536]


@pytest.mark.parametrize("scenario", SCENARIOS)
@pytest.mark.parametrize("client", CLIENTS)
def test_client_reads_the_answer_to_an_early_refusal(
    narrow: Server, client: str, scenario: str, tmp_path: Path
) -> None:
    program = client.partition(" ")[0]
    if program in ("curl", "node") and shutil.which(program) is None:
        pytest.skip(f"{program} is not installed")
    caller = narrow.caller()
    headers, body = request_of(scenario, caller)
    with narrow.leaves_nothing():
        for _ in range(TRIES):
            status, text = CLIENTS[client](
                f"{narrow.base_url}/v1/documents", headers, body, chunked="chunks" in scenario, folder=tmp_path
            )
            assert (status, SCENARIOS[scenario][1] in text) == (SCENARIOS[scenario][0], True)


def head(path: str, *headers: str, method: str = "POST") -> bytes:
    return "\r\n".join([f"{method} {path} HTTP/1.1", "Host: x", *headers, "", ""]).encode()


NEXT = head("/healthz", method="GET")


def test_expected_refusal_comes_without_a_byte_of_the_body(narrow: Server) -> None:
    secret = narrow.caller().secret
    declared = f"Content-Length: {BODY}"
    kind = "Content-Type: multipart/form-data; boundary=b"
    for headers, expected in (
        ((declared, kind), 403),
        ((declared, kind, "Authorization: Bearer x"), 401),
        ((declared, kind, f"Authorization: Bearer {secret}"), 413),
        (("Content-Length: 500", kind), 403),
        (("Transfer-Encoding: chunked", kind), 403),
    ):
        with narrow.connect() as connection:
            connection.sendall(head("/v1/documents", "Expect: 100-continue", *headers))
            status, answered, _ = read_response(connection, "POST")
            assert status == expected
            assert answered["connection"] == "close"
            # A next request must not be taken for the body that never came.
            assert is_closed(connection)


def test_expected_body_is_asked_for_when_it_is_wanted(narrow: Server) -> None:
    caller = narrow.caller()
    content_type, body = form([("file", "a.pdf", PDF), ("vendor_id", None, caller.vendor().encode())])
    with narrow.connect() as connection:
        connection.sendall(
            head(
                "/v1/documents",
                "Expect: 100-continue",
                f"Content-Length: {len(body)}",
                f"Content-Type: {content_type}",
                f"Authorization: Bearer {caller.secret}",
            )
        )
        assert connection.recv(100) == b"HTTP/1.1 100 Continue\r\n\r\n"
        connection.sendall(body + NEXT)
        assert read_response(connection, "POST")[0] == 201
        assert read_response(connection)[0] == 200


@pytest.mark.parametrize("path", ["/v1/vendors", "/v1/nowhere", "/v1/documents/x", "/v1/uploads", "/x%0a", "/healthz"])
@pytest.mark.parametrize("method", ["POST", "PATCH", "PUT", "DELETE", "GET", "OPTIONS"])
@pytest.mark.parametrize("framing", ["length", "chunked"])
def test_body_that_nobody_wants_is_read_or_the_connection_closed(
    narrow: Server, method: str, path: str, framing: str
) -> None:
    """With and without Expect: what comes next on the connection is either answered as itself or not at all."""
    for expect in ((), ("Expect: 100-continue",)):
        with narrow.connect() as connection:
            how = "Content-Length: 18" if framing == "length" else "Transfer-Encoding: chunked"
            connection.sendall(head(path, how, "Content-Type: application/json", *expect, method=method))
            body = b'{"name": "nobody"}'
            if framing == "chunked":
                body = b"12\r\n" + body + b"\r\n0\r\n\r\n"
            asked = not expect or wants_body(connection)
            if asked:
                connection.sendall(body)
            status, headers, _ = read_response(connection, method)
            assert status in (200, 204, 403, 404, 405)
            if headers.get("connection") == "close":
                assert is_closed(connection)
            else:
                connection.sendall(NEXT)
                assert read_response(connection)[::2] == (200, b'{"status":"ok"}')


def status_if_any(connection: socket.socket, method: str) -> int | None:
    """The answer's status; None when the connection was reset, and the answer lost with it."""
    try:
        return read_response(connection, method)[0]
    except ConnectionError:
        return None


def wants_body(connection: socket.socket) -> bool:
    """Whether the server says 100 Continue before anything else."""
    first = connection.recv(25, socket.MSG_PEEK)
    if first == b"HTTP/1.1 100 Continue\r\n\r\n":
        connection.recv(25)
        return True
    return False


def test_connection_is_kept_after_a_small_refused_upload(narrow: Server) -> None:
    caller = narrow.caller()
    content_type, body = form([("file", "a.exe", b"x" * 1000), ("vendor_id", None, b"x")])
    request = head("/v1/documents", f"Content-Length: {len(body)}", f"Content-Type: {content_type}")
    allowed = head(
        "/v1/documents",
        f"Content-Length: {len(body)}",
        f"Content-Type: {content_type}",
        f"Authorization: Bearer {caller.secret}",
    )
    with narrow.connect() as connection:
        for sent, expected in ((request, 403), (allowed, 400), (request, 403)):
            connection.sendall(sent + body)
            status, headers, _ = read_response(connection, "POST")
            assert status == expected
            assert headers.get("connection") != "close"
        connection.sendall(NEXT)
        assert read_response(connection)[0] == 200


@pytest.mark.parametrize(
    ("method", "path", "statuses"),
    [
        ("POST", "/v1/documents", (403,)),
        ("POST", "/v1/vendors", (403, 413)),
        ("PATCH", "/v1/documents/x", (403, 413)),
        ("POST", "/v1/nowhere", (403, 404)),
        ("GET", "/v1/documents", (403, 413)),
        ("DELETE", "/v1/documents/x", (403, 413)),
        ("GET", "/healthz", (200, 413)),
        ("OPTIONS", "/healthz", (405, 413)),
        ("OPTIONS", "/v1/uploads", (204,)),
        ("POST", "/x%0a", (404,)),
    ],
)
def test_endless_body_is_read_to_a_cap(small: Server, method: str, path: str, statuses: tuple[int, ...]) -> None:
    """`linger_bytes` is 1 MiB here; what the kernel buffers on both sides comes on top."""
    piece = b"10000\r\n" + bytes(65_536) + b"\r\n"
    sent = 0
    with small.connect() as connection:
        connection.sendall(head(path, "Transfer-Encoding: chunked", method=method))
        connection.settimeout(3)
        with suppress(ConnectionError, TimeoutError):
            while sent < 200 * MEBIBYTE:
                connection.sendall(piece)
                sent += len(piece)
        assert sent < 20 * MEBIBYTE
        assert status_if_any(connection, method) in (None, *statuses)


def test_endless_upload_of_a_good_caller_is_read_to_a_cap(small: Server) -> None:
    caller = small.caller()
    start_of_file = b'--b\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\n\r\n'
    piece = b"10000\r\n" + bytes(65_536) + b"\r\n"
    sent = 0
    with small.leaves_nothing(), small.connect() as connection:
        connection.sendall(
            head(
                "/v1/documents",
                "Transfer-Encoding: chunked",
                "Content-Type: multipart/form-data; boundary=b",
                f"Authorization: Bearer {caller.secret}",
            )
        )
        connection.sendall(f"{len(start_of_file):x}\r\n".encode() + start_of_file + b"\r\n")
        with suppress(ConnectionError):
            while sent < 200 * MEBIBYTE:
                connection.sendall(piece)
                sent += len(piece)
        assert sent < 20 * MEBIBYTE
        assert status_if_any(connection, "POST") in (None, 413)


def test_slow_rest_is_waited_for_only_so_long(small: Server) -> None:
    """`linger_seconds` is 1 here, the longest silence 0.3."""
    for rest in (500, 5_000_000):
        with small.connect() as connection:
            connection.sendall(head("/v1/documents", f"Content-Length: {rest}"))
            assert read_response(connection, "POST")[0] == 403
            assert is_closed(connection)


def test_many_refused_at_once_are_cut_but_answered(small: Server) -> None:
    """`max_lingering` is 4 here: further error_responses are answered and closed at once."""
    connections = [small.connect() for _ in range(8)]
    try:
        for connection in connections:
            connection.sendall(head("/v1/documents", "Content-Length: 5000000"))
        for connection in connections:
            status, headers, _ = read_response(connection, "POST")
            assert (status, headers["connection"]) == (403, "close")
        for connection in connections:
            assert is_closed(connection)
    finally:
        for connection in connections:
            connection.close()
    assert small.client.get("/healthz").status_code == 200
