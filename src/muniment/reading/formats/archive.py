"""Reads zip: every member that would be accepted as an upload with its own reader, in memory; nothing is ever extracted
to a path.

A member that cannot be read is a warning, not the end of the archive.
"""

from __future__ import annotations

import dataclasses
import io
import posixpath
import zipfile
from typing import TYPE_CHECKING, BinaryIO, Protocol

from muniment.limits import Limits
from muniment.reading.encoding import told
from muniment.reading.file_types import FILE_TYPES, MEDIA_TYPES, extension_of
from muniment.reading.formats.member_names import member_names
from muniment.reading.formats.package import BROKEN_ZIP, open_zip, refuse_bombs
from muniment.reading.model import Page, Reading, ReadingProblem, UnreadableError
from muniment.reading.recognition.recogniser import Recogniser, Sight, pages_of
from muniment.reading.refused_kinds import HEAD_BYTES, name_of_refused_kind
from muniment.reading.sniff import sniff_open
from muniment.reading.text import label_of
from muniment.reading.warnings import shortened, warning

if TYPE_CHECKING:
    from PIL.Image import Image

MEDIA_TYPE = FILE_TYPES["zip"].media_type


class ReadMember(Protocol):
    """Reads one member by its kind; raises UnreadableError."""

    def __call__(self, file: BinaryIO, *, kind: str, limits: Limits, recognise: Recogniser | None) -> Reading: ...


class _Counted:
    """A recogniser that counts what it was given: the budget is the document's, not each member's."""

    def __init__(self, recogniser: Recogniser) -> None:
        self.pages = 0
        self._recogniser = recogniser

    def sight_of(self, image: Image) -> Sight:
        self.pages += pages_of(*image.size)
        return self._recogniser.sight_of(image)


_FURNITURE = frozenset({".ds_store", "thumbs.db", "desktop.ini"})
_RESOURCE_FORK = b"\x00\x05\x16\x07"
"""First bytes of an AppleDouble file (RFC 1740): what macOS puts beside a file, as `._` and its name."""


@dataclasses.dataclass(slots=True)
class _Gathered:
    """What the members yielded so far, and what is left of the document's limits."""

    limits: Limits
    pages: list[Page] = dataclasses.field(default_factory=list)
    warnings: list[ReadingProblem] = dataclasses.field(default_factory=list)
    skipped: list[str] = dataclasses.field(default_factory=list)
    unreadable: list[str] = dataclasses.field(default_factory=list)
    codes: set[str] = dataclasses.field(default_factory=set)

    def add(self, name: str, reading: Reading, *, recognised: int) -> None:
        """Numbers the member's pages on, labels them with its name, and takes them off the limits."""
        for page in reading.pages:
            label = name if page.label is None else f"{name}/{page.label}"
            self.pages.append(dataclasses.replace(page, number=len(self.pages) + 1, label=label))
        self.warnings += [ReadingProblem(one.code, f"{name}: {one.message}") for one in reading.warnings]
        self.limits = dataclasses.replace(
            self.limits,
            max_pages=max(0, self.limits.max_pages - len(reading.pages)),
            max_ocr_pages=max(0, self.limits.max_ocr_pages - recognised),
            max_characters=max(0, self.limits.max_characters - reading.character_count),
        )


def read_zip(file: BinaryIO, limits: Limits, recognise: Recogniser | None, *, read_member: ReadMember) -> Reading:
    """The members' pages in the order of the directory, labelled `member` or `member/page label`.

    Raises UnreadableError: `encrypted` (every member is), `corrupt` (no member could be read), `limit_pages`,
    `limit_memory`.
    """
    archive = open_zip(file, max_entries=limits.max_archive_members)
    # Not is_dir(): before Python 3.12 it stumbles over a member without a name.
    members = [one for one in archive.infolist() if not one.filename.endswith("/")]
    refuse_bombs(members, limits, max_bytes=limits.max_unpacked_bytes)
    if members and all(one.flag_bits & 0x1 for one in members):
        raise UnreadableError("encrypted", "The archive needs a password.")
    gathered = _Gathered(limits)
    names, decoded = member_names(members)
    if decoded is not None:
        gathered.warnings.append(warning("encoding_guessed", what="a member's name", **told(decoded)))
    counted = None if recognise is None else _Counted(recognise)
    for member, own_name in zip(members, names, strict=True):
        name = clean_name(own_name)
        if is_furniture(archive, member, own_name):
            continue
        try:
            extension = extension_of(name)
            if extension not in MEDIA_TYPES:
                gathered.skipped.append(f"{name} (not of a type that is read)")
                continue
            data = io.BytesIO(_unpack(archive, member, limits))
            if refused := name_of_refused_kind(data.read(HEAD_BYTES), extension=extension):
                gathered.skipped.append(f"{name} (it is {refused})")
                continue
            sniffed = sniff_open(data, extension=extension)
            kind = sniffed.kind_to_read(extension)
            if kind == "zip" and limits.max_archive_depth <= 1:
                gathered.skipped.append(f"{name} (an archive nested too deep)")
            elif not gathered.limits.max_pages or not gathered.limits.max_characters:
                gathered.skipped.append(f"{name} (beyond the limit of pages or characters)")
            else:
                inner = gathered.limits
                if kind == "zip":
                    inner = dataclasses.replace(inner, max_archive_depth=inner.max_archive_depth - 1)
                before = counted.pages if counted else 0
                data.seek(0)
                reading = read_member(data, kind=kind, limits=inner, recognise=counted)
                if sniffed.is_mismatch:
                    said = warning("mismatch", named=extension, what=sniffed.description)
                    gathered.warnings.append(ReadingProblem(said.code, f"{name}: {said.message}"))
                gathered.add(name, reading, recognised=counted.pages - before if counted else 0)
        except UnreadableError as error:
            gathered.unreadable.append(f"{name} ({error.code})")
            gathered.codes.add(error.code)
    if gathered.unreadable and not gathered.pages:
        code = gathered.codes.pop() if len(gathered.codes) == 1 else "corrupt"
        raise UnreadableError(code, f"No member of the archive could be read: {shortened(gathered.unreadable)}.")
    warnings = _bounded(gathered.warnings)
    if gathered.skipped:
        warnings.append(warning("member_skipped", what=shortened(gathered.skipped)))
    if gathered.unreadable:
        warnings.append(warning("member_unreadable", what=shortened(gathered.unreadable)))
    return Reading(MEDIA_TYPE, tuple(gathered.pages), warnings=tuple(warnings))


def clean_name(name: str) -> str:
    """A member's name as a label: no drive, no way up, no control characters; never used as a path."""
    cleaned = [label_of(part) for part in name.replace("\\", "/").split("/")]
    parts = [part for part in cleaned if part and part.strip(" .")]
    if parts and parts[0].endswith(":"):
        del parts[0]
    return label_of("/".join(parts)) or "unnamed"


def is_furniture(archive: zipfile.ZipFile, member: zipfile.ZipInfo, name: str) -> bool:
    """Whether archivers and file managers add such a member of their own: it holds nothing anybody wrote."""
    base = posixpath.basename(name).lower()
    if not base.startswith("._") or member.flag_bits & 0x1:
        return base in _FURNITURE
    try:
        with archive.open(member) as stream:
            return stream.read(len(_RESOURCE_FORK)) == _RESOURCE_FORK
    except BROKEN_ZIP:
        return False


def _unpack(archive: zipfile.ZipFile, member: zipfile.ZipInfo, limits: Limits) -> bytes:
    """The member's bytes, in memory. Raises UnreadableError `encrypted`, `limit_memory`, `corrupt`."""
    if member.flag_bits & 0x1:
        raise UnreadableError("encrypted", "The member needs a password.")
    if member.file_size > limits.max_member_bytes:
        raise UnreadableError("limit_memory", "The member is too large.")
    try:
        return archive.read(member)
    except BROKEN_ZIP:
        raise UnreadableError("corrupt", "The member is damaged.") from None


_MOST_WARNINGS_PER_CODE = 5


def _bounded(warnings: list[ReadingProblem]) -> list[ReadingProblem]:
    """The members' warnings, of each code only the first few: thousands of members may say the same."""
    kept: list[ReadingProblem] = []
    counts: dict[str, int] = {}
    for one in warnings:
        counts[one.code] = counts.get(one.code, 0) + 1
        if counts[one.code] <= _MOST_WARNINGS_PER_CODE:
            kept.append(one)
    return kept
