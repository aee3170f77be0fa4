"""Goes through the XML of one sheet of an xlsx: how large it is, what it hides, which formulas have no result, what its
headers and footers say. Its attributes and words are parsed as XML, not matched, as Excel does.
"""

from __future__ import annotations

import contextlib
import math
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from xml.parsers import expat

from muniment.reading.formats.ooxml import Enough, new_parser, parsed, whole_number
from muniment.reading.formats.ooxml_sight import TINY_POINTS
from muniment.reading.formats.sheet_conditions import Hiding, Meets, condition, is_number
from muniment.reading.formats.sheet_hidden import MOST_COLUMNS, Formats, HiddenCells, Parted, bits_of, column_number
from muniment.reading.formats.sheet_runs import Run, parted
from muniment.reading.formats.sheet_styles import CellStyles, Ink, Overlay, colour_of, inked

_SPACES = ("http://schemas.openxmlformats.org/spreadsheetml/2006/main", "http://purl.oclc.org/ooxml/spreadsheetml/main")
_SPACE_OF_2009 = "http://schemas.microsoft.com/office/spreadsheetml/2009/9/main"
_ADDRESS = re.compile(r"\$?([A-Z]{1,3})\$?(\d{1,7})")
_RANGE = re.compile(r"\$?([A-Z]{1,3})\$?(\d{1,7})(?::\$?([A-Z]{1,3})\$?(\d{1,7}))?")
_MOST_NAMED = 10 * MOST_COLUMNS  # columns that a sheet says something of, as often as it does; further ones are seen
_MOST_HIDINGS = 20  # ranges of conditions that hide, each of which is asked for each cell
_MOST_TEXTS = 200_000  # of cells with runs of their own looks
_YES = ("1", "true")

Attributes = dict[str, str]


@dataclass(slots=True)
class SheetWalk:
    """What a sheet's XML says. `is_too_large`: the rectangle around its cells has more than may be, and nothing behind
    the cell that told so was looked at; `unvalued_count`: of formulas without a result; `condition_count`: of formats
    that may hide cells by what these do not hold themselves; `furniture`: its headers and footers."""

    hidden: HiddenCells = field(default_factory=HiddenCells)
    is_too_large: bool = False
    is_whole: bool = True
    unvalued_count: int = 0
    condition_count: int = 0
    furniture: list[str] = field(default_factory=list)


def walk(
    chunks: Iterable[bytes], styles: CellStyles, strings: Mapping[int, Sequence[Run]], *, most_cells: float
) -> SheetWalk:
    """What a sheet's XML says. `strings`: the shared ones that have runs of their own looks. Raises UnreadableError
    `corrupt` on a document type declaration."""
    taker = _Taker(new_parser(), styles, strings, most_cells)
    is_whole = parsed(taker.parser, chunks)
    found = taker.close()
    found.is_whole = is_whole
    return found


class _Taker:
    """Takes the events of a sheet. Ends and characters are only asked for where they tell anything: a sheet may have
    millions of values."""

    def __init__(
        self, parser: expat.XMLParserType, styles: CellStyles, strings: Mapping[int, Sequence[Run]], most_cells: float
    ) -> None:
        self.parser = parser
        self._found = SheetWalk(HiddenCells(of_style=styles.formats))
        self._styles = styles
        self._strings = strings
        self._most_cells = most_cells
        self._row = self._column = 0
        self._top, self._bottom, self._first, self._last = 1 << 30, 0, 1 << 30, 0
        self._columns: dict[str, int] = {}
        self._style, self._kind = "0", ""  # of the cell
        self._is_unvalued = False
        self._runs: list[Run] = []
        self._in_run = False
        self._parted: dict[tuple[int, str], Parted] = {}  # by shared string and style: many cells hold the same
        self._formats = _Formats(self._found.hidden)
        self._may_name = _MOST_NAMED
        self._default_height = math.inf
        self._shown_columns: set[int] | None = None  # where all others are hidden
        self._taken: list[str] = []
        self._taking = ""
        self._is_wanted = False  # what is in the element that begins
        self._conditions = _Conditions(self._found, styles)
        named: dict[str, Callable[[Attributes], None]] = {
            "row": self._begin_row, "c": self._begin_cell, "f": self._begin_formula, "v": self._begin_value,
            "is": self._begin_inline, "r": self._begin_run, "rPh": self._begin_reading, "rPr": self._begin_look,
            "sz": self._size, "color": self._colour, "col": self._column_of_sheet, "mergeCell": self._merge,
            "sheetFormatPr": self._measures, **self._conditions.handlers(),
        }  # fmt: skip
        self._handlers = {f"{space} {name}": handler for space in _SPACES for name, handler in named.items()}
        self._handlers[f"{_SPACE_OF_2009} dxf"] = self._conditions.begin_newer
        self._taken_by = {
            f"{space} {name}": taker
            for space in _SPACES
            for name, taker in {
                "v": self._value, "t": self._run_text, "formula": self._conditions.take_formula,
                **dict.fromkeys(_FURNITURE, self._found.furniture.append),
            }.items()
        }  # fmt: skip
        parser.StartElementHandler = self._start

    def _start(self, tag: str, attributes: Attributes) -> None:
        handler = self._handlers.get(tag)
        if handler is not None:
            handler(attributes)
            if self._is_wanted:
                self._is_wanted = False
                self._take(tag)
        elif tag in self._taken_by and (self._in_run or not tag.endswith(" t")):
            self._take(tag)

    def _take(self, tag: str) -> None:
        """The characters up to the end of an element are asked for."""
        self._taking, self._taken = tag, []
        self.parser.CharacterDataHandler = self._taken.append
        self.parser.EndElementHandler = self._end

    def _end(self, tag: str) -> None:
        if tag == self._taking:
            self.parser.CharacterDataHandler = self.parser.EndElementHandler = None
            self._taken_by[tag]("".join(self._taken))

    def _begin_row(self, attributes: Attributes) -> None:
        self._close_cell()
        number = whole_number(attributes.get("r", ""))
        self._row, self._column = self._row + 1 if number is None else number, 0
        height = _length(attributes["ht"]) if "ht" in attributes else self._default_height
        if attributes.get("hidden") in _YES or height < TINY_POINTS:
            self._found.hidden.rows.add(self._row)

    def _begin_cell(self, attributes: Attributes) -> None:
        self._close_cell()
        address = _ADDRESS.fullmatch(attributes.get("r", ""))
        if address is None:  # right of the one before
            self._column += 1
        else:
            letters = address[1]
            self._row = int(address[2])
            self._column = self._columns.get(letters) or self._columns.setdefault(letters, column_number(letters))
        row, column, style = self._row, self._column, attributes.get("s", "0")
        self._style, self._kind = style, attributes.get("t", "")
        if row < self._top or row > self._bottom or column < self._first or column > self._last:
            self._grow(row, column)
        if column > MOST_COLUMNS:
            return
        if style in self._styles.unseen:
            self._found.hidden.cells[row] = self._found.hidden.cells.get(row, 0) | 1 << column
        elif style in self._styles.formats:
            self._formats.add(row, column, style)
        if style in self._styles.filled:
            self._conditions.filled[row] = self._conditions.filled.get(row, 0) | 1 << column

    def _grow(self, row: int, column: int) -> None:
        self._top, self._bottom = min(self._top, row), max(self._bottom, row)
        self._first, self._last = min(self._first, column), max(self._last, column)
        if (self._bottom - self._top + 1) * (self._last - self._first + 1) > self._most_cells:
            self._found.is_too_large = True
            raise Enough

    def _close_cell(self) -> None:
        self._found.unvalued_count += self._is_unvalued
        self._is_unvalued = False
        if self._runs:
            self._note(parted(self._runs, self._styles.of(self._style)))
            self._runs, self._in_run = [], False

    def _begin_formula(self, attributes: Attributes) -> None:
        self._is_unvalued = True

    def _begin_value(self, attributes: Attributes) -> None:
        self._is_unvalued = False
        if self._kind == "s" and self._strings:
            self._is_wanted = True

    def _value(self, text: str) -> None:
        number = whole_number(text) or 0
        if number in self._strings:
            key = number, self._style
            if key not in self._parted:
                self._parted[key] = parted(self._strings[number], self._styles.of(self._style))
            self._note(self._parted[key])

    def _begin_inline(self, attributes: Attributes) -> None:
        self._is_unvalued = False

    def _begin_run(self, attributes: Attributes) -> None:
        self._runs.append(Run())
        self._in_run = True

    def _begin_reading(self, attributes: Attributes) -> None:
        self._in_run = False  # how the text is spoken is no text

    def _begin_look(self, attributes: Attributes) -> None:
        if self._runs:
            self._runs[-1].ink = Ink()

    def _size(self, attributes: Attributes) -> None:
        self._ink("x:sz", attributes)

    def _colour(self, attributes: Attributes) -> None:
        self._ink("x:color", attributes)
        self._conditions.colour(attributes)

    def _ink(self, tag: str, attributes: Attributes) -> None:
        if self._runs and (ink := self._runs[-1].ink) is not None:
            self._runs[-1].ink = inked(ink, tag, attributes, self._styles.palette)

    def _run_text(self, text: str) -> None:
        self._runs[-1].pieces.append(text)

    def _note(self, text: Parted) -> None:
        """Notes what is seen of the cell's text, whatever its own style says."""
        if self._column > MOST_COLUMNS:
            return
        hidden, row, bit = self._found.hidden, self._row, 1 << self._column
        if text.hidden and not text.seen:
            hidden.cells[row] = hidden.cells.get(row, 0) | bit
        elif row in hidden.cells:
            hidden.cells[row] &= ~bit
        if text.hidden and text.seen and len(hidden.texts) < _MOST_TEXTS:
            hidden.texts[row, self._column] = text

    def _measures(self, attributes: Attributes) -> None:
        self._default_height = _length(attributes.get("defaultRowHeight", ""))
        # `zeroHeight` is of rows that the sheet does not list: those it lists say of themselves that they are hidden
        if _length(attributes.get("defaultColWidth", "")) == 0:
            self._shown_columns = set()

    def _column_of_sheet(self, attributes: Attributes) -> None:
        first, last = (whole_number(attributes.get(name, "")) or 0 for name in ("min", "max"))
        columns = range(max(1, first), min(last, MOST_COLUMNS) + 1)[: self._may_name]
        self._may_name -= len(columns)
        if attributes.get("hidden") in _YES or _length(attributes.get("width", "")) == 0:
            self._found.hidden.columns.update(columns)
        elif self._shown_columns is not None:
            self._shown_columns.update(columns)

    def _merge(self, attributes: Attributes) -> None:
        for place in _ranges(attributes.get("ref", "")):
            self._found.hidden.cover(*place)

    def close(self) -> SheetWalk:
        """What was found, once all is taken."""
        self._close_cell()
        self._formats.close_all()
        self._conditions.close()
        if self._shown_columns is not None:
            self._found.hidden.columns.update(set(range(1, MOST_COLUMNS + 1)) - self._shown_columns)
        return self._found


_FURNITURE = tuple(f"{page}{side}" for page in ("odd", "even", "first") for side in ("Header", "Footer"))


class _Formats:
    """Gathers the cells of each row whose format shows words."""

    def __init__(self, hidden: HiddenCells) -> None:
        self._hidden = hidden
        self._row = 0
        self._cells: list[tuple[int, str]] = []
        self._known: dict[Formats, Formats] = {}  # rows are mostly alike: one of each is kept
        self._again: dict[int, list[tuple[int, str]]] = {}  # of rows that come once more

    def add(self, row: int, column: int, style: str) -> None:
        """Cells come row by row."""
        if row != self._row:
            self.close()
            self._row = row
        self._cells.append((column, style))

    def close(self) -> None:
        """Keeps the row that ends."""
        if self._row in self._hidden.formats:
            self._again.setdefault(self._row, []).extend(self._cells)
        elif self._cells:
            cells = tuple(self._cells)
            self._hidden.formats[self._row] = self._known.setdefault(cells, cells)
        self._cells = []

    def close_all(self) -> None:
        """Keeps all, once no more come."""
        self.close()
        for row, cells in self._again.items():
            self._hidden.formats[row] += tuple(cells)


class _Conditions:
    """Gathers what conditional formats hide. `filled`: by row, the cells with another ground than white."""

    def __init__(self, found: SheetWalk, styles: CellStyles) -> None:
        self.filled: dict[int, int] = {}
        self._found = found
        self._styles = styles
        self._ranges: list[tuple[int, int, int, int]] = []
        self._rule: Attributes | None = None
        self._formula: str | None = None
        self._is_bare = False  # its bars or icons stand in place of numbers
        self._in_newer = self._in_font = False

    def handlers(self) -> dict[str, Callable[[Attributes], None]]:
        """By the element that begins."""
        return {
            "conditionalFormatting": self._begin, "cfRule": self._begin_rule, "dataBar": self._bar,
            "iconSet": self._bar, "font": self._begin_font, "fill": self._begin_other, "border": self._begin_other,
        }  # fmt: skip

    def _begin(self, attributes: Attributes) -> None:
        self.close()
        self._ranges = list(islice(_ranges(attributes.get("sqref", "")), _MOST_HIDINGS + 1))

    def _begin_rule(self, attributes: Attributes) -> None:
        self.close()
        self._rule, self._formula, self._is_bare = attributes, None, False

    def _bar(self, attributes: Attributes) -> None:
        self._is_bare = attributes.get("showValue") in ("0", "false")

    def take_formula(self, text: str) -> None:
        """The first formula of a rule."""
        self._formula = text if self._formula is None else self._formula

    def begin_newer(self, attributes: Attributes) -> None:
        """The looks of a rule of Excel 2010 and later, which stand in it."""
        self._in_newer = True

    def _begin_font(self, attributes: Attributes) -> None:
        self._in_font = self._in_newer

    def _begin_other(self, attributes: Attributes) -> None:
        self._in_font = False

    def colour(self, attributes: Attributes) -> None:
        """The colour of a font, of such looks."""
        overlay = Overlay(colour_of(attributes, self._styles.palette))
        self._found.condition_count += self._in_font and overlay.hides()

    def close(self) -> None:
        """Keeps the rule that ends."""
        if self._rule is None:
            return
        number = whole_number(self._rule.get("dxfId", ""))
        is_known = number is not None and 0 <= number < len(self._styles.overlays)
        overlay = self._styles.overlays[number] if is_known and number is not None else Overlay()
        meets = is_number if self._is_bare else condition(self._rule, self._formula or "")
        if self._is_bare or overlay.hides():
            self._hide(meets, {} if overlay.ground is not None or not overlay.shows_value else self.filled)
        self._rule = None

    def _hide(self, meets: Meets | None, kept: Mapping[int, int]) -> None:
        hidings = self._found.hidden.hidings
        if meets is None or len(hidings) + len(self._ranges) > _MOST_HIDINGS:
            self._found.condition_count += 1
            return
        hidings += [Hiding(top, bottom, bits_of(left, right), meets, kept) for top, bottom, left, right in self._ranges]


def _ranges(listed: str) -> Iterator[tuple[int, int, int, int]]:
    """Top, bottom, left and right of each range of a list of them."""
    for one in listed.split():
        found = _RANGE.fullmatch(one)
        if found is not None:
            left, top = column_number(found[1]), int(found[2])
            right, bottom = (column_number(found[3]), int(found[4])) if found[3] else (left, top)
            if left <= right <= MOST_COLUMNS and top <= bottom:
                yield top, bottom, left, right


def _length(value: str) -> float:
    """A height or width; endless where none is said."""
    with contextlib.suppress(ValueError):
        return float(value)
    return math.inf
