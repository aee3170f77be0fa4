from __future__ import annotations

import io

import pytest

from muniment.limits import Limits
from muniment.reading.formats.plain import read_csv, read_md, read_txt
from muniment.reading.model import PageKind

LIMITS = Limits()


@pytest.mark.parametrize(
    ("certainty", "text"), [("as good as certain", "期限は2027年です。"), ("no more than likely", "3 €")]
)
def test_guessed_encoding_is_a_warning(certainty: str, text: str) -> None:
    encoding, name = ("cp932", "Shift_JIS") if "年" in text else ("cp1252", "Windows-1252")
    for read in (read_txt, read_md, read_csv):
        reading = read(io.BytesIO(text.encode(encoding)), LIMITS, None)
        assert [page.text for page in reading.pages] == [text]
        assert [one.code for one in reading.warnings] == ["encoding_guessed"]
        assert name in reading.warnings[0].message
        assert certainty in reading.warnings[0].message


def test_damaged_characters_are_a_warning() -> None:
    reading = read_txt(io.BytesIO(b"\xff\xfea\0\x00\xd8b\0"), LIMITS, None)
    assert [one.code for one in reading.warnings] == ["part_unreadable"]


def test_character_cut_at_the_byte_limit_does_not_change_the_encoding() -> None:
    reading = read_txt(io.BytesIO("ab€".encode()), Limits(max_text_bytes=4), None)
    assert reading.pages[0].text == "ab"
    assert [one.code for one in reading.warnings] == ["text_limit"]


def test_csv_becomes_a_sheet_of_tabbed_rows() -> None:
    reading = read_csv(io.BytesIO(b'a;"b;\nc";d\r\n;;\r\n1;2;3\r\n'), LIMITS, None)
    assert reading.pages[0].text == "a\tb; c\td\n1\t2\t3"
    assert reading.pages[0].kind is PageKind.SHEET


@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
def test_csv_separator_is_found(mark: str) -> None:
    rows = "\n".join(mark.join(row) for row in (["id", "name", "note"], ["1", "x", "y"]))
    assert read_csv(io.BytesIO(rows.encode()), LIMITS, None).pages[0].text == "id\tname\tnote\n1\tx\ty"


def test_csv_with_a_giant_field_is_read_as_lines() -> None:
    reading = read_csv(io.BytesIO(b'"' + b"x" * 200_000 + b"\nend"), LIMITS, None)
    assert "".join(page.text for page in reading.pages).count("x") == 200_000
    assert reading.pages[-1].text.endswith("x\nend")


def test_markdown_headings_label_blocks_and_fences_do_not() -> None:
    filler = "word " * 250
    source = f"# Scope\n{filler}\n```\n# not a heading\n```\nOwner\n=====\n{filler}"
    reading = read_md(io.BytesIO(source.encode()), LIMITS, None)
    assert [page.label for page in reading.pages] == ["Scope", "Owner"]
    assert "# not a heading" in reading.pages[0].text
    assert {page.kind for page in reading.pages} == {PageKind.BLOCK}


def test_long_runs_of_blanks_and_marks_are_read() -> None:
    """A search that goes back over such a run would never come to its end."""
    blanks = read_txt(io.BytesIO((b" " * 5_000 + b"x") * 1_900), LIMITS, None)
    assert sum(page.text.count("x") for page in blanks.pages) == 1_900
    marks = read_md(io.BytesIO(b"#" * 1_000_000 + b"\n" + b"#\t" * 500_000), LIMITS, None)
    assert sum(page.text.count("#") for page in marks.pages) == 1_500_000


def test_text_with_a_nul_is_read_under_a_warning() -> None:
    reading = read_txt(io.BytesIO(b"valid until\0 June 2027"), LIMITS, None)
    assert [page.text for page in reading.pages] == ["valid until June 2027"]
    assert [one.code for one in reading.warnings] == ["part_unreadable"]
