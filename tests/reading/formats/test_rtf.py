from __future__ import annotations

import io

import pytest

from muniment.limits import Limits
from muniment.reading.formats.rtf import read_rtf
from muniment.reading.model import UnreadableError

LIMITS = Limits()


def text_of(source: str) -> str:
    reading = read_rtf(io.BytesIO(("{\\rtf1\\ansi\\ansicpg1252 " + source + "}").encode("latin-1")), LIMITS, None)
    return "\f".join(page.text for page in reading.pages)


def code_of(data: bytes, limits: Limits = LIMITS) -> str:
    with pytest.raises(UnreadableError) as caught:
        read_rtf(io.BytesIO(data), limits, None)
    return caught.value.code


def test_paragraphs_accents_and_unicode_are_read() -> None:
    assert text_of("na\\'efve\\par \\u8364?uro \\u-10179?\\u-8704?") == "naïve\n€uro 😀"


def test_table_cells_are_separated_by_tabs() -> None:
    assert text_of("{\\trowd a\\cell b\\cell\\row}{\\trowd c\\cell d\\cell\\row}") == "a\tb\nc\td"


def test_headers_footnotes_and_text_boxes_are_read() -> None:
    text = text_of("{\\header Top\\par}Body{\\footnote Note}{\\shp{\\*\\shpinst{\\sp{\\sn x}{\\sv y}}{\\shptxt Box}}}")
    assert text.split() == ["Top", "Body", "Note", "Box"]


def test_links_show_their_text_only() -> None:
    link = '{\\field{\\*\\fldinst{HYPERLINK "http://example.com"}}{\\fldrslt{the site}}}'
    assert text_of(f"see {link} now") == "see the site now"


def test_page_break_opens_a_block() -> None:
    assert text_of("one\\page two") == "one\ftwo"


def test_pictures_do_not_count_against_the_limit_and_leave_no_text() -> None:
    picture = "{\\pict\\pngblip " + "89504e47" * 5_000 + "}"
    reading = read_rtf(io.BytesIO(("{\\rtf1 a" + picture + "b}").encode()), Limits(max_rtf_bytes=2_000), None)
    assert reading.pages[0].text == "ab"


def test_larger_text_is_over_the_memory_limit() -> None:
    assert code_of(b"{\\rtf1 " + b"word " * 1_000 + b"}", Limits(max_rtf_bytes=1_000)) == "limit_memory"


def test_control_word_without_its_number_and_unknown_charset_do_no_harm() -> None:
    assert text_of("{\\fonttbl{\\f1\\fcharset78 Osaka;}}\\uc \\f1 a\\'e9b") == "aéb"


def test_other_text_is_a_mismatch() -> None:
    assert code_of(b"plain") == "mismatch"
    assert code_of(b"") == "mismatch"


@pytest.mark.parametrize(
    "source",
    [
        "{\\field{\\*\\fldinst{ HYPERLINK x" * 20_000,
        "{\\fonttbl" + "{\\f1" * 50_000,
        "{\\fonttbl" + "\\f1\\fcharset1" * 20_000 + "}",
        "{" * 100_000,
    ],
)
def test_patterns_that_never_close_hold_no_text(source: str) -> None:
    """A search that goes back over them would never come to its end."""
    assert text_of(source) == ""
