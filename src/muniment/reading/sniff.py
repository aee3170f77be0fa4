"""What a file's bytes are, whatever its name says. Looks inside containers, so it runs in the sandbox's child only."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from muniment.reading.refused_kinds import HEAD_BYTES, TEXTS, name_of_refused_kind

if TYPE_CHECKING:
    import zipfile

UNKNOWN = "unknown"

_PACKAGES = frozenset({"docx", "xlsx", "xlsm", "pptx"})
_COMPOUNDS = frozenset({"doc", "xls", "ppt"})


@dataclass(frozen=True, slots=True)
class Sniffed:
    """What the bytes are. `kind` names a reader, or is `unknown`. `description` completes "the file is …".

    `is_mismatch`: the bytes are not what the extension claims. `is_encrypted_package`: an office file behind a
    password, which hides what it is.
    """

    kind: str
    media_type: str
    is_mismatch: bool
    description: str
    is_encrypted_package: bool = False


_KINDS: dict[str, tuple[str, str]] = {
    "pdf": ("application/pdf", "a PDF document"),
    "doc": ("application/msword", "a Word 97-2003 document"),
    "docx": ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", "a Word document"),
    "rtf": ("application/rtf", "a rich text document"),
    "txt": ("text/plain", "plain text"),
    "md": ("text/markdown", "Markdown text"),
    "csv": ("text/csv", "comma-separated text"),
    "xls": ("application/vnd.ms-excel", "an Excel 97-2003 workbook"),
    "xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "an Excel workbook"),
    "xlsm": ("application/vnd.ms-excel.sheet.macroEnabled.12", "an Excel workbook with macros"),
    "ppt": ("application/vnd.ms-powerpoint", "a PowerPoint 97-2003 presentation"),
    "pptx": ("application/vnd.openxmlformats-officedocument.presentationml.presentation", "a PowerPoint presentation"),
    "png": ("image/png", "a PNG picture"),
    "jpg": ("image/jpeg", "a JPEG picture"),
    "gif": ("image/gif", "a GIF picture"),
    "webp": ("image/webp", "a WebP picture"),
    "zip": ("application/zip", "a zip archive"),
}
"""Kind -> media type and description."""

_OCTETS = "application/octet-stream"

# --- what a file is --------------------------------------------------------------------------------------------------

_COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

_MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"%PDF-", "pdf"),
    (b"{\\rtf", "rtf"),
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"\xff\xd8\xff", "jpg"),
    (b"GIF87a", "gif"),
    (b"GIF89a", "gif"),
)

_OTHERS: tuple[tuple[bytes, str, str], ...] = (
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
"""First bytes of what is known, but not read."""


def sniff(path: Path, *, extension: str) -> Sniffed:
    """What the file is. `extension`: the one it was named with, lower case, without a dot.

    A container that is too damaged to look into keeps the claimed kind, so that its reader can say what is wrong. Text
    keeps the claimed one of txt, md and csv. Raises OSError when the file cannot be read. Opens hostile containers:
    to be called inside the sandbox.
    """
    claimed = "jpg" if extension == "jpeg" else extension
    with path.open("rb") as file:
        head = file.read(HEAD_BYTES)
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08PK\x03\x04")):
        return _package(path, claimed)
    if head.startswith(_COMPOUND):
        return _compound(path, claimed)
    for magic, kind in _MAGIC:
        if head.startswith(magic):
            return _known(kind, claimed)
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return _known("webp", claimed)
    if found := name_of_refused_kind(head, extension=claimed):
        return _unknown(found, "text/html" if "HTML" in found else _OCTETS)
    if claimed not in TEXTS:
        if b"%PDF-" in head[:1024]:  # readers accept rubbish before the header (ISO 32000-1, Annex H 3.4.1)
            return _known("pdf", claimed)
        if head.lstrip().startswith(b"{\\rtf"):
            return _known("rtf", claimed)
    if not head and claimed in _KINDS:
        return _known(claimed, claimed)
    if not _is_text(head):
        return _other(head)
    if claimed in TEXTS:
        return _known(claimed, claimed)
    return _text_named_otherwise(head, claimed)


def _known(kind: str, claimed: str, *, description: str | None = None, is_mismatch: bool = False) -> Sniffed:
    media_type, usual = _KINDS[kind]
    return Sniffed(kind, media_type, is_mismatch or kind != claimed, description or usual)


def _unknown(description: str, media_type: str = _OCTETS) -> Sniffed:
    return Sniffed(UNKNOWN, media_type, True, description)


def _other(head: bytes) -> Sniffed:
    for magic, media_type, description in _OTHERS:
        if head.startswith(magic):
            return _unknown(description, media_type)
    return _unknown("binary data of a kind that is not read" if head else "empty")


# --- zip containers --------------------------------------------------------------------------------------------------

_MAIN_PART = re.compile(
    rb"vnd\.(openxmlformats-officedocument\.(?:wordprocessingml|spreadsheetml|presentationml)|ms-word|ms-excel"
    rb"|ms-powerpoint)\.([a-z.]+?)\.main(?:\+xml)?[\"']",
)
"""The content type of an office file's main part, lower case (ECMA-376 part 1, §11.3.10, §12.3.23, §13.3.6; macros:
MS-OE376, MS-XLSB)."""

_FAMILIES = {b"word": "docx", b"exce": "xlsx", b"spre": "xlsx", b"powe": "pptx", b"pres": "pptx"}
_PARTS = {"word/document.xml": "docx", "xl/workbook.xml": "xlsx", "ppt/presentation.xml": "pptx"}
_MACROS = {"docx": "a Word document with macros", "pptx": "a PowerPoint presentation with macros"}
_CONTENT_TYPES_BYTES = 1024 * 1024


def _package(path: Path, claimed: str) -> Sniffed:
    """A zip file: an office file by its content types, else an archive."""
    from muniment.reading.formats.package import open_zip
    from muniment.reading.limits import Limits
    from muniment.reading.model import UnreadableError

    with path.open("rb") as file:
        try:
            archive = open_zip(file, max_entries=Limits().max_package_parts)
        except UnreadableError:
            return _known(claimed if claimed in _PACKAGES else "zip", claimed)
        with archive:
            names = {name.lower().lstrip("/").replace("\\", "/") for name in archive.namelist()}
            declared = _main_part(archive)
    if declared is not None:
        kind, variant = declared
        if b"binary" in variant:
            return _unknown("an Excel binary workbook (xlsb)", "application/vnd.ms-excel.sheet.binary.macroenabled.12")
        if b"macroenabled" in variant:
            if kind == "xlsx":
                return _known("xlsm", claimed)
            return _known(kind, claimed, description=_MACROS[kind], is_mismatch=True)
        return _known(kind, claimed)
    for part, kind in _PARTS.items():
        if part in names:
            return _known(claimed if kind == "xlsx" and claimed == "xlsm" else kind, claimed)
    if claimed != "zip" and names & {"[content_types].xml", "mimetype"}:
        return _unknown("an office file of a kind that is not read")
    return _known("zip", claimed)


def _main_part(archive: zipfile.ZipFile) -> tuple[str, bytes] | None:
    """Kind and variant (`document`, `sheet.macroenabled`, …) of the first main part that the content types declare."""
    from muniment.reading.formats.package import BROKEN_ZIP

    member = next((one for one in archive.infolist() if one.filename.lower() == "[content_types].xml"), None)
    if member is None:
        return None
    try:
        with archive.open(member) as file:
            declared = file.read(_CONTENT_TYPES_BYTES)
    except BROKEN_ZIP:
        return None
    if declared.startswith((b"\xff\xfe", b"\xfe\xff")):
        declared = declared.decode("utf-16", "replace").encode("ascii", "replace")
    if not (found := _MAIN_PART.search(declared.lower())):
        return None
    family = found[1].removeprefix(b"openxmlformats-officedocument.").removeprefix(b"ms-")
    return _FAMILIES[family[:4]], found[2]


# --- OLE compound files ----------------------------------------------------------------------------------------------

_STREAMS = {
    "worddocument": "doc",
    "workbook": "xls",
    "book": "xls",
    "powerpoint document": "ppt",
}
_OTHER_STREAMS = {
    "__properties_version1.0": ("an Outlook message", "application/vnd.ms-outlook"),
    "visiodocument": ("a Visio drawing", "application/vnd.visio"),
}


def _compound(path: Path, claimed: str) -> Sniffed:
    """An OLE file: by the streams in its root (MS-DOC, MS-XLS, MS-PPT §2.1; MS-OFFCRYPTO §2.3.4.4)."""
    import olefile

    try:
        with olefile.OleFileIO(str(path)) as ole:
            names = {entry[0].lower() for entry in ole.listdir(streams=True, storages=False) if len(entry) == 1}
    except (OSError, ValueError, IndexError, TypeError, AttributeError, RecursionError):
        return _known(claimed, claimed) if claimed in _COMPOUNDS else _unknown("a damaged OLE file")
    if "encryptedpackage" in names:
        is_office = claimed in _PACKAGES | _COMPOUNDS
        return Sniffed(
            claimed if is_office else UNKNOWN,
            "application/vnd.ms-office.encryptedpackage",
            not is_office,
            "an office file protected by a password",
            is_encrypted_package=True,
        )
    kinds = [kind for stream, kind in _STREAMS.items() if stream in names]
    if kinds:
        return _known(claimed if claimed in kinds else kinds[0], claimed)
    for stream, (description, media_type) in _OTHER_STREAMS.items():
        if stream in names:
            return _unknown(description, media_type)
    return _unknown("an OLE file of a kind that is not read", "application/x-ole-storage")


# --- text ------------------------------------------------------------------------------------------------------------

_CONTROLS = bytes(set(range(32)) - set(b"\t\n\v\f\r\x1b\x1a")) + b"\x7f"
_MOST_CONTROLS = 0.02  # share of control characters; honest text has none, but old exports have a few


def _is_text(head: bytes) -> bool:
    """Whether the bytes can be text in UTF-8, UTF-16 (with or without a mark) or an eight-bit code."""
    if not head:
        return False
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return True
    if 0 in head:  # UTF-16 without a mark: the NULs of its ASCII stand all on one side
        few, many = sorted((head[::2].count(0), head[1::2].count(0)))
        if many <= 0.4 * (len(head) // 2) or few > 0.02 * (len(head) // 2):
            return False
        head = head.replace(b"\0", b"")
    return len(head) - len(head.translate(None, _CONTROLS)) <= _MOST_CONTROLS * len(head)


def _text_named_otherwise(head: bytes, claimed: str) -> Sniffed:
    """Text under the name of a binary format: readable when it is clean UTF-8 and no markup; tables as csv."""
    if head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        return _unknown("an XML or HTML file", "application/xml")
    if head.startswith(b"MIME-Version:"):
        return _unknown("a web archive (MHTML)", "multipart/related")
    try:
        head.decode("utf-8")
    except UnicodeDecodeError as error:
        if error.start < len(head) - 4:  # not just a character cut at the end of the head
            return _unknown("binary data of a kind that is not read")
    if claimed in ("xls", "xlsx", "xlsm") and any(mark in head.partition(b"\n")[0] for mark in (b",", b";", b"\t")):
        return _known("csv", claimed)
    return _known("txt", claimed)
