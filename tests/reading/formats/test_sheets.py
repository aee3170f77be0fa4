from __future__ import annotations

import io
import struct

import pytest

from muniment.limits import Limits
from muniment.reading.formats.sheets import read_xls, read_xlsx
from muniment.reading.model import PageKind, UnreadableError
from tests.reading.files import ole, text_cell, xls, xlsx

LIMITS = Limits()


def code_of(file: io.BytesIO, *, old: bool = False, limits: Limits = LIMITS) -> str:
    with pytest.raises(UnreadableError) as caught:
        (read_xls if old else read_xlsx)(file, limits, None)
    return caught.value.code


def row(number: int, *cells: str) -> str:
    return f'<row r="{number}">{"".join(cells)}</row>'


def test_each_sheet_is_a_page_of_tabbed_rows_hidden_ones_too() -> None:
    book = xlsx(
        {
            "Findings": row(1, text_cell("A1", "ID"), text_cell("C1", "Risk\n level"))
            + row(5, '<c r="A5"><v>1.5</v></c>'),
            "Notes": row(1, '<c r="B2"><v>7</v></c>', '<c r="C2" t="b"><v>1</v></c>'),
        },
        hidden="Notes",
    )
    reading = read_xlsx(book, LIMITS, None)
    assert [(page.number, page.label, page.text, page.kind) for page in reading.pages] == [
        (1, "Findings", "ID\t\tRisk level\n1.5", PageKind.SHEET),
        (2, "Notes", "7\tTRUE", PageKind.SHEET),
    ]
    assert [one.code for one in reading.notices] == ["hidden_sheets"]


def test_macros_and_outside_workbooks_are_notices_and_macros_change_the_media_type() -> None:
    parts = {"xl/vbaProject.bin": b"x", "xl/externalLinks/externalLink1.xml": "<a/>"}
    reading = read_xlsx(xlsx({"S": row(1, text_cell("A1", "x"))}, parts=parts), LIMITS, None)
    assert {one.code for one in reading.notices} == {"macros", "external_links"}
    assert reading.media_type == "application/vnd.ms-excel.sheet.macroEnabled.12"


FAR = row(1, text_cell("A1", "near")) + row(1_048_576, text_cell("XFD1048576", "far"))


def test_sheet_whose_cells_lie_worlds_apart_is_left_out_and_the_others_are_read() -> None:
    reading = read_xlsx(xlsx({"Far": FAR, "Near": row(1, text_cell("A1", "read"))}), LIMITS, None)
    assert [page.text for page in reading.pages] == ["", "read"]
    assert [one.code for one in reading.notices] == ["cells_limit"]


def test_workbook_of_only_such_sheets_is_over_the_memory_limit() -> None:
    assert code_of(xlsx({"Far": FAR})) == "limit_memory"


def test_cells_without_addresses_are_measured_too() -> None:
    wide = "<row>" + "<c><v>1</v></c>" * 300 + "</row>" + "<row><c><v>1</v></c></row>" * 300
    assert code_of(xlsx({"S": wide}), limits=Limits(max_sheet_cells=80_000)) == "limit_memory"
    assert read_xlsx(xlsx({"S": wide}), Limits(max_sheet_cells=100_000), None).pages[0].text.startswith("1\t1\t1")


def test_part_that_unpacks_to_more_than_it_declares_is_corrupt() -> None:
    parts = {"xl/sharedStrings.xml": "<sst>" + " " * 100_000 + "</sst>"}
    data = bytearray(xlsx({"S": row(1, text_cell("A1", "x"))}, parts=parts).getvalue())
    entry = data.rindex(b"PK\x01\x02", 0, data.rindex(b"xl/sharedStrings.xml"))
    data[entry + 24 : entry + 28] = (10).to_bytes(4, "little")
    assert code_of(io.BytesIO(bytes(data))) == "corrupt"


def test_text_is_cut_at_the_character_limit() -> None:
    book = xlsx(
        {"A": row(1, text_cell("A1", "abcdef")) + row(2, text_cell("A2", "gh")), "B": row(1, text_cell("A1", "x"))}
    )
    reading = read_xlsx(book, Limits(max_characters=4), None)
    assert "".join(page.text for page in reading.pages) == "abcd"
    assert [one.code for one in reading.notices] == ["characters_limit"]


def test_old_workbook_is_read() -> None:
    reading = read_xls(xls([(0, 0, 12.0), (0, 1, 0.25), (1, 0, 3.0)]), LIMITS, None)
    assert [(page.label, page.text) for page in reading.pages] == [("Rates", "12\t0.25\n3")]


def test_old_workbook_spanning_too_many_cells_is_refused_before_it_is_built() -> None:
    assert code_of(xls([(0, 0, 1.0), (60_000, 255, 2.0)]), old=True) == "limit_memory"


def test_old_workbook_with_a_password_is_encrypted() -> None:
    password = struct.pack("<HHH", 0x002F, 6, 1) + bytes(4)
    assert code_of(xls([(0, 0, 1.0)], before=password), old=True) == "encrypted"


def test_macros_in_an_old_workbook_are_a_notice() -> None:
    reading = read_xls(xls([(0, 0, 1.0)], extra={"_VBA_PROJECT_CUR": {"dir": b"x"}}), LIMITS, None)
    assert [one.code for one in reading.notices] == ["macros"]


def test_damaged_and_foreign_files_have_their_codes() -> None:
    assert code_of(ole({"WordDocument": b"x"}), old=True) == "mismatch"
    assert code_of(ole({"Workbook": b"\xff" * 600}), old=True) == "corrupt"
    assert code_of(ole({"EncryptedPackage": b"x"}), old=True) == "encrypted"
    assert code_of(ole({"EncryptedPackage": b"x"})) == "encrypted"
    assert code_of(io.BytesIO(b"rows, but no workbook")) == "corrupt"
