"""The first administrator, by a page."""

from __future__ import annotations

from collections.abc import Callable

from muniment.accounts import one_time_codes
from muniment.db import clock
from tests.http.live import Server
from tests.web.browser import Browser, Page


def new_code(server: Server) -> str:
    with server.runtime.database.write() as tx:
        return one_time_codes.make(tx, user_id=None, seconds=3600, now=clock.now(tx))


def focused(page: Page) -> list[str | None]:
    return [attributes.get("name") for _, attributes in page.tags if "autofocus" in attributes]


def test_organisation_that_is_there_already_need_not_be_named(start: Callable[..., Server]) -> None:
    with Browser(start()) as browser:
        browser.server.caller()
        page = browser.get("/setup")
        assert "Left empty: the one that is there already." in page.text
        fields = {"email": "ada@example.com", "password": "seven red kites"}
        home = browser.submit(page, "/setup", code=new_code(browser.server), **fields)
        assert home.title == "Home"


def test_first_administrator_is_made_once_and_signed_in(start: Callable[..., Server]) -> None:
    with Browser(start()) as browser:
        page = browser.get("/")
        assert (page.path, page.title, focused(page)) == ("/setup", "Set up this installation", ["code"])
        assert "Left empty" not in page.text
        filled = {"email": "ada@example.com", "password": "seven red kites", "first_name": "Ada"}
        wrong = browser.submit(page, "/setup", code="WRONG", organisation="Aldgate", **filled)
        assert (wrong.status, len(wrong.problems())) == (400, 1)
        assert wrong.form("/setup").value("email") == "ada@example.com"
        assert wrong.form("/setup").value("password") == ""
        misfit = browser.submit(wrong, "/setup", code=new_code(browser.server), email="no address", password="x")
        assert (misfit.status, focused(misfit)) == (422, ["email"])
        weak = browser.submit(
            wrong, "/setup", code=new_code(browser.server), **{**filled, "password": "passwordpassword"}
        )
        assert (weak.status, focused(weak)) == (400, ["password"])
        nameless = browser.submit(wrong, "/setup", code=new_code(browser.server), organisation="", **filled)
        assert nameless.problems() == ["Name the organisation: there is none, or more than one."]
        home = browser.submit(nameless, "/setup", organisation="Aldgate", password="seven red kites")
        assert (home.status, home.path, home.title) == (200, "/", "Home")
        assert "You are the first administrator" in home.text
        assert "You are the first administrator" not in browser.get("/").text
        assert browser.client.get("/setup").headers["location"] == "/sign-in"
        again = browser.send("/setup", {"code": new_code(browser.server), "organisation": "Aldgate", **filled})
        assert (again.status, again.title) == (409, "Not possible as things are")
