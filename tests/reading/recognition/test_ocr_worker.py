from __future__ import annotations

from collections.abc import Sequence

from muniment.reading.model import SeenWord
from muniment.reading.recognition.ocr_worker import Box, Look, in_reading_order, read_upright, turns_to_try
from muniment.reading.recognition.recogniser import Sight


def line(text: str, *, left: float = 0, top: float = 0, confidence: float = 0.99) -> Box:
    return Box(left, top, left + 10 * len(text), top + 20, text, confidence)


def tall(text: str, *, confidence: float = 0.99) -> Box:
    return Box(0, 0, 20, 10 * len(text), text, confidence)


class Looks:
    """What would be seen at each turn, and which turns were looked at."""

    def __init__(self, seen: dict[int, Sequence[Box]]) -> None:
        self.seen = seen
        self.turns: list[int] = []

    def __call__(self, degrees: int) -> Look:
        self.turns.append(degrees)
        return Look(self.seen[degrees], degrees=degrees)


def text_of(boxes: Sequence[Box]) -> list[str]:
    return [" ".join(box.text for box in one) for one in in_reading_order(boxes)]


def test_boxes_on_one_height_are_one_line_from_left_to_right() -> None:
    boxes = [
        line("2025", left=400, top=103),
        line("Second line", top=140),
        line("First", top=100),
        line("of", left=200, top=97),
    ]
    assert text_of(boxes) == ["First of 2025", "Second line"]
    assert text_of([]) == []


def test_page_read_well_is_looked_at_once() -> None:
    looks = Looks({0: [line("upright")]})
    assert (read_upright(looks).text, looks.turns) == ("upright", [0])


def test_page_without_text_is_looked_at_once() -> None:
    looks = Looks({0: []})
    assert (read_upright(looks).text, looks.turns) == ("", [0])


def test_page_upside_down_is_turned_once() -> None:
    looks = Looks({0: [line("umop", confidence=0.6)], 180: [line("down side up")]})
    assert (read_upright(looks).text, looks.turns) == ("down side up", [0, 180])


def test_poor_scan_keeps_its_first_look() -> None:
    looks = Looks({0: [line("a poor scan", confidence=0.8)], 180: [line("ueos", confidence=0.6)]})
    assert (read_upright(looks).text, looks.turns) == ("a poor scan", [0, 180])


def test_page_on_its_side_is_turned_the_way_its_text_tells() -> None:
    legible = Looks({0: [tall("sideways")], 90: [line("sideways")], 270: [line("sλɐʍǝpis", confidence=0.5)]})
    assert (read_upright(legible).text, legible.turns) == ("sideways", [0, 90])
    garbled = Looks({0: [tall("xxxxxx", confidence=0.6)], 270: [line("sideways")]})
    assert (read_upright(garbled).text, garbled.turns) == ("sideways", [0, 270])


def test_a_few_tall_boxes_do_not_turn_a_page() -> None:
    assert turns_to_try([line("text"), line("more text"), tall("margin")]) == ()


def test_lines_are_told_where_they_stand_unless_the_picture_was_turned() -> None:
    upright = Look([line("First", top=10), line("Second", top=50)], unread=2, size=(100, 100))
    pieces = SeenWord(0, 5, 0.0, 0.1, 0.5, 0.3), SeenWord(6, 12, 0.0, 0.5, 0.6, 0.7)
    assert read_upright(lambda _: upright) == Sight("First\nSecond", 2, ((0.25, 0.2), (0.3, 0.6)), pieces)
    looks = Looks({0: [line("umop", confidence=0.6)], 180: [line("down side up")]})
    assert read_upright(looks).centres == ()
