"""Where is it? Every document in one table, narrowed by what stands in the address."""

from __future__ import annotations

import re

import pytest

from muniment.accounts.roles import Role
from muniment.documents.facts import keep_facts
from muniment.documents.lifecycle import hold
from tests.builders import build_document, caller_of
from tests.http.live import Caller, Server
from tests.web.browser import Browser, Page

MARKUP = '<script>alert(1)</script> & "quoted" {{ 7*7 }}'
HOSTILE = (MARKUP, "\u202egnp.exe \u05e9\u05dc\u05d5\u05dd", "W" * 255)


def signed_in(browser: Browser, role: Role = Role.ADMIN) -> Caller:
    """Sign somebody in; a key of its organisation."""
    person = browser.server.person(role=role)
    browser.enter(person)
    return browser.server.another_key(person.org_id)


def good_until(server: Server, key: Caller, document_id: str, day: str) -> None:
    with server.runtime.database.write() as tx:
        fact = {"key": "expires_on", "value": day, "value_type": "date", "source_type": "engine", "page": None}
        keep_facts(tx, hold(tx, caller_of(key.org_id), document_id), [fact])


def names(page: Page) -> list[str]:
    """The names in the table, in order."""
    return [page.plain(cell) for cell in re.findall(r'<td class="name">(.*?)</td>', page.answer.text, re.DOTALL)]


def test_table_is_sorted_and_narrowed_by_links_that_stay_in_the_address(browser: Browser) -> None:
    key = signed_in(browser)
    vendor = key.vendor("Northwind Hosting")
    made = {name: key.document(vendor, name=name)["id"] for name in ("beta report", "alpha report", "gamma")}
    good_until(browser.server, key, made["alpha report"], "2020-01-31")
    good_until(browser.server, key, made["gamma"], "2199-12-31")
    page = browser.get("/evidence")
    assert (page.title, names(page)) == ("Evidence", ["gamma", "alpha report", "beta report"])
    assert "3 documents" in page.text
    assert "31 Jan 2020" in page.text
    by_name = browser.get("/evidence?sort=name")
    assert names(by_name) == ["alpha report", "beta report", "gamma"]
    assert "/evidence?sort=-name" in by_name.links
    assert names(browser.get("/evidence?sort=valid_until")) == ["alpha report", "gamma", "beta report"]
    narrowed = browser.get("/evidence?q=report&sort=-name&status=created")
    assert names(narrowed) == ["beta report", "alpha report"]
    assert "/evidence?sort=-name&status=created" in narrowed.links
    assert "/evidence?q=report&sort=-name" in narrowed.links
    expired = browser.get("/evidence?validity=expired&validity=valid")
    assert names(expired) == ["gamma", "alpha report"]
    assert "/evidence?validity=valid" in expired.links
    assert names(browser.get("/evidence?until_from=2020-01-31&until_to=2020-01-31")) == ["alpha report"]
    assert names(browser.get("/evidence?created_to=2020-01-31")) == []


def test_pages_of_fifty_lead_forth_and_back(browser: Browser) -> None:
    key = signed_in(browser)
    vendor = key.vendor()
    with browser.server.runtime.database.write() as tx:
        for number in range(102):
            build_document(tx, key.org_id, vendor, name=f"n{number:03}")
    expected = [f"n{number:03}" for number in range(102)]
    first = browser.get("/evidence?sort=name")
    assert names(first) == expected[:50]
    (following,) = placed(first)
    second = browser.get(following)
    assert names(second) == expected[50:100]
    third = browser.get(placed(second)[1])
    assert (names(third), len(placed(third))) == (expected[100:], 1)
    assert "/evidence?sort=name" in third.links
    back = browser.get(placed(third)[0])
    assert names(back) == expected[50:100]
    front = browser.get(placed(back)[0])
    assert (names(front), placed(front)) == (expected[:50], placed(first))


def placed(page: Page) -> list[str]:
    """Where its links to further pages lead: back, then forth."""
    return [link for link in page.links if "before=" in link or "after=" in link]


def test_page_before_a_place_on_the_first_is_the_first(browser: Browser) -> None:
    key = signed_in(browser)
    vendor = key.vendor()
    for number in range(3):
        key.document(vendor, name=f"n{number}")
    before = key.get("/v1/evidence?sort=name&limit=2").json()["next"]
    page = browser.get(f"/evidence?sort=name&before={before}")
    assert (names(page), placed(page)) == (["n0", "n1", "n2"], [])


def test_vendor_is_found_by_a_part_of_its_name(admin: Browser) -> None:
    key = signed_in(admin)
    one, other = key.vendor("Northwind Hosting"), key.vendor("Northwind Freight")
    key.document(one, name="mine")
    key.document(other, name="theirs")
    page = admin.get("/evidence?vendor=hosting&q=&document_type=&until_from=")
    assert page.path.endswith(f"vendor_id={one}")
    assert names(page) == ["mine"]
    assert admin.get("/evidence?vendor=Northwind+Freight").path == f"/evidence?vendor_id={other}"
    several = admin.get("/evidence?vendor=northwind")
    assert {f"/evidence?vendor_id={id_}" for id_ in (one, other)} <= set(several.links)
    assert "No vendor's name holds" in admin.get("/evidence?vendor=nobody").text


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("validity=lost", "'lost' is no validity; it was left out."),
        ("status=lost", "'lost' is no state; it was left out."),
        ("document_type=love_letter", "'love_letter' is no document type; it was left out."),
        ("sort=size", "'size' is no order; it was left out."),
        ("until_from=2026-02-30", "'2026-02-30' is no day; it was left out."),
        ("created_to=%00%3Cb%3E", "is no day; it was left out."),
    ],
)
def test_part_of_an_address_that_does_not_fit_is_said_and_left_out(admin: Browser, query: str, said: str) -> None:
    key = signed_in(admin)
    key.document(key.vendor(), name="here")
    page = admin.get(f"/evidence?{query}")
    assert (page.status, names(page)) == (200, ["here"])
    assert said in page.text


def test_place_that_is_none_begins_at_the_front(admin: Browser) -> None:
    key = signed_in(admin)
    key.document(key.vendor(), name="here")
    assert names(admin.get("/evidence?after=nonsense&q=%00")) == []
    assert names(admin.get("/evidence?after=nonsense")) == ["here"]


def test_empty_page_says_what_to_do(admin: Browser) -> None:
    page = admin.get("/evidence")
    assert "No evidence yet" in page.text
    assert "/upload" in page.links
    assert "/evidence" in admin.get("/evidence?q=nothing").links


def test_who_may_not_upload_is_not_told_to(stranger: Browser) -> None:
    signed_in(stranger, Role.AUDITOR)
    assert "/upload" not in stranger.get("/evidence").links


def test_vendor_of_another_organisation_is_not_there(admin: Browser, sqlite_api: Server) -> None:
    assert admin.get(f"/evidence?vendor_id={sqlite_api.caller().vendor()}").status == 404


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_names_are_text(admin: Browser, name: str) -> None:
    key = signed_in(admin)
    vendor = key.vendor(name)
    key.document(vendor, name=name)
    page = admin.get(f"/evidence?vendor_id={vendor}")
    assert page.status == 200
    assert all(found.get("src") for tag, found in page.tags if tag == "script")
    assert "49" not in names(page)[0]
    assert not [found for _, found in page.tags if "\u202e" in (found.get("title") or "")]
