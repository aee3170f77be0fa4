"""Makes sheets readable of which calamine gives up every cell for one: an error, number or kind that it does not know.

`#SPILL!`, `#CALC!` and `#GETTING_DATA` are Excel's, `#ERROR!` is Google's. Such a cell becomes the text that it shows.
"""

from __future__ import annotations

import functools
import io
import re
from collections.abc import Collection
from typing import BinaryIO

from muniment.reading.formats.sheet_copy import with_sheets

_LONGEST_FORMULA = 40_000
"""Bytes looked at between a cell's tag and its value; a formula has 8,192 characters at most."""

_CELL = re.compile(
    rb"(<(?:\w+:)?c\b)([^<>]*)(>(?:(?!</?(?:\w+:)?c\b)[\s\S]){0,%d}?<(?:\w+:)?v\b[^<>]*>)([^<]*)" % _LONGEST_FORMULA
)
_KIND = re.compile(rb"(?<![\w:])t=([\"'])(\w*)\1")
_TEXT = b't="str"'
_NUMBER = re.compile(rb"\s*(?:[+-]?\d+(?:\.\d*)?(?:[eE][+-]?\d+)?)?\s*")
_SOUND = {
    b"b": re.compile(rb"0|1|true|false"),
    b"e": re.compile(rb"(?:#(?:DIV/0!|N/A|NAME\?|NULL!|NUM!|REF!|VALUE!))?"),
    b"n": _NUMBER,
    b"": _NUMBER,
}
_SOUND_KINDS = frozenset({b"s", b"str", b"inlineStr", b"d"})


def mended(file: BinaryIO, sheets: Collection[str]) -> io.BytesIO:
    """A copy of the workbook's XML in which cells that are not sound are text. `sheets`: names of parts."""
    return with_sheets(file, dict.fromkeys(sheets, functools.partial(_CELL.sub, _as_text)))


def _as_text(cell: re.Match[bytes]) -> bytes:
    start, attributes, between, value = cell.groups()
    kind = _KIND.search(attributes)
    name = kind[2] if kind is not None else b""
    sound = _SOUND.get(name)
    if name in _SOUND_KINDS or (sound is not None and sound.fullmatch(value)):
        return cell[0]
    attributes = _KIND.sub(_TEXT, attributes, count=1) if kind is not None else attributes + b" " + _TEXT
    return start + attributes + between + value
