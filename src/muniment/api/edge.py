"""The outermost layer, around everything: a request id on every answer, limits on what is awaited, no answer lost.

Pure ASGI: no task, no queue and no copy of its own for the bytes that pass.
"""

from __future__ import annotations

import logging
import secrets
from typing import Any

import orjson
from fastapi import FastAPI
from starlette.responses import Response
from starlette.types import Message, Receive, Scope, Send

from muniment.api.linger import Body, Lingering
from muniment.errors import BodyTooLargeError, MunimentError, RequestTimeoutError
from muniment.settings import Settings

log = logging.getLogger("muniment.api")

UPLOAD_PATH = "/v1/documents"
_BODY_HEADERS = (b"content-length", b"transfer-encoding")


def refusal(error: MunimentError) -> Response:
    """The error as an answer."""
    headers = {"WWW-Authenticate": "Bearer"} if error.status == 401 else None
    body = orjson.dumps({"detail": error.detail()})
    return Response(body, status_code=error.status, media_type="application/json", headers=headers)


def unexpected(request_id: str) -> Response:
    """The answer to a failure of ours: its request id finds the log entry, nothing else is told."""
    detail = {
        "code": "internal_error",
        "message": f"Something failed on our side. Quote the request id when you report it: {request_id}",
        "request_id": request_id,
    }
    return Response(orjson.dumps({"detail": detail}), status_code=500, media_type="application/json")


class Edge:
    """Wraps the application."""

    def __init__(self, app: FastAPI, settings: Settings, lingering: Lingering) -> None:
        self._app = app
        self._settings = settings
        self._lingering = lingering

    def openapi(self) -> dict[str, Any]:
        """The OpenAPI document of the application."""
        return self._app.openapi()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request_id = f"req_{secrets.token_hex(16)}"
        scope.setdefault("state", {})["request_id"] = request_id
        header = (b"x-request-id", request_id.encode())
        is_answered = False

        async def answer(message: Message) -> None:
            nonlocal is_answered
            if message["type"] == "http.response.start":
                is_answered = True
                message["headers"] = [*message.get("headers", ()), header]
            await send(message)

        try:
            await self._serve(scope, receive, answer)
        except Exception:
            log.exception("request failed", extra={"request_id": request_id})
            if not is_answered:
                await unexpected(request_id)(scope, receive, answer)

    async def _serve(self, scope: Scope, receive: Receive, send: Send) -> None:
        if _is_upload(scope) or not _has_body(scope):
            await self._app(scope, receive, send)
            return
        body = Body(scope, receive, self._settings)
        try:
            content = await self._read(body)
        except MunimentError as error:
            await self._lingering.send(refusal(error), body, scope, send)
            return
        except ConnectionError:
            return
        await self._app(scope, _replaying(content, receive), send)

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
            while (piece := await body.next()) is not None:
                if body.received_bytes > limit:
                    raise too_large
                pieces.append(piece)
        except TimeoutError as error:
            raise RequestTimeoutError(self._settings.receive_timeout_seconds) from error
        return b"".join(pieces)


def _is_upload(scope: Scope) -> bool:
    return bool(scope["method"] == "POST" and scope["path"] == UPLOAD_PATH)


def _has_body(scope: Scope) -> bool:
    return any(name in _BODY_HEADERS for name, _ in scope["headers"])


def _replaying(content: bytes, receive: Receive) -> Receive:
    """A `receive` that gives the whole body once, then what really happens (a disconnect)."""
    waiting: list[dict[str, Any]] = [{"type": "http.request", "body": content, "more_body": False}]

    async def replay() -> Message:
        return waiting.pop() if waiting else await receive()

    return replay
