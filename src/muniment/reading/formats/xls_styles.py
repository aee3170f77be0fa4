"""How the cells of an xls workbook look, from its records of fonts, number formats and styles ([MS-XLS] 2.4.122,
2.4.126, 2.4.353); Excel 97 and later."""

from __future__ import annotations

import struct
from collections.abc import Mapping
from dataclasses import dataclass, field

from muniment.reading.formats.ooxml_colours import PAPER, UNKNOWN
from muniment.reading.formats.ooxml_sight import TINY_POINTS
from muniment.reading.formats.sheet_formats import NumberFormat
from muniment.reading.formats.sheet_styles import INK, CellStyle, Ink, colour_of_number, format_of

FONT, FORMAT, STYLE, PALETTE = 0x0031, 0x041E, 0x00E0, 0x0092
STYLING = frozenset({FONT, FORMAT, STYLE, PALETTE})
_TWIPS = 20
_SKIPPED_FONT = 4  # is never written
_NO_FILL, _SOLID = 0, 1
_MOST_STYLES = 65_536


@dataclass(slots=True)
class XlsStyles:
    """Takes the records in their order; asked for a style when all were taken."""

    _fonts: list[tuple[int, bool]] = field(default_factory=list)  # number of the colour, whether tiny
    _codes: dict[int, str] = field(default_factory=dict)
    _styles: list[tuple[int, int, int, int]] = field(default_factory=list)  # font, format, pattern, its colour
    _palette: dict[int, str] = field(default_factory=dict)
    _known: dict[int, tuple[bool, NumberFormat | None]] = field(default_factory=dict)

    def take(self, kind: int, data: bytes) -> None:
        """One record of STYLING."""
        if kind == FONT and len(data) >= 6:
            height, _, colour = struct.unpack_from("<3H", data)
            self._fonts.append((colour, height < TINY_POINTS * _TWIPS))
        elif kind == FORMAT and len(data) > 5:
            number, length, is_wide = struct.unpack_from("<HHB", data)
            text = data[5 : 5 + length * (1 + (is_wide & 1))]
            self._codes[number] = text.decode("utf-16-le" if is_wide & 1 else "latin-1", "replace")
        elif kind == STYLE and len(data) >= 20 and len(self._styles) < _MOST_STYLES:
            font, code = struct.unpack_from("<2H", data)
            borders, colours = struct.unpack_from("<IH", data, 14)
            self._styles.append((font, code, borders >> 26, colours & 0x7F))
        elif kind == PALETTE and len(data) >= 2:
            for at in range(min(56, (len(data) - 2) // 4)):
                self._palette[8 + at] = data[2 + 4 * at : 5 + 4 * at].hex().upper()

    def of(self, number: int) -> tuple[bool, NumberFormat | None]:
        """Whether nothing is seen of cells of the style, and their format where that shows words besides."""
        if number not in self._known:
            self._known[number] = self._of(number)
        return self._known[number]

    def _of(self, number: int) -> tuple[bool, NumberFormat | None]:
        if number >= len(self._styles):
            return False, None
        font, code, pattern, colour = self._styles[number]
        font -= font > _SKIPPED_FONT
        of_letters, is_tiny = self._fonts[font] if font < len(self._fonts) else (_AUTOMATIC, False)
        ground = PAPER if pattern == _NO_FILL else self._colour(colour) if pattern == _SOLID else UNKNOWN
        ink = INK if of_letters == _AUTOMATIC else self._colour(of_letters)
        said = format_of(self._codes.get(code, "General"))
        style = CellStyle(Ink(PAPER if said.is_white else ink, is_tiny), ground, not said.is_blank)
        return style.is_unseen, None if style.is_unseen else said.format

    def _colour(self, number: int) -> str:
        return self._palette.get(number) or colour_of_number(number)

    def formats(self) -> Mapping[str, NumberFormat]:
        """Those that show words besides, by the numbers of their styles."""
        return {str(number): found for number, (_, found) in self._known.items() if found is not None}


_AUTOMATIC = 0x7FFF
