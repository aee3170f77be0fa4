"""Waking the workers of one home the moment a job is committed by any process of it: SQLite tells nobody.

Each worker listens at a named pipe in the home, and whoever commits a job writes a byte into every one that is there. A
name of any length will do, other than for a socket; a pipe whose worker died has no reader and is removed by whoever
finds it so. A help, not a promise: polling stays beneath.
"""

from __future__ import annotations

import errno
import logging
import os
import select
import socket
import threading
from contextlib import suppress
from pathlib import Path
from secrets import token_hex

log = logging.getLogger("muniment.wakeup")

_BYTES = 65_536
"""Most that a pipe holds: one look empties it."""


class Wake(threading.Event):
    """Set when a job was committed. With a folder, `set` also wakes every worker that listens there."""

    def __init__(self, folder: Path | None = None) -> None:
        super().__init__()
        self._folder = folder

    def set(self) -> None:
        """Wake who waits in this process, and the workers of the folder."""
        self.set_here()
        if self._folder is not None:
            _ring(self._folder)

    def set_here(self) -> None:
        """Wake who waits in this process alone."""
        super().set()


def _ring(folder: Path) -> None:
    """Write a byte into every pipe of the folder."""
    try:
        names = os.listdir(folder)  # noqa: PTH208 - for each upload, in the shortest time
    except OSError:
        return  # no worker ever listened here
    for name in names:
        if name.startswith("."):
            continue
        path = f"{folder}/{name}"
        try:
            pipe = os.open(path, os.O_WRONLY | os.O_NONBLOCK | os.O_CLOEXEC)
        except OSError as error:
            if error.errno == errno.ENXIO:  # nobody reads, and nobody will: a pipe gets its name with a reader
                with suppress(OSError):
                    os.unlink(path)  # noqa: PTH108
            continue
        try:
            os.write(pipe, b"!")
        except OSError:
            pass  # full: it has been told often enough; or its worker ended at this moment
        finally:
            os.close(pipe)


class LocalWakeup:
    """Sets `wake` for each job that a process of this home commits, in a thread of its own."""

    def __init__(self, folder: Path, wake: Wake) -> None:
        self._folder = folder
        self._wake = wake
        self._hears, self._says = socket.socketpair()
        self._thread = threading.Thread(target=self._run, name="wakeup", daemon=True)

    def start(self) -> None:
        """Begin listening. Where no pipe can be made, polling has to do."""
        self._thread.start()

    def stop(self) -> None:
        """Stop listening. May be called without a start."""
        self._says.send(b"!")
        if self._thread.ident is not None:
            self._thread.join(timeout=15)
        self._says.close()
        self._hears.close()

    def _run(self) -> None:
        try:
            path, pipe = _make_pipe(self._folder)
        except OSError as error:
            log.warning("no pipe to be woken by, polling instead: %s", error)
            return
        try:
            self._listen(pipe)
        finally:
            path.unlink(missing_ok=True)
            os.close(pipe)

    def _listen(self, pipe: int) -> None:
        self._wake.set_here()  # for what was committed before anybody listened
        poll = select.poll()
        for descriptor in (pipe, self._hears.fileno()):
            poll.register(descriptor, select.POLLIN)
        while True:
            ready = {descriptor for descriptor, _ in poll.poll()}
            if self._hears.fileno() in ready:
                return
            os.read(pipe, _BYTES)
            self._wake.set_here()


def _make_pipe(folder: Path) -> tuple[Path, int]:
    """A named pipe and its open end, for reading and writing: a reader alone would see an end with each writer."""
    folder.mkdir(mode=0o700, exist_ok=True)
    path = folder / token_hex(8)
    unnamed = path.with_name(f".{path.name}")
    os.mkfifo(unnamed, 0o600)
    try:
        pipe = os.open(unnamed, os.O_RDWR | os.O_NONBLOCK | os.O_CLOEXEC)
        unnamed.rename(path)
    except OSError:
        unnamed.unlink()
        raise
    return path, pipe
