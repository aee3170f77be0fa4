"""Users, by pages."""

from __future__ import annotations

from muniment.accounts.roles import Role
from tests.http.live import Server
from tests.web.browser import Browser, Page

USERS = "/administration/users"


def code_on(page: Page) -> str:
    """What is shown this once."""
    (value,) = [given.get("value") for tag, given in page.tags if tag == "input" and given.get("id") == "secret"]
    assert value
    return value


def invited(browser: Browser, email: str, **fields: str) -> Page:
    return browser.submit(browser.get(f"{USERS}/new"), f"{USERS}/new", email=email, **fields)


def test_user_is_invited_sets_a_password_and_signs_in(admin: Browser, stranger: Browser) -> None:
    page = invited(admin, "ann@first.example", first_name="Ann", role="auditor")
    assert (page.status, page.title) == (200, "The user is invited")
    set_ = stranger.submit(
        stranger.get("/set-password"), "/set-password", code=code_on(page), new_password="seven red kites"
    )
    home = stranger.submit(set_, "/sign-in", email="ann@first.example", password="seven red kites")
    assert home.title == "Home"
    assert code_on(page) not in admin.get(USERS).text
    assert "Ann" in admin.get(USERS).text


def test_misfit_is_said_beside_its_field_and_what_was_typed_stays(admin: Browser) -> None:
    page = invited(admin, "no address", first_name="Ann")
    assert (page.status, len(page.problems())) == (422, 1)
    assert page.form(f"{USERS}/new").value("first_name") == "Ann"
    invited(admin, "bob@second.example")
    page = invited(admin, "BOB@second.example")
    assert (page.status, page.problems()) == (422, ["There is a user of this address already."])


def test_address_of_another_organisation_is_refused_beside_it(admin: Browser, sqlite_api: Server) -> None:
    page = invited(admin, sqlite_api.person().email)
    assert (page.status, len(page.problems())) == (409, 1)


def test_user_is_changed_signed_out_disabled_and_let_in_again(admin: Browser, sqlite_api: Server) -> None:
    person = sqlite_api.person(org_of(admin), Role.ANALYST)
    (link,) = [one for one in admin.get(f"{USERS}?email={person.email}").links if one.startswith(f"{USERS}/cbuser")]
    page = admin.submit(admin.get(link), link, first_name="Zoë", role="auditor")
    assert (page.title, "The user is changed." in page.text) == ("Zoë", True)
    assert person.get("/v1/session").json()["user"]["role"] == "auditor"
    page = admin.submit(page, f"{link}/sign-out")
    assert person.get("/v1/session").status_code == 401
    person = sqlite_api.signed_in(person.email)
    asked = admin.get(f"{link}/disable")
    assert asked.title == "Disable this user?"
    assert person.get("/v1/session").status_code == 200  # nothing has happened yet
    page = admin.submit(asked, f"{link}/disable")
    assert "Disabled" in page.text
    assert person.get("/v1/session").status_code == 401
    page = admin.submit(page, f"{link}/enable")
    assert "Disabled" not in page.text


def org_of(browser: Browser) -> str:
    page = browser.get("/administration/organisation")
    return next(word for word in page.text.split() if word.startswith("cborg_"))


def test_last_administrator_is_not_disabled_and_the_page_says_why(admin: Browser) -> None:
    (link,) = [one for one in admin.get(USERS).links if one.startswith(f"{USERS}/cbuser")]
    page = admin.submit(admin.get(f"{link}/disable"), f"{link}/disable")
    assert (page.status, page.title, len(page.problems())) == (409, "Disable this user?", 1)


def test_who_only_reads_sees_users_and_no_button(stranger: Browser, sqlite_api: Server) -> None:
    person = sqlite_api.person(role=Role.AUDITOR)
    stranger.enter(person)
    page = stranger.get(USERS)
    assert (page.title, person.email in page.text) == ("Users", True)
    assert f"{USERS}/new" not in page.links
    (link,) = [one for one in page.links if one.startswith(f"{USERS}/cbuser")]
    assert [one.action for one in stranger.get(link).forms] == ["/sign-out"]


def test_analyst_comes_to_users_and_finds_no_other_section(stranger: Browser, sqlite_api: Server) -> None:
    stranger.enter(sqlite_api.person(role=Role.ANALYST))
    page = stranger.get("/administration")
    assert page.path == USERS
    assert [
        one for one in page.links if one.startswith("/administration/") and one != USERS and "cbuser" not in one
    ] == []
