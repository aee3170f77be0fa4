from __future__ import annotations

from collections.abc import Callable

from PIL import Image
from reportlab.pdfgen.canvas import Canvas

from muniment.limits import Limits
from muniment.reading.formats.pdf import read_pdf
from muniment.reading.formats.pdf_pictures import PageSight, merged
from muniment.reading.recognition.recogniser import Sight
from tests.reading.formats.test_pdf import drawn
from tests.reading.pictures import picture

LIMITS = Limits()
A4 = (595, 842)


class Eye:
    """Tells the same of every picture; keeps the pictures."""

    def __init__(self, *sights: Sight) -> None:
        self.pictures: list[Image.Image] = []
        self._sights = sights or (Sight("SEEN"),)

    def sight_of(self, image: Image.Image) -> Sight:
        self.pictures.append(image.copy())
        return self._sights[min(len(self.pictures), len(self._sights)) - 1]


def scan(canvas: Canvas) -> None:
    canvas.drawInlineImage(picture("Scanned words", size=(595, 842), at=(150, 400)), 0, 0, *A4)


def lines(canvas: Canvas, text: str, *, top: float, count: int = 1, left: float = 72) -> None:
    for number in range(count):
        canvas.drawString(left, top - 14 * number, f"{text} {number}")


def ink(image: Image.Image, part: tuple[float, float, float, float]) -> int:
    """Dark pixels in a part of the picture, given as shares of its size."""
    width, height = image.size
    left, top, right, bottom = part
    cropped = image.crop((int(left * width), int(top * height), int(right * width), int(bottom * height)))
    return sum(cropped.histogram()[:128])


def test_scan_with_much_text_as_its_stamp_is_recognised_and_the_stamp_is_painted_over() -> None:
    def stamped(canvas: Canvas) -> None:
        scan(canvas)
        lines(canvas, "Received by the front office and filed under the number", top=80, count=5, left=20)

    eye = Eye(Sight("Scanned words", 0, ((0.5, 0.5),)))
    page = read_pdf(drawn(stamped), LIMITS, eye).pages[0]
    assert page.ocr
    assert page.text.split("\n")[0] == "Scanned words"
    assert page.text.count("Received") == 5
    assert ink(eye.pictures[0], (0, 0.4, 1, 0.6)) > 0
    assert ink(eye.pictures[0], (0, 0.85, 1, 1)) == 0


def test_scan_whose_text_layer_covers_its_words_is_not_recognised_again() -> None:
    def recognised(canvas: Canvas) -> None:
        words = "Scanned words of a line that is long enough"
        canvas.drawInlineImage(picture(words, size=A4, letters=20, at=(100, 400)), 0, 0, *A4)
        text = canvas.beginText(95, 842 - 420)
        text.setTextRenderMode(3)
        text.setFont("Helvetica", 24)
        text.textOut(words)
        canvas.drawText(text)

    eye = Eye()
    reading = read_pdf(drawn(recognised), LIMITS, eye)
    assert eye.pictures == []
    assert not reading.pages[0].ocr


def test_picture_below_a_heading_is_read_into_its_place() -> None:
    def half(canvas: Canvas) -> None:
        lines(canvas, "Above", top=780, count=3)
        canvas.drawInlineImage(picture("Middle"), 72, 400, 300, 60)
        lines(canvas, "Below", top=300, count=3)

    eye = Eye(Sight("Middle", 0, ((0.3, 0.5),)))
    text = read_pdf(drawn(half), LIMITS, eye).pages[0].text
    assert text.split("\n") == ["Above 0", "Above 1", "Above 2", "Middle", "Below 0", "Below 1", "Below 2"]


def test_picture_without_any_ink_and_page_without_pictures_are_not_looked_at() -> None:
    def blank(canvas: Canvas) -> None:
        lines(canvas, "Text on grey paper, which is an image", top=700, count=3)
        canvas.drawInlineImage(Image.new("L", (60, 80), 200), 100, 100, 200, 200)

    eye = Eye()
    read_pdf(drawn(blank, lambda canvas: lines(canvas, "Text", top=700, count=9)), LIMITS, eye)
    assert eye.pictures == []


def test_same_logo_on_every_page_is_looked_at_once() -> None:
    def page(number: int) -> Callable[[Canvas], object]:
        def draw(canvas: Canvas) -> None:
            lines(canvas, f"Page {number} of the report on controls", top=700, count=3)
            canvas.drawInlineImage(picture("Logo"), 400, 780, 120, 24)

        return draw

    eye = Eye(Sight("Logo", 0, ((0.8, 0.06),)))
    reading = read_pdf(drawn(*map(page, range(5))), Limits(max_ocr_pages=1), eye)
    assert len(eye.pictures) == 1
    assert reading.warnings == ()
    assert all("Logo" in one.text for one in reading.pages)


def test_pages_without_text_are_looked_at_before_pictures_beside_text() -> None:
    def beside(canvas: Canvas) -> None:
        lines(canvas, "A page of text with a picture", top=700, count=3)
        canvas.drawInlineImage(picture("Picture"), 100, 100, 300, 60)

    reading = read_pdf(drawn(beside, scan), Limits(max_ocr_pages=1), Eye())
    assert [page.ocr for page in reading.pages] == [False, True]
    assert [(one.code, "page 1" in one.message) for one in reading.warnings] == [("ocr_page_limit", True)]


def test_picture_on_a_turned_page_is_found_where_it_is_seen() -> None:
    def turned(canvas: Canvas) -> None:
        canvas.setPageRotation(90)  # and so the page's own space is 842 wide, 595 high
        lines(canvas, "Text of the page, which is turned", top=500, count=3)
        canvas.drawInlineImage(picture("Picture"), 100, 100, 300, 60)

    eye = Eye()
    read_pdf(drawn(turned), LIMITS, eye)
    (seen,) = eye.pictures
    # turned clockwise: the lower left corner is seen at the upper left
    assert ink(seen, (0.1, 0.1, 0.3, 0.5)) > 0
    assert ink(seen, (0.3, 0, 1, 1)) == 0


def test_what_an_image_says_follows_the_line_above_it_in_its_own_column() -> None:
    left = [((0.1, 0.1 * row, 0.45, 0.1 * row + 0.02), 5) for row in (1, 2, 8)]
    right = [((0.55, 0.1 * row, 0.9, 0.1 * row + 0.02), 5) for row in (1, 8)]
    sight = PageSight([(0.1, 0.3, 0.45, 0.7)], [*left, *right], 0)
    seen = Sight("SEEN\nTWICE", 0, ((0.2, 0.4), (0.2, 0.5)))
    assert merged("left1\nleft2\nleft8\nrigh1\nrigh8", seen, sight).split("\n") == [
        "left1", "left2", "SEEN", "TWICE", "left8", "righ1", "righ8",
    ]  # fmt: skip


def test_lines_nobody_can_place_stand_together() -> None:
    sight = PageSight([(0.1, 0.3, 0.9, 0.7)], [((0.1, 0.1, 0.9, 0.2), 3), ((0.1, 0.8, 0.9, 0.9), 3)], 0)
    assert merged("one\ntwo", Sight("SEEN\nTWICE"), sight) == "one\nSEEN\nTWICE\ntwo"


def test_strips_of_one_scan_are_one_image() -> None:
    strips = [(0.0, 0.05 * row, 1.0, 0.05 * (row + 1)) for row in range(20)]
    sight = PageSight(strips, [((0.1, 0.0, 0.4, 0.02), 4)], 0)
    seen = Sight("SEEN\nTWICE", 0, ((0.5, 0.2), (0.5, 0.8)))
    assert merged("head\nfoot", seen, sight) == "SEEN\nTWICE\nhead\nfoot"
