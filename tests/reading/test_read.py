from __future__ import annotations

import io
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from muniment.limits import Limits
from muniment.reading.file_types import FILE_TYPES
from muniment.reading.model import UnreadableError
from muniment.reading.read import READERS, read, read_open
from muniment.reading.recognition.recogniser import Sight
from tests.reading.files import doc, docx, paragraph, ppt, pptx, shape, text_cell, xls, xlsx, zipped
from tests.reading.formats.test_image import saved
from tests.reading.formats.test_pdf import drawn, written

SAMPLES = {
    "pdf": drawn(written("plain words")).getvalue(),
    "doc": doc("plain words\r").getvalue(),
    "docx": docx(paragraph("plain words")).getvalue(),
    "rtf": b"{\\rtf1 plain words}",
    "txt": b"plain words",
    "md": b"plain words",
    "xls": xls([(0, 0, 1.0)]).getvalue(),
    "xlsx": xlsx({"S": f'<row r="1">{text_cell("A1", "plain words")}</row>'}).getvalue(),
    "xlsm": xlsx({"S": f'<row r="1">{text_cell("A1", "plain words")}</row>'}).getvalue(),
    "csv": b"plain,words",
    "ppt": ppt([("plain", "words")]).getvalue(),
    "pptx": pptx([shape("plain words")]).getvalue(),
    "png": saved(Image.new("L", (9, 9)), "PNG").getvalue(),
    "jpg": saved(Image.new("L", (9, 9)), "JPEG").getvalue(),
    "gif": saved(Image.new("L", (9, 9)), "GIF").getvalue(),
    "webp": saved(Image.new("L", (9, 9)), "WEBP").getvalue(),
    "zip": zipped({"a.txt": "plain words"}).getvalue(),
}
CODES = {"encrypted", "corrupt", "mismatch", "no_text", "limit_pages", "limit_memory"}


class BlankEye:
    def sight_of(self, image: Image.Image) -> Sight:
        return Sight("")


def opened(kind: str, data: bytes, limits: Limits = Limits(), eye: BlankEye | None = None) -> object:  # noqa: B008
    return read_open(io.BytesIO(data), kind=kind, limits=limits, recognise=eye)


def test_every_kind_has_a_reader_and_a_sample_here() -> None:
    assert set(SAMPLES) == set(READERS) == set(FILE_TYPES)


@pytest.mark.parametrize("kind", SAMPLES)
def test_every_kind_is_read_from_a_path_and_reads_the_same_twice(kind: str, tmp_path: Path) -> None:
    path = tmp_path / "upload"
    path.write_bytes(SAMPLES[kind])
    first = read(path, kind=kind, limits=Limits(), recognise=None)
    assert first.pages[0].number == 1
    assert first == read(path, kind=kind, limits=Limits(), recognise=None)


@pytest.mark.parametrize("kind", SAMPLES)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_damage_ends_in_a_reading_or_a_code(kind: str, data: st.DataObject) -> None:
    sample = bytearray(SAMPLES[kind])
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(sample)))
        sample[at : at + 4] = data.draw(st.binary(max_size=8))
    cut = data.draw(st.integers(0, len(sample)))
    for damaged in (bytes(sample), bytes(sample[:cut])):
        try:
            opened(kind, damaged)
        except UnreadableError as error:
            assert error.code in CODES


@pytest.mark.parametrize("kind", SAMPLES)
def test_bytes_of_every_other_kind_end_in_a_reading_or_a_code(kind: str) -> None:
    for data in SAMPLES.values():
        try:
            opened(kind, data)
        except UnreadableError as error:
            assert error.code in CODES


@pytest.mark.parametrize("kind", ["txt", "csv", "docx", "png"])
def test_document_without_any_text_is_no_text(kind: str) -> None:
    empty = {"txt": b" \n\x00", "csv": b",,\n", "docx": docx("").getvalue(), "png": SAMPLES["png"]}[kind]
    with pytest.raises(UnreadableError) as caught:
        opened(kind, empty, eye=BlankEye())
    assert caught.value.code == "no_text"


def test_damaged_document_without_any_text_is_corrupt() -> None:
    with pytest.raises(UnreadableError) as caught:
        opened("docx", docx("", parts={"word/document.xml": "<w:document"}).getvalue())
    assert caught.value.code == "corrupt"


def test_pages_and_characters_are_cut_with_warnings() -> None:
    reading = read_open(
        io.BytesIO(b"ab\fcd\fef"), kind="txt", limits=Limits(max_pages=2, max_characters=100), recognise=None
    )
    assert [page.text for page in reading.pages] == ["ab", "cd"]
    assert [one.code for one in reading.warnings] == ["pages_limit"]
    reading = read_open(io.BytesIO(b"ab\fcd\fef"), kind="txt", limits=Limits(max_characters=4), recognise=None)
    assert [page.text for page in reading.pages] == ["ab", "c"]
    assert [one.code for one in reading.warnings] == ["characters_limit"]


def test_language_is_guessed() -> None:
    text = (
        b"The provider shall notify the customer of a breach that is known to it, and the report is for that customer."
    )
    assert read_open(io.BytesIO(text), kind="txt", limits=Limits(), recognise=None).language == "en"


def test_shapes_limits_and_warnings_import_no_parser() -> None:
    code = (
        "import sys, muniment.reading.model, muniment.limits, muniment.reading.warnings, "
        "muniment.reading.recognition.recogniser, muniment.reading.text, muniment.reading.language\n"
        "parsers = {'pypdfium2', 'PIL', 'olefile', 'python_calamine', 'striprtf'}\n"
        "sys.exit(bool(parsers & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
