"""The OpenAPI document: what the framework reads off the routes, and what it cannot know of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from fastapi import APIRouter, FastAPI
from fastapi.openapi.utils import get_openapi
from fastapi.routing import APIRoute

from muniment.http.contract.closed_sets import name_closed_sets
from muniment.http.contract.errors import error_schemas, shapes_in
from muniment.http.contract.headers import ALWAYS, ANSWERED, OF_STATUS, RATE, with_headers
from muniment.http.contract.meanings import explain
from muniment.http.contract.operations import GROUPS, NAMES
from muniment.http.contract.responses import CODES, FORGED_REQUEST, describe_too
from muniment.http.contract.schemas import nodes, ref, rename
from muniment.http.transport import session_cookie
from muniment.http.transport.needs import declared

_KEY = "HTTPBearer"
_SESSION = "SessionCookie"
_CSRF = "CsrfToken"
_SECURITY_SCHEMES = {
    _KEY: {
        "type": "http",
        "scheme": "bearer",
        "description": "An API key or an OAuth client's token: `Authorization: Bearer ak_…`, `Bearer cbat_…`.",
    },
    _SESSION: {
        "type": "apiKey",
        "in": "cookie",
        "name": session_cookie.SECURE_NAME,
        "description": "A person's session (`POST /v1/session`), where no `Authorization` is sent. Over plain HTTP the "
        f"cookie is called `{session_cookie.PLAIN_NAME}`.",
    },
    _CSRF: {
        "type": "apiKey",
        "in": "header",
        "name": session_cookie.CSRF_HEADER,
        "description": "The session's `csrf_token`, which every change by a cookie needs beside it.",
    },
}


def operation_id(route: APIRoute) -> str:
    """The name of the endpoint's function: what FastAPI makes of path and method changes with both."""
    return route.name


def describe(app: FastAPI, routers: Sequence[APIRouter], *, url: str) -> dict[str, Any]:
    """The document of the application, whose endpoints are those of the routers. `url`: where clients find it; "" at
    the root of wherever they got this."""
    schema = get_openapi(
        title=app.title,
        version=app.version,
        summary="The evidence room of vendor risk.",
        description=app.description,
        routes=app.routes,
        license_info={"name": "Apache License 2.0", "identifier": "Apache-2.0"},
        servers=[{"url": url}] if url else None,
    )
    schema["tags"] = [{"name": group.tag, "description": group.description} for group in GROUPS.values()]
    for route, operation in _operations(schema, routers):
        _describe_operation(route, operation)
    _name_schemas(schema)
    codes = {code for response in _refusals(schema) for code in response.get(CODES, ())}
    schema["components"]["schemas"] |= error_schemas(codes) | _named(_refusals(schema))
    explain(schema)
    for node in nodes([schema["paths"], schema["components"]]):
        _say_to_generators(node)
    schema["components"]["headers"] = ANSWERED
    schema["components"]["securitySchemes"] = _SECURITY_SCHEMES
    return schema


def endpoints(router: APIRouter) -> list[APIRoute]:
    """The router's endpoints."""
    return [route for route in router.routes if isinstance(route, APIRoute)]


def _operations(schema: dict[str, Any], routers: Sequence[APIRouter]) -> Iterator[tuple[APIRoute, dict[str, Any]]]:
    for router in routers:
        for route in endpoints(router):
            for method in route.methods or () if route.include_in_schema else ():
                yield route, schema["paths"][route.path][method.lower()]


def _describe_operation(route: APIRoute, operation: dict[str, Any]) -> None:
    name = NAMES[operation["operationId"]]
    operation["tags"] = [name.tag]
    operation["x-client-method"] = name.client_method
    for asked in declared(route):
        if asked.scope is not None:
            operation["x-required-scope"] = asked.scope.value
        # Said here: FastAPI's own way of saying it runs a dependency in every request, 30 us each.
        operation["security"] = [{_KEY: []}, {_SESSION: []}]
        if "GET" not in (route.methods or ()):
            operation["security"] = [{_KEY: []}, {_SESSION: [], _CSRF: []}]
            describe_too(operation["responses"]["403"], FORGED_REQUEST)
    for status, response in operation["responses"].items():
        names = (*ALWAYS, *OF_STATUS.get(int(status), ()))
        if "security" in operation and (int(status) < 400 or int(status) == 429):
            names = (*names, *RATE)
        response["headers"] = with_headers(*names)["headers"] | response.get("headers", {})
    if "HTTPValidationError" in str(operation["responses"].get("422", "")):
        del operation["responses"]["422"]  # of parameters for which every value fits


def _name_schemas(schema: dict[str, Any]) -> None:
    """Give schemas the names that generated clients are to have."""
    schemas = schema["components"]["schemas"]
    for name in ("HTTPValidationError", "ValidationError"):  # FastAPI's; ours of the second name follows
        schemas.pop(name, None)
    rename(schema, {name: _client_name(name) for name in schemas})
    name_closed_sets(schema)


def _client_name(name: str) -> str:
    """The name of a schema. In our own code suffixes tell shapes from the things themselves; and `NewVendor` is to a
    generated client in Go what makes a `Vendor`."""
    name = name.removesuffix("Object").removesuffix("Body")
    return f"{made}Input" if (made := name.removeprefix("New")) != name else name


_WIDTHS = {"integer": "int64", "number": "double"}
"""Without a width some take 32 bits, in which no time after 2038 has room."""


def _say_to_generators(node: dict[str, Any]) -> None:
    if isinstance(node.get("title"), str):  # made of names of classes and fields; else a field of this name
        del node["title"]
    if isinstance(kind := node.get("type"), str) and kind in _WIDTHS:
        node.setdefault("format", _WIDTHS[kind])
    if node.get("additionalProperties") is False:  # as answers are; clients should bear what a later version adds
        del node["additionalProperties"]


def _refusals(schema: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """What is described of every refusal."""
    for methods in schema["paths"].values():
        for operation in methods.values():
            yield from (response for status, response in operation["responses"].items() if int(status) >= 400)


def _named(refusals: Iterable[dict[str, Any]]) -> dict[str, Any]:
    """The schemas of what has one shape or another, by a name that stands in their place from now on: generators would
    give each a name of its own, by operation and status."""
    named = {}
    for refusal in refusals:
        content = refusal["content"]["application/json"]
        if len(shapes := shapes_in(content["schema"])) > 1:
            name = "Or".join(shapes)
            named[name], content["schema"] = content["schema"], ref(name)
    return named
