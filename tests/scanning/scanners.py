"""Scanners that answer as a test says: a socket that speaks clamd's INSTREAM, or does not."""

from __future__ import annotations

import socket
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

Behaviour = Callable[[socket.socket], None]
"""What is done with one connection, which is closed afterwards."""


def saying(answer: bytes | Callable[[bytes], bytes]) -> Behaviour:
    """Takes the whole file, then answers; or with what it answers to the file's bytes."""

    def behave(connection: socket.socket) -> None:
        content = _received(connection)
        connection.sendall(answer if isinstance(answer, bytes) else answer(content))

    return behave


def saying_at_once(answer: bytes) -> Behaviour:
    """Answers and hangs up without taking the file, as clamd does with one that is too large."""

    def behave(connection: socket.socket) -> None:
        connection.recv(64)
        connection.sendall(answer)

    return behave


def _received(connection: socket.socket) -> bytes:
    """The file's bytes. Raises ConnectionError when the client hangs up before its end."""
    with connection.makefile("rb") as stream:
        assert stream.read(10) == b"zINSTREAM\0"
        content = b""
        while True:
            head = stream.read(4)
            if len(head) < 4:
                raise ConnectionError
            (length,) = struct.unpack(">I", head)
            if not length:
                return content
            content += stream.read(length)


@contextmanager
def scanner(behave: Behaviour) -> Iterator[str]:
    """The address of a scanner that behaves so towards each connection, one after the other."""
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def serve() -> None:
            with suppress(OSError):
                while True:
                    connection, _ = listening.accept()
                    with connection, suppress(OSError):
                        behave(connection)

        serving = threading.Thread(target=serve, daemon=True)
        serving.start()
        yield f"tcp://127.0.0.1:{listening.getsockname()[1]}"
        listening.shutdown(socket.SHUT_RDWR)
    serving.join(timeout=10)


@contextmanager
def hanging() -> Iterator[str]:
    """One that takes connections, and nothing else."""
    done = threading.Event()
    with scanner(lambda _connection: _wait_for(done)) as url:
        yield url
        done.set()


def _wait_for(done: threading.Event) -> None:
    done.wait(60)
