"""Every page: who may see it, how it refuses, and under which headers it is shown."""

from __future__ import annotations

import re

import httpx
import pytest
from fastapi.routing import APIRoute

from muniment.accounts.roles import SCOPES, Role
from muniment.http.transport.needs import declared, needed
from muniment.web.render import HEADERS
from muniment.web.routes import ROUTERS
from muniment.web.visit import PageRoute
from tests.http.live import UNKNOWN, Person, Server
from tests.web.browser import HTML, Browser

OPEN = {
    ("GET", "/assets/{asked}/{name}"),
    ("GET", "/llms.txt"),
    ("GET", "/llms-full.txt"),
    ("GET", "/docs"),
    ("GET", "/docs/"),
    ("GET", "/docs.md"),
    ("GET", "/docs/index"),
    ("GET", "/docs/find"),
    ("GET", "/docs/pictures/{file}"),
    ("GET", "/docs/{name:path}"),
    ("GET", "/sign-in"),
    ("POST", "/sign-in"),
    ("GET", "/sign-in/link"),
    ("POST", "/sign-in/link"),
    ("GET", "/set-password"),
    ("POST", "/set-password"),
    ("GET", "/setup"),
    ("POST", "/setup"),
}
"""What is shown to who is not signed in: it is how one comes to be, and the documentation."""

FOR_ANYBODY = {
    ("POST", "/sign-out"),
    ("GET", "/administration"),
    ("GET", "/account"),
    ("POST", "/account/sessions/end"),
    ("POST", "/account/sessions/{session_id}/end"),
    ("POST", "/account/password"),
}
"""What each person does with its own account, whatever its role."""

PREFIXES = {
    "vendor_id": "cbvndr",
    "service_id": "cbsvc",
    "session_id": "cbsess",
    "user_id": "cbuser",
    "key_id": "ak",
    "client_id": "cbci",
    "webhook_id": "cbwh",
    "delivery_id": "cbwhd",
    "hold_id": "cbhold",
    "document_id": "cbvdoc",
}

CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; "
    "frame-ancestors 'none'; base-uri 'none'"
)


def routes() -> list[tuple[str, str, APIRoute]]:
    every = [route for router in ROUTERS for route in router.routes if isinstance(route, APIRoute)]
    return [(method, route.path, route) for route in every for method in route.methods]


def path_of(template: str) -> str:
    """The path with ids that were never given."""
    return re.sub(r"{(\w+)}", lambda name: f"{PREFIXES[name[1]]}_{UNKNOWN}", template)


CLOSED = sorted({(method, path) for method, path, route in routes() if list(declared(route))})
SCOPED = [
    pytest.param(method, path, needed(route), id=f"{method} {path}")
    for method, path, route in routes()
    if needed(route)
]


def test_page_without_a_declared_need_is_on_a_list() -> None:
    assert {(method, path) for method, path, route in routes() if not list(declared(route))} == OPEN
    assert {(method, path) for method, path, route in routes() if needed(route) is None} == OPEN | FOR_ANYBODY
    own = ("/assets/", "/docs", "/llms")  # what is no person's own page refuses as the API does
    assert all(isinstance(route, PageRoute) for _, path, route in routes() if not path.startswith(own))


@pytest.mark.parametrize(("method", "path"), CLOSED)
def test_who_is_not_signed_in_is_sent_to_where_one_does(stranger: Browser, method: str, path: str) -> None:
    sent = stranger.client.request(method, path_of(path))
    assert sent.status_code == 303
    if method == "POST":
        assert sent.headers["location"] == "/sign-in"
    else:
        assert sent.headers["location"] in ("/sign-in", f"/sign-in?next={path_of(path).replace('/', '%2F')}")


@pytest.mark.parametrize(("method", "path"), [one for one in CLOSED if one[0] == "POST"])
def test_form_of_another_session_changes_nothing(admin: Browser, method: str, path: str) -> None:
    answer = admin.send(path_of(path), {"csrf_token": "of another one"})
    assert (answer.status, answer.title) == (403, "Not yours to do")
    assert "load the page again" in answer.text


@pytest.fixture(scope="module")
def people(sqlite_api: Server) -> dict[Role, Person]:
    """One of each role, of one organisation."""
    org_id = sqlite_api.caller().org_id
    return {role: sqlite_api.person(org_id, role) for role in Role}


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize(("method", "path", "scope"), SCOPED)
def test_person_gets_the_pages_of_its_role_and_no_other(
    people: dict[Role, Person], role: Role, method: str, path: str, scope: str
) -> None:
    answer = people[role].request(method, path_of(path), headers=HTML)
    assert (answer.status_code == 403) == (scope not in SCOPES[role])
    assert answer.headers["content-security-policy"] == CSP


@pytest.mark.parametrize("path", ["/sign-in", "/set-password", "/nowhere", "/", "/account"])
def test_every_page_says_the_same_headers(sqlite_api: Server, stranger: Browser, path: str) -> None:
    for answer in (stranger.client.get(path), sqlite_api.person().get(path, headers=HTML)):
        said = {name: answer.headers.get_list(name) for name in HEADERS}
        assert said == {**{name: [value] for name, value in HEADERS.items()}, "content-security-policy": [CSP]}
        assert answer.headers.get_list("x-content-type-options") == ["nosniff"]


def test_program_is_refused_in_json_where_a_person_gets_a_page(sqlite_api: Server, stranger: Browser) -> None:
    assert sqlite_api.client.get("/nowhere").json()["detail"]["code"] == "not_found"
    assert stranger.client.get("/v1/nowhere").json()["detail"]["code"] == "not_found"
    assert stranger.client.post("/nowhere").status_code == 404
    assert sqlite_api.client.get("/account/password").json()["detail"]["code"] == "method_not_allowed"
    assert sqlite_api.client.post("/evidence").json()["detail"]["code"] == "method_not_allowed"
    assert stranger.get("/account/password").title == "Nothing here"  # the address of a form
    assert stranger.send("/evidence", {}).title == "Nothing here"  # that of a page
    page = stranger.get("/nowhere")
    assert (page.status, page.title) == (404, "Nothing here")
    assert page.answer.headers["x-request-id"] in page.text


@pytest.mark.parametrize("path", ["/evidence%0a", "/documents/%0a/review", "/evidence%0d", "/%00"])
def test_path_with_a_line_feed_or_the_like_is_refused_on_a_page(stranger: Browser, path: str) -> None:
    page = stranger.get(path)
    assert (page.status, page.title) == (404, "Nothing here")
    assert page.answer.headers["content-security-policy"] == CSP


def test_single_sign_on_that_fails_is_told_on_a_page(stranger: Browser) -> None:
    for path in ("/v1/session/oidc", "/v1/session/oidc/callback?code=x&state=y"):
        page = stranger.get(path)
        assert (page.status, page.title) == (404, "Nothing here")
        assert "Sign in with a password." in page.text


def test_key_opens_no_page(sqlite_api: Server) -> None:
    """A page is of a session, whatever else a proxy adds to the request."""
    keeper = sqlite_api.keeper()
    sent = keeper.get("/account", headers=HTML)
    assert (sent.status_code, sent.headers["location"]) == (303, "/sign-in?next=%2Faccount")
    person = sqlite_api.person()
    assert person.get("/account", headers={**HTML, "Authorization": "Basic cHJveHk6cHJveHk="}).status_code == 200


def test_session_that_has_ended_is_sent_to_sign_in(admin: Browser) -> None:
    page = admin.get("/account")
    admin.submit(page, "/account/sessions/end")
    admin.client.cookies.set("muniment", page.answer.request.headers["cookie"].partition("=")[2])
    assert admin.get("/account").title == "Sign in"


def test_head_of_a_page_is_answered_as_the_page_is(sqlite_api: Server) -> None:
    answer: httpx.Response = sqlite_api.client.head("/account", headers=HTML)
    assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in?next=%2Faccount")
