"""The fork server: imports the parsers once, then forks a confined child for each document.

Started by `sandbox.Sandbox` as `python -m muniment.reading.sandbox.zygote`, a fresh process without threads, so that
a fork is safe and costs milliseconds. Orders come over a control socket, each with two descriptors: the channel, on
which the child alone talks to the server, and the line, on which the zygote reports how the child ended. A line that
closes, or carries a byte, means: kill that child. A control socket that closes means that the server is gone: kill
all and leave.

It never opens a document itself and never runs anything of the target's, except its import.
"""

from __future__ import annotations

import contextlib
import errno
import gc
import importlib
import json
import os
import re
import select
import shutil
import signal
import socket
import struct
import sys
import tempfile
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from muniment.limits import SandboxLimits
from muniment.memory import keep_freed_memory
from muniment.reading.model import UnreadableError
from muniment.reading.recognition.ocr import RecogniserClient
from muniment.reading.recognition.recogniser import Recogniser
from muniment.reading.sandbox import frames, patterns
from muniment.reading.sandbox.confine import confine, die_with_parent
from muniment.reading.sandbox.landlock import interpreter_paths

Emit = Callable[[bytes], None]
"""Sends a part of the answer ahead of it."""

Target = Callable[[dict[str, Any], Recogniser | None, Emit], dict[str, Any]]

REQUEST, PART, RESULT, ERROR = b"Q", b"A", b"R", b"E"
"""Kinds of messages on the channel; the recogniser's are in `ocr`."""

ORDER_HEADER = struct.Struct(">I")
_OUT_OF_MEMORY = re.compile(
    rb"bad_alloc|memory allocation of \d+ bytes failed|out of memory|cannot allocate memory|MemoryError|length_error",
    re.IGNORECASE,
)
_STDERR_TAIL_BYTES = 4096


@dataclass(frozen=True, slots=True)
class Order:
    """One child to fork."""

    limits: SandboxLimits
    scratch: str
    has_recogniser: bool

    def to_bytes(self) -> bytes:
        """As sent on the control socket, after its length."""
        return json.dumps(asdict(self)).encode()

    @staticmethod
    def from_bytes(data: bytes) -> Order:
        """The order that `to_bytes` wrote."""
        fields = json.loads(data)
        return Order(SandboxLimits(**fields["limits"]), fields["scratch"], fields["has_recogniser"])


@dataclass(slots=True)
class _Child:
    """A running child: the line to the server, and what it says on stderr, of which only the end is kept."""

    pid: int
    line: socket.socket
    stderr: int
    tail: bytes = b""

    def hear(self) -> bool:
        """Take what is there of stderr; False at its end."""
        try:
            piece = os.read(self.stderr, 65536)
        except BlockingIOError:
            return True
        self.tail = (self.tail + piece)[-_STDERR_TAIL_BYTES:]
        return bool(piece)


class Zygote:
    """The loop that forks, kills and reaps."""

    def __init__(self, control: socket.socket, target: Target) -> None:
        self._control = control
        self._target = target
        self._children: dict[int, _Child] = {}
        self._by_descriptor: dict[int, _Child] = {}
        self._poll = select.poll()
        self._poll.register(control, select.POLLIN)
        self._woken, waking = os.pipe()
        os.set_blocking(self._woken, False)
        os.set_blocking(waking, False)
        self._poll.register(self._woken, select.POLLIN)
        signal.set_wakeup_fd(waking, warn_on_full_buffer=False)
        signal.signal(signal.SIGCHLD, lambda *_: None)

    def serve(self) -> None:
        """Take orders until the server is gone."""
        try:
            while True:
                for descriptor, _ in self._poll.poll():
                    if descriptor == self._control.fileno():
                        if not self._take_order():
                            return
                    elif descriptor == self._woken:
                        with contextlib.suppress(BlockingIOError):
                            os.read(self._woken, 65536)
                    else:
                        self._attend(descriptor)
                self._reap()
        finally:
            for child in self._children.values():
                _kill(child.pid)

    def _take_order(self) -> bool:
        """Fork for the next order; False when there is no server any more."""
        try:
            header, descriptors, _, _ = socket.recv_fds(self._control, ORDER_HEADER.size, 2, socket.MSG_WAITALL)
            if len(header) < ORDER_HEADER.size:
                return False
            order = Order.from_bytes(self._control.recv(ORDER_HEADER.unpack(header)[0], socket.MSG_WAITALL))
        except OSError:
            return False
        channel, line = (socket.socket(fileno=descriptor) for descriptor in descriptors)
        with channel:
            hearing, saying = os.pipe2(os.O_CLOEXEC)
            zygote = os.getpid()
            try:
                pid = os.fork()
            except OSError as error:  # no memory or no process to be had: not the other children's fault
                _tell(line, {"refused": error.errno})
                line.close()
                os.close(hearing)
                os.close(saying)
                return True
            if pid == 0:
                _live(order, channel.fileno(), saying, self._target, zygote=zygote)
            os.close(saying)
        self._adopt(_Child(pid, line, hearing))
        return True

    def _adopt(self, child: _Child) -> None:
        os.set_blocking(child.stderr, False)
        self._children[child.pid] = child
        for descriptor in (child.line.fileno(), child.stderr):
            self._by_descriptor[descriptor] = child
            self._poll.register(descriptor, select.POLLIN)
        _tell(child.line, {"pid": child.pid})

    def _attend(self, descriptor: int) -> None:
        """Something on a child's line (kill it) or stderr (keep its end)."""
        child = self._by_descriptor.get(descriptor)
        if child is None:
            return
        if descriptor == child.stderr:
            if not child.hear():
                self._forget(descriptor)
        else:
            _kill(child.pid)
            self._forget(descriptor)

    def _forget(self, descriptor: int) -> None:
        if self._by_descriptor.pop(descriptor, None) is not None:
            self._poll.unregister(descriptor)

    def _reap(self) -> None:
        """Report every child that ended, and whatever is left of its process group goes too."""
        while self._children:
            # Ended, but not reaped yet: the group's number cannot be anybody else's while it is killed
            ended = os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG | os.WNOWAIT)
            if ended is None:
                return
            _kill(ended.si_pid)
            _, status, used = os.wait4(ended.si_pid, 0)
            child = self._children.pop(ended.si_pid, None)
            if child is None:
                continue
            child.hear()
            self._forget(child.line.fileno())
            self._forget(child.stderr)
            _tell(
                child.line,
                {
                    "status": status,
                    "cpu_seconds": used.ru_utime + used.ru_stime,
                    "peak_bytes": used.ru_maxrss * (1024 if sys.platform == "linux" else 1),
                    "out_of_memory": _OUT_OF_MEMORY.search(child.tail) is not None,
                },
            )
            child.line.close()
            os.close(child.stderr)


def _kill(pid: int) -> None:
    """Kill a child that is not reaped yet, with its group (which exists only once the child made itself its leader)."""
    for kill in (os.killpg, os.kill):
        with contextlib.suppress(ProcessLookupError, PermissionError):
            kill(pid, signal.SIGKILL)


def _tell(line: socket.socket, message: dict[str, Any]) -> None:
    with contextlib.suppress(OSError):  # the server does not wait for it any more
        line.sendall(json.dumps(message).encode() + b"\n")


# --- in the child ----------------------------------------------------------------------------------------------------

_CHANNEL = 3


def _live(order: Order, channel: int, stderr: int, target: Target, *, zygote: int) -> None:
    """The child's whole life. Never returns."""
    code = 1
    try:
        os.setsid()
        die_with_parent(zygote)
        _shed(channel, stderr)
        os.environ["TMPDIR"] = tempfile.tempdir = order.scratch
        os.chdir(order.scratch)
        connection = socket.socket(fileno=_CHANNEL)
        frames.send(connection, *_answer(order, connection, target))
        code = 0
    except BaseException as error:  # whatever it is: the zygote's loop must not go on in the child
        with contextlib.suppress(BaseException):
            os.write(2, type(error).__name__.encode())
    finally:
        os._exit(code)


def _shed(channel: int, stderr: int) -> None:
    """Let go of everything the zygote had open: its signals' wake-up, its sockets, other documents' channels."""
    signal.set_wakeup_fd(-1)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    nothing = os.open(os.devnull, os.O_RDWR)
    os.dup2(nothing, 0)
    os.dup2(nothing, 1)
    os.dup2(stderr, 2)
    if channel != _CHANNEL:
        os.dup2(channel, _CHANNEL)
    os.closerange(_CHANNEL + 1, os.sysconf("SC_OPEN_MAX"))


def _answer(order: Order, connection: socket.socket, target: Target) -> tuple[bytes, bytes]:
    """Read the request, confine, run the target: the message that answers."""
    try:
        _, payload = frames.receive(connection)
        request = json.loads(payload)
        if isinstance(request.get("path"), str):
            request["path"] = _readable_without_privilege(request["path"])
        confine(
            order.limits,
            readable=[Path(request["path"])] if isinstance(request.get("path"), str) else [],
            writable=[Path(order.scratch)],
        )
        recognise = RecogniserClient(connection) if order.has_recogniser else None
        # Not orjson: it reserves eight times a string's length, and dies by a signal where that is not to be had
        value = target(request, recognise, lambda part: frames.send(connection, PART, part))
        return RESULT, json.dumps(value, ensure_ascii=False, allow_nan=False).encode()
    except BaseException as error:  # also pyo3's PanicException, which is no Exception
        code, message = _reason(error)
        detail = place_of(error) if code == "crashed" else None
        error.__traceback__ = None  # frees what the target held, so that there is memory to answer
    return ERROR, json.dumps({"code": code, "message": message, "detail": detail}).encode()


def _readable_without_privilege(path: str) -> str:
    """The path, or, for root and a file of somebody else's, that of a copy in memory: confined, the child has no
    privilege to open it by."""
    if sys.platform != "linux" or os.geteuid() != 0 or Path(path).stat().st_uid == 0:
        return path
    copy = os.memfd_create("document", 0)
    with Path(path).open("rb") as file, os.fdopen(os.dup(copy), "wb") as target:
        shutil.copyfileobj(file, target, 1024 * 1024)
    return f"/proc/self/fd/{copy}"


def _reason(error: BaseException) -> tuple[str, str | None]:
    """A stable code for what the target raised; the message only where it was written for people."""
    if isinstance(error, UnreadableError):
        return error.code, error.message
    if isinstance(error, MemoryError) or (isinstance(error, OSError) and error.errno == errno.ENOMEM):
        return "limit_memory", None
    if isinstance(error, OSError) and error.errno == errno.EFBIG:
        return "limit_file", None
    if type(error).__name__ == "PanicException" and re.search("alloc|capacity overflow", str(error)):
        return "limit_memory", None
    return "crashed", None


def place_of(error: BaseException) -> str:
    """The error's class and the line that raised it; never its message, which may quote the document."""
    place = error.__traceback__
    while place is not None and place.tb_next is not None:
        place = place.tb_next
    where = f" at {place.tb_frame.f_globals.get('__name__')}:{place.tb_lineno}" if place is not None else ""
    return type(error).__name__ + where


# --- start -----------------------------------------------------------------------------------------------------------


def _probe() -> dict[str, str]:
    """What `confine` can have here, found out by a child that confines itself for nothing."""
    reading, writing = os.pipe()
    pid = os.fork()
    if pid == 0:
        try:
            os.write(writing, json.dumps(confine(SandboxLimits(), readable=(), writable=())).encode())
        finally:
            os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb") as file:
        data = file.read()
    os.waitpid(pid, 0)
    means: dict[str, str] = json.loads(data) if data else {}
    return means


def main() -> None:
    """`python -m muniment.reading.sandbox.zygote CONTROL_DESCRIPTOR MODULE:FUNCTION [PRELOADED_MODULE…]`."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    control = socket.socket(fileno=int(sys.argv[1]))
    control.set_inheritable(False)
    keep_freed_memory()
    gc.disable()  # what is imported stays: looking for garbage in it took 0.1 of 1.1 s
    module, _, function = sys.argv[2].partition(":")
    with patterns.kept(patterns.file_for(sys.argv[2:])):
        for preloaded in sys.argv[3:]:
            importlib.import_module(preloaded)
        target: Target = getattr(importlib.import_module(module), function)
    interpreter_paths()  # kept for the children
    gc.collect()
    gc.enable()
    gc.freeze()  # else the first collection in a child copies every page of the parsers
    zygote = Zygote(control, target)
    try:
        frames.send(control, RESULT, json.dumps(_probe()).encode())
    except BrokenPipeError:
        return  # whoever started it was killed meanwhile
    zygote.serve()


if __name__ == "__main__":
    main()
