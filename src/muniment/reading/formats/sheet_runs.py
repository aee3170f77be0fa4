"""Texts of cells whose runs have looks of their own, and what of them is seen (ECMA-376 18.4.4)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from muniment.reading.formats.ooxml import Attributes, Package
from muniment.reading.formats.sheet_hidden import Parted
from muniment.reading.formats.sheet_styles import CellStyle, Ink, inked

_MOST_STRINGS = 200_000


@dataclass(slots=True)
class Run:
    """A piece of a cell's text. `ink` is None where it looks as its cell does."""

    ink: Ink | None = None
    pieces: list[str] = field(default_factory=list)


def parted(runs: Sequence[Run], style: CellStyle) -> Parted:
    """What is seen of the runs in a cell of the style, and what is not."""
    seen: list[str] = []
    hidden: list[str] = []
    for run in runs:
        ink = style.ink if run.ink is None else run.ink
        (seen if style.shows_value and ink.is_seen_on(style.ground) else hidden).extend(run.pieces)
    return Parted(" ".join("".join(seen).split()), " ".join("".join(hidden).split()))


def strings_with_runs(package: Package, main: str, palette: Sequence[str]) -> dict[int, Sequence[Run]]:
    """The workbook's shared strings of which any run has a colour or size of its own, by their numbers."""
    part = package.related(main, "sharedStrings")
    if not part or not package.mentions(part, b"rPr"):
        return {}
    taker = _Strings(palette)
    package.walk(part, start=taker.start, end=taker.end, data=taker.data)
    return taker.found


class _Strings:
    """Takes the events of a part of shared strings."""

    def __init__(self, palette: Sequence[str]) -> None:
        self.found: dict[int, Sequence[Run]] = {}
        self._palette = palette
        self._number = -1
        self._runs: list[Run] = []
        self._in_look = self._in_text = False

    def start(self, tag: str, attributes: Attributes) -> None:
        if tag == "x:si":
            self._number += 1
            self._runs = []
        elif tag == "x:r":
            self._runs.append(Run())
        elif tag == "x:rPr" and self._runs:
            self._in_look = True
            self._runs[-1].ink = Ink()
        elif self._in_look and (ink := self._runs[-1].ink) is not None:
            self._runs[-1].ink = inked(ink, tag, attributes, self._palette)
        self._in_text = tag == "x:t" and bool(self._runs)

    def end(self, tag: str) -> None:
        self._in_text = False
        self._in_look &= tag != "x:rPr"
        if (
            tag == "x:si"
            and any(one.ink not in (None, Ink()) for one in self._runs)
            and len(self.found) < _MOST_STRINGS
        ):
            self.found[self._number] = tuple(self._runs)

    def data(self, text: str) -> None:
        """Character data."""
        if self._in_text:
            self._runs[-1].pieces.append(text)
