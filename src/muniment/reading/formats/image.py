"""Reads png, jpg, gif and webp: the picture's text, by recognition."""

from __future__ import annotations

import contextlib
import functools
from collections.abc import Callable, Iterator
from typing import BinaryIO
from warnings import catch_warnings, simplefilter

from PIL import (
    GifImagePlugin,
    Image,
    ImageChops,
    ImageFile,
    ImageOps,
    ImageSequence,
    JpegImagePlugin,
    PngImagePlugin,
    UnidentifiedImageError,
    WebPImagePlugin,
)

from muniment.limits import Limits
from muniment.reading.file_types import FILE_TYPES
from muniment.reading.model import Page, Reading, UnreadableError
from muniment.reading.recognition.looking import LEAST_PIXELS, Looking
from muniment.reading.recognition.placed import placed
from muniment.reading.recognition.recogniser import Recogniser
from muniment.reading.warnings import warning

KINDS = {"PNG": "png", "JPEG": "jpg", "MPO": "jpg", "GIF": "gif", "WEBP": "webp"}
"""Pillow's names of the formats that are read (MPO: a JPEG of several pictures)."""

DECODERS = tuple(
    plugin.format
    for plugin in (
        GifImagePlugin.GifImageFile,
        JpegImagePlugin.JpegImageFile,
        PngImagePlugin.PngImageFile,
        WebPImagePlugin.WebPImageFile,
    )
)
"""No other decoder is ever tried (MPO is opened by JPEG's). Imported here, so that no forked child has to."""


def read_image(file: BinaryIO, limits: Limits, recognise: Recogniser | None) -> Reading:
    """A page a frame, turned as the camera noted. Raises UnreadableError: `corrupt`, `limit_memory`."""
    try:
        with open_picture(file, limits) as image:
            return _read(image, limits, recognise, _whole)
    except UnreadableError as damage:
        if damage.code != "corrupt":
            raise
    file.seek(0)
    with open_picture(file, limits) as image:
        return _read(image, limits, recognise, _salvaged)


def _part(image: Image.Image, share: float) -> str:
    """How much of a damaged picture is there. One that comes in passes has rows from everywhere."""
    in_passes = image.format == "GIF" or image.info.get("interlace") or image.info.get("progressive")
    return "a part" if in_passes else f"the upper {share:.0%}"


Decode = Callable[[Image.Image], tuple[Image.Image, float]]

_ORIENTATION = 0x0112
_ON_ITS_SIDE = frozenset({5, 6, 7, 8})
"""Of the values of EXIF's orientation (CIPA DC-008, 4.6.5.1), those that swap width and height."""


def size_of(file: BinaryIO, limits: Limits) -> tuple[int, int]:
    """Width and height of the picture as it is meant to be seen, from its head. Raises UnreadableError."""
    with open_picture(file, limits) as image:
        is_turned = image.getexif().get(_ORIENTATION) in _ON_ITS_SIDE
        return (image.height, image.width) if is_turned else image.size


def frame_of(file: BinaryIO, number: int, limits: Limits) -> Image.Image | None:
    """A frame as it is meant to be seen, or what can be decoded of it; None where there is none of this number. Raises
    UnreadableError: `corrupt`, `limit_memory`."""
    decode: Decode
    for decode in (_whole, _salvaged):
        file.seek(0)
        try:
            with open_picture(file, limits) as image:
                if number > getattr(image, "n_frames", 1):
                    return None
                image.seek(number - 1)
                return shown(decode(image)[0])
        except UnreadableError as damage:
            if damage.code != "corrupt" or decode is _salvaged:
                raise
    return None


def _whole(frame: Image.Image) -> tuple[Image.Image, float]:
    """The frame, decoded. Raises what Pillow raises when it is damaged."""
    frame.load()
    return frame, 1.0


def _salvaged(frame: Image.Image) -> tuple[Image.Image, float]:
    """What can be decoded of a damaged frame, and what share of its rows that is. The rest has one colour."""
    ImageFile.LOAD_TRUNCATED_IMAGES = True
    try:
        frame.load()
    finally:
        ImageFile.LOAD_TRUNCATED_IMAGES = False
    picture = frame.convert("RGB")
    last = picture.getpixel((picture.width - 1, picture.height - 1))
    bounds = ImageChops.difference(picture, Image.new("RGB", picture.size, last)).getbbox()
    if bounds is None:
        raise UnreadableError("corrupt", "The image is damaged, and nothing of it could be decoded.")
    return frame.crop((0, 0, frame.width, bounds[3])), bounds[3] / frame.height


@contextlib.contextmanager
def open_picture(file: BinaryIO, limits: Limits) -> Iterator[Image.Image]:
    """The picture, not yet decoded. Raises UnreadableError, also from within: `corrupt`, `limit_memory`."""
    try:
        with catch_warnings():
            simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(file, formats=DECODERS) as image:
                if image.width * image.height > limits.max_image_pixels:
                    raise _too_large(limits)
                yield image
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise _too_large(limits) from None
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError, IndexError):
        raise UnreadableError("corrupt", "The image is damaged and cannot be decoded.") from None


def is_too_small(image: Image.Image) -> bool:
    """Whether no word can stand in it: it is a line, a bullet or a spacer."""
    return min(image.size) < LEAST_PIXELS


def _read(image: Image.Image, limits: Limits, recognise: Recogniser | None, decoded: Decode) -> Reading:
    """Each frame as `decoded` gives it, with the share of its rows that are there."""
    frame_count = getattr(image, "n_frames", 1)
    read_frames = min(frame_count, limits.max_image_frames, limits.max_pages)
    pages: list[Page] = []
    looking = Looking(recognise, limits)
    damaged: list[str] = []
    for number, frame in enumerate(ImageSequence.Iterator(image), start=1):
        if number > read_frames:
            break
        whole, share = decoded(frame)  # a damaged picture is damaged whether or not recognition is on
        if share < 1:
            damaged.append(f"{_part(image, share)} of frame {number}")
        sight = looking.see_whole(number, functools.partial(upright, whole))
        text = sight.text[: limits.max_characters]
        pages.append(Page(number, text, ocr=bool(text), seen=placed(text, sight)))
    warnings = looking.warnings()
    if frame_count > read_frames:
        warnings.append(warning("pages_limit", limit=read_frames, what="frames"))
    if decoded is _salvaged:
        warnings.append(warning("truncated", what=", ".join(damaged) or "a part of the picture"))
    media_type = FILE_TYPES[KINDS[image.format or "PNG"]].media_type
    return Reading(media_type, tuple(pages), page_count=frame_count, warnings=tuple(warnings))


def upright(frame: Image.Image) -> Image.Image:
    """The frame in grey as it is meant to be seen (`shown`)."""
    return shown(frame).convert("L")


def shown(frame: Image.Image) -> Image.Image:
    """The frame as it is meant to be seen: turned by its EXIF note, on white where transparent."""
    turned = ImageOps.exif_transpose(frame)
    if turned.has_transparency_data:
        coloured = turned.convert("RGBA")
        paper = Image.new("RGBA", coloured.size, "white")
        turned = Image.alpha_composite(paper, coloured)
    return turned


def _too_large(limits: Limits) -> UnreadableError:
    return UnreadableError("limit_memory", f"The image has more than {limits.max_image_pixels:,} pixels.")
