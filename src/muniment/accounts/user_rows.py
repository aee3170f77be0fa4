"""The rows of users: how one is found, and what it says on the wire."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from sqlalchemy import Row, select

from muniment import ids
from muniment.accounts.caller import Caller
from muniment.db.engine import Transaction
from muniment.db.tables import organisations, users
from muniment.errors import UserNotFoundError
from muniment.unicode import normalised


class Status(StrEnum):
    """`invited`: has never signed in."""

    INVITED = "invited"
    ACTIVE = "active"
    DISABLED = "disabled"


def find(tx: Transaction, caller: Caller, user_id: str) -> Row[Any]:
    """The user's row. Raises UserNotFoundError."""
    row = None
    if ids.has_shape(ids.USER, user_id):
        row = tx.execute(select(users).where(users.c.id == user_id, users.c.org_id == caller.org_id)).first()
    if row is None:
        raise UserNotFoundError
    return row


def find_by_email(tx: Transaction, email: str) -> Row[Any] | None:
    """The row of the user of that address, of whichever organisation."""
    return tx.execute(select(users).where(users.c.email_folded == folded_email(email))).first()


def has_users(tx: Transaction) -> bool:
    """Whether there is any."""
    return tx.execute(select(users.c.id).limit(1)).first() is not None


def folded_email(email: str) -> str:
    """The address as it is compared: without case. Not folded, by which `straße.de` and `strasse.de` would be one: they
    are two people's."""
    return normalised(normalised(email, "NFC").lower(), "NFC")


def display_name(row: Row[Any]) -> str:
    """How the user is called in records."""
    return called(row.first_name, row.last_name, row.email)


def called(first_name: str | None, last_name: str | None, email: str) -> str:
    """The same by the columns that say it."""
    return " ".join(part for part in (first_name, last_name) if part) or email


def entry(row: Row[Any]) -> dict[str, Any]:
    """The user as it is listed; never a password's hash."""
    status = Status.DISABLED if row.disabled_at is not None else Status.ACTIVE
    if status is Status.ACTIVE and row.last_signed_in_at is None:
        status = Status.INVITED
    return {
        "id": row.id,
        "email": row.email,
        "first_name": row.first_name,
        "last_name": row.last_name,
        "role": row.role,
        "status": status.value,
        "created_at": row.created_at,
        "updated_at": row.updated_at,
        "last_signed_in_at": row.last_signed_in_at,
    }


def list_all(tx: Transaction) -> list[dict[str, Any]]:
    """Every user with its organisation's name, the oldest first."""
    named = select(users, organisations.c.name.label("organisation")).join(
        organisations, organisations.c.id == users.c.org_id
    )
    found = tx.execute(named.order_by(users.c.created_at, users.c.id))
    return [{"organisation": row.organisation, **entry(row)} for row in found]
