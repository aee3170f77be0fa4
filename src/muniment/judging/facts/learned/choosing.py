"""Which of what the chooser holds likely is a fact: surely enough, no other beside it, and nothing said against it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from muniment.judging.facts import tables, vocabulary
from muniment.judging.facts.keys import fact
from muniment.judging.facts.learned.chooser import DOCUMENT_DATE, LISTS, Choice, chooser, overlaps
from muniment.judging.facts.learned.places import Place, places
from muniment.judging.facts.names import TOLD_OF
from muniment.judging.facts.severities import OF_EARLIER
from muniment.judging.facts.view import Mark, View
from muniment.judging.model import Fact

SURE, LIKELY = 0.6, 0.45
"""How likely it must be that the likeliest value is the fact, and how likely that value by itself."""
NEARLY = 0.8
"""A second value that is so many times as likely makes the first none."""
OVERRULES = ((0.8, 0.1), (0.6, 0.02))
"""How sure a value is that takes the place of one that a reader found, and how unlikely that one."""
MAX_LIST_CHARACTERS = 1_200
"""From the first value of a list to its last, on one page: a quote must hold them all."""
_OF_A_YEAR = frozenset({"revenue", "net_income"})
"""Keys of which a table without currencies has a figure for each year: readers alone tell whose it is."""
_BEGUN = {"incorporation": "incorporation_date", "certificate_of_insurance": "effective_date"}
"""By family, the fact whose day is not the paper's own unless a reader says so: that a company or a cover began."""
Value = str | int | float | tuple[str, ...]
_NOTHING: Mapping[str, Value] = MappingProxyType({})
_REST = 80
"""Characters behind a value that are looked at."""
_MAX_GAP = 6
"""Characters between two amounts of which nothing says what either is."""
_MOST_SURE = 0.9
"""Of a fact that no reader of its own found."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """What was chosen for a key: its value, with the chance of the least likely of a list, and what says so."""

    value: Value
    chance: float
    says: Mark


def learned(view: View, family: str, stated: Mapping[str, Value] = _NOTHING) -> dict[str, Chosen]:
    """The value of each key of the family that is likely enough, and no other beside it; of a list, all that are.

    `stated`: what readers found, by key. Of these keys only a value that is likely where theirs, which stands there as
    well, is not.
    """
    by = chooser()
    found = {}
    for key, those in by.choices(places(view, by.kinds_of(family)), family).items():
        those = [one for one in those if _may_be(key, one.place)]
        if key in LISTS:
            chosen = _list(those, by.floors[key], LISTS[key]) if key not in stated else None
        else:
            surety = by.surety(key, those) if those else 0.0
            is_open = key not in stated or _overrules(surety, those, stated[key])
            is_open = is_open and not (key.startswith("limit_") and _is_one_of_two(those))
            chosen = _one(those, surety) if is_open and not _is_told(key, those, stated) else None
        if chosen is not None:
            found[key] = chosen
    begun = stated.get(_BEGUN.get(family, ""))
    return {
        key: one
        for key, one in found.items()
        if not (key == DOCUMENT_DATE and one.value == begun) and not _is_other_end(key, one, found, stated)
    }


def _may_be(key: str, place: Place) -> bool:
    """Whether a place is of what its key is told by: a year's figure has its currency, whose paper it is no sentence
    that goes on about it."""
    if key in _OF_A_YEAR:
        return "is signed" in place.features
    return key != "company_name" or not TOLD_OF.match(place.mark.page.text, place.mark.end)


def _is_told(key: str, choices: Sequence[Choice], stated: Mapping[str, Value]) -> bool:
    """Whether the first value, an amount, a count or a length of time, stands once and is another fact, so not two."""
    if not choices or choices[0].place.kind not in ("money", "count", "time") or len(choices[0].mentions) > 1:
        return False
    return any(one == choices[0].place.value for other, one in stated.items() if other != key)


def _is_one_of_two(choices: Sequence[Choice]) -> bool:
    """Whether another amount stands right beside the first, and no head of a column says which of them is which."""
    if not choices or any(one.startswith("head ") for one in choices[0].place.features):
        return False
    first = choices[0].place.mark
    return any(_touches(first, place.mark) for one in choices[1:] for place in one.mentions)


def _touches(one: Mark, other: Mark) -> bool:
    begin, end = min(one.end, other.end), max(one.start, other.start)
    is_near = one.page is other.page and 0 <= end - begin <= _MAX_GAP
    return is_near and not one.page.text[begin:end].strip(" \t|/")


def _is_other_end(key: str, chosen: Chosen, found: Mapping[str, Chosen], stated: Mapping[str, Value]) -> bool:
    """Whether one end of a span was taken for the other, as "4" is no date in "from 4 to 15 May"."""
    ends = (key.removesuffix("_start") + "_end", key.removesuffix("_end") + "_start")
    if key.endswith("_start") and ends[0] in found:
        return chosen.value == found[ends[0]].value
    return any(end != key and chosen.value == stated.get(end) for end in ends)


def _overrules(surety: float, choices: Sequence[Choice], value: Value) -> bool:
    """Whether the first value, no count, takes the place of one that somebody else found, which stands there and is
    unlikely: of the mentions that are the same, a part of it or all around it, each. What was reckoned or put together
    stands nowhere."""
    if not choices or choices[0].place.kind == "count":
        return False
    told = str(value).lower()
    same = (
        (one for one in choices if _is_part(told, str(one.place.value).lower()))
        if isinstance(value, str)
        else (one for one in choices if one.place.value == value)
    )
    chances = [one.chance for one in same]
    return bool(chances) and any(surety >= sure and max(chances) < doubted for sure, doubted in OVERRULES)


def _is_part(one: str, other: str) -> bool:
    return one in other or other in one


def _one(choices: Sequence[Choice], surety: float) -> Chosen | None:
    """The first, where it is sure, none that stands apart is nearly as likely or answers the same words, and nothing
    around it says that it is another document's, or of an earlier time."""
    if surety < SURE or choices[0].chance < LIKELY or _is_anothers(choices[0].place) or _ends_in_label(choices[0]):
        return None
    first, *others = choices
    if first.place.kind == "name" and _OPENS_PARAGRAPH.match(str(first.place.value)):
        return None
    apart = [one for one in others if not overlaps(one.place, first.place)]
    if any(
        one.chance >= NEARLY * first.chance or (one.place.label and one.place.label == first.place.label)
        for one in apart
    ):
        return None
    return Chosen(first.place.value, surety, first.place.says)


_OPENS_PARAGRAPH = re.compile(r"\d{1,2}(?:\.\d{1,2})*[.)]\s|\d{1,2}\.\d{1,2}\s|§\s?\d|(?i:section|clause|article)\s\d")
"""The number of a paragraph: its heading is nobody's name and no title."""


def _ends_in_label(choice: Choice) -> bool:
    """Whether a name runs on into what the next value is called."""
    words = str(choice.place.value).split()
    return choice.place.kind == "name" and len(words) > 2 and tables.is_label(" ".join(words[-2:]))


def _list(choices: Sequence[Choice], floor: float, fewest: int) -> Chosen | None:
    """All that are likely enough, in the order in which they stand, near each other; none within another."""
    kept: list[Choice] = []
    for one in choices:
        if one.chance < floor:
            break
        is_told = any(_is_within(one, other) or overlaps(one.place, other.place) for other in kept)
        if not is_told and not _is_anothers(one.place):
            kept.append(one)
    if len(kept) < fewest:
        return None
    first = kept[0].place.mark
    near = [min(one.mentions, key=lambda place: _distance(place.mark, first)) for one in kept]
    near.sort(key=lambda place: place.mark.start)
    if any(place.mark.page is not first.page for place in near):
        return None
    says = near[0].says.to(near[-1].mark)
    if says.end - says.start > MAX_LIST_CHARACTERS:
        return None
    return Chosen(tuple(str(place.value) for place in near), min(one.chance for one in kept), says)


def _is_within(one: Choice, other: Choice) -> bool:
    return _is_part(str(one.place.value).lower(), str(other.place.value).lower())


def _distance(mark: Mark, other: Mark) -> float:
    return abs(mark.start - other.start) if mark.page is other.page else float("inf")


def _is_anothers(place: Place) -> bool:
    """Whether what is said ahead of a value is of another document, of a person, or of another time; or the rest of its
    sentence of an earlier one."""
    said, mark = place.says.text, place.mark
    rest = mark.page.text[mark.end : mark.end + _REST].partition(".")[0].partition("\n")[0]
    others = (_OF_ELSE, *map(vocabulary.pattern, (*vocabulary.EARLIER, "first", "of_ours")))
    is_left = place.kind == "count" and _IS_LEFT.search(rest)
    is_borne = place.kind == "money" and (_IS_BORNE.match(rest) or _IS_PRICE.search(said))
    return (
        bool(is_left or is_borne)
        or any(one.search(said) for one in others)
        or any(map(OF_EARLIER.search, (said, rest)))
    )


def as_fact(key: str, chosen: Chosen) -> Fact:
    """What was chosen as a candidate, with the words that say what it is."""
    return fact(key, chosen.value, chosen.says, confidence=min(chosen.chance, _MOST_SURE))


_OF_ELSE = re.compile(
    r"(?i)\b(?:refers to|the following documents|see also|siehe auch|voir aussi|véase|vedi anche|zie ook|ver também|"
    r"born|geb|geboren|née?|nat[oa] (?:a|il)|nacid[oa]|nascid[oa]|r[eé]troa[ck]?t\w+|rückwirk\w+|terugwerk\w+|"
    r"deductibles?|excess|franchigia|scoperto|selbstbe(?:halt|teiligung)|franchise|franquicia|franquia|eigen risico|"
    r"cured?|remed(?:y|ied)|abgeholfen|abhilfe|beheben|remédié|subsanad[oa]|sanat[oa]|sanad[oa]|hersteld?)\b"
)
"""Ahead of another document, a birthday, the time that a cover reaches back, what the insured bears, and that within
which a breach is made good."""
_IS_PRICE = re.compile(r"(?i)\d (?:at|@|x|×|à|zu je|a) (?:[$€£]|[A-Z]{3})\s?[\d.,]{1,12}$")
"""A price of so many."""
_IS_BORNE = re.compile(
    r"(?i)[^\d,;]{0,20}\b(?:deductibles?|excess|franchigia|scoperto|selbstbe(?:halt|teiligung)|franchise|franquicia|"
    r"franquia|eigen risico)\b"
)
"""Behind an amount that the insured bears."""
_IS_LEFT = re.compile(
    r"(?i)\b(?:remain\w*|outstanding|verbleib\w+|verblieb\w+|subsist\w+|rest(?:e|ent|an|ante|antes)|quedan?|"
    r"rimang\w+|rest(?:a|ano)|resterend\w*|permanec\w+)\b"
)
"""Behind a count of what is left of findings."""
