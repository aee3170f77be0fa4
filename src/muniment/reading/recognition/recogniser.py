"""What the readers ask of text recognition, without knowing an engine."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from PIL.Image import Image


class RecognitionError(Exception):
    """One image could not be recognised. The page stays empty, the rest of the document is read."""


class Recogniser(Protocol):
    """Reads the text in a picture."""

    def text_of(self, image: Image) -> str:
        """The text in reading order, one line each; empty when there is none. Pages turned by 90, 180 or 270 degrees
        are its affair. Raises RecognitionError, or OSError when the engine is gone."""
        ...
