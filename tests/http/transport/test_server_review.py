"""Connections that give no whole request: what the parser and the keep-alive timer do not see."""

from __future__ import annotations

import time

import pytest

from tests.http.live import Server, is_closed, read_response

GOOD = b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n"


HEADER = b"GET /healthz HTTP/1.1\r\nHost: x\r\nX-Long: "
TRAILER = b"POST /v1/vendors HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n1\r\n{\r\n0\r\nX-Long: "


@pytest.mark.parametrize("begun", [HEADER, TRAILER])
def test_header_without_an_end_is_cut_long_before_the_time_is_up(sqlite_api: Server, begun: bytes) -> None:
    """The parser copies such a header with every piece: a few MiB a second cost the server all of its time."""
    sent = 0
    began = time.monotonic()
    with sqlite_api.connect() as connection:
        connection.sendall(begun)
        try:
            while sent < 64 * 2**20:
                sent += connection.send(b"a" * 65536)
        except ConnectionError:
            pass
    # What fits into the buffers of both ends is sent without being read.
    assert sent < 32 * 2**20
    assert time.monotonic() - began < 5


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
            time.sleep(0.05)
