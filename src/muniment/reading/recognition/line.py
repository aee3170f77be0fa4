"""One line of text in a picture: cut out of it, and judged by what the engine made of it.

The engine passes over letters it does not know (Cyrillic, Arabic, Hebrew, Hangul, Thai, …) without a word: its text for
them is blank, and its confidence in that is high. So a line is doubted where there is ink that no character stands for.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray

    Pixels = NDArray[np.uint8]
    Corners = NDArray[np.float32]

DOUBTFUL_LINE, DOUBTFUL_WORD = 0.8, 0.87
"""Mean confidence below which a line, or a word of four letters, is doubted. Of 40 pages of public reports rendered at
200 dpi three held such a line (two of them logotypes); lines have 0.97 to 1, real scans 0.82 to 0.99. What other
scripts are taken for, where they are not passed over, has 0.35 to 0.86."""

LINE_PIXELS = 48
"""Height of what the engine reads a line from."""

SQUEEZE = 0.9
"""Width of a line as it is read to its own, since what reading costs grows with it. Words recalled of 22 pages at 1 /
0.9 / 0.85 / 0.8 / 0.7: clean 0.952 / 0.953 / 0.951 / 0.949 / 0.921, scans 0.978 / 0.980 / 0.971 / 0.974 / 0.963."""

_WIDE = 8  # times as wide as high: to these the engine adds height first
_SOME_CHARACTERS = 3
_CONTRAST = 64  # grey levels from the background, to be ink
_REACH = 0.75  # of the line's height: how far to either side a character's own ink lies
_STROKE = 0.12  # of the line's height: ink in the middle of a column that may be a letter; a rule or dash has less
_UNREAD_WIDTH = (
    0.7  # of the line's height: columns of such ink without a character, from which letters were passed over
)
_WORD = re.compile(r"\S+")
_GREEK = re.compile("[\u0370-\u03ff\u1f00-\u1fff]")  # the engine knows half of the letters
_HALF_GREEK = re.compile("[a-zA-Z]{3}[\u0370-\u03ff]|[\u0370-\u03ff][a-zA-Z]{3}")


@dataclass(frozen=True, slots=True)
class Line:
    """What the engine read in a line; `places`: where its characters stand, as shares of the line's length;
    `words`: each with its own confidence."""

    text: str
    confidence: float
    places: Sequence[float]
    words: Sequence[tuple[str, float]] = ()

    @staticmethod
    def of(found: Any) -> Line:
        """From the engine's answer to one cut-out line."""
        if not found.txts:
            return Line("", 0.0, ())
        about = found.word_results[0]
        columns = [column for word in about.word_cols for column in word]
        text, sure = str(found.txts[0]), about.confs
        words = [(word[0], sum(sure[word.start() : word.end()]) / len(word[0])) for word in _WORD.finditer(text)]
        places = [(column + 0.5) / about.line_txt_len for column in columns]
        return Line(text, float(found.scores[0]), places, words)

    def is_doubtful(self, crop: Pixels) -> bool:
        """Whether the line holds letters that were passed over, or text that may not be what is written."""
        letters = len("".join(self.text.split()))
        if letters >= _SOME_CHARACTERS and self.confidence < DOUBTFUL_LINE:
            return True
        if any(confidence < DOUBTFUL_WORD and sum(map(str.isalpha, word)) > 3 for word, confidence in self.words):
            return True
        return bool(_HALF_GREEK.search(self.text)) or len(_GREEK.findall(self.text)) > 3 or self._passed_over(crop)

    def _passed_over(self, crop: Pixels) -> bool:
        """Whether there is ink like that of letters far from any character."""
        import numpy as np

        height, width = crop.shape
        if width < 1.5 * height:
            return False
        middle = crop[height // 5 : height - height // 5].astype(np.int16)
        is_ink = np.abs(middle - np.median(crop)) > _CONTRAST
        is_unread = is_ink.sum(axis=0) >= _STROKE * height
        reach = _REACH * height
        for place in self.places:
            is_unread[max(0, int(place * width - reach)) : int(place * width + reach) + 1] = False
        return bool(is_unread.sum() >= _UNREAD_WIDTH * height)


def in_colour(grey: Pixels) -> Pixels:
    """The three equal channels that the engine asks for."""
    import numpy as np

    return np.repeat(grey[:, :, None], 3, axis=2)


def as_looked_at(grey: Pixels, longest: int) -> Pixels:
    """A picture for lines to be found in, its longest side at most so long and both multiples of 32: what the engine
    makes of it itself, but before there are three channels of it."""
    import cv2
    import numpy as np

    height, width = grey.shape
    scale = longest / max(height, width)
    if scale >= 1 or width > _WIDE * height:
        return grey
    sides = [max(32, round(side * scale / 32) * 32) for side in (width, height)]
    return np.asarray(cv2.resize(grey, sides), np.uint8)


def as_read(crop: Pixels) -> Pixels:
    """A line as the engine reads it: LINE_PIXELS high, squeezed, in three equal channels. Shrunk by area, as the engine
    itself passes over pixels."""
    import cv2
    import numpy as np

    height, width = crop.shape
    shape = max(1, round(width * SQUEEZE * LINE_PIXELS / height)), LINE_PIXELS
    how = cv2.INTER_AREA if height > LINE_PIXELS else cv2.INTER_LINEAR
    return in_colour(np.asarray(cv2.resize(crop, shape, interpolation=how), np.uint8))


def cut_out(picture: Pixels, corners: Corners) -> Pixels:
    """The line within the corners (from the upper left clockwise), level; one that runs up or down is laid on its
    side."""
    import cv2
    import numpy as np

    upper_left, upper_right, lower_right, lower_left = corners
    width = max(_length(upper_left - upper_right), _length(lower_left - lower_right))
    height = max(_length(upper_left - lower_left), _length(upper_right - lower_right))
    level = np.array([(0, 0), (width, 0), (width, height), (0, height)], np.float32)
    matrix = cv2.getPerspectiveTransform(corners.astype(np.float32), level)
    crop: Any = cv2.warpPerspective(
        picture, matrix, (width, height), borderMode=cv2.BORDER_REPLICATE, flags=cv2.INTER_CUBIC
    )
    return np.rot90(crop) if height >= 1.5 * width else crop


def _length(side: NDArray[np.float32]) -> int:
    """Pixels, at least one."""
    return max(1, int((side @ side) ** 0.5))


def around(parts: Sequence[Corners]) -> Corners:
    """The corners of the line that the parts make up, from the upper left clockwise."""
    if len(parts) == 1:
        return parts[0]
    import cv2
    import numpy as np

    corners = cv2.boxPoints(cv2.minAreaRect(np.concatenate(parts).astype(np.float32)))
    sums, differences = corners.sum(axis=1), corners[:, 1] - corners[:, 0]
    picked = (sums.argmin(), differences.argmin(), sums.argmax(), differences.argmax())
    return np.array([corners[index] for index in picked], np.float32)
