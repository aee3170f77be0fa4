"""What is asked of one page of a file: its picture, or where its words stand. Runs inside the sandbox's child, never in
a server. Imports the parsers of what can be drawn: `preload` names it so that the fork server pays for that once.

A picture leaves as bare pixels and colours: what a browser gets is made of them outside (`png.py`), by code that met no
document.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pypdfium2
from PIL import Image

from muniment.limits import Limits
from muniment.pages.png import MAX_COLOURS, MAX_PIXELS, MAX_SIDE
from muniment.reading.formats import pdf_drawn
from muniment.reading.formats.image import KINDS, frame_of, size_of
from muniment.reading.model import SeenWord, UnreadableError
from muniment.reading.recognition.recogniser import Recogniser
from muniment.reading.sandbox.zygote import Emit
from muniment.reading.seen_words import values_of
from muniment.reading.sniff import sniff


class _NoPictureError(Exception):
    """There is nothing to draw; the first argument is one of `refusals.REASONS`."""


def answer(request: dict[str, Any], _recognise: Recogniser | None, emit: Emit) -> dict[str, Any]:
    """The sandbox's target. `width` of a request for a picture; `text`, the page's as it is kept, of one for words,
    empty for its size alone. The answer may be a reason why there is none."""
    path, number = Path(request["path"]), request["page"]
    try:
        kind = sniff(path, extension=request["extension"]).kind_to_read(request["extension"])
        if "width" in request:
            return _send(_picture(path, kind, number, request["width"], Limits(**request["limits"])), emit)
        return _places(path, kind, request, Limits(**request["limits"]))
    except _NoPictureError as error:
        return {"reason": error.args[0]}
    except UnreadableError as error:
        return {"reason": {"encrypted": "encrypted", "limit_memory": "limit_memory"}.get(error.code, "damaged")}
    except pypdfium2.PdfiumError:
        return {"reason": "damaged"}


def _picture(path: Path, kind: str, number: int, width: int, limits: Limits) -> Image.Image:
    if kind == "pdf":
        found = pdf_drawn.open_page(path, number)
        if found is None:
            raise _NoPictureError("absent")
        try:
            return pdf_drawn.drawn(*found, width=width, max_pixels=MAX_PIXELS, max_side=MAX_SIDE)
        except ValueError:
            raise _NoPictureError("empty") from None
    if kind in KINDS.values():
        with path.open("rb") as file:
            frame = frame_of(file, number, limits)
        if frame is None:
            raise _NoPictureError("absent")
        return _as_wide(frame.convert("RGB"), width)
    raise _NoPictureError("format")


def _as_wide(frame: Image.Image, width: int) -> Image.Image:
    """The frame so many pixels wide, or as it is where it has fewer."""
    share = min(width / frame.width, MAX_SIDE / max(frame.size), (MAX_PIXELS / (frame.width * frame.height)) ** 0.5)
    if share >= 1:
        return frame
    size = max(1, int(frame.width * share)), max(1, int(frame.height * share))
    return frame.resize(size, Image.Resampling.LANCZOS, reducing_gap=2.0)


def _send(picture: Image.Image, emit: Emit) -> dict[str, Any]:
    few = picture.quantize(MAX_COLOURS, method=Image.Quantize.FASTOCTREE)
    emit(few.tobytes())
    palette = few.getpalette("RGB") or []
    return {"width": few.width, "height": few.height, "palette": bytes(palette[: 3 * MAX_COLOURS]).hex()}


def _places(path: Path, kind: str, request: dict[str, Any], limits: Limits) -> dict[str, Any]:
    """Where the words stand, and the page's size; none of a page that cannot be drawn."""
    words: list[SeenWord] = []
    size: tuple[float, float] | None = None
    if kind == "pdf" and (found := pdf_drawn.open_page(path, request["page"])) is not None:
        size = pdf_drawn.size_of(*found)
        words = pdf_drawn.seen_words(*found, request["text"]) if request["text"] else []
    elif kind in KINDS.values():
        with path.open("rb") as file:
            size = size_of(file, limits)
    return {"words": values_of(words), "size": size}
