"""The server's side of one child: passes its pictures on, keeps its time, and tells how it ended."""

from __future__ import annotations

import contextlib
import os
import re
import select
import signal
import socket
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import orjson

from muniment.reading.failures import FAILURES
from muniment.reading.recognition.ocr import FAILED, PICTURE, TEXT, OcrWorker
from muniment.reading.recognition.recogniser import RecognitionError
from muniment.reading.sandbox import frames
from muniment.reading.sandbox.confine import MEBIBYTE, SandboxLimits
from muniment.reading.sandbox.zygote import FAILURE, REQUEST, RESULT

MAX_RESULT_BYTES = 64 * MEBIBYTE
"""Longest message a child may send; a larger answer is `limit_memory`."""

_KILL_SECONDS = 10.0  # until a killed child must have been reported; then the zygote is not trusted any more
_TICK_SECONDS = 0.1  # how soon a cancellation is seen
_SEND_SECONDS = 30.0
_MEMORY_SHARE = 0.5  # a child that aborts while more of its address space than this is resident died of memory
_ABORTS = frozenset({signal.SIGABRT, signal.SIGSEGV, signal.SIGBUS, signal.SIGILL, signal.SIGTRAP})
_CODE = re.compile(r"[a-z][a-z_]{0,39}")
_MESSAGE_CHARACTERS = 1000
_DETAIL = re.compile(r"[\w.<>: ]{1,200}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a run ended: with a `value`, or with a `code` and its `message`. `peak_bytes` is resident memory; the CPU
    time is the child's own, without recognition. Both are 0 when nobody could tell. `detail` is for the log: where the
    target broke off, `KeyError at module:line`, or the signal that ended it; no word of the document."""

    value: dict[str, Any] | None
    code: str | None
    message: str | None
    cpu_seconds: float
    peak_bytes: int
    wall_seconds: float
    detail: str | None = None


class ZygoteGoneError(Exception):
    """The fork server died or does not answer; `has_started` says whether the child was running."""

    def __init__(self, *, has_started: bool) -> None:
        super().__init__("the fork server is gone")
        self.has_started = has_started


class RefusedError(Exception):
    """The system gives no process for a child; the message is the system's reason."""


def watch(
    channel: socket.socket,
    line: socket.socket,
    request: bytes,
    *,
    limits: SandboxLimits,
    stops: Sequence[threading.Event],
    ocr: OcrWorker | None,
) -> Outcome:
    """Ask the child and wait for its end, for `limits.wall_seconds` at most, or until one of `stops` is set.

    Raises ZygoteGoneError, RefusedError.
    """
    return _Watch(channel, line, limits, stops, ocr).until_end(request)


class _Watch:
    """One child, from its request to its end."""

    def __init__(
        self,
        channel: socket.socket,
        line: socket.socket,
        limits: SandboxLimits,
        stops: Sequence[threading.Event],
        ocr: OcrWorker | None,
    ) -> None:
        self._channel = channel
        self._line = line
        self._limits = limits
        self._stops = stops
        self._ocr = ocr
        self._inbox = frames.Inbox(channel, max_bytes=MAX_RESULT_BYTES)
        self._reports = bytearray()
        self._started_at = time.monotonic()
        self._deadline = self._started_at + limits.wall_seconds
        self._has_started = False
        self._killed_as: str | None = None
        self._reply: tuple[bytes, bytes] | None = None
        self._pictures = 0

    def until_end(self, request: bytes) -> Outcome:
        self._channel.settimeout(_SEND_SECONDS)
        with contextlib.suppress(OSError):  # dead already: its end is told on the line
            frames.send(self._channel, REQUEST, request)
        poll = select.poll()
        poll.register(self._channel, select.POLLIN)
        poll.register(self._line, select.POLLIN)
        while True:
            ready = {descriptor for descriptor, _ in poll.poll(1000 * _TICK_SECONDS)}
            if self._channel.fileno() in ready:
                self._take_messages()
                if self._inbox.is_closed:
                    poll.unregister(self._channel)
            if self._line.fileno() in ready and (report := self._take_report()) is not None:
                self._take_rest()
                return self._outcome(report)
            self._keep_time()

    def _kill(self, code: str) -> None:
        if self._killed_as is None:
            self._killed_as = code
            self._deadline = time.monotonic() + _KILL_SECONDS
            with contextlib.suppress(OSError):
                self._line.send(b"K")

    def _keep_time(self) -> None:
        if any(stop.is_set() for stop in self._stops):
            self._kill("cancelled")
        if time.monotonic() >= self._deadline:
            if self._killed_as is not None:
                raise ZygoteGoneError(has_started=True)
            self._kill("limit_time")

    def _take_messages(self) -> None:
        try:
            for kind, payload in self._inbox.take():
                if kind in (RESULT, FAILURE) and self._reply is None:
                    self._reply = kind, payload
                elif kind == PICTURE and self._killed_as is None:
                    self._recognise(payload)
                else:
                    self._kill("crashed")  # nothing of ours speaks like that
        except frames.FrameTooLargeError:
            self._kill("limit_memory")

    def _take_rest(self) -> None:
        """What a dead child had still sent; its end of the channel is closed, or will be in a moment."""
        while self._reply is None and not self._inbox.is_closed and self._killed_as is None:
            self._take_messages()

    def _recognise(self, payload: bytes) -> None:
        """Answer a picture with its text. The child's clock stands still meanwhile: it waits for others."""
        began_at = time.monotonic()
        self._pictures += 1
        try:
            if self._ocr is None or self._pictures > self._limits.ocr_pages:
                raise RecognitionError("no more pictures are recognised for this document")
            answer = TEXT, self._ocr.text_of_picture(payload, stops=self._stops).encode()
        except RecognitionError as error:
            answer = FAILED, str(error).encode()
        self._deadline += time.monotonic() - began_at
        with contextlib.suppress(OSError):
            frames.send(self._channel, *answer)

    def _take_report(self) -> dict[str, Any] | None:
        """The zygote's report of the child's end, when it is there. Raises ZygoteGoneError, RefusedError."""
        try:
            piece = self._line.recv(65536)
        except OSError:
            piece = b""
        if not piece:
            raise ZygoteGoneError(has_started=self._has_started)
        self._reports += piece
        while b"\n" in self._reports:
            text, _, rest = self._reports.partition(b"\n")
            self._reports = rest
            report: dict[str, Any] = orjson.loads(text)
            if "refused" in report:
                raise RefusedError(os.strerror(report["refused"]))
            if "status" in report:
                return report
            self._has_started = True
        return None

    def _outcome(self, report: dict[str, Any]) -> Outcome:
        used = (report["cpu_seconds"], report["peak_bytes"], time.monotonic() - self._started_at)
        if self._killed_as is not None:
            return Outcome(None, self._killed_as, FAILURES[self._killed_as], *used)
        if report["status"] == 0 and self._reply is not None:
            value, code, message, detail = _heard(*self._reply)
        else:
            value, code, message = None, _code_of_death(report, self._limits), None
            detail = _how(report["status"])
        return Outcome(value, code, message or FAILURES.get(code or ""), *used, detail)


def _heard(kind: bytes, payload: bytes) -> tuple[dict[str, Any] | None, str | None, str | None, str | None]:
    """Value, code, message and detail of a reply, none of which is trusted."""
    nonsense = None, "crashed", None, "the answer is not understood"
    try:
        reply = orjson.loads(payload)
    except orjson.JSONDecodeError:
        return nonsense
    if not isinstance(reply, dict):
        return nonsense
    if kind == RESULT:
        return reply, None, None, None
    code, message, detail = reply.get("code"), reply.get("message"), reply.get("detail")
    if not isinstance(code, str) or not _CODE.fullmatch(code):
        return nonsense
    sentence = message[:_MESSAGE_CHARACTERS] if isinstance(message, str) else FAILURES.get(code, FAILURES["crashed"])
    return None, code, sentence, detail if isinstance(detail, str) and _DETAIL.fullmatch(detail) else None


def _how(status: int) -> str:
    """A wait status in words."""
    if os.WIFSIGNALED(status):
        number = os.WTERMSIG(status)
        return signal.Signals(number).name if number in signal.Signals.__members__.values() else f"signal {number}"
    return f"exit {os.WEXITSTATUS(status)}"


def _code_of_death(report: dict[str, Any], limits: SandboxLimits) -> str:
    """Why a child ended that said nothing."""
    status = report["status"]
    if not os.WIFSIGNALED(status):
        return "limit_memory" if report["out_of_memory"] else "crashed"
    number = os.WTERMSIG(status)
    if number == signal.SIGXCPU or (number == signal.SIGKILL and report["cpu_seconds"] >= limits.cpu_seconds):
        return "limit_time"
    if number == signal.SIGXFSZ:
        return "limit_file"
    # PDFium and others abort without a word when an allocation fails
    is_full = report["peak_bytes"] > _MEMORY_SHARE * limits.memory_bytes
    return "limit_memory" if number in _ABORTS and (report["out_of_memory"] or is_full) else "crashed"
