"""Finds text of a slide that lies beneath something drawn later: a filled rectangle, or a photograph.

Shapes are painted in the order in which they stand. What is not known to be opaque, or where it is, hides nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from muniment.reading.formats.ooxml import Attributes, length_of, value_of

Box = tuple[float, float, float, float]
"""Left, top, right and bottom in EMU on the slide."""

SHAPES = frozenset({"p:sp", "p:graphicFrame", "p:pic"})
_GROUPS = frozenset({"p:grpSp"})
_WHOLE = frozenset(
    {"rect", "roundRect", "flowChartProcess", "flowChartAlternateProcess", "round2SameRect", "snip1Rect"}
)
_FILLS = frozenset({"a:solidFill", "a:gradFill", "a:pattFill"})
_HIDDEN_SHARE = 0.9  # of the text's box, from which its words are taken for hidden
_MOST_COMPARED = 200_000  # shapes of a slide with text times those that cover


@dataclass(slots=True)
class _Scale:
    """From a group's own measure to the slide's; `is_known` is False where it says none."""

    across: float = 1.0
    up: float = 1.0
    left: float = 0.0
    top: float = 0.0
    is_known: bool = True

    def box(self, corner: tuple[int, int], size: tuple[int, int]) -> Box:
        """A place on the slide."""
        left, top = self.left + self.across * corner[0], self.top + self.up * corner[1]
        return left, top, left + self.across * size[0], top + self.up * size[1]


@dataclass(slots=True)
class _Drawn:
    """A shape that is being read. `fill`: whether what it says of its own is opaque; None where it says nothing."""

    tag: str
    box: Box | None = None
    fill: bool | None = None
    style_fill: bool = False
    is_whole: bool = False
    is_clear: bool = False

    @property
    def hides(self) -> bool:
        """Whether nothing is seen beneath it."""
        return self.is_whole and not self.is_clear and (self.style_fill if self.fill is None else self.fill)


@dataclass(slots=True)
class Covers:
    """Follows the events of a slide and knows which of its texts are covered. `photographs`: the relations to pictures
    without transparency."""

    photographs: frozenset[str] = frozenset()
    _texts: list[tuple[Box, int, int]] = field(default_factory=list)
    _hidden: list[tuple[int, int]] = field(default_factory=list)
    _open: list[_Drawn] = field(default_factory=list)
    _scales: list[_Scale] = field(default_factory=lambda: [_Scale()])
    _path: list[str] = field(default_factory=list)
    _places: dict[str, tuple[int, int]] = field(default_factory=dict)
    _is_turned: bool = False
    _compared: int = 0

    def start(self, tag: str, attributes: Attributes) -> None:
        """An element begins."""
        self._path.append(tag)
        if tag in _GROUPS:
            self._scales.append(_Scale(is_known=False))
        elif tag in SHAPES:
            opaque = tag == "p:sp" and attributes.get("useBgFill") in ("1", "true")
            self._open.append(_Drawn(tag, fill=True if opaque else None, is_whole=tag == "p:pic"))
        elif tag in ("a:xfrm", "p:xfrm"):
            self._places = {}
            self._is_turned = value_of(attributes, "rot") not in ("", "0", "10800000")
        elif tag in ("a:off", "a:chOff"):
            self._places[tag] = length_of(attributes, "x"), length_of(attributes, "y")
        elif tag in ("a:ext", "a:chExt") and "cx" in attributes:
            self._places[tag] = length_of(attributes, "cx"), length_of(attributes, "cy")
        elif self._open:
            self._take(self._open[-1], tag, attributes)

    def _take(self, drawn: _Drawn, tag: str, attributes: Attributes) -> None:
        within = self._path[-2] if len(self._path) > 1 else ""
        if tag == "a:prstGeom":
            drawn.is_whole = value_of(attributes, "prst") in _WHOLE
        elif tag == "a:fillRef":
            drawn.style_fill = value_of(attributes, "idx") not in ("", "0", "1000")
        elif within == "p:spPr" and tag in _FILLS:
            drawn.fill = True
        elif within == "p:spPr" and tag in ("a:noFill", "a:blipFill", "a:grpFill"):
            drawn.fill = False
        elif tag in ("a:alpha", "a:alphaModFix") and "p:txBody" not in self._path:
            drawn.is_clear = True
        elif tag == "a:blip" and within == "p:blipFill":
            drawn.fill = value_of(attributes, "embed") in self.photographs

    def end(self, tag: str) -> None:
        """An element ends; told before the shape's text is noted."""
        if self._path:
            self._path.pop()
        if tag in _GROUPS and len(self._scales) > 1:
            self._scales.pop()
        elif tag in ("a:xfrm", "p:xfrm"):
            self._place()

    def _place(self) -> None:
        corner, size = self._places.get("a:off"), self._places.get("a:ext")
        if corner is None or size is None:
            return
        if self._path[-1:] == ["p:grpSpPr"]:
            own_corner, own_size = self._places.get("a:chOff", corner), self._places.get("a:chExt", size)
            if len(self._scales) > 1 and all(own_size) and not self._is_turned:
                outer = self._scales[-2]
                left, top, right, bottom = outer.box(corner, size)
                across, up = (right - left) / own_size[0], (bottom - top) / own_size[1]
                self._scales[-1] = _Scale(
                    across, up, left - across * own_corner[0], top - up * own_corner[1], outer.is_known
                )
        elif self._open and self._path[-1:] in (["p:spPr"], ["p:graphicFrame"]):
            is_known = self._scales[-1].is_known and not self._is_turned
            self._open[-1].box = self._scales[-1].box(corner, size) if is_known else None

    @property
    def place(self) -> Box | None:
        """Where the shape that is being read lies; None where that is not known."""
        return self._open[-1].box if self._open else None

    def note(self, first: int, last: int) -> None:
        """A shape ends, whose text are the paragraphs from `first` up to `last`."""
        drawn = self._open.pop() if self._open else _Drawn("")
        if drawn.box is None:
            return
        self._compared += len(self._texts) if drawn.hides else 0
        if drawn.hides and self._compared <= _MOST_COMPARED:
            self._hidden += [
                (begin, end) for box, begin, end in self._texts if _covered_share(box, drawn.box) >= _HIDDEN_SHARE
            ]
            self._texts = [one for one in self._texts if _covered_share(one[0], drawn.box) < _HIDDEN_SHARE]
        if first < last:
            self._texts.append((drawn.box, first, last))

    def hidden(self) -> list[tuple[int, int]]:
        """The paragraphs that are covered, from and up to, the last ones first."""
        return sorted(self._hidden, reverse=True)


def _covered_share(box: Box, over: Box) -> float:
    width, height = box[2] - box[0], box[3] - box[1]
    across = min(box[2], over[2]) - max(box[0], over[0])
    up = min(box[3], over[3]) - max(box[1], over[1])
    return max(0.0, across) * max(0.0, up) / (width * height) if width > 0 and height > 0 else 0.0
