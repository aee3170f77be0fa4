from __future__ import annotations

import pypdfium2
import pytest

from muniment.reading.formats.pdf_objects import BoundedText
from tests.reading.formats.test_pdf import drawn


@pytest.mark.parametrize("units", [65_536, 14, 13, 4])
def test_bounded_text_is_the_pages_whatever_room_it_is_given(monkeypatch: pytest.MonkeyPatch, units: int) -> None:
    monkeypatch.setattr(BoundedText, "_UNITS", units)
    page = drawn(lambda canvas: (canvas.drawString(72, 600, "Twelve signs"), canvas.drawString(700, 600, "Beside it")))
    textpage = pypdfium2.PdfDocument(page)[0].get_textpage()
    assert BoundedText().on(textpage) == textpage.get_text_bounded() == "Twelve signs "


def test_page_without_text_has_an_empty_one() -> None:
    assert BoundedText().on(pypdfium2.PdfDocument(drawn(lambda canvas: None))[0].get_textpage()) == ""
