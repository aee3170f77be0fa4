"""The pictures inside a document of any format, given as they are stored: the text in them, as pages after its own.

Also finds them in the streams of doc, ppt and xls (records of MS-ODRAW 2.2.23) and in rtf.
"""

from __future__ import annotations

import functools
import io
import re
import struct
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256

from muniment.limits import Limits
from muniment.reading.formats.image import is_too_small, open_picture, upright
from muniment.reading.formats.package import BROKEN_ZIP
from muniment.reading.model import Page, PageKind, Reading, ReadingProblem, UnreadableError
from muniment.reading.recognition.looking import Looking
from muniment.reading.recognition.recogniser import Recogniser
from muniment.reading.warnings import shortened, warning

MOST_EXAMINED = 500

Pictures = tuple[list[Page], list[ReadingProblem]]
"""A page for each picture with text in it, numbered from 1; what is to be said of the others."""


@dataclass(frozen=True, slots=True)
class Stored:
    """One picture of a document: what it is called, its size in bytes, and how to get them."""

    name: str
    size: int
    load: Callable[[], bytes]


def see(pictures: Sequence[Stored], limits: Limits, recognise: Recogniser | None) -> Pictures:
    """What the pictures show, in their order."""
    looking = Looking(recognise, limits)
    pages: list[Page] = []
    unread: list[int] = []
    left = limits.max_unpacked_bytes
    for number, stored in enumerate(pictures):
        left -= stored.size
        if number >= MOST_EXAMINED or left < 0 or stored.size > limits.max_member_bytes:
            unread.append(number)
            continue
        try:
            with open_picture(io.BytesIO(stored.load()), limits) as image:
                if is_too_small(image):
                    continue
                text = looking.see(number, functools.partial(upright, image)).text
        except (UnreadableError, *BROKEN_ZIP):
            unread.append(number)
            continue
        if text:
            pages.append(Page(len(pages) + 1, text, PageKind.BLOCK, f"Picture {stored.name}", ocr=True))

    def named(numbers: Iterable[int]) -> str:
        which = sorted(set(numbers))
        names = shortened([pictures[one].name for one in which])
        return f"{len(which)} picture{'s' if len(which) > 1 else ''} ({names})"

    warnings = looking.warnings(named)
    if unread:
        warnings.append(warning("pictures_unread", what=named(unread)))
    return pages, warnings


def with_pictures(reading: Reading, pictures: Pictures) -> Reading:
    """The reading with the pictures' pages after its own."""
    pages, warnings = pictures
    last = max([reading.page_count or 0, *(page.number for page in reading.pages)])
    following = [replace(page, number=last + page.number) for page in pages]
    return replace(reading, pages=(*reading.pages, *following), warnings=(*reading.warnings, *warnings))


_BLIP_KINDS = {
    0xF01A: "emf",
    0xF01B: "wmf",
    0xF01C: "pict",
    0xF01D: "jpg",
    0xF01E: "png",
    0xF01F: "dib",
    0xF029: "tiff",
}
# Version 0 and one of the instances of each kind, then the kind: four bytes that nothing else has
_BLIP = re.compile(
    rb"[\x40\x50]\x3d\x1a\xf0|[\x60\x70]\x21\x1b\xf0|[\x20\x30]\x54\x1c\xf0|[\xa0\xb0]\x46\x1d\xf0|[\x20\x30]\x6e\x1d\xf0"
    rb"|[\x00\x10]\x6e\x1e\xf0|[\x80\x90]\x7a\x1f\xf0|[\x40\x50]\x6e\x29\xf0"
)
_STARTS = {"png": b"\x89PNG", "jpg": b"\xff\xd8\xff"}


def blips(*streams: bytes) -> list[Stored]:
    """The pictures in the streams of a doc, ppt or xls file, each once."""
    found: dict[bytes, Stored] = {}
    for data in streams:
        for kind, body in _blips(data):
            name = f"{len(found) + 1}.{kind}"
            found.setdefault(sha256(body).digest(), Stored(name, len(body), functools.partial(bytes, body)))
    return list(found.values())


def _blips(data: bytes) -> Iterator[tuple[str, memoryview]]:
    at = 0
    while match := _BLIP.search(data, at):
        start = match.start()
        at = start + 4
        if start + 8 > len(data):
            return
        kind, size = struct.unpack_from("<HI", data, start + 2)
        end = start + 8 + size
        name = _BLIP_KINDS[kind]
        if size < 16 or end > len(data):
            continue
        offset = data.find(_STARTS[name], start + 8, start + 8 + 64) if name in _STARTS else start + 8
        if offset < 0:
            continue
        at = end
        yield name, memoryview(data)[offset:end]


_DRAWINGS, _CONTINUE = 0x00EB, 0x003C  # MSODRAWINGGROUP, CONTINUE (MS-XLS 2.4.171, 2.4.58)


def drawings_of(workbook: bytes) -> bytes:
    """What a BIFF workbook stores of its drawings, put together from its records."""
    parts: list[bytes] = []
    at, is_drawing = 0, False
    while at + 4 <= len(workbook):
        kind, size = struct.unpack_from("<HH", workbook, at)
        is_drawing = kind == _DRAWINGS or (is_drawing and kind == _CONTINUE)
        if is_drawing:
            parts.append(workbook[at + 4 : at + 4 + size])
        at += 4 + size
    return b"".join(parts)


_PICT = re.compile(r"\\pict(?![a-z])")
_PICT_KIND = re.compile(r"\\(png|jpeg|emf)blip|\\(wmetafile|dibitmap|wbitmap|macpict)")
_DIGITS = re.compile(r"[0-9A-Fa-f\s]{64,}")
_HEAD_CHARACTERS = 4_000  # of a picture's group before its digits


def rtf_pictures(source: str) -> list[Stored]:
    """The pictures of a rich text; not the twins that only older readers are meant to show."""
    found: list[Stored] = []
    starts = [one.end() for one in _PICT.finditer(source)]
    for start, following in zip(starts, [*starts[1:], len(source)], strict=False):
        if "nonshppict" in source[max(0, start - 24) : start]:
            continue
        end = min(following, start + _HEAD_CHARACTERS)
        kind = _PICT_KIND.search(source, start, end)
        digits = _DIGITS.search(source, start, following)
        name = f"{len(found) + 1}.{(kind[1] or kind[2]) if kind else 'bin'}"
        text = digits[0] if digits else ""
        if (
            digits and not text[0].isspace() and source[digits.start() - 1].isalpha()
        ):  # a control word ends, or its number
            text = "".join(text.split(maxsplit=1)[1:])
        found.append(Stored(name, len(text) // 2, functools.partial(_from_digits, text)))
    return found


def _from_digits(text: str) -> bytes:
    digits = "".join(text.split())
    return bytes.fromhex(digits[: len(digits) // 2 * 2])
