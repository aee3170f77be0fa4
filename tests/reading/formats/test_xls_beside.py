from __future__ import annotations

import struct

from muniment.limits import Limits
from muniment.reading.formats.sheets import read_xls
from tests.reading.files import biff, biff_text, ole, xls


def test_comments_and_text_boxes_are_told_apart() -> None:
    inside = biff_text(1, "Reviewed by nobody", is_comment=True) + biff_text(2, "Figure one\rof two")
    reading = read_xls(xls([(0, 0, 4.0)], inside=inside), Limits(), None)
    assert [(page.label, page.text, page.aside) for page in reading.pages] == [
        ("Rates", "4", False),
        ("Rates, text boxes and charts", "Figure one\nof two", False),
        ("Comments, Rates", "B3: Reviewed by nobody", True),
    ]


def test_page_number_is_no_text_of_a_footer() -> None:
    for codes, expected in ((b"&CPage &P of &N", []), (b"&LPublic&RPage &P", ["Public"])):
        inside = biff(0x15, struct.pack("<HB", len(codes), 0) + codes)
        reading = read_xls(xls([(0, 0, 4.0)], inside=inside), Limits(), None)
        assert [page.text for page in reading.pages[1:]] == expected


def test_text_that_a_sheet_breaks_off_does_not_go_on_in_it() -> None:
    start, name = biff(0x0809, struct.pack("<HHHHII", 0x0600, 5, 0, 0, 0, 0)), b"\x05\x00Rates"
    text = biff(0x01B6, struct.pack("<10xHH4x", 5, 0))
    sheet_at = len(start) + 4 + 6 + len(name) + len(text)
    workbook = start + biff(0x0085, struct.pack("<IBB", sheet_at, 0, 0) + name) + text
    workbook += biff(0x0809, struct.pack("<HHHHII", 0x0600, 0x10, 0, 0, 0, 0)) + biff(0x003C, b"\0hello")
    workbook += biff(0x0203, struct.pack("<HHHd", 0, 0, 0, 4.0)) + biff(0x000A, b"")
    reading = read_xls(ole({"Workbook": workbook}), Limits(), None)
    assert [(page.label, page.text) for page in reading.pages] == [("Rates", "4")]
