"""Receipts: cutting a verbatim quote around a match, and checking that a quote stands where it says."""

from __future__ import annotations

import math
import re

from muniment.reading.model import Page

MAX_QUOTE_CHARACTERS = 300
"""Long enough for a sentence of a report, short enough to read at a glance."""

_BLANK = re.compile(r"\s")
_SENTENCE_END = re.compile(r"(?<=[.!?;:])\s+(?=[\"“(]?[A-Z0-9])|\n\s*\n|\n(?=[•\-–*]\s)|\t")


_USUAL = 0.9
"""The share of a page's lines that are no longer than its usual width."""
_ROOM = 0.85
"""Of the usual width: a line that with the next one's first word would not come so far was ended on purpose."""
_GOES_ON = re.compile(r"[,;/&(–-]$|\b(?:[^\W\d_A-Z]{1,3}|The|with|from|dated)$")
"""The end of a line that the next one goes on."""


def stands_on(quote: str, page: Page) -> bool:
    """Whether the quote is, character for character, part of the page's text."""
    return bool(quote) and quote in page.text


def around(page: Page, start: int, end: int, max_characters: int = MAX_QUOTE_CHARACTERS) -> str:
    """The sentence (or line group) of the page that holds text[start:end], verbatim, at most `max_characters` long.

    The match itself is always inside unless it alone is longer than the limit; then its beginning is.
    """
    left, right = _sentence(page.text, start, end, max_characters)
    return page.text[left:right].strip()


def in_its_lines(page: Page, start: int, end: int, max_characters: int = MAX_QUOTE_CHARACTERS) -> str:
    """What `around` gives, without lines above and below that stand by themselves, as on a cover or in a list."""
    text = page.text
    left, right = _sentence(text, start, end, max_characters)
    width = _usual_width(text)
    while (line := text.rfind("\n", left, start)) >= 0 and _runs_on(text, line, width):
        start = line
    while (line := text.find("\n", end, right)) >= 0 and _runs_on(text, line, width):
        end = line + 1
    left = max(left, text.rfind("\n", left, start) + 1)
    right = line if (line := text.find("\n", end, right)) >= 0 else right
    return text[left:right].strip()


def _sentence(text: str, start: int, end: int, max_characters: int) -> tuple[int, int]:
    if end - start >= max_characters:
        return start, start + max_characters
    window = max(0, end - max_characters)
    left = max((m.end() for m in _SENTENCE_END.finditer(text, window, start)), default=window)
    if left == window and window > 0:
        blank = _BLANK.search(text, window, start)
        left = blank.end() if blank else window
    limit = min(len(text), left + max_characters)
    right_match = _SENTENCE_END.search(text, end, limit)
    right = right_match.start() if right_match else limit
    if not right_match and limit < len(text):
        space = max(text.rfind(" ", end, limit), text.rfind("\n", end, limit))
        right = space if space >= end else limit
    return left, right


def _usual_width(text: str) -> int:
    lengths = sorted(len(line) for line in text.splitlines() if line.strip())
    return lengths[math.ceil(_USUAL * len(lengths)) - 1] if lengths else 0


def _runs_on(text: str, newline: int, width: int) -> bool:
    """Whether the line behind the newline goes on what the one ahead of it says."""
    above = text[text.rfind("\n", 0, newline) + 1 : newline].rstrip()
    end = text.find("\n", newline + 1)
    below = text[newline + 1 : end if end >= 0 else len(text)].strip()
    if not above or not below:
        return False
    if below[0].islower() or _GOES_ON.search(above):
        return True
    return len(above) + 1 + len(below.split(maxsplit=1)[0]) > _ROOM * width
