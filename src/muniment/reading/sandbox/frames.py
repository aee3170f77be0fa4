"""Messages over a stream socket: a kind of one byte, a length of eight, the payload.

Spoken between the server, the sandbox's child and the recognition worker. The child may be hostile, so its reader in
the server is bounded and never blocks.
"""

from __future__ import annotations

import socket
import struct

_HEADER = struct.Struct(">cQ")
_PIECE_BYTES = 1024 * 1024


class FrameTooLargeError(ValueError):
    """The other side announced more bytes than it may send."""


def send(connection: socket.socket, kind: bytes, payload: bytes) -> None:
    """Send one message. Raises OSError when the other side is gone, or too slow for the socket's timeout."""
    connection.sendall(_HEADER.pack(kind, len(payload)))
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
    """Takes messages off a socket as they come, for a reader that waits elsewhere."""

    def __init__(self, connection: socket.socket, *, max_bytes: int) -> None:
        self._connection = connection
        self._max_bytes = max_bytes
        self._data = bytearray()
        self.is_closed = False

    def take(self) -> list[tuple[bytes, bytes]]:
        """The messages that are complete after one read, which must be known not to block.

        Sets `is_closed` at the end of the stream. Raises FrameTooLargeError.
        """
        try:
            piece = self._connection.recv(_PIECE_BYTES, socket.MSG_DONTWAIT)
        except BlockingIOError:
            return []
        except OSError:
            piece = b""
        self.is_closed = not piece
        self._data += piece
        complete = []
        while len(self._data) >= _HEADER.size:
            kind, size = _HEADER.unpack_from(self._data)
            if size > self._max_bytes:
                raise FrameTooLargeError(f"a message of {size:,} bytes")
            if len(self._data) < _HEADER.size + size:
                break
            complete.append((kind, bytes(self._data[_HEADER.size : _HEADER.size + size])))
            del self._data[: _HEADER.size + size]
        return complete
