from __future__ import annotations

import io
from collections.abc import Callable

import pytest
from PIL import Image
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase.pdfdoc import PDFArray, PDFDictionary, PDFName
from reportlab.pdfgen.canvas import Canvas

from muniment.limits import Limits
from muniment.reading.formats.pdf import read_pdf
from muniment.reading.model import Reading
from tests.reading.files import layered
from tests.reading.formats.test_pdf import drawn

SEEN = "The provider reviews who may enter."
WORD = "Zanderbrook"


def bar(canvas: Canvas, *, left: float = 60, opacity: float = 1) -> None:
    canvas.saveState()
    canvas.setFillColorRGB(0.1, 0.2, 0.4, opacity)
    canvas.rect(left, 590, 200, 30, stroke=0, fill=1)
    canvas.restoreState()


def noise(canvas: Canvas) -> None:
    canvas.drawImage(ImageReader(Image.effect_noise((200, 60), 90).convert("RGB")), 60, 590, 200, 60)


def clipped(canvas: Canvas, *, at: float) -> None:
    path = canvas.beginPath()
    path.rect(at, 590, 200, 30)
    canvas.clipPath(path, stroke=0, fill=0)
    canvas.drawString(72, 600, WORD)


def below(canvas: Canvas, cover: Callable[[Canvas], None]) -> None:
    canvas.drawString(72, 600, WORD)
    cover(canvas)


def in_a_form(canvas: Canvas, draw: Callable[[Canvas], None], name: str = "f") -> None:
    canvas.beginForm(name)
    draw(canvas)
    canvas.endForm()
    canvas.doForm(name)


def in_its_colour(canvas: Canvas, by: float = 0) -> None:
    """The word in the colour of a bar, or in one that differs."""
    canvas.setFillColorRGB(0.1 + by, 0.2 + by, 0.4 + by)
    canvas.drawString(72, 600, WORD)


def over_a_form(canvas: Canvas) -> None:
    in_a_form(canvas, lambda form: form.drawString(72, 600, WORD))
    bar(canvas)


def with_a_word_on_top(canvas: Canvas) -> None:
    below(canvas, bar)
    canvas.setFillColorRGB(1, 1, 1)
    canvas.drawString(72, 600, "Approved")


def read(draw: Callable[[Canvas], None]) -> Reading:
    def page(canvas: Canvas) -> None:
        canvas.drawString(72, 750, SEEN)
        draw(canvas)

    return read_pdf(drawn(page), Limits(), None)


def pinned(canvas: Canvas, subtype: str, opacity: float = 1) -> None:
    """An annotation over the word, without an appearance of its own."""
    canvas.drawString(72, 600, WORD)
    about = {"Type": PDFName("Annot"), "Subtype": PDFName(subtype), "CA": opacity}
    places = {"Rect": PDFArray([60, 590, 260, 620]), "C": PDFArray([0, 0, 0]), "IC": PDFArray([0, 0, 0])}
    canvas._addAnnotation(PDFDictionary({**about, **places}))


def set_in_mode(canvas: Canvas, mode: int, *, stroke: float = 0) -> None:
    """The word in a rendering mode, its outlines in a grey."""
    canvas.setStrokeGray(stroke)
    line = canvas.beginText(72, 600)
    line.setTextRenderMode(mode)
    line.textOut(WORD)
    canvas.drawText(line)


def on_its_own_colour(canvas: Canvas, by: float) -> None:
    """The word on a bar from which it differs by a share of its colour."""
    bar(canvas)
    in_its_colour(canvas, by)


def on_a_bar_outside(canvas: Canvas, by: float) -> None:
    """The word in a form in a form, on a bar of the page."""
    bar(canvas)
    in_a_form(canvas, lambda outer: in_a_form(outer, lambda form: in_its_colour(form, by), "g"))


def through_a_form(canvas: Canvas, *, scale: float = 1, opacity: float = 1) -> None:
    """The word in a form that is drawn smaller, or less opaque."""
    canvas.setFillAlpha(opacity)
    canvas.transform(scale, 0, 0, scale, 100, 100)
    in_a_form(canvas, lambda form: form.drawString(72, 600, WORD))


def thick_line(canvas: Canvas) -> None:
    canvas.setLineWidth(30)
    canvas.line(50, 605, 300, 605)


HIDING: dict[str, Callable[[Canvas], None]] = {
    "a bar of its colour": lambda canvas: on_its_own_colour(canvas, 0),
    "a bar of nearly its colour": lambda canvas: on_its_own_colour(canvas, 0.01),
    "both in a form": lambda canvas: in_a_form(canvas, lambda form: on_its_own_colour(form, 0)),
    "a bar of its colour outside of its form": lambda canvas: on_a_bar_outside(canvas, 0),
    "outlines in white": lambda canvas: set_in_mode(canvas, 1, stroke=1),
    "clipping alone": lambda canvas: set_in_mode(canvas, 7),
    "a bar": lambda canvas: below(canvas, bar),
    "a picture": lambda canvas: below(canvas, noise),
    "a clip elsewhere": lambda canvas: clipped(canvas, at=300),
    "a bar, both in a form": lambda canvas: in_a_form(canvas, lambda form: below(form, bar)),
    "a bar in a form": lambda canvas: below(canvas, lambda one: in_a_form(one, bar)),
    "a bar over its form": lambda canvas: over_a_form(canvas),
    "a thick line": lambda canvas: below(canvas, thick_line),
    "a form that is drawn tiny": lambda canvas: through_a_form(canvas, scale=0.01),
    "a form in no ink": lambda canvas: through_a_form(canvas, opacity=0),
    "an annotation": lambda canvas: pinned(canvas, "Square"),
    "a bar with a word on it": with_a_word_on_top,
}  # fmt: skip


@pytest.mark.parametrize("draw", HIDING.values(), ids=HIDING)
def test_text_that_something_hides_is_aside(draw: Callable[[Canvas], None]) -> None:
    reading = read(draw)
    assert WORD not in reading.own().pages[0].text
    assert SEEN in reading.own().pages[0].text
    assert [page.text for page in reading.pages if page.aside] == [WORD]
    assert "hidden_text" in {one.code for one in reading.warnings}


@pytest.mark.parametrize(
    "draw",
    [
        lambda canvas: (bar(canvas), canvas.setFillColorRGB(1, 1, 0), canvas.drawString(72, 600, WORD)),
        lambda canvas: below(canvas, lambda one: bar(one, left=300)),
        lambda canvas: below(canvas, lambda one: bar(one, opacity=0.3)),
        lambda canvas: clipped(canvas, at=60),
        lambda canvas: pinned(canvas, "Square", 0.3),
        lambda canvas: on_its_own_colour(canvas, 0.3),
        lambda canvas: (bar(canvas, left=300), canvas.setFillColorRGB(0.1, 0.2, 0.4), canvas.drawString(72, 600, WORD)),
        lambda canvas: set_in_mode(canvas, 1),
        lambda canvas: on_a_bar_outside(canvas, 0.3),
        lambda canvas: (bar(canvas, left=300), in_a_form(canvas, in_its_colour)),
    ],
    ids=[
        "on a bar",
        "beside a bar",
        "under a veil",
        "within its clip",
        "under a faint annotation",
        "on a darker bar",
        "beside a bar of its colour",
        "outlines",
        "on a darker bar outside of its form",
        "beside a bar of its colour outside of its form",
    ],
)
def test_text_that_is_seen_stays(draw: Callable[[Canvas], None]) -> None:
    reading = read(draw)
    assert reading.pages[0].text == f"{SEEN}\n{WORD}"
    assert reading.warnings == ()


def test_text_in_no_ink_beside_outlines_of_its_letters_stays() -> None:
    def outlined(canvas: Canvas) -> None:
        canvas.setFillGray(0)
        for number in range(len(WORD)):
            canvas.rect(72 + 6.5 * number, 600, 4, 8, stroke=0, fill=1)
        set_in_mode(canvas, 3)

    reading = read(outlined)
    assert reading.pages[0].text == f"{SEEN}\n{WORD}"
    assert reading.warnings == ()


def test_what_is_left_of_a_line_stays() -> None:
    reading = read(lambda canvas: (canvas.drawString(72, 600, "valid until 2 June 2031"), bar(canvas, left=125.4)))
    assert reading.pages[0].text == f"{SEEN}\nvalid until"
    assert reading.pages[1].text == "2 June 2031"


def test_text_below_a_scan_of_it_is_the_scans() -> None:
    def page(canvas: Canvas) -> None:
        canvas.drawString(72, 600, WORD)
        canvas.drawInlineImage(Image.new("L", (60, 80), 200), 0, 0, 595, 842)

    assert read_pdf(drawn(page), Limits(), None).pages[0].text == WORD


@pytest.mark.parametrize("packed", [False, True])
def test_text_of_a_layer_that_is_off_is_aside(packed: bool) -> None:
    for is_off in (True, False):
        reading = read_pdf(layered(SEEN, WORD, is_off=is_off, packed=packed), Limits(), None)
        assert (WORD in reading.own().pages[0].text) != is_off
        assert any(WORD in page.text for page in reading.pages)


def test_drawing_leaves_the_page_as_it_was() -> None:
    data = drawn(lambda canvas: below(canvas, bar)).getvalue()
    first, second = (read_pdf(io.BytesIO(data), Limits(), None) for _ in range(2))
    assert first == second
