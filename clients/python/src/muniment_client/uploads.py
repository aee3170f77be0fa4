"""A file on its way to the server: in pieces, told about while it goes, and again from its beginning when it is tried
again. Memory stays what it is, whatever the file's size."""

from __future__ import annotations

import hashlib
import io
import os
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO, TypeAlias

from muniment_client.errors import MunimentError

SHA256 = "x-content-sha256"
"""The header in which the server says the hash of a file, in hex."""

Progress: TypeAlias = Callable[[int, "int | None"], object]
"""Is told how many bytes were sent, and of how many, None where nobody knows; from 0 again in each try."""

File: TypeAlias = "str | os.PathLike[str] | bytes | bytearray | memoryview | BinaryIO"
"""A path, the bytes themselves, or a file that is open for reading, which is sent from where it stands."""


class Sending(io.RawIOBase):
    """A file as it is sent: `seek(0)` goes back to where it is sent from, which httpx does before each try. What it
    opened itself it closes."""

    _is_ours = False

    def __init__(self, file: File, *, filename: str | None = None, progress: Progress | None = None) -> None:
        if isinstance(file, io.TextIOBase):
            raise TypeError("The file is open as text; open it with 'rb'.")
        if isinstance(file, bytes | bytearray | memoryview):
            self._file: BinaryIO = io.BytesIO(file)
        elif isinstance(file, str | os.PathLike):
            self._file = Path(file).open("rb")  # noqa: SIM115 - closed by close()
        else:
            self._file = file
        self._is_ours = self._file is not file
        named = filename or Path(str(getattr(self._file, "name", "") or "document")).name
        self.filename = named.encode(errors="replace").decode()  # a path may have bytes that are no UTF-8
        self.can_rewind = hasattr(self._file, "seekable") and self._file.seekable()
        self._begin = self._file.tell() if self.can_rewind else 0
        self.total = self._file.seek(0, os.SEEK_END) - self._begin if self.can_rewind else None
        self._progress = progress
        self._rewind()

    @property
    def sha256(self) -> str | None:
        """Of what was sent, in hex; None while a part of it was not."""
        return self._digest.hexdigest() if self._is_over else None

    def read(self, size: int = -1) -> bytes:
        piece = self._file.read(size)
        self._sent += len(piece)
        self._digest.update(piece)
        self._is_over = not piece or self._sent == self.total
        if self.total is not None and (self._sent > self.total or (self._is_over and self._sent < self.total)):
            raise MunimentError("The file changed while it was sent.")
        if self._progress is not None and piece:
            self._progress(self._sent, self.total)
        return piece

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        if not self.can_rewind:
            raise io.UnsupportedOperation("seek")
        if whence == os.SEEK_END and self.total is not None:
            return self.total  # how httpx learns the length; it seeks to where it was next
        self._rewind()
        return 0

    def tell(self) -> int:
        return 0

    def seekable(self) -> bool:
        return self.can_rewind

    def readable(self) -> bool:
        return True

    def close(self) -> None:
        if self._is_ours:
            self._file.close()
        super().close()

    def _rewind(self) -> None:
        if self.can_rewind:
            self._file.seek(self._begin)
        self._sent = 0
        self._digest = hashlib.sha256()
        self._is_over = False
