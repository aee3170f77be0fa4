"""Where does it say …? Passages with the words marked, each a link to its page."""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

import pytest

from muniment.documents.lifecycle import hold
from muniment.documents.search import index
from muniment.errors import SearchTooBroadError
from muniment.reading.model import Page as Read
from tests.builders import caller_of
from tests.http.live import Caller, Server
from tests.web.browser import Browser, Page
from tests.web.pages.test_evidence import HOSTILE, signed_in

TEXT = 'Evidence is kept. <b>Encryption</b> at\x07 rest & in transit: "AES".'


def read(key: Caller, document_id: str, *texts: str) -> None:
    """Keep these as what was read of the document, and find it by them."""
    pages = [Read(number, text) for number, text in enumerate(texts, 1)]
    key.read(document_id, *pages)
    with key.server.runtime.database.write() as tx:
        document = hold(tx, caller_of(key.org_id), document_id)
        index.index_entries(tx, document, index.page_entries(pages))


def hits(page: Page) -> list[str]:
    found = re.search(r'<ol class="hits">(.*?)</ol>', page.answer.text, re.DOTALL)
    return re.findall(r"<li>(.*?)</li>", found[1], re.DOTALL) if found else []


def marked(page: Page) -> list[str]:
    return [page.plain(one) for one in re.findall(r"<mark>(.*?)</mark>", page.answer.text, re.DOTALL)]


def test_passages_are_marked_and_lead_to_their_pages(browser: Browser) -> None:
    key = signed_in(browser)
    vendor, other = key.vendor("Northwind"), key.vendor("Quill")
    mine = key.document(vendor, name="Report", document_type="nda")["id"]
    read(key, mine, "nothing", TEXT)
    read(key, key.document(other, name="Other")["id"], "encryption elsewhere")
    page = browser.get("/search?q=ENCRYPTION+rest")
    assert (page.title, len(hits(page)), marked(page)) == ("Search", 1, ["Encryption", "rest"])
    assert "&lt;b&gt;<mark>" in page.answer.text
    assert "Report , page 2" in page.text
    assert '<span class="unseen">U+0007</span>' in page.answer.text
    (link,) = {one for one in page.links if one.startswith(f"/documents/{mine}?")}
    asked = parse_qs(urlsplit(link).query)
    assert asked["page"] == ["2"]
    assert asked["quote"][0] in TEXT
    assert f"/v1/documents/{mine}/pages/2/picture?width=240" in page.answer.text
    assert len(hits(browser.get("/search?q=encryption"))) == 2
    assert len(hits(browser.get(f"/search?q=encryption&vendor_id={other}"))) == 1
    assert len(hits(browser.get("/search?q=encryption&document_type=nda"))) == 1
    assert len(hits(browser.get("/search?q=encryption&document_type=lost"))) == 2


def test_name_that_matches_leads_to_its_document(admin: Browser) -> None:
    key = signed_in(admin)
    made = key.document(key.vendor(), name="bridge letter")["id"]
    page = admin.get("/search?q=bridge")
    assert marked(page) == ["bridge"]
    assert f"/documents/{made}" in page.links
    assert "picture" not in "".join(hits(page)).replace("hit-picture", "")


def test_nothing_found_and_nothing_asked_say_what_to_do(admin: Browser) -> None:
    assert "What are you looking for?" in admin.get("/search").text
    page = admin.get("/search?q=nowhere+%22%3E%3Cscript%3E")
    assert "Nowhere" in page.text
    assert any(link.startswith("/evidence?q=nowhere") for link in page.links)


def test_search_that_takes_too_long_is_said(start: Callable[..., Server]) -> None:
    with Browser(start(search_seconds=1e-9)) as browser:
        signed_in(browser)
        for path in ("/search?q=anything", "/evidence?q=anything"):
            page = browser.get(path)
            assert (page.status, SearchTooBroadError(1e-9).message in page.text) == (200, True), path


def test_vendor_of_another_organisation_is_not_there(admin: Browser, sqlite_api: Server) -> None:
    assert admin.get(f"/search?q=x&vendor_id={sqlite_api.caller().vendor()}").status == 404


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_names_and_texts_are_text(admin: Browser, name: str) -> None:
    key = signed_in(admin)
    document = key.document(key.vendor(name), name=name)["id"]
    read(key, document, f"zebra {name} \x00 zebra")
    page = admin.get("/search?q=zebra")
    assert (page.status, len(hits(page)), set(marked(page))) == (200, 1, {"zebra"})
    assert all(found.get("src") for tag, found in page.tags if tag == "script")
