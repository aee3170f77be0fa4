"""Asking clamd whether a file is malware: its INSTREAM command, which takes the bytes themselves, so that clamd needs
no access to our files (clamd(8)).

Nothing that clamd answers is trusted: how long it takes and how much it says are bounded, and what is no answer of
clamd's is no verdict.
"""

from __future__ import annotations

import select
import socket
import struct
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit

from muniment.errors import FacilityError

_MAX_ANSWER_BYTES = 4_096
"""An answer is a line with the name of a signature."""

_MAX_FINDING_CHARACTERS = 200
_CONNECT_SECONDS = 5.0
_LOOK_SECONDS = 0.25
"""Between two looks whether the scan is to be given up."""


class ScannerUnavailableError(FacilityError):
    """clamd cannot be asked, or says what clamd does not say."""

    code = "scanner_unavailable"


class ScanRefusedError(Exception):
    """clamd is there and says of this file that it could not scan it; the message is its own."""


class FileTooLargeToScanError(ScanRefusedError):
    """The file is longer than clamd takes (StreamMaxLength): another try changes nothing."""


class ScanCancelledError(Exception):
    """Nobody waits for the verdict any more."""


@dataclass(frozen=True, slots=True)
class Clamd:
    """Where clamd listens, and how long one file may take from the first byte to the verdict."""

    url: str
    seconds: float

    def scan(self, pieces: Iterable[bytes], *, is_cancelled: Callable[[], bool] = lambda: False) -> str | None:
        """The name of what was found in the file that the pieces make up, None when nothing was.

        Raises ScannerUnavailableError when clamd cannot be reached, is silent or says what clamd does not say,
        ScanRefusedError, FileTooLargeToScanError, ScanCancelledError, and what the pieces raise.
        """
        end = time.monotonic() + self.seconds
        try:
            with _Conversation(self._connect(), end=end, is_cancelled=is_cancelled) as talk:
                talk.send_file(pieces)
                answer = talk.answer()
        except TimeoutError:
            raise ScannerUnavailableError(f"clamd gave no verdict within {self.seconds:g} seconds.") from None
        return _verdict(answer)

    def _connect(self) -> socket.socket:
        try:
            return _connected(self.url, seconds=min(_CONNECT_SECONDS, self.seconds))
        except OSError as error:
            raise ScannerUnavailableError(
                f"clamd cannot be reached: {error.strerror or type(error).__name__}"
            ) from error


def _connected(url: str, *, seconds: float) -> socket.socket:
    parts = urlsplit(url)
    if parts.scheme == "tcp":
        return socket.create_connection((parts.hostname or "", parts.port or 3310), timeout=seconds)
    connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        connection.settimeout(seconds)
        connection.connect(parts.path)
    except BaseException:
        connection.close()
        raise
    return connection


class _Conversation:
    """One file sent, one answer read, all of it before `end`, by the monotonic clock."""

    def __init__(self, connection: socket.socket, *, end: float, is_cancelled: Callable[[], bool]) -> None:
        self._connection = connection
        self._end = end
        self._is_cancelled = is_cancelled
        self._poll = select.poll()  # select() knows no descriptor beyond 1,023
        connection.setblocking(False)

    def __enter__(self) -> _Conversation:
        return self

    def __exit__(self, *_: object) -> None:
        self._connection.close()

    def send_file(self, pieces: Iterable[bytes]) -> None:
        """The command, the file in pieces, each behind its length, and the empty piece that ends it. clamd that answers
        or hangs up before wants no more: what it said is then there to be read."""
        is_wanted = self._send(b"zINSTREAM\0")
        for piece in pieces:
            if not is_wanted:
                return
            is_wanted = self._send(struct.pack(">I", len(piece)) + piece)
        self._send(struct.pack(">I", 0))

    def _send(self, data: bytes) -> bool:
        """Whether all of it went."""
        rest = memoryview(data)
        while rest:
            can_read, can_write = self._wait(for_room=True)
            if can_read:
                return False
            if can_write:
                try:
                    rest = rest[self._connection.send(rest) :]
                except BlockingIOError:
                    continue
                except OSError:
                    return False
        return True

    def answer(self) -> bytes:
        """What clamd says up to its NUL. Raises ScannerUnavailableError for what is cut off, or has no end."""
        said = b""
        while b"\0" not in said:
            if not self._wait(for_room=False)[0]:
                continue
            try:
                piece = self._connection.recv(_MAX_ANSWER_BYTES)
            except BlockingIOError:
                continue
            except OSError:
                piece = b""
            if not piece:
                raise ScannerUnavailableError("clamd hung up in the middle.")
            said += piece
            if len(said) > _MAX_ANSWER_BYTES:
                raise ScannerUnavailableError("clamd says more than a verdict.")
        return said.partition(b"\0")[0]

    def _wait(self, *, for_room: bool) -> tuple[bool, bool]:
        """Whether there is something to read, and room to write. Raises TimeoutError, ScanCancelledError."""
        if self._is_cancelled():
            raise ScanCancelledError
        left = self._end - time.monotonic()
        if left <= 0:
            raise TimeoutError
        self._poll.register(self._connection, select.POLLIN | (select.POLLOUT if for_room else 0))
        ((_, events),) = self._poll.poll(min(left, _LOOK_SECONDS) * 1000) or ((0, 0),)
        return bool(events & ~select.POLLOUT), bool(events & select.POLLOUT)


def _verdict(answer: bytes) -> str | None:
    said = answer.decode("ascii", "replace").strip()
    about, _, result = said.partition(": ")
    if about == "stream" and result == "OK":
        return None
    if about == "stream" and result.endswith(" FOUND"):
        return _shown(result.removesuffix(" FOUND"))
    if said.endswith("ERROR"):
        if "size limit exceeded" in said:
            raise FileTooLargeToScanError(_shown(said))
        raise ScanRefusedError(_shown(said))
    raise ScannerUnavailableError("What answers is not clamd, or an odd one.")


def _shown(said: str) -> str:
    """What clamd calls it, fit to be stored and shown."""
    kept = "".join(character if character.isascii() and character.isprintable() else "?" for character in said)
    return kept[:_MAX_FINDING_CHARACTERS].strip() or "unnamed"
