from __future__ import annotations

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from muniment.reading.text import (
    BLOCK_CHARACTERS,
    Paragraph,
    blocks,
    clean,
    label_of,
    looks_like_heading,
    paragraphs_of,
    tidy,
)


@given(st.text(st.characters(), max_size=300))
def test_clean_text_holds_no_control_character_no_surrogate_and_is_nfc(text: str) -> None:
    cleaned = clean(text)
    assert all(one in "\n\t" or unicodedata.category(one) not in ("Cc", "Cs") for one in cleaned)
    assert unicodedata.is_normalized("NFC", cleaned)
    assert clean(cleaned) == cleaned


@given(st.lists(st.sampled_from(["\ud83d", "\ude00", "a", "\x00", "\r", "\n", "\f"]), max_size=12).map("".join))
def test_clean_text_can_be_stored_as_utf8(text: str) -> None:
    cleaned = clean(text)
    assert cleaned.encode("utf-8").decode("utf-8") == cleaned


def test_every_line_end_becomes_a_newline() -> None:
    assert clean("a\r\nb\rc\u2028d\x0be\x85f") == "a\nb\nc\nd\ne\nf"


def test_surrogate_halves_that_belong_together_become_their_character() -> None:
    assert clean("\ud83d\ude00 \ud83d") == "😀 \ufffd"


def test_compatibility_characters_stay_as_they_are_written() -> None:
    assert clean("ﬁne № ²") == "ﬁne № ²"


def test_tidy_text_has_no_blanks_at_line_ends_and_at_most_one_empty_line() -> None:
    assert tidy("  \n\na \t\n\n\n\n b\n") == "a\n\n b"


def test_label_is_one_line_of_bounded_length() -> None:
    assert label_of(" a\n b\x00 ") == "a b"
    assert label_of("\x00 ") is None
    assert len(label_of("x" * 1000) or "") == 200


@given(st.lists(st.text("ab \n", max_size=9_000), max_size=6))
def test_blocks_keep_every_word_in_order(texts: list[str]) -> None:
    pages = blocks([Paragraph(text) for text in texts], most=1_000)
    assert "".join("".join(page.text.split()) for page in pages) == "".join("".join(text.split()) for text in texts)
    assert [page.number for page in pages] == list(range(1, len(pages) + 1))
    assert all(len(page.text) <= 3 * BLOCK_CHARACTERS for page in pages)


def test_block_is_labelled_with_the_heading_it_stands_under() -> None:
    long = "word " * 300
    pages = blocks(
        [
            Paragraph("Scope", True),
            Paragraph(long),
            Paragraph(long),
            Paragraph(long),
            Paragraph("Owner", True),
            Paragraph("x"),
        ],
        most=10,
    )
    assert [page.label for page in pages] == ["Scope", "Scope", "Owner"]


def test_small_sections_share_a_block() -> None:
    assert len(blocks([Paragraph("A", True), Paragraph("x"), Paragraph("B", True), Paragraph("y")], most=10)) == 1


def test_blocks_stop_one_page_beyond_what_is_wanted() -> None:
    assert len(blocks((Paragraph("x", opens_page=True) for _ in range(100)), most=3)) == 4


def test_form_feed_opens_a_page() -> None:
    pages = blocks(paragraphs_of("one\n\ntwo\fthree"), most=10)
    assert [page.text for page in pages] == ["one\n\ntwo", "three"]


def test_numbered_and_capital_lines_look_like_headings_and_sentences_do_not() -> None:
    assert looks_like_heading("4.2 Access control")
    assert looks_like_heading("INCIDENT RESPONSE")
    assert looks_like_heading("Appendix B Controls")
    assert not looks_like_heading("The provider shall notify the customer.")
    assert not looks_like_heading("a\tb")
