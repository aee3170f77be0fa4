"""Finds where a sheet of a workbook shows something else than its cells hold: rows and columns that are hidden, cells
whose format shows nothing, white on white, or words besides. calamine gives all cells alike, so these are looked for in
the file itself, by patterns over its bytes.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from muniment.reading.formats.ooxml import Attributes, Package
from muniment.reading.formats.ooxml_looks import PAPER, UNKNOWN, are_alike
from muniment.reading.formats.ooxml_sight import TINY_POINTS
from muniment.reading.formats.sheet_formats import NumberFormat, number_format

Formats = tuple[tuple[int, bytes], ...]
"""Of a row's cells: their columns, and the numbers of their styles."""

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
_BLACK_BY_NUMBER = frozenset({"0", "8"})
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
    for data, end in whole_tags(chunks):
        for tag in _TAG.finditer(data, 0, end):
            _hide(found, tag[0])
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
    if attributes.get("theme") == "0" and not attributes.get("tint"):  # the theme's first light colour
        return PAPER
    number = attributes.get("indexed", "")
    if number in _WHITE_BY_NUMBER:
        return PAPER
    return "000000" if number in _BLACK_BY_NUMBER else attributes.get("rgb", UNKNOWN)[-6:]


T = TypeVar("T")


def _at(listed: list[T], index: str, otherwise: T) -> T:
    return listed[int(index)] if index.isascii() and index.isdigit() and int(index) < len(listed) else otherwise
