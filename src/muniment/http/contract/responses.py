"""What the OpenAPI document says of errors: every code an endpoint may answer with, taken from the error tree."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from muniment.errors import (
    DatabaseUnavailableError,
    FieldProblem,
    FileTooLargeError,
    ForgedRequestError,
    IdempotencyInFlightError,
    IdempotencyMismatchError,
    InsufficientScopeError,
    InvalidApiKeyError,
    InvalidFieldsError,
    InvalidIdempotencyKeyError,
    InvalidSessionError,
    IpNotAllowedError,
    MunimentError,
    NotAuthenticatedError,
    OAuthError,
    RateLimitedError,
    RequestTimeoutError,
    ScopeGrantForbiddenError,
    SearchTooBroadError,
    UnsupportedEncodingError,
)
from muniment.http.contract.errors import one_of, shape_of, shapes_in

CODES = "x-error-codes"
"""The codes of `Error` that an answer may have: what a client needs to make a class of each."""

_REQUEST_ID = "6e1d2c63-6a0f-4a57-9b0e-5d8a4f0c7b21"

FROM_EVERYWHERE: tuple[MunimentError, ...] = (
    NotAuthenticatedError(),
    InvalidApiKeyError(),
    RateLimitedError(600, 60, retry_after_seconds=1),
    InvalidSessionError(),
    DatabaseUnavailableError(),
)
"""What every endpoint that needs a key may answer, from whichever address."""

FOR_ANY_KEY = (*FROM_EVERYWHERE, IpNotAllowedError())
"""The same where the allowlist counts."""

_NO_SCOPE = InsufficientScopeError("The API key lacks the scope documents:read.")
EVERYWHERE = (*FOR_ANY_KEY, _NO_SCOPE)
"""What every endpoint that needs a scope may answer."""

FOR_KEYS = (*FROM_EVERYWHERE, _NO_SCOPE)
"""The same of those that manage keys, for which the allowlist does not count."""

FORGED_REQUEST = ForgedRequestError("The request comes from another site's page.")
"""What every change that a caller makes may answer: it may come by a session's cookie."""

INVALID_FIELDS = InvalidFieldsError(
    [FieldProblem(("query", "limit"), "Input should be greater than 0", "greater_than")]
)
SCOPE_GRANT_FORBIDDEN = ScopeGrantForbiddenError("This key cannot grant what it does not have: audit:read.")
FILE_TOO_LARGE = FileTooLargeError(104_857_600)
IDEMPOTENCY_REFUSALS = (
    InvalidIdempotencyKeyError("Idempotency-Key must be 1 to 255 printable ASCII characters."),
    IdempotencyInFlightError(),
    IdempotencyMismatchError(),
)
REQUEST_TIMEOUT = RequestTimeoutError(30)
SEARCH_TOO_BROAD = SearchTooBroadError(10)
UNSUPPORTED_ENCODING = UnsupportedEncodingError("Content-Encoding", "gzip", of="the body")


def error_responses(
    *errors: MunimentError, everywhere: tuple[MunimentError, ...] = EVERYWHERE
) -> dict[int | str, dict[str, Any]]:
    """The `responses` of an endpoint that may refuse with these errors and those of `everywhere`, each with an
    example."""
    by_status: dict[int, list[MunimentError]] = defaultdict(list)
    for error in (*everywhere, *errors):
        by_status[error.status].append(error)
    return {status: _response(those) for status, those in sorted(by_status.items())}


def _response(errors: list[MunimentError]) -> dict[str, Any]:
    """What one status may mean."""
    described: dict[str, Any] = {"description": "", "content": {"application/json": {"schema": {}, "examples": {}}}}
    for error in errors:
        describe_too(described, error)
    return described


def describe_too(response: dict[str, Any], error: MunimentError) -> None:
    """Describe one more error of a status."""
    content, title, shape = response["content"]["application/json"], _title(error), shape_of(error)
    content["schema"] = one_of({*shapes_in(content["schema"]), shape})
    if title not in content["examples"]:
        content["examples"][title] = {"value": _body(error)}
        said = error.message.rstrip(".") if shape == "PlainError" else error.code
        response["description"] = "; ".join(filter(None, (response["description"], said)))
    if shape == "Error":
        response[CODES] = sorted({*response.get(CODES, ()), error.code})


def _body(error: MunimentError) -> dict[str, object]:
    if isinstance(error, OAuthError):
        return {"error": error.code, "error_description": error.message}
    return {"detail": error.detail(), "request_id": _REQUEST_ID}


def _title(error: MunimentError) -> str:
    return type(error).__name__ if shape_of(error) == "PlainError" else error.code
