from __future__ import annotations

import struct

import pytest

from muniment.limits import Limits
from muniment.reading.formats.sheets import read_xls
from muniment.reading.model import Reading
from tests.reading.files import biff, xls


def font(colour: int, *, twips: int = 220) -> bytes:
    return biff(0x0031, struct.pack("<HHHHH", twips, 0, colour, 400, 0) + bytes(4) + b"\x01\x00A")


def code(number: int, text: str) -> bytes:
    return biff(0x041E, struct.pack("<HHB", number, len(text), 0) + text.encode())


def style(font_number: int, code_number: int = 0, *, pattern: int = 0, colour: int = 64) -> bytes:
    return biff(0x00E0, struct.pack("<HHHBBBBIIH", font_number, code_number, 0, 0, 0, 0, 0, 0, pattern << 26, colour))


GLOBALS = (
    font(0x7FFF) + font(9) + font(10) + font(0x7FFF, twips=20) + font(12)
    + biff(0x0092, struct.pack("<H", 3) + bytes.fromhex("000000 00 FDFDFD 00 203864 00".replace(" ", "")))
    + code(164, ";;;") + code(165, '"CONFIDENTIAL "0') + code(166, "[White]General")
)  # fmt: skip
"""Fonts 0 to 3 and 5, three colours of the workbook's own, three number formats."""


def read(of_cell: bytes, *, inside: bytes = b"") -> Reading:
    """A workbook of 1 in A1, and of 4711 in B2 in the given style."""
    cell = biff(0x0203, struct.pack("<HHHd", 1, 1, 1, 4711.0))
    return read_xls(xls([(0, 0, 1.0)], before=GLOBALS + style(0) + of_cell, inside=inside + cell), Limits(), None)


@pytest.mark.parametrize(
    "of_cell",
    [
        style(1),
        style(3),
        style(0, 164),
        style(0, 166),
        style(2, pattern=1, colour=10),
        style(5, pattern=1, colour=12),
        style(0, pattern=1, colour=8),
    ],
)
def test_cell_whose_style_shows_nothing_stands_aside(of_cell: bytes) -> None:
    reading = read(of_cell)
    assert [(page.text, page.aside) for page in reading.pages] == [("1", False), ("row 2: 4711", True)]
    assert [one.code for one in reading.warnings] == ["hidden_text"]


@pytest.mark.parametrize("of_cell", [style(2), style(1, pattern=1, colour=10), style(1, pattern=4), style(99, 99)])
def test_cell_that_can_be_seen_is_not_called_hidden(of_cell: bytes) -> None:
    reading = read(of_cell)
    assert ([page.text for page in reading.pages], reading.warnings) == (["1\n\t4711"], ())


def test_words_of_a_number_format_are_shown() -> None:
    assert [page.text for page in read(style(0, 165)).pages] == ["1\n\tCONFIDENTIAL 4711"]


@pytest.mark.parametrize(
    "hides",
    [
        biff(0x00E5, struct.pack("<H4H4H", 2, 1, 1, 0, 1, 4, 9, 4, 9)),
        biff(0x007D, struct.pack("<6H", 1, 1, 0, 0, 0, 0)),
    ],
    ids=["merged", "column without width"],
)
def test_cell_that_the_sheet_hides_stands_aside(hides: bytes) -> None:
    assert [page.text for page in read(style(0), inside=hides).pages if page.aside] == ["row 2: 4711"]


def test_numbers_side_by_side_have_styles_of_their_own() -> None:
    several = struct.pack("<HH", 1, 0) + b"".join(struct.pack("<HI", xf, 200 << 2 | 2) for xf in (0, 1)) + b"\1\0"
    reading = read_xls(
        xls([(0, 0, 1.0)], before=GLOBALS + style(0) + style(1), inside=biff(0x00BD, several)), Limits(), None
    )
    assert [(page.text, page.aside) for page in reading.pages] == [("1\n200", False), ("row 2: 200", True)]
