"""The SHA-256 of bytes that are stored already, read in pieces: the one place that hashes a file.

What arrives is hashed as it is written (`staging.py`).
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import IO

_READ_BYTES = 1024 * 1024


class UnreadableBytesError(OSError):
    """The disk does not give the bytes. Set apart from a disk that does not take them."""


def sha256_of(path: Path) -> bytes:
    """The digest of the file's bytes. Raises UnreadableBytesError when this file cannot be read, another OSError when
    the machine or the folder is to blame."""
    try:
        file = path.open("rb")
    except (PermissionError, IsADirectoryError) as error:
        raise UnreadableBytesError(error.errno, error.strerror) from error
    with file:
        return measure(file)[1]


def measure(file: IO[bytes], *, to: Callable[[bytes], object] | None = None) -> tuple[int, bytes]:
    """Size and SHA-256 of what the file holds from here on; each piece is given to `to` as it passes.

    Raises UnreadableBytesError, and what `to` raises."""
    size, digest = 0, hashlib.sha256()
    while piece := _read(file):
        size += len(piece)
        digest.update(piece)
        if to is not None:
            to(piece)
    return size, digest.digest()


def _read(file: IO[bytes]) -> bytes:
    try:
        return file.read(_READ_BYTES)
    except OSError as error:
        raise UnreadableBytesError(error.errno, error.strerror) from error
