"""The promise every place for bytes keeps.

`keep` is all or nothing and durable: when it returns, the bytes survive power loss; when it raises or the process dies,
nothing is there under that key that a reader could see. Bytes never change under a key. A key is random hex made by us,
never user text.
"""

from __future__ import annotations

import os
import re
import secrets
from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Protocol

KEY_CHARACTERS = 32


def new_key() -> str:
    """A fresh storage key: 32 lower-case hex characters, 120 random bits.

    The third and fourth are 0, so that a local store makes 256 folders and not 65,536: a new folder costs the upload
    that is the first one in it as much as its file does.
    """
    key = secrets.token_hex(KEY_CHARACTERS // 2)
    return f"{key[:2]}00{key[4:]}"


_KEY = re.compile(r"[0-9a-f]{32}")


def is_key(value: str) -> bool:
    """Whether the value could be a key of ours. Nothing else ever becomes a part of a path or an object's name."""
    return _KEY.fullmatch(value) is not None


@dataclass(frozen=True, slots=True)
class StagedFile:
    """Received bytes, complete and hashed, in a local file that nobody sees yet. `lock` is its open descriptor, held
    (flock) until the row is committed or the file discarded: what is not locked and has no row is an orphan."""

    path: Path
    lock: int
    size: int
    sha256: bytes


class NotStoredError(Exception):
    """No bytes are kept under this key."""


class Store(Protocol):
    """Where bytes are kept."""

    def check(self) -> None:
        """Find out whether bytes can be kept. Raises StorageUnavailableError, its message for the operator."""
        ...

    def keep(self, staged: StagedFile, key: str) -> None:
        """Make the staged bytes durable under `key`. May move the staged file."""
        ...

    def open(self, key: str) -> IO[bytes]:
        """The bytes, readable and seekable. Raises NotStoredError."""
        ...

    def size(self, key: str) -> int:
        """Bytes stored under the key. Raises NotStoredError."""
        ...

    def local_copy(self, key: str, scratch: Path) -> AbstractContextManager[Path]:
        """The bytes as a local file for the duration of a `with`: the stored file itself, not to be changed, or a copy
        in the scratch folder. Raises NotStoredError."""
        ...

    def delete(self, key: str) -> None:
        """Remove the bytes; nothing happens when there are none."""
        ...

    def link(self, key: str, *, filename: str, media_type: str, seconds: int) -> str | None:
        """A link the store itself serves, as an attachment under `filename`; None when muniment serves it."""
        ...

    def withdraw_links(self, key: str) -> str:
        """A key under which the bytes are kept as well, to take the place of this one: with the bytes of this one the
        links end that the store serves itself. The same key when it serves none. Raises NotStoredError."""
        ...

    def keys(self) -> Iterator[str]:
        """Every key kept, in no order."""
        ...

    def remove_if_orphan(self, key: str, *, has_row: HasRow) -> bool:
        """Remove the bytes if no upload in flight holds them and `has_row(key)` then says no. True when removed."""
        ...

    def close(self) -> None:
        """Give up connections."""
        ...


class HasRow(Protocol):
    def __call__(self, key: str, /) -> bool: ...


def release(staged: StagedFile) -> None:
    """Give up the lock of a staged file, after its row was committed or its file discarded."""
    os.close(staged.lock)
