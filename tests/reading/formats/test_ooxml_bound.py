from __future__ import annotations

import pytest

from muniment.limits import Limits
from muniment.reading.formats.ooxml_word import read_docx
from muniment.reading.model import Reading
from tests.reading.files import docx, paragraph, relations

STORE = "{0A1B}"
ITEM = "<a xmlns='urn:a' state='open'><b>first</b><b>Quillmark</b><c/><d>2031-04-09T00:00:00</d><e>2</e></a>"
ABOUT = f"<ds:datastoreItem xmlns:ds='urn:ds' ds:itemID='{STORE}'/>"


def control(content: str, path: str, *, about: str = "", store: str = STORE) -> str:
    """A content control that is bound to a value."""
    bound = f"<w:dataBinding w:xpath='{path}' w:storeItemID='{store}'/>"
    return f"<w:sdt><w:sdtPr>{about}{bound}</w:sdtPr><w:sdtContent>{content}</w:sdtContent></w:sdt>"


def read(body: str) -> Reading:
    parts = {
        "customXml/item1.xml": ITEM,
        "customXml/itemProps1.xml": ABOUT,
        "customXml/_rels/item1.xml.rels": relations(("customXmlProps", "itemProps1.xml")),
    }
    return read_docx(docx(body, parts=parts, refers=[("customXml", "../customXml/item1.xml")]), Limits(), None)


def run(text: str) -> str:
    return f"<w:r><w:t>{text}</w:t></w:r>"


CHOICES = "<w:dropDownList><w:listItem w:displayText='No' w:value='2'/></w:dropDownList>"
SECOND = "/ns0:a[1]/ns0:b[2]"


@pytest.mark.parametrize(
    "body",
    [
        control(paragraph("stored"), SECOND),
        f"<w:p>{control(run('stored'), SECOND)}</w:p>",
        f"<w:p>{control(run('sto') + run('red'), '/a/b[2]/text()', store='')}</w:p>",
        f"<w:tbl><w:tr>{control('<w:tc>' + paragraph('stored') + '</w:tc>', SECOND)}</w:tr></w:tbl>",
    ],
)
def test_value_that_a_control_is_bound_to_stands_in_place_of_what_is_stored(body: str) -> None:
    reading = read(body)
    assert [(page.text, page.aside) for page in reading.pages] == [("Quillmark", False), ("stored", True)]
    assert [one.code for one in reading.warnings] == ["hidden_text"]


@pytest.mark.parametrize(
    ("body", "shown"),
    [
        (control("<w:p/>", SECOND), "Quillmark"),
        (control("", SECOND), "Quillmark"),
        (f"<w:p>{control('<w:r/>', SECOND)}</w:p>", "Quillmark"),
        (control(paragraph("Quill mark"), SECOND), "Quill mark"),
        (control("", "/a/@state"), "open"),
        (control(paragraph("Click here"), "/a/c"), "Click here"),
        (control(paragraph("kept"), "/a/z"), "kept"),
        (control(paragraph("kept"), SECOND, store="{FFFF}"), "kept"),
        (control(paragraph("9 April 2031"), "/a/d", about="<w:date/>"), "9 April 2031"),
        (control(paragraph("No"), "/a/e", about=CHOICES), "No"),
        (control("", "/a/e", about=CHOICES), "No"),
    ],
)
def test_control_that_shows_what_it_stores_is_read_as_it_is(body: str, shown: str) -> None:
    reading = read(body)
    assert (["".join(page.text.split("\n")) for page in reading.pages], reading.warnings) == ([shown], ())


def test_other_date_than_the_one_stored_is_shown() -> None:
    reading = read(control(paragraph("9 April 2035"), "/a/d", about="<w:date/>"))
    assert [page.text for page in reading.pages if not page.aside] == ["2031-04-09T00:00:00"]


def test_path_that_is_not_understood_is_warned_of() -> None:
    reading = read(control(paragraph("stored"), "//b[last()]"))
    assert ([page.text for page in reading.pages], [one.code for one in reading.warnings]) == (
        ["stored"],
        ["text_unread"],
    )


def test_controls_in_bound_controls_take_time_that_grows_with_their_number() -> None:
    body = "".join(control("", SECOND).removesuffix("</w:sdtContent></w:sdt>") for _ in range(2_000))
    assert "Quillmark" in read(body + "</w:sdtContent></w:sdt>" * 2_000).pages[0].text
