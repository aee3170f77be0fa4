"""Components of a bill of materials, counted once more for checking only: by a reader of JSON that builds nothing.

Shares no code with what finds facts (`judging.facts`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from muniment.reading.model import Page

_JSON_TOKEN = re.compile(r'"[^"\\]*+(?:\\[\s\S][^"\\]*+)*+(?:"|\\?\Z)|[{}\[\],]')
"""A string that nothing ends goes on to the text's end: looked at again from each quote within, it took the square."""


def bears_out(value: object, quote: str, pages: Sequence[Page]) -> bool | None:
    """Whether `value` is the number of elements of the JSON array that the quote opens, or of packages each told by a
    line of its own; None when the quote opens neither."""
    opened = re.fullmatch(r'"(components|packages)"\s*:\s*\[', quote.strip())
    if opened:
        return value == _elements(opened[1], "\n".join(page.text for page in pages if not page.aside))
    if quote.startswith("PackageName:"):
        lines = (line for page in pages if not page.aside for line in page.text.split("\n"))
        return value == sum(line.startswith("PackageName:") and bool(line[12:].strip()) for line in lines)
    return None


def _elements(key: str, text: str) -> int | None:
    """How many objects the array of the outermost object's `key` holds; None when it does not end."""
    depth, count, last, inside = 0, 0, "", False
    for part in _tokens(text):
        if part in "{[":
            if depth == 1 and part == "[" and last == f'"{key}"':
                inside, count = True, 0
            count += inside and depth == 2 and part == "{"
            depth += 1
        elif part in "}]":
            depth -= 1
            if inside and depth == 1:
                return count
        elif part != ",":
            last = part
    return None


def _tokens(text: str) -> Iterator[str]:
    return (found[0] for found in _JSON_TOKEN.finditer(text))
