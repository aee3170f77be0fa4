"""Of the values that readers found for a key and those that were learned to be likely: how likely each is the fact.

A logistic regression over what is known of a value: its chance by what stands around it, that of the next one, what
other keys claim, whether a reader found it, or another one, and how sure that was; and how good readers and model are
at the key. Learned on folders that the model of the places was not learned from (`training.facts`).
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from muniment.judging.facts.learned.places import Place
from muniment.judging.facts.learned.sameness import is_same

MOST = 4
"""Choices of a key that are weighed, the likeliest first."""
_LEAST = 1e-3
"""A chance that is less is taken for this one."""
_NOWHERE = -7.0
"""The odds of what a reader found and stands nowhere: it was reckoned or put together."""
_MOST_TIMES, _MOST_MENTIONS = 10.0, 4
"""That another value or key is as likely, and that a value is mentioned; more count as so many."""
_OF_FAMILY = 0.5
"""How much a key's family says, which few documents tell of."""

Value = str | int | float | tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """A value for a key: `chance` that it is the one (0 to 1), `place` its surest mention, `mentions` all of them.
    `claimed`: the best chance that another key of the family gives that mention; the day of a document may be any."""

    chance: float
    place: Place
    mentions: tuple[Place, ...] = ()
    claimed: float = 0.0


@dataclass(frozen=True, slots=True)
class Stated:
    """What readers found for a key, and how sure they are (0 to 1)."""

    value: Value
    confidence: float


@dataclass(frozen=True, slots=True)
class Claim:
    """A value that may be the fact. `choice`: where it stands; None of what a reader found that stands nowhere.
    `is_stated`: whether it is what a reader found. `features`: what `Arbiter` weighs."""

    choice: Choice | None
    is_stated: bool
    features: tuple[float, ...]


def claims(choices: Sequence[Choice], stated: Stated | None) -> list[Claim]:
    """The likeliest choices, and what readers found, where it is none of them."""
    weighed = [*choices[:MOST]]
    if stated is None:
        return [_claim(one, choices, None, is_stated=False) for one in weighed]
    own = next((one for one in choices if is_same(one.place.value, stated.value)), None)
    if own is not None and own not in weighed:
        weighed.append(own)
    found = [_claim(one, choices, stated, is_stated=one is own) for one in weighed]
    return found if own is not None else [*found, _claim(None, choices, stated, is_stated=True)]


def _claim(choice: Choice | None, choices: Sequence[Choice], stated: Stated | None, *, is_stated: bool) -> Claim:
    chance = max(choice.chance, _LEAST) if choice is not None else _LEAST
    odds = log_odds(chance) if choice is not None else _NOWHERE
    rival = _rival(choice, choices)
    is_other = stated is not None and not is_stated
    sure = log_odds(stated.confidence) if stated is not None else 0.0
    features = (
        odds,
        choice is not None,
        choice is not None and choice is choices[0],
        min(rival / chance, _MOST_TIMES) if choice is not None else 1.0,
        rival,
        min(choice.claimed / chance, _MOST_TIMES) if choice is not None else 0.0,
        min(len(choice.mentions), _MOST_MENTIONS) if choice is not None else 0,
        is_stated,
        is_stated * sure,
        is_stated * odds,
        is_other,
        is_other * sure,
        is_other * odds,
    )
    return Claim(choice, is_stated, tuple(map(float, features)))


def _rival(choice: Choice | None, choices: Sequence[Choice]) -> float:
    """The chance of the likeliest choice that stands apart."""
    apart = (one.chance for one in choices if choice is None or not _meet(one, choice))
    return next(apart, 0.0)


def _meet(one: Choice, other: Choice) -> bool:
    return one is other or overlap(one.place, other.place)


def overlap(one: Place, other: Place) -> bool:
    """Whether the places share letters."""
    return one.mark.page is other.mark.page and one.mark.start < other.mark.end and other.mark.start < one.mark.end


def log_odds(chance: float) -> float:
    """Of a chance, neither none nor all."""
    kept = min(max(chance, _LEAST), 1 - _LEAST)
    return math.log(kept / (1 - kept))


def starts_of(key: str, family: str, claim: Claim) -> Iterator[tuple[str, float]]:
    """What a claim starts with, by name: that of the key, of what a reader found for it or found beside it, and of the
    key in the family."""
    yield key, 1.0
    if claim.is_stated:
        yield f"{key} stated", 1.0
    elif claim.features[_IS_OTHER]:
        yield f"{key} beside", 1.0
    yield f"{key} in {family}", _OF_FAMILY


_IS_OTHER = 10
"""Of the features, whether a reader found another value."""


@dataclass(frozen=True, slots=True)
class Arbiter:
    """`weights`: of the features of a claim. `starts`: by the names of `starts_of`. `start`: of every claim."""

    weights: tuple[float, ...]
    starts: Mapping[str, float]
    start: float

    def chances(self, key: str, family: str, those: Sequence[Claim]) -> NDArray[np.float64]:
        """Of each claim, 0 to 1; each by itself."""
        odds = [
            self.start
            + sum(weight * one for weight, one in zip(self.weights, claim.features, strict=True))
            + sum(self.starts.get(name, 0.0) * say for name, say in starts_of(key, family, claim))
            for claim in those
        ]
        return np.asarray(1 / (1 + np.exp(-np.clip(odds, -30, 30))), np.float64)
