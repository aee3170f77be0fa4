from __future__ import annotations

import io
import struct

import pytest

from muniment.limits import Limits
from muniment.reading.formats.ole_slides import read_ppt
from muniment.reading.model import PageKind, UnreadableError
from tests.reading.files import ole, ppt, record

LIMITS = Limits()


def code_of(file: io.BytesIO) -> str:
    with pytest.raises(UnreadableError) as caught:
        read_ppt(file, LIMITS, None)
    return caught.value.code


def test_slides_have_outline_titles_shapes_and_notes_and_no_abandoned_versions() -> None:
    reading = read_ppt(ppt([("Café", "body\rlines"), ("Second", "more")], notes={1: "said"}), LIMITS, None)
    assert [(page.number, page.label, page.text, page.kind, page.aside) for page in reading.pages] == [
        (1, "Café", "Café\nbody\nlines", PageKind.SLIDE, False),
        (2, "Second", "Second\nmore", PageKind.SLIDE, False),
        (3, "Speaker's notes, slide 2", "said", PageKind.BLOCK, True),
    ]
    assert reading.page_count == 2


def test_deck_without_a_directory_is_read_as_stored() -> None:
    stream = record(1006, record(4000, "only".encode("utf-16-le")), is_container=True)
    assert [page.text for page in read_ppt(ole({"PowerPoint Document": stream}), LIMITS, None).pages] == ["only"]


def test_password_is_encrypted() -> None:
    assert code_of(ppt([("a", "b")], is_encrypted=True)) == "encrypted"
    assert code_of(ole({"EncryptedPackage": b"x"})) == "encrypted"


def test_foreign_files_are_a_mismatch() -> None:
    assert code_of(ole({"WordDocument": b"x"})) == "mismatch"
    assert code_of(io.BytesIO(b"text")) == "mismatch"


def test_slides_beyond_the_limit_are_a_warning() -> None:
    reading = read_ppt(ppt([("a", "b"), ("c", "d")]), Limits(max_pages=1), None)
    assert (len(reading.pages), reading.page_count) == (1, 2)
    assert [one.code for one in reading.warnings] == ["pages_limit"]


def in_shape(
    text: str, *, options: bytes = b"", anchor: tuple[int, int, int, int] = (0, 0, 9, 9), data: bytes = b""
) -> bytes:
    """A shape with its text; its place as top, left, right, bottom."""
    place = record(0xF010, struct.pack("<4h", *anchor))
    about = record(0xF00B, options, instance=len(options) // 6)
    words = record(0xF00D, record(4000, text.encode("utf-16-le")), is_container=True)
    return record(0xF004, about + place + record(0xF011, data, is_container=True) + words, is_container=True)


HIDDEN = struct.pack("<HI", 0x03BF, 0x00020002)
PLACEHOLDER = record(3011, bytes(8))
SIZE = record(1001, struct.pack("<ii", 5760, 4320) + bytes(32))


def margins(footer: str, flags: int, *, instance: int = 0) -> bytes:
    shown = record(4058, struct.pack("<HH", 0, flags)) + record(4026, footer.encode("utf-16-le"), instance=2)
    return record(4057, shown, instance=instance, is_container=True)


@pytest.mark.parametrize(
    "inside",
    [
        in_shape("Unseen", options=struct.pack("<HI", 0x0181, 7) + HIDDEN),
        in_shape("Unseen", anchor=(0, 5760, 6000, 90)),
        in_shape("Unseen", anchor=(-900, 0, 90, -800)),
    ],
)
def test_shape_that_nobody_sees_stands_aside(inside: bytes) -> None:
    reading = read_ppt(ppt([("Seen", "too")], inside={0: inside}, document=SIZE), LIMITS, None)
    assert [(page.text, page.aside) for page in reading.pages] == [("Seen\ntoo", False), ("Unseen", True)]
    assert [(one.code, "6 characters on slide 1" in one.message) for one in reading.warnings] == [("hidden_text", True)]


def test_comments_stand_aside() -> None:
    comment = record(12000, record(4026, "Is this right?".encode("utf-16-le"), instance=1), is_container=True)
    reading = read_ppt(ppt([("a", "b")], inside={0: record(5003, comment)}), LIMITS, None)
    assert [(page.label, page.text, page.aside) for page in reading.pages][1:] == [
        ("Comments, slide 1", "Is this right?", True)
    ]


def test_hidden_slide_keeps_its_number_and_stands_aside() -> None:
    hides = record(1017, bytes(10) + struct.pack("<HI", 0x0004, 0))
    reading = read_ppt(ppt([("a", "b"), ("Secret", "c")], inside={1: hides}), LIMITS, None)
    assert [(page.label, page.aside) for page in reading.pages] == [("a", False), ("Hidden slide: Secret", True)]
    assert [(one.code, "slide 2, which is hidden" in one.message) for one in reading.warnings] == [
        ("hidden_text", True)
    ]


def test_shapes_of_a_master_and_footers_are_text_and_empty_placeholders_are_not() -> None:
    master = record(4000, "Style".encode("utf-16-le")) + in_shape("Click", data=PLACEHOLDER) + in_shape("Confidential")
    document = margins("Acme Ltd", 0x0020, instance=3)
    reading = read_ppt(
        ppt([("a", "b"), ("c", "d"), ("e", "f")], master=master, document=document,
            inside={1: margins("Unused", 0x0001), 2: margins("Own", 0x0020)}), LIMITS, None
    )  # fmt: skip
    assert [(page.label, page.text) for page in reading.pages] == [
        ("a", "a\nb\nAcme Ltd"),
        ("c", "c\nd"),
        ("e", "e\nf\nOwn"),
        ("Behind slide 1", "Confidential"),
    ]


def test_shapes_that_reach_into_each_other_are_not_looked_at_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    group = record(0xF003, struct.pack("<HHI", 0xF, 0xF004, 1 << 20) + record(1, b""), is_container=True)
    file = ppt([("a", "b")], inside={0: group * 60})
    assert read_ppt(file, LIMITS, None).pages[0].text == "a\nb"
    monkeypatch.setattr("muniment.reading.formats.ole_slides._MOST_RECORDS", 1_000)
    assert code_of(file) == "corrupt"
