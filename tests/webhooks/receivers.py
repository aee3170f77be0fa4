"""Receivers of webhooks: real sockets, that do whatever a test wants of them."""

from __future__ import annotations

import io
import json
import socket
import ssl
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from email.message import Message
from http.client import parse_headers
from typing import Any

from muniment.settings import Settings

Behaviour = Callable[["Receiver", socket.socket], None]
PRIVATE = {"webhook_private_networks": "127.0.0.0/8,::1", "webhook_http": True}
"""Settings under which the receivers here can be reached."""


@dataclass
class Request:
    """What came in."""

    line: str
    headers: Message
    body: bytes

    @property
    def event(self) -> dict[str, Any]:
        return dict(json.loads(self.body))


@dataclass
class Receiver:
    """A listening socket. `url`: where; `behave`: what it does once a request was read, and may be changed."""

    behave: Behaviour
    listening: socket.socket
    tls: ssl.SSLContext | None = None
    requests: list[Request] = field(default_factory=list)
    connections: int = 0
    stopping: threading.Event = field(default_factory=threading.Event)
    reads: bool = True

    def __post_init__(self) -> None:
        self.port = int(self.listening.getsockname()[1])

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/in?token=1"

    def events(self) -> list[str]:
        """The types of the events that came, in order."""
        return [request.event["event_type"] for request in self.requests]

    def serve(self) -> None:
        while True:
            try:
                connection, _ = self.listening.accept()
            except OSError:
                return
            self.connections += 1
            threading.Thread(target=self._answer, args=(connection,), daemon=True).start()

    def _answer(self, connection: socket.socket) -> None:
        with suppress(OSError), connection:
            if self.tls is not None:
                connection = self.tls.wrap_socket(connection, server_side=True)
            if self.reads:
                self.requests.append(read_request(connection))
            self.behave(self, connection)
            connection.close()


def read_request(connection: socket.socket) -> Request:
    received = b""
    while b"\r\n\r\n" not in received:
        piece = connection.recv(65536)
        if not piece:
            raise ConnectionError
        received += piece
    head, _, body = received.partition(b"\r\n\r\n")
    line, _, rest = head.partition(b"\r\n")
    headers = parse_headers(io.BytesIO(rest + b"\r\n\r\n"))
    while len(body) < int(headers["content-length"]):
        body += connection.recv(65536)
    return Request(line.decode(), headers, body)


def answering(status: int, *headers: str, body: bytes = b"ok") -> Behaviour:
    """Answers with this status."""
    lines = [f"HTTP/1.1 {status} Whatever", f"Content-Length: {len(body)}", *headers]

    def behave(_receiver: Receiver, connection: socket.socket) -> None:
        connection.sendall("\r\n".join(lines).encode() + b"\r\n\r\n" + body)

    return behave


def hanging(receiver: Receiver, _connection: socket.socket) -> None:
    """Says nothing until the test is over."""
    receiver.stopping.wait()


def resetting(_receiver: Receiver, connection: socket.socket) -> None:
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def half_a_header(receiver: Receiver, connection: socket.socket) -> None:
    """Half a head, then nothing."""
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Le")
    receiver.stopping.wait()


def dripping(receiver: Receiver, connection: socket.socket) -> None:
    """A byte at a time, for ever: each comes well within any time-out of a single read."""
    connection.sendall(b"HTTP/1.1 200 OK\r\nX: ")
    while not receiver.stopping.wait(0.02):
        connection.sendall(b"a")


def endless_head(receiver: Receiver, connection: socket.socket) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\n")
    while not receiver.stopping.is_set():
        connection.sendall(b"X: " + b"a" * 60_000 + b"\r\n")


class TenGigabytes:
    """Sends ten gigabytes, and counts what it got rid of."""

    def __init__(self) -> None:
        self.sent = 0
        self.ended = threading.Event()

    def __call__(self, receiver: Receiver, connection: socket.socket) -> None:
        try:
            connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 10000000000\r\n\r\n")
            while self.sent < 10_000_000_000 and not receiver.stopping.is_set():
                self.sent += connection.send(b"a" * 65536)
        finally:
            self.ended.set()


@contextmanager
def receiving(behave: Behaviour, *, tls: ssl.SSLContext | None = None, reads: bool = True) -> Iterator[Receiver]:
    """A receiver for as long as the block."""
    listening = socket.create_server(("127.0.0.1", 0), backlog=128)
    receiver = Receiver(behave, listening, tls=tls, reads=reads)
    thread = threading.Thread(target=receiver.serve, daemon=True)
    thread.start()
    try:
        yield receiver
    finally:
        receiver.stopping.set()
        with suppress(OSError):
            listening.shutdown(socket.SHUT_RDWR)
        listening.close()
        thread.join(5)


def private_settings(**changes: Any) -> Settings:
    """Settings that allow the receivers here."""
    return Settings(**{**PRIVATE, **changes})
