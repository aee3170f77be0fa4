from __future__ import annotations

from collections.abc import Callable

import pytest
from PIL import Image, ImageDraw

from muniment.reading.recognition.tiles import Rectangle
from tests.reading.pictures import picture

np = pytest.importorskip("numpy")
pytest.importorskip("cv2")

FIRST = Rectangle(15, 10, 420, 60)
"""Where the first line of the pictures below stands."""


def unread(image: Image.Image, *boxes: Rectangle) -> int:
    from muniment.reading.recognition.ink import Ink

    ink = Ink(np.asarray(image))
    ink.take_away(boxes)
    return ink.unread_words()


def test_word_outside_of_the_lines_that_were_read_is_writing_that_nobody_read() -> None:
    page = picture("Reviewed yearly", size=(600, 500))
    page.paste(picture("Quillmark", size=(300, 60)), (100, 350))
    assert unread(page, FIRST) == 1
    assert unread(page, FIRST, Rectangle(110, 350, 320, 410)) == 0


def _framed(image: Image.Image) -> None:
    draw = ImageDraw.Draw(image)
    for left in range(120, 400, 90):
        draw.rectangle((left, 300, left + 90, 400), outline=0, width=2)


def _noisy(image: Image.Image) -> None:
    image.paste(Image.effect_noise((90, 90), 150), (200, 300))


def _bar(image: Image.Image) -> None:
    ImageDraw.Draw(image).rectangle((100, 300, 400, 330), fill=0)


@pytest.mark.parametrize("drawn", [_framed, _noisy, _bar])
def test_frames_photographs_and_bars_are_no_writing(drawn: Callable[[Image.Image], None]) -> None:
    page = picture("Reviewed yearly", size=(600, 500))
    drawn(page)
    assert unread(page, FIRST) == 0


def test_place_that_was_passed_over_lies_around_its_ink_until_that_is_taken_away() -> None:
    from muniment.reading.recognition.ink import MARGIN_PIXELS, Ink

    page = picture("Reviewed yearly", size=(600, 500))
    page.paste(picture("Quillmark", size=(300, 60)), (100, 350))
    ink = Ink(np.asarray(page))
    ink.take_away([FIRST])
    [place] = ink.passed_over()
    assert 120 - 2 * MARGIN_PIXELS < place.left < 120 < 260 < place.right < 330 + 2 * MARGIN_PIXELS
    assert 350 - 2 * MARGIN_PIXELS < place.top < 370 < 400 < place.bottom < 410 + 2 * MARGIN_PIXELS
    ink.take_away([place])
    assert ink.passed_over() == []


def test_written_part_holds_pale_print_too_and_a_blank_picture_has_none() -> None:
    from muniment.reading.recognition.ink import MARGIN_PIXELS, written_part

    page = np.full((800, 600), 250, np.uint8)
    assert written_part(page) == Rectangle(0, 0, 0, 0)
    page[300:310, 200:260] = 235
    page[400:420, 580:590] = 0
    near = MARGIN_PIXELS
    assert written_part(page) == Rectangle(200 - near, 300 - near, 600, 420 + near)
