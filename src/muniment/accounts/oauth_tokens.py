"""Tokens of OAuth clients (CONTRACT §4.2, RFC 6749 §4.4): what they are given for, and who calls with one.

A token is found by its hash, and it is good while it has not expired and its client is not revoked: both are read with
every request, as a key's row is.
"""

from __future__ import annotations

import hmac
import json
import secrets
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, bindparam, delete, insert, select, update

from muniment import ids
from muniment.accounts import network
from muniment.accounts.caller import Caller
from muniment.accounts.keys import hashed
from muniment.accounts.oauth_clients import vendor_ids_of
from muniment.accounts.scopes import granted, is_scope, with_implied
from muniment.db.engine import Transaction
from muniment.db.removal import remove_over
from muniment.db.statements import HotStatement
from muniment.db.tables import oauth_clients, oauth_tokens, organisations
from muniment.errors import InvalidApiKeyError, InvalidOAuthClientError, InvalidOAuthScopeError
from muniment.events.actor import ActorKind

PREFIX = "cbat_"

MAX_LIVE_TOKENS = 50
"""Tokens of one client that live at a time (CONTRACT §4.2); a further one ends the oldest, so that a client that is
started again and again is never locked out."""

_MAX_SCOPES_ASKED = 64


@dataclass(frozen=True, slots=True)
class NewToken:
    """A token just given. `token` is seen here and never again; `seconds` is how long it lives."""

    token: str
    seconds: int
    scopes: tuple[str, ...]


def identify(tx: Transaction, client_id: str, secret: str, *, address: str | None = None) -> Caller:
    """The client behind its id and secret, with all that it may do. Raises InvalidOAuthClientError when unknown,
    revoked, or of another secret."""
    row = _client(tx, client_id)
    stored = bytes(row.secret_hash) if row is not None else bytes(32)
    if not hmac.compare_digest(stored, hashed(secret)) or row is None or row.revoked_at is not None:
        raise InvalidOAuthClientError("The client is unknown or revoked, or its secret is wrong.")
    vendor_ids = vendor_ids_of(row)
    return Caller(
        org_id=row.org_id,
        kind=ActorKind.CLIENT,
        id=row.id,
        name=row.name,
        scopes=granted(json.loads(row.scopes)),
        vendor_ids=frozenset(vendor_ids) if vendor_ids is not None else None,
        address=address,
    )


def give(tx: Transaction, client: Caller, *, asked: str | None, now: int) -> NewToken:
    """A token of a client that was identified. `asked`: the scopes it is to have, as the form says them, parted by
    blanks; None for all that the client has. Raises InvalidOAuthScopeError; InvalidOAuthClientError when the client was
    revoked meanwhile."""
    scopes = _asked(client, asked)
    row = tx.execute(select(oauth_clients).where(oauth_clients.c.id == client.id).with_for_update()).first()
    if row is None or row.revoked_at is not None:
        raise InvalidOAuthClientError("The client is revoked.")
    _make_room(tx, row.id, now=now)
    token, seconds = f"{PREFIX}{secrets.token_urlsafe(32)}", int(row.access_token_ttl_seconds)
    tx.execute(
        insert(oauth_tokens).values(
            id=_id_of(token),
            client_id=row.id,
            scopes=json.dumps(scopes),
            created_at=now,
            expires_at=now + seconds,
        )
    )
    tx.execute(update(oauth_clients).where(oauth_clients.c.id == row.id).values(last_used_at=now))
    return NewToken(token=token, seconds=seconds, scopes=scopes)


def _client(tx: Transaction, client_id: str) -> Row[Any] | None:
    if not ids.has_shape(ids.OAUTH_CLIENT, client_id):
        return None
    return tx.execute(select(oauth_clients).where(oauth_clients.c.id == client_id)).first()


def _asked(client: Caller, asked: str | None) -> tuple[str, ...]:
    """The very scopes that the token has: none is implied by another any more."""
    if asked is None:
        return tuple(sorted(client.scopes))
    words = tuple(dict.fromkeys(asked.split(" ")))
    if len(words) > _MAX_SCOPES_ASKED or not all(is_scope(word) for word in words):
        raise InvalidOAuthScopeError("scope must be names as documents:read, parted by single blanks.")
    missing = sorted(set(words) - client.scopes)
    if missing:
        raise InvalidOAuthScopeError(f"The client does not have {', '.join(missing)}.")
    return words


def _make_room(tx: Transaction, client_id: str, *, now: int) -> None:
    """End the oldest tokens of the client, whose row is locked, so that one more has room."""
    c = oauth_tokens.c
    tx.execute(delete(oauth_tokens).where(c.client_id == client_id, c.expires_at <= now))
    oldest_first = select(c.id).where(c.client_id == client_id).order_by(c.created_at.desc(), c.id.desc())
    beyond = tx.execute(oldest_first.offset(MAX_LIVE_TOKENS - 1)).scalars().all()
    if beyond:
        tx.execute(delete(oauth_tokens).where(c.id.in_(beyond)))


_FIND = HotStatement(
    select(
        oauth_clients.c.id,
        oauth_clients.c.org_id,
        oauth_clients.c.name,
        oauth_tokens.c.scopes,
        oauth_clients.c.vendor_ids,
        oauth_tokens.c.expires_at,
        oauth_clients.c.revoked_at,
        organisations.c.api_ip_allowlist,
    )
    .select_from(oauth_tokens)
    .join(oauth_clients, oauth_clients.c.id == oauth_tokens.c.client_id)
    .join(organisations, organisations.c.id == oauth_clients.c.org_id)
    .where(oauth_tokens.c.id == bindparam("id"))
)


def authenticate(tx: Transaction, token: str, *, now: int, address: str | None = None) -> Caller:
    """The caller behind a token. Raises InvalidApiKeyError when it is unknown or expired, or its client revoked."""
    token_id = _id_of(token)
    row = _FIND.first(tx, {"id": token_id})
    if row is None:
        raise InvalidApiKeyError
    client_id, org_id, name, scopes, vendor_ids, expires_at, revoked_at, allowlist = row
    if revoked_at is not None or expires_at <= now:
        raise InvalidApiKeyError
    return Caller(
        org_id=org_id,
        kind=ActorKind.CLIENT,
        id=client_id,
        name=name,
        scopes=with_implied(json.loads(scopes)),
        vendor_ids=frozenset(json.loads(vendor_ids)) if vendor_ids is not None else None,
        address=address,
        is_within_network=network.is_within(allowlist, address),
        credential=token_id,
    )


GOOD_TOKEN = (
    select(oauth_tokens.c.id)
    .join(oauth_clients, oauth_clients.c.id == oauth_tokens.c.client_id)
    .where(
        oauth_tokens.c.id == bindparam("credential"),
        oauth_tokens.c.expires_at > bindparam("now"),
        oauth_clients.c.revoked_at.is_(None),
    )
    .scalar_subquery()
)
"""The token's id while it is good, else null, as `keys.GOOD_KEY` is of keys."""


def forget_expired(tx: Transaction, *, now: int, limit: int) -> int:
    """Remove up to `limit` tokens that have expired; returns how many."""
    ends = oauth_tokens.c.expires_at
    return remove_over(tx, oauth_tokens, ends <= now, oldest_by=ends, limit=limit)


def _id_of(token: str) -> str:
    """What the token is found by: it has 256 random bits, so its hash tells nothing and cannot be hit upon."""
    return hashed(token).hex()
