"""PDF files that tests make, and what is drawn of them."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence

from PIL import Image
from reportlab.pdfgen.canvas import Canvas

from muniment.pages.marks import Rectangle

Line = tuple[float, float, str]
"""Across and up in points, and the text that begins there."""


def pdf(*pages: Sequence[Line], size: tuple[float, float] = (612, 792), letters: float = 12, turn: int = 0) -> bytes:
    """A PDF of these lines; `turn`: how far each page is turned to be read, clockwise."""
    file = io.BytesIO()
    canvas = Canvas(file, pagesize=size, invariant=True)
    for lines in pages:
        canvas.setFont("Helvetica", letters)
        for x, y, text in lines:
            canvas.drawString(x, y, text)
        canvas.setPageRotation(turn)
        canvas.showPage()
    canvas.save()
    return file.getvalue()


def with_keys(data: bytes, keys: Mapping[str, str]) -> bytes:
    """The PDF with these entries in the dictionary of each page; PDFium finds the objects that moved by itself."""
    entries = "".join(f"/{name} {value} " for name, value in keys.items()).encode()
    return data.replace(b"/Type /Page\n", b"/Type /Page " + entries + b"\n")


def picture_of(png: bytes) -> Image.Image:
    """The picture in grey."""
    return Image.open(io.BytesIO(png)).convert("L")


def darkest(picture: Image.Image, part: Rectangle) -> int:
    """The darkest grey of a part of the picture."""
    return min(part_of(picture, part).tobytes())


def part_of(picture: Image.Image, part: Rectangle) -> Image.Image:
    """That part of the picture."""
    wide, high = picture.size
    return picture.crop(
        (int(part.left * wide), int(part.top * high), int(part.right * wide) + 1, int(part.bottom * high) + 1)
    )


def without(picture: Image.Image, parts: Sequence[Rectangle], *, margin: int = 3) -> Image.Image:
    """The picture with these parts, and a margin around them, white."""
    wide, high = picture.size
    rest = picture.copy()
    for part in parts:
        box = int(part.left * wide) - margin, int(part.top * high) - margin
        end = int(part.right * wide) + margin, int(part.bottom * high) + margin
        rest.paste(255, (max(0, box[0]), max(0, box[1]), min(wide, end[0]), min(high, end[1])))
    return rest
