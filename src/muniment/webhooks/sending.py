"""One POST to a receiver that may do anything: over a socket whose own address was checked, under one deadline for all
of it, reading little of the answer.

Our own few lines of HTTP, since what must hold is held at the socket: a client that resolves by itself, follows
redirects, believes the environment's proxies or counts its time-out anew with each byte cannot be made to.
"""

from __future__ import annotations

import errno
import re
import select
import socket
import ssl
import time
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, partial
from typing import TypeVar

from muniment.errors import InvalidUrlError
from muniment.webhooks.addresses import Reach, Target, are_allowed, parse, resolve

T = TypeVar("T")

MAX_ANSWER_BYTES = 64 * 1024
_PIECE_BYTES = 16 * 1024
_STATUS = re.compile(rb"HTTP/1\.[01] ([1-9][0-9]{2})(?: [^\r\n]*)?")
_RETRY_AFTER = re.compile(rb"retry-after:[ \t]*([0-9]{1,9})[ \t]*", re.IGNORECASE)
_UNDER_WAY = frozenset({errno.EINPROGRESS, errno.EWOULDBLOCK})
_TRIED_AGAIN = frozenset({408, 429})


class Status(StrEnum):
    """How a try ended."""

    DELIVERED = "delivered"
    TIMEOUT = "timeout"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a try. `may_succeed`: that it is worth another one. `is_away`: the receiver did not answer at all.
    `retry_after_seconds`: what it asked for."""

    status: Status
    milliseconds: int
    response_status: int | None = None
    error: str | None = None
    may_succeed: bool = False
    is_away: bool = False
    retry_after_seconds: int | None = None


class _RefusedAddressError(Exception):
    pass


class _NoAnswerError(Exception):
    """The receiver answered, but not in HTTP."""


def post(url: str, body: bytes, headers: Mapping[str, str], reach: Reach, *, seconds: float) -> Outcome:
    """Send the body; never raises for what a receiver or the network does. `headers`: ASCII, without line ends.
    `seconds`: for everything, name, connection, TLS, sending and answer together."""
    began = time.monotonic()
    deadline = began + seconds

    def ended(status: Status, error: str | None = None, **more: object) -> Outcome:
        return Outcome(status, round((time.monotonic() - began) * 1000), error=error, **more)  # type: ignore[arg-type]

    try:
        target = parse(url, reach)
        with closing(_connected(target, reach, deadline=deadline)) as connection:
            line = _Line(connection, deadline)
            line.send(_request(target, body, headers))
            code, retry_after = _answer(line)
            line.drain()
    except TimeoutError:
        message = f"The receiver did not answer within {seconds:g} seconds."
        return ended(Status.TIMEOUT, message, may_succeed=True, is_away=True)
    except (_RefusedAddressError, InvalidUrlError):
        return ended(Status.ERROR, "The address is not allowed: it is not public, and not in a named private network.")
    except _NoAnswerError as error:
        return ended(Status.ERROR, str(error), may_succeed=True, is_away=True)
    except (OSError, ssl.SSLError) as error:
        return ended(Status.ERROR, _told(error), may_succeed=True, is_away=True)
    if 200 <= code < 300:
        return ended(Status.DELIVERED, response_status=code)
    return ended(
        Status.ERROR,
        f"The receiver answered {code}.",
        response_status=code,
        may_succeed=code in _TRIED_AGAIN or code >= 500,
        retry_after_seconds=retry_after,
    )


def _told(error: OSError) -> str:
    """The fault in few words: the system's own, nothing that the receiver sent."""
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"The receiver's certificate is not accepted: {error.verify_message}."
    if isinstance(error, ssl.SSLError):
        return f"TLS failed: {error.reason or 'the connection ended'}."
    if isinstance(error, socket.gaierror):
        return "The host's name is not known."
    return f"The connection failed: {error.strerror or type(error).__name__}."


def _connected(target: Target, reach: Reach, *, deadline: float) -> socket.socket:
    """A connection to one of the host's addresses, each of which may be connected to. Raises _RefusedAddressError."""
    addresses = resolve(target, seconds=deadline - time.monotonic())
    if not are_allowed(addresses, target, reach):
        raise _RefusedAddressError
    failure: OSError | None = None
    for number, address in enumerate(addresses):
        left = deadline - time.monotonic()
        try:
            # Each further address gets its share of the time: one that swallows everything must not hide the next.
            connection = _connect(address, target.port, until=time.monotonic() + left / (len(addresses) - number))
        except OSError as error:
            failure = error
            continue
        try:
            # The very socket, whatever led to it.
            if not reach.allows(connection.getpeername()[0], is_encrypted=target.is_encrypted):
                raise _RefusedAddressError
            return _encrypted(connection, target.host, deadline) if target.is_encrypted else connection
        except BaseException:
            connection.close()
            raise
    raise failure or OSError("the host has no address")


def _connect(address: str, port: int, *, until: float) -> socket.socket:
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    connection = socket.socket(family, socket.SOCK_STREAM)
    try:
        connection.setblocking(False)
        code = connection.connect_ex((address, port))
        if code in _UNDER_WAY:
            _wait(connection, select.POLLOUT, until)
            code = connection.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
        if code:
            raise OSError(code, errno.errorcode.get(code, "failed"))
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return connection
    except BaseException:
        connection.close()
        raise


@cache
def _tls() -> ssl.SSLContext:
    context = ssl.create_default_context()
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context


def _encrypted(connection: socket.socket, host: str, deadline: float) -> socket.socket:
    encrypted = _tls().wrap_socket(connection, server_hostname=host, do_handshake_on_connect=False)
    try:
        _step(encrypted, encrypted.do_handshake, select.POLLIN, deadline)
        return encrypted
    except BaseException:
        encrypted.close()
        raise


def _wait(connection: socket.socket, events: int, until: float) -> None:
    """Wait until the socket is ready. Raises TimeoutError."""
    poll = select.poll()
    poll.register(connection, events)
    left = until - time.monotonic()
    if left <= 0 or not poll.poll(left * 1000):
        raise TimeoutError


def _step(connection: socket.socket, step: Callable[[], T], events: int, deadline: float) -> T:
    """What the step gives once the socket is ready for it. Raises TimeoutError, OSError."""
    while True:
        if time.monotonic() >= deadline:
            raise TimeoutError
        try:
            return step()
        except ssl.SSLWantReadError:
            _wait(connection, select.POLLIN, deadline)
        except ssl.SSLWantWriteError:
            _wait(connection, select.POLLOUT, deadline)
        except BlockingIOError:
            _wait(connection, events, deadline)


class _Line:
    """A connection of which so much is read and no more, until its deadline."""

    def __init__(self, connection: socket.socket, deadline: float) -> None:
        self._connection = connection
        self._deadline = deadline
        self._left = MAX_ANSWER_BYTES

    def send(self, message: bytes) -> None:
        """Send all of it."""
        rest = memoryview(message)
        while rest:
            step = partial(self._connection.send, rest)
            rest = rest[_step(self._connection, step, select.POLLOUT, self._deadline) :]

    def receive(self) -> bytes:
        """The next bytes; none at the end, or when enough was read."""
        if not self._left:
            return b""
        most = min(self._left, _PIECE_BYTES)
        piece = _step(self._connection, lambda: self._connection.recv(most), select.POLLIN, self._deadline)
        self._left -= len(piece)
        return piece

    def drain(self) -> None:
        """Read what else comes at once, so that a receiver that sends a short body sees no broken connection."""
        self._deadline = min(self._deadline, time.monotonic() + 0.2)
        try:
            while self.receive():
                pass
        except OSError:
            pass


def _request(target: Target, body: bytes, headers: Mapping[str, str]) -> bytes:
    lines = {
        "Host": target.authority,
        "User-Agent": "muniment",
        "Accept": "*/*",
        "Content-Type": "application/json",
        "Content-Length": str(len(body)),
        "Connection": "close",
        **headers,
    }
    head = "".join(f"{name}: {value}\r\n" for name, value in lines.items())
    return f"POST {target.path} HTTP/1.1\r\n{head}\r\n".encode("ascii") + body


def _answer(line: _Line) -> tuple[int, int | None]:
    """Status of the answer and the seconds of Retry-After. Raises _NoAnswerError, OSError."""
    received = b""
    while True:
        head, is_whole, rest = received.partition(b"\r\n\r\n")
        if is_whole:
            first, *others = head.split(b"\r\n")
            status = _STATUS.fullmatch(first)
            if status is None:
                raise _NoAnswerError("The receiver's answer is not HTTP.")
            if status[1].startswith(b"1"):
                received = rest
                continue
            waits = [found for one in others if (found := _RETRY_AFTER.fullmatch(one))]
            return int(status[1]), int(waits[0][1]) if waits else None
        piece = line.receive()
        if not piece:
            raise _NoAnswerError("The receiver's answer ended, or grew too long, within its head.")
        received += piece
