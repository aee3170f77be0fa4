"""The application: routers, the layers around them, the one place where errors become answers."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from functools import cache, partial
from importlib.metadata import version
from typing import Any

import orjson
from fastapi import APIRouter, FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.routing import Match

from muniment.archives.unpacking import Unpacking
from muniment.errors import FieldProblem, InvalidFieldsError, MunimentError, NotFoundError
from muniment.http.openapi import describe, endpoints, operation_id
from muniment.http.resources import (
    api_keys,
    assessments,
    audit,
    documents,
    events,
    evidence,
    files,
    health,
    oauth,
    organisations,
    pages,
    reference,
    resumable_uploads,
    retention,
    reviews,
    search,
    sessions,
    setup,
    single_sign_on,
    users,
    utilities,
    vendors,
    webhooks,
)
from muniment.http.resources.uploads import upload
from muniment.http.transport import page_pictures
from muniment.http.transport.admit import Call, as_response
from muniment.http.transport.deferred import Deferred
from muniment.http.transport.lingering_close import LingeringClose
from muniment.http.transport.middleware import Middleware
from muniment.http.transport.multipart import FORM
from muniment.http.transport.needs import Needs, declared, needed_by
from muniment.http.transport.pools import Pools
from muniment.http.transport.public_paths import PUBLIC
from muniment.http.transport.refusals import UNEXPECTED, error_response, refusal, request_id_of
from muniment.http.transport.site import Site
from muniment.http.transport.streams import Stream
from muniment.pages.pictures import Pictures
from muniment.runtime import Runtime

ROUTERS = (
    documents.router,
    resumable_uploads.router,
    pages.router,
    evidence.router,
    search.router,
    reviews.router,
    vendors.router,
    assessments.router,
    api_keys.router,
    oauth.router,
    users.router,
    sessions.router,
    single_sign_on.router,
    setup.router,
    organisations.router,
    retention.router,
    audit.router,
    events.router,
    webhooks.router,
    utilities.router,
    health.router,
    files.router,
    reference.router,
)

_IDEMPOTENT = frozenset({("POST", "/v1/vendors"), ("POST", "/v1/assessments")})

_STREAMS = (
    Stream("POST", "/v1/documents", partial(upload, needs=needed_by(documents.router, documents.upload_document))),
    *resumable_uploads.STREAMS,
)
"""What is uploaded: the framework's layers cost as much as a form's parsing."""

_DESCRIPTION = """A drop-in for clients of Coverbase's Documents API.

Authenticate with `Authorization: Bearer ak_…`, or as a person by a session's cookie. Times are Unix seconds. Errors are
`{"detail": {"code", "message"}, "request_id"}`; fields that do not fit answer 422 with a list of
`{"loc", "msg", "type"}`. The header `x-coverbase-request-id` names every request.
"""


def create_app(runtime: Runtime, site: Site | None = None) -> Middleware:
    """The ASGI application over a runtime, which stays the caller's to close. `site`: the pages it shows to people."""
    pictures = Pictures(
        runtime.settings,
        runtime.store,
        runtime.metrics,
        folder=runtime.pictures_folder,
        scratch_folder=runtime.scratch_folder,
    )
    unpacking = Unpacking(runtime.settings, scratch_folder=runtime.scratch_folder)
    app = _new_app(runtime, ROUTERS, site=site, pictures=pictures, unpacking=unpacking)
    app.state.is_alive = app.state.health.ask_database
    url = runtime.settings.public_url or runtime.settings.root_path
    app.openapi = cache(partial(describe, app, ROUTERS, url=url))  # type: ignore[method-assign]
    app.state.described = cache(lambda: orjson.dumps(app.openapi()))
    forms = site.streams if site is not None else {}
    streams = [Stream("POST", path, answer, when=(b"content-type", FORM.encode())) for path, answer in forms.items()]
    return _within(app, streams=[*_STREAMS, *streams])


def create_probe_app(runtime: Runtime, *, is_working: Callable[[], bool]) -> Middleware:
    """The part of it that answers an operator's tools, for a process that works and serves nothing else. `is_working`
    is what its /healthz tells."""
    app = _new_app(runtime, (health.router,))

    async def is_alive() -> bool:
        return is_working()

    app.state.is_alive = is_alive
    return _within(app, streams=())


def _new_app(
    runtime: Runtime,
    routers: Sequence[APIRouter],
    *,
    site: Site | None = None,
    pictures: Pictures | None = None,
    unpacking: Unpacking | None = None,
) -> FastAPI:
    pools = Pools(runtime)
    deferred = Deferred(runtime, pools)

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        tasks = [asyncio.create_task(deferred.keep_writing())]
        if pictures is not None:
            tasks.append(asyncio.create_task(page_pictures.keep_house(runtime, pools, pictures)))
        yield
        for task in tasks:
            task.cancel()
        if pictures is not None:
            await pools.on_disk(pictures.close)
        if unpacking is not None:
            await pools.on_disk(unpacking.close)
        await deferred.write()
        await pools.drain()
        pools.close()

    app = FastAPI(
        title="muniment",
        version=version("muniment"),
        description=_DESCRIPTION,
        lifespan=lifespan,
        redirect_slashes=False,
        openapi_url=None,  # reference.py answers it, as bytes that are made once
        docs_url=None,  # FastAPI's pages load their scripts from elsewhere; ours is reference.py
        redoc_url=None,
        separate_input_output_schemas=False,
        generate_unique_id_function=operation_id,
    )
    app.state.runtime = runtime
    app.state.pools = pools
    app.state.deferred = deferred
    app.state.pictures = pictures
    app.state.unpacking = unpacking
    app.state.flow = single_sign_on.open_flow(runtime)
    app.state.stopping = asyncio.Event()
    app.state.lingering = LingeringClose(runtime.settings, runtime.metrics.lingering)
    app.state.health = health.HealthChecks(runtime, pools)
    app.state.site = site
    app.state.routers = (*routers, *(site.routers if site is not None else ()))
    for router in app.state.routers:
        _include(app, router)
    app.add_exception_handler(MunimentError, _refuse)
    app.add_exception_handler(RequestValidationError, _refuse_fields)
    app.add_exception_handler(HTTPException, _refuse_route)
    app.add_exception_handler(Exception, _fail)
    return app


def _include(app: FastAPI, router: APIRouter) -> None:
    app.include_router(router)
    for route in endpoints(router):
        if "GET" in (route.methods or ()):  # the server sends the head of the answer alone (RFC 9110 §9.3.2)
            app.router.add_api_route(
                route.path,
                route.endpoint,
                methods=["HEAD"],
                include_in_schema=False,
                route_class_override=type(route),
            )


def _within(app: FastAPI, *, streams: Sequence[Stream]) -> Middleware:
    runtime: Runtime = app.state.runtime
    return Middleware(
        app,
        runtime.settings,
        app.state.lingering,
        runtime.metrics,
        streams=streams,
        identify=_identify,
        refuse=_refusal_of,
    )


async def _identify(request: Request) -> None:
    await Call(request, needs=None, is_open_everywhere=True).identify()


def _refusal_of(request: Request, error: MunimentError) -> Response:
    """The error as an answer: a page for a person, JSON for everybody else."""
    site: Site | None = request.app.state.site
    page = site.refuse(request, error) if site is not None else None
    return page or error_response(error, request_id=request_id_of(request.scope))


async def _refuse(request: Request, error: Exception) -> Response:
    assert isinstance(error, MunimentError)
    return _refusal_of(request, error)


async def _refuse_fields(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    return await _refuse_problems(request, [_problem(one) for one in error.errors()])


async def _refuse_problems(request: Request, problems: list[FieldProblem]) -> Response:
    """422, but first things first: who is calling, and whether the answer is already known."""
    if (request.method, request.url.path) in PUBLIC:
        return error_response(InvalidFieldsError(problems), request_id=request_id_of(request.scope))
    try:
        call = next(declared(request.scope.get("route")), Needs(None)).call(request)
        if (request.method, request.url.path) not in _IDEMPOTENT:
            await call.identify()
        elif (earlier := (await call.recall())[2]) is not None:
            return as_response(earlier)
    except MunimentError as refused:
        return error_response(refused, request_id=request_id_of(request.scope))
    return error_response(InvalidFieldsError(problems), request_id=request_id_of(request.scope))


def _problem(one: dict[str, Any]) -> FieldProblem:
    return FieldProblem(loc=tuple(one["loc"]), msg=one["msg"], kind=one["type"])


async def _refuse_route(request: Request, error: Exception) -> Response:
    """No such path, or not with that method; or a body that is no JSON, which FastAPI tells in two ways."""
    assert isinstance(error, HTTPException)
    if error.status_code == 400:
        # Bytes that are not Unicode, numbers and nestings beyond what the parser takes.
        return await _refuse_problems(request, [FieldProblem(("body",), "JSON decode error", "json_invalid")])
    if (site := request.app.state.site) is not None:  # a form's address is no page, and a page takes no form
        page: Response | None = site.refuse(request, NotFoundError("There is no such page."))
        if page is not None:
            return page
    code = {404: "not_found", 405: "method_not_allowed"}.get(error.status_code, "bad_request")
    detail = {"code": code, "message": str(error.detail)}
    headers = dict(error.headers or {})
    if error.status_code == 405:
        # Starlette names the methods of one route; RFC 9110 §15.5.6 asks for those of the path.
        headers["Allow"] = ", ".join(sorted(_allowed(request))) or headers["Allow"]
    return refusal(detail, error.status_code, request_id=request_id_of(request.scope), headers=headers)


def _allowed(request: Request) -> set[str]:
    routes = [route for router in request.app.state.routers for route in endpoints(router)]
    methods = {
        method for one in routes if one.matches(request.scope)[0] is not Match.NONE for method in one.methods or ()
    }
    return methods | {"HEAD"} if "GET" in methods else methods


async def _fail(request: Request, _error: Exception) -> Response:
    return _refusal_of(request, UNEXPECTED)
