"""Organisations: made on purpose, and found by their name as a person writes it."""

from __future__ import annotations

import difflib
from typing import Any

from sqlalchemy import func, insert, select

from muniment import ids
from muniment.db.engine import Transaction
from muniment.db.tables import organisations
from muniment.unicode import is_visible, normalised

MAX_NAME_CHARACTERS = 255

_SHOWN_AS_NEAREST = 3
_NAMES_LOCK = 0x6D756E696F726773  # "muniorgs"


class UnknownOrganisationError(ValueError):
    """No organisation has this name. The message names those whose names are nearest to it."""


def create_organisation(tx: Transaction, name: str, *, now: int) -> str:
    """The id of a new organisation. Raises ValueError for an unusable name and for one that is taken."""
    name = checked_name(name, "organisation")
    lock_names(tx)
    taken = _find(tx, name)
    if taken is not None:
        raise ValueError(f"There is an organisation of that name already: {taken[1]!r} ({taken[0]}).")
    org_id = ids.new(ids.ORGANISATION)
    tx.execute(insert(organisations).values(id=org_id, name=name, created_at=now))
    return org_id


def ensure_organisation(tx: Transaction, name: str, *, now: int) -> str:
    """The id of the organisation of that name, made when new. Raises ValueError for an unusable name."""
    name = checked_name(name, "organisation")
    found = _find(tx, name)
    if found is not None:
        return found[0]
    lock_names(tx)
    found = _find(tx, name)  # another process may have made it meanwhile, in another spelling too
    return found[0] if found is not None else create_organisation(tx, name, now=now)


def lock_names(tx: Transaction) -> None:
    """Let one transaction at a time give a name: the unique index knows nothing of case. SQLite has one writer."""
    if tx.dialect.name == "postgresql":
        tx.execute(select(func.pg_advisory_xact_lock(_NAMES_LOCK)))


def find_organisation(tx: Transaction, name: str) -> str:
    """The id of the organisation of that name. Raises UnknownOrganisationError, ValueError for an unusable name."""
    name = checked_name(name, "organisation")
    found = _find(tx, name)
    if found is not None:
        return found[0]
    names = {_folded(other): other for other in tx.execute(select(organisations.c.name)).scalars()}
    near = difflib.get_close_matches(_folded(name), names, n=_SHOWN_AS_NEAREST, cutoff=0.5)
    if not near:
        raise UnknownOrganisationError(f"There is no organisation {name!r}.")
    raise UnknownOrganisationError(
        f"There is no organisation {name!r}. Did you mean {' or '.join(repr(names[one]) for one in near)}?"
    )


def has_organisations(tx: Transaction) -> bool:
    """Whether there is any."""
    return tx.execute(select(organisations.c.id).limit(1)).first() is not None


def list_organisations(tx: Transaction) -> list[dict[str, Any]]:
    """Every organisation, the oldest first."""
    c = organisations.c
    rows = tx.execute(select(c.id, c.name, c.created_at).order_by(c.created_at, c.id))
    return [dict(row._mapping) for row in rows]


def checked_name(name: str, what: str) -> str:
    """The name as it is kept: composed (Unicode NFC), nothing around it. Raises ValueError for an unusable one."""
    name = normalised(name, "NFC").strip()
    if not is_visible(name) or len(name) > MAX_NAME_CHARACTERS or not name.isprintable():
        raise ValueError(f"the {what}'s name must have 1 to {MAX_NAME_CHARACTERS} printable characters")
    return name


def _find(tx: Transaction, name: str) -> tuple[str, str] | None:
    """Id and name of the organisation that is meant: the very name first, else the one that differs in case alone."""
    c = organisations.c
    exact = tx.execute(select(c.id, c.name).where(c.name == name)).first()
    if exact is not None:
        return exact[0], exact[1]
    # Folded here, as no database folds alike; an installation has few organisations.
    folded = _folded(name)
    same = [row for row in tx.execute(select(c.id, c.name)) if _folded(row[1]) == folded]
    return (same[0][0], same[0][1]) if len(same) == 1 else None


def _folded(name: str) -> str:
    return normalised(normalised(name, "NFC").casefold(), "NFC")


def are_several(tx: Transaction) -> bool:
    """Whether there is more than one organisation."""
    return len(_first_two(tx)) > 1


def only_organisation(tx: Transaction) -> str | None:
    """The id of the only organisation; None where there is none, or more than one."""
    found = _first_two(tx)
    return found[0] if len(found) == 1 else None


def _first_two(tx: Transaction) -> list[str]:
    return list(tx.execute(select(organisations.c.id).limit(2)).scalars())
