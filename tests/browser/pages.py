"""Every page there is, each with an address that shows it full: made from the routes, so that none is forgotten."""

from __future__ import annotations

import re
from collections.abc import Mapping

from fastapi.routing import APIRoute

from muniment.web.routes import ROUTERS
from muniment.web.visit import PageRoute
from tests.browser.rooms import Room

OPEN = ("/sign-in", "/sign-in/link", "/set-password")
"""For who is not signed in."""

DOCUMENTATION = ("/docs", "/docs/errors", "/docs/reference/documents/upload-document", "/docs/find?q=idempotency")
"""For everybody: one page of each look."""

GONE = "/setup"
"""There until the first administrator is made: the room of the tests is made by it."""

QUERIES: Mapping[str, str] = {
    "/documents/{document_id}": "?quote=Service+Level",
    "/evidence": "?validity=valid&validity=undated&sort=name",
    "/search": "?q=service+level",
}
"""What is asked of a page that shows more then."""

LEADS_AWAY = frozenset({"/documents/{document_id}/download", "/evidence.csv"})
"""What answers with a file."""


def open_pages(room: Room) -> dict[str, str]:
    """The address of each page for who is not signed in, by its path."""
    return {path: path for path in (*OPEN, *DOCUMENTATION)} | {
        "/sign-in/link": f"/sign-in/link?code={room.sign_in_code()}"
    }


def closed_pages(room: Room) -> dict[str, str]:
    """The same for the administrator. What a path names is among `room.ids`."""
    every = [route for router in ROUTERS for route in router.routes if isinstance(route, APIRoute)]
    paths = sorted({one.path for one in every if isinstance(one, PageRoute) and "GET" in one.methods})
    closed = [path for path in paths if path not in (*OPEN, GONE, *LEADS_AWAY)]
    found = {path: re.sub(r"{(\w+)}", lambda name: room.ids[name[1]], path) + QUERIES.get(path, "") for path in closed}
    with_picture = f"/documents/{room.document('Quillmere SOC 2 report')}?fact=period_end"
    return found | {"/documents/{document_id}, of a PDF": with_picture}
