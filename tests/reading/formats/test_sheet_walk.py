from __future__ import annotations

import math
from collections.abc import Callable

import pytest

from muniment.limits import Limits
from muniment.reading.formats.sheet_formats import NumberFormat
from muniment.reading.formats.sheet_hidden import HiddenCells
from muniment.reading.formats.sheet_styles import CellStyles
from muniment.reading.formats.sheet_walk import walk
from muniment.reading.formats.sheets import read_xlsx
from muniment.reading.model import Reading, UnreadableError
from tests.reading.files import SLIDE, relations, text_cell, xlsx

SPACE = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
OWN = '<colors><indexedColors><rgbColor rgb="00102030"/><rgbColor rgb="00FEFEFE"/></indexedColors></colors>'
STYLES = (
    f"<styleSheet {SPACE}><fonts><font/><font><color indexed='{{}}'/></font><font><color rgb='FFFFFFFF'/></font>"
    "<font><color theme='5'/></font></fonts><fills><fill/>"
    "<fill><patternFill patternType='solid'><fgColor indexed='10'/></patternFill></fill>"
    "<fill><gradientFill><stop><color theme='5'/></stop><stop><color theme='5'/></stop></gradientFill></fill>"
    "<fill><gradientFill><stop><color theme='5'/></stop><stop><color theme='6'/></stop></gradientFill></fill></fills>"
    "<cellXfs><xf fontId='0' fillId='0'/><xf fontId='1' fillId='0'/><xf fontId='1' fillId='1'/>"
    "<xf fontId='2' fillId='1'/><xf fontId='3' fillId='2'/><xf fontId='3' fillId='3'/></cellXfs><dxfs>"
    "<dxf><font><color rgb='FFFFFFFF'/></font></dxf>"
    "<dxf><font><color rgb='FFFFFFFF'/></font><fill>"
    "<patternFill><bgColor rgb='FF203040'/></patternFill></fill></dxf>"
    "<dxf><numFmt numFmtId='9' formatCode=';;;'/></dxf><dxf><font><b/></font></dxf></dxfs>{}</styleSheet>"
)


def cell(text: str, *, about: str = "r='B2'") -> str:
    return f"<c {about} t='inlineStr'><is><t>{text}</t></is></c>"


def line(text: str, *, style: int = 0) -> str:
    """The second row, of a cell without an address."""
    return f"<row>{cell(text, about=f's={chr(34)}{style}{chr(34)}')}</row>"


def read(
    rows: str, *, head: str = "", tail: str = "", number: int = 1, own: str = "", parts: dict[str, str] | None = None
) -> Reading:
    """A sheet with "Seen" in A1. `number`: of the colour of the first style; `own`: of the workbook."""
    sheet = f"<row r='1' ht='15'>{text_cell('A1', 'Seen')}</row>{rows}</sheetData>{tail}<sheetData>"
    styles = {"xl/styles.xml": STYLES.format(number, own)}
    return read_xlsx(xlsx({"S": sheet}, columns=head, parts=styles | (parts or {})), Limits(), None)


def words(reading: Reading) -> list[tuple[list[str], bool]]:
    """The words of each page, and whether it stands aside."""
    return [(page.text.replace(":", "").split(), page.aside) for page in reading.pages]


def runs(*looks: tuple[str, str]) -> str:
    """A cell of runs, each with properties."""
    each = "".join(f"<r><rPr>{look}</rPr><t>{text}</t></r>" for text, look in looks)
    return f"<row r='2'><c r='A2' t='inlineStr'><is>{each}</is></c></row>"


def ruled(rule: str, formula: str = "", *, ranges: str = "A2:B9", within: str = "") -> str:
    told = f"<formula>{formula}</formula>" if formula else ""
    return f"<conditionalFormatting sqref='{ranges}'><cfRule {rule}>{told}{within}</cfRule></conditionalFormatting>"


PALE = "<color rgb='FFFDFDFD'/>"
SECOND = line("Unseen")
NUMBER = "<row r='2'><c r='A2'><v>4711</v></c></row>"
HIDES, FILLS, BLANKS, BOLD = (f"dxfId='{number}'" for number in range(4))


@pytest.mark.parametrize(
    "made",
    [
        lambda: read(f"<row r='2' hidden='&#49;'>{cell('Unseen', about='')}</row>"),
        lambda: read(f"<row hidden='true'>{cell('Unseen', about='')}</row>"),
        lambda: read(f"<row spans='>' r='2' hidden = \"1\">{cell('Unseen', about='')}</row>"),
        lambda: read(f"<row r='2' ht='&#48;'>{cell('Unseen', about='')}</row>"),
        lambda: read(line('Unseen'), head="<sheetFormatPr defaultRowHeight='0' zeroHeight='1'/>"),
        lambda: read(f"<row r='2'>{cell('Unseen')}</row>", head="<cols><col min='&#50;' max='2' hidden='1'/></cols>"),
        lambda: read(f"<row>{cell('', about='')}{cell('Unseen', about='')}</row>",
                     head="<cols><col min='2' max='2' width='0'/></cols>"),
        lambda: read(f"<row r='2'>{cell('Unseen')}</row>",
                     head="<sheetFormatPr defaultColWidth='0'/><cols><col min='1' max='1' width='9'/></cols>"),
        lambda: read(f"<row r='2'>{cell('')}{cell('Unseen')}</row>".replace("r='B2'", ""),
                     tail="<mergeCells><mergeCell ref = 'A2:B2'/></mergeCells>"),
        lambda: read(line('Unseen', style=1), own=OWN),
        lambda: read(line('Unseen', style=2), number=10),
        lambda: read(line("Unseen", style=4)),
        lambda: read(runs(("Unseen", PALE))),
        lambda: read(runs(("Unseen", "<sz val='1'/>"))),
        lambda: read(SECOND, tail=ruled(f"type='expression' {HIDES}", "TRUE")),
        lambda: read(SECOND, tail=ruled(f"type='expression' {BLANKS}", "1=1", ranges="D4 A2:A1048576")),
        lambda: read(SECOND, tail=ruled(f"type='notContainsBlanks' {HIDES}", "LEN(TRIM(A2))&gt;0")),
        lambda: read(SECOND, tail=ruled(f"type='containsText' text='SEE' operator='containsText' {HIDES}", "x")),
        lambda: read(SECOND, tail=ruled(f"type='cellIs' operator='notEqual' {HIDES}", "&quot;Yes&quot;")),
        lambda: read(SECOND, tail=ruled(f"type='cellIs' operator='greaterThan' {HIDES}", "5")),
    ],
)  # fmt: skip
def test_cell_that_the_sheet_hides_stands_aside(made: Callable[[], Reading]) -> None:
    reading = made()
    assert words(reading) == [(["Seen"], False), (["row", "2", "Unseen"], True)]
    assert [one.code for one in reading.warnings] == ["hidden_text"]


@pytest.mark.parametrize(
    "made",
    [
        lambda: read(f"<!-- <row r='2' hidden='1'> --><row r='2' hidden='&#48;'>{cell('too', about='')}</row>"),
        lambda: read(line('too'), head="<sheetFormatPr defaultRowHeight='15' zeroHeight='1'/>"),
        lambda: read(line('too'),
                     head="<sheetFormatPr defaultColWidth='0'/><cols><col min='1' max='3' width='9'/></cols>"),
        lambda: read(line('too', style=1), number=2),
        lambda: read(line('too', style=1), number=64),
        lambda: read(line("too", style=5)),
        lambda: read(runs(("too", "<color rgb='FF00B050'/>"))),
        lambda: read(runs(("too", PALE)).replace("r='A2'", "r='A2' s='3'")),
        lambda: read(runs(("too", "<b/>")).replace("r='A2'", "r='A2' s='1'"), own=OWN),
        lambda: read(line('too'), tail=ruled(f"type='expression' {FILLS}", "TRUE")),
        lambda: read(line('too', style=3), tail=ruled(f"type='expression' {HIDES}", "TRUE")),
        lambda: read(line('too'), tail=ruled(f"type='expression' {HIDES}", "FALSE")),
        lambda: read(line('too'), tail=ruled(f"type='expression' {BOLD}", "$B2&gt;0")),
        lambda: read(line('too'), tail=ruled(f"type='containsErrors' {HIDES}", "ISERROR(A2)")),
        lambda: read(line('too'), tail=ruled(f"type='cellIs' operator='equal' {HIDES}", "0")),
        lambda: read(line('too'), tail=ruled(f"type='beginsWith' text='x' {HIDES}")),
    ],
)  # fmt: skip
def test_cell_that_the_sheet_shows_is_not_called_hidden(made: Callable[[], Reading]) -> None:
    reading = made()
    assert (words(reading), reading.warnings) == ([(["Seen", "too"], False)], ())


SPACE_OF_DRAWINGS = 'xmlns:d="http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing"'


@pytest.mark.parametrize(
    "shape",
    [
        "<d:twoCellAnchor><d:sp><d:cNvPr id='1' name='a' hidden='1'/>{}</d:sp></d:twoCellAnchor>",
        "<d:grpSp><d:cNvPr id='1' name='a' hidden='true'/><d:sp>{}</d:sp></d:grpSp>",
        "<d:oneCellAnchor><d:ext cx='1' cy='9000'/><d:sp>{}</d:sp></d:oneCellAnchor>",
    ],
)
def test_hidden_text_box_of_a_sheet_stands_aside(shape: str) -> None:
    box = shape.format("<a:p><a:r><a:t>Unseen</a:t></a:r></a:p>")
    parts = {
        "xl/worksheets/_rels/sheet1.xml.rels": relations(("drawing", "../d1.xml")),
        "xl/d1.xml": f"<d:wsDr {SPACE_OF_DRAWINGS} {SLIDE}>{box}</d:wsDr>",
    }
    assert words(read("", parts=parts)) == [(["Seen"], False), (["Unseen"], True)]


def test_runs_of_a_text_are_seen_or_hidden_each_by_itself() -> None:
    reading = read(runs(("Valid ", "<b/>"), ("until 2031", PALE), (" and on", "")))
    assert words(reading) == [(["Seen", "Valid", "and", "on"], False), (["row", "2", "until", "2031"], True)]


def test_runs_of_shared_texts_are_looked_at_in_the_cells_that_show_them() -> None:
    unseen = f"<r><rPr>{PALE}</rPr><t>Unseen</t></r><r><t xml:space='preserve'> too</t></r>"
    strings = f"<sst {SPACE}><si><t>Plain</t></si><si>{unseen}</si></sst>"
    parts = {
        "xl/sharedStrings.xml": strings,
        "xl/_rels/workbook.xml.rels": relations(
            ("worksheet", "worksheets/sheet1.xml"), ("sharedStrings", "sharedStrings.xml")
        ),
    }
    rows = "<row><c t='s'><v>1</v></c><c t='s' s='3'><v>1</v></c><c t='s'><v>0</v></c><c><v>1</v></c></row>"
    assert words(read(rows, parts=parts)) == [
        (["Seen", "too", "Unseen", "too", "Plain", "1"], False),
        (["row", "2", "Unseen"], True),
    ]


@pytest.mark.parametrize(
    "rule",
    [
        ruled("type='dataBar'", within="<dataBar showValue='0'/>"),
        ruled("type='iconSet'", within="<iconSet showValue='false'/>"),
        ruled(f"type='cellIs' operator='lessThan' {HIDES}", "5000"),
    ],
)
def test_number_in_place_of_which_something_else_is_shown_is_hidden(rule: str) -> None:
    assert words(read(NUMBER, tail=rule)) == [(["Seen"], False), (["row", "2", "4711"], True)]


NEWER = (
    "<extLst><ext><x14:conditionalFormattings xmlns:x14='http://schemas.microsoft.com/office/spreadsheetml/2009/9/main'>"
    f"<x14:conditionalFormatting><x14:cfRule><x14:dxf><font>{PALE}</font></x14:dxf></x14:cfRule>"
    "</x14:conditionalFormatting></x14:conditionalFormattings></ext></extLst>"
)


@pytest.mark.parametrize(
    "tail",
    [
        ruled(f"type='expression' {HIDES}", "$C$1=&quot;draft&quot;"),
        ruled(f"type='duplicateValues' {BLANKS}"),
        "".join(ruled(f"type='expression' {HIDES}", "TRUE", ranges=f"D{at}") for at in range(4, 25)),
        NEWER,
    ],
)
def test_what_a_condition_may_hide_that_was_not_evaluated_is_read_with_a_warning(tail: str) -> None:
    reading = read(NUMBER, tail=tail)
    assert words(reading) == [(["Seen", "4711"], False)]
    assert [(one.code, "1 in S" in one.message) for one in reading.warnings] == [("hidden_by_condition", True)]


FAR = f"<row r='2'>{'<c/>' * 20_000}<c s='1'/></row>"
TWICE = "<row r='2'><c s='3'/></row><row r='3'><c s='3'/></row><row r='2'><c r='B2' s='3'/></row>"


@pytest.mark.parametrize(
    ("sheet", "expected"),
    [
        ("<col min='1' max='16384' hidden='1'/>" * 9_999, HiddenCells(columns=set(range(1, 16_385)))),
        (FAR, HiddenCells()),
        (TWICE, HiddenCells(formats={2: ((1, "3"), (2, "3")), 3: ((1, "3"),)})),
    ],
    ids=["columns", "far", "twice"],
)
def test_sheet_that_says_more_than_it_may_is_walked_to_its_end(sheet: str, expected: HiddenCells) -> None:
    xml = f"<worksheet xmlns='http://schemas.openxmlformats.org/spreadsheetml/2006/main'>{sheet}</worksheet>"
    styles = CellStyles(unseen=frozenset({"1"}), formats={"3": NumberFormat(())})
    found = walk([xml.encode()], styles, {}, most_cells=math.inf)
    expected.of_style = styles.formats
    assert (found.is_whole, found.hidden) == (True, expected)


def test_conditions_of_any_number_of_ranges_are_told() -> None:
    rules = "".join(f"<cfRule type='expression' {HIDES}><formula>TRUE</formula></cfRule>" for _ in range(3_000))
    reading = read(NUMBER, tail=f"<conditionalFormatting sqref='{'A2 ' * 20_000}'>{rules}</conditionalFormatting>")
    assert [(one.code, "3,000 in S" in one.message) for one in reading.warnings] == [("hidden_by_condition", True)]


def test_headers_are_text_however_they_are_written() -> None:
    reading = read("", tail="<headerFooter><oddHeader><![CDATA[&CAcme]]> Ltd</oddHeader></headerFooter>")
    assert [page.text for page in reading.pages] == ["Seen", "Acme Ltd"]


def test_large_rectangle_is_told_by_addresses_however_they_are_written() -> None:
    far = "<row r = '1048576'><c\nr = 'XFD1048576'><v>1</v></c></row>"
    with pytest.raises(UnreadableError) as caught:
        read(far)
    assert caught.value.code == "limit_memory"


def test_sheet_that_is_no_whole_xml_is_told() -> None:
    reading = read("<q:x/>")
    assert (words(reading), [one.code for one in reading.warnings]) == ([(["Seen"], False)], ["part_unreadable"])
