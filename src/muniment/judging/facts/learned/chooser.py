"""Which of the places of a document holds which fact: one linear model for each key, over what stands around a value.

`facts.npz` is made by `make train`: weights in 8 bits of words and parts of words that are known by their hashes alone,
so that it holds no text of any document (`docs/learning.md`).
"""

from __future__ import annotations

import json
import zlib
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from muniment.judging.facts import vocabulary
from muniment.judging.facts.keys import fact
from muniment.judging.facts.learned.places import Place, places
from muniment.judging.facts.severities import OF_EARLIER
from muniment.judging.facts.view import View
from muniment.judging.model import Fact

FACTS = resources.files("muniment.judging.facts.learned") / "facts.npz"
NO_FAMILY = "document"
"""Of types that have no extractor of their own."""
RIVAL = 0.3
"""A second value that is so likely makes the first none."""
_MOST_SURE = 0.9
"""Of a fact that no reader of its own found."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A value for a key: `chance` that it is the one (0 to 1), `place` its surest mention."""

    chance: float
    place: Place


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
        found.append(Choice(float(1 - np.prod([1 - chances[row] for row in those])), places[best]))
    return sorted(found, key=lambda one: -one.chance)


def learned(view: View, family: str) -> dict[str, Choice]:
    """The value of each key of the family that is likely enough, and no other beside it."""
    by = chooser()
    floors = dict(zip(by.keys, by.floors, strict=True))
    found = by.choices(places(view, by.kinds_of(family)), family)
    return {key: those[0] for key, those in found.items() if those and _is_clear(those, floors[key])}


def _is_clear(choices: Sequence[Choice], floor: float) -> bool:
    """Whether the first is likely enough, no other is likely too or answers the same words, and nothing around it says
    that it is another document's, or of an earlier time."""
    first = choices[0]
    if first.chance < floor or any(
        one.chance >= RIVAL or (one.place.label and one.place.label == first.place.label) for one in choices[1:]
    ):
        return False
    said = first.place.says.text
    return not any(one.search(said) for one in (OF_EARLIER, *map(vocabulary.pattern, ("earlier", "first", "of_ours"))))


def as_fact(key: str, choice: Choice) -> Fact:
    """The choice as a candidate, with the words that say what it is."""
    return fact(key, choice.place.value, choice.place.says, confidence=min(choice.chance, _MOST_SURE))


def hashed(features: Iterable[str], family: str) -> NDArray[np.int64]:
    """The hashes of these features and of the family's name, in order, each once."""
    return np.asarray(sorted({zlib.crc32(one.encode()) for one in (*features, f"family {family}")}), np.int64)


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


_ARRAYS = ("buckets", "weights", "scale", "intercept")
