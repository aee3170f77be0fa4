"""Home: what needs somebody today, and an empty room."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import update

from muniment.accounts.roles import Role
from muniment.db import clock
from muniment.db.tables import documents
from muniment.documents import counts
from muniment.documents.counts import Counted
from tests.http.live import Person, Server
from tests.web.browser import Browser, Page


@pytest.fixture
def person(browser: Browser) -> Person:
    """An administrator of a new organisation, signed in."""
    person = browser.server.person()
    browser.enter(person)
    return person


def today(server: Server) -> datetime:
    with server.runtime.database.read() as tx:
        return datetime.fromtimestamp(clock.now(tx), UTC)


def settle(person: Person, document: dict[str, str], *, days: int | None = None, status: str = "complete") -> None:
    """Have the document settled, good until so many days from today."""
    server = person.server
    until = {"valid_until": f"{today(server) + timedelta(days=days):%Y-%m-%d}"} if days is not None else {}
    with server.runtime.database.write() as tx:
        before = Counted(person.org_id, document["vendor_id"], (), (), None, "created", False)
        after = Counted(person.org_id, document["vendor_id"], (), (), None, status, False)
        counts.move(tx, before=before, after=after)
        tx.execute(update(documents).where(documents.c.id == document["id"]).values(status=status, **until))


def numbers(page: Page) -> dict[str, str]:
    """The four counts, and where each leads."""
    found = page.answer.text.split('<a class="count ')[1:]
    said = [Page.plain(piece.partition(">")[2].partition("</a>")[0]) for piece in found]
    leads = [piece.partition('href="')[2].partition('"')[0] for piece in found]
    return dict(zip(said, leads, strict=True))


def test_empty_room_says_what_to_do_and_to_whom_it_may_do_it(browser: Browser, person: Person) -> None:
    page = browser.get("/")
    assert "This room is empty" in page.text
    assert {"/vendors/new", "/upload"} <= set(page.links)
    browser.enter(person.server.person(person.org_id, Role.AUDITOR))
    page = browser.get("/")
    assert "This room is empty" in page.text
    assert not {"/vendors/new", "/upload"} & set(page.links)


def test_counts_lead_to_what_they_count(browser: Browser, person: Person) -> None:
    vendor_id = person.vendor()
    for days in (-3, 20, 60, 61):
        settle(person, person.document(vendor_id), days=days)
    settle(person, person.document(vendor_id), status="failed")
    assert numbers(browser.get("/")) == {
        "1 Expired": "/evidence?validity=expired",
        "2 Expiring in 60 days": "/evidence?validity=expiring",
        "0 To review": "/review",
        "1 Failed": "/evidence?status=failed",
    }


def test_strip_has_twelve_months_in_words_too_and_the_next_to_expire(browser: Browser, person: Person) -> None:
    vendor_id = person.vendor("<i>Northwind</i>\u202e")
    settle(person, person.document(vendor_id, filename="<b>a.pdf"), days=1)
    settle(person, person.document(vendor_id, filename="past.pdf"), days=-1)
    page = browser.get("/")
    months = [given["title"] for tag, given in page.tags if tag == "a" and "will expire" in (given.get("title") or "")]
    assert len(months) == len(set(months)) == 12
    day = today(person.server) + timedelta(days=1)
    assert f"{day:%b %Y}: 1 document will expire" in months
    assert "in 1 day" in page.text
    assert "<i>Northwind</i> U+202E" in page.text
    upcoming = page.text.partition("What expires")[2].partition("Latest uploads")[0]
    assert ("<b>a.pdf" in upcoming, "past.pdf" in upcoming) == (True, False)


def test_latest_uploads_are_followed_until_they_have_settled(browser: Browser, person: Person) -> None:
    document = person.document(person.vendor())
    page = browser.get("/")
    assert "Waiting" in page.text
    assert 'data-settled="no"' in page.answer.text
    settle(person, document)
    page = browser.get("/")
    assert 'data-settled="yes"' in page.answer.text
    assert [given["src"] for tag, given in page.tags if tag == "script"] != []


def test_nothing_of_another_organisation_is_there(browser: Browser, person: Person) -> None:
    other = person.server.person()
    other.document(other.vendor("Sable Analytics"), filename="secret.pdf")
    assert "This room is empty" in browser.get("/").text


def test_empty_room_takes_a_drop_of_who_may_upload(browser: Browser) -> None:
    org_id = browser.server.person().org_id
    seen = {}
    for role in (Role.ADMIN, Role.AUDITOR):
        browser.enter(browser.server.person(org_id, role))
        page = browser.get("/")
        seen[role] = ("/upload" in [one.action for one in page.forms], "policies here" in page.text)
        assert ("upload.js" in page.answer.text) is seen[role][0]
    assert seen == {Role.ADMIN: (True, True), Role.AUDITOR: (False, False)}
