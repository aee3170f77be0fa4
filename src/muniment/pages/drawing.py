"""Draws pages in the sandbox, from a thread that waits for it, and believes nothing of what comes out but its form."""

from __future__ import annotations

import logging
import math
import threading
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from muniment.analysis.sandboxed import limits_of, reading_limits
from muniment.errors import PicturesBusyError
from muniment.limits import SandboxLimits
from muniment.observing.outages import OutageLog
from muniment.pages.png import MAX_COLOURS, png
from muniment.pages.refusals import REASONS
from muniment.reading.model import SeenWord
from muniment.reading.sandbox.sandbox import Outcome, Sandbox, SandboxError
from muniment.reading.seen_words import words_of
from muniment.settings import Settings

log = logging.getLogger("muniment.pages")

WIDTHS = (240, 600, 1200, 1800, 2400)
"""Pixels that a picture is wide: a thumbnail, a narrow screen, a page beside its facts at one and at two device pixels,
and what is zoomed into. A few, so that what is kept serves many."""

_WAITING_SHARE = 6
"""Of the time for drawing, that a child may take by the clock: on a machine that does much else, it waits."""

_SPENT_SHARE = 0.8
"""Of the processor's time that a child may have; one that ended for want of time and had less was kept waiting."""


@dataclass(frozen=True, slots=True)
class NoPicture:
    """There is none of this page: `reason` is one of `REASONS`."""

    reason: str


@dataclass(frozen=True, slots=True)
class Places:
    """Where words stand on a page, and its size as it is seen: points of a PDF, pixels of an image; None of a page that
    has none."""

    words: tuple[SeenWord, ...] = ()
    size: tuple[float, float] | None = None


def places_in(value: Any, *, length: int) -> Places | None:
    """The places in a value of JSON, where it is what an honest child sends of a text of so many characters."""
    if not isinstance(value, dict):
        return None
    words, size = words_of(value.get("words"), length=length), value.get("size")
    if words is None:
        return None
    if size is None:
        return Places(tuple(words))
    are_sides = isinstance(size, list) and len(size) == 2 and all(map(_is_side, size))
    return Places(tuple(words), (float(size[0]), float(size[1]))) if are_sides else None


def _is_side(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 < value < math.inf


def width_for(asked: int) -> int:
    """How wide a picture is made for who asked for so many pixels."""
    return next((width for width in WIDTHS if width >= asked), WIDTHS[-1])


class Drawing:
    """A sandbox that draws, started by the first page; threads may share it."""

    def __init__(self, settings: Settings, *, scratch_folder: Path) -> None:
        self._reading = asdict(reading_limits(settings))
        seconds = settings.picture_seconds
        limits = limits_of(settings, SandboxLimits, "sandbox")
        self._limits = replace(limits, cpu_seconds=math.ceil(seconds), wall_seconds=_WAITING_SHARE * seconds)
        self._scratch_folder = scratch_folder
        self._lock = threading.Lock()
        self._sandbox: Sandbox | None = None
        self._outage = OutageLog(log, "drawing pages")

    def picture(self, path: Path, *, extension: str, page: int, width: int) -> bytes | NoPicture:
        """The page as a PNG. Raises PicturesBusyError."""
        asked = {"path": str(path), "extension": extension, "page": page, "width": width, "limits": self._reading}
        outcome = self._run(asked)
        value = _checked(outcome)
        if isinstance(value, NoPicture):
            return value
        try:
            palette = bytes.fromhex(value["palette"])
            return png(value["width"], value["height"], palette[: 3 * MAX_COLOURS], b"".join(outcome.parts))
        except (KeyError, TypeError, ValueError):
            return NoPicture("crashed")

    def places(self, path: Path, *, extension: str, page: int, text: str) -> Places | NoPicture:
        """Where the words of the page's text stand; those of whom it is known. Raises PicturesBusyError."""
        asked = {"path": str(path), "extension": extension, "page": page, "text": text, "limits": self._reading}
        value = _checked(self._run(asked))
        if isinstance(value, NoPicture):
            return value
        return places_in(value, length=len(text)) or NoPicture("crashed")

    def _run(self, request: dict[str, Any]) -> Outcome:
        try:
            outcome = self._opened().run(request, limits=self._limits)
        except SandboxError as error:
            self._outage.failed(error)
            raise PicturesBusyError from error
        self._outage.passed()
        was_kept_waiting = (
            outcome.code == "limit_time" and outcome.cpu_seconds < _SPENT_SHARE * self._limits.cpu_seconds
        )
        if outcome.is_lost or outcome.code == "cancelled" or was_kept_waiting:
            raise PicturesBusyError
        return outcome

    def _opened(self) -> Sandbox:
        with self._lock:
            if self._sandbox is None:
                self._sandbox = Sandbox(
                    "muniment.pages.child:answer",
                    limits=self._limits,
                    preload=("muniment.pages.child",),
                    scratch_folder=self._scratch_folder,
                )
            return self._sandbox

    def close(self) -> None:
        """End what is drawn at this moment, and the fork server."""
        with self._lock:
            if self._sandbox is not None:
                self._sandbox.close()


def _checked(outcome: Outcome) -> dict[str, Any] | NoPicture:
    if outcome.value is None:
        return NoPicture(outcome.code if outcome.code in REASONS else "crashed")
    reason = outcome.value.get("reason")
    if reason is None:
        return outcome.value
    return NoPicture(reason if isinstance(reason, str) and reason in REASONS else "crashed")
