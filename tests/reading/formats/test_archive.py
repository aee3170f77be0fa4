from __future__ import annotations

import io
from typing import BinaryIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from muniment.limits import Limits
from muniment.reading.file_types import FILE_TYPES
from muniment.reading.formats.archive import clean_name, read_zip
from muniment.reading.model import Reading, UnreadableError
from muniment.reading.read import read_open
from muniment.reading.recognition.recogniser import Recogniser
from tests.reading.files import docx, paragraph, text_cell, xlsx, zipped
from tests.reading.formats.test_image import Eye, saved
from tests.reading.test_refused_kinds import portable_executable
from tests.reading.test_sniff import FILES, compound

LIMITS = Limits()
FORK = b"\0\x05\x16\x07" + bytes(40)


def opened(file: io.BytesIO, limits: Limits = LIMITS, eye: Eye | None = None) -> Reading:
    return read_open(file, kind="zip", limits=limits, recognise=eye)


def code_of(file: io.BytesIO, limits: Limits = LIMITS) -> str:
    with pytest.raises(UnreadableError) as caught:
        opened(file, limits)
    return caught.value.code


def test_members_are_read_by_their_own_readers_and_label_their_pages() -> None:
    book = xlsx({"Rates": f'<row r="1">{text_cell("A1", "x")}</row>'})
    letter = docx(paragraph("second"))
    reading = opened(zipped({"a/one.txt": "first", "two.docx": letter.getvalue(), "b.xlsx": book.getvalue()}))
    assert [(page.number, page.label, page.text) for page in reading.pages] == [
        (1, "a/one.txt", "first"),
        (2, "two.docx", "second"),
        (3, "b.xlsx/Rates", "x"),
    ]


def test_nested_archive_is_read_to_the_set_depth() -> None:
    inner = zipped({"deep.txt": "deep"}).getvalue()
    middle = zipped({"inner.zip": inner, "mid.txt": "mid"}).getvalue()
    outer = zipped({"middle.zip": middle, "top.txt": "top"})
    assert [page.label for page in opened(outer, Limits(max_archive_depth=3)).pages] == [
        "middle.zip/inner.zip/deep.txt",
        "middle.zip/mid.txt",
        "top.txt",
    ]
    reading = opened(outer, Limits(max_archive_depth=2))
    assert [page.text for page in reading.pages] == ["mid", "top"]
    assert [one.code for one in reading.warnings] == ["member_skipped"]


def test_member_that_cannot_be_read_is_a_warning() -> None:
    reading = opened(
        zipped(
            {
                "good.txt": "text",
                "bad.pdf": b"%PDF-broken",
                "tool.exe": b"MZ",
                "__MACOSX/._good.txt": FORK,
                ".DS_Store": b"x",
            }
        )
    )
    assert [page.text for page in reading.pages] == ["text"]
    warnings = {one.code: one.message for one in reading.warnings}
    assert set(warnings) == {"member_skipped", "member_unreadable"}
    assert "bad.pdf (corrupt)" in warnings["member_unreadable"]
    assert "tool.exe" in warnings["member_skipped"]


def test_resource_fork_is_left_out_wherever_it_lies_and_a_document_of_such_a_name_is_not() -> None:
    reading = opened(zipped({"a.txt": "text", "b/._a.txt": FORK, "._c.txt": "meant to be overlooked"}))
    assert [page.text for page in reading.pages] == ["text", "meant to be overlooked"]
    assert reading.warnings == ()


def test_member_whose_name_is_empty_harms_no_other() -> None:
    """zipfile takes a name up to its first NUL."""
    file = zipped({"?a.txt": "first", "terms.txt": "second"})
    reading = opened(io.BytesIO(file.getvalue().replace(b"?a.txt", b"\0a.txt")))
    assert [(page.label, page.text) for page in reading.pages] == [("terms.txt", "second")]
    assert ["unnamed" in one.message for one in reading.warnings] == [True]


def test_misnamed_member_is_read_for_what_it_is_and_a_script_is_not() -> None:
    letter = docx(paragraph("letter")).getvalue()
    reading = opened(zipped({"old.doc": letter, "run.txt": b"#!/bin/sh\nrm -rf /\n", "page.md": b"<html><script>"}))
    assert [page.text for page in reading.pages] == ["letter"]
    assert [(one.code, one.message) for one in reading.warnings] == [
        ("mismatch", "old.doc: The file is named .doc but is a Word document."),
        ("member_skipped", "Left out of the archive: run.txt (it is a script), page.md (it is an HTML page)."),
    ]


BEHIND_A_PASSWORD = compound("EncryptionInfo", "EncryptedPackage")


@pytest.mark.parametrize(
    ("name", "data", "refused"),
    [
        ("safe.exe", b"text", "safe.exe (not of a type that is read)"),
        ("report.pdf", portable_executable(), "report.pdf (it is a Windows program)"),
        ("table.xls", b"<div>rates</div>", "table.xls (it is an HTML page)"),
    ],
)
def test_member_that_would_be_refused_as_an_upload_is_left_out(name: str, data: bytes, refused: str) -> None:
    reading = opened(zipped({name: data, "good.txt": "text"}))
    assert [page.text for page in reading.pages] == ["text"]
    assert [one.message for one in reading.warnings] == [f"Left out of the archive: {refused}."]


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("packed.pdf", b"7z\xbc\xaf\x27\x1c\0\4", "mismatch"),
        ("plan.docx", BEHIND_A_PASSWORD, "encrypted"),
        ("mail.doc", compound("__properties_version1.0"), "mismatch"),
        ("old.doc", b"\xdb\xa5-\0" + b"\0" * 99, "mismatch"),
    ],
)
def test_member_fails_with_the_code_it_would_have_as_an_upload(name: str, data: bytes, code: str) -> None:
    reading = opened(zipped({name: data, "good.txt": "text"}))
    assert [page.text for page in reading.pages] == ["text"]
    assert [one.message for one in reading.warnings] == [f"Could not be read in the archive: {name} ({code})."]


@pytest.mark.parametrize("name", FILES)
def test_member_is_read_by_the_kind_that_sniffing_an_upload_finds(name: str) -> None:
    data, kind = FILES[name]
    asked: list[str] = []

    def note_kind(file: BinaryIO, *, kind: str, limits: Limits, recognise: Recogniser | None) -> Reading:
        asked.append(kind)
        return Reading(FILE_TYPES[kind].media_type, ())

    for extension in ("doc", "pdf", kind):
        read_zip(zipped({f"member.{extension}": data}), LIMITS, None, read_member=note_kind)
    assert asked == [kind, kind, kind]


def test_warnings_of_members_carry_their_names() -> None:
    (warning,) = opened(
        zipped({"m.docx": docx(paragraph("x"), parts={"word/vbaProject.bin": b"x"}).getvalue()})
    ).warnings
    assert (warning.code, warning.message.partition(":")[0]) == ("macros", "m.docx")


def test_encrypted_members_are_told_apart() -> None:
    data = bytearray(zipped({"a.txt": "secret"}).getvalue())
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(signature) + offset] |= 1
    assert code_of(io.BytesIO(bytes(data))) == "encrypted"


def test_recognition_budget_is_the_documents_not_each_members() -> None:
    eye = Eye()
    picture = saved(Image.new("L", (20, 20)), "PNG").getvalue()
    reading = opened(zipped({f"{one}.png": picture for one in range(4)}), Limits(max_ocr_pages=2), eye)
    assert len(eye.seen) == 2
    assert [one.code for one in reading.warnings] == ["ocr_page_limit", "ocr_page_limit"]


def test_pages_over_all_members_are_limited() -> None:
    reading = opened(zipped({f"{one}.txt": "x" for one in range(4)}), Limits(max_pages=2))
    assert len(reading.pages) == 2
    assert [one.code for one in reading.warnings] == ["member_skipped"]


def test_bombs_are_refused_before_they_are_unpacked() -> None:
    zeros = zipped({"a.txt": b"0" * 2_000_000})
    assert code_of(zeros, Limits(max_unpacked_bytes=1_000_000)) == "limit_memory"
    assert code_of(zeros, Limits(ratio_floor_bytes=1_000_000)) == "limit_memory"
    assert code_of(zipped({f"{one}.txt": "" for one in range(20)}), Limits(max_archive_members=10)) == "limit_pages"


def test_members_that_share_their_bytes_are_refused() -> None:
    file = zipped({"a.txt": "x" * 500, "b.txt": "y" * 500})
    data = bytearray(file.getvalue())
    second = data.rindex(b"PK\x01\x02")
    data[second + 42 : second + 46] = bytes(4)  # both entries point at the first member
    assert code_of(io.BytesIO(bytes(data))) == "limit_memory"


def test_count_that_lies_is_found_out_by_the_size_of_the_directory() -> None:
    data = bytearray(zipped({f"{one}.txt": "" for one in range(300)}).getvalue())
    end = data.rindex(b"PK\x05\x06")
    data[end + 8 : end + 12] = b"\x01\x00\x01\x00"
    assert code_of(io.BytesIO(bytes(data)), Limits(max_archive_members=10)) == "limit_pages"


def test_member_larger_than_it_says_is_damaged_not_unpacked() -> None:
    data = bytearray(zipped({"a.txt": b"0" * 100_000}).getvalue())
    entry = data.rindex(b"PK\x01\x02")
    data[entry + 24 : entry + 28] = (10).to_bytes(4, "little")
    assert code_of(io.BytesIO(bytes(data))) == "corrupt"


def test_what_is_no_whole_archive_is_corrupt() -> None:
    assert code_of(io.BytesIO(b"")) == "corrupt"
    assert code_of(io.BytesIO(zipped({"a.txt": "x"}).getvalue()[:-10])) == "corrupt"


def test_archive_without_any_document_says_what_was_left_out() -> None:
    reading = opened(zipped({"tool.exe": b"MZ"}))
    assert (reading.pages, [one.code for one in reading.warnings]) == ((), ["member_skipped"])


def test_names_that_lead_out_are_only_labels() -> None:
    assert clean_name("../../etc/passwd.txt") == "etc/passwd.txt"
    assert clean_name("C:\\win\\evil.txt") == "win/evil.txt"
    assert clean_name("a\n\x00b.txt") == "a b.txt"
    assert clean_name("..") == "unnamed"


@given(st.text(max_size=80))
def test_clean_name_never_leads_out(name: str) -> None:
    cleaned = clean_name(name)
    assert not cleaned.startswith("/")
    assert ".." not in cleaned.split("/")
    assert "\n" not in cleaned


@given(st.binary(max_size=60), st.integers(0, 400))
def test_damaged_archive_ends_in_a_code(noise: bytes, position: int) -> None:
    data = bytearray(zipped({"a.txt": "hello " * 20, "b.csv": "1,2\n" * 9}).getvalue())
    data[position : position + len(noise)] = noise
    try:
        opened(io.BytesIO(bytes(data)))
    except UnreadableError as error:
        assert error.code in {"corrupt", "encrypted", "limit_memory", "limit_pages", "no_text"}
