"""Cells that stay text in a spreadsheet."""

from __future__ import annotations

import csv
import io

import pytest

from muniment.web.spreadsheet import lines, text_cell


@pytest.mark.parametrize(
    ("name", "cell"),
    [
        ("=1+1", "'=1+1"),
        ("+49 30", "'+49 30"),
        ("-2", "'-2"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\uff1d1", "'\uff1d1"),
        ("  =1", "'  =1"),
        ("\t=1", "'\t'=1"),
        ("\r=1", "'\r'=1"),
        ("\n=1", "'\n'=1"),
        ("a;=1", "a;'=1"),
        ("a; -1", "a;' -1"),
        ("a\n@b", "a\n'@b"),
        ("SOC 2 - 2026 (a+b) = c@d", "SOC 2 - 2026 (a+b) = c@d"),
        ('"quoted", twice; and so on', '"quoted", twice; and so on'),
        ("'=1", "'=1"),
        ("", ""),
    ],
)
def test_cell_becomes_no_formula_and_is_otherwise_what_was_written(name: str, cell: str) -> None:
    assert text_cell(name) == cell
    assert list(csv.reader(io.StringIO(lines([[text_cell(name), 1, None]]), newline=""))) == [[cell, "1", ""]]
