from __future__ import annotations

import base64
import io
import zlib

import pytest

from muniment.limits import Limits
from muniment.reading.formats.pdf import read_pdf
from muniment.reading.formats.pdf_loose import loose_contents
from muniment.reading.model import Reading, UnreadableError

FONT = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>"
TEXT = b"BT /F1 12 Tf 72 820 Td (The certificate is valid until 2031.) Tj ET"
GLYPHS = b"BT /F1 12 Tf 72 700 Td <00370048> Tj ET"


def stream(text: bytes, about: bytes = b"/Filter/FlateDecode", *, packed: bytes | None = None) -> bytes:
    data = zlib.compress(text) if packed is None else packed
    return b"<<%b/Length %d>>stream\n%b\nendstream" % (about, len(data), data)


def cut_off(*bodies: bytes) -> bytes:
    return b"%PDF-1.5\n" + b"".join(b"%d 0 obj\n%b\nendobj\n" % one for one in enumerate(bodies, start=1))


def read(*bodies: bytes) -> Reading:
    return read_pdf(io.BytesIO(cut_off(*bodies)), Limits(), None)


@pytest.mark.parametrize(
    "contents",
    [
        stream(TEXT),
        stream(TEXT, b"", packed=TEXT),
        stream(TEXT, b"/Filter[/ASCII85Decode/FlateDecode]", packed=base64.a85encode(zlib.compress(TEXT)) + b"~>"),
        stream(TEXT, b"/Filter/ASCIIHexDecode", packed=TEXT.hex().encode() + b">"),
        stream(b"%% /Encrypt is no dictionary here\n" + TEXT, b"", packed=b"%% /Encrypt\n" + TEXT),
    ],
    ids=["packed", "plain", "in ASCII", "in digits", "a word of encryption"],
)
def test_contents_without_their_page_are_read_under_a_warning(contents: bytes) -> None:
    reading = read(contents, FONT)
    assert [page.text for page in reading.pages] == ["The certificate is valid until 2031."]
    assert [one.code for one in reading.warnings] == ["truncated"]
    assert "1 of them by their contents alone" in reading.warnings[0].message


def test_contents_that_break_off_are_read_so_far() -> None:
    data = cut_off(b"<</Length 900>>stream\n" + TEXT).removesuffix(b"\nendobj\n")
    assert read_pdf(io.BytesIO(data), Limits(), None).pages[0].text == "The certificate is valid until 2031."


def test_pages_that_are_left_come_first() -> None:
    page = b"<</Type/Page/MediaBox[0 0 600 800]/Contents 3 0 R/Resources<</Font<</F1 2 0 R>>>>>>"
    own = stream(b"BT /F1 12 Tf 72 700 Td (First page) Tj ET")
    reading = read(stream(TEXT), FONT, own, page)
    assert [page.text for page in reading.pages] == ["First page", "The certificate is valid until 2031."]


def test_letters_in_digits_need_no_font() -> None:
    contents = b"BT /F1 12 Tf 72 700 Td <" + b"Valid until 2031".hex().encode() + b"> Tj ET"
    assert [page.text for page in read(stream(contents)).pages] == ["Valid until 2031"]


def test_numbers_of_glyphs_need_their_font() -> None:
    with pytest.raises(UnreadableError, match="damaged"):
        read(stream(GLYPHS))
    fonts = {1: stream(GLYPHS), 2: FONT, 3: b"<</F1 2 0 R>>"}
    assert len(loose_contents(fonts)) == 1
    assert b"/F1 2 0 R" in loose_contents(fonts)[0]
    assert loose_contents({**fonts, 4: b"<</F1 5 0 R>>", 5: FONT}) == []


@pytest.mark.parametrize("about", [b"/Type/XObject", b"/Length1 20", b"/Filter/DCTDecode", b"/Type/Metadata"])
def test_other_streams_are_no_contents(about: bytes) -> None:
    assert loose_contents({1: stream(TEXT, about, packed=TEXT)}) == []
