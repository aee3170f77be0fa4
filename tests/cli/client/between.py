"""What may stand between a client and a server: a proxy that strips a prefix, loses answers, asks for patience, or
answers in its place."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import httpx

_NOT_FORWARDED = frozenset({"connection", "transfer-encoding", "content-length", "keep-alive"})


@dataclass(frozen=True)
class Answer:
    """What is answered in the server's place."""

    status: int
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b'{"detail": "in between"}'


class LostError(Exception):
    """The connection ends without an answer."""


@dataclass
class Between:
    """The proxy. `before` may answer in the server's place; `after` may lose what the server answered: both are told
    method and path with query, and raise LostError to end the connection. `asked`: what came."""

    base_url: str
    before: Callable[[str, str], Answer | None] = lambda _method, _path: None
    after: Callable[[str, str], None] = lambda _method, _path: None
    asked: list[tuple[str, str]] = field(default_factory=list)


@contextmanager
def between(target: str, *, prefix: str = "", port: int = 0) -> Iterator[Between]:
    """A proxy in front of that server, which it shows behind the prefix."""
    client = httpx.Client(base_url=target, timeout=30, trust_env=False, verify=False)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def answer(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length") or 0))
            path = self.path.removeprefix(prefix)
            proxy.asked.append((self.command, path))
            try:
                said = proxy.before(self.command, path) or self.passed_on(path, body)
                proxy.after(self.command, path)
            except LostError:
                self.close_connection = True
                return
            self.send_response(said.status)
            for name, value in said.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(said.body)))
            self.end_headers()
            self.wfile.write(said.body)

        def passed_on(self, path: str, body: bytes) -> Answer:
            headers = {name: value for name, value in self.headers.items() if name.lower() not in _NOT_FORWARDED}
            got = client.request(self.command, path, headers=headers, content=body)
            kept = {name: value for name, value in got.headers.items() if name not in _NOT_FORWARDED}
            return Answer(got.status_code, kept, got.content)

        do_GET = do_POST = do_PATCH = do_PUT = do_DELETE = answer

        def log_message(self, *_: object) -> None:
            """Nothing."""

    with client, ThreadingHTTPServer(("127.0.0.1", port), Handler) as server:
        server.daemon_threads = True
        proxy = Between(f"http://127.0.0.1:{server.server_address[1]}{prefix}")
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, name="between")
        thread.start()
        try:
            yield proxy
        finally:
            server.shutdown()
            thread.join()
