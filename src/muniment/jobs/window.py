"""A small HTTP window into a `muniment worker`, which serves nothing else: `/metrics` for Prometheus, `/healthz` for
whoever restarts it.

The standard library's server, one request at a time: it answers an operator's tools, never the public. Where it listens
is up to who starts the worker; without that there is none.
"""

from __future__ import annotations

import secrets
import socket
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, HTTPServer
from socketserver import TCPServer

from muniment.observing.metrics import CONTENT_TYPE, Metrics, render

_CLIENT_SECONDS = 5.0
"""How long one client may keep the others waiting."""


class Window:
    """Answers at `address`, in a thread of its own, until closed."""

    def __init__(
        self, address: tuple[str, int], *, metrics: Metrics, token: str | None, is_working: Callable[[], bool]
    ) -> None:
        """Raises OSError when the address cannot be had. `token`: the bearer token that /metrics asks for."""

        class Answers(_Answers):
            def pages(self) -> dict[str, Callable[[], tuple[int, str, str]]]:
                return {"/healthz": self._health, "/metrics": self._metrics}

            def _health(self) -> tuple[int, str, str]:
                working = is_working()
                return (200, "text/plain", "ok\n") if working else (503, "text/plain", "the worker has stopped\n")

            def _metrics(self) -> tuple[int, str, str]:
                sent = self.headers.get("Authorization", "")
                if token is not None and not secrets.compare_digest(sent.encode(), f"Bearer {token}".encode()):
                    return 401, "text/plain", "not authenticated\n"
                return 200, CONTENT_TYPE, render(metrics.families())

        self._server = _Server(address, Answers)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.1,), name="window", daemon=True)
        self._thread.start()

    @property
    def port(self) -> int:
        """The port, also where any free one was asked for."""
        return int(self._server.server_address[1])

    def close(self) -> None:
        """Stop answering."""
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


class _Server(HTTPServer):
    def __init__(self, address: tuple[str, int], answers: type[BaseHTTPRequestHandler]) -> None:
        self.address_family = socket.AF_INET6 if ":" in address[0] else socket.AF_INET
        super().__init__(address, answers)

    def server_bind(self) -> None:
        """Without HTTPServer's own look for the host's name, which may wait for a DNS server."""
        TCPServer.server_bind(self)

    def handle_error(self, _request: object, _client: object) -> None:
        """Nothing: the client went away."""


class _Answers(BaseHTTPRequestHandler):
    timeout = _CLIENT_SECONDS

    def pages(self) -> dict[str, Callable[[], tuple[int, str, str]]]:
        """What there is to see."""
        raise NotImplementedError

    def do_GET(self) -> None:
        page = self.pages().get(self.path)
        status, content_type, text = page() if page is not None else (404, "text/plain", "not found\n")
        body = text.encode()
        self.send_response(status)
        self.send_header("Content-Type", content_type)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Nothing: a probe every few seconds is no news."""


def parse_address(value: str) -> tuple[str, int]:
    """`host:port` as a pair; the host may be an IPv6 address in brackets. Raises ValueError."""
    host, colon, port = value.rpartition(":")
    if not colon or not host or not (port.isascii() and port.isdigit()) or int(port) > 65535:
        raise ValueError(f"{value!r} is no HOST:PORT")
    return host.strip("[]"), int(port)
