from __future__ import annotations

import struct

import pytest

from muniment.limits import Limits
from muniment.reading.formats.ole_word import read_doc
from tests.reading.files import doc

LIMITS = Limits()
VANISH, DELETION = b"\x3c\x08\x01", b"\x00\x08\x01"
WHITE = struct.pack("<HBBBB", 0x6870, 255, 255, 255, 0)
TINY = struct.pack("<HH", 0x4A43, 2)
SHADED = struct.pack("<HB", 0xCA71, 10) + bytes(10)


PILED, THIN, FAR = (struct.pack("<Hh", *one) for one in ((0x8840, -200), (0x4852, 3), (0x4845, -900)))


@pytest.mark.parametrize(
    "properties",
    [VANISH, TINY, WHITE, b"\x42\x2a\x08", struct.pack("<HH", 0x4A43, 24) + VANISH, PILED, THIN, FAR],
)
def test_text_that_nobody_sees_stands_aside_with_a_warning(properties: bytes) -> None:
    reading = read_doc(doc("Seen unseen too\r", runs=[(5, 12, properties)]), LIMITS, None)
    assert [(page.label, page.text, page.aside) for page in reading.pages] == [
        (None, "Seen too", False),
        ("Hidden text", "unseen", True),
    ]
    assert [one.code for one in reading.warnings] == ["hidden_text"]


def test_deletion_stands_apart() -> None:
    reading = read_doc(doc("Seen gone too\r", runs=[(5, 10, DELETION)]), LIMITS, None)
    assert [(page.label, page.text) for page in reading.pages] == [(None, "Seen too"), ("Deleted text", "gone")]
    assert reading.warnings == ()


@pytest.mark.parametrize(
    ("text", "properties"),
    [
        ("Seen shown too\r", b"\x3c\x08\x00"),
        ("Seen shown too\r", WHITE + SHADED),
        ("Seen shown too\rcell\x07\x07", WHITE),
        ("Seen shown too\r", struct.pack("<HBBBB", 0x6870, 255, 255, 0, 0)),
        ("Seen shown too\r", SHADED[:1]),
        ("Seen shown too\r", PILED + struct.pack("<HH", 0x4A43, 96)),
        ("Seen shown too\r", struct.pack("<HhHhHh", 0x8840, -20, 0x4852, 90, 0x4845, -6)),
    ],
)
def test_text_that_can_be_seen_stays(text: str, properties: bytes) -> None:
    reading = read_doc(doc(text, runs=[(5, 11, properties)]), LIMITS, None)
    assert reading.pages[0].text.startswith("Seen shown too")
    assert reading.warnings == ()


def test_hidden_text_of_a_story_in_wide_characters() -> None:
    text, notes = "Body\r", "Note 日本 end\r"
    start = len(text) + 2 * 5
    reading = read_doc(doc(text, footnotes=notes, runs=[(start, start + 4, VANISH)]), LIMITS, None)
    assert [(page.label, page.text) for page in reading.pages] == [
        (None, "Body"),
        ("Footnotes", "Note  end"),
        ("Hidden text", "日本"),
    ]


def test_instruction_of_a_hidden_field_is_no_hidden_text() -> None:
    text = 'Access\x13 XE "Access" \x15 is reviewed\r'
    reading = read_doc(doc(text, runs=[(6, text.index(" is"), VANISH)]), LIMITS, None)
    assert [page.text for page in reading.pages] == ["Access is reviewed"]
    assert reading.warnings == ()
