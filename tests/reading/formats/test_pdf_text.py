from __future__ import annotations

import pytest

from muniment.reading.formats.pdf_text import letter_by_letter, shown_text


def as_glyphs(text: str) -> str:
    """Text as glyph numbers of the standard order."""
    return "".join(chr(ord(one) - 29) for one in text)


def test_hyphen_that_swallowed_the_line_end_is_a_hyphen() -> None:
    assert shown_text("per\x02sonal data and mid\x02August, well\r\nknown to all")[0] == (
        "per-sonal data and mid-August, well\nknown to all"
    )


def test_ligatures_of_old_fonts_are_spelled_out() -> None:
    text = (
        "The \x1crst sta\x1b of the o\x1ece put a \x1dag on the tra\x1fc and was ba\x1fed. "
        + "More words follow here. " * 4
    )
    assert shown_text(text)[0].startswith(
        "The first staff of the office put a flag on the traffic and was baffled. More"
    )


def test_glyph_numbers_of_an_unmapped_font_are_read_as_what_they_show() -> None:
    raw = as_glyphs('This Agreement (the "DPA") forms part of the Terms, Section 4.2: data/records') + "\r\n"
    assert (
        shown_text(raw * 3)[0].split("\n")[0]
        == 'This Agreement (the "DPA") forms part of the Terms, Section 4.2: data/records'
    )


def test_words_in_a_mapped_font_stay_between_glyph_numbers() -> None:
    raw = (
        as_glyphs("processing of personal data ") + "Revision\x03" + as_glyphs("and the transfer of records to others")
    )
    assert shown_text(raw) == ("processing of personal data Revision and the transfer of records to others", False)


def test_text_layer_in_an_unknown_code_is_garbled_and_only_its_whole_lines_are_kept() -> None:
    noise = "\x11\x1b\x18&\x18\x01&\x16\x18!\x14%\x1c&\x01\x14\x17\x17%\r\n"
    assert shown_text(noise + "Readable heading\r\n" + noise) == ("Readable heading", True)


def test_ordinary_and_empty_pages_are_not_garbled() -> None:
    assert shown_text("") == ("", False)
    assert shown_text("\uf0b7 one bullet among the words of a list") == (
        "\uf0b7 one bullet among the words of a list",
        False,
    )


@pytest.mark.parametrize("sign", ["\x02", "\x1f", "\ue000", "\ufffd", "\ufffe", "\x00"])
def test_page_is_not_taken_as_it_stands_for_one_sign_that_is_none(sign: str) -> None:
    assert shown_text("whole\r\nlines") == ("whole\nlines", False)
    assert shown_text(sign * 20) != (sign * 20, False)


@pytest.mark.parametrize(
    "raw",
    [
        "plain text\r\non two lines",
        "inter\x02national con\ufb01dence",
        "\x1cle di\x1bcult o\x1fces and ba\x1fing " + "More words follow here. " * 4,
        "cafe\u0301 and n\u0303u",
        as_glyphs('This Agreement (the "DPA") forms part of the Terms, Section 4.2: data/records') + "\r\n",
        as_glyphs("processing of personal data ") + "Revision\x03" + as_glyphs("and the transfer of records"),
        "",
    ],
)
def test_letters_are_those_of_the_shown_text_each_with_its_character(raw: str) -> None:
    letters, at = letter_by_letter(raw)
    assert letters.split() == shown_text(raw)[0].split()
    assert len(at) == len(letters)
    assert at == sorted(at)
    assert all(index < len(raw) for index in at)
