"""What the members of a zip are called, whatever their archiver wrote them in."""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Sequence

from muniment.reading.encoding import Decoded, decode

_IS_UTF8 = 0x800  # APPNOTE 4.4.4, bit 11
_UNICODE_PATH = 0x7075  # Info-ZIP's field, APPNOTE 4.6.9
_UNMARKED = "cp437"  # APPNOTE, appendix D


def member_names(members: Sequence[zipfile.ZipInfo]) -> tuple[list[str], Decoded | None]:
    """The names, in order, and how those were decoded whose encoding had to be guessed.

    Order: the flag for UTF-8, the Unicode path beside the name, UTF-8 if the bytes are. The others are guessed
    together, as one archiver wrote them; where the guess is not clear they are cp437, as the format says.
    """
    names = [_stated(one) for one in members]
    unknown = [_raw(member) for member, name in zip(members, names, strict=True) if name is None]
    if not unknown:
        return [name or "" for name in names], None
    decoded = decode(b"\n".join(unknown))
    if not (decoded.is_clear and decoded.is_whole):
        decoded = Decoded(b"\n".join(unknown).decode(_UNMARKED), "IBM437", is_clear=False)
    read = iter(decoded.text.split("\n"))
    return [name if name is not None else next(read) for name in names], decoded


def _stated(member: zipfile.ZipInfo) -> str | None:
    if member.flag_bits & _IS_UTF8 or member.orig_filename.isascii():
        return member.filename
    raw = _raw(member)
    beside = _unicode_path(member, raw)
    if beside is not None:
        return beside
    try:
        return raw.decode()
    except UnicodeDecodeError:
        return None


def _raw(member: zipfile.ZipInfo) -> bytes:
    """The bytes of the name, which zipfile takes for cp437: that has a character for each byte, and back."""
    return member.orig_filename.encode(_UNMARKED, "replace").replace(b"\n", b" ")


def _unicode_path(member: zipfile.ZipInfo, raw: bytes) -> str | None:
    """The name in the field beside it, if that was written for this name (its checksum says so)."""
    extra = member.extra
    while len(extra) >= 4:
        kind, size = struct.unpack_from("<HH", extra)
        field, extra = extra[4 : 4 + size], extra[4 + size :]
        if kind == _UNICODE_PATH and len(field) > 5 and field[0] == 1:
            (checksum,) = struct.unpack_from("<I", field, 1)
            if checksum == zlib.crc32(raw):
                return field[5:].decode("utf-8", "replace")
    return None
