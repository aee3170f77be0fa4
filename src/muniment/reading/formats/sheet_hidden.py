"""Finds where a sheet of a workbook shows something else than its cells hold: rows and columns that are hidden, cells
that a merged range covers or whose format shows nothing, white on white, or words besides. calamine gives all cells
alike, so these are looked for in the file itself, by patterns over its bytes.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from muniment.reading.formats.ooxml import Attributes, Package
from muniment.reading.formats.ooxml_colours import PAPER, UNKNOWN, are_alike
from muniment.reading.formats.ooxml_sight import TINY_POINTS
from muniment.reading.formats.sheet_formats import NumberFormat, number_format

Formats = tuple[tuple[int, bytes], ...]
"""Of a row's cells: their columns, and the numbers of their styles."""

_TAG = re.compile(
    rb"<(?:\w+:)?(?:row|col)\b[^<>]*"
    rb"(?:\bhidden\s*=\s*[\"'](?:1|true)|\bwidth\s*=\s*[\"']0(?:\.0*)?[\"']"
    rb"|\bht\s*=\s*[\"'][01](?:\.\d*)?[\"'])[^>]*>"  # under 2 points; a column so thin has words beyond its edge
)
_MERGED = re.compile(
    rb"<(?:\w+:)?mergeCell\b[^<>]*\bref\s*=\s*[\"']([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})[\"'][^>]*>"
)
_NUMBER = {name: re.compile(rb"\b" + name + rb"\s*=\s*[\"'](\d{1,7})[\"']") for name in (b"r", b"min", b"max")}
_CELL = re.compile(rb"<(?:\w+:)?c\b[^<>]*>")
_ADDRESS = re.compile(rb"\br=[\"']([A-Z]{1,3})(\d{1,7})[\"']")
_STYLE = re.compile(rb"\bs=[\"'](\d{1,6})[\"']")
_MOST_COLUMNS = 16_384
_MOST_COVERED = 100_000  # cells of a sheet's merged ranges; what further ones cover is taken for seen
_SHOWS_NOTHING = re.compile(r"\s*;\s*;\s*;\s*")
_WHITE_BY_NUMBER = frozenset({"1", "9", "65"})  # ECMA-376 18.8.27
_BLACK_BY_NUMBER = frozenset({"0", "8"})
_TINT = re.compile(r"-?\d{1,3}(?:\.\d{1,20})?")  # from 1, all white, to -1, all black (ECMA-376 18.8.19)
_LIGHT = 0.95
_IN_WHITE = re.compile(r"(?i)\[white\][^;]*(?:;\s*\[white\][^;]*)*")


@dataclass(slots=True)
class HiddenCells:
    """Rows and columns from 1, as the sheet counts them. `cells`: by row, one bit a column. `formats`: by row, the
    columns and styles of cells whose format shows words, or nothing of some values; `of_style`: those."""

    rows: set[int] = field(default_factory=set)
    columns: set[int] = field(default_factory=set)
    cells: dict[int, int] = field(default_factory=dict)
    formats: dict[int, Formats] = field(default_factory=dict)
    of_style: Mapping[bytes, NumberFormat] = field(default_factory=dict)

    def of_row(self, row: int, columns: Sequence[int]) -> list[bool]:
        """Which of the row's cells are hidden; `columns`: where they stand."""
        if row in self.rows:
            return [True] * len(columns)
        bits = self.cells.get(row, 0)
        return [column in self.columns or bool(bits >> column & 1) for column in columns]

    def touches(self, row: int) -> bool:
        """Whether any of the row's cells may be hidden."""
        return bool(self.columns) or row in self.rows or row in self.cells


@dataclass(frozen=True, slots=True)
class CellStyles:
    """Styles of cells by their numbers: those that show nothing, and those whose format shows words, or nothing of some
    values."""

    unseen: frozenset[bytes] = frozenset()
    formats: Mapping[bytes, NumberFormat] = field(default_factory=dict)


def whole_tags(chunks: Iterable[bytes]) -> Iterator[tuple[bytes, int]]:
    """A sheet's XML, piece by piece, each with the end of the last tag in it; what follows begins the next piece. Of a
    tag longer than a chunk only the end is kept."""
    carry = b""
    for chunk in chunks:
        data = carry + chunk
        end = data.rfind(b">") + 1
        carry = data[end:] if end else data[-len(chunk) :]
        yield data, end


def hidden_cells(chunks: Iterable[bytes], styles: CellStyles) -> HiddenCells:
    """What a sheet's XML hides, or shows besides."""
    found = HiddenCells(of_style=styles.formats)
    shown = _ShownCells(found)
    may_cover = _MOST_COVERED
    for data, end in whole_tags(chunks):
        for tag in _TAG.finditer(data, 0, end):
            _hide(found, tag[0])
        for merged in _MERGED.finditer(data, 0, end) if b"mergeCell" in data else ():
            may_cover -= _cover(found, merged, may_cover)
        if styles.unseen or styles.formats:
            for tag in _CELL.finditer(data, 0, end):
                style, address = _STYLE.search(tag[0]), _ADDRESS.search(tag[0])
                name = style[1] if style is not None else b"0"
                if address is None:
                    continue
                if name in styles.unseen:
                    row = int(address[2])
                    found.cells[row] = found.cells.get(row, 0) | 1 << column_number(address[1])
                elif name in styles.formats:
                    shown.add(int(address[2]), column_number(address[1]), name)
    shown.close()
    return found


class _ShownCells:
    """Gathers the cells of each row whose format shows words."""

    def __init__(self, found: HiddenCells) -> None:
        self._found = found
        self._row = 0
        self._cells: list[tuple[int, bytes]] = []
        self._known: dict[Formats, Formats] = {}  # rows are mostly alike: one of each is kept

    def add(self, row: int, column: int, style: bytes) -> None:
        """Cells come row by row."""
        if row != self._row:
            self.close()
            self._row = row
        self._cells.append((column, style))

    def close(self) -> None:
        """Keeps the row that ends."""
        if self._cells:
            cells = (*self._found.formats.get(self._row, ()), *self._cells)
            self._found.formats[self._row] = self._known.setdefault(cells, cells)
            self._cells = []


def _hide(found: HiddenCells, tag: bytes) -> None:
    row, first, last = (_NUMBER[name].search(tag) for name in (b"r", b"min", b"max"))
    if row is not None:
        found.rows.add(int(row[1]))
    elif first is not None and last is not None:
        found.columns.update(range(int(first[1]), min(int(last[1]), _MOST_COLUMNS) + 1))


def _cover(found: HiddenCells, merged: re.Match[bytes], most: int) -> int:
    """Hides what a merged range covers: all but its first cell. How many cells it has; 0 where it has more than `most`,
    and hides nothing."""
    left, right, top, bottom = column_number(merged[1]), column_number(merged[3]), int(merged[2]), int(merged[4])
    count = (right - left + 1) * (bottom - top + 1)
    if not 0 < count <= most or right < left:
        return 0
    bits = (1 << right + 1) - (1 << left)
    for row in range(top, bottom + 1):
        found.cells[row] = found.cells.get(row, 0) | (bits if row > top else bits & ~(1 << left))
    return count


def column_number(letters: bytes) -> int:
    """A column's number, from 1, by its letters."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def column_letters(column: int) -> bytes:
    """The reverse of `column_number`."""
    letters = b""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = bytes([65 + rest]) + letters
    return letters


def cell_styles(package: Package, part: str) -> CellStyles:
    """The styles that show nothing (`;;;`, letters under 2 points, or of the colour behind them), or words besides."""
    styles = _Styles()
    package.walk(part, start=styles.start, end=styles.end)
    unseen = [str(number).encode() for number, (is_unseen, _) in enumerate(styles.formats) if is_unseen]
    formats = {str(number).encode(): one for number, (_, one) in enumerate(styles.formats) if one is not None}
    return CellStyles(frozenset(unseen), formats)


class _Styles:
    """Takes the events of a workbook's styles (ECMA-376 18.8)."""

    def __init__(self) -> None:
        self.formats: list[tuple[bool, NumberFormat | None]] = []  # whether it shows nothing
        self._number_formats: dict[str, NumberFormat] = {}
        self._blank_codes: set[str] = set()
        self._white_codes: set[str] = set()
        self._fonts: list[tuple[str, bool]] = []  # (colour, tiny)
        self._grounds: list[str] = []
        self._section = ""
        self._is_solid = False

    def start(self, tag: str, attributes: Attributes) -> None:
        if tag in ("x:fonts", "x:fills", "x:cellXfs", "x:dxfs", "x:cellStyleXfs"):
            self._section = tag
        elif tag == "x:numFmt":
            code, number = attributes.get("formatCode", ""), attributes.get("numFmtId", "")
            if _SHOWS_NOTHING.fullmatch(code):
                self._blank_codes.add(number)
            elif _IN_WHITE.fullmatch(code):
                self._white_codes.add(number)
            elif (format_ := number_format(code)) is not None:
                self._number_formats[number] = format_
        elif self._section == "x:fonts":
            self._font(tag, attributes)
        elif self._section == "x:fills":
            if tag == "x:fill":
                self._grounds.append(PAPER)
            elif tag == "x:patternFill" and self._grounds:
                kind = attributes.get("patternType", "none")
                self._grounds[-1] = PAPER if kind == "none" else UNKNOWN
                self._is_solid = kind == "solid"
            elif tag == "x:fgColor" and self._grounds and self._is_solid:
                self._grounds[-1] = _colour(attributes)
            elif tag == "x:gradientFill" and self._grounds:
                self._grounds[-1] = UNKNOWN
        elif self._section == "x:cellXfs" and tag == "x:xf":
            colour, tiny = _at(self._fonts, attributes.get("fontId", ""), (UNKNOWN, False))
            ground = _at(self._grounds, attributes.get("fillId", ""), UNKNOWN)
            code = attributes.get("numFmtId", "")
            colour = PAPER if code in self._white_codes else colour
            is_unseen = code in self._blank_codes or tiny or are_alike(colour, ground)
            self.formats.append((is_unseen, None if is_unseen else self._number_formats.get(code)))

    def _font(self, tag: str, attributes: Attributes) -> None:
        if tag == "x:font":
            self._fonts.append((UNKNOWN, False))
        elif tag == "x:color" and self._fonts:
            self._fonts[-1] = (_colour(attributes), self._fonts[-1][1])
        elif tag == "x:sz" and self._fonts:
            with contextlib.suppress(ValueError):
                self._fonts[-1] = (self._fonts[-1][0], float(attributes.get("val", "11")) < TINY_POINTS)

    def end(self, tag: str) -> None:
        if tag == self._section:
            self._section = ""


def _colour(attributes: Attributes) -> str:
    """Six hexadecimal digits, or UNKNOWN: of themes only white is known, of numbered colours white and black."""
    said = attributes.get("tint", "")
    tint = float(said) if _TINT.fullmatch(said) else 0.0
    if tint >= _LIGHT or (attributes.get("theme") == "0" and tint >= _LIGHT - 1):  # the theme's first light colour
        return PAPER
    number = attributes.get("indexed", "")
    if number in _WHITE_BY_NUMBER:
        return PAPER
    return "000000" if number in _BLACK_BY_NUMBER else attributes.get("rgb", UNKNOWN)[-6:]


T = TypeVar("T")


def _at(listed: list[T], index: str, otherwise: T) -> T:
    return listed[int(index)] if index.isascii() and index.isdigit() and int(index) < len(listed) else otherwise
