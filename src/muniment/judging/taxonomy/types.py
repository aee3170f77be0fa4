"""The document types a document may be declared or judged to be, as data.

One TOML file in `entries/` is one type, all that is known of it: the head (everything before the first table) says what
people see, which facts are looked for and how long such evidence holds; the tables below are the signals `signals.py`
compiles; last come examples, which the tests alone read. `load_types` reads heads only, so that the API process, which
needs slugs and titles, never pays for the signals nor imports what judges documents.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

PACKAGE = resources.files("muniment.judging.taxonomy")
ENTRIES = PACKAGE / "entries"


@dataclass(frozen=True, slots=True)
class DocumentType:
    """The head of an entry. `slug` is never renamed; `category` groups types in lists; `parent` is the slug of the more
    general type, if there is one.

    `facts` names one of `facts.extract.EXTRACTORS`, None for a type without facts of its own.
    `validity`: how long such evidence holds, the first rule whose fact is there (`facts/validity.py`); empty: for ever.
    """

    slug: str
    title: str
    category: str
    description: str
    facts: str | None = None
    validity: tuple[str, ...] = ()
    parent: str | None = None


@dataclass(frozen=True, slots=True)
class EntryError(Exception):
    """An entry of the taxonomy is wrong: `entry` names the file, `problem` says what to change."""

    entry: str
    problem: str

    def __str__(self) -> str:
        return f"{self.entry}: {self.problem}"


_EXAMPLES = re.compile(r"^\[\[(?:opening|look_alike)\]\]$", re.MULTILINE)


def judging_tables(slug: str) -> dict[str, Any]:
    """The entry without its examples, which are cut off unread: parsing them takes a third more."""
    return tomllib.loads(_EXAMPLES.split((ENTRIES / f"{slug}.toml").read_text(encoding="utf-8"), 1)[0])


def languages(card: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """The tables of a card that say what it says in another language, by ISO 639-1 code."""
    return {code: table for code, table in card.items() if isinstance(table, dict)}


@cache
def load_types() -> tuple[DocumentType, ...]:
    """Every document type, in the order of its `position`. Read once a process; about 10 ms."""
    heads: list[tuple[int, DocumentType]] = []
    for entry in ENTRIES.iterdir():
        if not entry.name.endswith(".toml"):
            continue
        head = tomllib.loads(entry.read_text(encoding="utf-8").split("\n[", 1)[0])
        try:
            found = DocumentType(
                slug=str(head["slug"]),
                title=str(head["title"]),
                category=str(head["category"]),
                description=str(head["description"]),
                facts=head.get("facts"),
                validity=tuple(head.get("validity", ())),
                parent=head.get("parent"),
            )
            heads.append((int(head["position"]), found))
        except KeyError as missing:
            raise EntryError(entry.name, f"the head lacks {missing}") from missing
        if entry.name != f"{found.slug}.toml":
            raise EntryError(entry.name, f"the file must be named {found.slug}.toml")
    return tuple(found for _, found in sorted(heads, key=lambda pair: (pair[0], pair[1].slug)))


def with_children(slugs: Iterable[str], types: Iterable[DocumentType]) -> frozenset[str]:
    """The slugs, and those of every type below them (CONTRACT §2.7)."""
    found = set(slugs)
    below = found
    while below:
        below = {one.slug for one in types if one.parent in below} - found
        found |= below
    return frozenset(found)


@cache
def types_by_slug() -> dict[str, DocumentType]:
    """Every document type by its slug."""
    return {found.slug: found for found in load_types()}


@cache
def type_slugs() -> frozenset[str]:
    """The slugs of every document type, for validation."""
    return frozenset(types_by_slug())
