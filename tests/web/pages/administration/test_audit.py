"""The audit log, by its page."""

from __future__ import annotations

from urllib.parse import quote

import pytest

from muniment.accounts.caller import Caller as KeyMaker
from muniment.db import clock
from muniment.vendors import vendors
from tests.http.live import Server
from tests.waiting import until
from tests.web.browser import Browser

AUDIT = "/administration/audit"
HOSTILE = '<img src=x onerror=alert(1)>"\u202egnp.exe'


def test_changes_are_listed_with_who_made_them_and_filtered_by_the_address(
    stranger: Browser, sqlite_api: Server
) -> None:
    person = sqlite_api.person()
    stranger.enter(person)
    person.vendor(HOSTILE)
    person.vendor("Aldgate")
    page = stranger.get(AUDIT)
    assert "<img src=x onerror=alert(1)>" in page.text  # as text
    assert "U+202E" in page.text
    assert "\u202e" not in page.text  # neither in the data
    assert not [given for tag, given in page.tags if tag == "img" and given.get("src") == "x"]
    assert "answered 201" not in page.text
    assert "Aldgate" in stranger.get(f"{AUDIT}?search=aldgate").text
    assert "onerror" not in stranger.get(f"{AUDIT}?search=aldgate").text
    assert "Nothing like that" in stranger.get(f"{AUDIT}?end=2000-01-01").text
    assert "Nothing like that" in stranger.get(f"{AUDIT}?type=Vendor.Removed").text
    assert "Aldgate" in stranger.get(f"{AUDIT}?start=2000-01-01&end=9999-12-31&type=Vendor.Created&group=vendors").text
    assert stranger.get(f"{AUDIT}?start=nonsense&search=%00&group={quote(HOSTILE)}").status == 200


def test_details_are_labels_and_values_before_and_after(stranger: Browser, sqlite_api: Server) -> None:
    person = sqlite_api.person()
    stranger.enter(person)
    vendor_id = person.vendor("Aldgate")
    person.patch(f"/v1/vendors/{vendor_id}", json={"name": HOSTILE})
    made, changed = stranger.get(f"{AUDIT}?type=Vendor.Created"), stranger.get(f"{AUDIT}?type=Vendor.Updated")
    assert "Name Aldgate" in made.text
    assert "before: Aldgate after: <img src=x onerror=alert(1)>" in changed.text
    assert f"/vendors/{vendor_id}" in changed.links
    for page in (made, changed):
        assert "old_value" not in page.answer.text
        assert not [given for tag, given in page.tags if tag == "img" and given.get("src") == "x"]


def test_same_records_are_had_as_json(stranger: Browser, sqlite_api: Server) -> None:
    person = sqlite_api.person()
    stranger.enter(person)
    person.vendor("Aldgate")
    (link,) = [one for one in stranger.get(f"{AUDIT}?search=aldgate").links if one.startswith("/v1/")]
    summaries = [one["summary"] for one in stranger.client.get(link).json()]
    assert len(summaries) == 1
    assert "Aldgate" in summaries[0]


@pytest.mark.parametrize(("query", "has_calls"), [("", False), ("?group=everything", True), ("?group=api", True)])
def test_json_of_changes_holds_no_calls(stranger: Browser, sqlite_api: Server, query: str, has_calls: bool) -> None:
    person = sqlite_api.person()
    stranger.enter(person)
    person.vendor()
    (link,) = [one for one in stranger.get(f"{AUDIT}{query}").links if one.startswith("/v1/")]
    until(lambda: stranger.client.get("/v1/system_audit_log?event_groups=api").json(), 10)
    groups = {one["event_group"] for one in stranger.client.get(link).json()}
    assert ("api" in groups) is has_calls


def test_log_is_cut_into_pages_that_lead_on(stranger: Browser, sqlite_api: Server) -> None:
    person = sqlite_api.person()
    stranger.enter(person)
    with sqlite_api.runtime.database.write() as tx:
        for number in range(52):
            vendors.create(tx, KeyMaker.operator(person.org_id), {"name": f"vendor {number}"}, now=clock.now(tx))
    page = stranger.get(f"{AUDIT}?type=Vendor.Created")
    assert "1–50 of 52" in page.text
    (following,) = [one for one in page.links if "offset=50" in one]
    page = stranger.get(following)
    assert "51–52 of 52" in page.text
    assert f"{AUDIT}?type=Vendor.Created" in page.links
