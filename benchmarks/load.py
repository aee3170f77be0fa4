"""The clients of the measurements: raw sockets, so that the server and not the client is what is timed."""

from __future__ import annotations

import os
import re
import select
import socket
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

Address = tuple[str, int]
Request = Sequence[bytes]
"""The pieces of one request, head first; sent without being joined."""

_SEND_BUFFER_BYTES = 208 * 1024
_RECEIVE_BYTES = 1024 * 1024
_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
_SILENCE_SECONDS = 60


class ClientError(Exception):
    """A server did not answer as it should; the measurement means nothing."""


def head(method: str, path: str, address: Address, *, length: int = 0, **headers: str) -> bytes:
    """A request head. Header names are given with underscores for hyphens."""
    lines = [f"{method} {path} HTTP/1.1", f"Host: {address[0]}:{address[1]}"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    if length:
        lines.append(f"Content-Length: {length}")
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


def form_around(fields: dict[str, str], *, filename: str, boundary: str = "benchmark7d1f") -> tuple[bytes, bytes, str]:
    """What stands before and after the file's bytes in a multipart form, and its Content-Type."""
    texts = "".join(
        f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in fields.items()
    )
    before = (
        f'{texts}--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="{filename}"\r\n'
        "Content-Type: application/pdf\r\n\r\n"
    )
    return before.encode(), f"\r\n--{boundary}--\r\n".encode(), f"multipart/form-data; boundary={boundary}"


def send_file(address: Address, before: bytes, file: Path, after: bytes) -> tuple[float, bytes]:
    """Send head and file (by sendfile) on a new connection. Seconds from the first byte to the answer, and its body."""
    size = file.stat().st_size
    with socket.create_connection(address, timeout=_SILENCE_SECONDS) as sock, file.open("rb") as source:
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        sock.settimeout(None)
        started = time.perf_counter()
        sock.sendall(before)
        sent = 0
        while sent < size:
            sent += os.sendfile(sock.fileno(), source.fileno(), sent, size - sent)
        if after:
            sock.sendall(after)
        answer = _Answer()
        while not answer.is_whole:
            answer.take(sock.recv(65536))
        return time.perf_counter() - started, answer.body


def fetch(address: Address, request: bytes) -> tuple[float, int]:
    """Seconds until the whole answer was received, and the bytes of its body, which are dropped."""
    buffer = memoryview(bytearray(_RECEIVE_BYTES))
    with socket.create_connection(address, timeout=_SILENCE_SECONDS) as sock:
        started = time.perf_counter()
        sock.sendall(request)
        start = b""
        while b"\r\n\r\n" not in start:
            start += sock.recv(65536)
        first, _, begun = start.partition(b"\r\n\r\n")
        length = _content_length(first)
        received = len(begun)
        while received < length:
            # The kernel drops the bytes (tcp(7)): copying them here would take longer than nginx takes to send them.
            n = sock.recv_into(buffer, 0, socket.MSG_TRUNC)
            if not n:
                raise ClientError("the connection ended in the middle of a download")
            received += n
        return time.perf_counter() - started, received


def get(address: Address, path: str, **headers: str) -> bytes:
    """The body of one GET."""
    with socket.create_connection(address, timeout=_SILENCE_SECONDS) as sock:
        sock.sendall(head("GET", path, address, **headers))
        answer = _Answer()
        while not answer.is_whole:
            answer.take(sock.recv(65536))
        return answer.body


@dataclass(slots=True)
class Driven:
    """What a run of many requests came to."""

    count: int
    seconds: float
    latencies: list[float] = field(repr=False)

    @property
    def per_second(self) -> float:
        return self.count / self.seconds


def drive(address: Address, requests: Iterator[Request], *, connections: int, seconds: float | None = None) -> Driven:
    """Send the requests over so many kept connections at once, until they or the seconds have run out.

    Raises ClientError for any answer that is not a success.
    """
    lanes: dict[int, _Lane] = {}
    poll = select.epoll()
    latencies: list[float] = []
    for _ in range(connections):
        lane = _Lane(address, poll)
        lanes[lane.sock.fileno()] = lane
    started = time.perf_counter()
    deadline = started + seconds if seconds is not None else float("inf")
    busy = sum(lane.begin(next(requests, None)) for lane in lanes.values())
    ended = started
    while busy:
        ready = poll.poll(_SILENCE_SECONDS)
        if not ready:
            raise ClientError(f"no answer for {_SILENCE_SECONDS} s")
        for descriptor, events in ready:
            lane = lanes[descriptor]
            if events & select.EPOLLOUT:
                lane.push()
            if not events & ~select.EPOLLOUT or not lane.pull():
                continue
            ended = time.perf_counter()
            latencies.append(ended - lane.started)
            request = next(requests, None) if ended < deadline else None
            if not lane.begin(request):
                busy -= 1
    for lane in lanes.values():
        lane.sock.close()
    poll.close()
    return Driven(len(latencies), ended - started, latencies)


class _Lane:
    """One connection, at most one request under way on it."""

    def __init__(self, address: Address, poll: select.epoll) -> None:
        self.sock = socket.create_connection(address, timeout=_SILENCE_SECONDS)
        self.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        # Room for a whole 100 KiB request: one call sends it.
        self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, _SEND_BUFFER_BYTES)
        self.sock.setblocking(False)
        self.started = 0.0
        self._poll = poll
        self._rest: list[memoryview] = []
        self._answer = _Answer()
        poll.register(self.sock, select.EPOLLIN)

    def begin(self, request: Request | None) -> bool:
        """Start sending; False when there is nothing to send."""
        if request is None:
            return False
        self.started = time.perf_counter()
        self._answer = _Answer()
        sent = self.sock.sendmsg(request)
        if sent < sum(map(len, request)):
            self._rest = [memoryview(b"".join(request))[sent:]]
            self._poll.modify(self.sock, select.EPOLLIN | select.EPOLLOUT)
        return True

    def push(self) -> None:
        sent = self.sock.send(self._rest[0])
        self._rest[0] = self._rest[0][sent:]
        if not self._rest[0]:
            self._rest = []
            self._poll.modify(self.sock, select.EPOLLIN)

    def pull(self) -> bool:
        """Take what has come; True when the answer is whole."""
        self._answer.take(self.sock.recv(_RECEIVE_BYTES))
        return self._answer.is_whole


class _Answer:
    """An answer with a Content-Length, as it arrives."""

    __slots__ = ("_missing", "_received")

    def __init__(self) -> None:
        self._received = b""
        self._missing: int | None = None

    def take(self, piece: bytes) -> None:
        if not piece:
            raise ClientError(f"the server closed the connection after {self._received[:200]!r}")
        self._received += piece
        if self._missing is None:
            end = self._received.find(b"\r\n\r\n")
            if end < 0:
                return
            self._missing = end + 4 + _content_length(self._received[:end]) - len(self._received)
        else:
            self._missing -= len(piece)

    @property
    def is_whole(self) -> bool:
        return self._missing == 0

    @property
    def body(self) -> bytes:
        return self._received.partition(b"\r\n\r\n")[2]


def _content_length(first: bytes) -> int:
    """Raises ClientError unless the answer is a success."""
    if first[9:10] != b"2":
        raise ClientError(f"not a success: {first[:300]!r}")
    match = _LENGTH.search(first)
    return int(match[1]) if match else 0
