"""Finds what nobody sees of a workbook's sheets: rows and columns that are hidden, cells whose format shows nothing or
white on white. calamine gives all cells alike, so these are looked for in the file itself, by patterns over its bytes.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TypeVar

from muniment.reading.formats.ooxml import Attributes, Package
from muniment.reading.formats.ooxml_looks import TINY_POINTS

_TAG = re.compile(
    rb"<(?:\w+:)?(?:row|col)\b[^<>]*(?:\bhidden=[\"'](?:1|true)|\b(?:ht|width)=[\"']0(?:\.0*)?[\"'])[^>]*>"
)
_NUMBER = {name: re.compile(rb"\b" + name + rb"=[\"'](\d{1,7})[\"']") for name in (b"r", b"min", b"max")}
_CELL = re.compile(rb"<(?:\w+:)?c\b[^<>]*>")
_ADDRESS = re.compile(rb"\br=[\"']([A-Z]{1,3})(\d{1,7})[\"']")
_STYLE = re.compile(rb"\bs=[\"'](\d{1,6})[\"']")
_MOST_COLUMNS = 16_384
_SHOWS_NOTHING = re.compile(r"\s*;\s*;\s*;\s*")
_WHITE_BY_NUMBER = frozenset({"1", "9"})  # ECMA-376 18.8.27


@dataclass(slots=True)
class HiddenCells:
    """Rows and columns from 1, as the sheet counts them. `cells`: by row, one bit a column."""

    rows: set[int] = field(default_factory=set)
    columns: set[int] = field(default_factory=set)
    cells: dict[int, int] = field(default_factory=dict)

    def of_row(self, row: int, first_column: int, count: int) -> list[bool]:
        """Which of the row's cells are hidden."""
        if row in self.rows:
            return [True] * count
        bits = self.cells.get(row, 0)
        return [
            column in self.columns or bool(bits >> column & 1) for column in range(first_column, first_column + count)
        ]

    def touches(self, row: int) -> bool:
        """Whether any of the row's cells may be hidden."""
        return bool(self.columns) or row in self.rows or row in self.cells


def hidden_cells(chunks: Iterable[bytes], unseen_styles: frozenset[bytes]) -> HiddenCells:
    """What a sheet's XML hides. `unseen_styles`: numbers of formats that show nothing."""
    found = HiddenCells()
    carry = b""
    for chunk in chunks:
        data = carry + chunk
        end = data.rfind(b">") + 1
        carry = data[end:] if end else data[-len(chunk) :]
        for tag in _TAG.finditer(data, 0, end):
            _hide(found, tag[0])
        if unseen_styles:
            for tag in _CELL.finditer(data, 0, end):
                style, address = _STYLE.search(tag[0]), _ADDRESS.search(tag[0])
                if style is not None and address is not None and style[1] in unseen_styles:
                    row = int(address[2])
                    found.cells[row] = found.cells.get(row, 0) | 1 << column_number(address[1])
    return found


def _hide(found: HiddenCells, tag: bytes) -> None:
    row, first, last = (_NUMBER[name].search(tag) for name in (b"r", b"min", b"max"))
    if row is not None:
        found.rows.add(int(row[1]))
    elif first is not None and last is not None:
        found.columns.update(range(int(first[1]), min(int(last[1]), _MOST_COLUMNS) + 1))


def column_number(letters: bytes) -> int:
    """A column's number, from 1, by its letters."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def unseen_styles(package: Package, part: str) -> frozenset[bytes]:
    """Numbers of the cell formats that show nothing: `;;;`, letters under 2 points, white without a fill."""
    styles = _Styles()
    package.walk(part, start=styles.start, end=styles.end)
    return frozenset(str(number).encode() for number, is_unseen in enumerate(styles.formats) if is_unseen)


class _Styles:
    """Takes the events of a workbook's styles (ECMA-376 18.8)."""

    def __init__(self) -> None:
        self.formats: list[bool] = []
        self._blank_codes: set[str] = set()
        self._fonts: list[tuple[bool, bool]] = []  # (white, tiny)
        self._filled: list[bool] = []
        self._section = ""

    def start(self, tag: str, attributes: Attributes) -> None:
        if tag in ("x:fonts", "x:fills", "x:cellXfs", "x:dxfs", "x:cellStyleXfs"):
            self._section = tag
        elif tag == "x:numFmt" and _SHOWS_NOTHING.fullmatch(attributes.get("formatCode", "")):
            self._blank_codes.add(attributes.get("numFmtId", ""))
        elif self._section == "x:fonts":
            self._font(tag, attributes)
        elif self._section == "x:fills":
            if tag == "x:fill":
                self._filled.append(False)
            elif tag == "x:patternFill" and self._filled:
                self._filled[-1] = attributes.get("patternType", "none") != "none"
            elif tag == "x:gradientFill" and self._filled:
                self._filled[-1] = True
        elif self._section == "x:cellXfs" and tag == "x:xf":
            white, tiny = _at(self._fonts, attributes.get("fontId", ""), (False, False))
            filled = _at(self._filled, attributes.get("fillId", ""), True)
            blank = attributes.get("numFmtId", "") in self._blank_codes
            self.formats.append(blank or tiny or (white and not filled))

    def _font(self, tag: str, attributes: Attributes) -> None:
        if tag == "x:font":
            self._fonts.append((False, False))
        elif tag == "x:color" and self._fonts:
            white = (
                attributes.get("rgb", "").upper().endswith("FFFFFF") or attributes.get("indexed") in _WHITE_BY_NUMBER
            )
            white |= attributes.get("theme") == "0" and not attributes.get("tint")  # the theme's first light colour
            self._fonts[-1] = (white, self._fonts[-1][1])
        elif tag == "x:sz" and self._fonts:
            with contextlib.suppress(ValueError):
                self._fonts[-1] = (self._fonts[-1][0], float(attributes.get("val", "11")) < TINY_POINTS)

    def end(self, tag: str) -> None:
        if tag == self._section:
            self._section = ""


T = TypeVar("T")


def _at(listed: list[T], index: str, otherwise: T) -> T:
    return listed[int(index)] if index.isascii() and index.isdigit() and int(index) < len(listed) else otherwise
