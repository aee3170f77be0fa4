"""Whatever a test is answered is what the OpenAPI document says of it: status, code, headers and schema."""

from __future__ import annotations

import json
import re
from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from typing import Any

import httpx
import jsonschema_rs
from fastapi import FastAPI
from pydantic import BaseModel

from muniment.http.app import ROUTERS
from muniment.http.contract import answers
from muniment.http.contract.answers.base import Answer
from muniment.http.contract.errors import OUTSIDE_OPERATIONS
from muniment.http.contract.schemas import nodes
from muniment.http.openapi import describe, operation_id


def operations(document: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """The document's operations by method and path, as in `GET /v1/documents`."""
    return {
        f"{method.upper()} {path}": operation
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
    }


def answer_models() -> list[type[BaseModel]]:
    """What is described of answers."""
    modules = [import_module(found.name) for found in iter_modules(answers.__path__, f"{answers.__name__}.")]
    return [
        one
        for module in modules
        for one in vars(module).values()
        if isinstance(one, type) and issubclass(one, Answer) and one.__module__ == module.__name__
        if one is not Answer and not one.__name__.startswith("_")
    ]


def exact(document: dict[str, Any]) -> dict[str, Any]:
    """The document, exact where it is kind to clients: answers have no key that it does not name, though a later
    version may; and times that no client can hold in 64 bits are taken, as later than all."""
    closed = {model.__name__.removesuffix("Object") for model in answer_models()}
    for name, schema in document["components"]["schemas"].items():
        if name in closed:
            schema["additionalProperties"] = False
    for node in nodes(document["paths"]):
        if node.get("format") == "int64":
            del node["format"]
    return document


@cache
def _document() -> dict[str, Any]:
    app = FastAPI(generate_unique_id_function=operation_id, separate_input_output_schemas=False)
    for router in ROUTERS:
        app.include_router(router)
    return exact(describe(app, ROUTERS, url=""))


@cache
def _paths() -> list[tuple[re.Pattern[str], str]]:
    """Patterns of the paths, those without a parameter first."""
    paths = sorted(_document()["paths"], key=lambda path: path.count("{"))
    return [(re.compile(re.sub(r"\{\w+\}", "[^/]+", path)), path) for path in paths]


@cache
def _validator(schema: str) -> jsonschema_rs.Draft202012Validator:
    return jsonschema_rs.Draft202012Validator({**json.loads(schema), "components": _document()["components"]})


def check(response: httpx.Response) -> None:
    """Raises AssertionError where the answer of an operation is not described."""
    method, asked = response.request.method.lower(), response.request.url.path
    path = next((path for pattern, path in _paths() if pattern.fullmatch(asked)), "")
    operation = _document()["paths"].get(path, {}).get(method)
    if operation is None or response.headers.get("content-type") != "application/json":
        return
    response.read()
    body = response.json()
    detail = body.get("detail") if isinstance(body, dict) else None
    code = detail.get("code") if isinstance(detail, dict) else None
    if code in OUTSIDE_OPERATIONS:
        return
    described = operation["responses"].get(str(response.status_code))
    told = f"{method} {path}: {response.status_code} {code or ''}"
    assert described is not None, f"{told} is not described"
    assert code is None or code in described.get("x-error-codes", ()), f"{told} is not described"
    known = _document()["components"]["headers"]
    missing = [name for name in described["headers"] if known[name]["required"] and name not in response.headers]
    assert not missing, f"{told} comes without {missing}"
    schema = json.dumps(described["content"]["application/json"]["schema"])
    unfit = [error.message for error in _validator(schema).iter_errors(body)]
    assert not unfit, f"{told} is not as described: {unfit}"
