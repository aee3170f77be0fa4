"""Looks at a document's pictures for text, within its budget, and tells what could not be read."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from muniment.limits import Limits
from muniment.reading.model import ReadingProblem, SeenWord
from muniment.reading.recognition.recogniser import PAGE_PIXELS, Recogniser, RecognitionError, Sight, pages_of
from muniment.reading.text import tidy
from muniment.reading.warnings import page_ranges, warning

if TYPE_CHECKING:
    from PIL.Image import Image

LEAST_PIXELS = 12
"""Shortest side of a picture that can show a word; a smaller one is a line, a bullet or a spacer."""

NOTHING = Sight("")

_INK = 48  # grey levels from the commonest
_LEAST_INK = 20  # pixels: a letter or two


def has_ink(picture: Image) -> bool:
    """Whether there is anything in a grey picture that may be a word: it is large enough, and not of one grey."""
    counts = picture.convert("L").histogram()
    paper = counts.index(max(counts))
    ink = sum(count for level, count in enumerate(counts) if abs(level - paper) > _INK)
    return min(picture.size) >= LEAST_PIXELS and ink >= _LEAST_INK


def _whole(sight: Sight, part: Image, image: Image) -> tuple[SeenWord, ...]:
    """Where the pieces of what was read in a part of the picture, from its upper left, stand in all of it; none where
    the text does not come tidied."""
    if tidy(sight.text) != sight.text:
        return ()
    wide, high = part.width / image.width, part.height / image.height
    return tuple(
        one._replace(left=one.left * wide, right=one.right * wide, top=one.top * high, bottom=one.bottom * high)
        for one in sight.pieces
    )


class Looking:
    """One document's pictures, told apart by numbers, and what became of them."""

    def __init__(self, recognise: Recogniser | None, limits: Limits) -> None:
        self._recognise = recognise
        self._limits = limits
        self._left = limits.max_ocr_pages
        self._off: list[int] = []
        self._over: list[int] = []
        self._failed: list[int] = []
        self._cut: list[tuple[int, int]] = []
        self._doubtful: list[int] = []

    def see(self, number: int, picture: Callable[[], Image]) -> Sight:
        """What the picture shows, its text tidied; nothing where it may not or cannot be looked at. `picture` is asked
        for only when it is needed. A picture beyond the limit of pixels, or beyond what is left of the pages, is looked
        at from its start, as far as that goes."""
        if self._recognise is None:
            self._off.append(number)
            return NOTHING
        if self._left == 0:
            self._over.append(number)
            return NOTHING
        image = picture()
        if min(image.size) < LEAST_PIXELS:
            return NOTHING
        part = self._affordable(image)
        if part.size != image.size:
            self._cut.append((number, round(100 * part.width * part.height / (image.width * image.height))))
        self._left -= pages_of(*part.size)
        try:
            sight = self._recognise.sight_of(part)
        except (RecognitionError, OSError):
            self._failed.append(number)
            return NOTHING
        if sight.unread:
            self._doubtful.append(number)
        return Sight(tidy(sight.text), sight.unread, sight.centres, _whole(sight, part, image), sight.degrees)

    def see_whole(self, number: int, picture: Callable[[], Image]) -> Sight:
        """As `see`, for a picture that is all there is: ink in which no word was read counts as not read."""
        shown: list[Image] = []

        def kept() -> Image:
            shown.append(picture())
            return shown[0]

        sight = self.see(number, kept)
        if shown and not sight.text and number not in self._failed and has_ink(shown[0]):
            self._doubtful.append(number)
        return sight

    def _affordable(self, image: Image) -> Image:
        """The picture, or its upper (of a wide one: left) part."""
        most = min(self._limits.max_ocr_picture_pixels, self._left * PAGE_PIXELS)
        if image.width * image.height <= most:
            return image
        if image.height >= image.width:
            return image.crop((0, 0, image.width, max(1, most // image.width)))
        return image.crop((0, 0, max(1, most // image.height), image.height))

    def warnings(self, name: Callable[[Iterable[int]], str] = page_ranges) -> list[ReadingProblem]:
        """One warning per kind of what was not read; `name` says which pictures the numbers are."""
        found = []
        if self._off:
            found.append(warning("ocr_off", what=name(self._off)))
        if self._over:
            found.append(warning("ocr_page_limit", what=name(self._over), limit=self._limits.max_ocr_pages))
        if self._cut:
            share = min(share for _, share in self._cut)
            found.append(warning("picture_cut", what=name(number for number, _ in self._cut), share=share))
        if self._failed:
            found.append(warning("ocr_failed", what=name(self._failed)))
        if self._doubtful:
            found.append(warning("script_not_recognised", what=name(self._doubtful)))
        return found
