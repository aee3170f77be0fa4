"""Vendors by pages: found, made, changed; and one with its evidence, what needs somebody first."""

from __future__ import annotations

import re

import pytest

from muniment.accounts.roles import Role
from tests.http.live import Server
from tests.web.browser import Browser, Page
from tests.web.pages.test_evidence import HOSTILE, good_until, names, signed_in


def groups(page: Page) -> list[str]:
    return [page.plain(one) for one in re.findall(r'<th scope="rowgroup"[^>]*>(.*?)</th>', page.answer.text, re.DOTALL)]


def test_vendors_are_listed_by_name_with_how_their_evidence_stands(browser: Browser) -> None:
    key = signed_in(browser)
    north, quill = key.vendor("Northwind"), key.vendor("Äquill")
    key.service(north, "Payments")
    good_until(browser.server, key, key.document(north)["id"], "2020-01-31")
    key.document(north)
    page = browser.get("/vendors")
    assert (page.title, names(page)) == ("Vendors", ["Äquill", "Northwind"])
    assert {f"/evidence?vendor_id={north}", f"/evidence?validity=expired&vendor_id={north}"} <= set(page.links)
    assert f"/evidence?vendor_id={quill}" not in page.links
    assert names(browser.get("/vendors?sort=-created_at")) == ["Äquill", "Northwind"]
    assert names(browser.get("/vendors?name=payMENTS")) == ["Northwind"]
    nobody = browser.get("/vendors?name=no%00body%22%3E")
    assert "No vendor of that name" in nobody.text
    made = browser.get(next(link for link in nobody.links if "/vendors/new?" in link))
    assert 'body">' not in made.answer.text
    assert made.form("/vendors/new").value("name").endswith('body">')


def test_vendor_is_made_and_changed_by_forms(browser: Browser) -> None:
    signed_in(browser)
    page = browser.get("/vendors/new")
    wrong = browser.submit(page, "/vendors/new", name=" ", contact_name="Ada", tags="a, b")
    assert (wrong.status, len(wrong.problems())) == (422, 2)
    assert wrong.form("/vendors/new").value("tags") == "a, b"
    made = browser.submit(
        wrong, "/vendors/new", name="Northwind", tier="1", contact_name="Ada", contact_email="ada@example.com"
    )
    assert made.title == "Northwind"
    assert "Ada · ada@example.com" in made.text
    path = made.path
    changed = browser.submit(made, path, name="Northwind Hosting", tier="", tags="x")
    assert (changed.title, changed.path) == ("Northwind Hosting", path)
    assert "Tier" not in re.findall(r"<dt>(.*?)</dt>", changed.answer.text)
    unfit = browser.submit(changed, path, name="x" * 300)
    assert (unfit.status, unfit.title, len(unfit.problems())) == (422, "Northwind Hosting", 1)
    assert unfit.form(path).value("name") == "x" * 300


def test_services_are_added_and_changed_on_the_vendors_page(browser: Browser) -> None:
    key = signed_in(browser)
    path = f"/vendors/{key.vendor()}"
    page = browser.submit(browser.get(path), f"{path}/services", name="Hosting", description="Racks")
    assert "Racks" in page.text
    (service,) = [one.action for one in page.forms if one.action.startswith(f"{path}/services/")]
    assert "Cages" in browser.submit(page, service, name="Hosting", description="Cages").text
    unfit = browser.submit(page, service, name=" ", description="lost?")
    assert (unfit.status, len(unfit.problems())) == (422, 1)
    assert unfit.form(service).value("description") == "lost?"
    assert browser.submit(page, f"{path}/services", name="").status == 422


def test_evidence_stands_by_type_what_needs_somebody_first(browser: Browser) -> None:
    key = signed_in(browser)
    vendor = key.vendor()
    made = {
        name: key.document(vendor, name=name, document_type=kind)["id"]
        for name, kind in (("old nda", "nda"), ("policy", "privacy_policy"), ("new nda", "nda"), ("unknown", None))
    }
    good_until(browser.server, key, made["old nda"], "2020-01-31")
    good_until(browser.server, key, made["policy"], "2199-12-31")
    key.document(key.vendor(), name="another's")
    key.assessment(vendor, name="Yearly review")
    page = browser.get(f"/vendors/{vendor}")
    assert names(page) == ["new nda", "old nda", "policy", "unknown"]
    assert [one.rsplit(" ", 1)[0] for one in groups(page)] == [
        "Non-disclosure agreement",
        "Privacy policy",
        "Without a type",
    ]
    assert "4 documents" in page.text
    assert "Yearly review" in page.text
    assert f"/upload?vendor_id={vendor}" in page.links


def test_who_may_not_change_vendors_is_shown_no_form(stranger: Browser) -> None:
    person = stranger.server.person()
    vendor = stranger.server.another_key(person.org_id).vendor()
    stranger.enter(stranger.server.person(person.org_id, Role.AUDITOR))
    page = stranger.get(f"/vendors/{vendor}")
    assert (page.status, [one.action for one in page.forms]) == (200, ["/sign-out"])
    assert "/vendors/new" not in stranger.get("/vendors").links


def test_vendor_of_another_organisation_is_neither_shown_nor_changed(admin: Browser, sqlite_api: Server) -> None:
    theirs = sqlite_api.caller()
    path = f"/vendors/{theirs.vendor('Theirs')}"
    assert admin.get(path).status == 404
    token = admin.get("/vendors/new").form("/vendors/new").value("csrf_token")
    assert admin.send(path, {"csrf_token": token, "name": "Mine"}).status == 404
    assert admin.send(f"{path}/services", {"csrf_token": token, "name": "Mine"}).status == 404
    assert "Theirs" in [one["name"] for one in theirs.get("/v1/vendors").json()["items"]]


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_vendors_are_text(admin: Browser, name: str) -> None:
    key = signed_in(admin)
    vendor = key.vendor(name, description=name, tier=name, tags=[name], website="javascript:alert(1)")
    key.service(vendor, name)
    key.assessment(vendor, name=name)
    key.document(vendor, name=name)
    for path in ("/vendors", f"/vendors/{vendor}"):
        page = admin.get(path)
        assert page.status == 200
        assert all(found.get("src") for tag, found in page.tags if tag == "script")
        assert not [link for link in page.links if link.startswith("javascript:")]
        said = [page.answer.text.partition("</title>")[0], *(found.get("title") or "" for _, found in page.tags)]
        assert not [one for one in said if "\u202e" in one]
