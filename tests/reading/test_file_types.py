"""The one table of file types."""

from __future__ import annotations

import subprocess
import sys

import pytest

from muniment.reading.file_types import FILE_TYPES, MEDIA_TYPES, TEXTS, UNREAD_STARTS, kind_by_start, kind_of


def test_accepted_extensions_are_the_contracts() -> None:
    accepted = "pdf doc docx rtf txt md xls xlsx xlsm csv ppt pptx png jpg jpeg gif webp zip"
    assert " ".join(MEDIA_TYPES) == accepted


def test_text_is_served_with_its_charset_and_nothing_else_is() -> None:
    assert {extension for extension, served in MEDIA_TYPES.items() if served.endswith("; charset=utf-8")} == TEXTS


@pytest.mark.parametrize("extension", sorted(MEDIA_TYPES))
def test_extension_is_served_as_the_media_type_of_its_kind(extension: str) -> None:
    assert MEDIA_TYPES[extension].partition(";")[0] == FILE_TYPES[kind_of(extension)].media_type


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        (b"%PDF-1.7", "pdf"),
        (b"{\\rtf1", "rtf"),
        (b"\x89PNG\r\n\x1a\n", "png"),
        (b"\xff\xd8\xff\xe0", "jpg"),
        (b"GIF89a", "gif"),
        (b"RIFF\n\0\0\0WEBPVP8 ", "webp"),
        (b"RIFF\n\0\0\0WAVEfmt ", None),
        (b"GIF88a", None),
        (b"", None),
    ],
)
def test_kind_by_first_bytes(head: bytes, kind: str | None) -> None:
    assert kind_by_start(head) == kind


def test_what_is_not_read_never_begins_like_what_is() -> None:
    assert [start for start, _, _ in UNREAD_STARTS if kind_by_start(start + bytes(16))] == []


def test_table_imports_no_parser() -> None:
    code = (
        "import sys, muniment.reading.file_types, muniment.reading.refused_kinds;"
        "print([name for name in ('PIL', 'pypdfium2', 'olefile', 'zipfile') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
