"""The recognition worker: one fresh process with one engine, which reads one picture after another.

Started by `ocr.OcrWorker` as `python -m muniment.reading.recognition.ocr_worker`. A process of its own because the
engine keeps threads (no fork after that), 0.6 GB, and native code that may die of a picture. It is confined like a
document's child and never sees a file, only grey pixels.
"""

from __future__ import annotations

import logging
import os
import select
import socket
import sys
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from muniment.limits import OcrLimits, SandboxLimits
from muniment.reading.recognition.ocr import FAILED, READY, SIZE, TEXT
from muniment.reading.sandbox import frames, seccomp
from muniment.reading.sandbox.confine import confine

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Pixels = NDArray[np.uint8]

LEGIBLE_CONFIDENCE = 0.85
"""Mean confidence from which a page is taken to stand upright: rendered pages have 0.99, real scans 0.82 to 0.99,
the same turned by 90 or 180 degrees 0.67. A poor scan below it costs one more look, upside down."""

_TALL = 1.5  # height to width from which a box holds turned text; the engine itself turns such boxes


@dataclass(frozen=True, slots=True)
class Box:
    """A piece of a line of text, in pixels of the picture as it was looked at; `confidence` 0 to 1."""

    left: float
    top: float
    right: float
    bottom: float
    text: str
    confidence: float

    @property
    def height(self) -> float:
        """Pixels from top to bottom."""
        return self.bottom - self.top

    @property
    def is_tall(self) -> bool:
        """Whether the text runs up or down."""
        return self.height > _TALL * (self.right - self.left) and len(self.text) > 1


ReadTurned = Callable[[int], Sequence[Box]]
"""Recognises the picture turned counter-clockwise by so many degrees."""


def read_upright(look: ReadTurned) -> str:
    """The text of a picture that may be turned: looks again only where the first look is poor, keeps the best."""
    best = look(0)
    for degrees in turns_to_try(best):
        other = look(degrees)
        if legibility(other) > legibility(best):
            best = other
        if not turns_to_try(best):
            break
    return in_reading_order(best)


def turns_to_try(boxes: Sequence[Box]) -> tuple[int, ...]:
    """By how many degrees to turn a picture that was poorly read, most promising first; none when it was read well.

    Tall boxes: it lies on its side. The engine turns them by 90 degrees itself before it reads them, so good text from
    tall boxes tells which side, but its lines are in no order. Wide boxes with poor text: it is upside down, or just a
    poor scan.
    """
    if not boxes:
        return ()
    is_legible = _confidence(boxes) >= LEGIBLE_CONFIDENCE
    if sum(box.is_tall for box in boxes) > len(boxes) / 2:
        return (90, 270) if is_legible else (270, 90)
    return () if is_legible else (180,)


def legibility(boxes: Sequence[Box]) -> float:
    """Characters in level lines, each counted by its confidence: more is better, for the same picture."""
    return sum(len(box.text) * box.confidence for box in boxes if not box.is_tall)


def _confidence(boxes: Sequence[Box]) -> float:
    characters = sum(len(box.text) for box in boxes)
    return sum(len(box.text) * box.confidence for box in boxes) / max(1, characters)


def in_reading_order(boxes: Sequence[Box]) -> str:
    """The boxes as lines from top to bottom, each from left to right: those on one height are one line."""
    lines: list[list[Box]] = []
    for box in sorted(boxes, key=lambda one: one.top + one.bottom):
        last = lines[-1][-1] if lines else None
        if last and abs(box.top + box.bottom - last.top - last.bottom) < min(box.height, last.height):
            lines[-1].append(box)
        else:
            lines.append([box])
    return "\n".join(" ".join(box.text for box in sorted(line, key=lambda one: one.left)) for line in lines)


class RapidOcr:
    """rapidocr with the models of its wheel, tuned for pages: 4 CPU-seconds a page, 0.6 GB, word recall 0.997."""

    def __init__(self) -> None:
        from rapidocr import RapidOCR

        self._engine: Callable[..., Any] = RapidOCR(
            params={
                "Global.use_cls": False,
                "Global.log_level": "critical",
                "Det.limit_type": "max",
                "Det.limit_side_len": 1280,
                "Rec.rec_batch_num": 1,
                "EngineConfig.onnxruntime.intra_op_num_threads": 1,
                "EngineConfig.onnxruntime.inter_op_num_threads": 1,
            }
        )

    def text_of(self, width: int, height: int, grey: bytes) -> str:
        """The text of a picture of one byte a pixel."""
        import numpy as np

        picture: Pixels = np.frombuffer(grey, np.uint8).reshape(height, width)

        def look(degrees: int) -> list[Box]:
            turned = np.rot90(picture, degrees // 90)
            found = self._engine(np.repeat(turned[:, :, None], 3, axis=2), use_cls=False)
            if found.boxes is None:
                return []
            boxes = []
            for corners, text, confidence in zip(found.boxes, found.txts, found.scores, strict=True):
                (left, top), (right, bottom) = corners.min(axis=0).tolist(), corners.max(axis=0).tolist()
                boxes.append(Box(left, top, right, bottom, text, float(confidence)))
            return boxes

        return read_upright(look)


def serve(control: socket.socket, limits: OcrLimits) -> None:
    """Read pictures until the server is gone, or has had none for `limits.idle_seconds`."""
    confine(
        SandboxLimits(
            memory_bytes=limits.memory_bytes,
            cpu_seconds=int(limits.page_seconds * (limits.pages_per_worker + 1)),
            file_bytes=0,
            open_files=64,
        ),
        readable=(),
        writable=(),
        calls=seccomp.RECOGNISING,
    )
    threading.Thread(target=_leave_with, args=(control,), daemon=True).start()
    logging.disable()
    engine = RapidOcr()
    frames.send(control, READY, b"")
    while select.select([control], [], [], limits.idle_seconds)[0]:
        _, picture = frames.receive(control)
        width, height = SIZE.unpack_from(picture)
        try:
            answer = TEXT, engine.text_of(width, height, picture[SIZE.size :]).encode()
        except MemoryError:
            raise
        except Exception as error:  # the engine's own, of any kind: the page fails, the worker goes on
            answer = FAILED, type(error).__name__.encode()
        frames.send(control, *answer)


def _leave_with(control: socket.socket) -> None:
    """End the process as soon as the server's end is closed, also in the middle of a page."""
    poll = select.poll()
    poll.register(control, select.POLLHUP | getattr(select, "POLLRDHUP", 0))
    poll.poll()
    os._exit(1)


def main() -> None:
    """`python -m muniment.reading.recognition.ocr_worker CONTROL_DESCRIPTOR LIMITS`, the latter as JSON."""
    try:
        serve(socket.socket(fileno=int(sys.argv[1])), OcrLimits.from_json(sys.argv[2]))
    except (EOFError, ConnectionError):
        sys.exit(1)


if __name__ == "__main__":
    main()
