"""Home: what needs somebody today."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any

from fastapi import APIRouter, Request, Response

from muniment.http.resources.reference import here
from muniment.web.visit import DocumentsRead, PageRoute


class _RootRoute(PageRoute):
    """A page for a browser; for a program, what there is."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        page = super().get_route_handler()

        async def answer(request: Request) -> Response:
            if "text/html" not in request.headers.get("accept", ""):
                return here(request)
            shown = await page(request)
            shown.headers["vary"] = "Accept"
            return shown

        return answer


router = APIRouter(include_in_schema=False, route_class=_RootRoute)


@router.get("/")
async def show_home(visit: DocumentsRead) -> Response:
    """The page."""
    await visit.identify()
    return visit.page("home.html")
