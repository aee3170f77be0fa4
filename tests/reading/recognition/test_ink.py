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
    from muniment.reading.recognition.ink import unread_words

    return unread_words(np.asarray(image), boxes)


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
