from __future__ import annotations

from collections.abc import Callable

import pytest
from PIL import Image
from reportlab.lib.colors import Color
from reportlab.pdfgen.canvas import Canvas

from muniment.limits import Limits
from muniment.reading.formats import pdf_seen
from muniment.reading.formats.pdf import read_pdf
from tests.reading.formats.test_pdf import Eye, drawn

LIMITS = Limits()
Draw = Callable[[Canvas], object]


def inkless(canvas: Canvas, text: str, x: float = 72, y: float = 600) -> None:
    """Text in rendering mode 3."""
    line = canvas.beginText(x, y)
    line.setTextRenderMode(3)
    line.textOut(text)
    canvas.drawText(line)


def coloured(canvas: Canvas, text: str, colour: Color, *, size: float = 12, x: float = 72, y: float = 600) -> None:
    canvas.saveState()
    canvas.setFillColor(colour)
    canvas.setFont("Helvetica", size)
    canvas.drawString(x, y, text)
    canvas.restoreState()


def squeezed(canvas: Canvas, text: str, percent: float, *, turned: bool = False) -> None:
    """Text of so much of its width."""
    canvas.saveState()
    canvas.translate(72, 600)
    canvas.rotate(90 if turned else 0)
    line = canvas.beginText(0, 0)
    line.setHorizScale(percent)
    line.textOut(text)
    canvas.drawText(line)
    canvas.restoreState()


def filled(canvas: Canvas, colour: Color) -> None:
    """A box behind the text that the others draw."""
    canvas.saveState()
    canvas.setFillColor(colour)
    canvas.rect(50, 580, 400, 60, stroke=0, fill=1)
    canvas.restoreState()


def on_a_form(canvas: Canvas, draw: Draw) -> None:
    """What is drawn is drawn inside a form object."""
    canvas.beginForm("inner")
    draw(canvas)
    canvas.endForm()
    canvas.doForm("inner")


WHITE, BLACK, NAVY = Color(1, 1, 1), Color(0, 0, 0), Color(0.1, 0.2, 0.4)


@pytest.mark.parametrize(
    "hide",
    [
        pytest.param(lambda canvas: coloured(canvas, "Unseen words", WHITE), id="white on white"),
        pytest.param(lambda canvas: coloured(canvas, "Unseen words", Color(0.98, 0.98, 0.99)), id="nearly white"),
        pytest.param(lambda canvas: coloured(canvas, "Unseen words", Color(0, 0, 0, alpha=0)), id="no opacity"),
        pytest.param(lambda canvas: coloured(canvas, "Unseen words", BLACK, size=1), id="1 point"),
        pytest.param(lambda canvas: squeezed(canvas, "Unseen words", 1), id="1 % wide"),
        pytest.param(lambda canvas: squeezed(canvas, "Unseen words", 1, turned=True), id="1 % wide, turned"),
        pytest.param(lambda canvas: coloured(canvas, "Unseen words", BLACK, x=700), id="beside the page"),
        pytest.param(lambda canvas: coloured(canvas, "Unseen words", BLACK, y=-90), id="below the page"),
        pytest.param(lambda canvas: inkless(canvas, "Unseen words"), id="no ink"),
        pytest.param(lambda canvas: inkless(canvas, "Unseen words", y=700), id="no ink over other text"),
        pytest.param(lambda canvas: on_a_form(canvas, lambda c: coloured(c, "Unseen words", WHITE)), id="in a form"),
        pytest.param(
            lambda canvas: (filled(canvas, WHITE), coloured(canvas, "Unseen words", WHITE)), id="white on a white box"
        ),
    ],
)
def test_text_that_nobody_sees_stands_aside_with_a_warning(hide: Draw) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.drawString(72, 700, "Words that are seen")
        hide(canvas)

    reading = read_pdf(drawn(draw, lambda canvas: canvas.drawString(72, 700, "second")), LIMITS, None)
    assert [(page.number, page.label, page.text, page.aside) for page in reading.pages] == [
        (1, None, "Words that are seen", False),
        (2, None, "second", False),
        (3, "Hidden text, page 1", "Unseen words", True),
    ]
    assert reading.page_count == 2
    assert [(one.code, "12 characters on page 1" in one.message) for one in reading.warnings] == [("hidden_text", True)]


@pytest.mark.parametrize(
    "show",
    [
        pytest.param(lambda canvas: (filled(canvas, NAVY), coloured(canvas, "too", WHITE)), id="white on navy"),
        pytest.param(lambda canvas: coloured(canvas, "too", Color(0.6, 0.6, 0.6)), id="grey"),
        pytest.param(lambda canvas: coloured(canvas, "too", BLACK, size=4), id="4 points"),
        pytest.param(lambda canvas: squeezed(canvas, "ill", 40), id="condensed"),
        pytest.param(lambda canvas: (filled(canvas, NAVY), coloured(canvas, "lil", WHITE)), id="narrow letters"),
        pytest.param(
            lambda canvas: (canvas.scale(12, 12), coloured(canvas, "too", BLACK, size=1, x=6, y=50)), id="scaled up"
        ),
        pytest.param(
            lambda canvas: (
                canvas.translate(700, 0),
                canvas.rotate(90),
                filled(canvas, NAVY),
                coloured(canvas, "too", WHITE),
            ),
            id="turned",
        ),
    ],
)
def test_text_that_can_be_seen_is_not_called_hidden(show: Draw) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.drawString(72, 700, "Words that are seen")
        show(canvas)

    reading = read_pdf(drawn(draw), LIMITS, None)
    assert len(reading.pages) == 1
    assert len(reading.pages[0].text.split()) == 5
    assert reading.warnings == ()


@pytest.mark.parametrize("turned", [0, 90, 180, 270])
def test_page_is_looked_at_as_it_is_turned(turned: int) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.setPageRotation(turned)
        canvas.translate(0, -100)
        filled(canvas, NAVY)
        coloured(canvas, "Seen", WHITE)
        coloured(canvas, "Unseen", WHITE, y=200)

    reading = read_pdf(drawn(draw), LIMITS, None)
    assert [(page.text, page.aside) for page in reading.pages] == [("Seen", False), ("Unseen", True)]


def test_text_layer_of_a_scan_is_the_pages_text() -> None:
    def scan(canvas: Canvas) -> None:
        canvas.drawInlineImage(Image.new("L", (60, 80), 200), 0, 0, 595, 842)
        for number in range(12):
            inkless(canvas, f"Recognised by the scanner, line {number}", y=700 - 20 * number)

    reading = read_pdf(drawn(scan), LIMITS, Eye(""))
    assert (reading.pages[0].text.count("Recognised"), len(reading.pages)) == (12, 1)


def test_inkless_text_beside_a_small_picture_is_hidden() -> None:
    def logo(canvas: Canvas) -> None:
        canvas.drawString(72, 700, "Words that are seen")
        canvas.drawInlineImage(Image.new("L", (60, 80), 200), 400, 400, 60, 80)
        inkless(canvas, "Under it", x=405, y=440)
        inkless(canvas, "Unseen")

    assert [page.text for page in read_pdf(drawn(logo), LIMITS, None).pages if page.aside] == ["Unseen"]


def test_only_so_many_pages_of_a_document_are_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf_seen, "MAX_DRAWN_PAGES", 1)
    pages = [lambda canvas: coloured(canvas, "Unseen", WHITE)] * 2
    assert [page.text for page in read_pdf(drawn(*pages), LIMITS, None).pages] == ["", "Unseen", "Unseen"]


def test_page_of_too_many_characters_is_taken_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf_seen, "MAX_CHARACTERS", 5)
    reading = read_pdf(drawn(lambda canvas: coloured(canvas, "Unseen", WHITE)), LIMITS, None)
    assert [page.text for page in reading.pages] == ["Unseen"]
