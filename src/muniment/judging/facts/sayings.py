"""Sentences of other languages than English that state a value: the patterns of `vocabulary`, found around a value.

Values are looked for by patterns of their own, once for every kind, and the words around them at their two ends:
patterns with a value's pattern inside took eight seconds to compile.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import islice

from muniment.judging.facts import dates, money, vocabulary
from muniment.judging.facts.names import NAME, PARTY
from muniment.judging.facts.view import Leaf, Mark

DAY = (
    rf"(?i:(?:\d{{1,2}}(?:\.|er|º|ª|°)?\s?"
    rf"(?:(?:de|di) |d['’])?{dates.MONTH}\.?,?\s(?:(?:de|del|do) )?\d{{4}}|\d{{1,2}}[./-]\d{{1,2}}[./-]\d{{2,4}}|"
    rf"\d{{4}}-\d\d-\d\d|{dates.MONTH}\s(?:(?:de|del) )?\d{{4}}))"
)
VERSION = r"\d{1,3}(?:\.\d{1,3}){0,3}(?:(?![\w/])|(?=版))"
_Span = tuple[int, int]
_UNIT = re.compile(r"(?i)(?<!\w)(?:" + "|".join(sorted(money.UNITS, key=len, reverse=True)) + r")(?!\w)")
_MAX_LENGTH = 45
"""Characters of a length of time ahead of its unit's end."""
_NUMBER = re.compile(
    r"(?<![\w.,-])(?:\d{1,4}|[^\W\d_]+(?:-[^\W\d_]+){0,3})(?![\w]|[.,]\d)|"
    r"(?<=[\u3040-\u9fff])\d{1,4}(?=\s?[\u3040-\u9fff])"
)
_PERCENT = re.compile(r"(?<![\d.,])(?:9\d(?:[.,]\d{1,5})?|100(?:[.,]0+)?)(?!\d)")


_WEEKDAY = re.compile(
    r"(?i)(?<!\w)(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day|(?:mon|diens|donners|frei|sams|sonn)tag|mittwoch|"
    r"(?:lun|mar|mercre|jeu|vendre|same)di|dimanche|lunes|martes|miércoles|jueves|viernes|sábado|domingo|"
    r"(?:lune|marte|mercole|giove|vener)dì|sabato|domenica|(?:maan|dins|woens|donder|vrij|zater|zon)dag|"
    r"(?:segunda|terça|quarta|quinta|sexta)-feira),?(?: (?:the|den|dem|le|el|il|día))? $"
)
"""The name of a day of the week ahead of its date."""
_WEEKDAY_REACH = 22


def _days(text: str) -> Iterator[_Span]:
    for found in dates.find(text, day_first=True):
        named = _WEEKDAY.search(text, max(0, found.start - _WEEKDAY_REACH), found.start)
        yield (named.start() if named else found.start, found.end)


def _lengths(text: str) -> Iterator[_Span]:
    for unit in _UNIT.finditer(text):
        for found in money.DURATION.finditer(text, max(0, unit.end() - _MAX_LENGTH), unit.end()):
            if found.end() == unit.end():
                yield found.span()


def _counts(text: str) -> Iterator[_Span]:
    return (one.span() for one in _NUMBER.finditer(text) if one[0].isdigit() or one[0].lower() in money.WORD_NUMBERS)


def _percents(text: str) -> Iterator[_Span]:
    return (one.span() for one in _PERCENT.finditer(text))


_VALUES: dict[str, Callable[[str], Iterator[_Span]]] = {
    "day": _days,
    "length": _lengths,
    "count": _counts,
    "percent": _percents,
}
"""Kinds of values that are found first, and then the words around them."""


@lru_cache(maxsize=64)
def _values(kind: str, text: str) -> tuple[_Span, ...]:
    """Where a page's values of a kind stand; asked for once by every saying."""
    return tuple(_VALUES[kind](text))


_STARTS = {
    "name": (PARTY, r"(?=[A-ZÀ-Þ0-9])"),
    "likely": (re.compile(NAME), r"(?=[A-ZÀ-Þ0-9])"),
    "version": (re.compile(VERSION), r"(?=\d)"),
    "role": (re.compile(r"[^\s.;:]{2,}(?: [^\s.;:]+){0,6}"), r"(?=[^\W\d_])"),
    "thing": (re.compile(r"[A-ZÀ-Þ0-9][\w&'+/-]*(?: [\w&'+/-]+){0,7}"), r"(?=[A-ZÀ-Þ0-9])"),
    "money": (re.compile(r".{3,60}"), r"(?=(?:[A-Z]{1,3}|[€$£])?\s?\d)"),
    "identifier": (re.compile(r"[A-Z0-9][\w./-]{2,30}"), r"(?=[A-Z0-9])"),
}
"""Kinds that are read where the words ahead of them end: the value, and how it must begin."""
MAX_PLACES = 60
"""Of the word of one saying on a page."""
_BEFORE, _AFTER = 170, 330
"""Characters of the window around that word."""
_MAX_AHEAD = 220
_STOP_BEHIND_FIGURE = r"(?:[^.]|(?<=\d)\.)"


@dataclass(frozen=True, slots=True)
class Saying:
    """How a language says the value of a key: what stands ahead of the value and behind it. Without `has_value` the
    words ahead say all."""

    key: str
    kind: str
    anchor: str
    ahead: re.Pattern[str] | None
    behind: re.Pattern[str] | None
    has_value: bool

    @property
    def leads(self) -> bool:
        """Whether the value stands ahead of the words."""
        return self.ahead is None


@dataclass(frozen=True, slots=True)
class Said:
    """Where a leaf says it: `leaf.flat[start:end]` with the value at `leaf.flat[begin:finish]`."""

    saying: Saying
    leaf: Leaf
    start: int
    end: int
    begin: int
    finish: int

    @property
    def text(self) -> str:
        """All of it."""
        return self.leaf.flat[self.start : self.end]

    @property
    def value(self) -> str:
        """Its value; empty where it has none."""
        return self.leaf.flat[self.begin : self.finish]

    @property
    def mark(self) -> Mark:
        """Its place on the page."""
        return self.leaf.mark(self.start, self.end)

    def before(self, characters: int) -> str:
        """The flat text ahead of it."""
        return self.leaf.flat[max(0, self.start - characters) : self.start]

    def after(self, characters: int) -> str:
        """The flat text behind it."""
        return self.leaf.flat[self.end : self.end + characters]


@cache
def sayings(
    family: str, kinds: tuple[tuple[str, str], ...], languages: tuple[str, ...] = vocabulary.LANGUAGES
) -> tuple[Saying, ...]:
    """The sayings of a family, compiled. `kinds`: by key, how its value is read."""
    kind_of = dict(kinds)
    made = []
    for key, anchor, wording in vocabulary.said(family, languages):
        read = kind_of.get(key, "identifier")
        kind = "name" if read == "names" else read
        ahead, slot, behind = wording.replace("[^.]", _STOP_BEHIND_FIGURE).partition("{}")
        if not slot:
            made.append(Saying(key, kind, anchor, re.compile(f"(?i){ahead}"), None, has_value=False))
            continue
        for one in (kind, "likely") if read == "name" else (kind,):
            end = r"\Z" if one in _VALUES else _STARTS[one][1]
            made.append(
                Saying(
                    key,
                    one,
                    anchor,
                    re.compile(f"(?i:{ahead}){end}") if ahead else None,
                    re.compile(f"(?i){behind}") if behind else None,
                    has_value=True,
                )
            )
    return tuple(made)


def find(saying: Saying, leaves: Iterable[Leaf]) -> Iterator[Said]:
    """Where the leaves say it, once around each place of its word."""
    for leaf in leaves:
        seen = -1
        for at in islice(_places(leaf.low, saying.anchor), MAX_PLACES):
            found = _around(saying, leaf, at)
            if found and found.start > seen:
                seen = found.start
                yield found


def _places(text: str, word: str) -> Iterator[int]:
    at = text.find(word)
    while at >= 0:
        yield at
        at = text.find(word, at + 1)


def _around(saying: Saying, leaf: Leaf, at: int) -> Said | None:
    low, high = max(0, at - _BEFORE), at + _AFTER
    if not saying.has_value:
        return _words_alone(saying, leaf, low, high)
    if saying.kind in _VALUES:
        return _around_value(saying, leaf, low, high)
    return (_ahead_of_words if saying.leads else _behind_words)(saying, leaf, low, high)


def _words_alone(saying: Saying, leaf: Leaf, low: int, high: int) -> Said | None:
    assert saying.ahead is not None
    words = saying.ahead.search(leaf.flat, low, high)
    return Said(saying, leaf, *words.span(), words.end(), words.end()) if words else None


def _around_value(saying: Saying, leaf: Leaf, low: int, high: int) -> Said | None:
    for span in _values(saying.kind, leaf.flat):
        start, end = span
        if start < low or end > high:
            continue
        if saying.ahead is not None:
            ahead = saying.ahead.search(leaf.flat, max(low, start - _MAX_AHEAD), start)
            if ahead is None:
                continue
            start = ahead.start()
        if saying.behind is not None:
            behind = saying.behind.match(leaf.flat, end)
            if behind is None:
                continue
            end = behind.end()
        return Said(saying, leaf, start, end, *span)
    return None


def _ahead_of_words(saying: Saying, leaf: Leaf, low: int, high: int) -> Said | None:
    """Of several values ahead of the words the nearest."""
    assert saying.behind is not None
    nearest: Said | None = None
    for value in _STARTS[saying.kind][0].finditer(leaf.flat, low, high):
        behind = saying.behind.match(leaf.flat, value.end())
        if behind:
            nearest = Said(saying, leaf, value.start(), behind.end(), *value.span())
    return nearest


def _behind_words(saying: Saying, leaf: Leaf, low: int, high: int) -> Said | None:
    """The first value behind the words; of names one that stands on one line before one that runs over lines."""
    assert saying.ahead is not None
    parted: Said | None = None
    for ahead in saying.ahead.finditer(leaf.flat, low, high):
        value = _STARTS[saying.kind][0].match(leaf.flat, ahead.end())
        if value is None:
            continue
        behind = saying.behind.match(leaf.flat, value.end()) if saying.behind else value
        if not behind:
            continue
        found = Said(saying, leaf, ahead.start(), max(value.end(), behind.end()), *value.span())
        if saying.kind not in ("name", "likely") or "\n" not in leaf.mark(*value.span()).text:
            return found
        parted = parted or found
    return parted
