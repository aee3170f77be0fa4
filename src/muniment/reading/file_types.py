"""Every file type by name: extensions, media type, first bytes. The one table; imports no parser.

Uploads, members of archives and the bytes themselves (`sniff.py`) are judged by it. What is refused whatever its name
says stands in `refused_kinds.py`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FileType:
    """A type that is read.

    `media_type`: what its bytes are. `description` completes "the file is …". `start`: its first bytes, where they
    tell. `part`: the main part of an office file's zip container; `streams`: those of an OLE container, in lower case.
    `is_text`: may begin with anything and is served with a charset. `alias`: another extension of the same type.
    """

    media_type: str
    description: str
    start: re.Pattern[bytes] | None = None
    part: str | None = None
    streams: tuple[str, ...] = ()
    is_text: bool = False
    alias: str | None = None


def _start(pattern: bytes) -> re.Pattern[bytes]:
    return re.compile(pattern, re.DOTALL)


_OPEN_XML = "application/vnd.openxmlformats-officedocument"

FILE_TYPES: dict[str, FileType] = {
    "pdf": FileType("application/pdf", "a PDF document", start=_start(rb"%PDF-")),
    "doc": FileType("application/msword", "a Word 97-2003 document", streams=("worddocument",)),
    "docx": FileType(f"{_OPEN_XML}.wordprocessingml.document", "a Word document", part="word/document.xml"),
    "rtf": FileType("application/rtf", "a rich text document", start=_start(rb"\{\\rtf")),
    "txt": FileType("text/plain", "plain text", is_text=True),
    "md": FileType("text/markdown", "Markdown text", is_text=True),
    "xls": FileType("application/vnd.ms-excel", "an Excel 97-2003 workbook", streams=("workbook", "book")),
    "xlsx": FileType(f"{_OPEN_XML}.spreadsheetml.sheet", "an Excel workbook", part="xl/workbook.xml"),
    "xlsm": FileType("application/vnd.ms-excel.sheet.macroEnabled.12", "an Excel workbook with macros"),
    "csv": FileType("text/csv", "comma-separated text", is_text=True),
    "ppt": FileType(
        "application/vnd.ms-powerpoint", "a PowerPoint 97-2003 presentation", streams=("powerpoint document",)
    ),
    "pptx": FileType(
        f"{_OPEN_XML}.presentationml.presentation", "a PowerPoint presentation", part="ppt/presentation.xml"
    ),
    "png": FileType("image/png", "a PNG picture", start=_start(rb"\x89PNG\r\n\x1a\n")),
    "jpg": FileType("image/jpeg", "a JPEG picture", start=_start(rb"\xff\xd8\xff"), alias="jpeg"),
    "gif": FileType("image/gif", "a GIF picture", start=_start(rb"GIF8[79]a")),
    "webp": FileType("image/webp", "a WebP picture", start=_start(rb"RIFF.{4}WEBP")),
    "zip": FileType("application/zip", "a zip archive"),
}
"""What is read, by its kind, which is its extension too; in the order of the contract's list."""

MEDIA_TYPES: dict[str, str] = {
    extension: f"{known.media_type}; charset=utf-8" if known.is_text else known.media_type
    for kind, known in FILE_TYPES.items()
    for extension in (kind, known.alias)
    if extension is not None
}
"""The extensions that are accepted, and the media type a stored file of each is served as."""

TEXTS = frozenset(kind for kind, known in FILE_TYPES.items() if known.is_text)
"""Kinds of plain text, which may begin with much that a binary format may not."""

ZIP_STARTS = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08PK\x03\x04")
"""First bytes of a zip container: a member, an empty archive, a part of a split one (APPNOTE 4.3.7, 4.3.16, 8.5.4)."""

OLE_START = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""First bytes of a compound file (MS-CFB §2.2)."""

OCTETS = "application/octet-stream"

UNREAD_STARTS: tuple[tuple[bytes, str, str], ...] = (
    (b"\x1f\x8b\x08", "application/gzip", "a gzip file"),
    (b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed", "a 7-Zip archive"),
    (b"Rar!\x1a\x07", "application/vnd.rar", "a RAR archive"),
    (b"BZh", "application/x-bzip2", "a bzip2 file"),
    (b"\xfd7zXZ\0", "application/x-xz", "an xz file"),
    (b"MSCF\0\0\0\0", "application/vnd.ms-cab-compressed", "a cabinet file"),
    (b"%!PS", "application/postscript", "a PostScript document"),
    (b"II*\0", "image/tiff", "a TIFF picture"),
    (b"MM\0*", "image/tiff", "a TIFF picture"),
    (b"BM", "image/bmp", "a BMP picture"),
    (b"\xdb\xa5-\0", "application/msword", "a Word 2 document"),
    (b"\x09\x00\x04\x00", "application/vnd.ms-excel", "an Excel 2 sheet"),
    (b"\x09\x02\x06\x00", "application/vnd.ms-excel", "an Excel 3 sheet"),
    (b"\x09\x04\x06\x00", "application/vnd.ms-excel", "an Excel 4 sheet"),
    (b"SQLite format 3\0", "application/vnd.sqlite3", "an SQLite database"),
)
"""First bytes, media type and description of what is known, but not read."""

_SEPARATORS = re.compile(r"[/\\]+")
_ALIASES = {known.alias: kind for kind, known in FILE_TYPES.items() if known.alias is not None}


def extension_of(filename: str) -> str:
    """The lower-case ending after the last dot of the file's own name, without the dot; '' when there is none."""
    last = _SEPARATORS.split(filename)[-1].strip()
    _, dot, ending = last.rpartition(".")
    return ending.strip().lower() if dot else ""


def kind_of(extension: str) -> str:
    """The kind that an extension claims; an extension that is none of ours is its own."""
    return _ALIASES.get(extension, extension)


def kind_by_start(head: bytes) -> str | None:
    """The kind whose first bytes these are, or None: containers, texts and what is not read have no start here."""
    return next((kind for kind, known in FILE_TYPES.items() if known.start and known.start.match(head)), None)
