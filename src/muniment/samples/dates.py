"""Moving the dates in a ready-made file, so that what expires next month does so whenever the samples are brought in.

Knows the files of this package and no others: PDF files as reportlab writes them, zipped XML, and text.
"""

from __future__ import annotations

import base64
import re
import zipfile
import zlib
from calendar import monthrange
from collections.abc import Callable
from datetime import date
from io import BytesIO

_MONTHS = tuple(f"{date(2000, month, 1):%B}" for month in range(1, 13))
_NAMED = "|".join(_MONTHS)
_GAP = r"(?: |\) Tj[^()]{1,60}\()"
"""Between the words of a date: a space, or in a PDF the end of a line."""

_DATE = re.compile(
    rf"(?P<us>({_NAMED})({_GAP})(\d{{1,2}}),({_GAP})(\d{{4}}))|"
    rf"(?P<british>(?<!\d)(\d{{1,2}})({_GAP})({_NAMED})({_GAP})(\d{{4}}))|"
    r"(?P<dotted>(?<![\d.])(\d\d)\.(\d\d)\.(\d{4})(?![\d.]\d))|"
    r"(?P<slashed>(?<!\d)(\d\d)/(\d\d)/(\d{4})(?!\d))|"
    r"(?P<iso>(?<![\d-])(\d{4})-(\d\d)-(\d\d)(?![\d-]))"
)
_OBJECT = re.compile(rb"(?m)^(\d+) 0 obj\b")
_STREAM = re.compile(
    rb"<<\s*/Filter \[ /ASCII85Decode /FlateDecode \] /Length \d+\s*>>\s*stream\r?\n(.*?)~>\s*endstream", re.DOTALL
)
_TABLE = re.compile(rb"xref\n.*?trailer", re.DOTALL)
_START = re.compile(rb"startxref\n\d+")
_FIXED_TIME = (2020, 1, 1, 0, 0, 0)


def moved(data: bytes, extension: str, *, months: int) -> bytes:
    """The file with every date so many months later. What has no dates, or is encrypted, is as it was."""
    if not months or (extension == "pdf" and b"/Encrypt" in data):
        return data
    if extension == "pdf":
        return _moved_pdf(data, months)
    if extension in ("docx", "xlsx", "pptx", "zip"):
        return _moved_zip(data, months)
    return moved_text(data.decode(), months=months).encode()


def moved_text(text: str, *, months: int) -> str:
    """The same of a text."""
    return _DATE.sub(lambda found: _written_again(found, lambda day: later(day, months)), text)


def later(day: date, months: int) -> date:
    """The day so many months later. The last day of a month stays one."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = monthrange(year, month + 1)[1]
    is_last = day.day == monthrange(day.year, day.month)[1]
    return date(year, month + 1, last if is_last else min(day.day, last))


def _written_again(found: re.Match[str], move: Callable[[date], date]) -> str:
    """Another date in the same wording."""
    parts = [part for part in found.groups() if part is not None][1:]
    match found.lastgroup:
        case "us":
            named, gap, day, second_gap, year = parts
            to = move(date(int(year), _MONTHS.index(named) + 1, int(day)))
            return f"{to:%B}{gap}{to.day},{second_gap}{to.year}"
        case "british":
            day, gap, named, second_gap, year = parts
            to = move(date(int(year), _MONTHS.index(named) + 1, int(day)))
            return f"{to.day}{gap}{to:%B}{second_gap}{to.year}"
        case "dotted":
            to = move(date(int(parts[2]), int(parts[1]), int(parts[0])))
            return f"{to:%d.%m.%Y}"
        case "slashed":
            to = move(date(int(parts[2]), int(parts[0]), int(parts[1])))
            return f"{to:%m/%d/%Y}"
        case _:
            return move(date(*map(int, parts))).isoformat()


def _moved_pdf(data: bytes, months: int) -> bytes:
    def stream(found: re.Match[bytes]) -> bytes:
        text = zlib.decompress(base64.a85decode(found[1])).decode("latin-1")
        packed = base64.a85encode(zlib.compress(moved_text(text, months=months).encode("latin-1"))) + b"~>"
        head = f"<<\n/Filter [ /ASCII85Decode /FlateDecode ] /Length {len(packed)}\n>>\nstream\n"
        return head.encode() + packed + b"endstream"

    written = _STREAM.sub(stream, data)
    places = {int(found[1]): found.start() for found in _OBJECT.finditer(written)}
    rows = "".join(f"{places[number]:010} 00000 n \n" for number in sorted(places))
    table = f"xref\n0 {len(places) + 1}\n0000000000 65535 f \n{rows}trailer"
    written = _TABLE.sub(lambda _: table.encode(), written)
    return _START.sub(f"startxref\n{written.index(table.encode())}".encode(), written)


def _moved_zip(data: bytes, months: int) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as before, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as after:
        for name in before.namelist():
            extension = name.rpartition(".")[2]
            entry = zipfile.ZipInfo(name, _FIXED_TIME)
            entry.compress_type = zipfile.ZIP_DEFLATED
            after.writestr(entry, moved(before.read(name), extension, months=months))
    return out.getvalue()
