"""One operation of the API with its arguments, made into a request, and its answer into what the method returns."""

from __future__ import annotations

import json
import typing
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import Enum
from typing import Any, Final, Generic, TypeVar, cast
from urllib.parse import quote
from uuid import uuid4

from muniment_client.error_classes import ERROR_CLASSES
from muniment_client.errors import (
    ApiError,
    InvalidApiKeyError,
    InvalidFieldsError,
    MunimentError,
    NotAuthenticatedError,
)
from muniment_client.exchange import Answer, Flow, Request
from muniment_client.model import Model, decoded
from muniment_client.retries import IDEMPOTENCY_KEY, Retries, retry_after_seconds, tried
from muniment_client.uploads import Sending

T = TypeVar("T")


class Omitted(Enum):
    """The type of OMITTED."""

    OMITTED = "omitted"

    def __repr__(self) -> str:
        return "OMITTED"


_ELSEWHERE = "The server sends the request elsewhere: is base_url right?"
STRANGE: Final = "The answer is not one that the API gives: is base_url right?"

OMITTED: Final = Omitted.OMITTED
"""A field of the body that is not sent; None is sent as null, which may mean something else."""


@dataclass(frozen=True, kw_only=True)
class Call(Generic[T]):
    """One operation with its arguments; `answers` is the type of what it returns. Nones in `query` and `headers`, and
    what is OMITTED in `body` and `form`, are not sent."""

    method: str
    path: str
    answers: type[T] | None
    at: Mapping[str, str | int] = field(default_factory=dict)
    query: Mapping[str, Any] = field(default_factory=dict)
    headers: Mapping[str, str | bool | None] = field(default_factory=dict)
    body: Mapping[str, Any] | None = None
    form: Mapping[str, Any] | None = None
    file: Sending | None = None
    is_authorised: bool = True

    def asking(self, **query: Any) -> Call[T]:
        """The same with other parameters."""
        return replace(self, query={**self.query, **query})

    def request(self) -> Request:
        """How it is sent. An idempotency key is made where the operation takes one and none was given."""
        headers = dict(self.headers)
        if IDEMPOTENCY_KEY in headers and headers[IDEMPOTENCY_KEY] is None:
            headers[IDEMPOTENCY_KEY] = str(uuid4())
        return Request(
            method=self.method,
            url=self.path.format_map({name: _segment(name, value) for name, value in self.at.items()}),
            query=_sent(self.query),
            headers={name: _text(value) for name, value in headers.items() if value is not None},
            json=_json(self.body) if self.body is not None else None,
            form=_sent(self.form) if self.form is not None else None,
            file=self.file,
            is_authorised=self.is_authorised,
            seconds=self.query.get("wait") or 0,
        )


def called(call: Call[T], retries: Retries) -> Flow[T]:
    """What the operation answers. Raises ApiError where it refuses, ConnectionFailedError where nothing came."""
    return result(call, (yield from answered(call.request(), retries)))


def answered(request: Request, retries: Retries) -> Flow[Answer]:
    """The good answer. Raises ApiError, ConnectionFailedError."""
    answer = yield from tried(request, retries)
    if not answer.is_good:
        raise refusal(answer)
    return answer


def result(call: Call[T], answer: Answer) -> T:
    """What a good answer says. Raises ApiError for what is no answer of the API."""
    if call.answers is bytes or call.answers is None:
        return cast("T", answer.body if call.answers is bytes else None)
    try:
        made = decoded(call.answers, answer.json(), etag=answer.headers.get("etag"))
    except (ValueError, RecursionError):
        raise stranger(answer) from None
    if not isinstance(made, typing.get_origin(call.answers) or call.answers):
        raise stranger(answer)
    return cast("T", made)


def stranger(answer: Answer) -> ApiError:
    """The error of a good answer that says nothing which the API would say."""
    return ApiError(STRANGE, status=answer.status, request_id=_request_id(answer), body=answer.body)


def refusal(answer: Answer) -> ApiError:
    """The error that an answer tells, of its code's class."""
    try:
        body = answer.json()
    except (ValueError, RecursionError):
        body = answer.body.decode(errors="replace")
    said = body if isinstance(body, dict) else {}
    kind, code, message = _told(said.get("detail"), answer.status)
    if isinstance(said.get("error"), str):  # the token endpoint's own shape (RFC 6749 §5.2)
        code, message = said["error"], _word(said.get("error_description"))
    return ERROR_CLASSES.get(code or "", kind)(
        message or (_ELSEWHERE if 300 <= answer.status < 400 else f"The server answered {answer.status}."),
        status=answer.status,
        code=code,
        request_id=_request_id(answer),
        retry_after_seconds=retry_after_seconds(answer),
        body=body,
    )


def _told(detail: Any, status: int) -> tuple[type[ApiError], str | None, str | None]:
    """Class, code and message of a `detail`, which has one of four shapes."""
    if isinstance(detail, dict):
        return ApiError, _word(detail.get("code")), _word(detail.get("message")) or _word(detail.get("error"))
    if isinstance(detail, list):
        return InvalidFieldsError, None, "; ".join(map(_field, detail))
    if isinstance(detail, str):
        return _BY_STATUS.get(status, ApiError), None, detail
    return ApiError, None, None


_BY_STATUS = {401: InvalidApiKeyError, 403: NotAuthenticatedError}
"""The classes of refusals in a sentence alone."""


def _word(said: Any) -> str | None:
    """What is a text; None for what a server in the API's place says there."""
    return said if isinstance(said, str) else None


def _field(one: Any) -> str:
    if not isinstance(one, dict) or not isinstance(one.get("loc"), list):
        return str(one)
    return f"{'.'.join(map(str, one['loc']))}: {one.get('msg', '')}"


def _request_id(answer: Answer) -> str | None:
    return answer.headers.get("x-coverbase-request-id") or answer.headers.get("x-request-id")


def _segment(name: str, value: str | int) -> str:
    """Raises MunimentError for what would make another address of it."""
    if str(value) in ("", ".", ".."):
        raise MunimentError(f"{name} is no id: {value!r}")
    return quote(str(value), safe="", errors="replace")


def _sent(given: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _texts(value) for name, value in given.items() if value is not None and value is not OMITTED}


def _texts(value: Any) -> Any:
    return [_text(one) for one in value] if isinstance(value, (list, tuple, set, frozenset)) else _text(value)


def _text(value: Any) -> str:
    return json.dumps(value) if isinstance(value, bool) else str(value)


def _json(value: Any) -> Any:
    if isinstance(value, Model):
        return value.to_dict()
    if isinstance(value, Mapping):
        return {name: _json(one) for name, one in value.items() if one is not OMITTED}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [_json(one) for one in value]
    return value
