"""One's own account, by a page."""

from __future__ import annotations

from tests.http.live import Person, Server
from tests.web.browser import Browser
from tests.web.pages.test_sign_in import PASSWORD, with_password


def is_signed_in(person: Person) -> bool:
    return person.get("/v1/session").status_code == 200


def test_sessions_are_listed_and_ended_one_by_one_and_all_at_once(browser: Browser) -> None:
    person = browser.server.person()
    other = browser.server.signed_in(person.email)
    browser.enter(person)
    page = browser.get("/account")
    assert [one.action for one in page.forms if one.action.endswith("/end") and "cbsess" in one.action] == [
        f"/account/sessions/{other.session_id}/end"
    ]
    page = browser.submit(page, f"/account/sessions/{other.session_id}/end")
    assert "That session is signed out." in page.text
    assert (is_signed_in(other), is_signed_in(person)) == (False, True)
    assert browser.submit(page, "/account/sessions/end").title == "Sign in"
    assert not is_signed_in(person)


def test_session_of_somebody_else_is_not_there(admin: Browser, sqlite_api: Server) -> None:
    other = sqlite_api.person()
    token = admin.get("/account").form("/account/sessions/end").value("csrf_token")
    assert admin.send(f"/account/sessions/{other.session_id}/end", {"csrf_token": token}).status == 404
    assert is_signed_in(other)


def test_password_is_changed_with_the_present_one(browser: Browser) -> None:
    person = with_password(browser.server)
    browser.enter(person)
    page = browser.get("/account")
    wrong = browser.submit(page, "/account/password", current_password="wrong", new_password="a heron at dawn")
    assert (wrong.status, wrong.problems()) == (401, ["This is not your password."])
    weak = browser.submit(page, "/account/password", current_password=PASSWORD, new_password="short")
    assert (weak.status, len(weak.problems())) == (400, 1)
    done = browser.submit(page, "/account/password", current_password=PASSWORD, new_password="a heron at dawn")
    assert (done.path, done.title) == ("/account", "Your account")
    assert "The password is changed" in done.text
    assert not is_signed_in(person)
    assert done.form("/sign-out").value("csrf_token") != page.form("/sign-out").value("csrf_token")


def test_hostile_name_of_a_browser_is_shown_as_text(browser: Browser) -> None:
    person = with_password(browser.server)
    browser.client.headers["User-Agent"] = '"><script>alert(1)</script>'
    page = browser.submit(browser.get("/sign-in?next=/account"), "/sign-in", email=person.email, password=PASSWORD)
    assert page.title == "Your account"
    assert "<script>alert" in page.text
    assert all(given.get("src") for tag, given in page.tags if tag == "script")
