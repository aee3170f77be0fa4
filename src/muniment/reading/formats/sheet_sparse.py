"""Makes sheets readable whose few cells lie worlds apart: calamine allocates the whole rectangle around them."""

from __future__ import annotations

import functools
import io
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import BinaryIO

from muniment.reading.formats.sheet_copy import with_sheets
from muniment.reading.formats.sheet_hidden import column_letters, column_number

_PLACE = re.compile(
    rb"(?P<row><(?:\w+:)?row\b[^<>]*?\br=[\"'])(?P<number>\d{1,7})(?=[\"'])"
    rb"|(?P<cell><(?:\w+:)?c\b[^<>]*?\br=[\"'])(?P<column>[A-Z]{1,3})(?P<line>\d{1,7})(?=[\"'])"
    rb"|(?P<unplaced><(?:\w+:)?(?:row|c)\b(?=[ />\t\r\n]))"
)


@dataclass(frozen=True, slots=True)
class Places:
    """The rows and columns of a sheet that hold any cell, as the sheet counts them from 1, in their order."""

    rows: tuple[int, ...]
    columns: tuple[int, ...]

    @property
    def cell_count(self) -> int:
        """Cells of the rectangle that is left without the others."""
        return len(self.rows) * len(self.columns)


def whole_tags(chunks: Iterable[bytes]) -> Iterator[tuple[bytes, int]]:
    """A sheet's XML, piece by piece, each with the end of the last tag in it; what follows begins the next piece. Of a
    tag longer than a chunk only the end is kept."""
    carry = b""
    for chunk in chunks:
        data = carry + chunk
        end = data.rfind(b">") + 1
        carry = data[end:] if end else data[-len(chunk) :]
        yield data, end


def places_in(chunks: Iterable[bytes]) -> Places | None:
    """Where the cells of a sheet's XML stand; None where one does not say it."""
    rows, letters = set[int](), set[str]()
    for data, end in whole_tags(chunks):
        for place in _PLACE.finditer(data, 0, end):
            if place["unplaced"] is not None:
                return None
            if place["cell"] is not None:
                rows.add(int(place["line"]))
                letters.add(place["column"].decode())
    return Places(tuple(sorted(rows)), tuple(sorted(map(column_number, letters))))


def without_gaps(file: BinaryIO, sheets: Mapping[str, Places]) -> io.BytesIO:
    """A copy of the workbook in which these sheets' cells stand side by side. `sheets`: by the name of the part."""
    return with_sheets(file, {name: functools.partial(_moved, places) for name, places in sheets.items()})


def _moved(places: Places, data: bytes) -> bytes:
    rows = {row: b"%d" % at for at, row in enumerate(places.rows, start=1)}
    columns = {
        column_letters(column).encode(): column_letters(at).encode()
        for at, column in enumerate(places.columns, start=1)
    }

    def moved(place: re.Match[bytes]) -> bytes:
        if place["cell"] is not None:
            return place["cell"] + columns[place["column"]] + rows[int(place["line"])]
        return place["row"] + rows.get(int(place["number"]), b"1048576")  # a row without cells

    return _PLACE.sub(moved, data)
