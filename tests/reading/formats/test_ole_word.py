from __future__ import annotations

import io

import pytest

from muniment.limits import Limits
from muniment.reading.formats.ole_word import read_doc
from muniment.reading.model import UnreadableError
from tests.reading.files import doc, ole

LIMITS = Limits()


def code_of(file: io.BytesIO) -> str:
    with pytest.raises(UnreadableError) as caught:
        read_doc(file, LIMITS, None)
    return caught.value.code


def test_body_and_footnotes_are_read_from_8_and_16_bit_pieces() -> None:
    reading = read_doc(doc("1. Scope\rNaïve “words”\r", footnotes="日本\r"), LIMITS, None)
    assert [(page.number, page.label, page.text) for page in reading.pages] == [
        (1, "1. Scope", "1. Scope\nNaïve “words”"),
        (2, "Footnotes", "日本"),
    ]


def test_comments_stand_aside() -> None:
    pages = read_doc(doc("Body\r", comments="Is this right?\r"), LIMITS, None).pages
    assert [(page.number, page.label, page.text, page.aside) for page in pages] == [
        (1, None, "Body", False),
        (2, "Comments", "Is this right?", True),
    ]


@pytest.mark.parametrize("field", ["FORMCHECKBOX", "FORMDROPDOWN"])
def test_answer_that_is_no_text_is_told(field: str) -> None:
    reading = read_doc(doc(f"Encrypted? \x13 {field} \x14\x15\r"), LIMITS, None)
    assert [(one.code, field in one.message) for one in reading.warnings] == [("form_answers", True)]


def test_table_rows_are_lines_with_tabs() -> None:
    text = read_doc(doc("before\rName\x07Date\x07\x07Ann\x07May\x07\x07after\r"), LIMITS, None).pages[0].text
    assert text == "before\nName\tDate\nAnn\tMay\nafter"


def test_field_codes_are_left_out_and_their_results_kept() -> None:
    text = 'see \x13 HYPERLINK "http://x" \x13 REF a \x14inner\x15 \x14the site\x15 now\x01\x08 well\x1eknown\r'
    assert read_doc(doc(text), LIMITS, None).pages[0].text == "see the site now well-known"


def test_page_break_opens_a_block() -> None:
    assert [page.text for page in read_doc(doc("one\r\x0ctwo\r"), LIMITS, None).pages] == ["one", "two"]


def test_macros_and_embedded_objects_are_warnings() -> None:
    extra = {"Macros": {"VBA": {"dir": b"x"}}, "ObjectPool": {"_123": {"Ole": b"x"}}}
    assert {one.code for one in read_doc(doc("x\r", extra=extra), LIMITS, None).warnings} == {
        "macros",
        "embedded_files",
    }


@pytest.mark.parametrize("flag", [0x0100, 0x8000])
def test_password_is_encrypted(flag: int) -> None:
    assert code_of(doc("x\r", flags=flag)) == "encrypted"


def test_damaged_and_foreign_files_have_their_codes() -> None:
    assert code_of(io.BytesIO(b"plain text")) == "mismatch"
    assert code_of(io.BytesIO(b"")) == "mismatch"
    assert code_of(ole({"Workbook": b"x"})) == "mismatch"
    assert code_of(ole({"WordDocument": b"\xdb\xa5" + bytes(100)})) == "mismatch"
    assert code_of(ole({"WordDocument": b"\xec\xa5" + bytes(100), "0Table": b""})) == "corrupt"
    assert code_of(ole({"EncryptedPackage": b"x"})) == "encrypted"
    assert code_of(io.BytesIO(doc("x\r").getvalue()[:700])) == "corrupt"


def test_text_is_cut_at_the_character_limit() -> None:
    reading = read_doc(doc("abcdefgh\r"), Limits(max_characters=4), None)
    assert reading.pages[0].text == "abcd"
    assert [one.code for one in reading.warnings] == ["characters_limit"]


@pytest.mark.parametrize(
    ("field", "seen", "hidden"),
    [
        ("\x13 MACROBUTTON NoMacro Click me \x15", "Seen Click me", ""),
        ('\x13 QUOTE "as agreed" \\* MERGEFORMAT \x14\x15', "Seen as agreed", ""),
        ("\x13 EQ \\b(as drawn) \x15", "Seen as drawn", ""),
        ("\x13 REF a \x15", "Seen", ""),
        ("\x13 SET term \x14Unseen\x15", "Seen", "Unseen"),
        ("\x13 TC \x14\x13 REF a \x14Unseen\x15\x15", "Seen", "Unseen"),
    ],
)
def test_field_shows_what_its_kind_shows(field: str, seen: str, hidden: str) -> None:
    reading = read_doc(doc(f"Seen {field}\r"), LIMITS, None)
    assert [page.text.strip() for page in reading.pages] == [one for one in (seen, hidden) if one]
    assert [one.code for one in reading.warnings] == (["hidden_text"] if hidden else [])


def test_fields_may_be_open_in_any_number() -> None:
    assert read_doc(doc("Seen \x13" + "REF a \x14\x13" * 20_000 + "\x14\r"), LIMITS, None).pages[0].text == "Seen"
