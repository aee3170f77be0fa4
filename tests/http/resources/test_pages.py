"""The pages of a document over the API: texts, pictures, words and marks."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import update

from muniment.accounts.caller import Caller as KeyMaker
from muniment.db.tables import documents
from muniment.documents import manage
from muniment.documents.pages import MAX_CHARACTERS
from muniment.pages.drawing import WIDTHS
from muniment.pages.png import SIGNATURE
from muniment.reading.model import Page, PageKind, SeenWord
from muniment.scanning.verdict import Scan
from tests.drawn import pdf, picture_of
from tests.http.live import Caller, code, fields
from tests.waiting import until

LINES = [(72.0, 700.0, "The opinion is qualified"), (72.0, 650.0, "Nothing else is qualified here")]
TEXT = "The opinion is qualified\nNothing else is qualified here"


def report(caller: Caller, *, content: bytes | None = None, pages: Sequence[Page] = (Page(1, TEXT),)) -> str:
    """The path of a document of two sentences, which was read."""
    document_id = caller.document(caller.vendor(), content=content or pdf(LINES))["id"]
    caller.read(document_id, *pages)
    return f"/v1/documents/{document_id}"


def test_pages_are_listed_in_their_order(caller: Caller) -> None:
    own = Page(1, "text", ocr=True), Page(2, "more"), Page(3, "note", PageKind.BLOCK, "Comments, page 1", aside=True)
    path = report(caller, pages=own)
    assert caller.get(f"{path}/pages").json() == {
        "data": [
            {"number": 1, "kind": "page", "label": None, "ocr": True},
            {"number": 2, "kind": "page", "label": None, "ocr": False},
            {"number": 3, "kind": "block", "label": "Comments, page 1", "ocr": False},
        ],
        "total": 3,
        "limit": 50,
        "offset": 0,
    }
    part = caller.get(f"{path}/pages", params={"limit": 1, "offset": 1}).json()
    assert ([one["number"] for one in part["data"]], part["total"]) == ([2], 3)


def test_text_of_a_page_is_what_quotes_stand_in_and_comes_in_parts(caller: Caller) -> None:
    long = "é" * MAX_CHARACTERS + "the end"
    path = report(caller, pages=(Page(1, "a\x00b <b>".replace("\0", "")), Page(2, long, label="x")))
    first = caller.get(f"{path}/pages/1").json()
    assert first == {
        "number": 1, "kind": "page", "label": None, "ocr": False, "characters": 6, "start": 0, "text": "ab <b>",
    }  # fmt: skip
    second = caller.get(f"{path}/pages/2").json()
    assert (len(second["text"]), second["characters"]) == (MAX_CHARACTERS, MAX_CHARACTERS + 7)
    assert caller.get(f"{path}/pages/2", params={"start": MAX_CHARACTERS}).json()["text"] == "the end"
    assert code(caller.get(f"{path}/pages/3")) == (404, "page_not_found")


def test_picture_of_a_page_is_a_png_and_asked_for_again_only_if_it_changed(caller: Caller) -> None:
    path = report(caller)
    answer = caller.get(f"{path}/pages/1/picture", params={"width": 500})
    assert (answer.status_code, answer.headers["content-type"]) == (200, "image/png")
    assert answer.content.startswith(SIGNATURE)
    assert picture_of(answer.content).width == 600
    assert answer.headers["cache-control"] == "private, no-cache"
    assert answer.headers["x-content-type-options"] == "nosniff"
    tag = answer.headers["etag"]
    unchanged = caller.get(f"{path}/pages/1/picture", params={"width": 600}, headers={"If-None-Match": tag})
    assert (unchanged.status_code, unchanged.content, unchanged.headers["etag"]) == (304, b"", tag)
    assert caller.request("HEAD", f"{path}/pages/1/picture").content == b""


def test_picture_can_be_had_before_the_document_was_read(sole: Caller) -> None:
    path = report(sole, pages=())
    assert sole.get(f"{path}/pages/1/picture").status_code == 200
    assert code(sole.get(f"{path}/pages/1/words")) == (404, "page_not_found")


def test_mark_holds_the_quote_in_the_picture(caller: Caller) -> None:
    path = report(caller)
    answer = caller.get(f"{path}/pages/1/marks", params={"quote": "opinion is qualified\nNothing"}).json()
    (mark,) = answer["marks"]
    assert (mark["start"], mark["end"], mark["is_whole"]) == (4, 32, True)
    first, second = mark["rectangles"]
    assert list(first) == ["left", "top", "right", "bottom"]
    assert first["left"] > second["left"] == pytest.approx(72 / 612, abs=0.01)
    assert first["bottom"] < second["top"]


def test_quote_that_stands_twice_is_marked_twice_or_where_it_is_said_to(sole: Caller) -> None:
    path = report(sole)
    both = sole.get(f"{path}/pages/1/marks", params={"quote": "is qualified"}).json()["marks"]
    assert [mark["start"] for mark in both] == [12, 38]
    one = sole.get(f"{path}/pages/1/marks", params={"quote": "is qualified", "start": 38}).json()["marks"]
    assert one == both[1:]
    assert sole.get(f"{path}/pages/1/marks", params={"quote": "is not there"}).json() == {"marks": []}


def test_words_have_their_places(sole: Caller) -> None:
    path = report(sole)
    answer = sole.get(f"{path}/pages/1/words").json()
    assert (answer["width"], answer["height"]) == (612, 792)
    words = answer["words"]
    assert [TEXT[word["start"] : word["end"]] for word in words] == TEXT.split()
    assert all(0 < word["left"] < word["right"] < 1 and 0 < word["top"] < word["bottom"] < 1 for word in words)


def test_recognised_words_stand_where_they_were_seen_beside_the_pages_own(caller: Caller) -> None:
    scan = Page(1, "Seen here", ocr=True, seen=(SeenWord(0, 4, 0.1, 0.2, 0.3, 0.4), SeenWord(5, 9, 0.4, 0.2, 0.5, 0.4)))
    path = report(caller, content=b"%PDF-1.7 nothing that could be asked", pages=(scan,))
    (mark,) = caller.get(f"{path}/pages/1/marks", params={"quote": "Seen here"}).json()["marks"]
    assert mark["rectangles"] == [{"left": 0.1, "top": 0.2, "right": 0.5, "bottom": 0.4}]
    both = Page(1, f"{TEXT}\nSeen", ocr=True, seen=(SeenWord(len(TEXT) + 1, len(TEXT) + 5, 0.1, 0.8, 0.2, 0.9),))
    words = caller.get(f"{report(caller, pages=(both,))}/pages/1/words").json()["words"]
    assert [both.text[word["start"] : word["end"]] for word in words] == [*TEXT.split(), "Seen"]


def test_place_that_nobody_knows_has_no_rectangle(sole: Caller) -> None:
    path = report(sole, content=b"%PDF-1.7 nothing", pages=(Page(1, TEXT), Page(2, TEXT, PageKind.BLOCK)))
    for page in (1, 2):
        assert sole.get(f"{path}/pages/{page}/words").json() == {"width": None, "height": None, "words": []}
        (mark,) = sole.get(f"{path}/pages/{page}/marks", params={"quote": "opinion"}).json()["marks"]
        assert (mark["start"], mark["rectangles"], mark["is_whole"]) == (4, [], False)


@pytest.mark.parametrize(
    ("content", "page", "said"),
    [
        (b"%PDF-1.7 nothing", 1, "No picture of this page can be made: it is damaged."),
        (pdf(LINES), 2, "No picture of this page can be made: the file has no such page."),
    ],
)
def test_page_without_a_picture_says_why(sole: Caller, content: bytes, page: int, said: str) -> None:
    answer = sole.get(f"{report(sole, content=content)}/pages/{page}/picture")
    assert code(answer) == (404, "no_picture")
    assert answer.json()["detail"]["message"] == said


@pytest.mark.parametrize("rest", ["picture", "words", "marks?quote=a"])
def test_what_a_file_is_kept_back_for_keeps_its_pages_back(caller: Caller, rest: str) -> None:
    path = report(caller)
    document_id = path.rpartition("/")[2]
    assert caller.get(f"{path}/pages/1/{rest}").status_code == 200
    caller.delete(path)
    assert caller.get(f"{path}/pages/1/{rest}").status_code == 200  # as its download
    with caller.server.runtime.database.write() as tx:
        tx.execute(update(documents).where(documents.c.id == document_id).values(scan=Scan.QUARANTINED.value))
    assert code(caller.get(f"{path}/pages/1/{rest}")) == (409, "document_quarantined")


def test_file_that_is_missing_is_not_ready(sole: Caller) -> None:
    path = report(sole, content=pdf([(72, 700, "lost")]))
    with sole.server.runtime.database.read() as tx:
        document = manage.find(tx, KeyMaker.system(sole.org_id, "test"), path.rpartition("/")[2])
    sole.server.runtime.store.delete(document.storage_key)
    for rest in ("picture", "words", "marks?quote=a"):
        answer = sole.get(f"{path}/pages/1/{rest}")
        assert code(answer) == (409, "document_not_ready")
        assert "restore it from a backup" in answer.json()["detail"]["message"]


@pytest.mark.parametrize(
    ("rest", "name"),
    [
        ("0", "page"),
        ("x", "page"),
        (f"{2**31}", "page"),
        ("1/picture?width=0", "width"),
        (f"1/picture?width={WIDTHS[-1] + 1}", "width"),
        ("1?start=-1", "start"),
        ("1/marks", "quote"),
        ("1/marks?quote=", "quote"),
        ("1/marks?quote=" + "x" * 2001, "quote"),
        ("1/marks?quote=a&start=-1", "start"),
        ("?limit=201", "limit"),
    ],
)
def test_parameters_are_checked(sole: Caller, rest: str, name: str) -> None:
    path = f"/v1/documents/{'cbdoc_' + '0' * 32}/pages{rest if rest.startswith('?') else '/' + rest}"
    assert fields(sole.get(path))[0][-1] == name


def test_many_who_ask_for_many_pages_at_once_are_all_answered(sole: Caller) -> None:
    path = report(sole, content=pdf(*[[(72.0, 700.0, f"Page {number} of many")] for number in range(1, 9)]))
    with ThreadPoolExecutor(16) as threads:
        asked = [f"{path}/pages/{number}/picture?width=240" for number in range(1, 9)] * 2
        answers = list(threads.map(sole.get, asked))
    assert {answer.status_code for answer in answers} <= {200, 503}
    assert all(answer.headers["retry-after"] == "1" for answer in answers if answer.status_code == 503)

    def drawn(address: str) -> bytes:
        return until(lambda: answer.content if (answer := sole.get(address)).status_code == 200 else b"", 60)

    pictures = [drawn(address) for address in asked[:8]]
    assert len(set(pictures)) == 8
    assert all(answer.content == pictures[n % 8] for n, answer in enumerate(answers) if answer.status_code == 200)
