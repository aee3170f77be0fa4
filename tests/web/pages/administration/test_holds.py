"""Legal holds, by pages."""

from __future__ import annotations

from muniment.accounts.roles import Role
from tests.http.live import Person, Server
from tests.web.browser import Browser

HOLDS = "/administration/holds"


def holds(person: Person) -> list[tuple[str, bool]]:
    return [(one["target_type"], one["released_at"] is None) for one in person.get("/v1/legal-holds").json()["data"]]


def test_hold_is_made_and_released_with_a_reason(stranger: Browser, sqlite_api: Server) -> None:
    person = sqlite_api.person()
    stranger.enter(person)
    vendor_id = person.vendor()
    form = stranger.get(f"{HOLDS}/new?target=vendor&of={vendor_id}")
    assert form.form(f"{HOLDS}/new").value("target_id") == vendor_id
    wrong = stranger.submit(form, f"{HOLDS}/new", target_id="cbvndr_nothing", reason="case")
    assert (wrong.status, len(wrong.problems())) == (404, 1)
    assert stranger.submit(form, f"{HOLDS}/new", reason=" ").status == 422
    page = stranger.submit(form, f"{HOLDS}/new", reason="<b>case</b>")
    assert "<b>case</b>" in page.text
    assert holds(person) == [("vendor", True)]
    (link,) = [one for one in page.links if one.endswith("/release")]
    asked = stranger.get(link)
    assert stranger.submit(asked, link, reason="").status == 422
    assert holds(person) == [("vendor", True)]
    assert "Nothing is held" in stranger.submit(asked, link, reason="settled").text
    assert holds(person) == [("vendor", False)]
    assert "Released for: settled" in stranger.get(f"{HOLDS}?which=released").text


def test_organisation_is_held_without_its_id(stranger: Browser, sqlite_api: Server) -> None:
    person = sqlite_api.person()
    stranger.enter(person)
    stranger.submit(stranger.get(f"{HOLDS}/new"), f"{HOLDS}/new", target_type="organisation", reason="audit")
    assert holds(person) == [("organisation", True)]


def test_auditor_reads_holds_and_releases_none(stranger: Browser, sqlite_api: Server) -> None:
    keeper = sqlite_api.person()
    target = {"target_type": "organisation", "target_id": keeper.org_id, "reason": "audit"}
    assert keeper.post("/v1/legal-holds", json=target).status_code == 201
    stranger.enter(sqlite_api.person(keeper.org_id, Role.AUDITOR))
    page = stranger.get(HOLDS)
    assert "Held" in page.text
    assert not [one for one in page.links if one.startswith(f"{HOLDS}/")]
