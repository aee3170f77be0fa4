"""What every page is given: where it leads, what it says once."""

from __future__ import annotations

from collections.abc import Callable

from muniment.documents.lifecycle import Status
from muniment.web.navigation import PLACES, place_of, places_for
from muniment.web.render import environment
from muniment.web.state_marks import MARKS
from muniment.webhooks.sending import Status as Delivery
from tests.http.live import Server
from tests.web.browser import Browser


def test_every_template_is_one_and_escapes_what_it_is_given() -> None:
    made = environment("")
    names = made.list_templates()
    assert "layout.html" in names
    for name in names:
        made.get_template(name)
    assert made.from_string("{{ x }}").render(x="<b>") == "&lt;b&gt;"


def test_every_state_has_a_mark_of_its_own_look() -> None:
    assert {*Status, *Delivery} <= MARKS.keys()
    icons = environment("").get_template("icons.html").module.drawn  # type: ignore[attr-defined]
    assert {one.sign for one in MARKS.values()} | {one.icon for one in PLACES} <= icons.keys()


def test_place_is_the_longest_that_the_path_begins_with() -> None:
    asked = ("/", "/administration/users", "/documents/cbvdoc_1", "/x")
    found = {path: place.path if (place := place_of(path)) else None for path in asked}
    assert found == dict(zip(asked, ("/", "/administration", "/evidence", None), strict=True))
    assert places_for(()) == []


def test_notice_is_said_once_and_as_text(stranger: Browser) -> None:
    stranger.client.cookies.set("muniment-notice", "%3Cscript%3E%E2%80%AE%00" + "x" * 400, domain="127.0.0.1")
    page = stranger.get("/set-password")
    assert "<script>" in page.text
    assert page.text.count("x") < 400
    assert not [tag for tag, _ in page.tags if tag == "script"]
    assert "<script>" not in stranger.get("/set-password").text


def test_behind_a_stripped_prefix_everything_leads_within_it(start: Callable[..., Server]) -> None:
    with Browser(start(root_path="/evidence/room")) as browser:
        person = browser.server.person()
        browser.enter(person)
        page = browser.get("/administration/users?email=x")
        local = [one for one in page.links if one.startswith("/")]
        assert local and all(one.startswith("/evidence/room/") for one in local)
        assert all(one.action.startswith("/evidence/room/") for one in page.forms)
        browser.client.cookies.clear()
        sent = browser.client.get("/account?x=y")
        assert sent.headers["location"] == "/evidence/room/sign-in?next=%2Faccount%3Fx%3Dy"
