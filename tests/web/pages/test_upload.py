"""Many files at once for one vendor, by a form without JavaScript; what became of each."""

from __future__ import annotations

import re
import socket
from typing import Any

import httpx
import pytest

from muniment.accounts.roles import Role
from muniment.analysis.findings import Findings, failed
from muniment.http.transport.session_cookie import PLAIN_NAME
from tests.builders import caller_of
from tests.evidence.conftest import Room, fact, findings
from tests.http.live import PDF, Caller, Server
from tests.waiting import until
from tests.web.browser import Browser, Page
from tests.web.pages.test_evidence import HOSTILE, MARKUP, signed_in

File = tuple[str, bytes]


def sent(browser: Browser, files: list[File], **fields: str) -> Page:
    """The page that answers the form with these files."""
    form = browser.get("/upload").form("/upload")
    answer = browser.client.post(
        "/upload",
        data={"csrf_token": form.value("csrf_token"), **fields},
        files=[("file", one) for one in files],
        headers={"Sec-Fetch-Site": "same-origin"},
    )
    return Page(answer)


def results(page: Page) -> list[str]:
    found = re.search(r'<ul class="files">(.*?)</ul>', page.answer.text, re.DOTALL)
    return [page.plain(one) for one in re.findall(r"<li>(.*?)</li>", found[1], re.DOTALL)] if found else []


def listed(key: Caller) -> list[dict[str, Any]]:
    page: list[dict[str, Any]] = key.get("/v1/documents", params={"sort": "created_at"}).json()["data"]
    return page


@pytest.mark.parametrize(
    ("found", "said"),
    [
        (findings(fact("expires_on", "2024-06-30")), "SOC 2 Type 2 report Expired 30 Jun 2024"),
        (findings(fact("expires_on", "soon")), "SOC 2 Type 2 report Read"),
        (findings(document_type=None), "No type found Read"),
        (failed("encrypted", "It needs a <password>."), "Could not be read It needs a <password>."),
    ],
)
def test_what_became_of_a_document_is_said_in_words(browser: Browser, found: Findings, said: str) -> None:
    key = signed_in(browser)
    document_id = str(key.document(key.vendor(), name=HOSTILE[0])["id"])
    path = f"/upload?document_id={document_id}"
    assert results(browser.get(path))[0].endswith("Waiting")
    Room(key.server.runtime.database, caller_of(key.org_id)).find(document_id, found)
    page = browser.get(path)
    assert results(page)[0].endswith(said)
    assert ('<span class="state bad">' in page.answer.text) is ("Expired" in said or "Could" in said)
    browser.enter(browser.server.person())
    assert browser.get(path).status == 404


def test_each_file_is_kept_or_refused_for_itself(browser: Browser) -> None:
    key = signed_in(browser)
    vendor = key.vendor("Northwind Hosting")
    large = PDF + b"x" * 3_000_000
    page = sent(
        browser,
        [
            ("one.pdf", PDF),
            ("bad.exe", b"MZ"),
            ("empty.pdf", b""),
            ("large.pdf", large),
            ("noname", b"x"),
            ("two.md", b"# two"),
        ],
        vendor_id=vendor,
    )
    assert (page.status, page.title) == (200, "Upload")
    kept = listed(key)
    assert [(one["name"], one["size"], one["vendor_id"]) for one in kept] == [
        ("one.pdf", len(PDF), vendor),
        ("large.pdf", len(large), vendor),
        ("two.md", 5, vendor),
    ]
    assert {f"/documents/{one['id']}" for one in kept} <= set(page.links)
    said = results(page)
    assert [("Received" in one, "Refused" in one) for one in said] == [
        (True, False),
        (False, True),
        (False, True),
        (True, False),
        (False, True),
        (True, False),
    ]
    assert "The file type .exe is not supported." in said[1]
    assert "The file is empty" in said[2]


def test_file_that_is_there_already_is_told_and_linked(browser: Browser) -> None:
    key = signed_in(browser)
    vendor = key.vendor(MARKUP)
    earlier = key.document(vendor, name=MARKUP, content=b"# one")["id"]
    page = sent(browser, [("again.md", b"# one"), ("new.md", b"# two")], vendor_id=vendor)
    again, new = results(page)
    assert f"The same file is also here as {MARKUP} ({MARKUP}, just now)." in again
    assert "The same file" not in new
    assert f"/documents/{earlier}" in page.links
    again_id = listed(key)[1]["id"]
    for path in (f"/documents/{again_id}", f"/upload?document_id={again_id}"):
        shown = browser.get(path)
        assert f"The same file is also here as {MARKUP}" in shown.text
        assert f"/documents/{earlier}" in shown.links
    assert "The same file" not in browser.get(f"/documents/{listed(key)[2]['id']}").text


def test_vendor_is_looked_up_by_its_name(admin: Browser) -> None:
    key = signed_in(admin)
    one = key.vendor("Northwind Hosting")
    key.vendor("Northwind Freight")
    assert sent(admin, [("a.md", b"a")], vendor_id="", vendor="hosting").status == 200
    assert [found["vendor_id"] for found in listed(key)] == [one]
    several = sent(admin, [("b.md", b"b")], vendor="northwind")
    assert (several.status, several.problems()) == (
        422,
        ["Several vendors are called like that; choose one, then the files again."],
    )
    assert f"/upload?vendor_id={one}" in several.links
    assert "No vendor's name holds this" in sent(admin, [("b.md", b"b")], vendor="nobody").problems()[0]
    assert sent(admin, [("b.md", b"b")]).problems() == ["Name the vendor whose files these are."]
    assert len(listed(key)) == 1


def test_form_without_a_file_says_so(admin: Browser) -> None:
    vendor = signed_in(admin).vendor()
    assert sent(admin, [("", b"")], vendor_id=vendor).problems() == ["Choose the files to upload."]
    page = admin.get(f"/upload?vendor_id={vendor}")
    assert page.form("/upload").value("vendor_id") == vendor
    assert admin.send("/upload", {"csrf_token": page.form("/upload").value("csrf_token")}).status == 422


def test_file_over_the_limit_is_refused_and_the_next_is_kept(start: Any) -> None:
    server: Server = start(max_file_bytes=2_000)
    with Browser(server) as browser:
        key = signed_in(browser)
        page = sent(browser, [("a.md", b"a" * 2_001), ("b.md", b"b" * 2_000)], vendor_id=key.vendor())
        assert [one["name"] for one in listed(key)] == ["b.md"]
        assert "Refused" in results(page)[0]
        assert "2.0 kB each at most" in browser.get("/upload").text


@pytest.mark.parametrize("filename", [None, "a.md"])
def test_what_is_no_file_is_bounded_before_anybody_is_known_to_send_it(stranger: Browser, filename: str | None) -> None:
    parts = [(f"field {n}", (filename, b"x" * 60_000)) for n in range(20)]
    answer = stranger.client.post("/upload", files=parts)
    assert answer.status_code == 413
    assert "beside its files" in answer.text


def test_files_themselves_do_not_count_as_what_stands_beside_them(admin: Browser) -> None:
    key = signed_in(admin)
    refused = [(f"{n}.unknown", b"x" * 400_000) for n in range(3)]
    page = sent(admin, [*refused, ("a.md", b"a" * 1_200_000), ("b.md", b"b")], vendor_id=key.vendor())
    assert page.status == 200
    assert [one["name"] for one in listed(key)] == ["a.md", "b.md"]


@pytest.mark.parametrize("token", ["", "of another one"])
def test_forged_form_keeps_nothing(admin: Browser, token: str) -> None:
    key = signed_in(admin)
    before = key.server.traces()
    answer = admin.client.post(
        "/upload", data={"csrf_token": token, "vendor_id": key.vendor()}, files=[("file", ("a.md", b"a"))]
    )
    assert answer.status_code == 403
    assert listed(key) == []
    assert key.server.traces() == before


def test_token_behind_the_files_is_too_late(admin: Browser) -> None:
    key = signed_in(admin)
    token = admin.get("/upload").form("/upload").value("csrf_token")
    parts = [("file", ("a.md", b"a")), ("csrf_token", (None, token)), ("vendor_id", (None, key.vendor()))]
    assert admin.client.post("/upload", files=parts).status_code == 403
    assert listed(key) == []


def test_who_may_not_upload_is_refused(stranger: Browser) -> None:
    signed_in(stranger, Role.AUDITOR)
    token = stranger.get("/account").form("/sign-out").value("csrf_token")
    answer = stranger.client.post("/upload", data={"csrf_token": token}, files=[("file", ("a.md", b"a"))])
    assert answer.status_code == 403


def test_who_is_signed_out_is_sent_to_where_one_signs_in(stranger: Browser) -> None:
    answer = stranger.client.post("/upload", data={"csrf_token": "x"}, files=[("file", ("a.md", b"a"))])
    assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in")


def test_vendor_of_another_organisation_is_not_there(admin: Browser, sqlite_api: Server) -> None:
    signed_in(admin)
    theirs = sqlite_api.caller()
    assert sent(admin, [("a.md", b"a")], vendor_id=theirs.vendor()).status == 404
    assert listed(theirs) == []


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_filenames_are_text(admin: Browser, name: str) -> None:
    key = signed_in(admin)
    page = sent(admin, [(f"{name}.md", b"a"), (f"{name}.exe", b"a")], vendor_id=key.vendor(name))
    assert (page.status, len(results(page))) == (200, 2)
    assert all(found.get("src") for tag, found in page.tags if tag == "script")


def test_form_that_breaks_off_keeps_what_had_arrived_and_nothing_of_the_rest(admin: Browser) -> None:
    key = signed_in(admin)
    vendor, server = key.vendor(), key.server
    token = admin.get("/upload").form("/upload").value("csrf_token")
    fields = {"csrf_token": token, "vendor_id": vendor}
    body = httpx.Request(
        "POST", server.base_url, data=fields, files=[("file", ("a.md", b"whole")), ("file", ("b.md", b"b" * 200_000))]
    )
    body.read()
    cookie = admin.client.cookies.get(PLAIN_NAME)
    head = f"POST /upload HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: {PLAIN_NAME}={cookie}\r\n"
    head += f"Content-Type: {body.headers['content-type']}\r\nContent-Length: {len(body.content)}\r\n\r\n"
    with socket.create_connection(("127.0.0.1", server.port), timeout=10) as connection:
        connection.sendall(head.encode() + body.content[:-100_000])
        until(lambda: len(listed(key)) == 1, 10)
    assert [one["name"] for one in listed(key)] == ["a.md"]
    until(lambda: not list(server.runtime.staging_folder.iterdir()), 10)
