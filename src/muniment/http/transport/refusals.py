"""Errors as answers: the one place that gives an error its body, `{"detail": …, "request_id": …}` (CONTRACT §1.3).

Whoever refuses comes through here: endpoints, the upload that runs past the framework, the layer around both, and the
server itself for connections from which no request is read.
"""

from __future__ import annotations

import random
import uuid
from collections.abc import Mapping

import orjson
from starlette.responses import Response
from starlette.types import Scope

from muniment.errors import MunimentError, OAuthError, RangeBeyondError, RateLimitedError, TooManySignInsError
from muniment.rates import Standing

_HEADERS = {401: {"WWW-Authenticate": "Bearer"}, 503: {"Retry-After": "1"}}
_REASONS = {
    400: "Bad Request",
    414: "URI Too Long",
    431: "Request Header Fields Too Large",
    503: "Service Unavailable",
}


def new_request_id() -> str:
    """A UUID (version 4) that names a request and guards nothing."""
    return str(uuid.UUID(int=random.getrandbits(128), version=4))


def request_id_headers(request_id: str) -> list[tuple[bytes, bytes]]:
    """The two headers of every answer that name its request (CONTRACT §1.8)."""
    value = request_id.encode()
    return [(b"x-coverbase-request-id", value), (b"x-request-id", value)]


def rate_headers(standing: Standing, *, seconds: int) -> list[tuple[bytes, bytes]]:
    """What is left to the caller (draft-ietf-httpapi-ratelimit-headers, version 6)."""
    told = {
        b"ratelimit-limit": standing.limit,
        b"ratelimit-remaining": standing.remaining,
        b"ratelimit-reset": standing.reset_seconds,
    }
    policy = (b"ratelimit-policy", b"%d;w=%d" % (standing.limit, seconds))
    return [*((name, b"%d" % value) for name, value in told.items()), policy]


def request_id_of(scope: Scope) -> str:
    """The id that the outermost layer gave the request."""
    return str(scope["state"]["request_id"])


def refusal(detail: object, status: int, *, request_id: str, headers: Mapping[str, str] | None = None) -> Response:
    """An answer that refuses, with this `detail`."""
    body = orjson.dumps({"detail": detail, "request_id": request_id})
    return Response(body, status_code=status, media_type="application/json", headers=headers)


def error_response(error: MunimentError, *, request_id: str) -> Response:
    """The error as an answer."""
    if isinstance(error, OAuthError):
        return _oauth_refusal(error)
    headers = _HEADERS.get(error.status)
    if isinstance(error, RangeBeyondError):
        headers = {"Content-Range": f"bytes */{error.size}"}
    if isinstance(error, RateLimitedError | TooManySignInsError):
        headers = {"Retry-After": str(error.retry_after_seconds)}
    return refusal(error.detail(), error.status, request_id=request_id, headers=headers)


def oauth_body(error: OAuthError) -> dict[str, str]:
    """The error in RFC 6749's shape (§5.2)."""
    return {"error": error.code, "error_description": error.message}


def _oauth_refusal(error: OAuthError) -> Response:
    headers = {"Cache-Control": "no-store", "Pragma": "no-cache"}
    if error.status == 401:
        headers["WWW-Authenticate"] = 'Basic realm="muniment"'
    body = orjson.dumps(oauth_body(error))
    return Response(body, status_code=error.status, media_type="application/json", headers=headers)


UNEXPECTED = MunimentError("Something failed on our side. Quote the request_id when you report it.")
"""A failure of ours, as it is told: its request id finds the log entry, nothing else is said."""


def written_out(error: MunimentError) -> bytes:
    """The refusal as it goes over the wire, for a connection from which no request is read."""
    request_id = new_request_id()
    answer = error_response(error, request_id=request_id)
    headers = [*answer.raw_headers, *request_id_headers(request_id), (b"connection", b"close")]
    head = b"".join(b"%s: %s\r\n" % header for header in headers)
    reason = _REASONS[answer.status_code].encode()
    return b"HTTP/1.1 %d %s\r\n%s\r\n%s" % (answer.status_code, reason, head, bytes(answer.body))
