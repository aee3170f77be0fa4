"""Signing in at a real OpenID Connect provider, which the tests start; and what comes back without having gone out."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from muniment.http.transport.session_cookie import csrf_token
from tests.http.live import Person, Server, code
from tests.ports import free_port
from tests.servers import IdentityProvider, identity_provider
from tests.waiting import until

ACCOUNTS: dict[str, dict[str, Any]] = {
    "ada": {
        "email": "ada@sso.example",
        "email_verified": True,
        "given_name": "Ada",
        "groups": ["x", "evidence-admins"],
    },
    "bob": {"email": "bob@sso.example", "email_verified": True, "groups": ["evidence-analysts"]},
    "eve": {"email": "eve@sso.example", "email_verified": False, "groups": ["evidence-admins"]},
    "nobody": {"email": "nobody@sso.example", "email_verified": True, "groups": ["others"]},
    "without": {"groups": ["evidence-admins"]},
    "local": {"email": "Local@sso.example", "email_verified": True},
    "forger": {"email": "local@sso.example", "email_verified": False},
    "second": {"email": "local@sso.example", "email_verified": True},
}


class World:
    """Servers that know one provider: `open` makes users and believes its groups, `linking` finds users by their
    address, `closed` does neither."""

    def __init__(self, start: Callable[..., Server], port: int) -> None:
        known = {"oidc_issuer": f"http://127.0.0.1:{port}", "oidc_client_id": "muniment", "oidc_client_secret": "s"}
        roles = {
            "oidc_role_claim": "groups",
            "oidc_roles": {"evidence-admins": "admin", "evidence-analysts": "analyst"},
        }
        self.open = start(**known, **roles, oidc_new_users=True)
        self.linking = start(**known, oidc_link_by_email=True)
        self.closed = start(**known)
        for server in (self.open, self.linking, self.closed):
            server.caller()


@pytest.fixture(scope="module")
def port() -> int:
    return free_port()


@pytest.fixture(scope="module")
def world(start: Callable[..., Server], port: int) -> World:
    return World(start, port)


@pytest.fixture(scope="module")
def provider(world: World, port: int) -> Iterator[IdentityProvider]:
    servers = (world.open, world.linking, world.closed)
    redirects = [f"{server.base_url}/v1/session/oidc/callback" for server in servers]
    client = {"client_id": "muniment", "client_secret": "s", "redirect_uris": redirects}
    with identity_provider(port, clients=[client], accounts=ACCOUNTS) as one:
        yield one


def went_out(server: Server, path: str = "/v1/session/oidc") -> tuple[str, dict[str, str]]:
    """Where the browser is sent, and the cookie that it must bring back."""
    answer = server.client.get(path)
    assert answer.status_code == 303, answer.text
    name, morsel = next(iter(SimpleCookie(answer.headers["set-cookie"]).items()))
    assert (morsel["httponly"], morsel["samesite"], morsel["path"]) == (True, "Lax", "/")
    return answer.headers["location"], {"Cookie": f"{name}={morsel.value}"}


def signed_in_there(url: str, account: str) -> str:
    """Where the provider sends the browser when the account has signed in there."""
    with httpx.Client(trust_env=False) as browser:
        answer = browser.get(url)
        while "/v1/session/oidc/callback" not in (to := answer.headers.get("location", "")):
            if to:
                answer = browser.get(answer.url.join(to))
                continue
            action = re.search(r'action="([^"]+)"', answer.text)
            assert action is not None, answer.text
            answer = browser.post(action[1], data={"prompt": "login", "login": account, "password": "any"})
        return to


def come_back(server: Server, account: str, path: str = "/v1/session/oidc") -> httpx.Response:
    url, cookie = went_out(server, path)
    return server.client.get(signed_in_there(url, account), headers=cookie)


def person(server: Server, answer: httpx.Response) -> Person:
    """Who has come in."""
    assert answer.status_code == 303, answer.text
    cookies = [SimpleCookie(one) for one in answer.headers.get_list("set-cookie")]
    token = next(one["muniment"].value for one in cookies if "muniment" in one)
    session = server.client.get("/v1/session", headers={"Cookie": f"muniment={token}"}).json()
    assert session["method"] == "oidc"
    return Person(server, "", session["user"]["id"], token, session["user"]["email"], session["id"])


def user_of(one: Person) -> dict[str, Any]:
    return dict(one.get("/v1/session").json()["user"])


# At the provider


def test_who_is_new_becomes_a_user_with_the_role_that_its_groups_mean(world: World, provider: IdentityProvider) -> None:
    answer = come_back(world.open, "ada", "/v1/session/oidc?return_to=/documents%3Fq%3D1")
    assert answer.headers["location"] == "/documents?q=1"
    ada = person(world.open, answer)
    user = user_of(ada)
    assert (user["email"], user["first_name"], user["role"]) == ("ada@sso.example", "Ada", "admin")
    again = person(world.open, come_back(world.open, "ada"))
    assert again.key_id == ada.key_id
    assert again.post("/v1/vendors", json={"name": "Northwind"}).status_code == 201
    records = ada.get("/v1/system_audit_log", params={"event_types": "user_signed_in"}).json()
    assert {(one["data"]["method"], one["actor"]["id"]) for one in records} == {("oidc", ada.key_id)}


def test_role_follows_the_groups_at_each_sign_in(world: World, provider: IdentityProvider) -> None:
    bob = person(world.open, come_back(world.open, "bob"))
    assert user_of(bob)["role"] == "analyst"
    admin = person(world.open, come_back(world.open, "ada"))
    assert admin.patch(f"/v1/users/{bob.key_id}", json={"role": "admin"}).status_code == 200
    assert user_of(person(world.open, come_back(world.open, "bob")))["role"] == "analyst"


@pytest.mark.parametrize(
    ("account", "said"), [("nobody", "no role"), ("eve", "no verified email"), ("without", "no verified email")]
)
def test_who_has_no_role_or_no_verified_address_becomes_none(
    world: World, provider: IdentityProvider, account: str, said: str
) -> None:
    answer = come_back(world.open, account)
    assert code(answer) == (403, "oidc_refused")
    assert said in answer.json()["detail"]["message"]
    assert "muniment=cbss" not in str(answer.headers)


def test_who_is_unknown_stays_out_where_users_are_made_here(world: World, provider: IdentityProvider) -> None:
    answer = come_back(world.closed, "ada")
    assert code(answer) == (403, "oidc_refused")
    assert "no account" in answer.json()["detail"]["message"]


def test_user_is_found_by_a_verified_address_alone_and_linked_to_one_identity(
    world: World, provider: IdentityProvider
) -> None:
    keeper = world.linking.keeper()
    user_id = keeper.user("auditor", email="local@sso.example")
    assert "no account" in come_back(world.linking, "forger").json()["detail"]["message"]
    local = person(world.linking, come_back(world.linking, "local"))
    assert (local.key_id, user_of(local)["role"]) == (user_id, "auditor")
    (linked,) = keeper.get("/v1/system_audit_log", params={"event_types": "User.Updated"}).json()
    assert linked["actor"]["name"] == "single sign-on"
    assert linked["data"]["field_diffs"]["oidc_subject"] == {"old_value": None, "new_value": "local"}
    assert "another identity" in come_back(world.linking, "second").json()["detail"]["message"]


def test_address_of_a_user_is_not_enough_where_the_setting_does_not_say_so(
    world: World, provider: IdentityProvider
) -> None:
    world.closed.keeper().user("admin", email="local@sso.example")
    assert code(come_back(world.closed, "local")) == (403, "oidc_refused")


def test_disabled_user_stays_out_and_the_try_is_recorded(world: World, provider: IdentityProvider) -> None:
    admin, bob = (person(world.open, come_back(world.open, account)) for account in ("ada", "bob"))
    assert admin.patch(f"/v1/users/{bob.key_id}", json={"status": "disabled"}).status_code == 200
    refused = come_back(world.open, "bob")
    assert code(refused) == (403, "oidc_refused")
    assert "disabled" in refused.json()["detail"]["message"]
    assert bob.get("/v1/session").status_code == 401
    failed = {"event_types": "user_sign_in_failed"}
    until(lambda: admin.get("/v1/system_audit_log", params=failed).json())
    assert admin.patch(f"/v1/users/{bob.key_id}", json={"status": "active"}).status_code == 200
    assert user_of(person(world.open, come_back(world.open, "bob")))["status"] == "active"


def test_keys_that_the_provider_has_changed_are_fetched_when_they_are_met(
    world: World, provider: IdentityProvider
) -> None:
    person(world.open, come_back(world.open, "ada"))
    provider.change_keys()
    person(world.open, come_back(world.open, "ada"))


def test_code_is_good_once_and_for_the_browser_that_began_alone(world: World, provider: IdentityProvider) -> None:
    url, cookie = went_out(world.open)
    to = signed_in_there(url, "ada")
    _, others = went_out(world.open)
    for headers in ({}, others, {"Cookie": cookie["Cookie"][:-3]}):
        refused = world.open.client.get(to, headers=headers)
        assert code(refused) == (403, "oidc_refused")
        assert "did not begin" in refused.json()["detail"]["message"]
    changed = to.replace("state=", "state=x")
    assert code(world.open.client.get(changed, headers=cookie)) == (403, "oidc_refused")
    assert world.open.client.get(to, headers=cookie).status_code == 303
    assert code(world.open.client.get(to, headers=cookie)) == (403, "oidc_refused")


def test_answer_of_another_issuer_or_an_error_is_refused(world: World, provider: IdentityProvider) -> None:
    url, cookie = went_out(world.open)
    state = parse_qs(urlsplit(url).query)["state"][0]
    callback = f"/v1/session/oidc/callback?state={state}"
    for more in ("&code=x&iss=https://evil.example", "&error=access_denied", "", "&code=wrong"):
        answer = world.open.client.get(callback + more, headers=cookie)
        assert code(answer) == (403, "oidc_refused")
        assert "evil" not in answer.text


def test_sign_in_there_ends_the_session_that_comes_with_it(world: World, provider: IdentityProvider) -> None:
    first = person(world.open, come_back(world.open, "ada"))
    url, cookie = went_out(world.open)
    both = {"Cookie": f"{cookie['Cookie']}; muniment={first.secret}"}
    second = person(world.open, world.open.client.get(signed_in_there(url, "ada"), headers=both))
    assert first.get("/v1/session").status_code == 401
    assert second.get("/v1/session").status_code == 200
    assert csrf_token(first.secret) != csrf_token(second.secret)


# Without one


def test_browser_is_sent_with_pkce_a_state_and_a_nonce_of_its_own(world: World, provider: IdentityProvider) -> None:
    asked = [parse_qs(urlsplit(went_out(world.open)[0]).query) for _ in range(2)]
    for one in asked:
        assert one["code_challenge_method"] == ["S256"]
        assert one["redirect_uri"] == [f"{world.open.base_url}/v1/session/oidc/callback"]
    for name in ("state", "nonce", "code_challenge"):
        assert asked[0][name] != asked[1][name]


@pytest.mark.parametrize(
    "elsewhere", ["https://evil.example", "//evil.example", "/\\evil.example", "evil", "/a b", "/a\r\nX: y", ""]
)
def test_browser_is_sent_to_no_other_server_afterwards(
    world: World, provider: IdentityProvider, elsewhere: str
) -> None:
    answer = world.open.client.get("/v1/session/oidc", params={"return_to": elsewhere})
    name, morsel = next(iter(SimpleCookie(answer.headers["set-cookie"]).items()))
    to = signed_in_there(answer.headers["location"], "ada")
    back = world.open.client.get(to, headers={"Cookie": f"{name}={morsel.value}"})
    assert (back.status_code, back.headers["location"]) == (303, "/")


@pytest.mark.parametrize("asked", ["?return_to=/{}", "/callback?code={}", "/callback?state={}"])
def test_what_is_too_long_is_refused_as_a_field_and_not_for_want_of_a_caller(server: Server, asked: str) -> None:
    answer = server.client.get(f"/v1/session/oidc{asked.format('x' * 5000)}")
    assert (answer.status_code, answer.json()["detail"][0]["type"]) == (422, "string_too_long")


def test_provider_that_is_away_is_told_and_its_address_is_not(start: Callable[..., Server]) -> None:
    away = start(oidc_issuer=f"http://127.0.0.1:{free_port()}", oidc_client_id="muniment")
    answer = away.client.get("/v1/session/oidc")
    assert code(answer) == (503, "oidc_unavailable")
    assert "127.0.0.1" not in answer.text
    assert code(away.client.get("/v1/session/oidc/callback?code=x&state=y")) == (403, "oidc_refused")


def test_nobody_is_sent_out_where_no_provider_is_named(sqlite_api: Server) -> None:
    for path in ("/v1/session/oidc", "/v1/session/oidc/callback?code=x&state=y"):
        assert code(sqlite_api.client.get(path)) == (404, "oidc_not_configured")
