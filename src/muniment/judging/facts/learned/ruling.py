"""What was learned and what readers found, weighed against each other: which value is the fact, if any.

A value that no reader found must be sure, and nothing around it may say that it is another fact, another document's, or
of another time.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from muniment.judging.facts import tables, vocabulary
from muniment.judging.facts.keys import fact
from muniment.judging.facts.learned.arbiter import Choice, Claim, Stated, Value, claims, overlap
from muniment.judging.facts.learned.chooser import DOCUMENT_DATE, LISTS, chooser
from muniment.judging.facts.learned.places import Place, places
from muniment.judging.facts.names import TOLD_OF
from muniment.judging.facts.severities import OF_EARLIER
from muniment.judging.facts.view import Mark, View
from muniment.judging.model import Fact

SURE, KEPT, AHEAD = 0.5, 0.4, 0.2
"""How likely a value must be that no reader found, and one that a reader found; and by how much another one must be
likelier than that."""
LIKELY = 0.4
"""How likely a value that no reader found must be by what stands around it alone."""
NEARLY = 0.8
"""A second number that is so many times as likely makes the first none."""
_NUMBERS = frozenset({"share", "time"})
"""Kinds of which a document has many that look alike."""
_REPEATED = frozenset({"share", "time", "money"})
"""Kinds of which a page's foot or a clause says one again and again."""
_TOLD_BY = {
    "liability_cap_amount": "of_liability",
    "breach_notification": "of_breach",
    "subprocessor_notice": "of_subprocessors",
}
"""Keys whose words must stand with a value that no reader found."""
MAX_LIST_CHARACTERS = 1_200
"""From the first value of a list to its last, on one page: a quote must hold them all."""
_OF_A_YEAR = frozenset({"revenue", "net_income"})
"""Keys of which a table without currencies has a figure for each year: readers alone tell whose it is."""
_BEGUN = {"incorporation": "incorporation_date", "certificate_of_insurance": "effective_date"}
"""By family, the fact whose day is not the paper's own unless a reader says so: that a company or a cover began."""
_NOTHING: Mapping[str, Stated] = MappingProxyType({})
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


@dataclass(frozen=True, slots=True)
class Ruling:
    """`chosen`: values by key that take the place of what readers found, or stand where they found nothing. `refused`:
    keys for which what they found is not likely enough, and nothing else is."""

    chosen: Mapping[str, Chosen]
    refused: frozenset[str] = frozenset()


def learned(view: View, family: str, stated: Mapping[str, Stated] = _NOTHING) -> Ruling:
    """The value of each key of the family that is likelier than any other and likely enough; of a list, all that are.

    `stated`: what readers found, by key, which is weighed beside it; a list that they found stays.
    """
    by = chooser()
    found: dict[str, Chosen] = {}
    refused: set[str] = set()
    for key, those in by.choices(places(view, by.kinds_of(family)), family).items():
        those = [one for one in those if one.place.kind != "count" and _may_be(key, one.place)]
        if not those and key not in LISTS:  # nothing is weighed, as of counts: readers tell who counts what
            continue
        if key in LISTS:
            chosen = _list(those, by.floors[key], LISTS[key]) if key not in stated else None
        else:
            weighed = claims(those, stated.get(key))
            chances = by.arbiter.chances(key, family, weighed)
            at = _first(key, weighed, chances.tolist(), those, stated)
            chosen = _as_chosen(weighed[at], float(chances[at])) if at is not None else None
            refused |= {key} if at is None and key in stated else set()
        if chosen is not None:
            found[key] = chosen
    begun = stated.get(_BEGUN.get(family, ""))
    kept = {
        key: one
        for key, one in found.items()
        if not (key == DOCUMENT_DATE and begun is not None and one.value == begun.value)
        and not _is_other_end(key, one, found, stated)
    }
    return Ruling(kept, frozenset(refused))


def _first(
    key: str,
    weighed: Sequence[Claim],
    chances: Sequence[float],
    choices: Sequence[Choice],
    stated: Mapping[str, Stated],
) -> int | None:
    """Which claim is the fact: the likeliest, where it is likely enough, not barred, and likelier by far than what
    readers found; else what they found, where that is likely enough. A name that they found also where nothing but
    itself, or a part of it, or what it is a part of, is likelier."""
    own = next((at for at, claim in enumerate(weighed) if claim.is_stated), None)
    best = max(range(len(weighed)), key=lambda at: chances[at], default=None)
    if best is None:
        return None
    choice = weighed[best].choice
    if own is not None and _is_part(weighed[best], stated[key]):
        return own
    is_ahead = own is None or chances[best] - chances[own] >= AHEAD
    if is_ahead and choice is not None and chances[best] >= SURE and not _is_barred(key, choice, choices, stated):
        return best
    return own if own is not None and chances[own] >= KEPT else None


def _is_part(claim: Claim, stated: Stated) -> bool:
    """Whether a name is what a reader found, a part of it, or all around it."""
    if claim.choice is None or claim.choice.place.kind not in ("name", "identifier"):
        return False
    return _is_within(claim.choice.place.value, stated.value)


def _as_chosen(claim: Claim, chance: float) -> Chosen | None:
    """What takes the place of what a reader found; None where it is that."""
    if claim.is_stated or claim.choice is None:
        return None
    return Chosen(claim.choice.place.value, chance, claim.choice.place.says)


def _is_barred(key: str, choice: Choice, choices: Sequence[Choice], stated: Mapping[str, Stated]) -> bool:
    """Whether something says that a value that no reader found is not the fact, however likely."""
    said = choice.place.says.text
    if key in _TOLD_BY and not vocabulary.pattern(_TOLD_BY[key]).search(said):
        return True
    if _of_one_mention(choice) < LIKELY or (key.startswith("limit_") and _is_one_of_two(choice, choices)):
        return True
    apart = [one for one in choices if one is not choice and not overlap(one.place, choice.place)]
    if choice.place.kind in _NUMBERS and any(one.chance >= NEARLY * choice.chance for one in apart):
        return True
    is_heading = choice.place.kind == "name" and _OPENS_PARAGRAPH.match(str(choice.place.value)) is not None
    return (
        is_heading
        or _is_told(key, choice, stated)
        or _is_anothers(choice.place)
        or _ends_in_label(choice)
        or any(one.place.label and one.place.label == choice.place.label for one in apart)
    )


def _of_one_mention(choice: Choice) -> float:
    """The chance that each of a value's mentions has alone, if all are alike: a line that every page repeats says no
    more than one."""
    if choice.place.kind not in _REPEATED:
        return choice.chance
    return float(1 - (1 - choice.chance) ** (1 / max(1, len(choice.mentions))))


def _may_be(key: str, place: Place) -> bool:
    """Whether a place is of what its key is told by: a year's figure has its currency, whose paper it is no sentence
    that goes on about it."""
    if key in _OF_A_YEAR:
        return "is signed" in place.features
    return key != "company_name" or not TOLD_OF.match(place.mark.page.text, place.mark.end)


def _is_told(key: str, choice: Choice, stated: Mapping[str, Stated]) -> bool:
    """Whether a value, an amount or a length of time, stands once and is another fact, so not two."""
    if choice.place.kind not in ("money", "time") or len(choice.mentions) > 1:
        return False
    return any(one.value == choice.place.value for other, one in stated.items() if other != key)


def _is_one_of_two(choice: Choice, choices: Sequence[Choice]) -> bool:
    """Whether another amount stands right beside it, and no head of a column says which of them is which."""
    if any(one.startswith("head ") for one in choice.place.features):
        return False
    first = choice.place.mark
    return any(_touches(first, place.mark) for one in choices if one is not choice for place in one.mentions)


def _touches(one: Mark, other: Mark) -> bool:
    begin, end = min(one.end, other.end), max(one.start, other.start)
    is_near = one.page is other.page and 0 <= end - begin <= _MAX_GAP
    return is_near and not one.page.text[begin:end].strip(" \t|/")


def _is_other_end(key: str, chosen: Chosen, found: Mapping[str, Chosen], stated: Mapping[str, Stated]) -> bool:
    """Whether one end of a span was taken for the other, as "4" is no date in "from 4 to 15 May"."""
    ends = (key.removesuffix("_start") + "_end", key.removesuffix("_end") + "_start")
    if key.endswith("_start") and ends[0] in found:
        return chosen.value == found[ends[0]].value
    return any(end != key and end in stated and chosen.value == stated[end].value for end in ends)


_OPENS_PARAGRAPH = re.compile(
    r"\d{1,2}(?:\.\d{1,2})*[.)]\s|\d{1,2}\.\d{1,2}\s|§\s?\d|(?i:section|clause|article)\s\d|"
    r"(?i:under|pursuant to|subject to|gemäß|nach Maßgabe|conformément|según|conforme|ai sensi|krachtens|nos termos) "
)
"""The number of a paragraph, whose heading is nobody's name and no title, or what leads to another paper."""


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
        is_told = any(
            _is_within(one.place.value, other.place.value) or overlap(one.place, other.place) for other in kept
        )
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


def _is_within(one: Value, other: Value) -> bool:
    """Whether either is a part of the other, whatever its case."""
    mine, its = str(one).lower(), str(other).lower()
    return mine in its or its in mine


def _distance(mark: Mark, other: Mark) -> float:
    return abs(mark.start - other.start) if mark.page is other.page else float("inf")


def _is_anothers(place: Place) -> bool:
    """Whether what is said ahead of a value is of another document, of a person, or of another time; or the rest of its
    sentence of an earlier one."""
    said, mark = place.says.text, place.mark
    rest = mark.page.text[mark.end : mark.end + _REST].partition(".")[0].partition("\n")[0]
    others = (_OF_ELSE, *map(vocabulary.pattern, (*vocabulary.EARLIER, "first", "of_ours")))
    is_borne = place.kind == "money" and (_IS_BORNE.match(rest) or _IS_PRICE.search(said))
    return bool(is_borne) or any(one.search(said) for one in others) or any(map(OF_EARLIER.search, (said, rest)))


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
