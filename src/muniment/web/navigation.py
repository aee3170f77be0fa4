"""Where one can go: the places of the navigation, each for who may see what is there."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from muniment.accounts.scopes import Scope


@dataclass(frozen=True, slots=True)
class Place:
    """An entry of the navigation. `icon`: a name of icons.html. `scopes`: of which one opens it. `within`: what else
    belongs to it."""

    path: str
    title: str
    icon: str
    scopes: frozenset[str]
    within: tuple[str, ...] = ()


PLACES = (
    Place("/", "Home", "home", frozenset({Scope.DOCUMENTS_READ})),
    Place("/evidence", "Evidence", "evidence", frozenset({Scope.DOCUMENTS_READ}), ("/documents",)),
    Place("/upload", "Upload", "upload", frozenset({Scope.DOCUMENTS_WRITE})),
    Place("/vendors", "Vendors", "vendors", frozenset({Scope.VENDORS_READ})),
    Place("/review", "Review", "review", frozenset({Scope.EVIDENCE_READ})),
    Place("/search", "Search", "search", frozenset({Scope.DOCUMENTS_READ})),
    Place("/administration", "Administration", "administration", frozenset({Scope.USERS_READ, Scope.KEYS_READ})),
)
"""In the order in which they stand."""


def places_for(scopes: Collection[str]) -> list[Place]:
    """The places that are open to who may do this."""
    return [one for one in PLACES if not one.scopes.isdisjoint(scopes)]


def place_of(path: str) -> Place | None:
    """The place to which a page's path belongs: the longest that it begins with."""
    by_path = {above: one for one in PLACES for above in (one.path, *one.within)}
    above = [one for one in by_path if path == one or (one != "/" and path.startswith(f"{one}/"))]
    return by_path[max(above, key=len)] if above else None
