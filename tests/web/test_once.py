"""Forms that make something: each makes one, however often it is sent."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from muniment.accounts.scopes import Scope
from tests.http.live import Caller
from tests.web.browser import Browser
from tests.web.pages.test_evidence import signed_in

FORMS: list[tuple[str, dict[str, object], str, Callable[[Any], int]]] = [
    ("/vendors/new", {"name": "Northwind"}, "/v1/vendors", lambda body: len(body["items"])),
    ("/administration/keys/new", {"name": "nightly"}, "/v1/api-keys", lambda body: len(body["data"])),
    (
        "/administration/oauth-clients/new",
        {"name": "warehouse"},
        "/v1/api-oauth-clients",
        lambda body: len(body["clients"]),
    ),
    (
        "/administration/webhooks/new",
        {"url": "https://hooks.invalid/in"},
        "/v1/webhooks",
        lambda body: len(body["data"]),
    ),
    ("/administration/users/new", {"email": "new@example.com"}, "/v1/users", lambda body: body["total"]),
    (
        "/administration/holds/new",
        {"target_type": "organisation", "reason": "A claim."},
        "/v1/legal-holds",
        lambda body: body["total"],
    ),
]


@pytest.mark.parametrize(("path", "changes", "listed", "count"), FORMS, ids=[one[0] for one in FORMS])
def test_form_that_is_sent_twice_makes_one(
    stranger: Browser, path: str, changes: dict[str, object], listed: str, count: Callable[[Any], int]
) -> None:
    key = signed_in(stranger)
    every = stranger.server.another_key(key.org_id, scopes=sorted(Scope))
    before = count(every.get(listed).json())
    shown = stranger.get(path)
    first, again = (stranger.submit(shown, path, **changes) for _ in range(2))
    assert first.status == again.status == 200
    assert "had been sent already" in again.text
    assert again.path == path.removesuffix("/new")
    assert count(every.get(listed).json()) == before + 1


def test_form_that_is_shown_or_filled_in_anew_makes_another(admin: Browser) -> None:
    key = signed_in(admin)
    shown = admin.get("/vendors/new")
    for page, name in ((shown, "one"), (shown, "two"), (admin.get("/vendors/new"), "one")):
        assert "The vendor is made." in admin.submit(page, "/vendors/new", name=name).text
    assert sorted(one["name"] for one in key.get("/v1/vendors").json()["items"]) == ["one", "one", "two"]


def test_form_that_was_refused_may_be_sent_again(admin: Browser) -> None:
    signed_in(admin)
    shown = admin.get("/vendors/new")
    assert admin.submit(shown, "/vendors/new", name="").status == 422
    assert "The vendor is made." in admin.submit(shown, "/vendors/new", name="mended").text


def test_nobody_elses_form_is_taken_for_ones_own(admin: Browser, sqlite_api: Any) -> None:
    key: Caller = signed_in(admin)
    fields = {"name": "shared", "once": "the same"}
    for _ in range(2):
        admin.enter(sqlite_api.person(key.org_id))
        token = admin.get("/vendors/new").form("/vendors/new").value("csrf_token")
        assert "The vendor is made." in admin.send("/vendors/new", {**fields, "csrf_token": token}).text


def test_form_that_goes_nowhere_is_refused_as_such(browser: Browser) -> None:
    signed_in(browser)
    token = browser.get("/vendors/new").form("/vendors/new").value("csrf_token")
    for path in (f"/documents/{'x' * 300}/holds", "/vendors/%00/services", "/vendors/%ff%ed%a0%80/services"):
        page = browser.send(path, {"csrf_token": token, "once": "x", "name": "x", "reason": "x"})
        assert (page.status, page.title) == (404, "Nothing here")


def test_service_and_rotation_are_made_once_as_well(browser: Browser) -> None:
    key = signed_in(browser)
    vendor = key.vendor()
    page = browser.get(f"/vendors/{vendor}")
    for _ in range(2):
        said = browser.submit(page, f"/vendors/{vendor}/services", name="Hosting")
    assert "had been sent already" in said.text
    assert len(key.get(f"/v1/vendors/{vendor}").json()["services"]) == 1
    rotate = f"/administration/keys/{key.key_id}/rotate"
    page = browser.get(rotate)
    titles = [browser.submit(page, rotate, overlap_seconds="3600").title for _ in range(2)]
    assert titles == ["The key is rotated", "API keys"]
