"""Every page there is, each with an address that shows it full. A page that is not here fails a test."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from fastapi.routing import APIRoute

from muniment.web.routes import ROUTERS
from tests.browser.rooms import Room

OPEN: Mapping[str, Callable[[Room], str]] = {
    "/sign-in": lambda room: "/sign-in",
    "/sign-in/link": lambda room: f"/sign-in/link?code={room.sign_in_code()}",
    "/set-password": lambda room: "/set-password",
}
"""For who is not signed in."""

CLOSED: Mapping[str, Callable[[Room], str]] = {
    "/": lambda room: "/",
    "/account": lambda room: "/account",
}
"""For the administrator."""

NO_PAGES = {
    "/assets/{asked}/{name}",
    "/setup",  # in a room without a user; the room of the tests is set up by it
}
"""What the routes of the web app answer besides."""


def shown() -> set[str]:
    """The paths of all that browsers ask for."""
    every = [route for router in ROUTERS for route in router.routes if isinstance(route, APIRoute)]
    return {route.path for route in every if "GET" in route.methods}
