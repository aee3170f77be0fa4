from __future__ import annotations

import pytest

from muniment.limits import Limits
from muniment.reading.formats.ooxml_slides import read_pptx
from muniment.reading.model import PageKind
from tests.reading.files import SLIDE, added, pptx, relations, shape

LIMITS = Limits()


def test_slides_come_in_the_order_shown_with_their_titles() -> None:
    deck = pptx([shape("First", "title") + shape("body"), shape("Second", "ctrTitle")])
    reading = read_pptx(deck, LIMITS, None)
    assert [(page.number, page.label, page.text, page.kind) for page in reading.pages] == [
        (1, "First", "First\nbody", PageKind.SLIDE),
        (2, "Second", "Second", PageKind.SLIDE),
    ]
    assert reading.page_count == 2


def test_notes_stand_aside_without_furniture() -> None:
    notes = shape("Said aloud", "body") + shape("7", "sldNum") + shape("Header", "hdr")
    deck = pptx([shape("Shown") + shape("3", "sldNum")], notes={0: notes})
    assert [(page.number, page.label, page.text, page.aside) for page in read_pptx(deck, LIMITS, None).pages] == [
        (1, None, "Shown", False),
        (2, "Speaker's notes, slide 1", "Said aloud", True),
    ]


def placed(text: str, left: int, top: int, *, attributes: str = "") -> str:
    """A shape of 1 by 1 inch at a place of the slide."""
    xfrm = f'<a:xfrm><a:off x="{left}" y="{top}"/><a:ext cx="914400" cy="914400"/></a:xfrm>'
    run = f"<a:p><a:r><a:rPr {attributes}/><a:t>{text}</a:t></a:r></a:p>"
    return f'<p:sp><p:nvSpPr><p:cNvPr id="2"/></p:nvSpPr><p:spPr>{xfrm}</p:spPr><p:txBody>{run}</p:txBody></p:sp>'


@pytest.mark.parametrize(
    "hidden",
    [
        placed("Unseen", 9144000, 0),
        placed("Unseen", 0, 6858000),
        placed("Unseen", -914400, 0),
        placed("Unseen", 0, 0, attributes='sz="100"'),
        placed("Unseen", 0, 0).replace('id="2"', 'id="2" hidden="1"'),
    ],
)
def test_shape_that_nobody_sees_stands_aside(hidden: str) -> None:
    reading = read_pptx(pptx([placed("Seen", 0, 0) + hidden + placed("Partly", -900000, 0)]), LIMITS, None)
    assert [(page.label, page.text, page.aside) for page in reading.pages] == [
        (None, "Seen\nPartly", False),
        ("Hidden text, slide 1", "Unseen", True),
    ]
    assert [one.code for one in reading.warnings] == ["hidden_text"]
    assert "6 characters on slide 1" in reading.warnings[0].message


def test_shape_of_a_group_is_measured_by_no_scale_but_its_own() -> None:
    reading = read_pptx(pptx([f"<p:grpSp>{placed('Seen', 90_000_000, 0)}</p:grpSp>"]), LIMITS, None)
    assert (reading.pages[0].text, reading.warnings) == ("Seen", ())


def test_hidden_slide_keeps_its_number_and_stands_aside() -> None:
    reading = read_pptx(pptx([shape("a"), shape("Secret", "title"), shape("c")], hidden=1), LIMITS, None)
    assert [(page.number, page.label, page.text, page.aside) for page in reading.pages] == [
        (1, None, "a", False),
        (2, "Hidden slide: Secret", "Secret", True),
        (3, None, "c", False),
    ]
    assert "slide 2" in next(one.message for one in reading.warnings if one.code == "hidden_text")


@pytest.mark.parametrize(
    "comments",
    [
        f"<p:cmLst {SLIDE}><p:cm><p:text>Is this right?</p:text></p:cm></p:cmLst>",
        f'<q:cmLst xmlns:q="urn:2018" {SLIDE}><q:cm><q:txBody><a:p><a:r><a:t>Is this right?</a:t></a:r></a:p>'
        "</q:txBody></q:cm></q:cmLst>",
    ],
)
def test_comments_stand_aside_old_and_new(comments: str) -> None:
    deck = added(
        pptx([shape("a")]),
        {
            "ppt/slides/_rels/slide1.xml.rels": relations(("comments", "../comments/c1.xml")),
            "ppt/comments/c1.xml": comments,
        },
    )
    page = read_pptx(deck, LIMITS, None).pages[1]
    assert (page.number, page.label, page.text, page.aside) == (2, "Comments, slide 1", "Is this right?", True)


def test_what_stands_aside_has_numbers_that_no_slide_has() -> None:
    deck = pptx([shape("a"), shape("b"), shape("c")], notes={0: shape("said")})
    assert [page.number for page in read_pptx(deck, Limits(max_pages=2), None).pages] == [1, 2, 4]


def test_tables_are_lines_with_tabs() -> None:
    cells = "".join(f"<a:tc><a:txBody><a:p><a:r><a:t>{one}</a:t></a:r></a:p></a:txBody></a:tc>" for one in "ab")
    table = f"<p:graphicFrame><a:tbl><a:tr>{cells}</a:tr><a:tr>{cells}</a:tr></a:tbl></p:graphicFrame>"
    assert read_pptx(pptx([table]), LIMITS, None).pages[0].text == "a\tb\na\tb"


@pytest.mark.parametrize("merge", ["hMerge", "vMerge"])
def test_cell_whose_place_another_takes_is_hidden_text(merge: str) -> None:
    cells = "".join(
        f"<a:tc {of}><a:txBody><a:p><a:r><a:t>{text}</a:t></a:r></a:p></a:txBody></a:tc>"
        for text, of in (("Seen", ""), ("Unseen", f'{merge}="1"'))
    )
    table = f"<p:graphicFrame><a:tbl><a:tr>{cells}</a:tr></a:tbl></p:graphicFrame>"
    reading = read_pptx(pptx([table]), Limits(), None)
    assert [(page.text, page.aside) for page in reading.pages] == [("Seen", False), ("Unseen", True)]


def test_slides_beyond_the_limit_are_a_warning() -> None:
    reading = read_pptx(pptx([shape("a"), shape("b"), shape("c")]), Limits(max_pages=2), None)
    assert ([page.text for page in reading.pages], reading.page_count) == (["a", "b"], 3)
    assert [one.code for one in reading.warnings] == ["pages_limit"]
