"""What clients without a key can make a server hold: a process, many connections, and its memory."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress

import httpx
import pytest

from muniment.limits import MEBIBYTE
from tests.journeys.server import Server, resident_bytes

CONNECTIONS = 50
MOST_GROWN_BYTES = 64 * MEBIBYTE
"""Since its start, by one attack after the other. Measured for each alone: 7 MiB for requests that wait, 1 for answers
that nobody takes, 11 for heads (docs/deploy.md)."""
_HELD_SECONDS = 1


def fill(connection: socket.socket, sent: bytes, *, most_bytes: int) -> None:
    """Send as long as it is taken, up to a moment in which nothing is."""
    connection.settimeout(0.5)
    left = most_bytes
    with suppress(TimeoutError, ConnectionError):
        while left > 0:
            left -= connection.send(sent)


def pipelined(connection: socket.socket) -> None:
    """Requests of which no answer is read."""
    fill(connection, b"GET /x HTTP/1.1\r\n\r\n" * 20_000, most_bytes=4 * MEBIBYTE)


def unread(connection: socket.socket) -> None:
    """One large answer after the other is asked for and left."""
    asset = b"GET /docs/try/swagger-ui-bundle.js HTTP/1.1\r\nHost: x\r\n\r\n"
    fill(connection, asset * 100, most_bytes=len(asset) * 100)


def half_heads(connection: socket.socket) -> None:
    """Heads as large as they may be, which never end."""
    fill(connection, b"GET / HTTP/1.1\r\n" + b"X-A: 0123456789\r\n" * 1_400, most_bytes=1)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with Server(tmp_path_factory.mktemp("memory") / "home", "--no-worker", access_log=False) as one:
        one.start()
        assert httpx.get(f"{one.base}/docs/try/swagger-ui-bundle.js").status_code == 200
        yield one


@pytest.fixture(scope="module")
def resident_at_start(server: Server) -> int:
    return resident_bytes(server.child("api-1"))


@pytest.mark.parametrize("attack", [pipelined, unread, half_heads])
def test_connections_without_a_key_do_not_grow_the_server(
    attack: Callable[[socket.socket], None], server: Server, resident_at_start: int
) -> None:
    api, most = server.child("api-1"), 0
    with ExitStack() as stack:
        for _ in range(CONNECTIONS):
            attack(stack.enter_context(socket.create_connection(("127.0.0.1", server.port), timeout=10)))
            most = max(most, resident_bytes(api))
        held_until = time.monotonic() + _HELD_SECONDS
        while time.monotonic() < held_until:
            most = max(most, resident_bytes(api))
            assert httpx.get(f"{server.base}/healthz", timeout=30).status_code == 200
    print(f"{attack.__name__}: {resident_at_start / MEBIBYTE:.0f} MiB at the start, {most / MEBIBYTE:.0f} at most")
    assert most - resident_at_start < MOST_GROWN_BYTES
