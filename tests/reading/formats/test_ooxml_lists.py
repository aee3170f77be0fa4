from __future__ import annotations

import pytest

from muniment.limits import Limits
from muniment.reading.formats.ooxml_word import read_docx
from tests.reading.files import WORD, docx, paragraph


def level(at: int, text: str, number_format: str = "decimal", more: str = "") -> str:
    """A w:lvl."""
    return (
        f"<w:lvl w:ilvl='{at}'><w:start w:val='1'/><w:numFmt w:val='{number_format}'/>{more}<w:lvlText w:val='{text}'/>"
        "</w:lvl>"
    )


def entry(text: str, at: int = 0, number: int = 5) -> str:
    """A paragraph of a list."""
    return (
        f"<w:p><w:pPr><w:numPr><w:ilvl w:val='{at}'/><w:numId w:val='{number}'/></w:numPr></w:pPr>"
        f"<w:r><w:t>{text}</w:t></w:r></w:p>"
    )


def lines_of(body: str, *levels: str, styles: str = "") -> list[str]:
    numbering = (
        f"<w:numbering {WORD}><w:abstractNum w:abstractNumId='2'>{''.join(levels)}</w:abstractNum>"
        "<w:num w:numId='5'><w:abstractNumId w:val='2'/></w:num></w:numbering>"
    )
    parts = {"word/numbering.xml": numbering}
    if styles:
        parts["word/styles.xml"] = f"<w:styles {WORD}>{styles}</w:styles>"
    reading = read_docx(docx(body, parts=parts, refers=[("numbering", "numbering.xml")]), Limits(), None)
    return [line for page in reading.pages for line in page.text.split("\n")]


def test_words_before_a_list_are_read_with_their_numbers() -> None:
    levels = level(0, "Article %1.", "upperRoman"), level(1, "Clause %1-%2", "lowerLetter"), level(2, "%3)")
    body = entry("Scope") + entry("in", 1) + entry("out", 1) + entry("deep", 2) + entry("Term") + entry("end", 1)
    assert lines_of(body, *levels) == [
        "Article I. Scope",
        "Clause I-a in",
        "Clause I-b out",
        "deep",
        "Article II. Term",
        "Clause II-a end",
    ]


@pytest.mark.parametrize(
    ("label", "number_format", "shown"),
    [
        ("CONFIDENTIAL", "none", "CONFIDENTIAL one"),
        ("Annex %1", "upperLetter", "Annex A one"),
        ("No. %1 of ten", "decimalZero", "No. 01 of ten one"),
        ("%1.", "decimal", "one"),
        ("o", "bullet", "one"),
        ("\uf0b7", "bullet", "one"),
    ],
)
def test_label_is_text_where_it_holds_words(label: str, number_format: str, shown: str) -> None:
    assert lines_of(entry("one"), level(0, label, number_format)) == [shown]


def test_list_of_a_style_labels_its_paragraphs_and_those_of_styles_based_on_it() -> None:
    styles = (
        "<w:style w:type='paragraph' w:styleId='A'><w:pPr><w:numPr><w:numId w:val='5'/></w:numPr></w:pPr></w:style>"
        "<w:style w:type='paragraph' w:styleId='B'><w:basedOn w:val='A'/></w:style>"
        "<w:style w:type='paragraph' w:styleId='C'><w:basedOn w:val='C'/></w:style>"
    )
    body = paragraph("one", "A") + paragraph("two", "B") + paragraph("three", "C")
    assert lines_of(body, level(0, "Rule %1"), styles=styles) == ["Rule 1 one", "Rule 2 two", "three"]


def test_label_that_nobody_sees_is_no_text() -> None:
    assert lines_of(entry("one"), level(0, "Secret %1", more="<w:rPr><w:vanish/></w:rPr>")) == ["one"]


def test_paragraph_that_leaves_its_list_has_no_label() -> None:
    assert lines_of(entry("one") + entry("two", number=0), level(0, "Rule %1")) == ["Rule 1 one", "two"]
