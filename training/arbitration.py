"""How sure a value must be, learned on folders that the model of the places was not learned from.

Of one value: what tells which claim is the fact (`judging.facts.learned.arbiter`). Of a list: how likely each of its
values must be.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix, hstack
from sklearn.linear_model import LogisticRegression

from muniment.judging.facts.learned.arbiter import Arbiter, Choice, Claim, Stated, claims, starts_of
from muniment.judging.facts.learned.chooser import LISTS, Chooser
from muniment.judging.facts.learned.ruling import SURE
from muniment.judging.facts.learned.sameness import bare, is_same

FLOORS = (0.6, 0.7, 0.8, 0.9)
RIGHT = 0.9
"""Of the values of a list at or above its floor, on folders not learned from, at least this share is right."""
NEVER = 2.0
"""The floor of a list that is not so often right at any."""
ABSENT = 0.5
"""What a claim says where the document's labels name no such fact: they may lack one."""
GIVE = 0.5
"""Of the arbiter's weights: the inverse of what keeps them small."""


MIN_ASKED = 5
"""Documents of a family whose labels name a key: with fewer, nobody was asked for it."""


@dataclass(frozen=True, slots=True)
class Trial:
    """The values that were found for a key in a document of a family, the likeliest first, what readers found, and what
    is accepted: None where its labels do not name it."""

    key: str
    family: str
    choices: Sequence[Choice]
    stated: Stated | None
    accepted: tuple[Any, ...] | None

    @property
    def is_unasked(self) -> bool:
        """Whether readers found what the labels do not name: where labels never do, that says nothing."""
        return self.accepted is None and self.stated is not None

    def is_right(self, value: Any) -> bool:
        return any(means_same(one, value) for one in self.accepted or ())

    def claims(self) -> Iterator[tuple[Claim, bool]]:
        """Each claim, and whether it is right."""
        for claim in claims(self.choices, self.stated):
            if claim.choice is not None:
                yield claim, self.is_right(claim.choice.place.value)
            elif self.stated is not None:
                yield claim, self.is_right(self.stated.value)


def weighed(chooser: Chooser, trials: Sequence[Trial]) -> Chooser:
    """With what tells which claim is the fact, and how likely the values of a list must be."""
    of_lists = {key: [trial for trial in trials if trial.key == key and trial.accepted] for key in LISTS}
    floors = {key: _floor(those) for key, those in of_lists.items()}
    asked = Counter((trial.key, trial.family) for trial in trials if trial.accepted)
    rows = [
        (trial, *said)
        for trial in trials
        if trial.key not in LISTS and not (trial.is_unasked and asked[trial.key, trial.family] < MIN_ASKED)
        for said in trial.claims()
    ]
    right = [is_right for _, _, is_right in rows]
    if len(set(right)) < 2:
        return replace(chooser, floors=floors)
    starts = [dict(starts_of(trial.key, trial.family, claim)) for trial, claim, _ in rows]
    names = sorted({name for one in starts for name in one})
    columns = {name: column for column, name in enumerate(names)}
    entries = [(row, columns[name], say) for row, one in enumerate(starts) for name, say in one.items()]
    at, to, say = zip(*entries, strict=True)
    of_names = csr_matrix((say, (at, to)), shape=(len(rows), len(names)))
    features = hstack([csr_matrix([claim.features for _, claim, _ in rows]), of_names]).tocsr()
    says = [1.0 if trial.accepted is not None else ABSENT for trial, _, _ in rows]
    model = LogisticRegression(C=GIVE, max_iter=3000, random_state=0).fit(features, right, sample_weight=says)
    weights = np.round(model.coef_[0], 4).tolist()
    shared = features.shape[1] - len(names)
    arbiter = Arbiter(
        tuple(weights[:shared]),
        dict(zip(names, weights[shared:], strict=True)),
        round(float(model.intercept_[0]), 4),
    )
    return replace(chooser, floors=floors, arbiter=arbiter)


def _floor(trials: Sequence[Trial]) -> float:
    """For a list, from as many choices of each document as it has values."""
    said = [
        (choice.chance, trial.is_right(choice.place.value))
        for trial in trials
        for choice in trial.choices[: len(trial.accepted or ())]
    ]
    for floor in FLOORS:
        above = [is_right for chance, is_right in said if chance >= floor]
        if above and sum(above) >= RIGHT * len(above):
            return floor
    return NEVER


def means_same(accepted: Any, value: Any) -> bool:
    """Whether a labelled value ("~": contained) and a found one are the same but for signs, case and legal form."""
    if str(accepted).startswith("~"):
        return bare(accepted[1:]) in bare(str(value))
    return is_same(accepted, value)


def told(chooser: Chooser, trials: Sequence[Trial]) -> tuple[int, int, int]:
    """Of the facts of one value that the labels name: how many there are, are stated, and are right, by what was
    learned without the document (but for the arbiter, whose weights are few)."""
    facts = stated = right = 0
    for trial in trials:
        if trial.key in LISTS or not trial.accepted:
            continue
        facts += 1
        those = [*trial.claims()]
        chances = chooser.arbiter.chances(trial.key, trial.family, [claim for claim, _ in those])
        if chances.size and chances.max() >= SURE:
            stated += 1
            right += those[int(chances.argmax())][1]
    return facts, stated, right
