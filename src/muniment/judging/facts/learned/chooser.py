"""Which of the places of a document holds which fact: one linear model for each key, over what stands around a value.

`facts.npz` is made by `make train`: weights in 8 bits of words and parts of words that are known by their hashes alone,
so that it holds no text of any document (`docs/learning.md`).
"""

from __future__ import annotations

import json
import re
import zlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from muniment.judging.facts import vocabulary
from muniment.judging.facts.keys import fact
from muniment.judging.facts.learned.places import Place, places
from muniment.judging.facts.severities import OF_EARLIER
from muniment.judging.facts.view import Mark, View
from muniment.judging.model import Fact

FACTS = resources.files("muniment.judging.facts.learned") / "facts.npz"
NO_FAMILY = "document"
"""Of types that have no extractor of their own."""
RIVAL = 0.3
"""A second value that is so likely makes the first none."""
OVERRULES, DOUBTED = 0.7, 0.3
"""How likely a value is that takes the place of one that a reader found, and how unlikely that one."""
LISTS = {"parties": 2, "insurers": 1, "subservice_organisations": 1}
"""Keys of which every value that is likely enough counts, and how many there must be."""
MAX_LIST_CHARACTERS = 1_200
"""From the first value of a list to its last, on one page: a quote must hold them all."""
Value = str | int | float | tuple[str, ...]
_NOTHING: Mapping[str, Value] = MappingProxyType({})
_MOST_SURE = 0.9
"""Of a fact that no reader of its own found."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A value for a key: `chance` that it is the one (0 to 1), `place` its surest mention, `mentions` all of them."""

    chance: float
    place: Place
    mentions: tuple[Place, ...] = ()


@dataclass(frozen=True, slots=True)
class Chosen:
    """What was chosen for a key: its value, with the chance of the least likely of a list, and what says so."""

    value: Value
    chance: float
    says: Mark


@dataclass(frozen=True, slots=True)
class Chooser:
    """`kinds`: of the value of each key. `families`: in which a key was learned. `floors`: how likely a value of each
    key must be, above 1 if it is never chosen. `buckets`: the hashes of the features that count, in order; `weights`: a
    row for each of them, a column for each key, in units of `scale`."""

    keys: tuple[str, ...]
    kinds: tuple[str, ...]
    families: tuple[frozenset[str], ...]
    floors: tuple[float, ...]
    buckets: NDArray[np.int64]
    weights: NDArray[np.int8]
    scale: NDArray[np.float32]
    intercept: NDArray[np.float32]
    code: str
    """Of the modules that it was learned by (`training.facts.code_hash`)."""

    def kinds_of(self, family: str) -> frozenset[str]:
        """The kinds of value that may be chosen in a family."""
        of_keys = zip(self.kinds, self.families, self.floors, strict=True)
        return frozenset(kind for kind, families, floor in of_keys if family in families and floor <= 1)

    def chances(self, places: Sequence[Place], family: str) -> NDArray[np.float32]:
        """The chance of each place for each key, by itself."""
        of_places = [hashed(place.features, family) for place in places]
        buckets = np.concatenate(of_places)
        owners = np.repeat(np.arange(len(places)), [len(one) for one in of_places])
        at = np.minimum(np.searchsorted(self.buckets, buckets), len(self.buckets) - 1)
        is_known = self.buckets[at] == buckets
        known = owners[is_known]
        said = np.zeros((len(places), len(self.keys)), np.float32)
        if known.size:
            starts = np.flatnonzero(np.diff(known, prepend=-1))
            said[known[starts]] = np.add.reduceat(self.weights[at[is_known]], starts, axis=0, dtype=np.int32)
        return np.asarray(1 / (1 + np.exp(-np.clip(said * self.scale + self.intercept, -30, 30))), np.float32)

    def choices(self, places: Sequence[Place], family: str) -> dict[str, list[Choice]]:
        """For each key of the family the values there are, the likeliest first; a value that stands there twice is
        likelier than either mention."""
        if not places:
            return {}
        chances = self.chances(places, family)
        chosen = {}
        for column, (key, kind) in enumerate(zip(self.keys, self.kinds, strict=True)):
            if family in self.families[column]:
                rows = [row for row, place in enumerate(places) if place.kind == kind]
                chosen[key] = _by_value(places, rows, chances[:, column])
        return chosen


def _by_value(places: Sequence[Place], rows: Iterable[int], chances: NDArray[np.float32]) -> list[Choice]:
    mentions: dict[object, list[int]] = defaultdict(list)
    for row in rows:
        mentions[places[row].value].append(row)
    found = []
    for those in mentions.values():
        best = max(those, key=lambda row: chances[row])
        chance = float(1 - np.prod([1 - chances[row] for row in those]))
        found.append(Choice(chance, places[best], tuple(places[row] for row in those)))
    return sorted(found, key=lambda one: (-one.chance, -len(str(one.place.value))))


def learned(view: View, family: str, stated: Mapping[str, Value] = _NOTHING) -> dict[str, Chosen]:
    """The value of each key of the family that is likely enough, and no other beside it; of a list, all that are.

    `stated`: what readers found, by key. Of these keys only a value that is likely where theirs, which stands there as
    well, is not.
    """
    by = chooser()
    floors = dict(zip(by.keys, by.floors, strict=True))
    found = {}
    for key, those in by.choices(places(view, by.kinds_of(family)), family).items():
        if key in stated:
            is_doubted = key not in LISTS and _is_doubted(stated[key], those)
            chosen = _one(those, max(floors[key], OVERRULES)) if is_doubted else None
        else:
            chosen = _list(those, floors[key], LISTS[key]) if key in LISTS else _one(those, floors[key])
        if chosen is not None:
            found[key] = chosen
    return {key: one for key, one in found.items() if not _is_other_end(key, one, found, stated)}


def _is_other_end(key: str, chosen: Chosen, found: Mapping[str, Chosen], stated: Mapping[str, Value]) -> bool:
    """Whether one end of a span was taken for the other, as "4" is no date in "from 4 to 15 May"."""
    ends = (key.removesuffix("_start") + "_end", key.removesuffix("_end") + "_start")
    if key.endswith("_start") and ends[0] in found:
        return chosen.value == found[ends[0]].value
    return any(end != key and chosen.value == stated.get(end) for end in ends)


def _is_doubted(value: Value, choices: Sequence[Choice]) -> bool:
    """Whether a value that somebody else found stands there and is unlikely: of the mentions that are the same, a part
    of it or all around it, each. What was reckoned or put together stands nowhere."""
    told = str(value).lower()
    same = (
        (one for one in choices if _is_part(told, str(one.place.value).lower()))
        if isinstance(value, str)
        else (one for one in choices if one.place.value == value)
    )
    chances = [one.chance for one in same]
    return bool(chances) and max(chances) < DOUBTED


def _is_part(one: str, other: str) -> bool:
    return one in other or other in one


def _one(choices: Sequence[Choice], floor: float) -> Chosen | None:
    """The first, where it is likely enough, no other is likely too or answers the same words, and nothing around it
    says that it is another document's, or of an earlier time."""
    if not choices or choices[0].chance < floor:
        return None
    first, *others = choices
    apart = [one for one in others if not _overlaps(one.place, first.place)]
    if any(one.chance >= RIVAL or (one.place.label and one.place.label == first.place.label) for one in apart):
        return None
    if _is_anothers(first.place):
        return None
    return Chosen(first.place.value, first.chance, first.place.says)


def _list(choices: Sequence[Choice], floor: float, fewest: int) -> Chosen | None:
    """All that are likely enough, in the order in which they stand, near each other; none within another."""
    kept: list[Choice] = []
    for one in choices:
        if one.chance < floor:
            break
        is_told = any(_is_within(one, other) or _overlaps(one.place, other.place) for other in kept)
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


def _overlaps(one: Place, other: Place) -> bool:
    return one.mark.page is other.mark.page and one.mark.start < other.mark.end and other.mark.start < one.mark.end


def _is_within(one: Choice, other: Choice) -> bool:
    return _is_part(str(one.place.value).lower(), str(other.place.value).lower())


def _distance(mark: Mark, other: Mark) -> float:
    return abs(mark.start - other.start) if mark.page is other.page else float("inf")


def _is_anothers(place: Place) -> bool:
    """Whether what is said ahead of a value is of another document, of a person, or of another time."""
    said = place.says.text
    others = (OF_EARLIER, _OF_ELSE, *map(vocabulary.pattern, ("earlier", "first", "of_ours")))
    return any(one.search(said) for one in others)


def as_fact(key: str, chosen: Chosen) -> Fact:
    """What was chosen as a candidate, with the words that say what it is."""
    return fact(key, chosen.value, chosen.says, confidence=min(chosen.chance, _MOST_SURE))


def hashed(features: Sequence[str], family: str) -> NDArray[np.int64]:
    """The hashes of these features, of the family's name and of what says something else in each family, in order, each
    once."""
    of_family = (f"{family} {one}" for one in features if one.startswith(_OF_FAMILY))
    all_of_them = (*features, *of_family, f"family {family}")
    return np.asarray(sorted({zlib.crc32(one.encode()) for one in all_of_them}), np.int64)


@cache
def chooser() -> Chooser:
    """The one in the package."""
    with resources.as_file(FACTS) as path:
        return read(path)


def read(path: Path) -> Chooser:
    """One that was written. Raises OSError or ValueError for what is none."""
    with np.load(path, allow_pickle=False) as arrays:
        said = json.loads(arrays["said"].tobytes())
        return Chooser(
            keys=tuple(said["keys"]),
            kinds=tuple(said["kinds"]),
            families=tuple(map(frozenset, said["families"])),
            floors=tuple(said["floors"]),
            code=said["code"],
            **{name: arrays[name] for name in _ARRAYS},
        )


def write(chooser: Chooser, there: Path) -> None:
    """As an artefact: numbers, and the names of keys and families."""
    said = {
        "keys": chooser.keys,
        "kinds": chooser.kinds,
        "families": [sorted(one) for one in chooser.families],
        "floors": chooser.floors,
        "code": chooser.code,
    }
    arrays = {name: getattr(chooser, name) for name in _ARRAYS}
    with there.open("wb") as file:
        np.savez_compressed(file, said=np.frombuffer(json.dumps(said).encode(), np.uint8), **arrays)


_OF_ELSE = re.compile(
    r"(?i)\b(?:born|geb|geboren|née?|nat[oa] (?:a|il)|nacid[oa]|nascid[oa]|r[eé]troa[ck]?t\w+|rückwirk\w+|terugwerk\w+|"
    r"cured?|remed(?:y|ied)|abgeholfen|abhilfe|beheben|remédié|subsanad[oa]|sanat[oa]|sanad[oa]|hersteld?)\b"
)
"""Ahead of a birthday, of the time that a cover reaches back, and of that within which a breach is made good."""
_OF_FAMILY = (
    *("<0 ", "<1 ", "^ ", "row ", "head ", "under "),
    *("line ", "last page", "oldest", "newest", "first", "times "),
)
_ARRAYS = ("buckets", "weights", "scale", "intercept")
