"""Receipts: cutting a verbatim quote around a match, and checking that a quote stands where it says."""

from __future__ import annotations

import re

from muniment.reading.model import Page

MAX_QUOTE_CHARACTERS = 300
"""Long enough for a sentence of a report, short enough to read at a glance."""

_BLANK = re.compile(r"\s")
_SENTENCE_END = re.compile(r"(?<=[.!?;:])\s+(?=[\"“(]?[A-Z0-9])|\n\s*\n|\n(?=[•\-–*]\s)|\t")


def stands_on(quote: str, page: Page) -> bool:
    """Whether the quote is, character for character, part of the page's text."""
    return bool(quote) and quote in page.text


def around(page: Page, start: int, end: int, max_characters: int = MAX_QUOTE_CHARACTERS) -> str:
    """The sentence (or line group) of the page that holds text[start:end], verbatim, at most `max_characters` long.

    The match itself is always inside unless it alone is longer than the limit; then its beginning is.
    """
    text = page.text
    if end - start >= max_characters:
        return text[start : start + max_characters].strip()
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
    return text[left:right].strip()
