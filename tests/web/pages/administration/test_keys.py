"""API keys and OAuth clients, by pages."""

from __future__ import annotations

import httpx
import pytest

from muniment.accounts.roles import Role
from muniment.accounts.scopes import granted
from tests.http.live import Caller, Server
from tests.web.browser import Browser
from tests.web.pages.administration.test_users import code_on, org_of

KEYS = "/administration/keys"
CLIENTS = "/administration/oauth-clients"
HOSTILE = "<script>alert(1)</script> & Söhne"


def call(server: Server, secret: str, path: str) -> httpx.Response:
    return server.client.get(path, headers={"Authorization": f"Bearer {secret}"})


def vendor_of(server: Server, browser: Browser) -> str:
    return Caller(server, "", "", server.another_key(org_of(browser)).secret).vendor()


@pytest.mark.parametrize("path", [KEYS, CLIENTS])
def test_form_says_what_may_be_done_with_nothing_ticked(admin: Browser, path: str) -> None:
    said = admin.get(f"{path}/new").text.partition("With none ticked it may do all of these: ")[2].partition(".")[0]
    assert said.split(", ") == sorted(granted([]))


def test_key_is_made_with_a_secret_shown_once_and_does_what_it_may(admin: Browser, sqlite_api: Server) -> None:
    vendor_id = vendor_of(sqlite_api, admin)
    page = admin.submit(
        admin.get(f"{KEYS}/new"),
        f"{KEYS}/new",
        name="nightly <upload>",
        scopes=["vendors:read", "documents:read"],
        vendor="wind hosting",
        lives_seconds="2592000",
    )
    assert page.title == "The key is made"
    secret = code_on(page)
    assert [given["data-copy"] for tag, given in page.tags if tag == "button" and "data-copy" in given] == [secret]
    assert "/copy.js" in page.answer.text
    (vendor,) = call(sqlite_api, secret, "/v1/vendors").json()["items"]
    assert vendor["id"] == vendor_id
    assert call(sqlite_api, secret, "/v1/users").status_code == 403
    page = admin.get(KEYS)
    assert "nightly <upload>" in page.text
    assert "Northwind Hosting" in page.text
    assert secret not in page.answer.text


def test_misfits_are_said_beside_their_fields_and_ticks_stay(admin: Browser) -> None:
    page = admin.submit(admin.get(f"{KEYS}/new"), f"{KEYS}/new", name=" ", scopes=["vendors:read"])
    assert (page.status, len(page.problems())) == (400, 1)
    assert ("scopes", "vendors:read") in page.form(f"{KEYS}/new").fields
    token = page.form("/sign-out").value("csrf_token")
    page = admin.send(f"{KEYS}/new", {"csrf_token": token, "name": "x", "vendor_ids": "cbvndr_nothing"})
    assert (page.status, len(page.problems())) == (404, 1)
    page = admin.send(f"{KEYS}/new", {"csrf_token": page.form("/sign-out").value("csrf_token"), "lives_seconds": "x"})
    assert page.status == 422


@pytest.mark.parametrize(("path", "listed"), [(KEYS, "/v1/api-keys"), (CLIENTS, "/v1/api-oauth-clients")])
def test_vendors_are_chosen_by_their_names(admin: Browser, sqlite_api: Server, path: str, listed: str) -> None:
    key = sqlite_api.another_key(org_of(admin), scopes=["keys:read", "vendors:write"])
    made = {name: key.vendor(name) for name in ("Northwind Hosting", "Northwind Freight", HOSTILE)}
    page = admin.submit(admin.get(f"{path}/new"), f"{path}/new", vendor="script>", add="yes")
    assert (page.status, page.problems()) == (200, [])
    page = admin.submit(page, f"{path}/new", vendor="nobody", add="yes")
    assert page.problems() == ["No vendor's name holds this."]
    page = admin.submit(page, f"{path}/new", name="bound", vendor="north")
    assert (page.status, page.problems()) == (422, ["Several vendors are called like that; tick who is meant."])
    assert {"Northwind Hosting", "Northwind Freight", HOSTILE} <= {text.strip() for text in page.texts}
    page = admin.submit(
        page, f"{path}/new", vendor="", vendor_ids=[made[HOSTILE], made["Northwind Freight"]], name="bound"
    )
    assert page.status == 200
    (bound,) = [one for every in key.get(listed).json().values() for one in every if one["name"] == "bound"]
    assert set(bound["vendor_ids"]) == {made[HOSTILE], made["Northwind Freight"]}
    shown = admin.get(path)
    assert HOSTILE in shown.text
    assert not [found for tag, found in shown.tags if tag == "script" and not found.get("src")]


def test_key_is_rotated_with_an_overlap_and_revoked_after_asking(admin: Browser, sqlite_api: Server) -> None:
    old = sqlite_api.another_key(org_of(admin))
    asked = admin.get(f"{KEYS}/{old.key_id}/rotate")
    page = admin.submit(asked, f"{KEYS}/{old.key_id}/rotate", overlap_seconds="3600")
    new = code_on(page)
    assert [call(sqlite_api, one, "/v1/vendors").status_code for one in (old.secret, new)] == [200, 200]
    asked = admin.get(f"{KEYS}/{old.key_id}/revoke")
    assert call(sqlite_api, old.secret, "/v1/vendors").status_code == 200
    page = admin.submit(asked, f"{KEYS}/{old.key_id}/revoke", reason="leaked")
    assert "The key is revoked." in page.text
    assert call(sqlite_api, old.secret, "/v1/vendors").status_code == 401
    assert f"{KEYS}/{old.key_id}/revoke" not in page.links


def test_key_of_another_organisation_is_not_there(admin: Browser, sqlite_api: Server) -> None:
    other = sqlite_api.caller()
    token = admin.get(KEYS).form("/sign-out").value("csrf_token")
    for end in ("rotate", "revoke"):
        assert admin.get(f"{KEYS}/{other.key_id}/{end}").status == 404
        assert admin.send(f"{KEYS}/{other.key_id}/{end}", {"csrf_token": token}).status == 404
    assert other.get("/v1/vendors").status_code == 200


def test_client_is_made_gets_tokens_and_is_revoked(admin: Browser, sqlite_api: Server) -> None:
    page = admin.submit(admin.get(f"{CLIENTS}/new"), f"{CLIENTS}/new", name="warehouse", access_token_ttl_seconds="900")
    secret = code_on(page)
    client_id = next(word for word in page.text.split() if word.startswith("cbci_"))
    form = {"grant_type": "client_credentials", "client_id": client_id, "client_secret": secret}
    token = sqlite_api.client.post("/v1/oauth/token", data=form).json()
    assert token["expires_in"] == 900
    page = admin.submit(admin.get(f"{CLIENTS}/{client_id}/revoke"), f"{CLIENTS}/{client_id}/revoke")
    assert "Revoked" in page.text
    assert call(sqlite_api, token["access_token"], "/v1/vendors").status_code == 401
    page = admin.submit(admin.get(f"{CLIENTS}/new"), f"{CLIENTS}/new", name="")
    assert (page.status, len(page.problems())) == (400, 1)


def test_auditor_sees_keys_and_clients_and_no_button(stranger: Browser, sqlite_api: Server) -> None:
    person = sqlite_api.person(role=Role.AUDITOR)
    sqlite_api.another_client(person.org_id)
    stranger.enter(person)
    for path in (KEYS, CLIENTS):
        page = stranger.get(path)
        assert "Active" in page.text
        assert not [one for one in page.links if one.startswith(f"{path}/")]
