"""What the readers ask of text recognition, without knowing an engine."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from muniment.reading.model import SeenWord

if TYPE_CHECKING:
    from PIL.Image import Image

PAGE_PIXELS = 10_000_000
"""A picture of up to so many pixels counts as one page of recognition, a larger one as several."""


class RecognitionError(Exception):
    """One image could not be recognised. The page stays empty, the rest of the document is read."""


@dataclass(frozen=True, slots=True)
class Sight:
    """What was seen in a picture.

    `text`: its lines in reading order. `centres`: (across, down) of each line's middle, as shares of the picture's
    size; empty where nobody knows, as on a picture that was turned to be read. `unread`: lines that were seen but not
    read, or hardly, because the engine does not know their script or they are not legible. `pieces`: the parts of
    lines that the engine found, in the order of the text, and where each stands in the picture as it came; `degrees`:
    by how many it was turned, counter-clockwise, to be read.
    """

    text: str
    unread: int = 0
    centres: tuple[tuple[float, float], ...] = ()
    pieces: tuple[SeenWord, ...] = ()
    degrees: int = 0

    def to_bytes(self) -> bytes:
        """As it goes from the engine's process to the server's and on to the child's."""
        return json.dumps([self.text, self.unread, self.centres, self.pieces, self.degrees]).encode()

    @staticmethod
    def from_bytes(data: bytes) -> Sight:
        """The reverse of `to_bytes`. Raises RecognitionError when it is not one."""
        try:
            text, unread, centres, pieces, degrees = json.loads(data)
            return Sight(
                str(text),
                int(unread),
                tuple((float(across), float(down)) for across, down in centres),
                tuple(SeenWord(int(start), int(end), *map(float, box)) for start, end, *box in pieces),
                int(degrees),
            )
        except (ValueError, TypeError, RecursionError):
            raise RecognitionError("the answer is not understood") from None


def pages_of(width: int, height: int) -> int:
    """How many pages of recognition a picture of so many pixels counts as."""
    return max(1, math.ceil(width * height / PAGE_PIXELS))


class Recogniser(Protocol):
    """Reads the text in a picture."""

    def sight_of(self, image: Image) -> Sight:
        """The picture's text; empty when there is none. Pictures turned by 90, 180 or 270 degrees are its affair, and
        so are large ones. Raises RecognitionError, or OSError when the engine is gone."""
        ...
