"""What a query says: words (all must match), "words in quotes" (a phrase), word* (a beginning), and -word, -"words",
-word* (what must not stand there).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from muniment.reading.words import asked

MAX_QUERY_GROUPS = 16
"""Words and phrases of a query that count; further ones are left out."""

MAX_QUERY_WORDS = 64
"""Words of all groups together that count: one character of a query may stand for eighteen letters and several words
(U+FDFA), and a phrase of a thousand words takes seconds to look for."""

_GROUP = re.compile(r'(-?)(?:"([^"]*)"?|(\S+))')
_QUOTES = str.maketrans(
    dict.fromkeys("\u201c\u201d\u201e\u201f\u00ab\u00bb\u300c\u300d\u300e\u300f\u301d\u301e\u301f\uff02", '"')
)
"""As word processors and writings other than English set them."""


@dataclass(frozen=True, slots=True)
class Group:
    """What must stand together: one word, or the words of a phrase. `is_prefix`: the last one is a beginning.
    `is_excluded`: it must not stand there."""

    words: tuple[str, ...]
    is_prefix: bool = False
    is_excluded: bool = False
    runs: tuple[str, ...] = field(default=(), compare=False)
    """The same letters as they are written together; see `reading.words.Asked`."""

    def stands_in(self, found: Sequence[str]) -> bool:
        """Whether it stands in a text of these words."""
        *before, last = self.words
        for start in range(len(found) - len(before)):
            end = start + len(before)
            is_last = found[end].startswith(last) if self.is_prefix else found[end] == last
            if is_last and list(found[start:end]) == before:
                return True
        return False


def parse(query: str) -> tuple[Group, ...]:
    """The groups of a query; empty when none of them says what must stand there."""
    groups = []
    left = MAX_QUERY_WORDS
    for match in _GROUP.finditer(query.translate(_QUOTES)):
        minus, phrase, word = match.groups()
        found = asked(phrase if phrase is not None else word)
        if found.words and left:
            is_cut = len(found.words) > left
            is_prefix = not is_cut and (found.is_open or (word is not None and word.endswith("*")))
            words, runs = found.words[:left], found.runs[:left]
            groups.append(Group(words, is_prefix=is_prefix, is_excluded=bool(minus), runs=runs))
            left -= len(words)
    counted = tuple(dict.fromkeys(groups))[:MAX_QUERY_GROUPS]
    return counted if any(not group.is_excluded for group in counted) else ()
