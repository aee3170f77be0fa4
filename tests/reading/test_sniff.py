from __future__ import annotations

import io
import struct
import zipfile
from pathlib import Path

import pytest

from muniment.reading.sniff import sniff

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 32


def office(parts: dict[str, bytes], *, content_type: str | None = None) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        if content_type is not None:
            archive.writestr(
                "[Content_Types].xml",
                f'<Types><Override PartName="/x" ContentType="application/{content_type}"/></Types>',
            )
        for name, data in parts.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def compound(*streams: str) -> bytes:
    """The smallest OLE file with these (empty) streams in its root: header, FAT, one or more directory sectors."""
    names = ["Root Entry", *streams]
    entries = b""
    for number, name in enumerate(names):
        encoded = name.encode("utf-16-le") + b"\0\0"
        kind, child = (5, 1 if streams else 0xFFFFFFFF) if number == 0 else (2, 0xFFFFFFFF)
        right = number + 1 if 0 < number < len(names) - 1 else 0xFFFFFFFF
        entries += struct.pack(
            "<64sHBB3I16sI8s8sIII", encoded, len(encoded), kind, 1, 0xFFFFFFFF, right, child,
            b"", 0, b"", b"", 0xFFFFFFFE, 0, 0,
        )  # fmt: skip
    entries += b"\0" * (-len(entries) % 512)
    sectors = len(entries) // 512
    chain = [*range(2, sectors + 1), 0xFFFFFFFE]
    fat = struct.pack("<128I", 0xFFFFFFFD, *chain, *[0xFFFFFFFF] * (127 - len(chain)))
    header = struct.pack(
        "<8s16s5H6s9I", OLE, b"", 0x3E, 3, 0xFFFE, 9, 6, b"", 0, 1, 1, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0
    )
    header += struct.pack("<109I", 0, *[0xFFFFFFFF] * 108)
    return header + fat + entries


WORD = "vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
SHEET = "vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
SLIDES = "vnd.openxmlformats-officedocument.presentationml.presentation.main+xml"

FILES: dict[str, tuple[bytes, str]] = {
    "pdf": (b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n", "pdf"),
    "pdf after rubbish": (b"\n\xa0\xa4%PDF-1.4\n\xe2\xe3\xcf\xd3\n", "pdf"),
    "rtf": (b"{\\rtf1\\ansi hello}", "rtf"),
    "png": (PNG, "png"),
    "jpg": (b"\xff\xd8\xff\xe0\0\x10JFIF\0", "jpg"),
    "gif": (b"GIF89a\1\0\1\0", "gif"),
    "webp": (b"RIFF\x24\0\0\0WEBPVP8 ", "webp"),
    "docx": (office({}, content_type=WORD), "docx"),
    "docx by its parts": (office({"word/document.xml": b""}), "docx"),
    "xlsx": (office({}, content_type=SHEET), "xlsx"),
    "xlsm": (office({}, content_type="vnd.ms-excel.sheet.macroEnabled.main+xml"), "xlsm"),
    "pptx": (office({}, content_type=SLIDES), "pptx"),
    "slide show": (office({}, content_type=SLIDES.replace("presentation.main", "slideshow.main")), "pptx"),
    "zip": (office({"a.txt": b"a"}), "zip"),
    "empty zip": (office({}), "zip"),
    "doc": (compound("WordDocument", "1Table"), "doc"),
    "xls": (compound("Workbook"), "xls"),
    "old xls": (compound("Book"), "xls"),
    "ppt": (compound("Current User", "PowerPoint Document"), "ppt"),
}


@pytest.fixture
def named(tmp_path: Path):
    def write(data: bytes) -> Path:
        path = tmp_path / "upload"
        path.write_bytes(data)
        return path

    return write


@pytest.mark.parametrize("name", FILES)
def test_kind_is_found_under_its_own_and_under_another_name(named, name: str) -> None:
    data, kind = FILES[name]
    own = sniff(named(data), extension="jpeg" if kind == "jpg" else kind)
    assert (own.kind, own.is_mismatch, own.is_encrypted_package) == (kind, False, False)
    other = sniff(named(data), extension="doc" if kind != "doc" else "docx")
    assert (other.kind, other.is_mismatch, other.media_type) == (kind, True, own.media_type)


@pytest.mark.parametrize("extension", ["txt", "md", "csv"])
@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"plain",
        b"valid until\0 June 2027",
        "Grüße".encode("cp1252"),
        "Grüße".encode("utf-16"),
        "abc def".encode("utf-16-be"),
    ],
)
def test_text_keeps_the_kind_it_claims(named, extension: str, data: bytes) -> None:
    found = sniff(named(data), extension=extension)
    assert (found.kind, found.is_mismatch) == (extension, False)


def test_text_that_mentions_the_mark_of_a_pdf_stays_text(named) -> None:
    assert sniff(named(b"A file begins with %PDF-1.7."), extension="txt").kind == "txt"


def test_text_under_a_binary_name_is_read_as_text(named) -> None:
    assert sniff(named(b"Dear auditor,\n"), extension="doc").kind == "txt"
    assert sniff(named(b"name;owner\nx;y\n"), extension="xls").kind == "csv"
    half = ("x" * 65535 + "ü").encode()
    assert sniff(named(half), extension="pdf").kind == "txt"
    assert all(sniff(named(data), extension="doc").is_mismatch for data in (b"Dear auditor,\n", half))


@pytest.mark.parametrize(
    ("data", "description"),
    [
        (b"<?xml version='1.0'?><?mso-application progid='Word.Document'?><w:x/>", "an XML or HTML file"),
        (b"<html><body><table>", "an HTML page"),
        (b"MIME-Version: 1.0\nContent-Type: multipart/related", "a web archive (MHTML)"),
        (b"\xdb\xa5-\0" + b"\0" * 99, "a Word 2 document"),
        (b"7z\xbc\xaf\x27\x1c\0\4", "a 7-Zip archive"),
        (b"\0\1\2\3" * 99, "binary data of a kind that is not read"),
        (b"#!/bin/sh\nrm -rf /\n", "a script"),
        (compound("__properties_version1.0"), "an Outlook message"),
        (compound("Contents"), "an OLE file of a kind that is not read"),
        (office({"mimetype": b"application/vnd.oasis.opendocument.text"}), "an office file of a kind that is not read"),
        (
            office({}, content_type="vnd.ms-excel.sheet.binary.macroEnabled.main"),
            "an Excel binary workbook (xlsb)",
        ),
    ],
)
def test_what_is_not_read_is_unknown_and_described(named, data: bytes, description: str) -> None:
    for extension in ("doc", "xls"):
        found = sniff(named(data), extension=extension)
        assert (found.kind, found.is_mismatch, found.description) == ("unknown", True, description)


def test_macros_in_a_plain_document_are_a_mismatch(named) -> None:
    data = office({}, content_type="vnd.ms-word.document.macroEnabled.main+xml")
    found = sniff(named(data), extension="docx")
    assert (found.kind, found.is_mismatch, found.description) == ("docx", True, "a Word document with macros")
    workbook = office({}, content_type="vnd.ms-excel.sheet.macroEnabled.main+xml")
    assert sniff(named(workbook), extension="xlsx").is_mismatch


def test_encrypted_office_file_is_no_mismatch(named) -> None:
    data = compound("EncryptionInfo", "EncryptedPackage")
    for extension in ("docx", "xlsx", "pptx", "xls"):
        found = sniff(named(data), extension=extension)
        assert (found.is_encrypted_package, found.is_mismatch, found.kind) == (True, False, extension)
    assert sniff(named(data), extension="pdf").is_mismatch


def test_damaged_container_keeps_the_claimed_kind(named) -> None:
    assert sniff(named(FILES["docx"][0][:40]), extension="docx").kind == "docx"
    assert not sniff(named(FILES["docx"][0][:40]), extension="zip").is_mismatch
    assert sniff(named(OLE + b"\xff" * 600), extension="xls").kind == "xls"
    assert sniff(named(OLE), extension="docx").kind == "unknown"


def test_office_file_in_a_zip_name_is_the_office_file(named) -> None:
    found = sniff(named(FILES["docx"][0]), extension="zip")
    assert (found.kind, found.is_mismatch) == ("docx", True)


def test_directory_of_many_entries_is_not_loaded(named) -> None:
    # An end record that lists 65,535 entries in 3 MB, before any of them is looked at
    end = struct.pack("<4s4H2IH", b"PK\5\6", 0, 0, 65535, 65535, 3_000_000, 30, 0)
    found = sniff(named(b"PK\3\4" + b"\0" * 3_000_026 + end), extension="xlsx")
    assert (found.kind, found.is_mismatch) == ("xlsx", False)
