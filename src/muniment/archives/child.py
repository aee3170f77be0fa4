"""Unpacks a zip for who makes documents of its members. Runs inside the sandbox's child, never in a server.

Every member is told by its name and then its bytes, in the order of the directory, in parts ahead of the answer.
Nothing is extracted to a path, and no archive within the archive is opened. What is too much is for the other side to
count, as nothing that an archive or this process says of sizes is to be believed.
"""

from __future__ import annotations

import stat
import zipfile
from pathlib import Path
from typing import Any

from muniment.archives.parts import BEGIN, BYTES, MAX_NAME_CHARACTERS, REASON
from muniment.reading.formats.archive import is_furniture
from muniment.reading.formats.member_names import member_names
from muniment.reading.formats.package import BROKEN_ZIP, open_zip
from muniment.reading.recognition.recogniser import Recogniser
from muniment.reading.sandbox.zygote import Emit

_PIECE_BYTES = 256 * 1024


def answer(request: dict[str, Any], _recognise: Recogniser | None, emit: Emit) -> dict[str, Any]:
    """The sandbox's target. Raises UnreadableError for what is no archive, or one of too many members."""
    with Path(request["path"]).open("rb") as file:
        archive = open_zip(file, max_entries=request["max_members"])
        members = archive.infolist()
        names, _ = member_names(members)
        for member, name in zip(members, names, strict=True):
            emit(BEGIN + name[-MAX_NAME_CHARACTERS:].encode("utf-8", "replace"))
            reason = _left_out(archive, member, name) or _send(archive, member, emit, most=request["max_member_bytes"])
            if reason is not None:
                emit(REASON + reason.encode())
    return {}


def _left_out(archive: zipfile.ZipFile, member: zipfile.ZipInfo, name: str) -> str | None:
    """Why the member is not unpacked at all."""
    kind = stat.S_IFMT(member.external_attr >> 16)
    if name.endswith("/") or kind not in (0, stat.S_IFREG):
        return "not_a_file"
    if name.startswith("__MACOSX/") or is_furniture(archive, member, name):
        return "left_out"
    return "encrypted_member" if member.flag_bits & 0x1 else None


def _send(archive: zipfile.ZipFile, member: zipfile.ZipInfo, emit: Emit, *, most: int) -> str | None:
    """Send the member's bytes, and one more than it may have of one that is too large. Why they are not all of it."""
    sent = 0
    try:
        with archive.open(member) as stream:
            while sent <= most and (piece := stream.read(min(_PIECE_BYTES, most + 1 - sent))):
                emit(BYTES + piece)
                sent += len(piece)
    except BROKEN_ZIP:
        return "damaged_member"
    return None if sent > most or sent == member.file_size else "damaged_member"
