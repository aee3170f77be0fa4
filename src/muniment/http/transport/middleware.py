"""The outermost layer, around everything: a request id on every answer, limits on what is awaited, no answer lost.

Pure ASGI: no task, no queue and no copy of its own for the bytes that pass.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from fastapi import FastAPI, Request
from starlette.responses import Response
from starlette.types import Message, Receive, Scope, Send

from muniment import ids
from muniment.errors import (
    BodyTooLargeError,
    MunimentError,
    NotFoundError,
    RequestTimeoutError,
    UnsupportedEncodingError,
)
from muniment.http.transport.call_record import UNMATCHED, call_record
from muniment.http.transport.cross_origin import CrossOrigin
from muniment.http.transport.form_parts import check_encoding
from muniment.http.transport.lingering_close import Body, LingeringClose
from muniment.http.transport.public_paths import PUBLIC
from muniment.http.transport.refusals import (
    UNEXPECTED,
    error_response,
    new_request_id,
    rate_headers,
    request_id_headers,
    request_id_of,
)
from muniment.http.transport.streams import Stream, Streams
from muniment.observing import logs, tracing
from muniment.observing.logs import tell_about
from muniment.observing.metrics import Metrics
from muniment.observing.tracing import Span
from muniment.settings import Settings

log = logging.getLogger("muniment.http")
access_log = logging.getLogger("muniment.access")

CLIENT_LEFT = 499
"""The status, for our own records, of a request whose client went away before the answer (as nginx writes it)."""

_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
_ALWAYS = [(b"x-content-type-options", b"nosniff"), (b"referrer-policy", b"no-referrer")]
"""Headers of every answer that says nothing else of its own: it is what it says it is, and the address of a link, its
credential, goes nowhere else."""


class Middleware:
    """Wraps the application."""

    def __init__(
        self,
        app: FastAPI,
        settings: Settings,
        lingering: LingeringClose,
        metrics: Metrics,
        *,
        identify: Callable[[Request], Awaitable[object]],
        refuse: Callable[[Request, MunimentError], Response],
        streams: Sequence[Stream],
    ) -> None:
        """`identify` raises when it is not known who is calling. `refuse` makes the answer of what is refused before
        the framework sees it. `streams` answer past the framework."""
        self._app = app
        self._streams = Streams(streams)
        self._identify = identify
        self._refuse = refuse
        self._settings = settings
        self._cross_origin = CrossOrigin(settings)
        self._lingering = lingering
        self._metrics = metrics

    def stop_waiting(self) -> None:
        """Let the requests that wait for something to happen end: the server stops."""
        self._app.state.stopping.set()

    def openapi(self) -> dict[str, Any]:
        """The OpenAPI document of the application."""
        return self._app.openapi()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        with tracing.span(scope["method"], kind="server", parent=_traceparent(scope)) as span:
            await self._answer(scope, receive, send, span)

    async def _answer(self, scope: Scope, receive: Receive, send: Send, span: Span) -> None:
        request_id = new_request_id()
        state = scope.setdefault("state", {})
        state["request_id"] = request_id
        tell_about(state)
        always = [*request_id_headers(request_id), *_ALWAYS]
        started = time.perf_counter()
        status, sent_bytes = 0, 0

        async def answer(message: Message) -> None:
            nonlocal status, sent_bytes
            if message["type"] == "http.response.start":
                status = message["status"]
                own = list(message.get("headers", ()))
                said = {name for name, _ in own}
                message["headers"] = [*own, *(one for one in always if one[0] not in said)]
                message["headers"] += self._cross_origin.headers(scope)
                if (standing := state.get("standing")) is not None:
                    message["headers"] += rate_headers(standing, seconds=self._settings.rate_limit_seconds)
            await send(message)
            if scope["method"] != "HEAD":  # whose body the server drops
                sent_bytes += len(message.get("body", b""))

        try:
            await self._serve(scope, receive, answer)
        except Exception:
            log.exception("request failed", extra={"request_id": request_id})
            if not status:
                await error_response(UNEXPECTED, request_id=request_id)(scope, receive, answer)
        finally:
            self._note(scope, status or CLIENT_LEFT, sent_bytes, time.perf_counter() - started)
            if tracing.is_on():
                self._tell(span, scope, status or CLIENT_LEFT)

    def _tell(self, span: Span, scope: Scope, status: int) -> None:
        """What the request was, for its span: OpenTelemetry's names, and our ids."""
        method = scope["method"] if scope["method"] in _METHODS else "_OTHER"
        route = getattr(scope.get("route"), "path", None)
        span.update_name(f"{method} {route}" if route else method)
        told = {"http.request.method": method, "http.route": route, "http.response.status_code": status}
        told |= {f"muniment.{name}": value for name, value in scope["state"].items() if name in logs.IDS}
        told["error.type"] = str(status) if status >= 500 else None
        for name, value in told.items():
            if value is not None:
                span.set_attribute(name, value)

    def _note(self, scope: Scope, status: int, sent_bytes: int, seconds: float) -> None:
        """Count the request and log its line: the route's template, never the path or the query."""
        method = scope["method"] if scope["method"] in _METHODS else "other"
        route = getattr(scope.get("route"), "path", UNMATCHED)
        self._metrics.requests.add(method, route, str(status))
        self._metrics.request_seconds.observe(seconds, method, route)
        self._metrics.response_bytes.add(route, by=sent_bytes)
        if "caller" in scope["state"]:
            self._app.state.deferred.calls.note(call_record(scope, status, seconds))
        if not self._settings.access_log or not access_log.isEnabledFor(logging.INFO):
            return
        document_id = scope.get("path_params", {}).get("document_id")
        line = {"method": method, "route": route, "status": status, "bytes": sent_bytes}
        line["milliseconds"] = round(seconds * 1000, 2)
        if ids.has_shape(ids.DOCUMENT, document_id):
            line["document_id"] = document_id
        access_log.info("request", extra=line)

    async def _serve(self, scope: Scope, receive: Receive, send: Send) -> None:
        if (preflight := self._cross_origin.preflight(scope)) is not None:
            await preflight(scope, receive, send)
            return
        if (streaming := self._streams.find(scope)) is not None:
            scope["app"] = self._app
            response = await streaming(Request(scope, receive))
            await response(scope, receive, send)
            return
        body = Body(scope, receive, self._settings)
        if "\n" in scope["path"]:  # to which the framework's patterns are blind at the end of a path
            not_found = self._refuse(Request({**scope, "app": self._app}), NotFoundError("Not Found"))
            await self._lingering.send(not_found, body, scope, send)
            return
        if body.is_finished:
            await self._app(scope, receive, send)
            return
        try:
            check_encoding("Content-Encoding", _header(scope, b"content-encoding") or "", of="the body")
            content = await self._read(body)
        except MunimentError as error:
            answer = self._refuse(Request({**scope, "app": self._app}), error)
            if isinstance(error, BodyTooLargeError | UnsupportedEncodingError) and _needs_caller(scope):
                answer = await self._refusal_of_caller(scope, receive) or answer
            await self._lingering.send(answer, body, scope, send)
            return
        except ConnectionError:
            return
        await self._app(scope, _replaying(content, receive), send)

    async def _refusal_of_caller(self, scope: Scope, receive: Receive) -> Response | None:
        """First things first: who nobody knows learns that and not which bodies are too large."""
        try:
            await self._identify(Request({**scope, "app": self._app}, receive))
        except MunimentError as refused:
            return error_response(refused, request_id=request_id_of(scope))
        return None

    async def _read(self, body: Body) -> bytes:
        """A whole JSON body, or what came where none belongs: a body left unread would be drained without limit, and
        one that waits for `100 Continue` would be mixed up with the next request.

        Raises BodyTooLargeError, RequestTimeoutError, ConnectionError.
        """
        limit = self._settings.max_json_bytes
        too_large = BodyTooLargeError(f"The body exceeds the limit of {limit} bytes.")
        if body.declared_bytes is not None and body.declared_bytes > limit:
            raise too_large
        pieces: list[bytes] = []
        try:
            # The whole of it in the time one silence may last: a client that drips a byte at a time holds nothing.
            async with asyncio.timeout(self._settings.receive_timeout_seconds):
                while (piece := await body.next()) is not None:
                    if body.received_bytes > limit:
                        raise too_large
                    pieces.append(piece)
        except TimeoutError as error:
            raise RequestTimeoutError(self._settings.receive_timeout_seconds) from error
        return b"".join(pieces)


def _traceparent(scope: Scope) -> str | None:
    """The caller's span, when spans are made."""
    if not tracing.is_on():
        return None
    return _header(scope, b"traceparent")


def _needs_caller(scope: Scope) -> bool:
    return bool(scope["path"].startswith("/v1/") and (scope["method"], scope["path"]) not in PUBLIC)


def _header(scope: Scope, wanted: bytes) -> str | None:
    return next((value.decode("latin-1") for name, value in scope["headers"] if name == wanted), None)


def _replaying(content: bytes, receive: Receive) -> Receive:
    """A `receive` that gives the whole body once, then what really happens (a disconnect)."""
    waiting: list[dict[str, Any]] = [{"type": "http.request", "body": content, "more_body": False}]

    async def replay() -> Message:
        return waiting.pop() if waiting else await receive()

    return replay
