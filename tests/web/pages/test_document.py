"""A document's page: what it is, until when, and where it says so."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import orjson
import pytest
from sqlalchemy import delete, insert, select, update

from muniment.accounts.caller import Caller as KeyMaker
from muniment.accounts.roles import Role
from muniment.analysis.findings import Findings, wire_result
from muniment.db.tables import analyses, documents
from muniment.documents import manage
from muniment.documents.items import keep_items
from muniment.judging.facts.keys import KEYS
from muniment.judging.items.kinds import Kind
from muniment.judging.model import Alternative, Classification, Evidence, Fact, Item
from muniment.pages.marks import Rectangle
from muniment.reading.model import Page as DocumentPage
from muniment.reading.model import PageKind, ReadingProblem
from muniment.scanning.verdict import Scan
from tests.drawn import darkest, pdf, picture_of
from tests.http.live import Caller, Server
from tests.web.browser import Browser, Page

LINES = [
    [(72.0, 700.0, "Independent service auditor's report"), (72.0, 650.0, "The period ended on 30 June 2026")],
    [(72.0, 700.0, "Exception: access was not revoked in time"), (72.0, 650.0, "The period ended on 30 June 2026")],
]
PAGES = (
    DocumentPage(1, "Independent service auditor's report\nThe period ended on 30 June 2026"),
    DocumentPage(2, "Exception: access was not revoked in time\nThe period ended on 30 June 2026"),
)
HOSTILE = "<script>alert(1)</script> \u202egnp.exe {{ 7*7 }} \x01 \"'>&amp; " + "x" * 255


def fact(key: str, value: Any, quote: str | None, page: int | None, **changes: Any) -> Fact:
    title, value_type = KEYS[key]
    return Fact(key, title, value, value_type, quote, page, **({"confidence": 0.9, "verified": True} | changes))


FACTS = (
    fact("document_date", "2026-08-22", "Independent service auditor's report", 1),
    fact("period_end", "2026-06-30", "The period ended on 30 June 2026", 1),
    fact("exceptions_count", 1, "Exception: access was not revoked in time", 2, verified=False),
    fact("trust_services_categories", ("Security", "Availability"), None, None),
)
JUDGED = Classification(
    "soc2_type2_auditor_report",
    0.93,
    (Alternative("soc1_type2_auditor_report", 0.05),),
    (Evidence("Independent service auditor's report", 1, "title"),),
)
ROWS = (
    Item(
        Kind.EXCEPTION,
        {"control": "AC-4", "criteria": "CC6.2", "test": None, "result": "not revoked", "management_response": None},
        "access was not revoked",
        2,
        11,
        verified=True,
    ),
)


class Room:
    """One person, and the documents of its organisation."""

    def __init__(self, server: Server, browser: Browser, *, role: Role = Role.ADMIN) -> None:
        self.key: Caller = server.keeper()
        self.browser = browser
        browser.enter(server.person(self.key.org_id, role))

    def document(
        self,
        *,
        content: bytes | None = None,
        pages: Sequence[DocumentPage] = PAGES,
        facts: Sequence[Fact] = FACTS,
        rows: Sequence[Item] = ROWS,
        classification: Classification | None = JUDGED,
        status: str = "complete",
        **fields: Any,
    ) -> str:
        """The path of a document in which that was found."""
        vendor_id = self.key.vendor(fields.pop("vendor", "Quillmere Systems"))
        warnings = fields.pop("warnings", ())
        document_id = str(self.key.document(vendor_id, content=content or pdf(*LINES), **fields)["id"])
        self.key.read(document_id, *pages)
        found = Findings(
            "application/pdf", len(pages), "en", classification=classification, facts=tuple(facts), warnings=warnings
        )
        slug = classification.document_type if classification is not None else None
        with self.key.server.runtime.database.write() as tx:
            document = manage.find(tx, KeyMaker.system(self.key.org_id, "test"), document_id)
            result = orjson.dumps(wire_result(found, sha256=document.sha256.hex())).decode()
            tx.execute(delete(analyses).where(analyses.c.document_id == document_id))
            at = {"generation": document.generation, "started_at": 1, "completed_at": 2}
            tx.execute(insert(analyses).values(document_id=document_id, org_id=document.org_id, result=result, **at))
            changed = {"status": status, "document_type": slug}
            tx.execute(update(documents).where(documents.c.id == document_id).values(**changed))
            keep_items(tx, document, rows)
        return f"/documents/{document_id}"


@pytest.fixture
def room(server: Server, browser: Browser) -> Room:
    return Room(server, browser)


@pytest.fixture
def sole_room(sqlite_api: Server, stranger: Browser) -> Room:
    """The same on the embedded default alone."""
    return Room(sqlite_api, stranger)


def marks(page: Page) -> list[Rectangle]:
    """What is marked on the picture, as shares of its sides."""
    found = [given for tag, given in page.tags if tag == "rect" and given.get("class") == "marked"]
    return [
        Rectangle(
            float(one["x"] or 0) / 1000,
            float(one["y"] or 0) / 1000,
            (float(one["x"] or 0) + float(one["width"] or 0)) / 1000,
            (float(one["y"] or 0) + float(one["height"] or 0)) / 1000,
        )
        for one in found
    ]


def marked_texts(page: Page) -> list[str]:
    """What is marked in the text."""
    return [Page.plain(one) for one in re.findall(r"<mark[^>]*>(.*?)</mark>", page.answer.text, re.DOTALL)]


def picture(page: Page) -> str | None:
    """The address of the picture."""
    return next((given["src"] for tag, given in page.tags if tag == "img" and "data-picture" in given), None)


def link(page: Page, part: str) -> str:
    """The address of the one link that holds this, without what stands behind #."""
    (found,) = {one.partition("#")[0] for one in page.links if part in one}
    return found


def test_page_says_what_it_is_until_when_and_where_it_says_so(room: Room) -> None:
    last = (datetime.now(UTC) + timedelta(days=45)).date().isoformat()
    ends = (
        fact("expires_on", last, None, None, verified=False),
        fact("expires_on_rule", "period_end + 12 months", None, None),
    )
    path = room.document(facts=(*ends, *FACTS), name="SOC 2 report")
    page = room.browser.get(path)
    assert (page.status, page.title) == (200, "SOC 2 report")
    for said in (
        "Quillmere Systems",
        "SOC 2 Type 2 report",
        "93 %",
        "Expires soon",
        "in 45 days",
        "Period end + 12 months",
    ):
        assert said in page.text
    for said in (
        "Document date",
        "22 Aug 2026",
        "Exceptions noted",
        "Security",
        "Availability",
        "Exceptions",
        "AC-4",
        "not revoked",
    ):
        assert said in page.text
    assert picture(page) == f"/v1{path}/pages/1/picture?width=1200"
    assert room.browser.client.get(str(picture(page))).headers["content-type"] == "image/png"
    assert marks(page) == []


def test_fact_leads_to_its_page_with_its_quote_marked_where_its_ink_is(room: Room) -> None:
    page = room.browser.get(room.document())
    address = next(one for one in page.links if "fact=exceptions_count" in one)
    assert address.endswith("#mark")
    shown = room.browser.get(address)
    assert picture(shown) == f"{picture(page)}".replace("/pages/1/", "/pages/2/")
    (mark,) = marks(shown)
    drawn = picture_of(room.browser.client.get(str(picture(shown))).content)
    assert darkest(drawn, mark) < 128
    assert mark.top == pytest.approx((792 - 710) / 792, abs=0.01)
    assert [given["id"] for tag, given in shown.tags if tag == "rect" and "id" in given] == ["mark"]
    assert "Exceptions noted" in shown.text
    assert [given["href"] for _, given in shown.tags if "aria-current" in given and "data-place" in given] == [address]


@pytest.mark.parametrize(
    ("query", "page", "quote"), [("why=0", 1, "Independent"), ("quote=access+was", 2, "access was")]
)
def test_reasons_and_quotes_are_marked_likewise(sole_room: Room, query: str, page: int, quote: str) -> None:
    shown = sole_room.browser.get(f"{sole_room.document()}?page={page}&{query}")
    assert len(marks(shown)) == 1
    assert quote in shown.text


def test_row_is_marked_at_the_place_that_its_receipt_names(sole_room: Room) -> None:
    twice = "was not revoked. Exception: access was not revoked in time"
    row = Item(Kind.EXCEPTION, {**ROWS[0].fields}, "was not revoked", 2, twice.rindex("was not"), verified=True)
    pages = (PAGES[0], DocumentPage(2, twice))
    content = pdf(LINES[0], [(72, 700, "was not revoked."), (72, 650, "Exception: access was not revoked in time")])
    page = sole_room.browser.get(sole_room.document(content=content, pages=pages, rows=(row,)))
    shown = sole_room.browser.get(link(page, "item="))
    (mark,) = marks(shown)
    assert mark.top > 0.15


def test_quote_that_stands_twice_or_nowhere_says_so(sole_room: Room) -> None:
    twice = sole_room.document(
        content=pdf([(72, 700, "on time"), (72, 600, "on time")]), pages=(DocumentPage(1, "on time\non time"),)
    )
    shown = sole_room.browser.get(f"{twice}?quote=on+time")
    assert len(marks(shown)) == 2
    assert "This stands 2 times on the page" in shown.text
    unknown = sole_room.document(content=b"%PDF-1.7 nothing", pages=(PAGES[0],))
    shown = sole_room.browser.get(f"{unknown}?fact=period_end")
    assert marks(shown) == []
    assert "Where this stands in the picture is not known" in shown.text
    as_text = sole_room.browser.get(f"{unknown}?fact=period_end&view=text")
    assert marked_texts(as_text) == ["The period ended on 30 June 2026"]
    gone = sole_room.browser.get(f"{unknown}?quote=not+there&view=text")
    assert "The quote was not found in this page's text." in gone.text


def test_next_and_previous_fact_and_page_lead_through_all_of_them(sole_room: Room) -> None:
    page = sole_room.browser.get(sole_room.document())
    seen: list[str] = []
    for _ in FACTS:
        following = [given["href"] for tag, given in page.tags if tag == "a" and given.get("data-key") == "fact-on"]
        if not following:
            break
        page = sole_room.browser.get(str(following[0]).partition("#")[0])
        seen += re.findall("fact=(\\w+)", page.path)
    assert seen == ["document_date", "period_end", "exceptions_count"]
    assert [given["href"] for tag, given in page.tags if given.get("rel") == "next"] == []
    back = sole_room.browser.get(str(next(given["href"] for tag, given in page.tags if given.get("rel") == "prev")))
    assert picture(back) == f"{picture(page)}".replace("/pages/2/", "/pages/1/")
    assert "This stands on page 2" in back.text


def test_text_lies_over_the_picture_to_be_selected(sole_room: Room) -> None:
    page = sole_room.browser.get(sole_room.document())
    lines = re.findall(r"<text [^>]*>([^<]*)</text>", page.answer.text)
    assert [Page.plain(one) for one in lines] == PAGES[0].text.split("\n")
    assert 'style="' not in page.answer.text


@pytest.mark.parametrize(("zoom", "width"), [("100", 1200), ("150", 1800), ("300", 2400)])
def test_zoom_is_an_address(sole_room: Room, zoom: str, width: int) -> None:
    shown = sole_room.browser.get(f"{sole_room.document()}?zoom={zoom}")
    assert f"width={width}" in str(picture(shown))
    assert any(given.get("class") == f"sheet zoom-{zoom}" for _, given in shown.tags)


def test_cells_of_a_sheet_are_marked_and_blocks_of_text_too(sole_room: Room) -> None:
    sheet = DocumentPage(1, "Name\tPlace\nNorthwind\tPorto\nSable\tUlm", PageKind.SHEET, "Vendors, rows 1-3")
    block = DocumentPage(2, "One line\nand another", PageKind.BLOCK, "A heading")
    path = sole_room.document(filename="list.csv", content=b"Name,Place\n", pages=(sheet, block), rows=())
    shown = sole_room.browser.get(f"{path}?quote=Northwind%09Porto%0ASable")
    assert marked_texts(shown) == ["Northwind", "Porto", "Sable"]
    assert [given.get("id") for tag, given in shown.tags if tag == "mark"] == ["mark", None, None]
    assert (picture(shown), "Vendors, rows 1-3" in shown.text) == (None, True)
    shown = sole_room.browser.get(f"{path}?page=2&quote=line%0Aand")
    assert marked_texts(shown) == ["line and"]


def test_picture_that_is_not_there_is_not_asked_for(sole_room: Room) -> None:
    read = sole_room.document()
    assert picture(sole_room.browser.get(f"{read}?page=2")) is not None
    assert picture(sole_room.browser.get(f"{read}?page=9")) is None
    locked = sole_room.document(pages=(), facts=(), rows=(), classification=None, status="failed")
    with sole_room.key.server.runtime.database.write() as tx:
        error = {"code": "encrypted", "message": "It needs a password."}
        of_locked = analyses.c.document_id == locked.rpartition("/")[2]
        result = orjson.loads(tx.execute(select(analyses.c.result).where(of_locked)).scalar_one())
        changed = orjson.dumps({**result, "error": error, "content": None}).decode()
        tx.execute(update(analyses).where(of_locked).values(result=changed))
    page = sole_room.browser.get(locked)
    assert picture(page) is None
    assert "It needs a password." in page.text
    assert "Nothing is kept of page 1" in page.text


def test_document_that_waits_shows_its_picture_and_looks_again_by_itself(sole_room: Room) -> None:
    path = sole_room.document(pages=(), facts=(), rows=(), classification=None, status="created")
    page = sole_room.browser.get(path)
    assert picture(page) is not None
    assert [given["data-live"] for _, given in page.tags if "data-live" in given] == [f"/v1{path}"]
    assert "http-equiv" in page.answer.text
    assert "waits to be read" in page.text
    assert "Not read yet" in page.text and "No date" not in page.text


def test_archive_restore_and_read_again_are_buttons(room: Room) -> None:
    path = room.document()
    archived = room.browser.submit(room.browser.get(path), f"{path}/archive")
    assert (archived.path, "Archived" in archived.text) == (path, True)
    assert room.key.get(f"/v1{path}").json()["id"] == path.rpartition("/")[2]
    restored = room.browser.submit(archived, f"{path}/restore")
    again = room.browser.submit(restored, f"{path}/analysis")
    assert "It is read again" in again.text
    assert "waits to be read again. What was found before stands until then." in again.text
    assert room.key.get(f"/v1{path}").json()["status"] == "created"


def test_hold_is_placed_and_released_with_a_reason(room: Room) -> None:
    path = room.document()
    unsaid = room.browser.submit(room.browser.get(path), f"{path}/holds", reason=" ")
    assert (unsaid.status, unsaid.problems()) == (422, ["Fill this in."])
    held = room.browser.submit(unsaid, f"{path}/holds", reason="case 7")
    assert "Legal hold" in held.text
    assert not [form for form in held.forms if form.action == f"{path}/archive"]
    (release,) = [form.action for form in held.forms if form.action.endswith("/release")]
    assert "Legal hold" not in room.browser.submit(held, release, reason="over").text.replace("Legal hold:", "")


def test_document_in_quarantine_shows_no_page_and_is_released_by_who_may(room: Room) -> None:
    path = room.document()
    with room.key.server.runtime.database.write() as tx:
        shut = {"scan": Scan.QUARANTINED.value, "quarantined_for": "The malware scanner found Test."}
        tx.execute(update(documents).where(documents.c.id == path.rpartition("/")[2]).values(**shut))
    page = room.browser.get(path)
    assert picture(page) is None
    assert "The malware scanner found Test." in page.text
    assert "is not given out" in page.text
    assert not [one for one in page.links if one.endswith("/download")]
    text = room.browser.get(f"{path}?view=text")
    assert "Independent service auditor" in text.text and not [one for one in text.links if one.endswith("/download")]
    unsaid = room.browser.submit(page, f"{path}/quarantine/release", reason=" ")
    assert (unsaid.status, unsaid.problems()) == (422, ["Fill this in.", "The malware scanner found Test."])
    assert "Released" in room.browser.submit(page, f"{path}/quarantine/release", reason="known").text


@pytest.mark.parametrize(("role", "actions"), [(Role.AUDITOR, []), (Role.ANALYST, ["analysis", "archive", "review"])])
def test_what_a_person_may_not_do_is_not_offered(
    sqlite_api: Server, stranger: Browser, role: Role, actions: list[str]
) -> None:
    room = Room(sqlite_api, stranger, role=role)
    path = room.document()
    page = room.browser.get(path)
    assert (
        sorted(form.action.rpartition("/")[2] for form in page.forms if form.action.startswith(f"{path}/")) == actions
    )


def test_download_leads_to_the_file(room: Room) -> None:
    path = room.document()
    answer = room.browser.client.get(f"{path}/download")
    assert answer.status_code == 303
    assert room.browser.client.get(answer.headers["location"]).content == pdf(*LINES)


def test_what_others_wrote_is_shown_and_never_run(sole_room: Room) -> None:
    text = f"{HOSTILE.replace(chr(1), '')}\nmore"
    facts = (fact("auditor", HOSTILE, text[:200], 1), fact("trust_services_categories", (HOSTILE,), None, None))
    rows = (Item(Kind.EXCEPTION, {**ROWS[0].fields, "control": HOSTILE}, text[:50], 1, 0, verified=True),)
    judged = Classification("other", 0.9, (), (Evidence(text[:100], 1, "title"),))
    problems = (ReadingProblem("mismatch", HOSTILE),)
    for extension, kind in (("pdf", PageKind.PAGE), ("csv", PageKind.SHEET), ("txt", PageKind.BLOCK)):
        page = DocumentPage(1, text, kind, None if extension == "pdf" else HOSTILE[:200])
        path = sole_room.document(
            filename=f"a.{extension}", name="<b>" + HOSTILE[:200], pages=(page,), facts=facts, rows=rows,
            classification=judged, warnings=problems, vendor=HOSTILE[:200].replace("\x01", ""),
        )  # fmt: skip
        for query in ("", "?fact=auditor", "?why=0", "?view=text&fact=auditor", "?quote=%3Cscript%3E%00"):
            shown = sole_room.browser.get(path + query)
            assert shown.status == 200
            assert [given for tag, given in shown.tags if tag == "script" and not given.get("src")] == []
            assert "U+202E" in shown.text
            assert "{{ 7*7 }}" in shown.text


def test_page_of_a_large_document_is_bounded(sole_room: Room) -> None:
    pages = [DocumentPage(number, f"Page {number}") for number in range(1, 2001)]
    facts = [fact(key, "x" * 300, f"Page {at + 1}", at + 1) for at, key in enumerate(KEYS)]
    rows = [
        Item(Kind.EXCEPTION, {**ROWS[0].fields, "control": f"AC-{at}"}, "Page 1", 1, 0, verified=True)
        for at in range(300)
    ]
    path = sole_room.document(pages=pages, facts=facts, rows=rows)
    page = sole_room.browser.get(f"{path}?page=1999")
    assert "of 2,000" in page.text
    assert len([one for one in page.links if "item=" in one]) == 100
    assert len(page.answer.content) < 400_000
    further = sole_room.browser.get(f"{path}?offset=200")
    assert "AC-299" in further.text
    assert "201–300 of 300" in further.text


def test_page_of_very_much_text_shows_the_part_with_the_mark(sole_room: Room) -> None:
    text = "word " * 100_000 + "the needle" + " word" * 100_000
    path = sole_room.document(filename="a.txt", pages=(DocumentPage(1, text, PageKind.BLOCK),))
    page = sole_room.browser.get(f"{path}?quote=the+needle")
    assert marked_texts(page) == ["the needle"]
    assert len(page.answer.content) < 400_000
    assert "1,000,010 characters; a part of it is shown" in page.text


@pytest.mark.parametrize(
    "query", ["?page=0", "?page=x", "?zoom=7", "?view=x", "?page=99999999999", "?why=-1", "?offset=-1"]
)
def test_address_that_does_not_fit_is_a_page_that_says_so(sole_room: Room, query: str) -> None:
    assert sole_room.browser.get(sole_room.document() + query).status == 404


@pytest.mark.parametrize("query", ["?fact=nothing", "?item=nothing", "?why=99", "?page=77", "?quote="])
def test_what_is_not_there_is_not_marked(sole_room: Room, query: str) -> None:
    page = sole_room.browser.get(sole_room.document() + query)
    assert (page.status, marks(page)) == (200, [])
