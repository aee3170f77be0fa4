"""`/docs`: the endpoints to read and try, with nothing loaded from anywhere else."""

from __future__ import annotations

from importlib.resources import files

from fastapi import APIRouter, Request, Response
from fastapi.openapi.docs import get_swagger_ui_html
from starlette.exceptions import HTTPException
from starlette.responses import HTMLResponse

router = APIRouter(include_in_schema=False)

_ASSETS = {"swagger-ui-bundle.js": "text/javascript", "swagger-ui.css": "text/css", "favicon.png": "image/png"}
"""What the page loads: Swagger UI, as the package fastapi-offline carries it."""

_A_DAY = "public, max-age=86400"


@router.get("/docs")
async def docs(request: Request) -> HTMLResponse:
    """The page."""
    base = request.scope.get("root_path", "").rstrip("/")
    return get_swagger_ui_html(
        openapi_url=f"{base}/openapi.json",
        title="muniment",
        swagger_js_url=f"{base}/docs/swagger-ui-bundle.js",
        swagger_css_url=f"{base}/docs/swagger-ui.css",
        swagger_favicon_url=f"{base}/docs/favicon.png",
        swagger_ui_parameters={"validatorUrl": None},  # it would send the document to a server elsewhere
    )


@router.get("/docs/{asset}")
async def docs_asset(asset: str) -> Response:
    """A file of the page."""
    if asset not in _ASSETS:
        raise HTTPException(404)
    content = (files("fastapi_offline") / "static" / asset).read_bytes()
    return Response(content, media_type=_ASSETS[asset], headers={"cache-control": _A_DAY})
