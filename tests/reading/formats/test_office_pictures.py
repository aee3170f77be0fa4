from __future__ import annotations

import io
from collections.abc import Mapping

import pytest
from PIL import Image

from muniment.limits import Limits
from muniment.reading.formats.ooxml_word import read_docx
from muniment.reading.model import Reading
from muniment.reading.recognition.recogniser import Recogniser, Sight
from tests.reading.files import RELATIONS, WORD, docx, paragraph, relations
from tests.reading.formats.test_pdf import BlindEye
from tests.reading.pictures import encoded

LIMITS = Limits()


class Shade:
    """Reads a plain picture as its grey level."""

    def __init__(self) -> None:
        self.seen: list[str] = []

    def sight_of(self, image: Image.Image) -> Sight:
        self.seen.append(f"grey {image.getpixel((0, 0))}")
        return Sight(self.seen[-1])


def grey(level: int, size: tuple[int, int] = (40, 40)) -> bytes:
    return encoded(Image.new("L", size, level))


def blip(number: int, tag: str = "a:blip") -> str:
    return f'<w:p><{tag} xmlns:a="urn:a" xmlns:asvg="urn:s" xmlns:r="{RELATIONS}" r:embed="rId{number + 1}"/></w:p>'


def pictured(pictures: Mapping[str, bytes], body: str | None = None, limits: Limits = LIMITS,
             eye: Recogniser | None = None, **parts: str | bytes) -> Reading:  # fmt: skip
    """A document of some text and the pictures, in reverse order of their relations."""
    shown = "".join(blip(number) for number in range(len(pictures), 0, -1))
    file: io.BytesIO = docx(
        paragraph("Own text") + (shown if body is None else body),
        parts={**{f"word/media/{name}": data for name, data in pictures.items()}, **parts},
        refers=[("image", f"media/{name}") for name in pictures],
    )
    return read_docx(file, limits, eye)


def test_pictures_are_pages_after_the_text_in_the_order_shown() -> None:
    reading = pictured({"a.png": grey(10), "b.png": grey(20)}, eye=Shade())
    assert [(page.number, page.label, page.text, page.ocr) for page in reading.pages] == [
        (1, None, "Own text", False),
        (2, "Picture b.png", "grey 20", True),
        (3, "Picture a.png", "grey 10", True),
    ]
    assert reading.warnings == ()


def test_same_picture_is_looked_at_once_and_a_bullet_never() -> None:
    eye = Shade()
    pictured({"a.png": grey(10), "b.png": grey(10), "bullet.png": grey(30, (11, 40))}, eye=eye)
    assert eye.seen == ["grey 10"]


@pytest.mark.parametrize(
    ("limits", "eye", "code", "what"),
    [
        (LIMITS, None, "ocr_off", "2 pictures (b.png, a.png)"),
        (Limits(max_ocr_pages=1), Shade(), "ocr_page_limit", "1 picture (a.png)"),
        (LIMITS, BlindEye(), "ocr_failed", "2 pictures (b.png, a.png)"),
        (Limits(max_image_pixels=1_599), Shade(), "pictures_unread", "2 pictures (b.png, a.png)"),
        (Limits(max_unpacked_bytes=100), Shade(), "pictures_unread", "1 picture (a.png)"),
        (Limits(max_member_bytes=10), Shade(), "pictures_unread", "2 pictures (b.png, a.png)"),
    ],
)
def test_pictures_that_are_not_read_are_counted_and_named(
    limits: Limits, eye: Recogniser | None, code: str, what: str
) -> None:
    (warning,) = pictured({"a.png": grey(10), "b.png": grey(20)}, limits=limits, eye=eye).warnings
    assert warning.code == code
    assert what in warning.message


def test_metafiles_and_damaged_pictures_are_warned_of() -> None:
    (warning,) = pictured({"a.emf": b"\1\0\0\0" + bytes(99), "b.png": grey(10)[:40]}, eye=Shade()).warnings
    assert (warning.code, "2 pictures (b.png, a.emf)" in warning.message) == ("pictures_unread", True)


def test_drawing_beside_its_own_bitmap_is_not_warned_of_and_neither_is_a_picture_nobody_shows() -> None:
    body = blip(1) + blip(2, "asvg:svgBlip")
    reading = pictured({"a.png": grey(10), "a.svg": b"<svg/>", "left.emf": b"x"}, body, eye=Shade())
    assert reading.warnings == ()


def test_pictures_of_the_text_come_before_those_of_the_header() -> None:
    header = f"<w:hdr {WORD}>{blip(0)}</w:hdr>"
    file = docx(
        blip(2) + paragraph("Own text"),
        parts={
            "word/header1.xml": header,
            "word/_rels/header1.xml.rels": relations(("image", "media/logo.png")),
            "word/media/logo.png": grey(1),
            "word/media/a.png": grey(2),
        },
        refers=[("header", "header1.xml"), ("image", "media/a.png")],
    )
    eye = Shade()
    read_docx(file, LIMITS, eye)
    assert eye.seen == ["grey 2", "grey 1"]


def test_parts_that_refer_to_each_other_are_followed_once() -> None:
    parts: dict[str, str | bytes] = {
        "word/charts/c.xml": f"<c:x xmlns:c='urn:c'>{blip(0)}</c:x>".replace("w:p", "c:p"),
        "word/charts/_rels/c.xml.rels": relations(("chart", "c.xml"), ("chart", "../document.xml")),
    }
    file = docx(paragraph("Own text"), parts=parts, refers=[("chart", "charts/c.xml")])
    assert [page.label for page in read_docx(file, LIMITS, Shade()).pages if page.ocr] == []
