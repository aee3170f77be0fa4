"""Paper that went through a scanner: another sample's pages as slightly turned, speckled grey pictures without text."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO

import pypdfium2
from PIL import Image, ImageDraw, ImageFilter
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from examples.evidence.cast import World
from examples.evidence.sample import Built

DOTS_PER_INCH = 150


def _pictures(world: World, pdf: bytes) -> list[Image.Image]:
    with pypdfium2.PdfDocument(pdf) as document:
        pages = [page.render(scale=DOTS_PER_INCH / 72, grayscale=True).to_pil() for page in document]
    return [_worn(world, page) for page in pages]


def _worn(world: World, page: Image.Image) -> Image.Image:
    """Turned by at most one degree, a little soft, with specks of dust."""
    rng = world.rng
    turned = page.rotate(rng.uniform(-1, 1), resample=Image.Resampling.BICUBIC, fillcolor=250).filter(
        ImageFilter.GaussianBlur(0.4)
    )
    draw = ImageDraw.Draw(turned)
    for _ in range(120):
        x, y = rng.randrange(turned.width), rng.randrange(turned.height)
        draw.point((x, y), fill=rng.randint(60, 180))
    return turned


def scanned_pdf(world: World, build: Callable[[World], Built]) -> Built:
    """What `build` makes, as a PDF of pictures; the facts stay true, but no page has a text layer."""
    original, out = build(world), BytesIO()
    canvas = Canvas(out, invariant=1)
    pictures = _pictures(world, original.data)
    for picture in pictures:
        width, height = (side * 72 / DOTS_PER_INCH for side in picture.size)
        jpeg = BytesIO()
        picture.save(jpeg, "JPEG", quality=70)
        canvas.setPageSize((width, height))
        canvas.drawImage(ImageReader(jpeg), 0, 0, width, height)
        canvas.showPage()
    canvas.save()
    return Built(out.getvalue(), original.facts, len(pictures))


def picture_png(world: World, build: Callable[[World], Built]) -> Built:
    """The first page of what `build` makes, as a PNG."""
    original, out = build(world), BytesIO()
    _pictures(world, original.data)[0].save(out, "PNG")
    return Built(out.getvalue(), original.facts, 1)
