"""Tells whether a PDF may have layers that are switched off (ISO 32000-2, 8.11.4).

PDFium gives their text like any other, and does not say which layers there are. Only what draws the page knows them.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator, Sequence
from itertools import chain, islice

from muniment.reading.formats.pdf_source import OBJECT, REFERENCE, object_streams

_BLANK = rb"[\s\0]*"


def _name(name: bytes) -> bytes:
    """A pattern for the name, also with letters by their numbers (7.3.5)."""
    return b"/" + b"".join(b"(?:%c|#%02x|#%02X)" % (letter, letter, letter) for letter in name)


_OFF = re.compile(
    _name(b"OFF") + _BLANK + rb"(?:\[" + _BLANK + rb"[0-9]|[0-9])"
    b"|(?:" + b"|".join(map(_name, (b"BaseState", b"ViewState", b"PrintState"))) + b")" + _BLANK + _name(b"OFF")
    + b"|" + _name(b"OCMD") + b"(?![A-Za-z])"  # what shows by the state of several layers, on or off
)  # fmt: skip
_MARKS = (b"OCMD", b"OFF", b"#43", b"#44", b"#46", b"#4d", b"#4D", b"#4f", b"#4F")


def may_be_off(data: bytes) -> bool:
    """Whether any layer of the document may be, or content hang on several at once; also where that cannot be told,
    because its objects are encrypted."""
    if _says_off(data):
        return True
    if b"/ObjStm" in data and b"/Encrypt" in data:
        return True
    return any(map(_says_off, object_streams(data)))


def _says_off(text: bytes) -> bool:
    return any(mark in text for mark in _MARKS) and _OFF.search(text) is not None


Rectangle = tuple[float, float, float, float]
"""Of an annotation: left, bottom, right and top, in points."""

_REFERENCES = rb"((?:[0-9]{1,9}[\s\0]+[0-9]{1,5}[\s\0]+R[\s\0]*){0,2000})"
_LISTS = {
    state: re.compile(_name(state) + _BLANK + rb"\[" + _BLANK + _REFERENCES + rb"\]")
    for state in (b"OFF", b"ON", b"OCGs")
}
_BASE_OFF = re.compile(_name(b"BaseState") + _BLANK + _name(b"OFF"))
_HANGS_ON = re.compile(_name(b"OC") + rb"[\s\0]+([0-9]{1,9})[\s\0]+[0-9]{1,5}[\s\0]+R")
_RECTANGLE = re.compile(rb"/Rect[\s\0]*\[[\s\0]*((?:[-+.0-9]{1,20}[\s\0]*){4})\]")
_SEVERAL = re.compile(_name(b"OCMD") + rb"(?![A-Za-z])")
_BRACKETS = re.compile(rb"<<|>>")
_WINDOW_BYTES = 4_000  # around a mention; an annotation is mostly shorter
_MOST_MENTIONS = 5_000  # in the file itself, and in each of its object streams


def annotations_off(data: bytes) -> list[Rectangle]:
    """Where annotations lie that hang on a layer that is off, in order. PDFium draws them like any other."""
    sources = [data, *object_streams(data)]
    lists = {state: _numbers(pattern, sources) for state, pattern in _LISTS.items()}
    off = lists[b"OFF"] | (lists[b"OCGs"] - lists[b"ON"] if any(map(_BASE_OFF.search, sources)) else set())
    placed = list(chain.from_iterable(map(_hung, sources))) if off else []
    several = _of_layers_off(data, {number for number, _ in placed} - off, off)
    return sorted({rectangle for number, rectangle in placed if number in off or number in several})


def _hung(source: bytes) -> Iterator[tuple[int, Rectangle]]:
    """The annotations that hang on anything: on the object of which number, and where they lie."""
    for mention in islice(_HANGS_ON.finditer(source), _MOST_MENTIONS):
        rectangle = _RECTANGLE.search(_dictionary_around(source, mention.start()))
        if rectangle is not None:
            with contextlib.suppress(ValueError):
                left, bottom, right, top = map(float, rectangle[1].split())
                yield int(mention[1]), (min(left, right), min(bottom, top), max(left, right), max(bottom, top))


def _numbers(pattern: re.Pattern[bytes], sources: Sequence[bytes]) -> set[int]:
    return {
        int(number) for source in sources for listed in pattern.findall(source) for number in REFERENCE.findall(listed)
    }


def _of_layers_off(data: bytes, numbers: set[int], off: set[int]) -> set[int]:
    """Those of the numbers that are of several layers, all of which are off."""
    bodies: dict[int, bytes] = {}
    for found in OBJECT.finditer(data) if numbers else ():
        if (number := int(found[1])) in numbers and number not in bodies:
            body, end, _ = data[found.end() : found.end() + _WINDOW_BYTES].partition(b"endobj")
            if end:
                bodies[number] = body
    layers = {number: _numbers(_LISTS[b"OCGs"], [body]) for number, body in bodies.items() if _SEVERAL.search(body)}
    return {number for number, its in layers.items() if its and its <= off}


def _dictionary_around(source: bytes, at: int) -> bytes:
    """The dictionary that a place in the source is right in."""
    start = max(0, at - _WINDOW_BYTES)
    depth = 0
    for bracket in reversed(list(_BRACKETS.finditer(source, start, at))):
        depth += 1 if bracket[0] == b">>" else -1
        if depth < 0:
            start = bracket.start()
            break
    depth = 0
    for bracket in _BRACKETS.finditer(source, start, at + _WINDOW_BYTES):
        depth += 1 if bracket[0] == b"<<" else -1
        if depth == 0:
            return source[start : bracket.end()]
    return source[start : at + _WINDOW_BYTES]
