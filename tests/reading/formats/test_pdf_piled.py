from __future__ import annotations

import pytest
from reportlab.pdfgen.canvas import Canvas

from muniment.limits import Limits
from muniment.reading.formats.pdf import read_pdf
from tests.reading.formats.test_pdf import drawn


def spaced(canvas: Canvas, text: str, spacing: float, *, turned: bool = False) -> None:
    canvas.drawString(72, 750, "Held until May")
    if turned:
        canvas.translate(300, 100)
        canvas.rotate(90)
    line = canvas.beginText(72, 200)
    line.setFont("Helvetica", 12)
    line.setCharSpace(spacing)
    line.textOut(text)
    canvas.drawText(line)


@pytest.mark.parametrize(
    ("text", "spacing", "turned"),
    [("superseded by revision 4", -6, False), ("superseded by revision 4", -6, True), ("May 2031", -6, False)],
)
def test_letters_that_lie_on_each_other_are_hidden_text(text: str, spacing: float, turned: bool) -> None:
    reading = read_pdf(drawn(lambda canvas: spaced(canvas, text, spacing, turned=turned)), Limits(), None)
    assert reading.pages[0].text == "Held until May"
    assert [one.code for one in reading.warnings] == ["hidden_text"]


@pytest.mark.parametrize(
    ("text", "spacing"), [("superseded by revision 4", -1), ("illilliillilliil", 0), ("illi.il", 0), ("ill", -2)]
)
def test_letters_beside_each_other_are_seen(text: str, spacing: float) -> None:
    assert read_pdf(drawn(lambda canvas: spaced(canvas, text, spacing)), Limits(), None).warnings == ()
