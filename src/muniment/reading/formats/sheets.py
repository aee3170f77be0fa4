"""Reads xls, xlsx and xlsm with calamine: a page a sheet, a line a row, cells separated by tabs.

calamine allocates the rectangle around all cells of a sheet (16 GB for one cell in the last corner) and aborts the
process when it cannot, so that rectangle is measured first, by own means.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from typing import BinaryIO

import python_calamine

from muniment.limits import Limits
from muniment.reading.file_types import FILE_TYPES
from muniment.reading.formats.ole import container_notices, is_ole, open_ole, stream_of
from muniment.reading.formats.ooxml import Package, open_package
from muniment.reading.formats.package import BROKEN_ZIP
from muniment.reading.formats.xls_container import contained
from muniment.reading.formats.xls_extent import is_encrypted, sheet_extents
from muniment.reading.model import Notice, Page, PageKind, Reading, UnreadableError
from muniment.reading.notices import notice, shortened
from muniment.reading.recognition.recogniser import Recogniser
from muniment.reading.text import clean, label_of

XLS, XLSX, XLSM = (FILE_TYPES[kind].media_type for kind in ("xls", "xlsx", "xlsm"))
CHUNK_BYTES = 256 * 1024

_BESIDE_THE_SHEETS = ("xl/workbook.xml", "xl/sharedStrings.xml", "xl/styles.xml")

Cell = int | float | str | bool | datetime.time | datetime.date | datetime.datetime | datetime.timedelta
_CELL = re.compile(rb"<(?:\w+:)?(?:row\b|c\b(?=[^>]*?\br=[\"']([A-Z]{1,3})(\d{1,7})[\"'])|c\b)")


def read_xls(file: BinaryIO, limits: Limits, recognise: Recogniser | None) -> Reading:
    """Raises UnreadableError: `encrypted`, `corrupt`, `mismatch`, `limit_memory` (a sheet too wide to be held)."""
    notices: list[Notice] = []
    if is_ole(file):
        container = open_ole(file)
        notices += container_notices(container)
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
    return _read(contained(name, workbook), limits, XLS, notices, too_large=frozenset())


def read_xlsx(file: BinaryIO, limits: Limits, recognise: Recogniser | None) -> Reading:
    """xlsx and xlsm. Raises UnreadableError as `open_package` does; `limit_memory` when every sheet is too large."""
    package = open_package(file, limits)
    main = package.main_part("xl/workbook.xml")
    notices = package.notices()
    too_large = _oversized(package, limits)
    # calamine unpacks past the declared size, which is all that was held against the limits
    if not all(package.is_whole(part) for part in _BESIDE_THE_SHEETS if package.has(part)):
        raise UnreadableError("corrupt", "A part of the workbook is damaged.")
    has_macros = any(one.code == "macros" for one in notices)
    package.archive.close()
    if not main.lower().endswith(".xml"):
        raise UnreadableError("mismatch", "The workbook is a binary one (xlsb).")
    return _read(file, limits, XLSM if has_macros else XLSX, notices, too_large=too_large)


def _read(
    file: BinaryIO, limits: Limits, media_type: str, notices: list[Notice], *, too_large: frozenset[str]
) -> Reading:
    file.seek(0)
    try:
        workbook = python_calamine.load_workbook(file)
        sheets = workbook.sheets_metadata
    except python_calamine.PasswordError:
        raise UnreadableError("encrypted", "The workbook needs a password to be opened.") from None
    except BaseException as error:
        raise _corrupt(error, "The workbook is damaged and cannot be opened.") from None
    pages: list[Page] = []
    left = limits.max_characters
    damaged, oversized = [], []
    for index, sheet in enumerate(sheets[: limits.max_pages]):
        text, label = "", label_of(sheet.name)
        if sheet.name in too_large:
            oversized.append(label or str(index + 1))
        else:
            try:
                text = _sheet_text(workbook.get_sheet_by_index(index), left)
            except python_calamine.WorksheetNotFound:
                pass  # a chart or dialog: a sheet of the workbook without cells
            except BaseException as error:
                damaged.append(_corrupt(error, label or str(index + 1)).message)
        left -= len(text)
        pages.append(Page(index + 1, text, PageKind.SHEET, label))
        if left <= 0:
            notices.append(notice("characters_limit", limit=limits.max_characters))
            break
    if oversized and len(oversized) == len(pages):
        raise UnreadableError("limit_memory", f"Every sheet spans more than {limits.max_sheet_cells:,} cells.")
    if damaged and len(damaged) == len(pages):
        raise UnreadableError("corrupt", "No sheet of the workbook could be read.")
    if oversized:
        notices.append(notice("cells_limit", what=f"The sheet {shortened(oversized)}", limit=limits.max_sheet_cells))
    if damaged:
        notices.append(notice("part_unreadable", what=shortened(damaged)))
    hidden = [label_of(one.name) or "" for one in sheets if one.visible != python_calamine.SheetVisibleEnum.Visible]
    if hidden:
        notices.append(notice("hidden_sheets", what=shortened(hidden)))
    if len(sheets) > limits.max_pages:
        notices.append(notice("pages_limit", limit=limits.max_pages, what="sheets"))
    macro_sheets = any(one.typ == python_calamine.SheetTypeEnum.MacroSheet for one in sheets)
    if macro_sheets and not any(one.code == "macros" for one in notices):
        notices.append(notice("macros"))
    return Reading(media_type, tuple(pages), page_count=len(sheets), notices=tuple(notices))


def _corrupt(error: BaseException, message: str) -> UnreadableError:
    """calamine's errors are Exceptions, its panics a BaseException that cannot be imported; others pass on."""
    if isinstance(error, Exception) or type(error).__name__ == "PanicException":
        return UnreadableError("corrupt", message)
    raise error


def _sheet_text(sheet: python_calamine.CalamineSheet, left: int) -> str:
    """At most `left` characters. Rows without any value are dropped: a gap of a million rows says nothing."""
    lines: list[str] = []
    size = 0
    for row in sheet.iter_rows():
        line = "\t".join(map(_shown, row)).rstrip("\t")
        if line:
            lines.append(line)
            size += len(line) + 1
            if size > left:
                break
    return clean("\n".join(lines))[:left]


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


def _oversized(package: Package, limits: Limits) -> frozenset[str]:
    """Names of the sheets whose rectangle of cells exceeds the limit, from the cells (`<dimension>` lies)."""
    main = package.main_part("xl/workbook.xml")
    relations = package.relations(main)
    too_large = set()
    for name, identifier in _sheets(package, main):
        relation = relations.get(identifier)
        if relation is not None and package.has(relation.target):
            try:
                with package.archive.open(package.parts[relation.target.lower()]) as stream:
                    rows, columns = _extent(iter(lambda: stream.read(CHUNK_BYTES), b""), limits.max_sheet_cells)
            except BROKEN_ZIP:
                raise UnreadableError("corrupt", "A sheet of the workbook is damaged.") from None
            if rows * columns > limits.max_sheet_cells:
                too_large.add(name)
    return frozenset(too_large)


def _sheets(package: Package, main: str) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []

    def start(tag: str, attributes: dict[str, str] | object) -> None:
        if tag == "x:sheet" and isinstance(attributes, dict):
            identifier = next((value for name, value in attributes.items() if name.endswith(" id")), "")
            found.append((attributes.get("name", ""), identifier))

    package.walk(main, start=start)
    return found


def _extent(chunks: Iterator[bytes], enough: int) -> tuple[int, int]:
    """(rows, columns) of the rectangle around all cells of a sheet's XML; stops once more than `enough` is certain."""
    top, bottom, first, last = 1 << 30, 0, 1 << 30, 0
    row, column = 0, 0
    columns: dict[bytes, int] = {}
    carry = b""
    for chunk in chunks:
        data = carry + chunk
        end = data.rfind(b">") + 1
        carry = data[end:] if end else data[-CHUNK_BYTES:]
        for match in _CELL.finditer(data, 0, end):
            letters, digits = match.groups()
            if letters is not None:
                row = int(digits)
                column = columns.get(letters) or columns.setdefault(letters, _column(letters))
            elif match.group().endswith(b"row"):
                row, column = row + 1, 0
                continue
            else:  # a cell without its address stands right of the one before
                column += 1
            top, bottom = min(top, row), max(bottom, row)
            first, last = min(first, column), max(last, column)
        if bottom and (bottom - top + 1) * (last - first + 1) > enough:
            break
    return (bottom - top + 1, last - first + 1) if bottom else (0, 0)


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number
