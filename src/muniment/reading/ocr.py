"""Text recognition as the sandbox's child sees it: a picture goes out over its channel, text comes back."""

from __future__ import annotations

import socket
import struct
import threading
from collections.abc import Sequence
from typing import TYPE_CHECKING

from muniment.reading import frames
from muniment.reading.recogniser import RecognitionError

if TYPE_CHECKING:
    from PIL.Image import Image

PICTURE, TEXT, FAILED = b"P", b"T", b"F"
"""Kinds of messages: width and height with one grey byte a pixel; UTF-8 text; a sentence."""

SIZE = struct.Struct(">II")


class RecogniserClient:
    """Implements `recogniser.Recogniser` in the child; the server passes the pictures on to the recognition worker."""

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection

    def text_of(self, image: Image) -> str:
        """The picture's text, lines in reading order. Raises RecognitionError; OSError when the server is gone."""
        grey = image if image.mode == "L" else image.convert("L")
        try:
            frames.send(self._connection, PICTURE, SIZE.pack(*grey.size) + grey.tobytes())
            kind, payload = frames.receive(self._connection)
        except EOFError:
            raise OSError("the server does not recognise text any more") from None
        if kind != TEXT:
            raise RecognitionError(payload.decode(errors="replace"))
        return payload.decode()


class OcrWorker:
    """The recognition worker, seen from the server."""

    def text_of_picture(self, picture: bytes, *, stops: Sequence[threading.Event] = ()) -> str:
        """The text of a picture as RecogniserClient sends it. Raises RecognitionError."""
        raise RecognitionError("not there yet")

    def close(self) -> None:
        """Stop the worker."""
