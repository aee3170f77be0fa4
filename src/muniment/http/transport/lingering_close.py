"""Answers that arrive: a request refused before its body has ended is still read, within limits, after the answer.

Closing at once makes the kernel reset the connection while the client still sends, and the client may never see the
answer (RFC 9112 §9.6; measured with curl, requests, httpx and node: docs/decisions/0003). A client that sent
`Expect: 100-continue` and was not told to continue sends nothing: there the answer is final and the connection closes.
"""

from __future__ import annotations

import asyncio
import time
from typing import Protocol

from starlette.responses import Response
from starlette.types import Message, Receive, Scope, Send

from muniment.errors import RequestTimeoutError
from muniment.observing.metrics import Level
from muniment.settings import Settings

_DRAIN_FIRST_BYTES = 256 * 1024
"""A declared rest no longer than this is read before the answer, which then may keep the connection."""


class Digest(Protocol):
    """Takes what arrives."""

    def update(self, piece: bytes, /) -> None: ...


class Body:
    """A request's body as it arrives: never waits longer than the settings say, in silence or for a drip, and knows
    what is left."""

    def __init__(self, scope: Scope, receive: Receive, settings: Settings) -> None:
        headers = dict(scope["headers"])
        length = headers.get(b"content-length", b"")
        self.declared_bytes: int | None = int(length) if length.isdigit() else None
        self.expects_continue = headers.get(b"expect", b"").lower() == b"100-continue"
        self.is_started = False
        self.is_finished = b"content-length" not in headers and b"transfer-encoding" not in headers
        self.received_bytes = 0
        self.digest: Digest | None = None
        """Fed with what arrives, where somebody asks for it."""
        self._receive = receive
        self._timeout = settings.receive_timeout_seconds
        self._least_rate = settings.min_receive_bytes_per_second
        self._waited_seconds = 0.0

    async def next(self) -> bytes | None:
        """The next piece, maybe empty; None at the end. Raises RequestTimeoutError; ConnectionError when the client
        left."""
        if self.is_finished:
            return None
        self.is_started = True
        begun = time.monotonic()
        try:
            async with asyncio.timeout(self._timeout):
                message: Message = await self._receive()
        except TimeoutError as error:
            raise RequestTimeoutError(self._timeout) from error
        self._waited_seconds += time.monotonic() - begun
        if message["type"] == "http.disconnect":
            self.is_finished = True
            raise ConnectionError("the client went away")
        self.is_finished = not message.get("more_body", False)
        piece: bytes = message.get("body", b"")
        self.received_bytes += len(piece)
        if self.digest is not None:
            self.digest.update(piece)
        if not self.is_finished and self.received_bytes < self._least_rate * (self._waited_seconds - self._timeout):
            raise RequestTimeoutError(self._timeout, least_bytes_per_second=self._least_rate)
        return piece

    async def drain(self, *, max_bytes: int, seconds: float) -> None:
        """Read and forget what is left, as far as the caps go."""
        end = self.received_bytes + max_bytes
        try:
            async with asyncio.timeout(seconds):
                while not self.is_finished and self.received_bytes <= end:
                    await self.next()
        except (TimeoutError, RequestTimeoutError, ConnectionError):
            return


class LingeringClose:
    """How many refused requests are being read at once, at most."""

    def __init__(self, settings: Settings, level: Level) -> None:
        """`level` is told how many they are."""
        self._settings = settings
        self._level = level
        self._now = 0

    async def send(self, response: Response, body: Body, scope: Scope, send: Send) -> None:
        """Send the answer so that the client gets to read it, whatever is left of its body."""
        left = None if body.declared_bytes is None else body.declared_bytes - body.received_bytes
        if not body.is_finished and left is not None and left <= _DRAIN_FIRST_BYTES and not body.expects_continue:
            await body.drain(max_bytes=_DRAIN_FIRST_BYTES, seconds=self._settings.linger_seconds)
        if body.is_finished:
            await response(scope, _nothing, send)
            return
        response.headers["connection"] = "close"
        nothing_comes = body.expects_continue and not body.is_started
        if nothing_comes or self._now >= self._settings.max_lingering:
            await response(scope, _nothing, send)
            return
        self._now += 1
        self._level.add()
        try:
            await send({"type": "http.response.start", "status": response.status_code, "headers": response.raw_headers})
            await send({"type": "http.response.body", "body": response.body, "more_body": True})
            await body.drain(max_bytes=self._settings.linger_bytes, seconds=self._settings.linger_seconds)
            await send({"type": "http.response.body", "body": b"", "more_body": False})
        finally:
            self._now -= 1
            self._level.add(by=-1)


async def _nothing() -> Message:
    return {"type": "http.disconnect"}
