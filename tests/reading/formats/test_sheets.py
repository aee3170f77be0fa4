from __future__ import annotations

import io
import struct

import pytest

from muniment.limits import Limits
from muniment.reading.formats.sheet_hidden import HiddenCells, column_letters
from muniment.reading.formats.sheet_styles import CellStyles
from muniment.reading.formats.sheet_walk import walk
from muniment.reading.formats.sheets import read_xls, read_xlsx
from muniment.reading.model import PageKind, UnreadableError
from tests.reading.files import SLIDE, ole, relations, text_cell, xls, xlsx

LIMITS = Limits()


def code_of(file: io.BytesIO, *, old: bool = False, limits: Limits = LIMITS) -> str:
    with pytest.raises(UnreadableError) as caught:
        (read_xls if old else read_xlsx)(file, limits, None)
    return caught.value.code


def row(number: int, *cells: str) -> str:
    return f'<row r="{number}">{"".join(cells)}</row>'


def test_each_sheet_is_a_page_of_tabbed_rows_and_hidden_ones_stand_aside() -> None:
    book = xlsx(
        {
            "Findings": row(1, text_cell("A1", "ID"), text_cell("C1", "Risk\n level"))
            + row(5, '<c r="A5"><v>1.5</v></c>'),
            "Notes": row(1, '<c r="B2"><v>7</v></c>', '<c r="C2" t="b"><v>1</v></c>'),
        },
        hidden="Notes",
    )
    reading = read_xlsx(book, LIMITS, None)
    assert [(page.number, page.label, page.text, page.kind, page.aside) for page in reading.pages] == [
        (1, "Findings", "ID\t\tRisk level\n1.5", PageKind.SHEET, False),
        (2, "Hidden sheet: Notes", "7\tTRUE", PageKind.SHEET, True),
    ]
    assert [one.code for one in reading.warnings] == ["hidden_sheets"]


def test_macros_and_outside_workbooks_are_warnings_and_macros_change_the_media_type() -> None:
    parts = {"xl/vbaProject.bin": b"x", "xl/externalLinks/externalLink1.xml": "<a/>"}
    reading = read_xlsx(xlsx({"S": row(1, text_cell("A1", "x"))}, parts=parts), LIMITS, None)
    assert {one.code for one in reading.warnings} == {"macros", "external_links"}
    assert reading.media_type == "application/vnd.ms-excel.sheet.macroEnabled.12"


def test_sheet_whose_few_cells_lie_worlds_apart_is_read_without_the_gaps_between() -> None:
    hidden = '<row r="7" hidden="1"><c r="B7" t="inlineStr"><is><t>unseen</t></is></c></row>'
    rows = (
        row(1, text_cell("A1", "near"))
        + hidden
        + row(1_048_576, text_cell("B1048576", "b"), text_cell("XFD1048576", "far"))
    )
    reading = read_xlsx(xlsx({"Far": rows, "Near": row(1, text_cell("A1", "read"))}), LIMITS, None)
    assert [(page.label, page.text) for page in reading.pages] == [
        ("Far", "near\n\tb\tfar"),
        ("Near", "read"),
        ("Hidden text, Far", "row 7: unseen"),
    ]
    assert [one.code for one in reading.warnings] == ["hidden_text"]


DIAGONAL = "".join(row(at, f'<c r="{column_letters(at)}{at}"><v>1</v></c>') for at in range(1, 60))
LIMITED = Limits(max_sheet_cells=3_000)


def test_sheet_that_is_too_large_without_its_gaps_is_left_out_and_the_others_are_read() -> None:
    reading = read_xlsx(xlsx({"Far": DIAGONAL, "Near": row(1, text_cell("A1", "read"))}), LIMITED, None)
    assert [page.text for page in reading.pages] == ["", "read"]
    assert [one.code for one in reading.warnings] == ["cells_limit"]


def test_workbook_of_only_such_sheets_is_over_the_memory_limit() -> None:
    assert code_of(xlsx({"Far": DIAGONAL}), limits=LIMITED) == "limit_memory"


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
    assert [one.code for one in reading.warnings] == ["characters_limit"]


def test_old_workbook_is_read() -> None:
    reading = read_xls(xls([(0, 0, 12.0), (0, 1, 0.25), (1, 0, 3.0)]), LIMITS, None)
    assert [(page.label, page.text) for page in reading.pages] == [("Rates", "12\t0.25\n3")]


def test_old_workbook_spanning_too_many_cells_is_refused_before_it_is_built() -> None:
    assert code_of(xls([(0, 0, 1.0), (60_000, 255, 2.0)]), old=True) == "limit_memory"


def test_old_workbook_with_a_password_is_encrypted() -> None:
    password = struct.pack("<HHH", 0x002F, 6, 1) + bytes(4)
    assert code_of(xls([(0, 0, 1.0)], before=password), old=True) == "encrypted"


def test_macros_in_an_old_workbook_are_a_warning() -> None:
    reading = read_xls(xls([(0, 0, 1.0)], extra={"_VBA_PROJECT_CUR": {"dir": b"x"}}), LIMITS, None)
    assert [one.code for one in reading.warnings] == ["macros"]


def test_damaged_and_foreign_files_have_their_codes() -> None:
    assert code_of(ole({"WordDocument": b"x"}), old=True) == "mismatch"
    assert code_of(ole({"Workbook": b"\xff" * 600}), old=True) == "corrupt"
    assert code_of(ole({"EncryptedPackage": b"x"}), old=True) == "encrypted"
    assert code_of(ole({"EncryptedPackage": b"x"})) == "encrypted"
    assert code_of(io.BytesIO(b"rows, but no workbook")) == "corrupt"


def test_rows_are_numbered_as_the_sheet_counts_them_and_blocks_over_all_sheets() -> None:
    long = row(3, text_cell("B3", "ID"), text_cell("C3", "Owner"))
    long += "".join(
        row(number, text_cell(f"B{number}", f"id{number}"), text_cell(f"C{number}", "x")) for number in range(6, 300)
    )
    reading = read_xlsx(xlsx({"Risks": long, "Second": row(1, text_cell("A1", "x"))}), LIMITS, None)
    assert [(page.number, page.label) for page in reading.pages] == [
        (1, "Risks, rows 3-204"),
        (2, "Risks, rows 205-299"),
        (3, "Second"),
    ]
    assert reading.pages[1].text.startswith("ID\tOwner\nid205\tx")
    assert reading.page_count == 3


STYLES = (
    '<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
    '<numFmts><numFmt numFmtId="170" formatCode=";;;"/><numFmt numFmtId="171" formatCode="0;;;@"/>'
    '<numFmt numFmtId="172" formatCode="[White]General;[White]General"/></numFmts>'
    '<fonts><font><sz val="11"/></font><font><color rgb="FFFFFFFF"/></font><font><color theme="0"/></font>'
    '<font><sz val="1"/></font><font><color rgb="FF102030"/></font>'
    '<font><color theme="0" tint="-0.02"/></font><font><color theme="4" tint="0.98"/></font>'
    '<font><color theme="0" tint="-0.5"/></font></fonts>'
    '<fills><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="solid"/></fill>'
    '<fill><patternFill patternType="solid"><fgColor rgb="FF102030"/></patternFill></fill></fills>'
    "<cellXfs>"
    '<xf numFmtId="0" fontId="0" fillId="0"/><xf numFmtId="170" fontId="0" fillId="0"/>'
    '<xf numFmtId="171" fontId="0" fillId="0"/><xf numFmtId="0" fontId="1" fillId="0"/>'
    '<xf numFmtId="0" fontId="1" fillId="1"/><xf numFmtId="0" fontId="2" fillId="0"/>'
    '<xf numFmtId="0" fontId="3" fillId="0"/><xf numFmtId="0" fontId="4" fillId="2"/>'
    '<xf numFmtId="172" fontId="0" fillId="0"/><xf numFmtId="0" fontId="4" fillId="0"/>'
    '<xf numFmtId="172" fontId="0" fillId="2"/>'
    '<xf fontId="5" fillId="0"/><xf fontId="6" fillId="0"/><xf fontId="7" fillId="0"/>'
    "</cellXfs></styleSheet>"
)


def styled_cell(address: str, text: str, style: int) -> str:
    return text_cell(address, text).replace("<c ", f'<c s="{style}" ')


@pytest.mark.parametrize("style", [1, 3, 5, 6, 7, 8, 11, 12])
def test_cell_whose_format_shows_nothing_stands_aside(style: int) -> None:
    rows = row(1, text_cell("A1", "Seen"), styled_cell("B1", "Unseen", style), text_cell("C1", "too"))
    reading = read_xlsx(xlsx({"S": rows}, parts={"xl/styles.xml": STYLES}), LIMITS, None)
    assert [(page.label, page.text, page.aside) for page in reading.pages] == [
        ("S", "Seen\t\ttoo", False),
        ("Hidden text, S", "row 1: Unseen", True),
    ]
    assert [(one.code, "in S" in one.message) for one in reading.warnings] == [("hidden_text", True)]


@pytest.mark.parametrize("style", [0, 2, 4, 9, 10, 13])
def test_cell_that_can_be_seen_is_not_called_hidden(style: int) -> None:
    rows = row(1, styled_cell("A1", "Seen", style))
    reading = read_xlsx(xlsx({"S": rows}, parts={"xl/styles.xml": STYLES}), LIMITS, None)
    assert ([page.text for page in reading.pages], reading.warnings) == (["Seen"], ())


@pytest.mark.parametrize(
    "rows",
    [
        row(1, text_cell("A1", "Seen"))
        + '<row r="2" hidden="1"><c r="A2" t="inlineStr"><is><t>Unseen</t></is></c></row>',
        row(1, text_cell("A1", "Seen"))
        + '<row r="2" ht="0" customHeight="1"><c r="A2" t="inlineStr"><is><t>Unseen</t></is></c></row>',
        row(1, text_cell("A1", "Seen")) + row(2, text_cell("A2", "Unseen")).replace("r=", "ht='1.5' r=", 1),
        row(1, text_cell("A1", "Seen")) + row(2, text_cell("A2", "Unseen")).replace("r=", "hidden = '1' r=", 1),
    ],
)
def test_hidden_rows_stand_aside(rows: str) -> None:
    reading = read_xlsx(xlsx({"S": rows}), LIMITS, None)
    assert [page.text for page in reading.pages if not page.aside] == ["Seen"]
    assert [page.text.split(": ")[1] for page in reading.pages if page.aside] == ["Unseen"]
    assert [one.code for one in reading.warnings] == ["hidden_text"]


def test_cells_that_a_merged_range_covers_stand_aside() -> None:
    rows = row(1, text_cell("A1", "Seen"), text_cell("B1", "Unseen"), text_cell("C1", "too"))
    rows += row(2, text_cell("A2", "neither"), text_cell("C2", "also"))
    ranges = '<mergeCells><mergeCell ref="A1:B2"/><mergeCell ref="C1:C1048576"/></mergeCells>'
    reading = read_xlsx(xlsx({"S": f"{rows}</sheetData>{ranges}<sheetData>"}), LIMITS, None)
    assert [(page.text, page.aside) for page in reading.pages] == [
        ("Seen\t\ttoo\n\t\talso", False),  # a range of so many cells is not looked at
        ("row 1: Unseen\nrow 2: neither", True),
    ]


def test_hidden_columns_stand_aside() -> None:
    rows = row(
        2, text_cell("B2", "Seen"), text_cell("C2", "Unseen"), text_cell("D2", "neither"), text_cell("E2", "too")
    )
    columns = '<cols><col min="3" max="4" width="9" hidden="1"/></cols>'
    reading = read_xlsx(xlsx({"S": rows}, columns=columns), LIMITS, None)
    assert [(page.text, page.aside) for page in reading.pages] == [
        ("Seen\t\t\ttoo", False),
        ("row 2: Unseen neither", True),
    ]


def test_hidden_rows_and_columns_of_an_old_workbook_stand_aside() -> None:
    hides = struct.pack("<HHHHHHHHHH", 0x0208, 16, 1, 0, 0, 255, 0, 0, 0x20, 0)
    hides += struct.pack("<HHHHHHHH", 0x007D, 12, 2, 2, 2000, 0, 1, 0)
    reading = read_xls(xls([(0, 0, 12.0), (0, 2, 13.0), (1, 0, 14.0)], inside=hides), LIMITS, None)
    assert [(page.text, page.aside) for page in reading.pages] == [("12", False), ("row 1: 13\nrow 2: 14", True)]


COMMENTS = (
    '<comments xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><commentList>'
    '<comment ref="B4"><text><r><t>Is this </t></r><r><t>right?</t></r></text></comment>'
    '<comment ref="B5"><text><t>[Threaded comment] Your version allows you to read</t></text></comment>'
    "</commentList></comments>"
)
THREADS = (
    '<ThreadedComments xmlns="http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments">'
    '<threadedComment ref="B5"><text>Ask legal</text></threadedComment></ThreadedComments>'
)


def test_comments_on_cells_stand_aside_and_text_boxes_are_text() -> None:
    box = f'<d:wsDr xmlns:d="urn:d" {SLIDE}><d:txBody><a:p><a:r><a:t>Boxed</a:t></a:r></a:p></d:txBody></d:wsDr>'
    parts = {
        "xl/worksheets/_rels/sheet1.xml.rels": relations(
            ("comments", "../comments1.xml"), ("threadedComment", "../threads1.xml"), ("drawing", "../drawings/d1.xml")
        ),
        "xl/comments1.xml": COMMENTS,
        "xl/threads1.xml": THREADS,
        "xl/drawings/d1.xml": box,
    }
    reading = read_xlsx(xlsx({"S": row(1, text_cell("A1", "x"))}, parts=parts), LIMITS, None)
    assert [(page.label, page.text, page.aside) for page in reading.pages] == [
        ("S", "x", False),
        ("S, text boxes and charts", "Boxed", False),
        ("Comments, S", "B4: Is this right?\nB5: Ask legal", True),
    ]


def test_form_controls_are_told() -> None:
    parts = {"xl/ctrlProps/ctrlProp1.xml": "<formControlPr/>"}
    reading = read_xlsx(xlsx({"S": row(1, text_cell("A1", "x"))}, parts=parts), LIMITS, None)
    assert [one.code for one in reading.warnings] == ["form_answers"]


def test_tags_that_never_end_are_looked_at_once() -> None:
    """A search that went on to the end from each of them would take minutes."""
    rows = "<row " * 200_000 + ">"
    found = walk([rows.encode()] * 4, CellStyles(unseen=frozenset({"1"})), {}, most_cells=9)
    assert (found.hidden, found.is_whole) == (HiddenCells(), False)
