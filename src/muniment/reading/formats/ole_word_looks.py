"""Tells which text of a doc is deleted or cannot be seen, from the properties of its runs ([MS-DOC] 2.9.33, 2.6.1).

Word 97 and later; Word 6 and 95 write them otherwise. What styles say of a run is not read, nor what is behind it:
white text counts as hidden only where the document has neither a table nor a shaded paragraph.
"""

from __future__ import annotations

import bisect
import re
import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from muniment.reading.formats.ooxml_sight import FAR_POINTS, LEGIBLE_PERCENT, TINY_POINTS, are_piled

DELETED, HIDDEN, WHITE = "deleted", "hidden", "white"

Span = tuple[int, int, str]
"""First character, the one behind the last, which of the three."""

_PAGE_BYTES = 512
_DELETION, _VANISH, _HALF_POINTS, _COLOUR, _COLOUR_80 = 0x0800, 0x083C, 0x4A43, 0x6870, 0x2A42
_SPACING, _SCALE, _RAISED = 0x8840, 0x4852, 0x4845  # twips, percent, half points
_GROUNDS = frozenset({0xCA71, 0x4866, 0x2A0C})  # shading of a run, its older form, highlight
_SHADED_PARAGRAPHS = (b"\x4d\xc6", b"\x2d\x44")
_WHITE_OF_16 = 8
_LIGHT = 0xF0
_OPERAND_BYTES = (1, 1, 2, 4, 2, 2, -1, 3)  # by the three highest bits; -1: its first byte tells
_MARKS = re.compile("[\x07\x0c\r\x13\x14\x15]")


def spans_of(word: bytes, table: bytes, pieces: Sequence[tuple[int, int, str]]) -> list[Span]:
    """What of the text is not seen. `pieces`: characters, offset of the first, encoding. Raises struct.error and
    IndexError where the tables are damaged."""
    runs = sorted(_runs(word, table))
    starts = [start for start, _, _ in runs]
    found: list[Span] = []
    position = 0
    for length, offset, encoding in pieces:
        width = 2 if encoding == "utf-16-le" else 1
        end = offset + length * width
        for start, stop, kind in runs[max(0, bisect.bisect(starts, offset) - 1) : bisect.bisect_left(starts, end)]:
            first, last = max(start, offset), min(stop, end)
            if first < last:
                found.append((position + (first - offset) // width, position + (last - offset) // width, kind))
        position += length
    return found


def _runs(word: bytes, table: bytes) -> Iterator[Span]:
    """Byte ranges of the runs that are not seen, from the pages that hold the runs' properties."""
    start, size = struct.unpack_from("<II", word, 0xFA)
    count = (min(size, max(0, len(table) - start)) - 4) // 8
    kinds: dict[bytes, str | None] = {}
    for number in struct.unpack_from(f"<{count}I", table, start + 4 * (count + 1)) if count > 0 else ():
        page = word[(number & 0x3FFFFF) * _PAGE_BYTES :][:_PAGE_BYTES]
        if len(page) < _PAGE_BYTES:
            continue
        runs = min(page[-1], 101)
        bounds = struct.unpack_from(f"<{runs + 1}I", page)
        for index in range(runs):
            at = 2 * page[4 * (runs + 1) + index]
            properties = page[at + 1 : at + 1 + page[at]] if at else b""
            if properties not in kinds:
                kinds[properties] = _kind(properties)
            if kind := kinds[properties]:
                yield bounds[index], bounds[index + 1], kind


def _kind(properties: bytes) -> str | None:
    """How a run with these properties is not seen; None where it is."""
    values = dict(_values(properties))
    colour = values.get(_COLOUR, b"")
    is_white = (len(colour) == 4 and min(colour[:3]) >= _LIGHT) or values.get(_COLOUR_80) == bytes([_WHITE_OF_16])
    size = values.get(_HALF_POINTS, b"")
    if values.get(_DELETION) == b"\1":
        return DELETED
    if values.get(_VANISH) in (b"\1", b"\x81") or (size and struct.unpack("<H", size)[0] < 2 * TINY_POINTS):
        return HIDDEN
    spacing, scale, raised = (_signed(values.get(code, b"")) for code in (_SPACING, _SCALE, _RAISED))
    points = struct.unpack("<H", size)[0] / 2 if size else None
    if are_piled("letters", spacing / 20, points) or 0 < scale < LEGIBLE_PERCENT or abs(raised) / 2 > FAR_POINTS:
        return HIDDEN
    return WHITE if is_white and not _GROUNDS & values.keys() else None


def _signed(operand: bytes) -> int:
    return int.from_bytes(operand, "little", signed=True)


def _values(properties: bytes) -> Iterator[tuple[int, bytes]]:
    at = 0
    while at + 3 <= len(properties):
        (code,) = struct.unpack_from("<H", properties, at)
        size = _OPERAND_BYTES[code >> 13]
        size = properties[at + 2] + 1 if size < 0 else size
        operand = properties[at + 2 : at + 2 + size]
        if len(operand) == size:
            yield code, operand
        at += 2 + size


@dataclass(slots=True)
class Parts:
    """The text of a story that is seen, and lines of what is not."""

    seen: str = ""
    deleted: list[str] = field(default_factory=list)
    hidden: list[str] = field(default_factory=list)


def white_counts(word: bytes, text: str) -> bool:
    """Whether white text stands on paper."""
    return "\x07" not in text and not any(code in word for code in _SHADED_PARAGRAPHS)


def parted(text: str, start: int, end: int, spans: Sequence[Span], *, is_white_hidden: bool) -> Parts:
    """The characters from `start` to `end` as parts. Marks of cells, paragraphs and fields stay where they are, and so
    do the fields' instructions, which are no text."""
    parts = Parts()
    pieces: list[str] = []
    done = start
    codes = _instructions(text[start:end], start) if spans else []
    firsts = [first for first, _ in codes]
    for first, last, kind in spans:
        first, last = max(first, done), min(last, end)
        if first >= last or (kind == WHITE and not is_white_hidden):
            continue
        inside = bisect.bisect(firsts, first) - 1
        if inside >= 0 and last <= codes[inside][1]:
            continue
        pieces.append(text[done:first])
        unseen = text[first:last]
        pieces += _MARKS.findall(unseen)
        lines = [line for line in _MARKS.split(unseen) if line.strip()]
        (parts.deleted if kind == DELETED else parts.hidden).extend(lines)
        done = last
    parts.seen = "".join([*pieces, text[done:end]])
    return parts


def _instructions(story: str, start: int) -> list[tuple[int, int]]:
    """Where fields' instructions stand: between the mark that begins a field and the one that ends or divides it."""
    found: list[tuple[int, int]] = []
    depth, begins = 0, 0
    for mark in re.finditer("[\x13\x14\x15]", story):
        if mark[0] == "\x13":
            begins = mark.start() if depth == 0 else begins
            depth += 1
        elif depth:
            depth -= 1
            if depth == 0:
                found.append((start + begins, start + mark.end()))
    return found
