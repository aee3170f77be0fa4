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

_PAUSE_SECONDS, _LONGEST_PAUSE_SECONDS = 0.01, 0.1
"""A condition is looked at again after a tenth of what was waited for it so far, within these: to look takes the
processor from what is waited for."""


def until(
    condition: Callable[[], T],
    seconds: float = 60,
    *,
    pause_seconds: float | None = None,
    tell: Callable[[], str] | None = None,
) -> T:
    """What the condition gives as soon as that is true. A deadline is generous: it is only met when the test fails,
    which then tells what `tell` gives. `pause_seconds`: for what is over as soon as it has begun."""
    began = time.monotonic()
    while not (given := condition()):
        waited = time.monotonic() - began
        assert waited < seconds, f"not within {seconds:g} seconds: {tell() if tell else given!r}"
        time.sleep(pause_seconds or min(max(_PAUSE_SECONDS, waited / 10), _LONGEST_PAUSE_SECONDS))
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
