from __future__ import annotations

import datetime

import pytest

from muniment.limits import Limits
from muniment.reading.formats.sheet_formats import number_format
from muniment.reading.formats.sheets import read_xlsx
from tests.reading.files import text_cell, xlsx


@pytest.mark.parametrize(
    ("code", "value", "text", "shown"),
    [
        ('"CONFIDENTIAL "0', 5, "5", "CONFIDENTIAL 5"),
        ('#,##0 "EUR"', 1000.0, "1000", "1000 EUR"),
        ("#,##0.00 [$CHF-807]", 5.5, "5.5", "5.5 CHF"),
        (r"\D\r\a\f\t 0", 2, "2", "Draft 2"),
        ('"Met";"Missed";"Open"', 1, "1", "Met"),
        ('"Met";"Missed";"Open"', -1, "-1", "Missed"),
        ('"Met";"Missed";"Open"', 0, "0", "Open"),
        ('[>100]"High "0;"Low "0', 101, "101", "High 101"),
        ('[>100]"High "0;"Low "0', 100, "100", "Low 100"),
        ('"Signed by "@', "Ann", "Ann", "Signed by Ann"),
        ('0;-0;0;"Signed by "@', "Ann", "Ann", "Signed by Ann"),
        ('0;-0;0;"Signed by "@', 3, "3", "3"),
        ('0 "days"', "none", "none", "none"),
        ('0 "days"', True, "TRUE", "TRUE"),
        ('"As of "yyyy\\-mm', datetime.date(2030, 1, 5), "2030-01-05", "As of 2030-01-05"),
        ('d" of REDACTED "mmmm', datetime.date(2030, 1, 5), "2030-01-05", "2030-01-05 of REDACTED"),
        ('_-* 0 "kr"_-;-* 0 "kr"_-;_-* "-"?? "kr"_-', 0, "0", "- kr"),
        ("0;;;@", -3, "-3", None),
        ("0;;;@", 0, "0", "0"),
        ("0;;;@", "x", "x", "x"),
        ("0;0;0;", "x", "x", None),
    ],
)
def test_words_of_a_format_are_shown_with_the_value(code: str, value: object, text: str, shown: str | None) -> None:
    found = number_format(code)
    assert found is not None
    assert found.shown(value, text) == shown


@pytest.mark.parametrize(
    "code",
    [
        "General",
        "0.00",
        "#,##0_);(#,##0)",
        "[Red]-0.00;General",
        '"$"#,##0',
        "AM/PM h:mm",
        "0%",
        "0.00E+00",
        "dd/mm/yyyy",
        "@",
    ],
)
def test_format_without_words_says_nothing(code: str) -> None:
    assert number_format(code) is None


def _row(at: int) -> str:
    numbers = f'<c r="D{at}" s="1"><v>{at}</v></c><c r="E{at}" s="2"><v>-{at}</v></c>'
    return f'<row r="{at}">{text_cell(f"B{at}", "Term")}{numbers}</row>'


def test_words_stand_in_the_rows_of_their_cells_and_what_is_not_shown_stands_aside() -> None:
    styles = (
        '<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><numFmts>'
        '<numFmt numFmtId="170" formatCode="0 &quot;days&quot;"/><numFmt numFmtId="171" formatCode="0;;"/></numFmts>'
        '<cellXfs><xf numFmtId="0"/><xf numFmtId="170"/><xf numFmtId="171"/></cellXfs></styleSheet>'
    )
    rows = "".join(map(_row, (2, 3)))
    reading = read_xlsx(xlsx({"S": rows}, parts={"xl/styles.xml": styles}), Limits(), None)
    assert [page.text for page in reading.pages] == ["Term\t\t2 days\nTerm\t\t3 days", "row 2: -2\nrow 3: -3"]
    assert [one.code for one in reading.warnings] == ["hidden_text"]
