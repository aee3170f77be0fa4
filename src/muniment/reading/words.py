"""Text cut into the words that the search knows, and these into entries of its index.

Words are without case, accents and compatibility forms, letters and digits only, the same on every database and for
documents, names and queries. Done where the text is read, in the sandbox's child; servers cut names and queries only.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from muniment.reading.model import Page
from muniment.unicode import normalised, without_marks

MAX_WORD_CHARACTERS = 64
MAX_ENTRY_WORDS = 16_000
MAX_ENTRY_BYTES = 1_000_000
"""tsvector (PostgreSQL) keeps positions up to 16,383 and 1,048,575 bytes in all, of which a word's place takes up to
_BYTES_BESIDE_A_WORD; a longer page becomes several entries."""

_BYTES_BESIDE_A_WORD = 6
_PIECE_CHARACTERS = 65_536  # normalised at once: a character may become 18, and takes 4 bytes each
_WORD = re.compile(r"[^\W_]+")
_LAST_SPACE = re.compile(r"(?s).*\s")


def words(value: str) -> list[str]:
    """The words of a text as they are indexed and asked for."""
    return [word for piece in _pieces(value) for word in _words(piece)]


def entries(page: Page) -> Iterator[str]:
    """The words of a page and its label, spaces between, in as many entries as they need; none where there are none."""
    held: list[str] = []
    for piece in _pieces(f"{page.label}\n{page.text}" if page.label else page.text):
        held += _words(piece)
        while len(held) >= MAX_ENTRY_WORDS:
            yield from _fitting(held[:MAX_ENTRY_WORDS])
            del held[:MAX_ENTRY_WORDS]
    if held:
        yield from _fitting(held)


def _words(piece: str) -> list[str]:
    plain = without_marks(normalised(piece, "NFKD").casefold())
    return [word[:MAX_WORD_CHARACTERS] for word in _WORD.findall(normalised(plain, "NFC"))]


def _pieces(text: str) -> Iterator[str]:
    """The text in pieces that end where no word does, or, where there is no such place, wherever they are full."""
    start = 0
    while len(text) - start > _PIECE_CHARACTERS:
        found = _LAST_SPACE.match(text, start, start + _PIECE_CHARACTERS)
        end = found.end() if found is not None else start + _PIECE_CHARACTERS
        yield text[start:end]
        start = end
    yield text[start:]


def _fitting(found: list[str]) -> Iterator[str]:
    """The words in one entry, or in several where they are so long that one could not hold them."""
    if len("".join(found).encode()) + _BYTES_BESIDE_A_WORD * len(found) <= MAX_ENTRY_BYTES:
        yield " ".join(found)
        return
    middle = len(found) // 2
    yield from _fitting(found[:middle])
    yield from _fitting(found[middle:])
