from __future__ import annotations

import io
import resource

import pytest

from muniment.limits import Limits
from muniment.reading.formats import pdf, pdf_crowded
from muniment.reading.formats.pdf import read_pdf
from tests.reading.files import pdf_of

MOST = 300


@pytest.fixture(autouse=True)
def _few_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "MOST_AT_ONCE", MOST)
    monkeypatch.setattr(pdf_crowded, "_PIECE", MOST // 3)


def crowded(*, in_a_form: bool = False) -> io.BytesIO:
    """A PDF whose first page shows more texts than are read at once, and a second with one."""
    first, font = b"", b"/Resources<</Font<</F1 5 0 R>>>>"
    for at in range(MOST + 1):
        first += b"BT /F1 4 Tf %d %d Td (w%d) Tj ET\n" % (20 + at % 20 * 28, 20 + at // 20 % 160 * 5, at)
    second = b"BT /F1 12 Tf 72 700 Td (last) Tj ET"
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents %d 0 R"
    return pdf_of({
        1: b"<</Type/Catalog/Pages 2 0 R>>",
        2: b"<</Type/Pages/Count 2/Kids[3 0 R 7 0 R]>>",
        3: page % (6 if in_a_form else 4) + (b"/Resources<</XObject<</X 4 0 R>>>>" if in_a_form else font) + b">>",
        4: b"<</Subtype/Form/BBox[0 0 595 842]%b/Length %d>>stream\n%b\nendstream" % (font, len(first), first),
        5: b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        6: b"<</Length 5>>stream\n/X Do\nendstream",
        7: page % 8 + font + b">>",
        8: b"<</Length %d>>stream\n%b\nendstream" % (len(second), second),
    })  # fmt: skip


@pytest.mark.parametrize("in_a_form", [False, True])
def test_page_of_more_texts_than_are_read_at_once_is_read_piece_by_piece(in_a_form: bool) -> None:
    reading = read_pdf(crowded(in_a_form=in_a_form), Limits(), None)
    assert {f"w{at}" for at in range(MOST)} <= set(reading.pages[0].text.split())
    assert reading.pages[1].text == "last"
    assert [one.code for one in reading.warnings] == ["text_unread"]


def test_reading_that_takes_too_long_keeps_what_it_has(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(resource, "getrlimit", lambda _: (0, 0))
    reading = read_pdf(crowded(), Limits(), None)
    assert [page.number for page in reading.pages] == [1]
    assert [one.message.rpartition(": ")[2] for one in reading.warnings if one.code == "time_limit"] == ["pages 1-2."]
