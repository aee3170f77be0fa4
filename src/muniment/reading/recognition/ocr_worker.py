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
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from muniment.limits import OcrLimits, SandboxLimits
from muniment.reading.model import SeenWord
from muniment.reading.recognition.ink import Ink, written_part
from muniment.reading.recognition.line import LINE_PIXELS, Line, around, as_looked_at, as_read, cut_out, in_colour
from muniment.reading.recognition.ocr import FAILED, READY, SIZE, TEXT
from muniment.reading.recognition.recogniser import Sight
from muniment.reading.recognition.tiles import (
    ENGINE_PIXELS,
    LARGE_PRINT_PIXELS,
    ONE_LOOK_PIXELS,
    TILE_PIXELS,
    Rectangle,
    is_print_large,
    lines_of,
    seen_at,
    shared,
    tiles,
)
from muniment.reading.sandbox import frames, seccomp
from muniment.reading.sandbox.confine import confine

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Pixels = NDArray[np.uint8]
    Corners = NDArray[np.float32]

LEGIBLE_CONFIDENCE = 0.85
"""Mean confidence from which a page is taken to stand upright: rendered pages have 0.99, real scans 0.82 to 0.99,
the same turned by 90 or 180 degrees 0.67. A poor scan below it costs one more look, upside down."""

LEAST_CONFIDENCE = 0.5
"""Of a line's text; below it is left out, as the engine does by itself."""

BOX_CONFIDENCE, LEAST_BOX_CONFIDENCE = 0.5, 0.3
"""Of a line that is found: the engine's own least, and that for ink outside of all lines found with it."""

LEAST_PIXELS = 32
"""Each side of what the engine looks at; smaller pictures get a margin."""

LINE_SHAPE = [3, LINE_PIXELS, 160]
"""Colours, height and least width of what the engine reads a line from. Narrower lines are filled up to that width, at
the same cost: of the engine's own 320 a table's cells fill a third."""

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


@dataclass(frozen=True, slots=True)
class Look:
    """One look at the picture: the lines read, and how many more were seen but not read; the picture's
    width and height as it was looked at, turned by `degrees`."""

    boxes: Sequence[Box]
    unread: int = 0
    size: tuple[int, int] = (1, 1)
    degrees: int = 0


ReadTurned = Callable[[int], Look]
"""Recognises the picture turned counter-clockwise by so many degrees."""


def read_upright(look: ReadTurned) -> Sight:
    """What is in a picture that may be turned: looks again only where the first look is poor, keeps the best."""
    best = look(0)
    for degrees in turns_to_try(best.boxes):
        other = look(degrees)
        if legibility(other.boxes) > legibility(best.boxes):
            best = other
        if not turns_to_try(best.boxes):
            break
    lines = in_reading_order(best.boxes)
    width, height = best.size
    centres = [
        (
            sum(box.left + box.right for box in line) / (2 * len(line) * width),
            (line[0].top + line[0].bottom) / (2 * height),
        )
        for line in lines
    ]
    text = "\n".join(" ".join(box.text for box in line) for line in lines)
    pieces = tuple(_pieces(lines, best))
    return Sight(text, best.unread, tuple(centres) if best.degrees == 0 else (), pieces, best.degrees)


def _pieces(lines: Sequence[Sequence[Box]], look: Look) -> Iterator[SeenWord]:
    """Where in the text each box is, and where in the picture as it came."""
    (width, height), at = look.size, 0
    for line in lines:
        for box in line:
            seen = box.left / width, box.top / height, box.right / width, box.bottom / height
            yield SeenWord(at, at + len(box.text), *_turned_back(seen, look.degrees))
            at += len(box.text) + 1  # a space or the line's end


def _turned_back(box: tuple[float, float, float, float], degrees: int) -> tuple[float, float, float, float]:
    """A rectangle, as shares of a picture that was turned counter-clockwise, as shares of the picture itself."""
    left, top, right, bottom = (min(1.0, max(0.0, side)) for side in box)
    for _ in range(degrees // 90):
        left, top, right, bottom = 1 - bottom, left, 1 - top, right
    return left, top, right, bottom


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


def in_reading_order(boxes: Sequence[Box]) -> list[list[Box]]:
    """The boxes as lines from top to bottom, each from left to right: those on one height are one line."""
    lines: list[list[Box]] = []
    for box in sorted(boxes, key=lambda one: one.top + one.bottom):
        last = lines[-1][-1] if lines else None
        if last and abs(box.top + box.bottom - last.top - last.bottom) < min(box.height, last.height):
            lines[-1].append(box)
        else:
            lines.append([box])
    return [sorted(line, key=lambda one: one.left) for line in lines]


class RapidOcr:
    """rapidocr with the models of its wheel, tuned for pages: 0.8 to 2.4 CPU-seconds a page of A4 at 200 or
    300 dpi (docs/benchmarks.md), 0.6 GB."""

    def __init__(self) -> None:
        from rapidocr import RapidOCR

        self._engine: Callable[..., Any] = RapidOCR(
            params={
                "Global.use_cls": False,
                "Global.log_level": "critical",
                "Global.use_preprocess_img": False,  # it makes smaller what is looked at in tiles
                "Det.limit_type": "max",
                "Det.limit_side_len": ENGINE_PIXELS,
                "Rec.rec_batch_num": 1,
                "Rec.rec_img_shape": LINE_SHAPE,
                "EngineConfig.onnxruntime.intra_op_num_threads": 1,
                "EngineConfig.onnxruntime.inter_op_num_threads": 1,
            }
        )

    def sight_of(self, width: int, height: int, grey: bytes) -> Sight:
        """What is in a picture of one byte a pixel."""
        import numpy as np

        picture: Pixels = np.frombuffer(grey, np.uint8).reshape(height, width)
        short = [max(0, LEAST_PIXELS - side) for side in picture.shape]
        if any(short):
            picture = np.pad(picture, [(0, more) for more in short], mode="edge")
        return read_upright(lambda degrees: self._look(np.rot90(picture, degrees // 90), degrees))

    def _look(self, picture: Pixels, degrees: int) -> Look:
        """The lines of the picture as it is held, turned by `degrees`."""
        ink = Ink(picture)
        lines = self._lines(picture, ink)
        boxes, unread = [], ink.unread_words()
        for corners in lines:
            crop = cut_out(picture, corners)
            found = self._engine(as_read(crop), use_det=False, use_cls=False, use_rec=True, return_word_box=True)
            line = Line.of(found)
            unread += line.is_doubtful(crop)
            if line.text.strip() and line.confidence >= LEAST_CONFIDENCE:
                (left, top), (right, bottom) = corners.min(axis=0).tolist(), corners.max(axis=0).tolist()
                boxes.append(Box(left, top, right, bottom, line.text, line.confidence))
        return Look(boxes, unread, (picture.shape[1], picture.shape[0]), degrees)

    def _lines(self, picture: Pixels, ink: Ink) -> list[Corners]:
        """The corners of each line, from the upper left clockwise; their ink is taken away."""
        part = written_part(picture)
        lines = self._in_one_look(picture, part)
        if lines is None:
            lines = self._in_tiles(picture, part)
        known = _bounds(lines)
        ink.take_away(known)
        finest = TILE_PIXELS if max(picture.shape) > TILE_PIXELS else ENGINE_PIXELS
        again = [
            corners
            for place in ink.passed_over()
            for corners in self._found(picture, place, LEAST_BOX_CONFIDENCE, as_of=finest)
        ]
        new = [
            corners
            for corners, box in zip(again, _bounds(again), strict=True)
            if not any(box.meets(line) for line in known)
        ]
        ink.take_away(_bounds(new))
        return lines + new

    def _in_one_look(self, picture: Pixels, part: Rectangle) -> list[Corners] | None:
        """The lines, where a look at the written part of a large picture finds them all; else None."""
        height, width = picture.shape
        if not ONE_LOOK_PIXELS < max(width, height) <= LARGE_PRINT_PIXELS:
            return None
        lines = self._found(picture, part, BOX_CONFIDENCE, as_of=max(width, height))
        return lines if is_print_large(_bounds(lines), width, height) else None

    def _in_tiles(self, picture: Pixels, part: Rectangle) -> list[Corners]:
        height, width = picture.shape
        quads: list[Corners] = []
        tile_of: list[int] = []
        within: list[Rectangle] = []
        for tile in tiles(width, height):
            written = shared(tile, part)
            if written is None:
                continue
            longest = max(tile.right - tile.left, tile.bottom - tile.top)
            found = self._found(picture, written, BOX_CONFIDENCE, as_of=longest)
            quads += found
            tile_of += [len(within)] * len(found)
            within.append(written)
        return [around([quads[index] for index in line]) for line in lines_of(_bounds(quads), tile_of, within)]

    def _found(self, picture: Pixels, part: Rectangle, least: float, *, as_of: float) -> list[Corners]:
        """The corners, in the picture, of what the engine finds in a part of it with at least so much confidence, seen
        as finely as if the part had a longest side of `as_of` pixels."""
        import numpy as np

        grey = _within(picture, part)
        if not grey.size:
            return []
        seen = as_looked_at(grey, seen_at(part, as_of))
        found = self._engine(in_colour(seen), use_det=True, use_cls=False, use_rec=False, box_thresh=least)
        corner = np.array([part.left, part.top], np.float32)
        scale = np.array([grey.shape[1] / seen.shape[1], grey.shape[0] / seen.shape[0]], np.float32)
        return [] if found.boxes is None else [corners * scale + corner for corners in found.boxes]


def _within(picture: Pixels, part: Rectangle) -> Pixels:
    return picture[int(part.top) : int(part.bottom), int(part.left) : int(part.right)]


def _bounds(quads: Sequence[Corners]) -> list[Rectangle]:
    return [Rectangle(*corners.min(axis=0).tolist(), *corners.max(axis=0).tolist()) for corners in quads]


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
            answer = TEXT, engine.sight_of(width, height, picture[SIZE.size :]).to_bytes()
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
