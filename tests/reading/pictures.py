"""Small pictures with words in them, drawn for the readers' tests."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import closing, contextmanager

from PIL import Image, ImageDraw, ImageFont

from muniment.reading.recognition.ocr import SIZE, OcrWorker
from muniment.reading.recognition.recogniser import Sight


def picture(
    *lines: str, size: tuple[int, int] = (420, 80), letters: int = 36, at: tuple[int, int] = (20, 15)
) -> Image.Image:
    """Black on white, the lines under one another; `letters` is their height in pixels."""
    image = Image.new("L", size, 255)
    font = ImageFont.load_default(size=letters)
    for number, line in enumerate(lines):
        ImageDraw.Draw(image).text((at[0], at[1] + 2 * letters * number), line, fill=0, font=font)
    return image


def encoded(image: Image.Image, kind: str = "PNG") -> bytes:
    """The picture as the bytes of a file."""
    file = io.BytesIO()
    image.save(file, kind)
    return file.getvalue()


class Recognising:
    """The product's recogniser without the sandbox between: pictures go straight to the worker process, each once."""

    def __init__(self, worker: OcrWorker) -> None:
        self._worker = worker
        self._seen: dict[bytes, Sight] = {}

    def sight_of(self, image: Image.Image) -> Sight:
        grey = image.convert("L")
        picture = SIZE.pack(*grey.size) + grey.tobytes()
        if picture not in self._seen:
            self._seen[picture] = self._worker.sight_of_picture(picture)
        return self._seen[picture]


@contextmanager
def recognising() -> Iterator[Recognising]:
    """A recogniser with a worker process of its own, for as long as the block."""
    with closing(OcrWorker()) as worker:
        yield Recognising(worker)
