"""Every link of every page leads somewhere, and every form goes to an address there is."""

from __future__ import annotations

from collections import Counter
from urllib.parse import urlsplit

from starlette.routing import Match

from muniment.http import app
from muniment.web.pages import docs
from muniment.web.routes import ROUTERS
from tests.http.live import Server
from tests.http.test_isolation import things_of
from tests.web.browser import Browser

_LOOKED_AT = 2
"""Pages of one route: the next ones are made as these are."""


LINKED_FROM_NOWHERE = {
    "/sign-in",
    "/sign-in/link",
    "/set-password",
    "/setup",
    "/assets/{asked}/{name}",
    "/administration/holds/{hold_id}/release",  # the hold of these things is released
    "/review/{document_id}",  # nothing of theirs has been read
    "/documents/{document_id}/review/withdraw",  # nor reviewed
}
"""What nobody who is signed in comes to by a link."""


def route_of(path: str, method: str = "GET") -> str | None:
    """The template of the route that answers there."""
    scope = {"type": "http", "path": path, "root_path": "", "method": method, "headers": []}
    every = [route for router in (*ROUTERS, *app.ROUTERS) for route in router.routes]
    return next((str(route.path) for route in every if route.matches(scope)[0] is Match.FULL), None)  # type: ignore[attr-defined]


def test_every_link_leads_somewhere_and_every_form_goes_to_an_address(stranger: Browser, sqlite_api: Server) -> None:
    person = sqlite_api.person()
    things_of(person)  # one of each kind, so that each page is linked
    stranger.enter(person)
    waiting, seen, looked_at = ["/"], {"/"}, Counter[str]()
    while waiting:
        link = waiting.pop(0)
        route = route_of(urlsplit(link).path)
        assert route is not None, f"{link} leads nowhere"
        if looked_at[route] == _LOOKED_AT or route.startswith("/docs"):
            continue
        looked_at[route] += 1
        page = stranger.get(link)
        assert page.status == 200, f"{link} answers {page.status}"
        for form in page.forms:
            path = urlsplit(form.action).path
            assert route_of(path, form.method.upper()) is not None, f"a form of {link} goes to {form.action}"
        if page.answer.headers["content-type"].startswith("text/html"):
            new = [one for one in page.links if one.startswith("/") and one not in seen]
            seen.update(new)
            waiting += new
    own = [
        one for router in ROUTERS if router is not docs.router for one in router.routes
    ]  # those have a test of theirs
    pages = {str(one.path) for one in own if "GET" in one.methods}  # type: ignore[attr-defined]
    assert pages - looked_at.keys() == LINKED_FROM_NOWHERE
