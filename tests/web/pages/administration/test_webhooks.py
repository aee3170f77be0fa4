"""Webhooks, by pages."""

from __future__ import annotations

from typing import Any

from muniment.accounts.roles import Role
from tests.http.live import Person, Server, created
from tests.web.browser import Browser
from tests.web.pages.administration.test_users import code_on

WEBHOOKS = "/administration/webhooks"


def person_with(server: Server, browser: Browser, role: Role = Role.ADMIN) -> tuple[Person, str]:
    """Somebody who has come by the browser, and a webhook of its organisation, tried once."""
    maker = server.person()
    wanted = {"url": "https://hooks.invalid/in", "events": ["Vendor.Created", "Of.Coverbase"], "secret": "x" * 20}
    webhook = created(maker.post("/v1/webhooks", json=wanted))
    assert maker.post(f"/v1/webhooks/{webhook['id']}/test").status_code == 200
    person = maker if role is Role.ADMIN else server.person(maker.org_id, role)
    browser.enter(person)
    return maker, str(webhook["id"])


def kept(person: Person) -> list[dict[str, Any]]:
    return list(person.get("/v1/webhooks").json()["data"])


def test_webhook_is_made_with_a_secret_of_ours_or_ones_own(admin: Browser) -> None:
    form = admin.get(f"{WEBHOOKS}/new")
    page = admin.submit(form, f"{WEBHOOKS}/new", url="https://hooks.invalid/a", events=["Vendor.Created"])
    assert len(code_on(page)) >= 32
    page = admin.submit(form, f"{WEBHOOKS}/new", url="https://hooks.invalid/b", secret="of many characters")
    assert (page.title, "The webhook is made." in page.text) == ("Webhook", True)
    assert "of many characters" not in page.answer.text
    assert "https://hooks.invalid/a" in admin.get(WEBHOOKS).text


def test_misfits_are_said_beside_their_fields(admin: Browser) -> None:
    form = admin.get(f"{WEBHOOKS}/new")
    for fields in ({"url": "http://hooks.invalid/"}, {"url": "https://hooks.invalid/", "secret": "short"}):
        page = admin.submit(form, f"{WEBHOOKS}/new", **fields)
        assert (page.status, len(page.problems())) == (400, 1)
        assert page.form(f"{WEBHOOKS}/new").value("url") == fields["url"]


def test_webhook_is_changed_tested_switched_and_deleted(stranger: Browser, sqlite_api: Server) -> None:
    person, webhook_id = person_with(sqlite_api, stranger)
    path = f"{WEBHOOKS}/{webhook_id}"
    page = stranger.submit(stranger.get(path), path, url="https://hooks.invalid/other", description="the warehouse")
    assert "The webhook is changed." in page.text
    (webhook,) = kept(person)
    assert (webhook["url"], webhook["events"]) == ("https://hooks.invalid/other", ["Vendor.Created", "Of.Coverbase"])
    wrong = stranger.submit(page, path, url="ftp://x", events=[])
    assert (wrong.status, wrong.form(path).value("url")) == (400, "ftp://x")
    page = stranger.submit(page, f"{path}/test")
    assert "The test was not delivered" in page.text
    page = stranger.submit(page, f"{path}/disable")
    assert not kept(person)[0]["enabled"]
    page = stranger.submit(page, f"{path}/enable")
    assert kept(person)[0]["enabled"]
    asked = stranger.get(f"{path}/delete")
    assert len(kept(person)) == 1
    assert "The webhook is deleted." in stranger.submit(asked, f"{path}/delete").text
    assert kept(person) == []


def test_days_are_sent_again_and_a_test_is_not(stranger: Browser, sqlite_api: Server) -> None:
    person, webhook_id = person_with(sqlite_api, stranger)
    path = f"{WEBHOOKS}/{webhook_id}"
    person.vendor()
    page = stranger.get(path)
    assert not [one for one in page.forms if one.action.startswith(f"{path}/deliveries/")]
    page = stranger.submit(page, f"{path}/replay", **{"from": "2000-01-01", "to": "2100-01-01"})
    assert "sent again." in page.text
    page = stranger.submit(page, f"{path}/replay", **{"from": "never", "to": "2100-01-01"})
    assert (page.status, page.problems()) == (422, ["Give a day."])
    token = page.form("/sign-out").value("csrf_token")
    delivery = person.get(f"/v1/webhooks/{webhook_id}/deliveries").json()["data"][0]["id"]
    assert stranger.send(f"{path}/deliveries/{delivery}/replay", {"csrf_token": token}).status == 404


def test_auditor_reads_webhooks_and_changes_none(stranger: Browser, sqlite_api: Server) -> None:
    _, webhook_id = person_with(sqlite_api, stranger, Role.AUDITOR)
    page = stranger.get(f"{WEBHOOKS}/{webhook_id}")
    assert "Of.Coverbase" in page.text
    assert "webhook.test" in page.text
    assert [one.action for one in page.forms] == ["/sign-out"]
