"""Where recognised words stand: a picture is made of each line, held in every way, and the ink is looked for."""

from __future__ import annotations

import pytest
from PIL import Image

from muniment.limits import Limits
from muniment.reading.model import SeenWord
from muniment.reading.recognition.looking import Looking
from muniment.reading.recognition.ocr_worker import Box, Look, read_upright
from muniment.reading.recognition.placed import placed
from muniment.reading.recognition.recogniser import Sight


def _look(boxes: list[Box], degrees: int, *, size: tuple[int, int] = (100, 200)) -> Look:
    return Look(boxes, 0, size if degrees % 180 == 0 else size[::-1], degrees)


def _words(text: str, sight: Sight) -> dict[str, tuple[float, ...]]:
    return {text[one.start : one.end]: tuple(round(side, 2) for side in one[2:]) for one in placed(text, sight)}


def test_words_share_their_line_by_the_width_of_their_letters() -> None:
    sight = read_upright(lambda _: _look([Box(10, 20, 90, 40, "aaaa bbbb", 1.0)], 0))
    assert _words("aaaa bbbb", sight) == {"aaaa": (0.1, 0.1, 0.48, 0.2), "bbbb": (0.52, 0.1, 0.9, 0.2)}
    narrow = read_upright(lambda _: _look([Box(0, 0, 100, 20, "ill mmm", 1.0)], 0))
    assert _words("ill mmm", narrow)["mmm"][0] == pytest.approx(0.29, abs=0.02)


def test_parts_of_a_line_that_stand_apart_have_their_own_places() -> None:
    boxes = [Box(0, 0, 20, 20, "left", 1.0), Box(80, 0, 100, 20, "right", 1.0)]
    words = _words("left right", read_upright(lambda _: _look(boxes, 0)))
    assert (words["left"][:3:2], words["right"][:3:2]) == ((0.0, 0.2), (0.8, 1.0))


@pytest.mark.parametrize(
    ("degrees", "first", "second"),
    [
        # the picture is 100 by 200; as it is read, the line takes half of its upper edge, and each word half of that
        (180, (0.76, 0.9, 1.0, 1.0), (0.5, 0.9, 0.74, 1.0)),
        (90, (0.8, 0.0, 1.0, 0.24), (0.8, 0.26, 1.0, 0.5)),
        (270, (0.0, 0.76, 0.2, 1.0), (0.0, 0.5, 0.2, 0.74)),
    ],
)
def test_words_of_a_picture_that_was_turned_stand_where_it_came(
    degrees: int, first: tuple[float, ...], second: tuple[float, ...]
) -> None:
    size = (100, 200) if degrees % 180 == 0 else (200, 100)
    sight = Sight("", degrees=degrees)
    line = Box(0, 0, size[0] / 2, 20, "aaaa bbbb", 1.0)
    looks = {0: Look([Box(0, 0, 9, 9, "x", 0.1)] if degrees == 180 else [Box(0, 0, 5, 50, "xx", 0.1)], 0, (100, 200))}
    looks |= {turn: Look([line] if turn == degrees else [], 0, size, turn) for turn in (90, 180, 270)}
    sight = read_upright(lambda turn: looks[turn])
    assert sight.degrees == degrees
    words = _words("aaaa bbbb", sight)
    assert words["aaaa"] == pytest.approx(first, abs=0.02)
    assert words["bbbb"] == pytest.approx(second, abs=0.02)


def test_line_that_the_page_says_itself_too_has_no_place() -> None:
    boxes = [Box(0, 0, 100, 20, "Confidential", 1.0), Box(0, 30, 100, 50, "Seen alone", 1.0)]
    sight = read_upright(lambda _: _look(boxes, 0))
    assert set(_words("Confidential\nConfidential\nSeen alone", sight)) == {"Seen", "alone"}
    assert set(_words("Confidential\nSeen alone\nown text", sight)) == {"Confidential", "Seen", "alone"}
    assert _words("other text", sight) == {}


def test_picture_that_was_read_in_part_has_places_in_all_of_it() -> None:
    class Half:
        def sight_of(self, image: Image.Image) -> Sight:
            return Sight("seen", 0, (), (SeenWord(0, 4, 0.0, 0.5, 1.0, 1.0),))

    looking = Looking(Half(), Limits(max_ocr_picture_pixels=5_000))
    sight = looking.see(1, lambda: Image.new("L", (100, 100)))
    assert sight.pieces == (SeenWord(0, 4, 0.0, 0.25, 1.0, 0.5),)


def test_sight_keeps_its_pieces_on_its_way() -> None:
    sight = Sight("seen", 1, ((0.5, 0.5),), (SeenWord(0, 4, 0.0, 0.25, 1.0, 0.5),), 90)
    assert Sight.from_bytes(sight.to_bytes()) == sight
