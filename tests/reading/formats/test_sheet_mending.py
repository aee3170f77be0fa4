from __future__ import annotations

import io

import pytest

from muniment.limits import Limits
from muniment.reading.formats.sheets import read_xlsx
from tests.reading.files import text_cell, xlsx

LIMITS = Limits()


def sheet(cell: str) -> str:
    return f'<row r="1">{text_cell("A1", "Expiry")}{cell}{text_cell("C1", "2031-05-04")}</row>'


@pytest.mark.parametrize(
    ("cell", "shown"),
    [
        ('<c r="B1" t="e"><v>#SPILL!</v></c>', "#SPILL!"),
        ('<c r="B1" s="0" t="e" vm="1"><f>SORT(A1:A&lt;9)</f><v>#CALC!</v></c>', "#CALC!"),
        ('<c r="B1" t="e"><v>#ERROR!</v></c>', "#ERROR!"),
        ('<c t="e" r="B1"><v>Err:508</v></c>', "Err:508"),
        ('<c r="B1"><v>1,5</v></c>', "1,5"),
        ("<c r='B1' t='n'><v>twelve</v></c>", "twelve"),
        ('<c r="B1" t="b"><v>yes</v></c>', "yes"),
        ('<c r="B1" t="later"><v>5</v></c>', "5"),
    ],
)
def test_cell_that_is_not_understood_costs_no_other(cell: str, shown: str) -> None:
    reading = read_xlsx(xlsx({"S": sheet(cell), "T": f'<row r="1">{text_cell("A1", "Next")}</row>'}), LIMITS, None)
    assert [page.text for page in reading.pages] == [f"Expiry\t{shown}\t2031-05-04", "Next"]
    assert reading.warnings == ()


def test_other_cells_of_a_mended_sheet_are_what_they_are() -> None:
    others = '<c r="B1" t="e"><v>#FIELD!</v></c><c r="D1"><v>1.5E3</v></c><c r="E1" t="b"><v>1</v></c><c r="F1"/>'
    reading = read_xlsx(xlsx({"S": f'<row r="1">{others}<c r="G1" t="e"><v>#N/A</v></c></row>'}), LIMITS, None)
    assert [page.text.split("\t") for page in reading.pages] == [["#FIELD!", "", "1500", "TRUE"]]


def test_sheet_whose_strings_are_missing_stays_damaged() -> None:
    rows = {"S": sheet('<c r="B1" t="s"><v>99</v></c>'), "T": f'<row r="1">{text_cell("A1", "Next")}</row>'}
    reading = read_xlsx(xlsx(rows), LIMITS, None)
    assert [page.text for page in reading.pages if page.text] == ["Next"]
    assert [one.code for one in reading.warnings] == ["part_unreadable"]


def test_cells_that_never_end_are_looked_at_once() -> None:
    many = sheet('<c r="B1" t="e"><v>#BUSY!</v></c>') + '<row r="2">' + '<c r="A2">' * 200_000
    file = io.BytesIO(xlsx({"S": many, "T": f'<row r="1">{text_cell("A1", "Next")}</row>'}).getvalue())
    reading = read_xlsx(file, LIMITS, None)
    assert "Next" in [page.text for page in reading.pages]
