"""Reads xls, xlsx and xlsm with calamine: sheets in blocks of rows, a line a row, cells separated by tabs.

Hidden cells and comments follow, apart; a hidden sheet stays in its place, aside.

calamine allocates the rectangle around all cells of a sheet (16 GB for one cell in the last corner) and aborts the
process when it cannot, so that rectangle is measured first, by own means.
"""

from __future__ import annotations

import bisect
import datetime
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import BinaryIO

import python_calamine

from muniment.limits import Limits
from muniment.reading.aside import COMMENTS, HIDDEN, hidden_warning, pages_aside
from muniment.reading.file_types import FILE_TYPES
from muniment.reading.formats.office_pictures import see_pictures
from muniment.reading.formats.ole import container_warnings, is_ole, open_ole, stream_of
from muniment.reading.formats.ooxml import open_package
from muniment.reading.formats.sheet_hidden import HiddenCells
from muniment.reading.formats.sheet_mending import mended
from muniment.reading.formats.sheet_parts import NOTHING, Beside, beside_of
from muniment.reading.formats.sheet_sparse import without_gaps
from muniment.reading.formats.stored_pictures import blips, drawings_of, see, with_pictures
from muniment.reading.formats.xls_beside import beside_cells
from muniment.reading.formats.xls_container import contained
from muniment.reading.formats.xls_extent import is_encrypted, sheet_extents
from muniment.reading.model import Page, PageKind, Reading, ReadingProblem, UnreadableError
from muniment.reading.recognition.recogniser import Recogniser
from muniment.reading.rows import Row, blocks_of_rows
from muniment.reading.text import label_of, tidy
from muniment.reading.warnings import shortened, warning

XLS, XLSX, XLSM = (FILE_TYPES[kind].media_type for kind in ("xls", "xlsx", "xlsm"))
_BESIDE_THE_SHEETS = ("xl/workbook.xml", "xl/sharedStrings.xml", "xl/styles.xml")

Cell = int | float | str | bool | datetime.time | datetime.date | datetime.datetime | datetime.timedelta
_MOST_COLUMNS = 1 << 20


def read_xls(file: BinaryIO, limits: Limits, recognise: Recogniser | None) -> Reading:
    """Raises UnreadableError: `encrypted`, `corrupt`, `mismatch`, `limit_memory` (a sheet too wide to be held)."""
    warnings: list[ReadingProblem] = []
    if is_ole(file):
        container = open_ole(file)
        warnings += container_warnings(container)
        name = "Workbook" if container.exists("Workbook") else "Book"
        workbook = stream_of(container, name)
    else:  # up to Excel 4 a workbook was one bare stream
        name = "Workbook"
        workbook = file.read()
    if is_encrypted(workbook):  # calamine knows only some of the ciphers by name
        raise UnreadableError("encrypted", "The workbook needs a password to be opened.")
    # calamine builds every sheet of this format on opening
    if any(cells > limits.max_sheet_cells for cells in sheet_extents(workbook)):
        raise UnreadableError("limit_memory", f"A sheet spans more than {limits.max_sheet_cells:,} cells.")
    reading = _read(
        contained(name, workbook),
        limits,
        XLS,
        warnings,
        beside={
            name: Beside(hidden=one.hidden, comments=one.comments(), drawn=one.drawn(), headed=one.headed())
            for name, one in beside_cells(workbook).items()
        },
    )
    return with_pictures(reading, see(blips(drawings_of(workbook)), limits, recognise))


def read_xlsx(file: BinaryIO, limits: Limits, recognise: Recogniser | None) -> Reading:
    """xlsx and xlsm. Raises UnreadableError as `open_package` does; `limit_memory` when every sheet is too large."""
    package = open_package(file, limits)
    main = package.main_part("xl/workbook.xml")
    warnings = package.warnings()
    beside = beside_of(package, limits)
    if controls := sum("/ctrlprops/" in name for name in package.parts):
        warnings.append(warning("form_answers", what=f"{controls} controls"))
    # calamine unpacks past the declared size, which is all that was held against the limits
    if not all(package.is_whole(part) for part in _BESIDE_THE_SHEETS if package.has(part)):
        raise UnreadableError("corrupt", "A part of the workbook is damaged.")
    if unvalued := [f"{one.unvalued_count:,} in {name}" for name, one in beside.items() if one.unvalued_count]:
        warnings.append(
            warning("text_unread", what=f"results of formulas that the file does not hold ({shortened(unvalued)})")
        )
    has_macros = any(one.code == "macros" for one in warnings)
    pictures = see_pictures(package, main, limits, recognise)
    sheets = [relation.target for relation in package.relations(main).values() if relation.kind == "worksheet"]
    package.archive.close()
    if sparse := {one.part: one.places for one in beside.values() if one.places is not None}:
        file = without_gaps(file, sparse)
    if not main.lower().endswith(".xml"):
        raise UnreadableError("mismatch", "The workbook is a binary one (xlsb).")
    media_type = XLSM if has_macros else XLSX
    reading = _read(file, limits, media_type, warnings, beside=beside, mend=lambda: mended(file, sheets))
    return with_pictures(reading, pictures)


def _read(
    file: BinaryIO,
    limits: Limits,
    media_type: str,
    warnings: list[ReadingProblem],
    *,
    beside: Mapping[str, Beside],
    mend: Callable[[], BinaryIO] | None = None,
) -> Reading:
    """`mend` makes a copy for sheets that cannot be read."""
    file.seek(0)
    try:
        workbook = _Workbook(file, mend)
        sheets = workbook.sheets
    except python_calamine.PasswordError:
        raise UnreadableError("encrypted", "The workbook needs a password to be opened.") from None
    except BaseException as error:
        raise _corrupt(error, "The workbook is damaged and cannot be opened.") from None
    book = _Book(limits, left=limits.max_characters)
    for index, sheet in enumerate(sheets[: limits.max_pages]):
        name = label_of(sheet.name) or str(index + 1)
        own = beside.get(sheet.name, NOTHING)
        is_hidden = sheet.visible != python_calamine.SheetVisibleEnum.Visible
        try:
            cells = None if own.is_too_large else workbook.sheet(index)
            book.add(name, cells, own, is_hidden=is_hidden)
        except python_calamine.WorksheetNotFound:
            book.add(name, None, own, is_hidden=is_hidden)  # a chart or dialog: a sheet of the workbook without cells
        except BaseException as error:
            book.damaged.append(_corrupt(error, name).message)
            book.unreadable += 1
            book.add(name, None, NOTHING, is_hidden=is_hidden)
        if book.is_full:
            break
    count = len(book.sheets)
    if book.oversized and len(book.oversized) == count:
        raise UnreadableError("limit_memory", f"Every sheet spans more than {limits.max_sheet_cells:,} cells.")
    if book.unreadable and book.unreadable == count:
        raise UnreadableError("corrupt", "No sheet of the workbook could be read.")
    warnings += book.warnings()
    hidden = [label_of(one.name) or "" for one in sheets if one.visible != python_calamine.SheetVisibleEnum.Visible]
    if hidden:
        warnings.append(warning("hidden_sheets", what=shortened(hidden)))
    if len(sheets) > limits.max_pages:
        warnings.append(warning("pages_limit", limit=limits.max_pages, what="sheets"))
    macro_sheets = any(one.typ == python_calamine.SheetTypeEnum.MacroSheet for one in sheets)
    if macro_sheets and not any(one.code == "macros" for one in warnings):
        warnings.append(warning("macros"))
    page_count = max(len(sheets), len(book.pages))
    return Reading(media_type, book.all_pages(), page_count=page_count, warnings=tuple(warnings))


class _Workbook:
    """A workbook as calamine reads it, from a mended copy where it cannot."""

    def __init__(self, file: BinaryIO, mend: Callable[[], BinaryIO] | None) -> None:
        self._workbook = python_calamine.load_workbook(file)
        self._mend = mend
        self.sheets = self._workbook.sheets_metadata

    def sheet(self, index: int) -> python_calamine.CalamineSheet:
        """Raises what calamine raises of the mended copy; WorksheetNotFound for what has no cells."""
        try:
            return self._workbook.get_sheet_by_index(index)
        except python_calamine.WorksheetNotFound:
            raise
        except BaseException as error:
            if self._mend is None:
                raise
            _corrupt(error, "")  # what is no fault of the file's passes on
            mend, self._mend = self._mend, None
            self._workbook = python_calamine.load_workbook(mend())
            return self._workbook.get_sheet_by_index(index)


@dataclass(slots=True)
class _Book:
    """What the sheets yielded so far, and what is left of the limit of characters."""

    limits: Limits
    left: int
    pages: list[Page] = field(default_factory=list)
    sheets: list[str] = field(default_factory=list)
    aside: list[tuple[str, Sequence[str]]] = field(default_factory=list)
    hidden: dict[str, int] = field(default_factory=dict)
    oversized: list[str] = field(default_factory=list)
    damaged: list[str] = field(default_factory=list)
    unreadable: int = 0  # of the damaged ones
    conditions: list[str] = field(default_factory=list)

    @property
    def is_full(self) -> bool:
        """Whether a limit is reached."""
        return self.left <= 0 or len(self.pages) > self.limits.max_pages

    def add(self, name: str, cells: python_calamine.CalamineSheet | None, beside: Beside, *, is_hidden: bool) -> None:
        """Adds a sheet's blocks, what is drawn on it, and notes down what stands beside them."""
        self.sheets.append(name)
        if beside.is_too_large:
            self.oversized.append(name)
        if not beside.is_whole:
            self.damaged.append(name)
        if beside.condition_count:
            self.conditions.append(f"{beside.condition_count:,} in {name}")
        unseen = list(beside.drawn_unseen)
        rows = _rows(cells, beside, unseen, self.left) if cells is not None else iter(())
        label = f"Hidden sheet: {name}" if is_hidden else name
        room = max(0, self.limits.max_pages - len(self.pages))
        made = blocks_of_rows(rows, name=label, most=room, first_number=len(self.pages) + 1)
        for what, lines in (("text boxes and charts", beside.drawn), ("headers and footers", beside.headed)):
            if lines:
                text = tidy("\n".join(lines))[: self.limits.max_characters]
                made.append(Page(made[-1].number + 1, text, PageKind.SHEET, f"{label}, {what}"))
        self.pages += [replace(page, aside=True) for page in made] if is_hidden else made
        self.left -= sum(len(page.text) for page in made)
        if unseen:
            self.aside.append((f"{HIDDEN}, {name}", unseen))
            self.hidden[f"in {name}"] = sum(map(len, unseen))
        if beside.comments:
            self.aside.append((f"{COMMENTS}, {name}", beside.comments))

    def all_pages(self) -> tuple[Page, ...]:
        """The sheets' pages, then what stands aside."""
        pages = list(self.pages)
        for label, lines in self.aside:
            pages += pages_aside(label, lines, most=self.limits.max_pages, first_number=len(pages) + 1)
        return tuple(pages)

    def warnings(self) -> list[ReadingProblem]:
        """One warning per kind."""
        found = hidden_warning(self.hidden)
        if self.left <= 0:
            found.append(warning("characters_limit", limit=self.limits.max_characters))
        if self.oversized:
            what = f"The sheet {shortened(self.oversized)}"
            found.append(warning("cells_limit", what=what, limit=self.limits.max_sheet_cells))
        if self.damaged:
            found.append(warning("part_unreadable", what=shortened(list(dict.fromkeys(self.damaged)))))
        if self.conditions:
            found.append(warning("hidden_by_condition", what=shortened(self.conditions)))
        return found


def _corrupt(error: BaseException, message: str) -> UnreadableError:
    """calamine's errors are Exceptions, its panics a BaseException that cannot be imported; others pass on."""
    if isinstance(error, Exception) or type(error).__name__ == "PanicException":
        return UnreadableError("corrupt", message)
    raise error


def _rows(sheet: python_calamine.CalamineSheet, beside: Beside, unseen: list[str], left: int) -> Iterator[Row]:
    """The rows with any value that is seen, of about `left` characters: a gap of a million rows says nothing. What is
    not seen goes to `unseen`, a line a row."""
    # calamine gives the rows from the sheet's first, but the columns from the first that has a value
    _, first_column = sheet.start or (0, 0)
    hidden, places = beside.hidden, beside.places
    columns: Sequence[int] = places.columns[first_column:] if places else range(first_column + 1, _MOST_COLUMNS + 1)
    for at, row in enumerate(sheet.iter_rows()):
        number = places.rows[at] if places else at + 1
        cells = list(map(_shown, row))
        gone = _formatted(cells, row, columns, hidden, number) if number in hidden.formats else frozenset()
        if gone or hidden.texts or hidden.touches(number):
            is_hidden = hidden.of_row(number, columns[: len(cells)], row)
            parts = [
                ("", cell) if one or place in gone else hidden.texts.get((number, columns[place]), (cell, ""))
                for place, (cell, one) in enumerate(zip(cells, is_hidden, strict=True))
            ]
            line = " ".join(unread for _, unread in parts if unread)
            if line:
                unseen.append(f"row {number}: {line}")
                left -= len(line)
            cells = [seen for seen, _ in parts]
        line = "\t".join(cells).rstrip("\t")
        if line:
            yield number, line[:left]
            left -= len(line) + 1
        if left <= 0:
            return


def _formatted(
    cells: list[str], row: Sequence[Cell], columns: Sequence[int], hidden: HiddenCells, number: int
) -> frozenset[int]:
    """Puts the words that formats show into the row's cells; the places of those of which nothing is shown."""
    gone = set[int]()
    for column, style in hidden.formats[number]:
        place = bisect.bisect_left(columns, column, 0, len(cells))
        if place < len(cells) and columns[place] == column:
            shown = hidden.of_style[style].shown(row[place], cells[place])
            if shown is None:
                gone.add(place)
            else:
                cells[place] = shown
    return frozenset(gone)


def _shown(value: Cell) -> str:
    """A cell's value in one line: whole numbers without a point, dates as ISO 8601."""
    if isinstance(value, str):
        return " ".join(value.split()) if value else ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, datetime.datetime):
        midnight = value.time() == datetime.time()
        return value.date().isoformat() if midnight else value.isoformat(" ", "seconds")
    if isinstance(value, datetime.date | datetime.time):
        return value.isoformat()
    return str(value)
