"""Which of the places of a document holds which fact: one linear model for each key, over what stands around a value.

`facts.npz` is made by `make train`: weights in 8 bits of words and parts of words that are known by their hashes alone,
so that it holds no text of any document (`docs/learning.md`).
"""

from __future__ import annotations

import json
import zlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cache
from importlib import resources
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from muniment.judging.facts.learned.arbiter import Arbiter, Choice
from muniment.judging.facts.learned.places import Place

FACTS = resources.files("muniment.judging.facts.learned") / "facts.npz"
DOCUMENT_DATE = "document_date"
NO_FAMILY = "document"
"""Of types that have no extractor of their own."""
LISTS = {"parties": 2, "insurers": 1, "subservice_organisations": 1, "policy_numbers": 1}
"""Keys of which every value that is likely enough counts, and how many there must be."""


@dataclass(frozen=True, slots=True)
class Chooser:
    """`kinds`: of the value of each key. `families`: in which a key was learned. `floors`: how likely each value of a
    list must be, by its key. `arbiter`: weighs values against each other and what readers found. `buckets`: the hashes
    of the features that count, in order; `weights`: a row for each of them, a column for each key, in units of
    `scale`."""

    keys: tuple[str, ...]
    kinds: tuple[str, ...]
    families: tuple[frozenset[str], ...]
    floors: Mapping[str, float]
    arbiter: Arbiter
    buckets: NDArray[np.int64]
    weights: NDArray[np.int8]
    scale: NDArray[np.float32]
    intercept: NDArray[np.float32]
    code: str
    """Of the modules that it was learned by (`training.facts.code_hash`)."""

    def kinds_of(self, family: str) -> frozenset[str]:
        """The kinds of value that may be chosen in a family."""
        return frozenset(kind for kind, families in zip(self.kinds, self.families, strict=True) if family in families)

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
        asked = [column for column, families in enumerate(self.families) if family in families]
        for column in asked:
            key, kind = self.keys[column], self.kinds[column]
            rivals = [
                other
                for other in asked
                if self.kinds[other] == kind and other != column and DOCUMENT_DATE not in (key, self.keys[other])
            ]
            rows = [row for row, place in enumerate(places) if place.kind == kind]
            chosen[key] = _by_value(places, rows, chances[:, column], chances[:, rivals])
        return chosen


def _by_value(
    places: Sequence[Place], rows: Iterable[int], chances: NDArray[np.float32], claims: NDArray[np.float32]
) -> list[Choice]:
    mentions: dict[object, list[int]] = defaultdict(list)
    for row in rows:
        mentions[places[row].value].append(row)
    found = []
    for those in mentions.values():
        best = max(those, key=lambda row: chances[row])
        unlikely = [1 - chances[row] for row in those]
        chance = float(1 - (np.prod(unlikely) if len(those) > 1 else unlikely[0]))
        claimed = float(claims[best].max(initial=0.0))
        found.append(Choice(chance, places[best], tuple(places[row] for row in those), claimed))
    return sorted(found, key=lambda one: (-one.chance, -len(str(one.place.value))))


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
            floors=said["floors"],
            arbiter=Arbiter(tuple(said["arbiter"]["weights"]), said["arbiter"]["starts"], said["arbiter"]["start"]),
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
        "arbiter": asdict(chooser.arbiter),
        "code": chooser.code,
    }
    arrays = {name: getattr(chooser, name) for name in _ARRAYS}
    with there.open("wb") as file:
        np.savez_compressed(file, said=np.frombuffer(json.dumps(said).encode(), np.uint8), **arrays)


_OF_FAMILY = (
    *("<0 ", "<1 ", "^ ", "row ", "head ", "under "),
    *("line ", "last page", "oldest", "newest", "first", "times "),
)
_ARRAYS = ("buckets", "weights", "scale", "intercept")
