from __future__ import annotations

import io
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st
from reportlab.lib.pdfencrypt import StandardEncryption

from muniment.limits import Limits
from muniment.reading.formats.pdf import read_pdf
from muniment.reading.formats.pdf_salvage import MAX_UNPACKED_BYTES, salvage
from muniment.reading.model import Reading, UnreadableError
from muniment.reading.read import read_open
from tests.reading.formats.test_pdf import drawn, written

LIMITS = Limits()
WHOLE = drawn(*[written(f"page {number} of the report") for number in range(1, 6)]).getvalue()


def read(data: bytes) -> Reading:
    return read_pdf(io.BytesIO(data), LIMITS, None)


def stream(dictionary: bytes, text: bytes) -> bytes:
    packed = zlib.compress(text)
    return b"<<%b/Filter/FlateDecode/Length %d>>stream\n%b\nendstream" % (dictionary, len(packed), packed)


def objects(*bodies: bytes) -> bytes:
    return b"%PDF-1.5\n" + b"".join(b"%d 0 obj\n%b\nendobj\n" % one for one in enumerate(bodies, start=1))


def test_pdf_without_its_index_is_read_whole_and_told() -> None:
    reading = read(WHOLE[: WHOLE.rindex(b"xref\n0")])
    assert [page.text for page in reading.pages] == [f"page {number} of the report" for number in range(1, 6)]
    assert [(one.code, "5 pages" in one.message) for one in reading.warnings] == [("truncated", True)]


def test_pages_whose_contents_are_cut_off_are_named() -> None:
    third = [at for at in range(len(WHOLE)) if WHOLE.startswith(b"stream", at) and WHOLE[at - 3 : at] != b"end"][2]
    reading = read(WHOLE[:third])
    assert [bool(page.text) for page in reading.pages] == [True, True, False, False, False]
    assert "the contents are lost of pages 4-5" in reading.warnings[0].message


def test_pages_in_compressed_object_streams_are_found_and_how_many_there_were_is_told() -> None:
    page = (
        b"<</Type/Page/Parent 9 0 R/MediaBox[0 0 300 300]/Resources<</Font<</F<</Type/Font/Subtype/Type1"
        b"/BaseFont/Helvetica>>>>>>/Contents 1 0 R>>"
    )
    inner = [(7, page), (9, b"<</Type/Pages/Kids[7 0 R 8 0 R]/Count 2>>")]
    index = b"7 0 9 %d " % len(page)
    packed = stream(b"/Type/ObjStm/N %d/First %d" % (len(inner), len(index)), index + b"".join(one for _, one in inner))
    data = objects(stream(b"", b"BT /F 20 Tf 20 100 Td (inside) Tj ET"), packed)
    reading = read(data)
    assert [one.text for one in reading.pages] == ["inside"]
    assert "1 of 2 pages" in reading.warnings[0].message


def test_object_stream_that_names_no_object_costs_no_page() -> None:
    reading = read(
        WHOLE[: WHOLE.rindex(b"xref\n0")] + b"99 0 obj\n" + stream(b"/Type/ObjStm/First 9", b"") + b"\nendobj\n"
    )
    assert [page.text for page in reading.pages] == [f"page {number} of the report" for number in range(1, 6)]


def test_newest_version_of_an_object_is_read() -> None:
    page = (
        b"<</Type/Page/MediaBox[0 0 300 300]/Resources<</Font<</F<</Type/Font/Subtype/Type1"
        b"/BaseFont/Helvetica>>>>>>/Contents 1 0 R>>"
    )
    versions = [stream(b"", b"BT /F 20 Tf 20 100 Td (%b) Tj ET" % word) for word in (b"old", b"new")]
    data = objects(versions[0], page) + b"1 0 obj\n" + versions[1] + b"\nendobj\n"
    assert [one.text for one in read(data).pages] == ["new"]


def test_changes_that_are_cut_off_are_told() -> None:
    reading = read(WHOLE + b"\n99 0 obj\n<<>>\nendobj\n")
    assert len(reading.pages) == 5
    assert [(one.code, "appended" in one.message) for one in reading.warnings] == [("truncated", True)]


def test_whole_pdf_says_nothing_of_damage() -> None:
    assert read(WHOLE).warnings == ()


@pytest.mark.parametrize("data", [b"", b"%PDF-1.4\n1 0 obj\n<</Type/Catalog>>\nendobj"])
def test_nothing_is_salvaged_where_there_is_no_page(data: bytes) -> None:
    assert salvage(data) is None


def test_encrypted_pages_are_not_salvaged_as_nonsense() -> None:
    whole = drawn(written("secret"), encrypt=StandardEncryption("user", "owner")).getvalue()
    assert salvage(whole[:-20]) is None
    for data in (whole[:-20], whole[: whole.index(b"/Encrypt")]):
        with pytest.raises(UnreadableError) as caught:
            read_open(io.BytesIO(data), kind="pdf", limits=LIMITS, recognise=None)
        assert caught.value.code in {"corrupt", "encrypted"}


def test_object_stream_that_is_a_bomb_is_unpacked_within_its_bound() -> None:
    bomb = stream(b"/Type/ObjStm/N 1/First 4", b"7 0 " + bytes(MAX_UNPACKED_BYTES + 10))
    assert salvage(objects(bomb, bomb, b"<</Type/Page>>")) is not None


@given(st.integers(0, len(WHOLE)), st.binary(max_size=30))
def test_any_cut_and_any_damage_end_in_a_reading_or_a_code(cut: int, junk: bytes) -> None:
    for data in (WHOLE[:cut] + junk, WHOLE[:cut] + junk + WHOLE[cut + 20 :]):
        try:
            read(data)
        except UnreadableError as error:
            assert error.code in {"corrupt", "encrypted"}
