from __future__ import annotations

from muniment.limits import Limits
from muniment.reading.formats.ooxml_slides import read_pptx
from muniment.reading.model import PageKind
from tests.reading.files import pptx, shape

LIMITS = Limits()


def test_slides_come_in_the_order_shown_with_their_titles() -> None:
    deck = pptx([shape("First", "title") + shape("body"), shape("Second", "ctrTitle")])
    reading = read_pptx(deck, LIMITS, None)
    assert [(page.number, page.label, page.text, page.kind) for page in reading.pages] == [
        (1, "First", "First\nbody", PageKind.SLIDE),
        (2, "Second", "Second", PageKind.SLIDE),
    ]
    assert reading.page_count == 2


def test_notes_follow_the_slide_without_furniture() -> None:
    notes = shape("Said aloud", "body") + shape("7", "sldNum") + shape("Header", "hdr")
    deck = pptx([shape("Shown") + shape("3", "sldNum")], notes={0: notes})
    assert read_pptx(deck, LIMITS, None).pages[0].text == "Shown\n\nSaid aloud"


def test_tables_are_lines_with_tabs() -> None:
    cells = "".join(f"<a:tc><a:txBody><a:p><a:r><a:t>{one}</a:t></a:r></a:p></a:txBody></a:tc>" for one in "ab")
    table = f"<p:graphicFrame><a:tbl><a:tr>{cells}</a:tr><a:tr>{cells}</a:tr></a:tbl></p:graphicFrame>"
    assert read_pptx(pptx([table]), LIMITS, None).pages[0].text == "a\tb\na\tb"


def test_slides_beyond_the_limit_are_a_notice() -> None:
    reading = read_pptx(pptx([shape("a"), shape("b"), shape("c")]), Limits(max_pages=2), None)
    assert ([page.text for page in reading.pages], reading.page_count) == (["a", "b"], 3)
    assert [one.code for one in reading.notices] == ["pages_limit"]
