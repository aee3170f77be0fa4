"""What the sheets of an xls workbook hide and hold beside their cells, from its records ([MS-XLS] 2.4)."""

from __future__ import annotations

import struct
from dataclasses import dataclass, field

from muniment.reading.formats.sheet_beside import furniture_lines
from muniment.reading.formats.sheet_hidden import HiddenCells, column_letters
from muniment.reading.formats.xls_extent import BOF, CELLS
from muniment.reading.formats.xls_styles import STYLING, XlsStyles

_PAIR, _CELL = struct.Struct("<HH"), struct.Struct("<HHH")
_BOUND_SHEET, _ROW, _COLUMN = 0x0085, 0x0208, 0x007D
_HEADER, _FOOTER = 0x0014, 0x0015
_NOTE, _OBJECT, _TEXT, _CONTINUE, _SERIES_TEXT = 0x001C, 0x005D, 0x01B6, 0x003C, 0x100D
_MERGED, _SEVERAL_NUMBERS = 0x00E5, 0x00BD
_KINDS = STYLING | {
    *(_BOUND_SHEET, _ROW, _COLUMN, _HEADER, _FOOTER, _NOTE, _OBJECT, _TEXT, _CONTINUE, _SERIES_TEXT, _MERGED)
}
_OF_A_NOTE = 0x19  # kind of an object that shows a comment
_BIFF_8 = 0x0600
_MOST_CHARACTERS = 2_000_000  # of text beside the cells of one sheet


@dataclass(slots=True)
class SheetRecords:
    """What the records of one sheet say besides its cells."""

    hidden: HiddenCells = field(default_factory=HiddenCells)
    texts: dict[int, str] = field(default_factory=dict)  # by the number of the object they stand on
    cell_of: dict[int, str] = field(default_factory=dict)  # of a comment's object
    of_notes: set[int] = field(default_factory=set)
    furniture: list[str] = field(default_factory=list)
    titles: list[str] = field(default_factory=list)
    styled: dict[int, list[tuple[int, str]]] = field(default_factory=dict)  # by row, cells whose formats show words

    def close(self, styles: XlsStyles) -> None:
        """Once all records were taken."""
        self.hidden.formats = {row: tuple(cells) for row, cells in self.styled.items()}
        self.hidden.of_style = styles.formats()

    def comments(self) -> list[str]:
        """`cell: text` of each."""
        return [
            f"{self.cell_of.get(one, '?')}: {_in_line(self.texts[one])}" for one in self.texts if self._is_note(one)
        ]

    def drawn(self) -> list[str]:
        """The lines of text boxes and of charts' titles."""
        boxes = [line for one, text in self.texts.items() if not self._is_note(one) for line in text.split("\n")]
        return [line for line in (*boxes, *dict.fromkeys(self.titles)) if line.strip()]

    def headed(self) -> list[str]:
        """The lines of the headers and footers of its print."""
        return furniture_lines(self.furniture)

    def _is_note(self, number: int) -> bool:
        return number in self.of_notes and bool(self.texts[number].strip())


def beside_cells(workbook: bytes) -> dict[str, SheetRecords]:
    """What each sheet holds beside its cells, by the sheet's name."""
    taker = _Taker()
    position, end = 0, len(workbook)
    while position + 4 <= end:
        kind, size = _PAIR.unpack_from(workbook, position)
        if kind in CELLS:
            taker.take_cell(workbook, position + 4, size)
        elif kind == _SEVERAL_NUMBERS:
            taker.take_cells(workbook[position + 4 : position + 4 + size])
        elif kind in BOF:
            taker.begin(position, workbook[position + 4 : position + 8])
        elif kind in _KINDS:
            taker.take(kind, workbook[position + 4 : position + 4 + size])
        else:
            taker.is_text_open = False
        position += 4 + size
    for sheet in taker.found.values():
        sheet.close(taker.styles)
    return taker.found


class _Taker:
    """Takes the records of a workbook in their order."""

    def __init__(self) -> None:
        self.found: dict[str, SheetRecords] = {}
        self.styles = XlsStyles()
        self.is_text_open = False
        self._names: dict[int, str] = {}
        self._sheet = SheetRecords()
        self._is_biff_8 = True
        self._object = 0
        self._wanted = 0
        self._left = _MOST_CHARACTERS

    def begin(self, position: int, head: bytes) -> None:
        """A substream begins: a sheet's, or one of a chart on the sheet before. No text goes on in it."""
        self.is_text_open = False
        if position in self._names:
            self._sheet = self.found.setdefault(self._names[position], SheetRecords())
            self._left = _MOST_CHARACTERS
        self._is_biff_8 = head[:2] == _BIFF_8.to_bytes(2, "little")

    def take_cell(self, workbook: bytes, position: int, size: int) -> None:
        """A record of one cell: its row, column and style."""
        self.is_text_open = False
        if self._is_biff_8 and size >= 6 and position + 6 <= len(workbook):
            self._note_style(*_CELL.unpack_from(workbook, position))

    def take_cells(self, data: bytes) -> None:
        """A record of several numbers side by side."""
        self.is_text_open = False
        if self._is_biff_8 and len(data) >= 12:
            row, first = _PAIR.unpack_from(data)
            for at in range((len(data) - 6) // 6):
                self._note_style(row, first + at, struct.unpack_from("<H", data, 4 + 6 * at)[0])

    def _note_style(self, row: int, column: int, style: int) -> None:
        is_unseen, format_ = self.styles.of(style)
        if is_unseen:
            hidden = self._sheet.hidden.cells
            hidden[row + 1] = hidden.get(row + 1, 0) | 1 << column + 1
        elif format_ is not None:
            self._sheet.styled.setdefault(row + 1, []).append((column + 1, str(style)))

    def take(self, kind: int, data: bytes) -> None:
        """One record of the kinds that are known here."""
        if kind == _CONTINUE:
            if self.is_text_open:
                self._add_text(data)
            return
        self.is_text_open = False
        if kind in STYLING:
            if self._is_biff_8:
                self.styles.take(kind, data)
        elif kind == _MERGED and len(data) >= 2:
            for at in range(min(struct.unpack_from("<H", data)[0], (len(data) - 2) // 8)):
                self._sheet.hidden.cover(*(one + 1 for one in struct.unpack_from("<4H", data, 2 + 8 * at)))
        elif kind == _BOUND_SHEET and len(data) > 8:
            self._names[struct.unpack_from("<I", data)[0]] = _name(data)
        elif kind == _ROW and len(data) >= 16 and data[12] & 0x20:
            self._sheet.hidden.rows.add(struct.unpack_from("<H", data)[0] + 1)
        elif kind == _COLUMN and len(data) >= 10 and (data[8] & 0x01 or data[4:6] == b"\0\0"):
            first, last = _PAIR.unpack_from(data)
            self._sheet.hidden.columns.update(range(first + 1, min(last, 255) + 2))
        elif kind in (_HEADER, _FOOTER):
            self._sheet.furniture.append(self._furniture(data))
        elif kind == _SERIES_TEXT and self._is_biff_8 and len(data) > 4:
            self._sheet.titles.append(_characters(data[3:], data[2])[: self._spent(data[2])])
        else:
            self._take_object(kind, data)

    def _take_object(self, kind: int, data: bytes) -> None:
        if kind == _OBJECT and len(data) >= 8:
            of_kind, self._object = _PAIR.unpack_from(data, 4)
            if of_kind == _OF_A_NOTE:
                self._sheet.of_notes.add(self._object)
        elif kind == _TEXT and len(data) >= 12:
            self._wanted = struct.unpack_from("<H", data, 10)[0]
            self.is_text_open = self._wanted > 0
            self._sheet.texts[self._object] = ""
        elif kind == _NOTE and self._is_biff_8 and len(data) >= 8:
            row, column, _, number = struct.unpack_from("<4H", data)
            self._sheet.cell_of[number] = f"{column_letters(column + 1)}{row + 1}"
        elif kind == _NOTE and len(data) > 6:  # up to BIFF 5 the text stands in the record
            row, column = _PAIR.unpack_from(data)
            number = -1 - len(self._sheet.texts)
            self._sheet.cell_of[number] = f"{column_letters(column + 1)}{row + 1}"
            self._sheet.of_notes.add(number)
            self._sheet.texts[number] = data[6:].decode("cp1252", "replace")[: self._spent(len(data))]

    def _add_text(self, data: bytes) -> None:
        """A text's next piece: each says anew whether it has two bytes a character."""
        text = _characters(data, min(self._wanted, len(data)))[: self._wanted]
        self._wanted -= len(text)
        self.is_text_open = self._wanted > 0
        self._sheet.texts[self._object] += text.replace("\r", "\n")[: self._spent(len(text))]

    def _furniture(self, data: bytes) -> str:
        if not self._is_biff_8:
            return data[1 : 1 + data[0]].decode("cp1252", "replace") if data else ""
        return _characters(data[2:], struct.unpack_from("<H", data)[0]) if len(data) > 3 else ""

    def _spent(self, wanted: int) -> int:
        """How many of so many characters may still be kept."""
        granted = max(0, min(wanted, self._left))
        self._left -= granted
        return granted


def _characters(data: bytes, count: int) -> str:
    """So many characters; before them a byte says whether each takes two ([MS-XLS] 2.5.294)."""
    if not data:
        return ""
    is_wide = data[0] & 1
    return data[1 : 1 + count * (1 + is_wide)].decode("utf-16-le" if is_wide else "latin-1", "replace")


def _name(bound_sheet: bytes) -> str:
    """A sheet's name: length, whether it has two bytes a character, characters ([MS-XLS] 2.5.240)."""
    return _characters(bound_sheet[7:], bound_sheet[6])


def _in_line(text: str) -> str:
    return " ".join(text.split())
