"""The SHA-256 of a file, read in pieces: the one place where stored bytes are hashed after they were received."""

from __future__ import annotations

import hashlib
from pathlib import Path

_READ_BYTES = 1024 * 1024


def sha256_of(path: Path) -> bytes:
    """The digest of the file's bytes. Raises OSError."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while piece := file.read(_READ_BYTES):
            digest.update(piece)
    return digest.digest()
