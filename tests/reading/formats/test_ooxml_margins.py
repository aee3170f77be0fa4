"""Headers and footers are read where they stand on a page, and stand aside where they stand on none."""

from __future__ import annotations

import pytest

from muniment.limits import Limits
from muniment.reading.formats.ooxml_word import read_docx
from tests.reading.files import WORD, docx, paragraph

FIRST = '<w:headerReference w:type="first" r:id="rId2"/>'
EVEN = '<w:headerReference w:type="even" r:id="rId2"/>'
TITLE, EVEN_AND_ODD = "<w:titlePg/>", "<w:evenAndOddHeaders/>"


@pytest.mark.parametrize(
    ("section", "settings", "is_shown"),
    [
        ('<w:headerReference w:type="default" r:id="rId2"/>', "", True),
        ('<w:headerReference r:id="rId2"/>', "", True),
        (FIRST + TITLE, "", True),
        (FIRST + '<w:titlePg w:val="1"/>', "", True),
        (FIRST + '<w:titlePg w:val="0"/>', "", False),
        (FIRST, "", False),
        (EVEN, EVEN_AND_ODD, True),
        (EVEN, '<w:evenAndOddHeaders w:val="false"/>', False),
        (EVEN + TITLE, "", False),
        ('<w:headerReference w:type="default" r:id="rId9"/>', "", False),
        ("", "", False),
    ],
)
def test_header_is_read_where_it_stands_on_a_page(section: str, settings: str, is_shown: bool) -> None:
    file = docx(
        paragraph("Body"),
        parts={
            "word/header1.xml": f"<w:hdr {WORD}>{paragraph('SOC 2 Type 2')}</w:hdr>",
            "word/settings.xml": f"<w:settings {WORD}>{settings}</w:settings>",
        },
        refers=[("header", "header1.xml"), ("settings", "settings.xml")],
        sections=f"<w:sectPr>{section}</w:sectPr>",
    )
    reading = read_docx(file, Limits(), None)
    labels = {page.label: page.text for page in reading.pages if "SOC 2" in page.text}
    assert list(labels) == ["Headers and footers" if is_shown else "Hidden text"]
    assert ("hidden_text" in {one.code for one in reading.warnings}) is not is_shown


def test_first_page_of_a_later_section_has_the_header_of_the_section_before() -> None:
    file = docx(
        paragraph("Body"),
        parts={"word/header1.xml": f"<w:hdr {WORD}>{paragraph('Cover')}</w:hdr>"},
        refers=[("header", "header1.xml")],
        sections=f"<w:p><w:pPr><w:sectPr>{FIRST}</w:sectPr></w:pPr></w:p><w:sectPr>{TITLE}</w:sectPr>",
    )
    assert [page.text for page in read_docx(file, Limits(), None).pages] == ["Body", "Cover"]


def test_what_a_header_that_stands_nowhere_says_as_a_shown_one_does_is_not_hidden() -> None:
    both = f"<w:hdr {WORD}>{paragraph('Articles')}</w:hdr>"
    file = docx(
        paragraph("Body"),
        parts={"word/header1.xml": both, "word/header2.xml": both},
        refers=[("header", "header1.xml"), ("header", "header2.xml")],
        sections='<w:sectPr><w:headerReference w:type="default" r:id="rId3"/></w:sectPr>',
    )
    reading = read_docx(file, Limits(), None)
    assert [page.text for page in reading.pages] == ["Body", "Articles"]
    assert reading.warnings == ()
