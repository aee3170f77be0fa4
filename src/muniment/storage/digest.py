"""The SHA-256 of bytes that are stored already, read in pieces: the one place that hashes a file.

What arrives is hashed as it is written (`staging.py`).
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO

_READ_BYTES = 1024 * 1024


class UnreadableBytesError(OSError):
    """The disk does not give the bytes. Set apart from a disk that does not take them."""


def open_stored(path: Path) -> IO[bytes]:
    """The file, open for reading. Raises UnreadableBytesError when this file cannot be read, another OSError when the
    machine or the folder is to blame."""
    try:
        return path.open("rb")
    except (PermissionError, IsADirectoryError) as error:
        raise UnreadableBytesError(error.errno, error.strerror) from error


def sha256_of(path: Path) -> bytes:
    """The digest of the file's bytes. Raises what `open_stored` and `pieces` raise."""
    with open_stored(path) as file:
        return measure(file)[1]


def measure(file: IO[bytes], *, to: Callable[[bytes], object] | None = None) -> tuple[int, bytes]:
    """Size and SHA-256 of what the file holds from here on; each piece is given to `to` as it passes.

    Raises UnreadableBytesError, and what `to` raises."""
    size, digest = 0, hashlib.sha256()
    for piece in pieces(file):
        size += len(piece)
        digest.update(piece)
        if to is not None:
            to(piece)
    return size, digest.digest()


def pieces(file: IO[bytes]) -> Iterator[bytes]:
    """What the file holds from here on, a mebibyte at a time. Raises UnreadableBytesError."""
    while piece := _read(file):
        yield piece


def _read(file: IO[bytes]) -> bytes:
    try:
        return file.read(_READ_BYTES)
    except OSError as error:
        raise UnreadableBytesError(error.errno, error.strerror) from error
