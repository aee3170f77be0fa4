"""JSON bodies, read so that nothing in them is taken otherwise than its sender meant it: UTF-8 (RFC 8259 §8.1), every
name once, no numbers that JSON does not have. The framework's own way takes the last of two names, NaN, any
Unicode.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Coroutine
from typing import Any, NoReturn

from fastapi import Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute

from muniment.http.contract.lookalikes import MAX_CHARACTERS
from muniment.http.contract.parameters import REPEATED, repeated

_JSON = re.compile(r"application/(?:[\w.+-]+\+)?json", re.IGNORECASE)
_CHARSET = re.compile(r';\s*charset\s*=\s*"?([^\s";]+)', re.IGNORECASE)
_MEDIA_TYPE = re.compile(r"[\w!#$&^.+-]{1,64}/[\w!#$&^.+-]{1,64}", re.ASCII)
_INVALID = "json_invalid"


class JsonRoute(APIRoute):
    """An endpoint whose body, if it takes one, is read here."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        answer = super().get_route_handler()
        if self.body_field is None:
            return answer

        async def answer_to_json(request: Request) -> Response:
            body = await request.body()
            if not body:
                return await answer(request)
            said = request.headers.get("content-type", "application/json")
            return await answer(_Parsed(request, _parse(body, content_type=said)))

        return answer_to_json


class _Parsed(Request):
    def __init__(self, request: Request, value: Any) -> None:
        # The framework asks a request for its JSON only when its header says that.
        headers = [pair for pair in request.scope["headers"] if pair[0] != b"content-type"]
        scope = {**request.scope, "headers": [*headers, (b"content-type", b"application/json")]}
        super().__init__(scope, request.receive)
        self._value = value

    async def body(self) -> bytes:
        return b"-"  # that there is one

    async def json(self) -> Any:
        return self._value


def _parse(body: bytes, *, content_type: str) -> Any:
    """The value. Raises RequestValidationError."""
    kind = content_type.partition(";")[0].strip()
    if _JSON.fullmatch(kind) is None:
        sent = kind if _MEDIA_TYPE.fullmatch(kind) else "something else"
        _refuse(f"The body must be application/json, not {sent}")
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        _refuse("JSON decode error: the body is not UTF-8", error.start)
    charset = _CHARSET.search(content_type)
    if charset is not None and charset[1].lower() not in ("utf-8", "utf8") and not text.isascii():
        _refuse("JSON decode error: the header names another charset; JSON is UTF-8")
    try:
        return json.loads(text, object_pairs_hook=_of_pairs, parse_constant=_constant)
    except json.JSONDecodeError as error:
        _refuse(f"JSON decode error: {error.msg}", error.pos)
    except RecursionError:
        _refuse("JSON decode error: nested too deeply")
    except ValueError:
        _refuse("JSON decode error: a number is too large")


def _of_pairs(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    whole = dict(pairs)
    if len(whole) < len(pairs):
        names = [name for name, _ in pairs]
        name = next(name for name in whole if names.count(name) > 1) if len(names) <= 1000 else ""
        shown = (name,) if name.isprintable() and 0 < len(name) <= MAX_CHARACTERS else ()
        _refuse(repeated(max(2, names.count(name))), *shown, kind=REPEATED)
    return whole


def _constant(name: str) -> NoReturn:
    _refuse(f"JSON decode error: {name} is no JSON")


def _refuse(message: str, *where: str | int, kind: str = _INVALID) -> NoReturn:
    raise RequestValidationError([{"type": kind, "loc": ("body", *where), "msg": message}])
