"""What the OpenAPI document says of errors: every code an endpoint may answer with, taken from the error tree."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from muniment.errors import (
    AssessmentRefusedError,
    DatabaseUnavailableError,
    FieldProblem,
    FileTooLargeError,
    ForgedRequestError,
    InsufficientScopeError,
    InvalidApiKeyError,
    InvalidFieldsError,
    InvalidNetworkError,
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

_CODED: dict[str, Any] = {
    "type": "object",
    "required": ["code", "message"],
    "properties": {"code": {"type": "string"}, "message": {"type": "string"}},
}
_FIELDS: dict[str, Any] = {
    "type": "array",
    "items": {
        "type": "object",
        "required": ["loc", "msg", "type"],
        "properties": {
            "loc": {"type": "array", "items": {"anyOf": [{"type": "string"}, {"type": "integer"}]}},
            "msg": {"type": "string"},
            "type": {"type": "string"},
        },
    },
}
_SENTENCE: dict[str, Any] = {"type": "string"}
_REFUSED: dict[str, Any] = {
    "type": "object",
    "required": ["error"],
    "properties": {"error": {"type": "string"}},
}
_REFUSED_VALUE: dict[str, Any] = {
    "type": "object",
    "required": ["error", "value"],
    "properties": {"error": {"type": "string"}, "value": {"type": "string"}},
}
_OAUTH: dict[str, Any] = {
    "type": "object",
    "required": ["error", "error_description"],
    "properties": {"error": {"type": "string"}, "error_description": {"type": "string"}},
}
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
    described: dict[int | str, dict[str, Any]] = {}
    for status, those in sorted(by_status.items()):
        schemas = []
        for error in those:
            schema = _schema(error)
            if schema not in schemas:
                schemas.append(schema)
        described[status] = {
            "description": "; ".join(dict.fromkeys(_title(error) for error in those)),
            "content": {
                "application/json": {
                    "schema": schemas[0] if len(schemas) == 1 else {"anyOf": schemas},
                    "examples": {_title(error): {"value": _body(error)} for error in those},
                }
            },
        }
    return described


def describe_too(response: dict[str, Any], error: MunimentError) -> None:
    """Describe one more error of a status that is described."""
    content, schema = response["content"]["application/json"], _schema(error)
    schemas = content["schema"].get("anyOf", [content["schema"]])
    if schema not in schemas:
        content["schema"] = {"anyOf": [*schemas, schema]}
    content["examples"][_title(error)] = {"value": _body(error)}
    response["description"] = f"{response['description']}; {_title(error)}"


def _body(error: MunimentError) -> dict[str, object]:
    if isinstance(error, OAuthError):
        return {"error": error.code, "error_description": error.message}
    return {"detail": error.detail(), "request_id": _REQUEST_ID}


def _title(error: MunimentError) -> str:
    return (
        type(error).__name__
        if isinstance(error, NotAuthenticatedError | InvalidApiKeyError | InvalidSessionError)
        else error.code
    )


def _schema(error: MunimentError) -> dict[str, Any]:
    if isinstance(error, OAuthError):
        return _OAUTH
    request_id = {"type": "string", "format": "uuid"}
    return {
        "type": "object",
        "required": ["detail", "request_id"],
        "properties": {"detail": _detail_schema(error), "request_id": request_id},
    }


def _detail_schema(error: MunimentError) -> dict[str, Any]:
    if isinstance(error, InvalidFieldsError):
        return _FIELDS
    if isinstance(error, AssessmentRefusedError):
        return _REFUSED
    if isinstance(error, InvalidNetworkError):
        return _REFUSED_VALUE
    return _SENTENCE if isinstance(error.detail(), str) else _CODED
