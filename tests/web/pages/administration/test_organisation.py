"""The organisation and the server's health, by pages."""

from __future__ import annotations

from muniment.accounts.roles import Role
from tests.http.live import Person, Server
from tests.web.browser import Browser

ORGANISATION = "/administration/organisation"


def networks(person: Person) -> list[str]:
    return list(person.get(f"/v1/org/{person.org_id}").json()["api_ip_allowlist"])


def test_networks_are_set_and_nobody_locks_itself_out_unasked(stranger: Browser, sqlite_api: Server) -> None:
    person = sqlite_api.person()
    stranger.enter(person)
    page = stranger.get(ORGANISATION)
    wrong = stranger.submit(page, ORGANISATION, networks="10.0.0.0/33")
    assert (wrong.status, len(wrong.problems())) == (422, 1)
    page = stranger.submit(page, ORGANISATION, networks="127.0.0.1\n10.0.0.0/8\n")
    assert "The networks are set." in page.text
    assert networks(person) == ["127.0.0.1/32", "10.0.0.0/8"]
    outside = stranger.submit(page, ORGANISATION, networks="10.0.0.0/8")
    assert (outside.status, outside.form(ORGANISATION).value("networks")) == (422, "10.0.0.0/8")
    assert networks(person) == ["127.0.0.1/32", "10.0.0.0/8"]
    locked = stranger.submit(outside, ORGANISATION, force="yes")
    assert (locked.status, locked.title) == (403, "Not yours to do")
    assert "Come from one of your organisation's networks" in locked.text
    assert stranger.get("/administration/keys").status == 200  # from everywhere, so that one that leaked can be revoked


def test_auditor_reads_the_organisation_and_changes_nothing(stranger: Browser, sqlite_api: Server) -> None:
    person = sqlite_api.person(role=Role.AUDITOR)
    stranger.enter(person)
    page = stranger.get(ORGANISATION)
    assert person.org_id in page.text
    assert [one.action for one in page.forms] == ["/sign-out"]


def test_health_says_of_each_part_how_it_is(admin: Browser) -> None:
    page = admin.get("/administration/health")
    assert page.title == "Health"
    for part in ("Database", "Storage", "Migrations", "Worker", "Jobs"):
        assert part in page.text
    assert "no worker was seen" in page.text
