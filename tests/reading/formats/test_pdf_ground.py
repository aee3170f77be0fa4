from __future__ import annotations

from collections.abc import Callable

import pypdfium2
import pypdfium2.raw as pdfium
import pytest
from reportlab.lib.colors import Color, HexColor, white
from reportlab.pdfgen.canvas import Canvas

from muniment.limits import Limits
from muniment.reading.formats import pdf_objects
from muniment.reading.formats.pdf import read_pdf
from muniment.reading.formats.pdf_ground import on_dark
from muniment.reading.formats.pdf_objects import Bounds, Inks, handle_of
from tests.reading.formats.test_pdf import drawn

HEAD = (60, 690, 300, 30)


def rectangle(canvas: Canvas, colour: Color, box: tuple[float, float, float, float] = HEAD) -> None:
    canvas.setFillColor(colour)
    canvas.rect(*box, stroke=0, fill=1)


def word(canvas: Canvas, colour: Color = white) -> None:
    canvas.setFillColor(colour)
    canvas.drawString(72, 700, "Criteria")


def plain(canvas: Canvas) -> None:
    canvas.setFillColor(HexColor("#000000"))
    canvas.drawString(72, 500, "The body of the page")


def known(draw: Callable[[Canvas], None]) -> int:
    """How many texts are told to be seen without drawing the page, of those that are filled."""
    page = pypdfium2.PdfDocument(drawn(draw).read())[0]
    handle = handle_of(page)
    items = [pdf_objects.on_page(handle, at) for at in range(pdf_objects.count_on_page(handle))]
    objects = [(item, pdf_objects.kind_of(item)) for item in items]
    texts = [at for at, (_, kind) in enumerate(objects) if kind == pdfium.FPDF_PAGEOBJ_TEXT]
    assert texts
    return len(on_dark(objects, texts, page.get_bbox(), Bounds(), Inks()))


def head(canvas: Canvas) -> None:
    rectangle(canvas, HexColor("#1f3864"))
    word(canvas)


def clipped(canvas: Canvas) -> None:
    path = canvas.beginPath()
    path.rect(72, 690, 10, 30)
    canvas.clipPath(path, stroke=0, fill=0)
    head(canvas)


def faint_ground(canvas: Canvas) -> None:
    rectangle(canvas, Color(0.1, 0.2, 0.4, alpha=0.01))
    word(canvas)


def covered(canvas: Canvas) -> None:
    head(canvas)
    rectangle(canvas, white)


def on_a_triangle(canvas: Canvas) -> None:
    canvas.setFillColor(HexColor("#1f3864"))
    path = canvas.beginPath()
    path.moveTo(60, 720)
    path.lineTo(360, 720)
    path.lineTo(360, 690)
    path.lineTo(330, 690)
    path.close()
    canvas.drawPath(path, stroke=0, fill=1)
    word(canvas)


def on_white(canvas: Canvas) -> None:
    rectangle(canvas, HexColor("#1f3864"))
    rectangle(canvas, white)
    word(canvas)


def partly_off(canvas: Canvas) -> None:
    rectangle(canvas, HexColor("#1f3864"), (60, 690, 30, 30))
    word(canvas)


def on_pale(canvas: Canvas) -> None:
    rectangle(canvas, HexColor("#f8f8f8"))
    word(canvas)


def test_white_head_on_a_dark_ground_is_known_without_drawing() -> None:
    assert known(head) == 1


@pytest.mark.parametrize(
    "draw", [clipped, faint_ground, covered, on_a_triangle, on_white, partly_off, on_pale, word, plain]
)
def test_what_is_not_plainly_on_a_dark_ground_is_left_to_the_drawing(draw: Callable[[Canvas], None]) -> None:
    assert known(draw) == 0


@pytest.mark.parametrize("draw", [faint_ground, covered, on_white, on_pale, word])
def test_white_text_that_nobody_sees_stands_aside(draw: Callable[[Canvas], None]) -> None:
    def page(canvas: Canvas) -> None:
        plain(canvas)
        draw(canvas)

    reading = read_pdf(drawn(page), Limits(), None)
    assert reading.pages[0].text == "The body of the page"
    assert reading.pages[1].aside
    assert reading.pages[1].text == "Criteria"


def test_white_head_on_a_dark_ground_is_text() -> None:
    reading = read_pdf(drawn(head), Limits(), None)
    assert [page.text for page in reading.pages] == ["Criteria"]
