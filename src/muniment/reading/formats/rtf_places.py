"""What of rich text lies where nobody sees it: beyond the paper, in a shape or row without height, in a cell whose
place another takes, in a header of pages that there are none of.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import NamedTuple

from muniment.reading.formats.ooxml_sight import TINY_POINTS

_SIDES = {name: re.compile(rf"\\(?:paper|pg){name}(?:sxn)?(\d{{1,6}})(?!\d)") for name in ("w", "h")}
_LETTER = (12_240, 15_840)  # where no paper is named (RTF 1.9.1, page information)
TINY_TWIPS = 20 * TINY_POINTS

HIDES = r"\munhides "
"""Stands in a group from where on nothing in it is seen: a word of our own, which none of rich text's hides so well."""

_HIDDEN_SHAPE = re.compile(r"\{\\sp\s*\{\\sn fHidden\}\s*\{\\sv 1\}\}")


def with_hidden_shapes(source: str) -> str:
    """The source with shapes that say of themselves that they are hidden marked as such."""
    return _HIDDEN_SHAPE.sub(lambda _: HIDES, source)


class Paper(NamedTuple):
    """The largest paper in twips."""

    width: int = _LETTER[0]
    height: int = _LETTER[1]


def paper_of(source: str) -> Paper:
    """The largest paper of a document."""
    sides = (max(map(int, found), default=0) for found in (_SIDES[name].findall(source) for name in ("w", "h")))
    return Paper(*(side or usual for side, usual in zip(sides, _LETTER, strict=True)))


def unseen_margins(source: str) -> frozenset[str]:
    """The headers and footers that are on no page: of first pages where none is another, of left ones likewise."""
    found: set[str] = set()
    if re.search(r"\\titlepg(?![a-z])", source) is None:
        found |= {"headerf", "footerf"}
    if re.search(r"\\facingp(?![a-z])", source) is None:
        found |= {"headerl", "footerl"}
    return frozenset(found)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a paragraph's frame or a shape lies, in twips; None where that is not said."""

    left: int | None = None
    top: int | None = None
    right: int | None = None
    bottom: int | None = None

    def is_unseen_on(self, paper: Paper) -> bool:
        """Whether it lies beyond the paper, from wherever it is measured, or is too flat for letters."""
        for start, end, most in ((self.left, self.right, paper.width), (self.top, self.bottom, paper.height)):
            if (start is not None and abs(start) >= most) or (end is not None and end <= -most):
                return True
            if start is not None and end is not None and end - start < TINY_TWIPS:
                return True
        return False


NOWHERE = Place()
"""Of what says nothing of its place."""

_SAYS = {
    "posx": "left", "posnegx": "left", "posy": "top", "posnegy": "top", "shpleft": "left", "shptop": "top",
    "shpright": "right", "shpbottom": "bottom", "tposx": "left", "tposnegx": "left", "tposy": "top", "tposnegy": "top",
}  # fmt: skip
"""Control words that say a side of a place; a frame and a table have two of them."""

PLACING = frozenset(_SAYS)


def placed(place: Place, word: str, value: int) -> Place:
    """The place with what a control word says of it."""
    return replace(place, **{_SAYS[word]: -value if "neg" in word and value > 0 else value})


class Row(NamedTuple):
    """A row of a table: whether nothing of it is seen, and which of its cells are not, counted from 0."""

    is_unseen: bool = False
    covered: frozenset[int] = frozenset()


_OF_ROWS = re.compile(
    r"\\(trowd|trrh|clv?mrg|cellx|row|nestrow|nesttableprops|trleft|tpos(?:neg)?[xy])(-?\d{1,9})?(?![a-z0-9])"
)
_PLAIN_ROW = Row()
_MOST_CELLS = 255  # of a row; Word makes 63


def rows_of(source: str, paper: Paper) -> list[Row]:
    """The rows of the source's tables in their order, as they are defined where they end."""
    rows: list[Row] = []
    place, height = NOWHERE, 0
    covered = frozenset[int]()
    cell = 0
    is_nested = False
    for found in _OF_ROWS.finditer(source):
        word, value = found[1], int(found[2] or 0)
        if word in ("nesttableprops", "nestrow"):
            is_nested = word == "nesttableprops"
        elif is_nested:
            continue
        elif word == "trowd":
            place, height, covered, cell = NOWHERE, 0, frozenset(), 0
        elif word == "trrh":
            height = value
        elif word == "trleft":
            place = replace(place, left=value)
        elif word in ("clmrg", "clvmrg"):
            covered |= {cell} if cell < _MOST_CELLS else frozenset()
        elif word == "cellx":
            cell += 1
        elif word == "row":
            is_unseen = -TINY_TWIPS < height < 0 or place.is_unseen_on(paper)
            rows.append(Row(is_unseen, covered) if is_unseen or covered else _PLAIN_ROW)
        else:
            place = placed(place, word, value)
    return rows
