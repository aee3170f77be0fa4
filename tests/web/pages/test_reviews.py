"""The queue, one document of it at a time, and a person's word in place: all by forms, without JavaScript."""

from __future__ import annotations

from typing import Any

import pytest

from muniment.accounts.roles import Role
from muniment.analysis.findings import failed
from muniment.evidence.reviewing import MAX_NOTE_CHARACTERS
from tests.builders import caller_of
from tests.evidence.conftest import SOC2, Room, fact, findings
from tests.http.live import Caller
from tests.web.browser import Browser, Page

HOSTILE = "<script>alert(1)</script> \u202egnp.exe {{ 7*7 }} \x01 \"'>&amp; " + "x" * 255

FACTS = (fact("period_end", "2025-06-30"), fact("opinion", "unqualified"), fact("system_name", "Ledger"))
UNNAMED = findings(*FACTS, document_type=None)


def waiting(caller: Caller, found: Any = UNNAMED, **changes: Any) -> str:
    """The id of a document in which this was found."""
    document_id = str(caller.document(changes.pop("vendor_id", None) or caller.vendor(), **changes)["id"])
    Room(caller.server.runtime.database, caller_of(caller.org_id)).find(document_id, found)
    return document_id


def kept(caller: Caller, document_id: str) -> dict[str, Any]:
    return dict(caller.get(f"/v1/documents/{document_id}/review").json())


def entered(browser: Browser, caller: Caller, role: Role = Role.ANALYST) -> Browser:
    browser.enter(browser.server.person(caller.org_id, role))
    return browser


def links(page: Page, relation: str) -> list[str | None]:
    return [given["href"] for tag, given in page.tags if tag == "a" and given.get("rel") == relation]


def test_queue_shows_reasons_with_filters_as_links(browser: Browser) -> None:
    caller = browser.server.caller()
    first = waiting(caller, name="Report of the auditor")
    waiting(caller, failed("encrypted"))
    page = entered(browser, caller).get("/review")
    assert "Report of the auditor" in page.text
    assert "The text bears out no type." in page.text
    assert "Northwind Hosting" in page.text
    chips = [link for link in page.links if link.startswith("/review?reason=")]
    assert chips[:2] == ["/review?reason=failed", "/review?reason=unnamed"]
    narrowed = browser.get("/review?reason=unnamed")
    assert f"/review/{first}?reason=unnamed" in narrowed.links
    assert "All 2" in narrowed.text
    assert browser.get("/review?reason=expired").title == "Review"
    assert "Nothing waits here" in browser.get("/review?reason=expired").text


def test_queue_of_one_vendor_and_its_pages(stranger: Browser) -> None:
    caller = stranger.server.caller()
    vendor_id = caller.vendor("Only <this>")
    made = [waiting(caller, vendor_id=vendor_id) for _ in range(2)]
    waiting(caller)
    page = entered(stranger, caller).get(f"/review?vendor_id={vendor_id}")
    assert "Of Only <this> alone." in page.text
    assert list(dict.fromkeys(link for link in page.links if "cbvdoc" in link)) == [
        f"/review/{one}?vendor_id={vendor_id}" for one in reversed(made)
    ]
    assert stranger.get("/review?vendor_id=cbvndr_nothing").status == 404
    assert stranger.get("/review?reason=none").status == 404
    assert stranger.get("/review?after=x").status == 404


def test_confirming_goes_on_to_the_next_until_nothing_waits(browser: Browser) -> None:
    caller = browser.server.caller()
    older, newer = waiting(caller), waiting(caller)
    entered(browser, caller)
    page = browser.get(f"/review/{newer}")
    assert links(page, "next") == [f"/review/{older}"]
    page = browser.submit(page, f"/review/{newer}", type=SOC2, note="Seen")
    assert page.path == f"/review/{older}"
    assert "Confirmed. This is the next one." in page.text
    said = kept(caller, newer)
    assert (said["document_type"]["value"], said["note"], said["facts"]) == (SOC2, "Seen", [])
    assert "Confirm type and 3 facts" in page.text
    page = browser.submit(page, f"/review/{older}", type="none", facts_too="yes")
    assert {one["key"]: one["value"] for one in kept(caller, older)["facts"]} == {one.key: one.value for one in FACTS}
    assert (page.path, "Nothing else waits here" in page.text) == ("/review", True)
    assert "Nothing waits here" in page.text
    assert "this one no more" in browser.get(f"/review/{older}").text


def test_facts_are_corrected_rejected_and_added_in_place(browser: Browser) -> None:
    caller = browser.server.caller()
    document_id = waiting(caller, findings(*FACTS))
    action = f"/documents/{document_id}/review"
    page = entered(browser, caller).get(f"/documents/{document_id}")
    changed = {"fact.period_end": "2025-09-30", "fact.opinion": "", "add_key": "service_auditor", "add_value": "A LLP"}
    page = browser.submit(page, action, **changed)
    assert (page.status, "Your word stands." in page.text) == (200, True)
    values = {one["key"]: one["value"] for one in kept(caller, document_id)["facts"]}
    assert values == {"period_end": "2025-09-30", "opinion": None, "service_auditor": "A LLP"}
    assert browser.went[-1].endswith(f"/documents/{document_id}")  # its notice stands at the top
    assert "the engine said 2025-06-30" in page.text
    assert "2026-09-30" in page.answer.text  # reckoned from the corrected period
    assert page.form(action).value("fact.opinion") == ""
    assert f"{action}/withdraw" in page.links
    asked = browser.get(f"{action}/withdraw")
    assert asked.title == "Withdraw the review?"
    page = browser.submit(asked, f"{action}/withdraw")
    assert browser.get(f"{action}/withdraw").path == f"/documents/{document_id}"
    assert "The review is withdrawn" in page.text
    browser.submit(page, f"/documents/{document_id}/archive")
    assert browser.get(f"{action}/withdraw").status == 404  # as over the API
    assert browser.submit(asked, f"{action}/withdraw").status == 404
    browser.submit(browser.get(f"/documents/{document_id}"), f"/documents/{document_id}/restore")
    page = browser.get(f"/documents/{document_id}")
    assert kept(caller, document_id)["reviewed_at"] is None
    assert page.form(action).value("fact.opinion") == "unqualified"


@pytest.mark.parametrize("place", ["review", "documents"])
def test_type_with_which_the_day_of_expiry_goes_says_so(stranger: Browser, place: str) -> None:
    caller = stranger.server.caller()
    document_id = waiting(caller, findings(*FACTS))
    action = f"/review/{document_id}" if place == "review" else f"/documents/{document_id}/review"
    page = entered(stranger, caller).get(f"/{place}/{document_id}")
    page = stranger.submit(page, action, type=SOC2)
    assert "It has no day of expiry now." not in page.text
    page = stranger.submit(stranger.get(f"/{place}/{document_id}"), action, type="nda")
    assert "It has no day of expiry now." in page.text


@pytest.mark.parametrize("place", ["review", "documents"])
def test_what_does_not_fit_is_said_beside_its_field_and_nothing_typed_is_lost(stranger: Browser, place: str) -> None:
    caller = stranger.server.caller()
    document_id = waiting(caller)
    action = f"/review/{document_id}" if place == "review" else f"/documents/{document_id}/review"
    page = entered(stranger, caller).get(f"/{place}/{document_id}")
    typed = {
        "type": "nda",
        "note": HOSTILE.replace("\x01", ""),
        "fact.period_end": "soon",
        "fact.system_name": HOSTILE,
        "add_key": "auditor",
        "add_value": HOSTILE,
    }
    page = stranger.submit(page, action, **typed)
    assert page.status == 422
    assert page.problems() == ["Write a date as 2026-09-30, or a month as 2026-09, from 1900 to 2200."]
    form = page.form(action)
    assert {name: form.value(name).strip() for name in ("type", "note", "fact.period_end")} == {
        "type": "nda",
        "note": typed["note"],
        "fact.period_end": "soon",
    }
    assert form.value("fact.system_name") == HOSTILE
    assert ("add_value", HOSTILE) in form.fields
    assert not [tag for tag, given in page.tags if tag == "script" and "src" not in given]
    assert kept(caller, document_id)["reviewed_at"] is None
    page = stranger.submit(page, action, **{"fact.period_end": "2025-09"})
    assert page.status == 200
    assert kept(caller, document_id)["note"] == typed["note"]


def test_note_that_is_too_long_is_said_beside_it(stranger: Browser) -> None:
    caller = stranger.server.caller()
    document_id = waiting(caller)
    page = entered(stranger, caller).get(f"/review/{document_id}")
    page = stranger.submit(page, f"/review/{document_id}", note="x" * (MAX_NOTE_CHARACTERS + 1))
    assert page.problems() == [f"This is too long: {MAX_NOTE_CHARACTERS:,} characters at most."]


def test_later_of_two_people_is_told_with_what_was_typed(stranger: Browser) -> None:
    caller = stranger.server.caller()
    document_id = waiting(caller)
    action = f"/documents/{document_id}/review"
    page = entered(stranger, caller).get(f"/documents/{document_id}")
    theirs = {"document_type": SOC2, "facts": [{"key": "auditor", "value": "Their LLP"}]}
    first = caller.request("PUT", f"/v1/documents/{document_id}/review", json=theirs)
    later = stranger.submit(page, action, type="nda", note="Mine")
    assert (later.status, len(later.problems())) == (422, 1)
    assert "Somebody else said something" in later.problems()[0]
    form = later.form(action)
    assert (form.value("type"), form.value("note").strip(), form.value("fact.auditor")) == ("nda", "Mine", "Their LLP")
    assert kept(caller, document_id) == first.json()
    assert stranger.submit(later, action).status == 200
    said = kept(caller, document_id)
    assert (said["document_type"]["value"], said["note"]) == ("nda", "Mine")
    assert {one["key"]: one["value"] for one in said["facts"]}["auditor"] == "Their LLP"
    asked = stranger.get(f"{action}/withdraw")
    caller.request("PUT", f"/v1/documents/{document_id}/review", json={"note": "Newer"})
    refused = stranger.submit(asked, f"{action}/withdraw")
    assert "Somebody else said something" in refused.problems()[0]
    assert kept(caller, document_id)["note"] == "Newer"


def test_hostile_words_are_shown_as_text_on_every_page(stranger: Browser) -> None:
    caller = stranger.server.caller()
    vendor_id = caller.vendor(HOSTILE[:200])
    document_id = waiting(caller, vendor_id=vendor_id, name=HOSTILE[:250])
    entered(stranger, caller)
    pages = [stranger.get("/review"), stranger.get(f"/review/{document_id}")]
    said = {"note": HOSTILE, "facts": [{"key": "system_name", "value": HOSTILE}, {"key": "scope", "value": HOSTILE}]}
    assert caller.request("PUT", f"/v1/documents/{document_id}/review", json=said).status_code == 200
    pages += [stranger.get(f"/review/{document_id}"), stranger.get(f"/documents/{document_id}")]
    entered(stranger, caller, Role.AUDITOR)
    pages.append(stranger.get(f"/documents/{document_id}"))
    for page in pages:
        assert page.status == 200
        assert not [tag for tag, given in page.tags if tag == "script" and "src" not in given]
        assert "{{ 7*7 }}" in page.answer.text
    assert "Reviewed" in pages[-1].text


def test_who_only_reads_sees_what_was_said_and_has_no_form(stranger: Browser) -> None:
    caller = stranger.server.caller()
    document_id = waiting(caller)
    caller.request("PUT", f"/v1/documents/{document_id}/review", json={"note": "As I said"})
    page = entered(stranger, caller, Role.AUDITOR).get(f"/documents/{document_id}")
    assert "As I said" in page.text
    assert not [one for one in page.forms if "review" in one.action]
    assert stranger.get("/review").status == 200


def test_keys_of_the_queue_have_links_and_a_switch(stranger: Browser) -> None:
    caller = stranger.server.caller()
    made = [waiting(caller) for _ in range(3)]
    page = entered(stranger, caller).get(f"/review/{made[1]}")
    keys = {given["data-key"]: given["href"] for tag, given in page.tags if tag == "a" and given.get("data-key")}
    assert (keys["previous"], keys["next"]) == (f"/review/{made[2]}", f"/review/{made[0]}")
    assert "Keyboard of the queue" in page.text
    assert [given for tag, given in page.tags if "data-review-keys" in given]
