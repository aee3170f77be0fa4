"""One request to an identity provider: under one deadline once it is connected, of bounded size, no redirect followed.

The address is the operator's, or was told by what stands there; so it may be inside the house, and no proxy of the
environment is asked.
"""

from __future__ import annotations

import http.client
import io
import json
import socket
import ssl
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode, urlsplit

from muniment.errors import OidcUnavailableError

MAX_BYTES = 1024 * 1024
"""Of an answer; one that is larger is none."""

SECONDS = 10.0
"""From the beginning on for sending and the whole answer together; and the longest wait of each step of connecting."""


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked. `form`: what is posted; None for a GET."""

    url: str
    headers: Mapping[str, str]
    form: Mapping[str, str] | None = None


def fetch_json(request: Request, *, seconds: float = SECONDS) -> tuple[int, dict[str, Any]]:
    """Status and JSON object of the answer. Raises OidcUnavailableError when there is none."""
    deadline = time.monotonic() + seconds
    parts = urlsplit(request.url)
    connection = _connection(parts.scheme, parts.hostname or "", parts.port, seconds=seconds)
    connected: socket.socket | None = None
    try:
        connection.connect()
        connected = connection.sock
        connection.sock = _Timed(connected, deadline)
        body = urlencode(request.form) if request.form is not None else None
        headers = {"Accept": "application/json", "Connection": "close", **request.headers}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        path = f"{parts.path or '/'}{'?' + parts.query if parts.query else ''}"
        connection.request("POST" if body is not None else "GET", path, body=body, headers=headers)
        answer = connection.getresponse()
        content = answer.read(MAX_BYTES + 1)
        if answer.length:
            raise ValueError("cut off")
        return answer.status, _object(content)
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise OidcUnavailableError(f"{parts.hostname}: {type(error).__name__}") from error
    finally:
        connection.close()
        if connected is not None:
            connected.close()


def _connection(scheme: str, host: str, port: int | None, *, seconds: float) -> http.client.HTTPConnection:
    if scheme == "https":
        return http.client.HTTPSConnection(host, port, timeout=seconds, context=ssl.create_default_context())
    return http.client.HTTPConnection(host, port, timeout=seconds)


def _object(content: bytes) -> dict[str, Any]:
    """Raises ValueError."""
    if len(content) > MAX_BYTES:
        raise ValueError("too large")
    try:
        value = json.loads(content)
    except RecursionError as error:
        raise ValueError("nested too deeply") from error
    if not isinstance(value, dict):
        raise ValueError("no JSON object")
    return value


class _Timed:
    """A connected socket of which each step has what is left of the time, however many steps there are."""

    def __init__(self, connected: socket.socket, deadline: float) -> None:
        self._socket = connected
        self._deadline = deadline

    def _limit(self) -> None:
        left = self._deadline - time.monotonic()
        if left <= 0:
            raise TimeoutError
        self._socket.settimeout(left)

    def sendall(self, data: bytes) -> None:
        """Send all of it. Raises TimeoutError."""
        self._limit()
        self._socket.sendall(data)

    def makefile(self, _mode: str) -> io.BufferedReader:
        """What is received. Reading raises TimeoutError."""
        return io.BufferedReader(_Received(self))

    def receive_into(self, buffer: Any) -> int:
        """What has come, at least a byte of it; 0 at the end."""
        self._limit()
        return self._socket.recv_into(buffer)

    def close(self) -> None:
        """Nothing: the answer is still read from it when the connection is done with it."""


class _Received(io.RawIOBase):
    def __init__(self, timed: _Timed) -> None:
        self._timed = timed

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        return self._timed.receive_into(buffer)
