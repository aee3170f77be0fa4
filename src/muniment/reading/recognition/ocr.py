"""Text recognition, from the picture in the sandbox's child to the worker process that reads it.

The child's `RecogniserClient` sends the picture over its channel to the server; the server's `OcrWorker` passes it on
to the one worker process (`ocr_worker`), starts that when it is first needed, and again when it died.
"""

from __future__ import annotations

import contextlib
import importlib.util
import json
import select
import socket
import struct
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING

from muniment.limits import OcrLimits
from muniment.reading.recognition.recogniser import RecognitionError, Sight, pages_of
from muniment.reading.sandbox import frames
from muniment.reading.sandbox.environment import child_environment

if TYPE_CHECKING:
    from PIL.Image import Image

PICTURE, TEXT, FAILED, READY = b"P", b"T", b"F", b"Y"
"""Kinds of messages: width and height with one grey byte a pixel; what was seen (`Sight`); a reason; the engine is
loaded."""

SIZE = struct.Struct(">II")

_MAX_TEXT_BYTES = 4 * 1024 * 1024
_TICK_SECONDS = 0.1


class RecogniserClient:
    """Implements `recogniser.Recogniser` in the child."""

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection

    def sight_of(self, image: Image) -> Sight:
        """What is in the picture, lines in reading order. Raises RecognitionError; OSError when the server is gone."""
        grey = image if image.mode == "L" else image.convert("L")
        try:
            frames.send(self._connection, PICTURE, SIZE.pack(*grey.size) + grey.tobytes())
            kind, payload = frames.receive(self._connection)
        except EOFError:
            raise OSError("the server does not recognise text any more") from None
        if kind != TEXT:
            raise RecognitionError(payload.decode(errors="replace"))
        return Sight.from_bytes(payload)


class OcrWorker:
    """The recognition worker, seen from the server. Threads may share it; their pictures wait for one another."""

    def __init__(self, *, limits: OcrLimits | None = None) -> None:
        self._limits = limits or OcrLimits()
        self._turn = threading.Lock()
        self._closing = threading.Event()
        self._process: _Process | None = None

    @staticmethod
    def is_installed() -> bool:
        """Whether the extra `ocr` is there."""
        return all(importlib.util.find_spec(name) is not None for name in ("rapidocr", "onnxruntime"))

    def sight_of_picture(
        self, picture: bytes, *, stops: Sequence[threading.Event] = (), on_turn: Callable[[], object] = lambda: None
    ) -> Sight:
        """What is in a picture as RecogniserClient sends it. `on_turn` is called when its turn has come. Raises
        RecognitionError, also when one of `stops` is set meanwhile."""
        if len(picture) < SIZE.size:
            raise RecognitionError("no picture")
        width, height = SIZE.unpack_from(picture)
        if width * height != len(picture) - SIZE.size:
            raise RecognitionError("not as many pixels as its size says")
        if width * height == 0:
            return Sight("")
        stops = (*stops, self._closing)
        with self._in_turn(stops):
            on_turn()
            for _ in range(2):  # one that died may have done so before this picture: it gets a fresh one
                try:
                    return self._ready(stops).recognise(picture, stops)
                except _DiedError:
                    self._stop()
                except _LostError as lost:
                    self._stop()
                    raise RecognitionError(str(lost)) from None
            raise RecognitionError("the recognition worker died of the picture")

    def _ready(self, stops: Sequence[threading.Event]) -> _Process:
        """The worker process, a fresh one where need be."""
        if self._process is not None and not self._process.takes_pictures():
            self._stop()
        if self._process is None:
            self._process = _Process(self._limits, stops)
        return self._process

    def reap(self) -> None:
        """Forget a worker that left because it was idle. Never waits."""
        if self._turn.acquire(blocking=False):
            try:
                if self._process is not None and not self._process.is_alive():
                    self._stop()
            finally:
                self._turn.release()

    def close(self) -> None:
        """Stop the worker; whoever waits for a text gets a RecognitionError."""
        self._closing.set()
        with self._turn:
            self._stop()

    def _stop(self) -> None:
        if self._process is not None:
            self._process.stop()
            self._process = None

    @contextlib.contextmanager
    def _in_turn(self, stops: Sequence[threading.Event]) -> Iterator[None]:
        while not self._turn.acquire(timeout=_TICK_SECONDS):
            _raise_if_stopped(stops)
        try:
            _raise_if_stopped(stops)
            yield
        finally:
            self._turn.release()


class _LostError(Exception):
    """The worker process is of no more use; the message says why."""


class _DiedError(_LostError):
    """The worker process ended."""


class _Process:
    """One worker process, with its models loaded."""

    def __init__(self, limits: OcrLimits, stops: Sequence[threading.Event]) -> None:
        self._limits = limits
        self._pages_left = limits.pages_per_worker
        self._control, theirs = socket.socketpair()
        self._inbox = frames.Inbox(self._control, max_bytes=dict.fromkeys((TEXT, FAILED, READY), _MAX_TEXT_BYTES))
        with theirs:
            self._process = subprocess.Popen(  # noqa: S603 - this interpreter, with arguments of ours
                [
                    *(sys.executable, "-P", "-m", "muniment.reading.recognition.ocr_worker"),
                    *(str(theirs.fileno()), json.dumps(asdict(limits))),
                ],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                pass_fds=(theirs.fileno(),),
                start_new_session=True,
                env=child_environment(),
            )
        try:
            self._answer(limits.start_seconds, stops)
        except (_LostError, RecognitionError) as error:
            self.stop()
            raise RecognitionError(f"the recognition worker could not be started: {error}") from None

    def is_alive(self) -> bool:
        """Whether the process is there."""
        return self._process.poll() is None

    def takes_pictures(self) -> bool:
        """Whether the process is there and not due to be replaced."""
        return self._pages_left > 0 and self.is_alive()

    def recognise(self, picture: bytes, stops: Sequence[threading.Event]) -> Sight:
        """What is in the picture. Raises RecognitionError when it cannot be told, _LostError when the process is in
        no known state any more."""
        pages = pages_of(len(picture), 1)
        self._pages_left -= pages
        seconds = pages * self._limits.page_seconds
        self._control.settimeout(seconds)
        try:
            frames.send(self._control, PICTURE, picture)
        except OSError:
            raise _DiedError("it ended") from None
        try:
            kind, payload = self._answer(seconds, stops)
        except RecognitionError as stopped:  # it still works on the picture
            raise _LostError(str(stopped)) from None
        if kind != TEXT:
            raise RecognitionError(payload.decode(errors="replace"))
        return Sight.from_bytes(payload)

    def stop(self) -> None:
        """Kill the process."""
        self._control.close()
        self._process.kill()
        self._process.wait()

    def _answer(self, seconds: float, stops: Sequence[threading.Event]) -> tuple[bytes, bytes]:
        until = time.monotonic() + seconds
        poll = select.poll()
        poll.register(self._control, select.POLLIN)
        while time.monotonic() < until:
            _raise_if_stopped(stops)
            if poll.poll(1000 * _TICK_SECONDS):
                self._inbox.fill()
                try:
                    message = self._inbox.take()
                except (frames.FrameTooLargeError, frames.UnknownFrameError):
                    raise _LostError("the recognition worker speaks nonsense") from None
                if message is not None:
                    return message
                if self._inbox.is_closed:
                    raise _DiedError("it ended")
        raise _LostError("recognising the picture takes longer than it may")


def _raise_if_stopped(stops: Sequence[threading.Event]) -> None:
    if any(stop.is_set() for stop in stops):
        raise RecognitionError("recognition was stopped from outside")
