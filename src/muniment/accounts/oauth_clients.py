"""OAuth clients over the API (CONTRACT §4.2): who may manage keys makes and revokes those of its organisation.

A client is a key that is never sent with a request: its secret is exchanged for tokens (`oauth_tokens`). What holds of
keys holds of it: nobody gives what it does not have, and a secret is shown once and kept only as a hash.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, insert, select, update

from muniment import ids
from muniment.accounts import grants
from muniment.accounts.caller import Caller
from muniment.accounts.keys import check_vendors, hashed
from muniment.accounts.scopes import granted_by
from muniment.db.engine import Transaction
from muniment.db.tables import oauth_clients
from muniment.errors import OAuthClientNotFoundError, VendorNotFoundError
from muniment.events import feed
from muniment.events.catalogue import EventType

MIN_TOKEN_SECONDS = 300
MAX_TOKEN_SECONDS = 3_600
"""How long a client's tokens live, at least and at most (CONTRACT §4.2)."""

_SHOWN_OF_SECRET = 4


def list_entries(tx: Transaction, caller: Caller) -> list[dict[str, Any]]:
    """Every client that the caller may manage, the newest first; never a secret or its hash."""
    c = oauth_clients.c
    rows = tx.execute(select(oauth_clients).where(c.org_id == caller.org_id).order_by(c.created_at.desc(), c.id.desc()))
    return [_entry(row) for row in rows if grants.is_within(caller, vendor_ids_of(row))]


def create(
    tx: Transaction,
    caller: Caller,
    *,
    name: str,
    scopes: Sequence[str] = (),
    vendor_ids: Sequence[str] | None = None,
    token_seconds: int = MAX_TOKEN_SECONDS,
    now: int,
) -> tuple[dict[str, Any], str]:
    """A new client's entry, and its secret, which is seen here and never again. `token_seconds`: within the bounds.
    Raises InvalidNameError, ScopeGrantForbiddenError, VendorNotFoundError."""
    name = grants.usable_name(name, "client")
    grants.check_grant(caller, scopes)
    vendor_ids = grants.granted_vendors(caller, vendor_ids)
    feed.lock_organisation(tx, caller.org_id)
    bound = tuple(dict.fromkeys(vendor_ids)) if vendor_ids is not None else None
    try:
        check_vendors(tx, caller.org_id, bound)
    except ValueError as error:
        raise VendorNotFoundError from error
    client_id, secret = ids.new(ids.OAUTH_CLIENT), f"cbcs_{secrets.token_urlsafe(32)}"
    told = {
        "name": name,
        "scopes": list(dict.fromkeys(scopes)),
        "vendor_ids": bound,
        "access_token_ttl_seconds": token_seconds,
    }
    tx.execute(
        insert(oauth_clients).values(
            id=client_id,
            org_id=caller.org_id,
            name=name,
            secret_hash=hashed(secret),
            secret_last4=secret[-_SHOWN_OF_SECRET:],
            scopes=json.dumps(told["scopes"]),
            vendor_ids=json.dumps(bound) if bound is not None else None,
            access_token_ttl_seconds=token_seconds,
            created_by=grants.maker(tx, caller),
            created_at=now,
        )
    )
    _tell(tx, caller, EventType.OAUTH_CLIENT_CREATED, client_id, None, told, now=now)
    return _entry(_find(tx, caller, client_id)), secret


def revoke(tx: Transaction, caller: Caller, client_id: str, *, reason: str | None, now: int) -> dict[str, Any]:
    """The entry of the client, revoked by this call or by an earlier one; its tokens are dead with it. Raises
    OAuthClientNotFoundError."""
    feed.lock_organisation(tx, caller.org_id)
    if _find(tx, caller, client_id).revoked_at is None:
        _end(tx, caller, client_id, reason=reason, now=now)
    return _entry(_find(tx, caller, client_id))


def end_made_by(
    tx: Transaction, caller: Caller, user_id: str, *, beyond: frozenset[str], reason: str, now: int
) -> None:
    """End every client of the user's making that may do what is beyond these scopes, and its tokens, at once."""
    c = oauth_clients.c
    made = select(c.id, c.scopes).where(c.created_by == user_id, c.revoked_at.is_(None))
    for row in tx.execute(made.order_by(c.id)).all():
        if not granted_by(row.scopes) <= beyond:
            _end(tx, caller, row.id, reason=reason, now=now)


def _end(tx: Transaction, caller: Caller, client_id: str, *, reason: str | None, now: int) -> None:
    changed = {"revoked_at": now, "revoked_for": reason}
    ended = update(oauth_clients).where(oauth_clients.c.id == client_id).values(changed)
    named = {"name": tx.execute(ended.returning(oauth_clients.c.name)).scalar_one()}
    _tell(tx, caller, EventType.OAUTH_CLIENT_UPDATED, client_id, named, named | changed, now=now)


def vendor_ids_of(row: Row[Any]) -> list[str] | None:
    """The vendors a client is bound to; None for all."""
    return json.loads(row.vendor_ids) if row.vendor_ids is not None else None


def _find(tx: Transaction, caller: Caller, client_id: str) -> Row[Any]:
    c = oauth_clients.c
    row = None
    if ids.has_shape(ids.OAUTH_CLIENT, client_id):
        row = tx.execute(select(oauth_clients).where(c.id == client_id, c.org_id == caller.org_id)).first()
    if row is None or not grants.is_within(caller, vendor_ids_of(row)):
        raise OAuthClientNotFoundError
    return row


def _tell(
    tx: Transaction,
    caller: Caller,
    type_: EventType,
    client_id: str,
    before: feed.Fields | None,
    after: feed.Fields,
    *,
    now: int,
) -> None:
    feed.record(tx, caller, type_, subject_id=client_id, vendor_id=None, before=before, after=after, now=now)


def _entry(row: Row[Any]) -> dict[str, Any]:
    """The client as it is listed. `id` and `client_id` are one; `vendor_ids` is there of a bound one alone."""
    vendor_ids = vendor_ids_of(row)
    return {
        "id": row.id,
        "name": row.name,
        "client_id": row.id,
        "secret_last4": row.secret_last4,
        "scopes": json.loads(row.scopes),
        "access_token_ttl_seconds": row.access_token_ttl_seconds,
        "created_at": row.created_at,
        "last_used_at": row.last_used_at,
        "revoked_at": row.revoked_at,
        **({"vendor_ids": vendor_ids} if vendor_ids is not None else {}),
    }
