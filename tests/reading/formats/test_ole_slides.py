from __future__ import annotations

import io

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
