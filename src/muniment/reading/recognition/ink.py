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
_PALE = 12  # from which on there may be writing
_APART = 49  # pixels: words nearer to one another are one place
_LEAST_HEIGHT, _LEAST_WIDTH, _LEAST_INK = 6, 8, 30  # of letters of 8 pixels; smaller ones are not read
_MOST_SHARE = 0.25  # of the picture: a larger place is a photograph or a frame, and was looked at already
_SMALL = 20_000  # pixels
_MOST_PLACES = 16  # those with the most ink


_LEAST_LETTERS = 3  # of a word
_LEAST_LETTER_PIXELS = 7  # of height
_MOST_APART = 3.0  # of the letters: the tallest, and half of the widest, to the middle one's height
_MOST_INK = 0.4  # of a word's rectangle: stamps, codes and photographs have more


def written_part(picture: Pixels) -> Rectangle:
    """What holds all that is not paper, with a margin; of a blank picture, nothing."""
    import cv2
    import numpy as np

    is_marked = cv2.LUT(picture, (np.abs(np.arange(256) - _paper(picture)) > _PALE).astype(np.uint8))
    left, top, width, height = cv2.boundingRect(is_marked)
    place = Rectangle(left, top, left + width, top + height)
    return _with_margin(picture, place) if width else place


def _paper(picture: Pixels) -> int:
    """Its grey level: the commonest."""
    import cv2

    return int(cv2.calcHist([picture], [0], None, [256], [0, 256]).argmax())


class Ink:
    """The ink of a picture that lies outside of the lines found so far."""

    def __init__(self, picture: Pixels) -> None:
        import cv2
        import numpy as np

        self._picture = picture
        is_ink = cv2.LUT(picture, (np.abs(np.arange(256) - _paper(picture)) > _INK).astype(np.uint8))
        self._is_ink: Pixels = np.asarray(is_ink, np.uint8)
        self._places: list[Rectangle] | None = None

    def take_away(self, boxes: Sequence[Rectangle]) -> None:
        """Leave out what is in the boxes of these lines, and what reaches out of them."""
        for box in boxes:
            reach = int((box.bottom - box.top) / 2)  # ascenders, and what underlines the line
            left, top = max(0, int(box.left) - reach), max(0, int(box.top) - reach)
            self._is_ink[top : int(box.bottom) + reach + 1, left : int(box.right) + reach + 1] = 0
            self._places = None

    def passed_over(self) -> list[Rectangle]:
        """The places, with a margin, where there is ink as large as a word; those with the most first."""
        return [_with_margin(self._picture, place) for place in self._found()]

    def unread_words(self) -> int:
        """In how many of the places the ink is like that of letters: writing that nobody read."""
        return sum(_is_like_letters(self._is_ink, place) for place in self._found())

    def _found(self) -> list[Rectangle]:
        if self._places is None:
            self._places = _places(self._is_ink)
        return self._places


def _places(is_ink: Pixels) -> list[Rectangle]:
    """Where the ink is as large as a word; those with the most first."""
    import cv2
    import numpy as np

    left_most, top_most, wide, high = _around_all(is_ink)
    part = is_ink[top_most : top_most + high, left_most : left_most + wide]
    if not part.size:
        return []
    joined = cv2.dilate(part, np.ones((_APART, _APART), np.uint8))
    count, place_of, about, _ = cv2.connectedComponentsWithStats(joined)
    ink = np.bincount(place_of[part > 0], minlength=count)
    places: list[Rectangle] = []
    left_to_look = is_ink.size // 2  # pixels: what is looked at again costs no more than half of the first look
    for number in sorted(range(1, count), key=lambda one: -int(ink[one])):
        left, top, width, height = (int(side) for side in about[number][:4])
        left, top = left + left_most, top + top_most
        is_word = width >= _APART + _LEAST_WIDTH - 1 and height >= _LEAST_HEIGHT + _APART - 1
        is_small = width * height <= min(left_to_look, max(_MOST_SHARE * is_ink.size, _SMALL))
        if is_word and is_small and ink[number] >= _LEAST_INK:
            left_to_look -= width * height
            places.append(Rectangle(left, top, left + width, top + height))
    return places[:_MOST_PLACES]


def _around_all(is_ink: Pixels) -> tuple[int, int, int, int]:
    """Left, top, width and height of all the ink, and of what is near to it; of none, nothing."""
    import cv2

    height, width = is_ink.shape
    left, top, wide, high = cv2.boundingRect(is_ink)
    if not wide:
        return 0, 0, 0, 0
    near = _APART // 2
    first, upper = max(0, left - near), max(0, top - near)
    return first, upper, min(width, left + wide + near) - first, min(height, top + high + near) - upper


def _is_like_letters(is_ink: Pixels, place: Rectangle) -> bool:
    import cv2
    import numpy as np

    part = is_ink[int(place.top) : int(place.bottom), int(place.left) : int(place.right)]
    _, _, about, _ = cv2.connectedComponentsWithStats(part)
    pieces = about[1:]
    letters = pieces[pieces[:, cv2.CC_STAT_HEIGHT] >= _LEAST_LETTER_PIXELS]
    if len(letters) < _LEAST_LETTERS:
        return False
    heights = letters[:, cv2.CC_STAT_HEIGHT]
    if max(heights.max(), pieces[:, cv2.CC_STAT_WIDTH].max() / 2) > _MOST_APART * np.median(heights):
        return False  # rules and frames
    left, top = letters[:, cv2.CC_STAT_LEFT].min(), letters[:, cv2.CC_STAT_TOP].min()
    right = (letters[:, cv2.CC_STAT_LEFT] + letters[:, cv2.CC_STAT_WIDTH]).max()
    bottom = (letters[:, cv2.CC_STAT_TOP] + heights).max()
    return bool(letters[:, cv2.CC_STAT_AREA].sum() <= _MOST_INK * (right - left) * (bottom - top))


def _with_margin(picture: Pixels, place: Rectangle) -> Rectangle:
    height, width = picture.shape
    return Rectangle(
        max(0, place.left - MARGIN_PIXELS),
        max(0, place.top - MARGIN_PIXELS),
        min(width, place.right + MARGIN_PIXELS),
        min(height, place.bottom + MARGIN_PIXELS),
    )
