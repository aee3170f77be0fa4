"""Where a picture shows something that the engine passed over.

The engine finds no lone word on a nearly blank page: one of 18 pixels with 600 pixels of paper around it is lost, with
up to 300 it is found. So what lies outside of the lines found is looked at again, by itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from muniment.reading.recognition.tiles import Rectangle

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray

    Pixels = NDArray[np.uint8]

MARGIN_PIXELS = 48
"""Of paper around what is looked at."""

_INK = 48  # grey levels from the paper
_APART = 49  # pixels: words nearer to one another are one place
_LEAST_HEIGHT, _LEAST_WIDTH, _LEAST_INK = 6, 8, 30  # of letters of 8 pixels; smaller ones are not read
_MOST_SHARE = 0.25  # of the picture: a larger place is a photograph or a frame, and was looked at already
_SMALL = 20_000  # pixels
_MOST_PLACES = 16  # those with the most ink


def passed_over(picture: Pixels, boxes: Sequence[Rectangle]) -> list[Rectangle]:
    """The places, with a margin, where ink as large as a word lies outside of the boxes."""
    import cv2
    import numpy as np

    paper = int(np.bincount(picture.ravel(), minlength=256).argmax())
    is_ink = np.asarray(cv2.absdiff(picture, np.full_like(picture, paper)) > _INK).astype(np.uint8)
    for box in boxes:
        reach = int((box.bottom - box.top) / 2)  # ascenders, and what underlines the line
        left, top = max(0, int(box.left) - reach), max(0, int(box.top) - reach)
        is_ink[top : int(box.bottom) + reach + 1, left : int(box.right) + reach + 1] = 0
    joined = cv2.dilate(is_ink, np.ones((_APART, _APART), np.uint8))
    count, place_of, about, _ = cv2.connectedComponentsWithStats(joined)
    ink = np.bincount(place_of[is_ink > 0], minlength=count)
    places: list[Rectangle] = []
    left_to_look = picture.size // 2  # pixels: what is looked at again costs no more than half of the first look
    for number in sorted(range(1, count), key=lambda one: -int(ink[one])):
        left, top, width, height = (int(side) for side in about[number][:4])
        is_word = width >= _APART + _LEAST_WIDTH - 1 and height >= _LEAST_HEIGHT + _APART - 1
        is_small = width * height <= min(left_to_look, max(_MOST_SHARE * picture.size, _SMALL))
        if is_word and is_small and ink[number] >= _LEAST_INK:
            left_to_look -= width * height
            places.append(_with_margin(picture, left, top, left + width, top + height))
    return places[:_MOST_PLACES]


def _with_margin(picture: Pixels, left: int, top: int, right: int, bottom: int) -> Rectangle:
    height, width = picture.shape
    return Rectangle(
        max(0, left - MARGIN_PIXELS),
        max(0, top - MARGIN_PIXELS),
        min(width, right + MARGIN_PIXELS),
        min(height, bottom + MARGIN_PIXELS),
    )
