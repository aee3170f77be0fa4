"""What a file's bytes are, whatever its name says. Looks inside containers, so it runs in the sandbox's child only."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from muniment.limits import Limits
from muniment.reading.file_types import (
    FILE_TYPES,
    OCTETS,
    OLE_START,
    TEXTS,
    UNREAD_STARTS,
    ZIP_STARTS,
    kind_by_start,
    kind_of,
)
from muniment.reading.model import UnreadableError
from muniment.reading.refused_kinds import HEAD_BYTES, name_of_refused_kind

if TYPE_CHECKING:
    import zipfile

UNKNOWN = "unknown"

_PACKAGES = frozenset({"docx", "xlsx", "xlsm", "pptx"})
_COMPOUNDS = frozenset(kind for kind, known in FILE_TYPES.items() if known.streams)


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

    def kind_to_read(self, extension: str) -> str:
        """The kind of the reader. Raises UnreadableError `encrypted`, or `mismatch` for what is not read."""
        if self.is_encrypted_package:
            raise UnreadableError("encrypted")
        if self.kind == UNKNOWN:
            raise UnreadableError("mismatch", f"The file is named .{extension} but is {self.description}.")
        return self.kind


def sniff(path: Path, *, extension: str) -> Sniffed:
    """What the file is. `extension`: the one it was named with, lower case, without a dot.

    A container that is too damaged to look into keeps the claimed kind, so that its reader can say what is wrong. Text
    keeps the claimed one of txt, md and csv. Raises OSError when the file cannot be read. Opens hostile containers:
    to be called inside the sandbox.
    """
    with path.open("rb") as file:
        return sniff_open(file, extension=extension)


def sniff_open(file: BinaryIO, *, extension: str) -> Sniffed:
    """As `sniff`, for a file that is open already; from its start, wherever it stands."""
    claimed = kind_of(extension)
    file.seek(0)
    head = file.read(HEAD_BYTES)
    if head.startswith(ZIP_STARTS):
        return _package(file, claimed)
    if head.startswith(OLE_START):
        return _compound(file, claimed)
    if kind := kind_by_start(head):
        return _known(kind, claimed)
    if found := name_of_refused_kind(head, extension=claimed):
        return _unknown(found, "text/html" if "HTML" in found else OCTETS)
    if claimed not in TEXTS:
        if b"%PDF-" in head[:1024]:  # readers accept rubbish before the header (ISO 32000-1, Annex H 3.4.1)
            return _known("pdf", claimed)
        if head.lstrip().startswith(b"{\\rtf"):
            return _known("rtf", claimed)
    if not head and claimed in FILE_TYPES:
        return _known(claimed, claimed)
    if not _is_text(head, may_hold_nuls=claimed in TEXTS):
        return _other(head)
    if claimed in TEXTS:
        return _known(claimed, claimed)
    return _text_named_otherwise(head, claimed)


def _known(kind: str, claimed: str, *, description: str | None = None, is_mismatch: bool = False) -> Sniffed:
    known = FILE_TYPES[kind]
    return Sniffed(kind, known.media_type, is_mismatch or kind != claimed, description or known.description)


def _unknown(description: str, media_type: str = OCTETS) -> Sniffed:
    return Sniffed(UNKNOWN, media_type, True, description)


def _other(head: bytes) -> Sniffed:
    for magic, media_type, description in UNREAD_STARTS:
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
_PARTS = {known.part: kind for kind, known in FILE_TYPES.items() if known.part}
_MACROS = {"docx": "a Word document with macros", "pptx": "a PowerPoint presentation with macros"}
_CONTENT_TYPES_BYTES = 1024 * 1024


def _package(file: BinaryIO, claimed: str) -> Sniffed:
    """A zip file: an office file by its content types, else an archive."""
    from muniment.reading.formats.package import open_zip

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

_STREAMS = {stream: kind for kind, known in FILE_TYPES.items() for stream in known.streams}
_OTHER_STREAMS = {
    "__properties_version1.0": ("an Outlook message", "application/vnd.ms-outlook"),
    "visiodocument": ("a Visio drawing", "application/vnd.visio"),
}


def _compound(file: BinaryIO, claimed: str) -> Sniffed:
    """An OLE file: by the streams in its root (MS-DOC, MS-XLS, MS-PPT §2.1; MS-OFFCRYPTO §2.3.4.4)."""
    import olefile

    try:
        with olefile.OleFileIO(file) as ole:
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


def _is_text(head: bytes, *, may_hold_nuls: bool) -> bool:
    """Whether the bytes can be text in UTF-8, UTF-16 (with or without a mark) or an eight-bit code. `may_hold_nuls`:
    a NUL among other text is damage like any other control character; else it tells binary data."""
    if not head:
        return False
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return True
    if 0 in head:  # UTF-16 without a mark: the NULs of its ASCII stand all on one side
        few, many = sorted((head[::2].count(0), head[1::2].count(0)))
        is_wide = many > 0.4 * (len(head) // 2) and few <= 0.02 * (len(head) // 2)
        if not is_wide and not may_hold_nuls:
            return False
        head = head.replace(b"\0", b"") if is_wide else head
    most = max(_MOST_CONTROLS * len(head), 1 if may_hold_nuls else 0)
    return len(head) - len(head.translate(None, _CONTROLS)) <= most


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
