"""Days of a policy's front matter by the nearest word ahead of them that says what was done on them, however who did
it is named between: "Adopted by the Board of Trustees: 4 May 2026", in a cell, tile, piece of a line or sentence."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from functools import cache

from muniment.judging.facts import dates, vocabulary
from muniment.judging.facts.keys import fact
from muniment.judging.facts.policies import OF_ANOTHER
from muniment.judging.facts.view import Leaf, View
from muniment.judging.model import Fact

KINDS: Mapping[str, str] = {
    "approval_date": "approves",
    "effective_date": "takes_effect",
    "next_review_date": "reviews",
    "document_date": "dates_itself",
    "": "dates_another",
}
"""By key, the list of words in `languages/*.toml` that lead to its day; those without a key date something else."""
MAX_ZONE, MAX_END = 1_800, 700
"""Characters at the head of a page, and at the end of the last, that may be front matter."""
MAX_AHEAD, MAX_WORDS = 100, 9
"""Characters and words between a word and its day."""
MIN_DAYS_TO_REVIEW = 25
CONFIDENCE = 0.78
MAX_OWN_DAYS, OWN_DAY = 3, 0.7
"""Days on which a document was made, issued and changed, of which the latest is its own; and how sure that is."""
_OF_OTHERS = (*vocabulary.EARLIER, "last_one", "denied")
"""Lists of words that make a day another document's, or none."""
_PARTS = re.compile(r"[.;|·•](?:\s|$)|\t")
_FEW = re.compile(r"(?:[^\s\d]+\s*){0,9}")


@cache
def _words(languages: tuple[str, ...]) -> re.Pattern[str]:
    kinds = (
        f"(?P<{key or 'own'}>{'|'.join(sorted(found, key=len, reverse=True))})"
        for key, name in KINDS.items()
        if (found := [word for language in languages for word in vocabulary.own_words(name, language=language)])
    )
    return re.compile(rf"(?i)(?<![\w-])(?:{'|'.join(kinds)})(?: (?:date|datum|fecha|data))?(?![\w-])")


def front_dates(view: View, keys: Sequence[str], languages: tuple[str, ...]) -> Iterator[Fact]:
    """Candidates for `keys`, the days that all places of the front matter agree on; a review lies behind all other
    days that stand there."""
    stated: dict[str, dict[str, Fact]] = {}
    every: list[dates.Found] = []
    for leaf, start, end in _zones(view):
        found = dates.find(leaf.flat[start:end], day_first=view.day_first)
        every.extend(found)
        for index, day in enumerate(found):
            begin = max(start, start + day.start - MAX_AHEAD, start + found[index - 1].end if index else 0)
            said = leaf.flat[begin : start + day.start]
            ahead = _PARTS.split(said.rstrip(" |"))[-1] + said[len(said.rstrip(" |")) :]
            word = next(reversed(list(_words(languages).finditer(ahead))), None)
            if word is None or word.lastgroup not in keys or not _FEW.fullmatch(ahead[word.end() :].lstrip(" :,-(")):
                continue
            if any(vocabulary.pattern(name).search(ahead) for name in _OF_OTHERS) or OF_ANOTHER.search(ahead):
                continue
            mark = leaf.mark(start + day.start - len(ahead) + word.start(), start + day.end)
            made = fact(str(word.lastgroup), day.iso, mark, confidence=CONFIDENCE, quote_limit=1)
            stated.setdefault(made.key, {}).setdefault(day.iso, made)
    for key, answers in stated.items():
        if key == "document_date" and len(answers) <= MAX_OWN_DAYS:
            yield replace(answers[max(answers)], confidence=OWN_DAY)
        elif len(answers) == 1 and (key != "next_review_date" or _is_ahead(next(iter(answers)), every)):
            yield from answers.values()


def _is_ahead(iso: str, every: Sequence[dates.Found]) -> bool:
    """Whether a day lies behind all others of the front matter."""
    own = next((one.day for one in every if one.iso == iso), None)
    return own is not None and all(
        one.iso == iso or one.day + timedelta(days=MIN_DAYS_TO_REVIEW) <= own for one in every
    )


def _zones(view: View) -> Iterator[tuple[Leaf, int, int]]:
    front = view.front(2)
    for leaf in front:
        yield leaf, 0, min(len(leaf.flat), MAX_ZONE)
    last = view.leaves[-1] if view.leaves else None
    if last and (last not in front or len(last.flat) > MAX_ZONE):
        yield last, max(MAX_ZONE if last in front else 0, len(last.flat) - MAX_END), len(last.flat)
