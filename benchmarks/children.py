"""Runs the core of the pipeline over files, one forked child a document, and notes what each child used.

The product's own sandbox is for safety; here every child is a plain fork with limits, because a measurement wants what
the sandbox does not tell: CPU time and peak memory of each document.
"""

from __future__ import annotations

import contextlib
import os
import pickle
import resource
import selectors
import signal
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

MEBIBYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Run:
    """What came of one document. `answer` is None when the child died; `code` says how: `crashed`, `limit_time`."""

    answer: Any
    code: str | None
    wall_seconds: float
    cpu_seconds: float
    peak_bytes: int


@dataclass(slots=True)
class _Child:
    index: int
    pid: int
    pipe: int
    started: float
    parts: list[bytes]


def run_all(
    questions: Iterable[Any],
    answer: Callable[[Any], Any],
    *,
    at_once: int = 2,
    memory_bytes: int = 1536 * MEBIBYTE,
    wall_seconds: float = 60,
) -> Iterator[tuple[int, Run]]:
    """Each question's index and run, as they finish. Children inherit what is imported here."""
    waiting = iter(enumerate(questions))
    running: dict[int, _Child] = {}
    with selectors.DefaultSelector() as selector:
        while True:
            while len(running) < at_once and (item := next(waiting, None)) is not None:
                child = _start(*item, answer, memory_bytes, int(wall_seconds))
                running[child.pipe] = child
                selector.register(child.pipe, selectors.EVENT_READ)
            if not running:
                return
            ready = {key.fd for key, _ in selector.select(timeout=0.5)}
            for pipe, child in list(running.items()):
                late = time.monotonic() - child.started > wall_seconds
                ended = False
                if pipe in ready:
                    part = os.read(pipe, MEBIBYTE)
                    child.parts.append(part)
                    ended = not part
                if late and not ended:
                    with contextlib.suppress(ProcessLookupError):
                        os.kill(child.pid, signal.SIGKILL)
                if late or ended:
                    selector.unregister(pipe)
                    del running[pipe]
                    yield child.index, _finish(child, late=late and not ended)


def _start(index: int, question: Any, answer: Callable[[Any], Any], memory_bytes: int, cpu_seconds: int) -> _Child:
    read_end, write_end = os.pipe()
    pid = os.fork()
    if pid == 0:
        status = 1
        try:
            os.close(read_end)
            resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
            resource.setrlimit(resource.RLIMIT_CPU, (cpu_seconds, cpu_seconds))
            resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
            with os.fdopen(write_end, "wb") as out:
                pickle.dump(answer(question), out)
            status = 0
        finally:
            os._exit(status)
    os.close(write_end)
    return _Child(index, pid, read_end, time.monotonic(), [])


def _finish(child: _Child, *, late: bool) -> Run:
    os.close(child.pipe)
    _, status, used = os.wait4(child.pid, 0)
    wall = time.monotonic() - child.started
    answer, code = None, "limit_time" if late else None
    if not late:
        if os.WIFSIGNALED(status) and os.WTERMSIG(status) in (signal.SIGXCPU, signal.SIGKILL):
            code = "limit_time"
        elif status != 0:
            code = "crashed"
        else:
            answer = pickle.loads(b"".join(child.parts))
    return Run(answer, code, wall, used.ru_utime + used.ru_stime, used.ru_maxrss * 1024)
