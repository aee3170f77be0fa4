"""How tests wait: for a condition, until a deadline. The only module of unit tests that sleeps (`test_house`)."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Callable
from types import FrameType
from typing import TypeVar

T = TypeVar("T")

_STANDS_SECONDS = 0.1


def until(
    condition: Callable[[], T],
    seconds: float = 20,
    *,
    pause_seconds: float = 0.01,
    tell: Callable[[], str] | None = None,
) -> T:
    """What the condition gives as soon as that is true. A deadline is generous: it is only met when the test fails,
    which then tells what `tell` gives."""
    deadline = time.monotonic() + seconds
    while not (given := condition()):
        assert time.monotonic() < deadline, f"not within {seconds:g} seconds: {tell() if tell else given!r}"
        time.sleep(pause_seconds)
    return given


def stays(condition: Callable[[], object], seconds: float) -> None:
    """The condition holds all this while: for what must not happen, which nothing announces."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        assert condition(), "it held only for a while"
        time.sleep(0.02)


def rests(thread: threading.Thread) -> bool:
    """Whether the thread has ended, or stands where it stood a moment ago: it waits for a lock or a database."""
    before = _place(thread)
    time.sleep(_STANDS_SECONDS)
    return _place(thread) == before


def _place(thread: threading.Thread) -> tuple[tuple[int, int], ...]:
    """Where the thread is: each frame with its last instruction, innermost first; empty when it does not run."""
    frame: FrameType | None = sys._current_frames().get(thread.ident or 0)
    place = []
    while frame is not None:
        place.append((id(frame), frame.f_lasti))
        frame = frame.f_back
    return tuple(place)
