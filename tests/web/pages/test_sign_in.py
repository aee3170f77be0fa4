"""Signing in and out, and setting a password, without JavaScript."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import quote

import pytest

from muniment import clock
from muniment.accounts import users
from muniment.accounts.caller import Caller
from muniment.http.transport.session_cookie import PLAIN_NAME
from tests.http.live import Person, Server, created
from tests.web.browser import Browser

PASSWORD = "seven red kites"


def with_password(server: Server) -> Person:
    """An administrator who has a password."""
    person = server.person()
    code = created(person.post(f"/v1/users/{user_id(person)}/password-codes"))["code"]
    body = {"code": code, "new_password": PASSWORD}
    assert server.client.post("/v1/passwords", json=body).status_code == 204
    return server.signed_in(person.email)


def user_id(person: Person) -> str:
    (found,) = person.get("/v1/users", params={"email": person.email}).json()["items"]
    return str(found["id"])


def test_person_signs_in_goes_where_it_wanted_and_signs_out(browser: Browser) -> None:
    email = with_password(browser.server).email
    asked = browser.get("/account?from=x")
    assert asked.title == "Sign in"
    page = browser.submit(asked, "/sign-in", email=email, password=PASSWORD)
    assert (page.path, page.title) == ("/account?from=x", "Your account")
    assert browser.client.get("/sign-in").headers["location"] == "/"
    assert browser.submit(page, "/sign-out").title == "Sign in"
    assert PLAIN_NAME not in browser.client.cookies
    assert browser.get("/account").title == "Sign in"


def test_wrong_password_is_said_and_the_email_stays(stranger: Browser) -> None:
    email = with_password(stranger.server).email
    page = stranger.submit(stranger.get("/sign-in?next=/account"), "/sign-in", email=email, password="wrong")
    assert page.status == 401
    assert page.problems() == ["The email or the password is wrong."]
    form = page.form("/sign-in")
    assert (form.value("email"), form.value("password"), form.value("next")) == (email, "", "/account")
    assert PLAIN_NAME not in stranger.client.cookies


def test_too_many_tries_are_told_with_how_long_to_wait(start: Callable[..., Server]) -> None:
    with Browser(start(sign_in_tries=1)) as browser:
        email = with_password(browser.server).email
        page = browser.get("/sign-in")
        browser.submit(page, "/sign-in", email=email, password="wrong")
        page = browser.submit(page, "/sign-in", email=email, password=PASSWORD)
        assert page.status == 429
        assert page.problems() == [
            f"Too many tries to sign in; try again in {page.answer.headers['retry-after']} seconds."
        ]


@pytest.mark.parametrize(
    "address",
    [
        "//evil.example",
        "/\\evil.example",
        "https://evil.example/",
        "javascript:alert(1)",
        "evil",
        "/a b",
        "/" + "x" * 1024,
    ],
)
def test_nobody_is_sent_to_another_server_after_signing_in(stranger: Browser, address: str) -> None:
    page = stranger.get(f"/sign-in?next={quote(address, safe='')}")
    assert page.form("/sign-in").value("next") == "/"
    email = with_password(stranger.server).email
    fields = {"email": email, "password": PASSWORD, "next": address}
    sent = stranger.client.post("/sign-in", data=fields)
    assert (sent.status_code, sent.headers["location"]) == (303, "/")


def test_form_of_another_site_signs_nobody_in(stranger: Browser) -> None:
    email = with_password(stranger.server).email
    fields = {"email": email, "password": PASSWORD}
    sent = stranger.client.post("/sign-in", data=fields, headers={"Origin": "https://evil.example"})
    assert sent.status_code == 403
    assert "set-cookie" not in sent.headers


def test_session_that_was_there_ends_when_another_is_begun(stranger: Browser) -> None:
    person = with_password(stranger.server)
    stranger.enter(person)
    stranger.send("/sign-in", {"email": person.email, "password": PASSWORD})
    assert person.get("/v1/session").status_code == 401


def test_password_is_set_by_a_code_once(browser: Browser) -> None:
    server = browser.server
    person = server.person()
    code = created(person.post(f"/v1/users/{user_id(person)}/password-codes"))["code"]
    page = browser.get("/set-password")
    short = browser.submit(page, "/set-password", code=code, new_password="short")
    assert (short.status, short.problems()) == (400, ["The password must have 12 to 1,024 characters."])
    page = browser.submit(short, "/set-password", new_password=PASSWORD)
    assert "The password is set" in page.text
    assert browser.submit(page, "/sign-in", email=person.email, password=PASSWORD).title == "Home"
    again = browser.submit(short, "/set-password", new_password=PASSWORD)
    assert (again.status, len(again.problems())) == (400, 1)


def test_link_of_the_command_line_signs_in_once_when_one_goes_on(stranger: Browser) -> None:
    server = stranger.server
    person = server.person()
    with server.runtime.database.write() as tx:
        code = users.make_sign_in_code(tx, Caller.operator(person.org_id), user_id(person), now=clock.now())
    for _ in range(2):  # looking uses nothing up
        shown = stranger.get(f"/sign-in/link?code={code}")
        assert f"signs you in as {person.email}" in shown.text
    assert PLAIN_NAME not in stranger.client.cookies
    assert stranger.submit(shown, "/sign-in/link").title == "Home"
    for over in (stranger.get(f"/sign-in/link?code={code}"), stranger.submit(shown, "/sign-in/link")):
        assert (over.status, "This link is over" in over.text) == (400, True)


def test_single_sign_on_is_offered_where_it_is_configured(stranger: Browser, start: Callable[..., Server]) -> None:
    assert not [one for one in stranger.get("/sign-in").links if "oidc" in one]
    configured = start(oidc_issuer="https://issuer.example", oidc_client_id="muniment", oidc_client_secret="x" * 32)
    with configured.client as client:
        page = client.get("/sign-in?next=/account", headers={"Accept": "text/html"})
        assert page.status_code == 303  # nobody is there yet
    with Browser(configured) as browser:
        configured.person()
        assert "/v1/session/oidc?return_to=%2Faccount" in browser.get("/sign-in?next=/account").links
