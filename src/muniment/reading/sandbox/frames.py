"""Messages over a stream socket: a kind of one byte, a length of eight, the payload.

Spoken between the server, the sandbox's child and the recognition worker. The child may be hostile, so whoever reads it
or answers it in the server is bounded and never waits for it.
"""

from __future__ import annotations

import socket
import struct
from collections.abc import Mapping

_HEADER = struct.Struct(">cQ")
_PIECE_BYTES = 1024 * 1024


class FrameTooLargeError(ValueError):
    """The other side announced more bytes than it may send."""


class UnknownFrameError(ValueError):
    """The other side sent a kind of message that it may not."""


def send(connection: socket.socket, kind: bytes, payload: bytes) -> None:
    """Send one message. Raises OSError when the other side is gone, or too slow for the socket's timeout."""
    header = _HEADER.pack(kind, len(payload))
    if len(payload) < _PIECE_BYTES:
        connection.sendall(header + payload)
    else:  # not copied for its header's sake
        connection.sendall(header)
        connection.sendall(payload)


def receive(connection: socket.socket) -> tuple[bytes, bytes]:
    """The next message; waits for it. Raises EOFError when the other side is gone. For a side that is trusted."""
    kind, size = _HEADER.unpack(_exactly(connection, _HEADER.size))
    return kind, bytes(_exactly(connection, size))


def _exactly(connection: socket.socket, size: int) -> bytearray:
    data = bytearray(size)
    view, at = memoryview(data), 0
    while at < size:
        try:
            count = connection.recv_into(view[at:])
        except ConnectionError:  # gone with something of ours unread
            count = 0
        if count == 0:
            raise EOFError
        at += count
    return data


class Inbox:
    """Takes messages off a socket as they come, for a reader that waits elsewhere. `max_bytes`: for each kind of
    message that the other side may send, the longest payload."""

    def __init__(self, connection: socket.socket, *, max_bytes: Mapping[bytes, int]) -> None:
        self._connection = connection
        self._max_bytes = max_bytes
        self._data = bytearray()
        self.is_closed = False

    @property
    def is_empty(self) -> bool:
        """Whether nothing, not even a part of a message, waits to be taken."""
        return not self._data

    def fill(self) -> None:
        """Read once, without waiting. Sets `is_closed` at the end of the stream."""
        try:
            piece = self._connection.recv(_PIECE_BYTES, socket.MSG_DONTWAIT)
        except BlockingIOError:
            return
        except OSError:
            piece = b""
        self.is_closed = not piece
        self._data += piece

    def take(self) -> tuple[bytes, bytes] | None:
        """The next message that is complete, None when none is. Raises UnknownFrameError, FrameTooLargeError."""
        if len(self._data) < _HEADER.size:
            return None
        kind, size = _HEADER.unpack_from(self._data)
        if kind not in self._max_bytes:
            raise UnknownFrameError(f"a message of kind {kind!r}")
        if size > self._max_bytes[kind]:
            raise FrameTooLargeError(f"a message of {size:,} bytes")
        if len(self._data) < _HEADER.size + size:
            return None
        with memoryview(self._data) as view:
            payload = bytes(view[_HEADER.size : _HEADER.size + size])
        del self._data[: _HEADER.size + size]
        return kind, payload


class Outbox:
    """Messages on their way to a side that may not read them: sent as far as it takes them, without waiting."""

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection
        self._data = memoryview(b"")

    @property
    def is_empty(self) -> bool:
        """Whether everything is on its way."""
        return not self._data

    def put(self, kind: bytes, payload: bytes) -> None:
        """Send one message, or what fits of it; the one before must have gone whole."""
        assert self.is_empty
        self._data = memoryview(_HEADER.pack(kind, len(payload)) + payload)
        self.flush()

    def flush(self) -> None:
        """Send what the other side takes now. What it will never take, because it is gone, is dropped."""
        try:
            while self._data:
                self._data = self._data[self._connection.send(self._data, socket.MSG_DONTWAIT) :]
        except BlockingIOError:
            return
        except OSError:
            self._data = memoryview(b"")
