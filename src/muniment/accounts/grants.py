"""What one caller may give another credential: nothing that it does not have itself (CONTRACT §4.1). And whose it is:
what a user made, by a session or by a key of its making, ends with that user."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Table, select

from muniment.accounts.caller import Caller
from muniment.accounts.organisations import checked_name
from muniment.accounts.roles import SCOPES, Role
from muniment.accounts.scopes import Scope, granted
from muniment.db.engine import Transaction
from muniment.db.tables import api_keys, oauth_clients, users
from muniment.errors import (
    InsufficientScopeError,
    InvalidApiKeyError,
    InvalidNameError,
    InvalidSessionError,
    ScopeGrantForbiddenError,
    VendorNotFoundError,
)
from muniment.events.actor import Actor, ActorKind

_MADE: dict[ActorKind, Table] = {ActorKind.KEY: api_keys, ActorKind.CLIENT: oauth_clients}


def usable_name(name: str, what: str) -> str:
    """The name as it is kept. Raises InvalidNameError."""
    try:
        return checked_name(name, what)
    except ValueError as error:
        raise InvalidNameError(f"{str(error)[:1].upper()}{str(error)[1:]}.") from error


def check_grant(caller: Caller, scopes: Sequence[str]) -> None:
    """Raises ScopeGrantForbiddenError when the scopes let do what the caller may not."""
    missing = sorted(granted(scopes) - caller.scopes)
    if missing:
        raise ScopeGrantForbiddenError(f"This key cannot grant what it does not have: {', '.join(missing)}.")


def granted_vendors(caller: Caller, vendor_ids: Sequence[str] | None) -> Sequence[str] | None:
    """The vendors that a new credential is bound to: where none are named those of the caller. Raises
    VendorNotFoundError for any beyond them."""
    if vendor_ids is None and caller.vendor_ids is not None:
        return sorted(caller.vendor_ids)
    if not is_within(caller, vendor_ids):
        raise VendorNotFoundError
    return vendor_ids


def is_within(caller: Caller, vendor_ids: Sequence[str] | None) -> bool:
    """Whether a credential of these vendors reaches no further than the caller."""
    if caller.vendor_ids is None:
        return True
    return vendor_ids is not None and caller.vendor_ids.issuperset(vendor_ids)


def maker(tx: Transaction, actor: Actor) -> str | None:
    """The user with whom a credential of this actor's making ends; None for nobody. The organisation is locked: who
    was disabled, revoked or given another role since it was admitted makes none any more. Raises InvalidSessionError,
    InvalidApiKeyError, InsufficientScopeError."""
    if actor.kind is ActorKind.USER:
        enabled = select(users.c.role).where(users.c.id == actor.id, users.c.disabled_at.is_(None))
        role = tx.execute(enabled).scalar()
        if role is None:
            raise InvalidSessionError
        if Scope.KEYS_MANAGE not in SCOPES[Role(role)]:
            raise InsufficientScopeError("Your role does not have the scope keys:manage.")
        return actor.id
    if (table := _MADE.get(actor.kind)) is None:
        return None
    row = tx.execute(select(table.c.created_by).where(table.c.id == actor.id, table.c.revoked_at.is_(None))).first()
    if row is None:
        raise InvalidApiKeyError
    return str(row.created_by) if row.created_by is not None else None
