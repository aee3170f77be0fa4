from __future__ import annotations

import io
from collections.abc import Callable

import pytest
from PIL import Image
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen.canvas import Canvas

from muniment.limits import Limits
from muniment.reading.formats.pdf import read_pdf
from muniment.reading.model import UnreadableError
from muniment.reading.recognition.recogniser import RecognitionError, Sight

LIMITS = Limits()


class Eye:
    """Sees the same text in every image; remembers the images' sizes and modes."""

    def __init__(self, text: str = "SEEN TEXT THAT IS LONG ENOUGH") -> None:
        self.seen: list[tuple[int, int, str]] = []
        self._text = text

    def sight_of(self, image: Image.Image) -> Sight:
        self.seen.append((*image.size, image.mode))
        return Sight(self._text)


class BlindEye:
    def sight_of(self, image: Image.Image) -> Sight:
        raise RecognitionError("no engine")


def drawn(
    *pages: Callable[[Canvas], object], size: tuple[float, float] = (595, 842), encrypt: object = None
) -> io.BytesIO:
    """A PDF whose pages are drawn by the given functions."""
    file = io.BytesIO()
    canvas = Canvas(file, pagesize=size, encrypt=encrypt)
    for page in pages:
        page(canvas)
        canvas.showPage()
    canvas.save()
    file.seek(0)
    return file


def written(text: str) -> Callable[[Canvas], object]:
    return lambda canvas: canvas.drawString(72, 700, text)


def scanned(canvas: Canvas) -> None:
    canvas.drawInlineImage(Image.new("L", (60, 80), 200), 0, 0, 595, 842)


def codes(file: io.BytesIO, **kwargs: object) -> list[str]:
    return [one.code for one in read_pdf(file, LIMITS, None).warnings]


def test_each_page_has_its_text_and_number() -> None:
    reading = read_pdf(drawn(written("first"), written("second")), LIMITS, None)
    assert [(page.number, page.text, page.ocr) for page in reading.pages] == [(1, "first", False), (2, "second", False)]
    assert reading.page_count == 2
    assert reading.warnings == ()


def test_form_answers_are_part_of_the_text() -> None:
    def form(canvas: Canvas) -> None:
        canvas.drawString(72, 750, "Name of vendor")
        canvas.acroForm.textfield(name="vendor", value="Example Hosting Ltd", x=72, y=700, width=300, height=20)

    assert "Example Hosting Ltd" in read_pdf(drawn(form), LIMITS, None).pages[0].text


def test_free_text_notes_are_part_of_the_text_once() -> None:
    def noted(canvas: Canvas) -> None:
        canvas.drawString(72, 750, "Printed")
        for _ in range(2):
            canvas.freeTextAnnotation("Typed by the reviewer", "/F1 0 Tf", Rect=[72, 600, 300, 640])

    assert read_pdf(drawn(noted), LIMITS, None).pages[0].text == "Printed\nTyped by the reviewer"


def test_page_that_is_only_an_image_is_recognised_in_grey_at_200_dpi() -> None:
    eye = Eye()
    reading = read_pdf(drawn(scanned, written("a page of text")), LIMITS, eye)
    assert [(page.text, page.ocr) for page in reading.pages] == [
        ("SEEN TEXT THAT IS LONG ENOUGH", True),
        ("a page of text", False),
    ]
    ((width, height, mode),) = eye.seen
    assert (width // 10, height // 10, mode) == (165, 233, "L")


def test_letters_drawn_as_outlines_are_recognised() -> None:
    def outlined(canvas: Canvas) -> None:
        for index in range(30):
            canvas.circle(100 + 10 * index, 500, 4)

    assert read_pdf(drawn(outlined), LIMITS, Eye()).pages[0].ocr


def test_blank_page_is_not_recognised() -> None:
    eye = Eye()
    read_pdf(drawn(lambda canvas: None), LIMITS, eye)
    assert eye.seen == []


def test_recognition_that_is_off_is_a_warning_naming_the_pages() -> None:
    (warning,) = read_pdf(drawn(scanned, written("text"), scanned), LIMITS, None).warnings
    assert warning.code == "ocr_off"
    assert "pages 1, 3" in warning.message


def test_pages_beyond_the_recognition_budget_are_a_warning() -> None:
    eye = Eye()
    reading = read_pdf(drawn(scanned, scanned, scanned), Limits(max_ocr_pages=1), eye)
    assert len(eye.seen) == 1
    assert [one.code for one in reading.warnings] == ["ocr_page_limit"]
    assert "pages 2-3" in reading.warnings[0].message


def test_failed_recognition_costs_only_its_page() -> None:
    reading = read_pdf(drawn(scanned, written("text")), LIMITS, BlindEye())
    assert [page.text for page in reading.pages] == ["", "text"]
    assert [one.code for one in reading.warnings] == ["ocr_failed"]


def test_giant_page_is_rendered_within_the_pixel_limit() -> None:
    eye = Eye()

    def poster(canvas: Canvas) -> None:
        canvas.drawInlineImage(Image.new("L", (60, 80), 200), 0, 0, 14400, 14400)

    read_pdf(drawn(poster, size=(14400, 14400)), Limits(max_ocr_pixels=1_000_000), eye)
    ((width, height, _),) = eye.seen
    assert 900_000 < width * height <= 1_010_000


def test_pdf_that_needs_a_password_is_encrypted() -> None:
    with pytest.raises(UnreadableError) as caught:
        read_pdf(drawn(written("secret"), encrypt=StandardEncryption("user", "owner")), LIMITS, None)
    assert caught.value.code == "encrypted"


def test_pdf_with_only_an_owner_password_is_read_with_a_warning() -> None:
    reading = read_pdf(drawn(written("open"), encrypt=StandardEncryption("", "owner", canCopy=0)), LIMITS, None)
    assert reading.pages[0].text == "open"
    assert [one.code for one in reading.warnings] == ["permissions"]


@pytest.mark.parametrize("data", [b"", b"%PDF-1.7\n", b"not a pdf at all", drawn(written("x")).getvalue()[:200]])
def test_broken_pdf_is_corrupt(data: bytes) -> None:
    with pytest.raises(UnreadableError) as caught:
        read_pdf(io.BytesIO(data), LIMITS, None)
    assert caught.value.code == "corrupt"


def test_script_in_a_pdf_is_a_warning() -> None:
    source = drawn(written("x")).getvalue()
    script = b"/Names<</JavaScript<</Names[(a)<</S/JavaScript/JS(app.alert\\(1\\))>>]>>>>"
    (warning,) = read_pdf(
        io.BytesIO(source.replace(b"/Type /Catalog", b"/Type /Catalog" + script)), LIMITS, None
    ).warnings
    assert warning.code == "active_content"


def test_embedded_file_is_a_warning_with_its_name() -> None:
    source = drawn(written("x")).getvalue()
    names = b"/Names<</EmbeddedFiles<</Names[(data.xml)<</Type/Filespec/F(data.xml)/EF<<>>>>]>>>>"
    (warning,) = read_pdf(
        io.BytesIO(source.replace(b"/Type /Catalog", b"/Type /Catalog" + names)), LIMITS, None
    ).warnings
    assert warning.code == "embedded_files"
    assert "data.xml" in warning.message


def test_pages_beyond_the_limit_are_a_warning_and_the_count_stays_true() -> None:
    reading = read_pdf(drawn(*[written("page")] * 5), Limits(max_pages=2), None)
    assert (len(reading.pages), reading.page_count) == (2, 5)
    assert [one.code for one in reading.warnings] == ["pages_limit"]


def test_text_is_cut_at_the_character_limit_with_a_warning() -> None:
    reading = read_pdf(drawn(*[written("abcdef")] * 3), Limits(max_characters=8), None)
    assert [page.text for page in reading.pages] == ["abcdef", "ab"]
    assert [one.code for one in reading.warnings] == ["characters_limit"]
