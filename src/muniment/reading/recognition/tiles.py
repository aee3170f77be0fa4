"""Cuts a large picture into tiles in which the engine still sees small letters, and joins the lines found in them.

The engine finds lines in a picture made at most 1,280 pixels long. A picture of 1280 by 8000 would be made 205 wide,
where nothing is left to be found. So lines are sought tile by tile; those that reach into more than one are joined, and
each is then read once, from the picture as it came.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

ONE_LOOK_PIXELS = 2_400
"""Longest side of a picture that is looked at whole. A4 at 200 dpi has 2,339. Measured on rendered words (recall at the
longest side of 2,000 / 2,340 / 3,000): letters of 10 pixels 0.99 / 0.31 / 0, of 12 0.99 / 1.00 / 0, of 16 1 / 1 / 1."""

ENGINE_PIXELS = 1_280
"""Longest side of what the engine finds lines in. With 960, which costs 0.55 of that, ends of lines of 8 points are cut
off: of 717 words of one page 20 were lost."""

LARGE_PRINT_PIXELS = 4_800
"""Longest side of a picture whose print may be large enough for one look: A4 at 400 dpi."""

LARGE_LINE_PIXELS = 8.5
"""Height that nine of ten lines have, as the engine sees them, where one look is enough. At 300 dpi that is print of 6
points."""

TILE_PIXELS = 1_920
"""Longest side of a tile of a larger picture."""

OVERLAP_PIXELS = 160
"""By how much tiles overlap: a line of letters up to about this height stands whole in one of them."""


@dataclass(frozen=True, slots=True)
class Rectangle:
    """In pixels, `right` and `bottom` exclusive."""

    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: Rectangle) -> bool:
        """Whether they share area."""
        wide = _shared(self.left, self.right, other.left, other.right)
        return wide > 0 and _shared(self.top, self.bottom, other.top, other.bottom) > 0

    def continues(self, other: Rectangle) -> bool:
        """Whether both are parts of one line: they overlap along it, and lie side by side across it."""
        wide = _shared(self.left, self.right, other.left, other.right)
        high = _shared(self.top, self.bottom, other.top, other.bottom)
        if wide <= 0 or high <= 0:
            return False
        level = high > min(self.bottom - self.top, other.bottom - other.top) / 2
        upright = wide > min(self.right - self.left, other.right - other.left) / 2
        return level or (upright and self._is_tall and other._is_tall)

    @property
    def _is_tall(self) -> bool:
        return self.bottom - self.top > self.right - self.left


def _shared(first: float, last: float, other_first: float, other_last: float) -> float:
    return min(last, other_last) - max(first, other_first)


def is_print_large(lines: Sequence[Rectangle], width: int, height: int) -> bool:
    """Whether the lines that one look at the whole picture found are so high that it found all of their kind. What it
    passed over, such as smaller print beside them, is looked at again by itself (`ink`)."""
    longest = max(width, height)
    heights = sorted(min(line.bottom - line.top, line.right - line.left) for line in lines)
    if not heights or longest > LARGE_PRINT_PIXELS:
        return False
    return heights[len(heights) // 10] * ENGINE_PIXELS / longest >= LARGE_LINE_PIXELS


def shared(one: Rectangle, other: Rectangle) -> Rectangle | None:
    """What lies in both, if anything does."""
    if not one.meets(other):
        return None
    return Rectangle(
        max(one.left, other.left), max(one.top, other.top), min(one.right, other.right), min(one.bottom, other.bottom)
    )


def tiles(width: int, height: int) -> list[Rectangle]:
    """The tiles of a picture, row by row; the picture itself when one look is enough."""
    if max(width, height) <= ONE_LOOK_PIXELS:
        return [Rectangle(0, 0, width, height)]
    return [Rectangle(left, top, right, bottom) for top, bottom in _spans(height) for left, right in _spans(width)]


def seen_at(part: Rectangle, whole: float) -> int:
    """How long the engine is to see the longest side of a part, in pixels, for it to be as fine as it is where
    something of a longest side of `whole` is seen entire."""
    longest = max(part.right - part.left, part.bottom - part.top)
    return min(ENGINE_PIXELS, math.ceil(longest * min(1, ENGINE_PIXELS / whole)))


def _spans(length: int) -> list[tuple[int, int]]:
    """Overlapping spans of equal length that cover it."""
    count = max(1, math.ceil((length - OVERLAP_PIXELS) / (TILE_PIXELS - OVERLAP_PIXELS)))
    size = math.ceil((length + (count - 1) * OVERLAP_PIXELS) / count)
    starts = [number * (size - OVERLAP_PIXELS) for number in range(count)]
    return [(start, min(length, start + size)) for start in starts]


def lines_of(found: Sequence[Rectangle], tile_of: Sequence[int], within: Sequence[Rectangle]) -> list[list[int]]:
    """The indices of `found` grouped to lines: parts found in different tiles that continue one another are one.

    `tile_of[index]` is the tile in which `found[index]` was found; `within` are the tiles.
    """
    edges: list[int] = []
    parent = list(range(len(found)))

    def root(index: int) -> int:
        while parent[index] != index:
            parent[index] = parent[parent[index]]
            index = parent[index]
        return index

    for index, box in enumerate(found):
        if not any(box.meets(tile) for number, tile in enumerate(within) if number != tile_of[index]):
            continue
        for other in edges:
            if tile_of[other] != tile_of[index] and found[other].continues(box):
                parent[root(other)] = root(index)
        edges.append(index)
    groups: dict[int, list[int]] = {}
    for index in range(len(found)):
        groups.setdefault(root(index), []).append(index)
    return list(groups.values())
