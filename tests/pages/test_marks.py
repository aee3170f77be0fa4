"""Where quotes stand, on pages that were drawn: ink must lie in the rectangles, and the quote's nowhere else."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from PIL import Image
from reportlab.pdfgen.canvas import Canvas

from muniment.limits import Limits
from muniment.pages.drawing import Drawing, Places
from muniment.pages.marks import MAX_MARKS, Mark, lines, marked, places_of
from muniment.reading.formats.pdf import read_pdf
from muniment.reading.model import SeenWord
from tests.drawn import darkest, pdf, picture_of, with_keys, without

QUOTE = "opinion is qualified"
SENTENCE = f"In our view the {QUOTE} for this year"


def _seen(
    drawing: Drawing, folder: Path, content: bytes, quote: str, *, page: int = 1
) -> tuple[list[Mark], Image.Image]:
    """The marks of the quote, and the page's picture."""
    path = folder / "file.pdf"
    path.write_bytes(content)
    text = read_pdf(io.BytesIO(content), Limits(), None).pages[page - 1].text
    places = drawing.places(path, extension="pdf", page=page, text=text)
    drawn = drawing.picture(path, extension="pdf", page=page, width=1200)
    assert isinstance(places, Places) and isinstance(drawn, bytes)
    return marked(places_of(quote, text), text, places.words), picture_of(drawn)


def _alone(folder: Path, drawing: Drawing, content: bytes) -> Image.Image:
    """The picture of a page on which nothing but the quote stands."""
    path = folder / "alone.pdf"
    path.write_bytes(content)
    drawn = drawing.picture(path, extension="pdf", page=1, width=1200)
    assert isinstance(drawn, bytes)
    return picture_of(drawn)


def _assert_holds_all_ink_of_the_quote(marks: list[Mark], alone: Image.Image) -> None:
    rectangles = [part for mark in marks for part in mark.rectangles]
    assert rectangles
    assert all(mark.is_whole for mark in marks)
    assert all(darkest(alone, part) < 128 for part in rectangles)
    assert min(without(alone, rectangles).tobytes()) > 200


def _quoted(x: float, y: float, *, turn: int, keys: dict[str, str]) -> tuple[bytes, bytes]:
    """A page with the sentence, and the same with the quote alone where it stands there."""
    before = SENTENCE.partition(QUOTE)[0]
    canvas = Canvas(io.BytesIO())
    across = canvas.stringWidth(before, "Helvetica", 12)
    pages = pdf([(x, y, SENTENCE)], turn=turn), pdf([(x + across, y, QUOTE)], turn=turn)
    return with_keys(pages[0], keys), with_keys(pages[1], keys)


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
@pytest.mark.parametrize(
    "keys",
    [
        {},
        {"CropBox": "[150 400 560 760]"},
        {"MediaBox": "[-100 -50 700 900]"},
        {"UserUnit": "3.5", "CropBox": "[150 400 560 760]"},
    ],
)
def test_quote_is_marked_where_its_ink_is_however_the_page_is_held_and_cut(
    drawing: Drawing, tmp_path: Path, turn: int, keys: dict[str, str]
) -> None:
    page, alone = _quoted(160, 600, turn=turn, keys=keys)
    marks, _ = _seen(drawing, tmp_path, page, QUOTE)
    assert len(marks) == 1
    assert len(marks[0].rectangles) == 1
    _assert_holds_all_ink_of_the_quote(marks, _alone(tmp_path, drawing, alone))


def test_quote_over_line_ends_and_a_hyphen_has_a_rectangle_for_each_line(drawing: Drawing, tmp_path: Path) -> None:
    parts = [(72.0, 700.0, "the controls were suit-"), (72.0, 684.0, "ably designed and oper-"), (72.0, 668.0, "ated")]
    content = pdf([(72, 716, "Before it all stands this."), *parts, (72, 652, "And after it that.")])
    text = read_pdf(io.BytesIO(content), Limits(), None).pages[0].text
    quote = text[text.index("the controls") : text.index("ated") + 4]
    marks, _ = _seen(drawing, tmp_path, content, quote)
    assert [len(mark.rectangles) for mark in marks] == [3]
    _assert_holds_all_ink_of_the_quote(marks, _alone(tmp_path, drawing, pdf(parts)))


def test_quote_over_two_columns_is_marked_in_both_and_not_between(drawing: Drawing, tmp_path: Path) -> None:
    left = [(72.0, 700.0 - 16 * n, f"left column line {n}") for n in range(4)]
    right = [(330.0, 700.0 - 16 * n, f"right column line {n}") for n in range(4)]
    content = pdf([*left, *right])
    text = read_pdf(io.BytesIO(content), Limits(), None).pages[0].text
    start, end = text.index("column line 3"), text.index("right column line 0") + len("right column")
    assert start < end
    marks, _ = _seen(drawing, tmp_path, content, text[start:end])
    assert len(marks[0].rectangles) == 2
    below, above = marks[0].rectangles
    assert below.right < 0.4 < above.left
    assert below.top > above.bottom


def test_two_pages_on_one_sheet_are_told_apart(drawing: Drawing, tmp_path: Path) -> None:
    content = pdf([(72, 500, SENTENCE), (72 + 612, 500, SENTENCE)], size=(1224, 792))
    marks, picture = _seen(drawing, tmp_path, content, QUOTE)
    assert [len(mark.rectangles) for mark in marks] == [1, 1]
    first, second = (mark.rectangles[0] for mark in marks)
    assert second.left - first.left == pytest.approx(0.5, abs=0.001)
    assert darkest(picture, first) < 128 and darkest(picture, second) < 128


def test_writing_that_runs_up_is_marked_in_one_piece(drawing: Drawing, tmp_path: Path) -> None:
    file = io.BytesIO()
    canvas = Canvas(file, pagesize=(612, 792), invariant=True)
    canvas.rotate(90)
    canvas.drawString(200, -100, SENTENCE)
    canvas.save()
    marks, picture = _seen(drawing, tmp_path, file.getvalue(), QUOTE)
    (rectangle,) = marks[0].rectangles
    assert rectangle.bottom - rectangle.top > 3 * (rectangle.right - rectangle.left)
    assert darkest(picture, rectangle) < 128


def test_answers_of_a_form_are_marked(drawing: Drawing, tmp_path: Path) -> None:
    file = io.BytesIO()
    canvas = Canvas(file, pagesize=(612, 792), invariant=True)
    canvas.drawString(72, 700, "Insured")
    canvas.acroForm.textfield(name="a", x=200, y=690, width=200, height=24, value="Northwind Hosting", borderWidth=0)
    canvas.save()
    marks, picture = _seen(drawing, tmp_path, file.getvalue(), "Northwind")
    (rectangle,) = marks[0].rectangles
    assert 200 / 612 <= rectangle.left < rectangle.right <= 400 / 612
    assert darkest(picture, rectangle) < 128


def test_letters_with_accents_ligatures_and_without_spaces_are_marked(drawing: Drawing, tmp_path: Path) -> None:
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont

    pdfmetrics.registerFont(UnicodeCIDFont("HeiseiMin-W3"))
    file = io.BytesIO()
    canvas = Canvas(file, pagesize=(612, 792), invariant=True)
    canvas.setFont("HeiseiMin-W3", 12)
    canvas.drawString(72, 700, "監査人の意見は限定付である")
    canvas.save()
    marks, _ = _seen(drawing, tmp_path, file.getvalue(), "意見")
    (rectangle,) = marks[0].rectangles
    assert rectangle.left == pytest.approx((72 + 4 * 12) / 612, abs=0.005)
    assert rectangle.right == pytest.approx((72 + 6 * 12) / 612, abs=0.005)


def test_hidden_text_moves_no_mark(drawing: Drawing, tmp_path: Path) -> None:
    file = io.BytesIO()
    canvas = Canvas(file, pagesize=(612, 792), invariant=True)
    canvas.setFillGray(1)
    canvas.drawString(72, 720, SENTENCE)
    canvas.setFillGray(0)
    canvas.drawString(72, 600, SENTENCE)
    canvas.save()
    marks, picture = _seen(drawing, tmp_path, file.getvalue(), QUOTE)
    assert [len(mark.rectangles) for mark in marks] == [1]
    assert darkest(picture, marks[0].rectangles[0]) < 128


def test_page_of_too_many_texts_has_a_picture_and_no_words(drawing: Drawing, tmp_path: Path) -> None:
    content = pdf([(10 + at % 590, 780 - at // 590, ".") for at in range(30_001)])
    path = tmp_path / "file.pdf"
    path.write_bytes(content)
    assert drawing.places(path, extension="pdf", page=1, text="." * 100) == Places(size=(612, 792))


def test_places_are_all_that_there_are_or_the_one_that_is_named() -> None:
    text = "one two one two one"
    assert places_of("one", text) == [(0, 3), (8, 11), (16, 19)]
    assert places_of("one", text, start=8) == [(8, 11)]
    assert places_of("one", text, start=7) == []
    assert places_of("three", text) == []
    assert places_of("", text) == []
    assert len(places_of("a", "a" * 1000)) == MAX_MARKS


def _word(start: int, end: int, left: float, top: float, right: float, bottom: float) -> SeenWord:
    return SeenWord(start, end, left, top, right, bottom)


def test_quote_of_which_a_part_is_known_says_so() -> None:
    text = "known unknown known"
    words = [_word(0, 5, 0.1, 0.1, 0.2, 0.12), _word(14, 19, 0.5, 0.1, 0.6, 0.12)]
    (whole,) = marked([(0, 5)], text, words)
    (part,) = marked([(0, 13)], text, words)
    (none,) = marked([(6, 13)], text, words)
    assert (len(whole.rectangles), whole.is_whole) == (1, True)
    assert (len(part.rectangles), part.is_whole) == (1, False)
    assert (none.rectangles, none.is_whole) == ((), False)


def test_words_of_a_table_row_are_marked_cell_by_cell() -> None:
    words = [_word(0, 5, 0.1, 0.1, 0.15, 0.12), _word(6, 11, 0.16, 0.1, 0.2, 0.12), _word(12, 17, 0.7, 0.1, 0.8, 0.12)]
    assert [(one.left, one.right) for one in lines(words)] == [(0.1, 0.2), (0.7, 0.8)]
