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
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson

from muniment.limits import MEBIBYTE, SandboxLimits
from muniment.reading.errors import ERRORS
from muniment.reading.recognition.ocr import FAILED, PICTURE, TEXT, OcrWorker
from muniment.reading.recognition.recogniser import RecognitionError, pages_of
from muniment.reading.sandbox import frames
from muniment.reading.sandbox.scratch import is_overfull
from muniment.reading.sandbox.zygote import ERROR, PART, REQUEST, RESULT

MAX_RESULT_BYTES = 2 * MEBIBYTE
"""Longest answer of a child, which becomes up to fifty times as much memory when it is parsed; a larger one is
`limit_memory`. What is large goes ahead of it in parts."""

PART_COST_BYTES = 256
"""What a part costs whoever keeps it, however small it is. More than `limits.parts_bytes` of all is `limit_memory`."""

MAX_REFUSED_PICTURES = 1_000
"""Pictures beyond `SandboxLimits.ocr_pages` that are answered with a refusal; one more, and the child is killed."""

_MAX_PICTURE_BYTES = 64 * MEBIBYTE
_MAX_ERROR_BYTES = 64 * 1024

_KILL_SECONDS = 10.0  # until a killed child must have been reported; then the zygote is not trusted any more
_TICK_SECONDS = 0.1  # how soon a cancellation is seen
_DRAIN_SECONDS = 5.0  # until the end of a dead child's channel must have been seen
_MEMORY_SHARE = 0.5  # a child that aborts while more of its address space than this is resident died of memory
_ABORTS = frozenset({signal.SIGABRT, signal.SIGSEGV, signal.SIGBUS, signal.SIGILL, signal.SIGTRAP})
_OF_OTHERS = frozenset({signal.SIGKILL, signal.SIGTERM, signal.SIGHUP, signal.SIGINT, signal.SIGQUIT})
"""Signals that no parser ends by: the kernel sends them for want of memory, or an operator."""
_MESSAGE_CHARACTERS = 1000
DETAIL = re.compile(r"[\w.<>: ]{1,200}", re.ASCII)
"""What a child may say for the log: `KeyError at module:line`."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a run ended: with a `value`, or with a `code` of ERRORS and its `message`; `parts` were sent ahead of it
    in any case. Nothing of it is to be believed but its form: the child may have been taken over by the document.
    `peak_bytes` is resident memory; the CPU time is the child's own, without recognition. Both are 0 when nobody could
    tell. `detail` is for the log: where the target broke off, `KeyError at module:line`, or the signal that ended it;
    no word of the document. `is_ocr_spent`: pictures were refused because the time of recognition was up. `is_lost`:
    somebody else ended the child, the kernel for want of memory or an operator, and not the document."""

    value: dict[str, Any] | None
    code: str | None
    message: str | None
    cpu_seconds: float
    peak_bytes: int
    wall_seconds: float
    detail: str | None = None
    parts: tuple[bytes, ...] = ()
    is_ocr_spent: bool = False
    is_lost: bool = False


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
    scratch: Path,
    on_part: Callable[[bytes], bool] = lambda _part: False,
) -> Outcome:
    """Ask the child and wait for its end, for `limits.wall_seconds` at most, or until one of `stops` is set. Whatever
    the child sends or leaves unread, and whatever it writes to `scratch`, neither holds this up nor fills memory or
    disk. `on_part` is told of each part as it comes; what it says it has taken is not held here, too.

    Raises ZygoteGoneError, RefusedError.
    """
    return _Watch(channel, line, limits, stops, ocr, scratch, on_part).until_end(request)


class _Watch:
    """One child, from its request to its end."""

    def __init__(
        self,
        channel: socket.socket,
        line: socket.socket,
        limits: SandboxLimits,
        stops: Sequence[threading.Event],
        ocr: OcrWorker | None,
        scratch: Path,
        on_part: Callable[[bytes], bool],
    ) -> None:
        self._channel = channel
        self._line = line
        self._limits = limits
        self._stops = stops
        self._ocr = ocr
        self._scratch = scratch
        self._on_part = on_part
        self._inbox = frames.Inbox(
            channel,
            max_bytes={
                PICTURE: _MAX_PICTURE_BYTES,
                PART: limits.parts_bytes,
                RESULT: MAX_RESULT_BYTES,
                ERROR: _MAX_ERROR_BYTES,
            },
        )
        self._outbox = frames.Outbox(channel)
        self._reports = bytearray()
        self._started_at = time.monotonic()
        self._deadline = self._started_at + limits.wall_seconds
        self._scratch_due_at = self._started_at
        self._has_started = False
        self._killed_as: str | None = None
        self._reply: tuple[bytes, bytes] | None = None
        self._parts: list[bytes] = []
        self._parts_bytes = 0
        self._pictures = 0
        self._ocr_seconds = 0.0
        self._is_ocr_spent = False
        self._pages = 0

    def until_end(self, request: bytes) -> Outcome:
        self._outbox.put(REQUEST, request)
        poll = select.poll()
        poll.register(self._line, select.POLLIN)
        while True:
            self._listen(poll)
            ready = dict(poll.poll(1000 * _TICK_SECONDS))
            events = ready.get(self._channel.fileno(), 0)
            if events & select.POLLOUT:
                self._outbox.flush()
            if events & ~select.POLLOUT:
                self._inbox.fill()
                self._take_messages()
            if self._line.fileno() in ready and (report := self._take_report()) is not None:
                self._take_rest()
                self._keep_disk()
                return self._outcome(report)
            self._keep_time()

    def _listen(self, poll: select.poll) -> None:
        """Have the poll wait for what the channel can still bring."""
        if self._inbox.is_closed or self._killed_as is not None:
            with contextlib.suppress(KeyError):
                poll.unregister(self._channel)
        else:
            poll.register(self._channel, select.POLLIN | (0 if self._outbox.is_empty else select.POLLOUT))

    def _kill(self, code: str) -> None:
        if self._killed_as is None:
            self._killed_as = code
            self._deadline = time.monotonic() + _KILL_SECONDS
            with contextlib.suppress(OSError):
                self._line.send(b"K")

    def _keep_time(self) -> None:
        if any(stop.is_set() for stop in self._stops):
            self._kill("cancelled")
        now = time.monotonic()
        if now >= self._deadline:
            if self._killed_as is not None:
                raise ZygoteGoneError(has_started=True)
            self._kill("limit_time")
        if now >= self._scratch_due_at:
            self._scratch_due_at = now + _TICK_SECONDS
            self._keep_disk()

    def _keep_disk(self) -> None:
        if is_overfull(self._scratch, max_bytes=self._limits.scratch_bytes):
            self._kill("limit_file")

    def _take_messages(self) -> None:
        """Act on what has come, a message at a time: each may be the one too many, or the time may be up."""
        try:
            while self._killed_as is None and (message := self._inbox.take()) is not None:
                self._act_on(*message)
                self._keep_time()
        except frames.FrameTooLargeError:
            self._kill("limit_memory")
        except frames.UnknownFrameError:
            self._kill("crashed")

    def _act_on(self, kind: bytes, payload: bytes) -> None:
        if self._reply is not None:
            self._kill("crashed")  # nothing of ours speaks after its answer
        elif kind == PART:
            self._parts_bytes += len(payload) + PART_COST_BYTES
            if self._parts_bytes > self._limits.parts_bytes:
                self._kill("limit_memory")
            elif not self._on_part(payload):
                self._parts.append(payload)
        elif kind == PICTURE:
            self._recognise(payload)
        else:
            self._reply = kind, payload

    def _take_rest(self) -> None:
        """What a dead child had still sent; its end of the channel is closed, or will be in a moment."""
        until = time.monotonic() + _DRAIN_SECONDS
        poll = select.poll()
        poll.register(self._channel, select.POLLIN)
        while self._killed_as is None and not self._inbox.is_closed and time.monotonic() < until:
            poll.poll(_TICK_SECONDS * 1000)
            self._inbox.fill()
            self._take_messages()

    def _recognise(self, payload: bytes) -> None:
        """Answer a picture with its text. The child's clock stands still meanwhile: it waits for others."""
        if not (self._inbox.is_empty and self._outbox.is_empty):
            self._kill("crashed")  # whoever waits for a text sends nothing, and has read the one before
            return
        self._pictures += 1
        self._pages += pages_of(len(payload), 1)
        if self._pictures > self._limits.ocr_pages + MAX_REFUSED_PICTURES:
            self._kill("crashed")
            return
        began_at = time.monotonic()
        turns: list[float] = []
        try:
            if self._ocr is None or self._pages > self._limits.ocr_pages or self._is_time_of_ocr_up():
                raise RecognitionError("no more pictures are recognised for this document")
            sight = self._ocr.sight_of_picture(
                payload, stops=self._stops, on_turn=lambda: turns.append(time.monotonic())
            )
            answer = TEXT, sight.to_bytes()
        except RecognitionError as error:
            answer = FAILED, str(error).encode()
        ended_at = time.monotonic()
        self._deadline += ended_at - began_at
        self._ocr_seconds += sum(ended_at - turn for turn in turns)
        self._outbox.put(*answer)

    def _is_time_of_ocr_up(self) -> bool:
        if self._ocr_seconds >= self._limits.ocr_seconds:
            self._is_ocr_spent = True
        return self._is_ocr_spent

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
        parts = tuple(self._parts)
        if self._killed_as is not None:
            return Outcome(None, self._killed_as, ERRORS[self._killed_as], *used, None, parts, self._is_ocr_spent)
        if report["status"] == 0 and self._reply is not None:
            value, code, message, detail = _heard(*self._reply)
        else:
            value, code, message = None, _code_of_death(report, self._limits), None
            detail = _how(report["status"])
        is_lost = code == "crashed" and _was_killed(report["status"])
        return Outcome(
            value, code, message or ERRORS.get(code or ""), *used, detail, parts, self._is_ocr_spent, is_lost
        )


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
    if not isinstance(code, str) or code not in ERRORS:
        return nonsense
    sentence = message[:_MESSAGE_CHARACTERS] if isinstance(message, str) else ERRORS[code]
    sentence = "".join(one if one.isprintable() else "\ufffd" for one in sentence)
    return None, code, sentence, detail if isinstance(detail, str) and DETAIL.fullmatch(detail) else None


def _how(status: int) -> str:
    """A wait status in words."""
    if os.WIFSIGNALED(status):
        number = os.WTERMSIG(status)
        return signal.Signals(number).name if number in signal.Signals.__members__.values() else f"signal {number}"
    return f"exit {os.WEXITSTATUS(status)}"


def _was_killed(status: int) -> bool:
    return os.WIFSIGNALED(status) and os.WTERMSIG(status) in _OF_OTHERS


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
