"""What an organisation says of itself over the API (CONTRACT §4.3): its name, and from where it may be used."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, select, update

from muniment.accounts import network
from muniment.accounts.caller import Caller
from muniment.db.engine import Transaction
from muniment.db.tables import organisations
from muniment.errors import InsufficientScopeError, OrganisationNotFoundError, WouldLockOutError
from muniment.events import feed
from muniment.events.actor import ActorKind
from muniment.events.catalogue import EventType


def read(tx: Transaction, caller: Caller, org_id: str) -> dict[str, Any]:
    """The caller's organisation. Raises OrganisationNotFoundError for any other."""
    return _entry(_find(tx, caller, org_id))


def change_allowlist(
    tx: Transaction, caller: Caller, org_id: str, rules: Sequence[str], *, is_forced: bool, now: int
) -> dict[str, Any]:
    """The organisation, which may be used from these networks alone; from everywhere when there are none.

    Raises OrganisationNotFoundError; InsufficientScopeError for a caller bound to vendors, which the organisation is
    not; InvalidNetworkError; WouldLockOutError when the caller would not come in any more, unless it is forced. An
    operator's command comes from nowhere and is never locked out.
    """
    feed.lock_organisation(tx, caller.org_id)
    before = network.shown(_find(tx, caller, org_id).api_ip_allowlist)
    if caller.vendor_ids is not None:
        raise InsufficientScopeError("A key that is bound to vendors cannot change the organisation.")
    networks = network.read_networks(rules)
    allowlist = network.kept(networks)
    if caller.kind is not ActorKind.SYSTEM and not is_forced and not network.is_within(allowlist, caller.address):
        raise WouldLockOutError(network.canonical(caller.address))
    tx.execute(update(organisations).where(organisations.c.id == org_id).values(api_ip_allowlist=allowlist))
    feed.record(
        tx,
        caller,
        EventType.ORGANISATION_UPDATED,
        subject_id=org_id,
        vendor_id=None,
        before={"api_ip_allowlist": before},
        after={"api_ip_allowlist": network.shown(allowlist)},
        now=now,
    )
    return _entry(_find(tx, caller, org_id))


def _find(tx: Transaction, caller: Caller, org_id: str) -> Row[Any]:
    if org_id != caller.org_id:
        raise OrganisationNotFoundError
    return tx.execute(select(organisations).where(organisations.c.id == org_id)).one()


def _entry(row: Row[Any]) -> dict[str, Any]:
    return {
        "id": row.id,
        "name": row.name,
        "api_ip_allowlist": network.shown(row.api_ip_allowlist),
        "created_at": row.created_at,
    }
