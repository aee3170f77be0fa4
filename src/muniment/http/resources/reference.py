"""What there is: `/openapi.json` for programs, `/docs/try` to try endpoints, with nothing loaded from anywhere else."""

from __future__ import annotations

import base64
import hashlib
import re
from functools import cache
from importlib.resources import files

from fastapi import APIRouter, Request, Response
from fastapi.openapi.docs import get_swagger_ui_html
from starlette.exceptions import HTTPException
from starlette.responses import HTMLResponse

from muniment.http.transport.admit import json_answer
from muniment.http.transport.preconditions import etag, is_unchanged

router = APIRouter(include_in_schema=False)

_ASSETS = {"swagger-ui-bundle.js": "text/javascript", "swagger-ui.css": "text/css", "favicon.png": "image/png"}
"""What the page loads: Swagger UI, as the package fastapi-offline carries it."""

_A_DAY = "public, max-age=86400"


_HERE = {
    "docs": "/docs",
    "llms": "/llms.txt",
    "openapi": "/openapi.json",
    "health": "/healthz",
    "documents": "/v1/documents",
}


def here(request: Request) -> Response:
    """What there is, for programs that ask for the root."""
    base = request.app.state.runtime.settings.root_path
    found = {name: f"{base}{path}" for name, path in _HERE.items()}
    return json_answer({"name": "muniment", **found}, headers={"vary": "Accept"})


@router.get("/openapi.json")
async def described(request: Request) -> Response:
    """The OpenAPI document: half a megabyte, which takes 10 ms to write, so its bytes are made once."""
    body: bytes = request.app.state.described()
    headers = {"ETag": etag(body)}
    if is_unchanged(request.headers.get("if-none-match"), headers["ETag"]):
        return Response(status_code=304, headers=headers)
    return Response(body, media_type="application/json", headers=headers)


@router.get("/docs/try")
async def try_out(request: Request) -> HTMLResponse:
    """The page."""
    base = request.app.state.runtime.settings.root_path
    page = get_swagger_ui_html(
        openapi_url=f"{base}/openapi.json",
        title="muniment",
        swagger_js_url=f"{base}/docs/try/swagger-ui-bundle.js",
        swagger_css_url=f"{base}/docs/try/swagger-ui.css",
        swagger_favicon_url=f"{base}/docs/try/favicon.png",
        swagger_ui_parameters={"validatorUrl": None},  # it would send the document to a server elsewhere
    )
    page.headers.update(_closed_to_scripts_but(page.body))
    return page


def _closed_to_scripts_but(page: bytes | memoryview) -> dict[str, str]:
    """Headers under which the page runs its own scripts, the one inside it by its hash, and shows in nobody's frame."""
    inside = re.search(rb"<script>(.*?)</script>", bytes(page), re.DOTALL)
    assert inside is not None
    digest = base64.b64encode(hashlib.sha256(inside[1]).digest()).decode()
    return {
        "content-security-policy": f"default-src 'none'; script-src 'self' 'sha256-{digest}'; style-src 'self' "
        "'unsafe-inline'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; "
        "frame-ancestors 'none'",
        "x-frame-options": "DENY",
        "cache-control": "no-store",
    }


@cache
def _content(asset: str) -> bytes:
    """The same bytes for every answer: what clients have not taken yet is there once."""
    return (files("fastapi_offline") / "static" / asset).read_bytes()


@router.get("/docs/try/{asset}")
async def try_out_asset(asset: str) -> Response:
    """A file of the page."""
    if asset not in _ASSETS:
        raise HTTPException(404)
    return Response(_content(asset), media_type=_ASSETS[asset], headers={"cache-control": _A_DAY})
