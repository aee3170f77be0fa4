"""Runs a function on hostile input in a child process that may die of it.

`Sandbox` owns one fork server (`zygote`), and starts it again when it dies. Each `run` gets a child of its own,
confined by `confine`, killed with its process group at its wall limit, when it is cancelled, and when the server goes.
Whatever the child does, the answer is an `Outcome` with a stable code; nothing it prints is logged.
"""

from __future__ import annotations

import contextlib
import errno
import json
import logging
import os
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import orjson

from muniment.errors import MachineUnavailableError
from muniment.limits import MEBIBYTE, SandboxLimits
from muniment.reading.errors import ERRORS
from muniment.reading.recognition.ocr import OcrWorker
from muniment.reading.sandbox import frames
from muniment.reading.sandbox.environment import child_environment
from muniment.reading.sandbox.scratch import ScratchRoot
from muniment.reading.sandbox.watch import Outcome, RefusedError, ZygoteGoneError, watch
from muniment.reading.sandbox.zygote import ORDER_HEADER, Order

__all__ = ["Outcome", "Sandbox", "SandboxError", "SandboxLimits"]

log = logging.getLogger("muniment.sandbox")

START_SECONDS = 60.0
"""Longest time until the fork server has imported the parsers (2 s of CPU, 7 the first time) on a machine that does
much else."""

_STOP_SECONDS = 5.0
_EXHAUSTED = frozenset({errno.EMFILE, errno.ENFILE, errno.ENOMEM, errno.ENOBUFS, errno.EAGAIN})
_ROOM_BYTES = MEBIBYTE


class SandboxError(MachineUnavailableError):
    """No child can be had, or what it may write to is full; or the sandbox is closed. Not the document's fault."""


class Sandbox:
    """Children for one function, `package.module:function`, which takes (request, recogniser or None, emit) and gives a
    dict, request and answer being of JSON values; `emit` sends parts of bytes ahead of the answer. Where the
    request has a `path`, the child may read that file. Any number of threads may call `run` at once.

    `preload`: modules imported before the first fork. `scratch_folder`: holds a folder for each run, which is the
    child's working and temporary folder and the only place where it can write; removed afterwards, and after a crash by
    the next start. `ocr`: recognises text for the children; the sandbox closes it with itself.
    """

    def __init__(
        self,
        target: str,
        *,
        limits: SandboxLimits,
        preload: Sequence[str],
        scratch_folder: Path,
        ocr: OcrWorker | None = None,
    ) -> None:
        self._command = (target, *preload)
        self._limits = limits
        self._scratch_folder = scratch_folder.absolute()
        self._ocr = ocr
        self._lock = threading.Lock()
        self._zygote: _ForkServer | None = None
        self._scratch: ScratchRoot | None = None
        self._closing = threading.Event()

    def start(self) -> None:
        """Start the fork server, so that the first run does not wait for it, and log what its children are not deprived
        of. Raises SandboxError."""
        lacking = [what for what, means in self.confinement().items() if means == "none"]
        if lacking:
            log.warning("children that read are not deprived of %s: no means in this kernel", ", ".join(lacking))

    def confinement(self) -> dict[str, str]:
        """What children are deprived of and by what means: `memory`, `files`, `network`, `processes`, each with a
        mechanism of the kernel or `none`. Raises SandboxError."""
        return dict(self._living()[0].confinement)

    def run(
        self,
        request: dict[str, Any],
        *,
        limits: SandboxLimits | None = None,
        cancelled: threading.Event | None = None,
        on_part: Callable[[bytes], bool] = lambda _part: False,
    ) -> Outcome:
        """The target's answer, or the reason why there is none. Waits for it. `on_part` is told of each part as it
        comes, in the thread that waits, and says whether it has taken it; it must not raise, whatever the child sends.

        The wall limit stands still while a page is recognised or waits for that (each at most the recognition's own
        limit, at most `limits.ocr_pages` of them). When `cancelled` is set, or the sandbox is closed, the child is
        killed and the code is `cancelled`. Raises SandboxError when no child can be had.
        """
        limits = limits or self._limits
        # Not orjson: names of files may hold the halves that stand for bytes which are no UTF-8.
        payload = json.dumps(request).encode()
        if self._ocr is not None:
            self._ocr.reap()
        started = time.monotonic()
        for _ in range(3):  # a zygote that dies before it forked has harmed nobody; the next one gets the order
            zygote, root = self._living()
            with root.folder() as scratch:
                try:
                    channel, line = zygote.fork(Order(limits, str(scratch), self._ocr is not None))
                except OSError as error:
                    if error.errno in _EXHAUSTED:  # the zygote is well, and so are the children of other threads
                        raise SandboxError(f"No child can be started: {error.strerror}.") from error
                    self._discard(zygote)
                    continue
                stops = [self._closing] if cancelled is None else [self._closing, cancelled]
                try:
                    with channel, line:
                        outcome = watch(
                            channel,
                            line,
                            payload,
                            limits=limits,
                            stops=stops,
                            ocr=self._ocr,
                            scratch=Path(scratch),
                            on_part=on_part,
                        )
                    if outcome.code == "crashed":
                        _check_room(Path(scratch))
                    return outcome
                except RefusedError as refused:
                    raise SandboxError(f"No child can be started: {refused}.") from None
                except ZygoteGoneError as gone:
                    self._discard(zygote)
                    if self._closing.is_set():
                        return _unseen("cancelled", started)
                    if gone.has_started:
                        return _unseen("crashed", started, is_lost=True)
        raise SandboxError("The fork server dies as soon as it is started.")

    def close(self) -> None:
        """Kill the children, stop the fork server and the recognition worker, remove the scratch files."""
        self._closing.set()
        with self._lock:
            zygote, self._zygote = self._zygote, None
            scratch, self._scratch = self._scratch, None
        if zygote is not None:
            zygote.stop()
        if self._ocr is not None:
            self._ocr.close()
        if scratch is not None:
            scratch.remove()

    def _living(self) -> tuple[_ForkServer, ScratchRoot]:
        """A fork server and a scratch folder, new ones where the old are gone."""
        with self._lock:
            if self._closing.is_set():
                raise SandboxError("The sandbox is closed.")
            if self._scratch is not None and not self._scratch.is_there():
                self._scratch.remove()
                self._scratch = None
            if self._scratch is None:
                self._scratch = ScratchRoot(self._scratch_folder)
            if self._zygote is not None and not self._zygote.is_alive():
                self._zygote.stop()
                self._zygote = None
            if self._zygote is None:
                self._zygote = _ForkServer(self._command)
            return self._zygote, self._scratch

    def _discard(self, zygote: _ForkServer) -> None:
        """Stop a fork server that is dead or deaf; whoever comes next starts another."""
        with self._lock:
            if self._zygote is zygote:
                self._zygote = None
        zygote.stop()


def _check_room(folder: Path) -> None:
    """Raises SandboxError when the disk takes nothing more: a child that died there may have died of that. Seen from
    here, since a child may say what it likes; while its files are still there, since they may be what fills the disk.
    """
    try:
        with tempfile.TemporaryFile(dir=folder) as file:
            os.posix_fallocate(file.fileno(), 0, _ROOM_BYTES)
    except OSError as error:
        raise SandboxError(f"The scratch folder cannot be written: {error.strerror}.") from error


def _unseen(code: str, started: float, *, is_lost: bool = False) -> Outcome:
    """The outcome of a run whose child went with the zygote."""
    return Outcome(None, code, ERRORS[code], 0.0, 0, time.monotonic() - started, is_lost=is_lost)


class _ForkServer:
    """The zygote process, seen from the server."""

    def __init__(self, command: Sequence[str]) -> None:
        self._lock = threading.Lock()
        self._control, theirs = socket.socketpair()
        with theirs:
            # A session of its own: a Ctrl-C at the terminal is for the server, which then decides
            self._process = subprocess.Popen(  # noqa: S603 - this interpreter, with arguments of ours
                [sys.executable, "-P", "-m", "muniment.reading.sandbox.zygote", str(theirs.fileno()), *command],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                pass_fds=(theirs.fileno(),),
                start_new_session=True,
                env=child_environment(),
            )
        self._control.settimeout(START_SECONDS)
        try:
            _, payload = frames.receive(self._control)
        except (EOFError, OSError):
            self.stop()
            raise SandboxError(f"The fork server could not be started (exit {self._process.returncode}).") from None
        self.confinement: dict[str, str] = orjson.loads(payload)

    def is_alive(self) -> bool:
        """Whether the process is there."""
        return self._process.poll() is None

    def fork(self, order: Order) -> tuple[socket.socket, socket.socket]:
        """Order a child: its channel, and the line on which its end is told. Raises OSError when the zygote is gone."""
        with contextlib.ExitStack() as undo:
            channel, its_channel = socket.socketpair()
            undo.callback(channel.close)
            with its_channel:
                line, its_line = socket.socketpair()
                undo.callback(line.close)
                data = order.to_bytes()
                with its_line, self._lock:
                    descriptors = [its_channel.fileno(), its_line.fileno()]
                    socket.send_fds(self._control, [ORDER_HEADER.pack(len(data))], descriptors)
                    self._control.sendall(data)
            undo.pop_all()
            return channel, line

    def stop(self) -> None:
        """End the process, which kills its children. May be called twice, and from several threads."""
        with self._lock:
            self._control.close()  # the zygote's sign to kill and leave
        try:
            self._process.wait(_STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
