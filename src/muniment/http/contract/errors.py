"""The shapes of errors, as the OpenAPI document names them once for all operations (CONTRACT §1.3)."""

from __future__ import annotations

from typing import Any

from muniment.errors import AssessmentRefusedError, InvalidFieldsError, InvalidNetworkError, MunimentError, OAuthError
from muniment.http.contract.schemas import name_of, ref

_REQUEST_ID = {"type": "string", "format": "uuid", "description": "As in the header `x-coverbase-request-id`."}

OUTSIDE_OPERATIONS = (
    "address_too_long",
    "bad_request",
    "head_too_large",
    "internal_error",
    "method_not_allowed",
    "not_found",
    "overloaded",
)
"""Codes of what is answered before an operation is found, or when one fails: no operation names them."""


def shape_of(error: MunimentError) -> str:
    """The name of the schema that the error's body has."""
    if isinstance(error, OAuthError):
        return "OAuthError"
    if isinstance(error, InvalidFieldsError):
        return "ValidationError"
    if isinstance(error, AssessmentRefusedError):
        return "AssessmentRefused"
    if isinstance(error, InvalidNetworkError):
        return "InvalidNetwork"
    return "PlainError" if isinstance(error.detail(), str) else "Error"


def one_of(shapes: set[str]) -> dict[str, Any]:
    """The schema of what has one of these shapes. `PlainError` stands last: it fits everything to a client that tries
    one after the other and looks at no types."""
    refs = [ref(shape) for shape in sorted(shapes, key=lambda one: (one == "PlainError", one))]
    return refs[0] if len(refs) == 1 else {"oneOf": refs}


def shapes_in(schema: dict[str, Any]) -> list[str]:
    """The shapes of such a schema; none of an empty one."""
    refs = schema.get("oneOf", [schema] if schema else [])
    return [name_of(one) for one in refs]


def error_schemas(codes: set[str]) -> dict[str, Any]:
    """The schemas by name. `codes`: those that operations answer with."""
    return {
        "Error": _refusal(ref("ErrorDetail"), "What every refusal is that has a code."),
        "ErrorDetail": _object(
            code=ref("ErrorCode"),
            message={
                "type": "string",
                "description": "What happened and what to do; it may change, the code does not.",
            },
        ),
        "ErrorCode": {
            "type": "string",
            "enum": sorted({*codes, *OUTSIDE_OPERATIONS}),
            "description": "The word to branch on. Every one is explained in docs/errors.md; which an operation may "
            "answer with, `x-error-codes` says beside each status.",
        },
        "PlainError": _refusal({"type": "string"}, "A refusal of who calls, said in a sentence."),
        "ValidationError": _refusal(
            {"type": "array", "items": ref("FieldProblem")}, "Fields and parameters that do not fit their schema."
        ),
        "FieldProblem": _object(
            loc={
                "type": "array",
                "items": {"anyOf": [{"type": "string"}, {"type": "integer"}]},
                "description": "Where: `body`, `query`, `path` or `header`, then the field.",
            },
            msg={"type": "string"},
            type={"type": "string"},
        ),
        "AssessmentRefused": _refusal(_object(error={"type": "string"}), "Why no assessment was made."),
        "InvalidNetwork": _refusal(
            _object(error={"type": "string"}, value={"type": "string"}), "A rule of an allowlist that is no network."
        ),
        "OAuthError": _object(
            error=ref("OAuthErrorCode"),
            error_description={"type": "string"},
            description="What the token endpoint refuses, as RFC 6749 §5.2 has it.",
        ),
        "OAuthErrorCode": {"type": "string", "enum": sorted(one.code for one in OAuthError.__subclasses__())},
    }


def _refusal(detail: dict[str, Any], description: str) -> dict[str, Any]:
    return _object(detail=detail, request_id=_REQUEST_ID, description=description)


def _object(*, description: str | None = None, **properties: Any) -> dict[str, Any]:
    said = {"description": description} if description is not None else {}
    return {"type": "object", "required": list(properties), "properties": properties, **said}
