"""The process that starts the others, starts them again when they die, and ends them.

It forks before anything of the product is imported: so it stays small, and has the single thread that a fork needs and
that the kernel ties the children's lives to. It must never import what a child runs, and never serve anything itself.
"""

from __future__ import annotations

import contextlib
import logging
import os
import selectors
import signal
import socket
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from pathlib import Path
from typing import NoReturn

from muniment.reading.sandbox.confine import die_with_parent

log = logging.getLogger("muniment.supervisor")

FIRST_PAUSE_SECONDS = 0.25
LONGEST_PAUSE_SECONDS = 15.0
"""Between a child's death and its next start: doubles with each death, so that what cannot live does not eat a core."""

FORGIVEN_SECONDS = 30.0
"""A child that was ready for so long before it died begins again with the first pause."""

GRACE_SECONDS = 10
"""What a child may take to end beyond the time its own work was given; then it is killed."""

_FAILED = 1
_STOPS = frozenset({signal.SIGTERM, signal.SIGINT, signal.SIGHUP})
"""SIGHUP: the terminal in which it was started is closed."""

_SIGNALS = (*_STOPS, signal.SIGCHLD)


@dataclass(frozen=True, slots=True)
class Program:
    """What one child runs: `run(ready)` calls `ready` once it works, and gives the exit code when SIGTERM ended it."""

    name: str
    run: Callable[[Callable[[], None]], int]


class _State(Enum):
    WAITING = auto()
    STARTING = auto()
    READY = auto()
    ENDED = auto()


class _Child:
    def __init__(self, program: Program) -> None:
        self.program = program
        self.state = _State.WAITING
        self.pid = 0
        self.was_ready = False
        self.ready_at = 0.0
        self.start_at = 0.0
        self.pause_seconds = FIRST_PAUSE_SECONDS
        self.told = ""
        """The end that the log has told; empty while all is well."""

    @property
    def is_alive(self) -> bool:
        return self.state in (_State.STARTING, _State.READY)


class Supervisor:
    """Runs programs as children until SIGTERM or SIGINT. Of the calling thread, which must be the only one."""

    def __init__(
        self, programs: Sequence[Program], *, first_ready: Callable[[], None], shutdown_seconds: float
    ) -> None:
        """The first program is ready before the others are started: what is made once on an empty home, it makes.
        `first_ready` is called when it is so."""
        self._children = [_Child(program) for program in programs]
        self._first_ready = first_ready
        self._shutdown_seconds = shutdown_seconds
        self._selector = selectors.DefaultSelector()
        self._hears, self._says = socket.socketpair()
        self._is_stopping = False
        self._code = 0

    def run(self, *, stopping: Callable[[], None]) -> int:
        """The exit code: 0 after a signal, that of a child which could not start at all.

        `stopping` is called before the children are told to end.
        """
        with self._listening_to_signals():
            while not self._is_stopping:
                self._start_due()
                self._await_events(self._seconds_to_next_start())
            stopping()
            self._end_children()
        return self._code

    # Starting

    def _waiting(self) -> list[_Child]:
        """Those that are to be started, now or after their pause."""
        allowed = self._children if self._children[0].was_ready else self._children[:1]
        return [child for child in allowed if child.state is _State.WAITING]

    def _start_due(self) -> None:
        for child in self._waiting():
            if time.monotonic() >= child.start_at:
                self._start(child)

    def _seconds_to_next_start(self) -> float | None:
        starts = [child.start_at for child in self._waiting()]
        return max(0.0, min(starts) - time.monotonic()) if starts else None

    def _start(self, child: _Child) -> None:
        reads, writes = os.pipe()
        parent = os.getpid()
        sys.stdout.flush()
        sys.stderr.flush()
        # No signal may reach the child while its handlers are still its parent's.
        signal.pthread_sigmask(signal.SIG_BLOCK, _SIGNALS)
        pid = os.fork()
        if pid == 0:
            os.close(reads)
            self._run_child(child, writes, parent)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, _SIGNALS)
        os.close(writes)
        child.pid, child.state = pid, _State.STARTING
        self._selector.register(reads, selectors.EVENT_READ, child)

    def _run_child(self, child: _Child, ready: int, parent: int) -> NoReturn:
        """In the child."""
        code = _FAILED
        try:
            signal.set_wakeup_fd(-1)
            for number in _SIGNALS:
                signal.signal(number, signal.SIG_DFL)
            signal.pthread_sigmask(signal.SIG_UNBLOCK, _SIGNALS)
            die_with_parent(parent)
            with contextlib.suppress(OSError):  # what `ps` and `top` show; the kernel keeps 15 characters
                Path("/proc/self/comm").write_text(f"muniment {child.program.name}")
            for key in list(self._selector.get_map().values()):
                if isinstance(key.fileobj, int):
                    os.close(key.fileobj)
            self._selector.close()
            self._hears.close()
            self._says.close()
            code = child.program.run(lambda: _tell(ready))
        except SystemExit as ended:
            code = ended.code if isinstance(ended.code, int) else _FAILED
        except BaseException:
            log.critical("%s failed", child.program.name, exc_info=True)
        finally:
            with contextlib.suppress(OSError, ValueError):
                sys.stdout.flush()
                sys.stderr.flush()
            os._exit(code)

    # What happens

    @contextlib.contextmanager
    def _listening_to_signals(self) -> Iterator[None]:
        """Signals arrive as bytes that the selector sees, so none is lost between a look and a wait."""
        self._hears.setblocking(False)
        self._says.setblocking(False)
        self._selector.register(self._hears, selectors.EVENT_READ)
        before = {number: signal.signal(number, lambda *_: None) for number in _SIGNALS}
        wakeup = signal.set_wakeup_fd(self._says.fileno(), warn_on_full_buffer=False)
        try:
            yield
        finally:
            signal.set_wakeup_fd(wakeup)
            for number, handler in before.items():
                signal.signal(number, handler)
            self._selector.close()
            self._hears.close()
            self._says.close()

    def _await_events(self, seconds: float | None) -> None:
        for key, _ in self._selector.select(seconds):
            if isinstance(key.data, _Child):
                self._note_told(key.data, key.fd)
            else:
                self._note_signals(self._hears.recv(4096))
        self._reap()

    def _note_signals(self, numbers: bytes) -> None:
        if not _STOPS.isdisjoint(numbers):
            self._is_stopping = True

    def _note_told(self, child: _Child, descriptor: int) -> None:
        """A child is ready, or has ended without ever being so, which reaping tells."""
        is_ready = os.read(descriptor, 1) != b""
        self._selector.unregister(descriptor)
        os.close(descriptor)
        if not is_ready or child.state is not _State.STARTING:
            return
        if child is self._children[0] and not child.was_ready:
            self._first_ready()
        child.state, child.was_ready, child.ready_at = _State.READY, True, time.monotonic()
        if child.told:
            log.info("%s runs again, process %d", child.program.name, child.pid)
            child.told = ""

    def _reap(self) -> None:
        for child in self._children:
            if child.is_alive:
                pid, status = os.waitpid(child.pid, os.WNOHANG)
                if pid:
                    self._note_end(child, os.waitstatus_to_exitcode(status))

    def _note_end(self, child: _Child, code: int) -> None:
        was_ready_now = child.state is _State.READY
        child.state = _State.ENDED
        if self._is_stopping:
            return
        if not child.was_ready and code >= 0:
            # It cannot work here, and has said why on standard error. A signal is somebody else's doing.
            self._code = code or _FAILED
            self._is_stopping = True
            return
        if was_ready_now and time.monotonic() - child.ready_at >= FORGIVEN_SECONDS:
            child.pause_seconds = FIRST_PAUSE_SECONDS
        if child.told != (ending := _ending(code)):
            child.told = ending
            log.error("%s, process %d, ended by %s; it is started again", child.program.name, child.pid, ending)
        child.state, child.start_at = _State.WAITING, time.monotonic() + child.pause_seconds
        child.pause_seconds = min(LONGEST_PAUSE_SECONDS, 2 * child.pause_seconds)

    # Ending

    def _end_children(self) -> None:
        """Tell every child to end and wait for it; kill what does not."""
        self._signal_children(signal.SIGTERM)
        deadline = time.monotonic() + self._shutdown_seconds + GRACE_SECONDS
        while self._living() and (left := deadline - time.monotonic()) > 0:
            self._await_events(left)
        for child in self._living():
            log.error("%s, process %d, did not end in time and is killed", child.program.name, child.pid)
            self._code = self._code or _FAILED
        self._signal_children(signal.SIGKILL)
        while self._living():
            self._await_events(None)

    def _signal_children(self, number: signal.Signals) -> None:
        for child in self._living():
            os.kill(child.pid, number)  # not reaped yet, so the number is still its own

    def _living(self) -> list[_Child]:
        return [child for child in self._children if child.is_alive]


def _tell(ready: int) -> None:
    os.write(ready, b"!")
    os.close(ready)


def _ending(code: int) -> str:
    if code >= 0:
        return f"exit code {code}"
    try:
        return signal.Signals(-code).name
    except ValueError:
        return f"signal {-code}"
