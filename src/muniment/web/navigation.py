"""Where one can go: the places of the navigation, each for who may see what is there."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from muniment.accounts.scopes import Scope


@dataclass(frozen=True, slots=True)
class Place:
    """An entry of the navigation. `icon`: a name of icons.html. `scopes`: of which one opens it."""

    path: str
    title: str
    icon: str
    scopes: frozenset[str]


PLACES = (
    Place("/", "Home", "home", frozenset({Scope.DOCUMENTS_READ})),
    Place("/evidence", "Evidence", "evidence", frozenset({Scope.DOCUMENTS_READ})),
    Place("/vendors", "Vendors", "vendors", frozenset({Scope.VENDORS_READ})),
    Place("/review", "Review", "review", frozenset({Scope.EVIDENCE_READ})),
    Place("/administration", "Administration", "administration", frozenset({Scope.USERS_READ, Scope.KEYS_READ})),
)
"""In the order in which they stand."""


def places_for(scopes: Collection[str]) -> list[Place]:
    """The places that are open to who may do this."""
    return [one for one in PLACES if not one.scopes.isdisjoint(scopes)]


def place_of(path: str) -> Place | None:
    """The place to which a page's path belongs: the longest that it begins with."""
    within = [one for one in PLACES if path == one.path or (one.path != "/" and path.startswith(f"{one.path}/"))]
    return max(within, key=lambda one: len(one.path), default=None)
