"""Every endpoint under /v1 says what it needs, and is answered through the one door-keeper."""

from __future__ import annotations

import re

import pytest
from fastapi.routing import APIRoute
from sqlalchemy import update

from muniment.accounts.roles import SCOPES, Role
from muniment.accounts.scopes import Scope, with_implied
from muniment.db.tables import organisations
from muniment.http.app import ROUTERS
from muniment.http.transport.needs import declared, needed
from tests.http.live import PDF, UNKNOWN, Caller, Person, Server, code

PUBLIC = {
    ("GET", "/v1/files/{key}"),
    ("POST", "/v1/oauth/token"),
    ("POST", "/v1/session"),
    ("POST", "/v1/session/code"),
    ("GET", "/v1/session/oidc"),
    ("GET", "/v1/session/oidc/callback"),
    ("POST", "/v1/passwords"),
    ("GET", "/v1/setup"),
    ("POST", "/v1/setup"),
}
"""What needs no caller: the link, the client's secret, the password or the code is the credential."""

OF_A_PERSON = {
    ("GET", "/v1/session"),
    ("DELETE", "/v1/session"),
    ("PUT", "/v1/session/password"),
    ("GET", "/v1/sessions"),
    ("DELETE", "/v1/sessions"),
    ("DELETE", "/v1/sessions/{session_id}"),
}
"""What each person does with its own sessions, and no key can; tested in resources/test_sessions.py."""

BY_WHAT_IS_ASKED = {("GET", "/v1/activity"), ("GET", "/v1/events")}
"""What needs the scope of what is asked for; tested where it is answered."""

FOR_ANY_KEY = {
    ("GET", "/v1/utils/authtest"),
    ("GET", "/v1/document-types"),
    ("GET", "/v1/limits"),
    ("GET", "/v1/whoami/ip"),
}

OPEN_EVERYWHERE = {
    *OF_A_PERSON,
    ("GET", "/v1/whoami/ip"),
    ("GET", "/v1/api-keys"),
    ("POST", "/v1/api-keys"),
    ("POST", "/v1/api-keys/{key_id}/rotate"),
    ("POST", "/v1/api-keys/{key_id}/revoke"),
    ("GET", "/v1/api-oauth-clients"),
    ("POST", "/v1/api-oauth-clients"),
    ("POST", "/v1/api-oauth-clients/{client_id}/revoke"),
}
"""What also answers callers from outside the networks of their organisation."""

_PREFIXES = {
    "document_id": "cbvdoc",
    "vendor_id": "cbvndr",
    "service_id": "cbsvc",
    "assessment_id": "cbqsrw",
    "key_id": "ak",
    "client_id": "cbci",
    "user_id": "cbuser",
    "session_id": "cbsess",
    "org_id": "cborg",
    "webhook_id": "cbwh",
    "delivery_id": "cbwhd",
    "hold_id": "cbhold",
    "upload_id": "cbup",
}


def _routes() -> list[tuple[str, str, APIRoute]]:
    every = [route for router in ROUTERS for route in router.routes if isinstance(route, APIRoute)]
    return [(method, route.path, route) for route in every for method in route.methods if route.path.startswith("/v1/")]


def _path(template: str) -> str:
    numbered = template.replace("{page}", "1")
    return re.sub(r"{(\w+)}", lambda name: f"{_PREFIXES[name[1]]}_{UNKNOWN}", numbered)


SCOPED = [
    pytest.param(method, path, needed(route), id=f"{method} {path}")
    for method, path, route in _routes()
    if needed(route) is not None
]


def test_endpoint_without_a_declared_scope_is_on_a_list() -> None:
    undeclared = {(method, path) for method, path, route in _routes() if not list(declared(route))}
    unscoped = {(method, path) for method, path, route in _routes() if needed(route) is None}
    assert undeclared == PUBLIC
    assert unscoped == PUBLIC | OF_A_PERSON | FOR_ANY_KEY | BY_WHAT_IS_ASKED
    assert ("POST", "/v1/documents") in {(method, path) for method, path, _ in _routes()}


def test_allowlist_holds_for_every_endpoint_that_is_not_on_a_list() -> None:
    everywhere = {(m, path) for m, path, route in _routes() for one in declared(route) if one.is_open_everywhere}
    assert everywhere == OPEN_EVERYWHERE


@pytest.mark.parametrize(
    ("method", "path"), sorted({(method, path) for method, path, route in _routes() if list(declared(route))})
)
def test_caller_from_outside_the_networks_is_refused_first(sole: Caller, method: str, path: str) -> None:
    """Before scopes, ids, fields and bodies are looked at; where it is let in, it is answered as ever."""
    keeper = sole.server.keeper()
    with keeper.server.runtime.database.write() as tx:
        tx.execute(
            update(organisations).where(organisations.c.id == keeper.org_id).values(api_ip_allowlist='["192.0.2.0/24"]')
        )
    upload = {"files": {"file": ("a.pdf", PDF)}} if (method, path) == ("POST", "/v1/documents") else {}
    response = keeper.request(method, _path(path), params={"limit": "-1"}, **upload)
    if (method, path) in OPEN_EVERYWHERE:
        assert response.status_code != 403
        return
    assert response.status_code == 403
    assert response.json()["detail"] == {
        "code": "ip_not_allowed",
        "message": "This request originates from an IP address that is not in your organization's API allowlist.",
    }


def test_reading_needs_a_scope_of_reading() -> None:
    for method, path, route in _routes():
        scope = needed(route)
        if scope is not None and not scope.value.endswith(":manage"):
            assert scope.value.endswith(":read") == (method == "GET"), path


@pytest.mark.parametrize(("method", "path", "scope"), SCOPED)
def test_key_without_the_scope_is_refused_before_anything_else(
    sole: Caller, method: str, path: str, scope: Scope
) -> None:
    without = sole.server.another_key(
        sole.org_id, scopes=sorted(one for one in Scope if scope not in with_implied([one]))
    )
    upload = {"files": {"file": ("a.pdf", PDF)}} if (method, path) == ("POST", "/v1/documents") else {}
    response = without.request(method, _path(path), **upload)
    assert response.status_code == 403
    assert response.json()["detail"] == {
        "code": "insufficient_scope",
        "message": f"The API key lacks the scope {scope}.",
    }


@pytest.mark.parametrize(("method", "path", "scope"), SCOPED)
def test_key_with_nothing_but_the_scope_is_let_in(sole: Caller, method: str, path: str, scope: Scope) -> None:
    with_it = sole.server.another_key(sole.org_id, scopes=[scope])
    upload = {"files": {"file": ("a.pdf", PDF)}} if (method, path) == ("POST", "/v1/documents") else {}
    assert with_it.request(method, _path(path), **upload).status_code not in (401, 403)


@pytest.fixture(scope="module")
def people(sqlite_api: Server) -> dict[Role, Person]:
    """One of each role, of one organisation."""
    org_id = sqlite_api.caller().org_id
    return {role: sqlite_api.person(org_id, role) for role in Role}


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize(("method", "path", "scope"), SCOPED)
def test_person_does_what_its_role_stands_for_and_nothing_else(
    people: dict[Role, Person], role: Role, method: str, path: str, scope: Scope
) -> None:
    upload = {"files": {"file": ("a.pdf", PDF)}} if (method, path) == ("POST", "/v1/documents") else {}
    response = people[role].request(method, _path(path), **upload)
    if scope in SCOPES[role]:
        assert response.status_code not in (401, 403)
        return
    assert response.status_code == 403
    assert response.json()["detail"] == {
        "code": "insufficient_scope",
        "message": f"Your role does not have the scope {scope}.",
    }


@pytest.mark.parametrize(
    ("target_type", "roles"),
    [
        ("vendor_document", set(Role)),
        ("vendor", set(Role)),
        ("assessment", set(Role)),
        ("user", set(Role)),
        ("api_key", {Role.ADMIN, Role.AUDITOR}),
    ],
)
def test_trail_is_read_by_the_roles_that_may_read_the_thing(
    people: dict[Role, Person], target_type: str, roles: set[Role]
) -> None:
    asked = {"target_type": target_type, "target_id": "x"}
    answers = {role: people[role].get("/v1/activity", params=asked).status_code for role in Role}
    assert answers == {role: 200 if role in roles else 403 for role in Role}


def test_auditor_may_read_every_endpoint_and_change_by_none() -> None:
    for method, path, route in _routes():
        scope = needed(route)
        if scope is not None:
            assert (scope in SCOPES[Role.AUDITOR]) == (method == "GET"), f"{method} {path}"


@pytest.mark.parametrize(("method", "path"), sorted(OF_A_PERSON))
def test_key_has_no_session(sole: Caller, method: str, path: str) -> None:
    body = {"json": {"current_password": "x", "new_password": "x"}} if method == "PUT" else {}
    assert code(sole.request(method, _path(path), **body)) == (404, "session_not_found")


@pytest.mark.parametrize(("method", "path"), sorted(FOR_ANY_KEY))
def test_key_of_any_scope_may_ask_what_every_key_may(sole: Caller, method: str, path: str) -> None:
    assert sole.server.another_key(sole.org_id, scopes=["audit:read"]).request(method, path).status_code == 200
    assert sole.server.another_key(sole.org_id, scopes=["vendors:read"]).request(method, path).status_code == 200
