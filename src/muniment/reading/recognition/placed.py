"""Where the words of a recognised text stand: the engine tells of lines, and parts of lines, where they are."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from muniment.reading.model import SeenWord
from muniment.reading.recognition.recogniser import Sight
from muniment.reading.seen_words import MAX_WORDS

_WORD = re.compile(r"\S+")
_NARROW, _WIDE = frozenset("iljtfrI.,:;'|!()[]1 "), frozenset("mwMW@%")
_WIDTHS = 0.5, 1.6, 1.2
"""Of narrow, of wide letters and of capitals, to that of others: by them a line is shared out among its words. Measured
on pages that were drawn: off by a letter at the most."""


def placed(text: str, sight: Sight) -> tuple[SeenWord, ...]:
    """Where the words of the page's text stand that were recognised; `sight`: of the whole page. Of a line that the
    text has in other places too, as it was not recognised there, nobody knows which one is it: it has no place."""
    lines = text.split("\n")
    seen = sight.text.split("\n")
    if not sight.pieces:
        return ()
    has, saw = Counter(lines), Counter(seen)
    places: dict[str, list[int]] = {}
    at = 0
    for line in lines:
        places.setdefault(line, []).append(at)
        at += len(line) + 1
    found: list[SeenWord] = []
    begin = piece = 0
    for line in seen:
        its_own = has[line] == saw[line]
        place = places[line].pop(0) if its_own else 0
        while piece < len(sight.pieces) and sight.pieces[piece].start < begin + len(line):
            one = sight.pieces[piece]
            if its_own:
                shift = place - begin
                found += _words(text, one._replace(start=one.start + shift, end=one.end + shift), sight.degrees)
            piece += 1
        begin += len(line) + 1
    return tuple(sorted(found)[:MAX_WORDS])


def _words(text: str, piece: SeenWord, degrees: int) -> Iterator[SeenWord]:
    """The words of a piece, each with its share of the piece's length."""
    said = text[piece.start : piece.end]
    ends = [0.0]
    for letter in said:
        ends.append(ends[-1] + _width(letter))
    whole = ends[-1] or 1.0
    for word in _WORD.finditer(said):
        first, last = ends[word.start()] / whole, ends[word.end()] / whole
        box = _part(piece, first, last, degrees)
        if box.left < box.right and box.top < box.bottom:
            yield box._replace(start=piece.start + word.start(), end=piece.start + word.end())


def _width(letter: str) -> float:
    narrow, wide, capital = _WIDTHS
    return narrow if letter in _NARROW else wide if letter in _WIDE else capital if letter.isupper() else 1.0


def _part(piece: SeenWord, first: float, last: float, degrees: int) -> SeenWord:
    """From one share of the piece's length to another, in the direction that its text runs: a picture that was turned
    counter-clockwise to be read has text that runs down."""
    if degrees % 180:
        high = piece.bottom - piece.top
        if degrees == 270:
            first, last = 1 - last, 1 - first
        return piece._replace(top=piece.top + first * high, bottom=piece.top + last * high)
    wide = piece.right - piece.left
    if degrees == 180:
        first, last = 1 - last, 1 - first
    return piece._replace(left=piece.left + first * wide, right=piece.left + last * wide)
