from __future__ import annotations

import io
import zipfile

import pytest

from muniment.limits import Limits
from muniment.reading.formats.ooxml_word import read_docx
from muniment.reading.model import PageKind, UnreadableError
from tests.reading.files import WORD, docx, ole, paragraph, relations, zipped

LIMITS = Limits()


def text_of(file: io.BytesIO) -> str:
    return "\n".join(page.text for page in read_docx(file, LIMITS, None).pages)


def code_of(file: io.BytesIO, limits: Limits = LIMITS) -> str:
    with pytest.raises(UnreadableError) as caught:
        read_docx(file, limits, None)
    return caught.value.code


def test_body_is_cut_into_blocks_at_headings() -> None:
    long = paragraph("word " * 300)
    reading = read_docx(docx(paragraph("Scope", "H1") + long + paragraph("Owner", "H1") + long), LIMITS, None)
    assert [(page.number, page.label, page.kind) for page in reading.pages] == [
        (1, "Scope", PageKind.BLOCK),
        (2, "Owner", PageKind.BLOCK),
    ]
    assert reading.page_count is None


def test_table_rows_are_lines_with_tabs_between_cells() -> None:
    cells = "".join(f"<w:tc>{paragraph(one)}</w:tc>" for one in ("Severity", "Count"))
    inner = f"<w:tbl><w:tr><w:tc>{paragraph('in')}</w:tc><w:tc>{paragraph('ner')}</w:tc></w:tr></w:tbl>"
    assert (
        text_of(docx(f"<w:tbl><w:tr>{cells}</w:tr><w:tr><w:tc>{inner}</w:tc></w:tr></w:tbl>"))
        == "Severity\tCount\nin\tner"
    )


def test_text_box_is_read_once_though_it_is_stored_twice() -> None:
    box = f"<w:txbxContent>{paragraph('Boxed')}</w:txbxContent>"
    twins = f"<mc:AlternateContent><mc:Choice>{box}</mc:Choice><mc:Fallback>{box}</mc:Fallback></mc:AlternateContent>"
    assert text_of(docx(f"<w:p><w:r><w:t>before</w:t></w:r><w:r>{twins}</w:r></w:p>")).split() == ["Boxed", "before"]


def test_tracked_deletions_and_moved_text_stand_aside_and_insertions_are_text() -> None:
    body = (
        "<w:p><w:r><w:t>kept </w:t></w:r><w:del><w:r><w:delText>go</w:delText></w:r>"
        "<w:r><w:delText>ne</w:delText></w:r></w:del><w:moveFrom><w:r><w:t>moved</w:t></w:r></w:moveFrom><w:ins><w:r><w:t>added</w:t></w:r></w:ins></w:p>"
    )
    reading = read_docx(docx(body), LIMITS, None)
    assert [(page.label, page.text, page.aside) for page in reading.pages] == [
        (None, "kept added", False),
        ("Deleted text", "gone\nmoved", True),
    ]


def test_comments_stand_aside() -> None:
    comments = f"<w:comments {WORD}><w:comment>{paragraph('Is this right?')}</w:comment></w:comments>"
    reading = read_docx(
        docx(paragraph("Seen"), parts={"word/comments.xml": comments}, refers=[("comments", "comments.xml")]),
        LIMITS,
        None,
    )
    assert [(page.label, page.text, page.aside) for page in reading.pages][1:] == [("Comments", "Is this right?", True)]


@pytest.mark.parametrize(
    ("chosen", "answer"),
    [('<w:result w:val="2"/>', "Partly"), ('<w:default w:val="1"/>', "No"), ("", "Yes"), ('<w:result w:val="9"/>', "")],
)
def test_chosen_answer_of_a_form_is_text(chosen: str, answer: str) -> None:
    entries = "".join(f'<w:listEntry w:val="{one}"/>' for one in ("Yes", "No", "Partly"))
    field = f"<w:r><w:fldChar><w:ffData><w:ddList>{chosen}{entries}</w:ddList></w:ffData></w:fldChar></w:r>"
    assert text_of(docx(f"<w:p><w:r><w:t>Encrypted? </w:t></w:r>{field}</w:p>")) == f"Encrypted? {answer}".rstrip()


def test_tabs_breaks_hyphens_symbols_and_tick_boxes_are_text() -> None:
    box = '<w:fldChar><w:ffData><w:checkBox><w:default w:val="0"/><w:checked/></w:checkBox></w:ffData></w:fldChar>'
    body = (
        '<w:p><w:pPr><w:tabs><w:tab w:val="left" w:pos="9"/></w:tabs></w:pPr><w:r><w:t>a</w:t><w:tab/>'
        "<w:t>b</w:t><w:br/><w:t>c</w:t><w:noBreakHyphen/><w:t>d</w:t>"
        f'<w:sym w:font="Wingdings" w:char="F0A8"/>{box}</w:r></w:p>'
    )
    assert text_of(docx(body)) == "a\tb\nc-d☐☒"


def test_content_controls_are_read_and_field_codes_are_not() -> None:
    body = (
        f"<w:sdt><w:sdtContent>{paragraph('Answer')}</w:sdtContent></w:sdt>"
        "<w:p><w:r><w:instrText>PAGEREF _Toc \\h</w:instrText></w:r><w:r><w:t>12</w:t></w:r></w:p>"
    )
    assert text_of(docx(body)) == "Answer\n12"


def test_headers_and_footnotes_are_blocks_of_their_own_without_repeats() -> None:
    reading = read_docx(
        docx(
            paragraph("Body"),
            parts={
                "word/header1.xml": f"<w:hdr {WORD}>{paragraph('Confidential')}</w:hdr>",
                "word/header2.xml": f"<w:hdr {WORD}>{paragraph('Confidential')}</w:hdr>",
                "word/footnotes.xml": f"<w:footnotes {WORD}>{paragraph('See annex')}</w:footnotes>",
            },
            refers=[("header", "header1.xml"), ("header", "header2.xml"), ("footnotes", "footnotes.xml")],
        ),
        LIMITS,
        None,
    )
    assert [(page.number, page.label, page.text) for page in reading.pages] == [
        (1, None, "Body"),
        (2, "Headers and footers", "Confidential"),
        (3, "Footnotes", "See annex"),
    ]


def test_page_break_opens_a_block() -> None:
    body = paragraph("one") + '<w:p><w:r><w:br w:type="page"/></w:r></w:p>' + paragraph("two")
    assert [page.text for page in read_docx(docx(body), LIMITS, None).pages] == ["one", "two"]


def test_strict_namespace_is_read_too() -> None:
    file = docx(paragraph("strict"))
    with zipfile.ZipFile(file) as archive:
        parts = {one: archive.read(one).decode() for one in archive.namelist()}
    old = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    parts["word/document.xml"] = parts["word/document.xml"].replace(
        old, "http://purl.oclc.org/ooxml/wordprocessingml/main"
    )
    assert text_of(zipped(parts)) == "strict"


def test_macros_embedded_files_links_and_dde_are_warnings() -> None:
    dde = '<w:p><w:fldSimple w:instr="DDEAUTO c:\\\\x"><w:r><w:t>shown</w:t></w:r></w:fldSimple></w:p>'
    reading = read_docx(
        docx(
            dde,
            parts={"word/vbaProject.bin": b"x", "word/embeddings/oleObject1.bin": b"x"},
            refers=[
                ("attachedTemplate", "http://example.com/t.dotm", "External"),
                ("hyperlink", "http://example.com", "External"),
            ],
        ),
        LIMITS,
        None,
    )
    assert {one.code for one in reading.warnings} == {"active_content", "macros", "embedded_files", "external_links"}
    assert reading.pages[0].text == "shown"


def test_document_type_declaration_is_corrupt() -> None:
    declared = f'<!DOCTYPE d [<!ENTITY a "aaaa">]><w:document {WORD}><w:body/></w:document>'
    assert code_of(docx("", parts={"word/document.xml": declared})) == "corrupt"


def test_part_that_breaks_off_is_read_so_far_with_a_warning() -> None:
    broken = f"<w:document {WORD}><w:body>{paragraph('whole')}<w:p><w:r><w:t>half"
    reading = read_docx(docx("", parts={"word/document.xml": broken}), LIMITS, None)
    assert [one.code for one in reading.warnings] == ["part_unreadable"]
    assert reading.pages[0].text.startswith("whole")


def test_part_in_an_unknown_encoding_is_damaged() -> None:
    strange = f'<?xml version="1.0" encoding="UTFr8"?><w:document {WORD}><w:body/></w:document>'
    reading = read_docx(docx("", parts={"word/document.xml": strange}), LIMITS, None)
    assert [one.code for one in reading.warnings] == ["part_unreadable"]


def test_text_is_cut_at_the_character_limit() -> None:
    reading = read_docx(docx(paragraph("x" * 50) * 10), Limits(max_characters=100), None)
    assert reading.character_count <= 110
    assert [one.code for one in reading.warnings] == ["characters_limit"]


def test_bombs_are_refused_before_they_are_unpacked() -> None:
    bomb = docx(paragraph("x") + " " * 3_000_000)
    assert code_of(bomb, Limits(max_package_bytes=1_000_000)) == "limit_memory"
    assert code_of(bomb, Limits(ratio_floor_bytes=1_000_000)) == "limit_memory"
    assert code_of(bomb, Limits(max_package_parts=2)) == "limit_pages"


def test_other_containers_have_their_own_codes() -> None:
    assert code_of(ole({"EncryptedPackage": b"x"})) == "encrypted"
    assert code_of(ole({"WordDocument": b"x"})) == "mismatch"
    assert code_of(zipped({"a.txt": "x"})) == "mismatch"
    assert code_of(io.BytesIO(b"PK\x03\x04 and nothing more")) == "corrupt"
    assert code_of(io.BytesIO(docx(paragraph("x")).getvalue()[:-40])) == "corrupt"


def test_relation_out_of_the_package_reaches_nothing() -> None:
    file = docx(paragraph("x"), refers=[("header", "../../../../etc/passwd")], parts={"_rels/x.rels": relations()})
    assert text_of(file) == "x"
