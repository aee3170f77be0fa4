from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from muniment.reading.recognition.tiles import (
    ENGINE_PIXELS,
    LARGE_PRINT_PIXELS,
    ONE_LOOK_PIXELS,
    OVERLAP_PIXELS,
    TILE_PIXELS,
    Rectangle,
    is_print_large,
    lines_of,
    seen_at,
    shared,
    tiles,
)

sides = st.integers(1, 40_000)


@given(sides, sides)
def test_tiles_cover_the_picture_and_none_is_too_long(width: int, height: int) -> None:
    cut = tiles(width, height)
    if max(width, height) <= ONE_LOOK_PIXELS:
        assert cut == [Rectangle(0, 0, width, height)]
        return
    for first, last, length in (("left", "right", width), ("top", "bottom", height)):
        spans = sorted({(getattr(tile, first), getattr(tile, last)) for tile in cut})
        assert (spans[0][0], spans[-1][1]) == (0, length)
        assert all(end - start <= TILE_PIXELS for start, end in spans)
        assert all(one[1] - other[0] >= OVERLAP_PIXELS for one, other in itertools.pairwise(spans))


def test_page_of_a4_at_200_dpi_is_looked_at_once_and_a_tall_screenshot_is_not() -> None:
    assert len(tiles(1654, 2339)) == 1
    assert len(tiles(1280, 8000)) == 5


UPPER, LOWER = Rectangle(0, 0, 1000, 1000), Rectangle(0, 900, 1000, 1900)
LEFT, RIGHT = Rectangle(0, 0, 1000, 100), Rectangle(900, 0, 1900, 100)


@pytest.mark.parametrize(
    ("found", "tile_of", "within", "lines"),
    [
        pytest.param(
            [Rectangle(10, 920, 500, 950), Rectangle(11, 921, 500, 951)], [0, 1], [UPPER, LOWER], [[0, 1]],
            id="seen whole in both"),
        pytest.param(
            [Rectangle(10, 980, 500, 1000), Rectangle(10, 980, 500, 1015)], [0, 1], [UPPER, LOWER], [[0, 1]],
            id="cut along its length"),
        pytest.param(
            [Rectangle(10, 20, 1000, 50), Rectangle(900, 21, 1500, 49)], [0, 1], [LEFT, RIGHT], [[0, 1]],
            id="cut across"),
        pytest.param(
            [Rectangle(10, 930, 500, 950), Rectangle(10, 955, 500, 975)], [0, 1], [UPPER, LOWER], [[0], [1]],
            id="one below the other"),
        pytest.param(
            [Rectangle(10, 930, 500, 950), Rectangle(10, 931, 500, 951)], [0, 0], [UPPER, LOWER], [[0], [1]],
            id="found in one tile"),
    ],
)  # fmt: skip
def test_parts_of_a_line_are_joined(
    found: list[Rectangle], tile_of: list[int], within: list[Rectangle], lines: list[list[int]]
) -> None:
    assert lines_of(found, tile_of, within) == lines


def _lines(*heights: int) -> list[Rectangle]:
    return [Rectangle(100, 100 * n, 2000, 100 * n + height) for n, height in enumerate(heights)]


def test_print_is_large_when_nine_of_ten_lines_are_high_as_the_engine_sees_them() -> None:
    assert is_print_large(_lines(*[40] * 9, 10), 2480, 3508)
    assert not is_print_large(_lines(*[40] * 8, 10, 10), 2480, 3508)
    assert not is_print_large(_lines(*[20] * 10), 2480, 3508)
    assert is_print_large(_lines(*[20] * 10), 1700, 2400)
    assert not is_print_large([], 2480, 3508)


def test_line_that_runs_up_the_page_is_as_high_as_it_is_thick() -> None:
    assert not is_print_large([Rectangle(100, 100, 115, 3000)], 2480, 3508)


def test_picture_beyond_what_one_look_shows_is_never_of_large_print() -> None:
    assert is_print_large(_lines(400), 1280, LARGE_PRINT_PIXELS)
    assert not is_print_large(_lines(400), 1280, LARGE_PRINT_PIXELS + 1)


@pytest.mark.parametrize(
    ("part", "whole", "pixels"),
    [
        (Rectangle(0, 0, 600, 300), 600, 600),
        (Rectangle(0, 0, 600, 300), TILE_PIXELS, 400),
        (Rectangle(0, 0, 2000, 2742), 3508, 1_001),
        (Rectangle(0, 0, 3000, 500), TILE_PIXELS, ENGINE_PIXELS),
    ],
)
def test_part_is_seen_as_finely_as_the_whole(part: Rectangle, whole: int, pixels: int) -> None:
    assert seen_at(part, whole) == pixels


def test_tile_is_cut_to_what_is_written_in_it() -> None:
    assert shared(UPPER, Rectangle(50, 800, 1200, 1500)) == Rectangle(50, 800, 1000, 1000)
    assert shared(UPPER, LOWER) == Rectangle(0, 900, 1000, 1000)
    assert shared(UPPER, Rectangle(0, 1000, 500, 1100)) is None
