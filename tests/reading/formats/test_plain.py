from __future__ import annotations

import codecs
import io

import pytest

from muniment.limits import Limits
from muniment.reading.formats.plain import decode, read_csv, read_md, read_txt
from muniment.reading.model import PageKind

LIMITS = Limits()
SENTENCE = "naïve café – “règle”"


@pytest.mark.parametrize(
    "data",
    [
        SENTENCE.encode(),
        codecs.BOM_UTF8 + SENTENCE.encode(),
        codecs.BOM_UTF16_LE + SENTENCE.encode("utf-16-le"),
        codecs.BOM_UTF16_BE + SENTENCE.encode("utf-16-be"),
        codecs.BOM_UTF32_LE + SENTENCE.encode("utf-32-le"),
        SENTENCE.encode("cp1252"),
    ],
)
def test_text_is_decoded_whatever_its_encoding(data: bytes) -> None:
    assert decode(data) == SENTENCE


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf16_without_a_mark_is_known_by_its_nuls(encoding: str) -> None:
    assert decode("plain letters".encode(encoding)) == "plain letters"


def test_character_cut_at_the_byte_limit_does_not_change_the_encoding() -> None:
    reading = read_txt(io.BytesIO("ab€".encode()), Limits(max_text_bytes=4), None)
    assert reading.pages[0].text == "ab"
    assert [one.code for one in reading.notices] == ["text_limit"]


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
    assert reading.pages[0].text.endswith("x\nend")


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
