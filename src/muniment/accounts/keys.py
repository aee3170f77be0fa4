"""API keys: who is calling, and what for.

A secret is shown once and kept only as a hash. A key is found by its public part and compared in constant time;
expiry and revocation count from the moment they are committed, since every request reads the key's row.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, insert, or_, select, update

from muniment.accounts import grants, network
from muniment.accounts.caller import Caller
from muniment.accounts.organisations import checked_name
from muniment.accounts.scopes import granted_by, is_scope
from muniment.db.engine import Transaction
from muniment.db.statements import HotStatement
from muniment.db.tables import api_keys, organisations, vendors
from muniment.errors import InvalidApiKeyError
from muniment.events import feed
from muniment.events.actor import Actor, ActorKind
from muniment.events.catalogue import EventType

_SECRET = re.compile(r"ak_live_([0-9a-f]{16})_([0-9A-Za-z_-]{43})")


@dataclass(frozen=True, slots=True)
class NewKey:
    """A key just made. `secret` is seen here and never again. `vendor_ids`: those it is bound to, None for all."""

    id: str
    org_id: str
    name: str
    secret: str
    scopes: tuple[str, ...]
    vendor_ids: tuple[str, ...] | None
    created_at: int
    expires_at: int | None


_FIND = HotStatement(
    select(
        api_keys.c.id,
        api_keys.c.org_id,
        api_keys.c.name,
        api_keys.c.secret_hash,
        api_keys.c.scopes,
        api_keys.c.vendor_ids,
        api_keys.c.expires_at,
        api_keys.c.revoked_at,
        organisations.c.api_ip_allowlist,
    )
    .join(organisations, organisations.c.id == api_keys.c.org_id)
    .where(api_keys.c.public_id == bindparam("public_id"))
)


def authenticate(tx: Transaction, credential: str, *, now: int, address: str | None = None) -> Caller:
    """The caller behind a key's secret. Raises InvalidApiKeyError when unknown, expired or revoked."""
    match = _SECRET.fullmatch(credential)
    if match is None:
        raise InvalidApiKeyError
    row = _FIND.first(tx, {"public_id": match[1]})
    stored = bytes(row[3]) if row is not None else bytes(32)
    if not hmac.compare_digest(stored, hashed(credential)) or row is None:
        raise InvalidApiKeyError
    key_id, org_id, name, _, scopes, vendor_ids, expires_at, revoked_at, allowlist = row
    if revoked_at is not None or (expires_at is not None and expires_at <= now):
        raise InvalidApiKeyError
    return Caller(
        org_id=org_id,
        kind=ActorKind.KEY,
        id=key_id,
        name=name,
        scopes=granted_by(scopes),
        vendor_ids=frozenset(json.loads(vendor_ids)) if vendor_ids is not None else None,
        address=address,
        is_within_network=network.is_within(allowlist, address),
        credential=key_id,
    )


GOOD_KEY = (
    select(api_keys.c.id)
    .where(
        api_keys.c.id == bindparam("credential"),
        api_keys.c.revoked_at.is_(None),
        or_(api_keys.c.expires_at.is_(None), api_keys.c.expires_at > bindparam("now")),
    )
    .scalar_subquery()
)
"""The key's id while it is neither revoked nor expired, else null: for statements that look at something else too."""


def hashed(credential: str) -> bytes:
    """A secret as it is kept. Its secret part has 256 random bits: a fast hash is enough, there is nothing to guess."""
    return hashlib.sha256(credential.encode()).digest()


MAX_SCOPES = 64
"""Scopes that one key may be given."""

MAX_VENDORS = 100
"""Vendors that one key may be bound to."""


def create_key(
    tx: Transaction,
    actor: Actor,
    *,
    name: str,
    scopes: Sequence[str] = (),
    vendor_ids: Sequence[str] | None = None,
    expires_at: int | None = None,
    now: int,
) -> NewKey:
    """A new key of the actor's organisation. `vendor_ids`: the vendors it is bound to, None for all. Raises ValueError
    for an unusable name or scope, and for vendors that are not the organisation's."""
    name = checked_name(name, "key")
    wrong = [scope for scope in scopes if not is_scope(scope)]
    if wrong:
        raise ValueError(f"a scope looks like keys:manage, not {wrong[0]!r}")
    bound = tuple(dict.fromkeys(vendor_ids)) if vendor_ids is not None else None
    check_vendors(tx, actor.org_id, bound)
    public_id = secrets.token_hex(8)  # CONTRACT §1.4: the key's id is this part of its secret
    secret = f"ak_live_{public_id}_{secrets.token_urlsafe(32)}"
    key = NewKey(
        id=f"ak_{public_id}",
        org_id=actor.org_id,
        name=name,
        secret=secret,
        scopes=tuple(dict.fromkeys(scopes)),
        vendor_ids=bound,
        created_at=now,
        expires_at=expires_at,
    )
    tx.execute(
        insert(api_keys).values(
            id=key.id,
            org_id=key.org_id,
            name=name,
            public_id=public_id,
            secret_hash=hashed(secret),
            scopes=json.dumps(key.scopes),
            vendor_ids=json.dumps(bound) if bound is not None else None,
            created_by=grants.maker(tx, actor),
            created_at=now,
            expires_at=expires_at,
        )
    )
    told = {"name": name, "scopes": key.scopes, "vendor_ids": bound, "expires_at": expires_at}
    _tell(tx, actor, EventType.API_KEY_CREATED, key.id, None, told, now=now)
    return key


def check_vendors(tx: Transaction, org_id: str, vendor_ids: Sequence[str] | None) -> None:
    """Raises ValueError when one that a credential is to be bound to is not the organisation's."""
    if vendor_ids is None:
        return
    if not vendor_ids or len(vendor_ids) > MAX_VENDORS:
        raise ValueError(f"a key is bound to 1 to {MAX_VENDORS} vendors")
    known = set(
        tx.execute(select(vendors.c.id).where(vendors.c.id.in_(vendor_ids), vendors.c.org_id == org_id)).scalars()
    )
    unknown = [one for one in vendor_ids if one not in known]
    if unknown:
        raise ValueError(f"there is no vendor {unknown[0]!r} in the organisation")


def end_key(tx: Transaction, actor: Actor, key_id: str, *, at: int, now: int, reason: str | None = None) -> bool:
    """End the actor's organisation's key: at once, or where `at` lies ahead by letting it expire then, unless it does
    earlier. True when it was there and not yet revoked."""
    c = api_keys.c
    row = tx.execute(
        select(c.name, c.revoked_at, c.expires_at).where(c.id == key_id, c.org_id == actor.org_id).with_for_update()
    ).first()
    if row is None or row.revoked_at is not None:
        return False
    changed: dict[str, Any]
    if at <= now:
        changed = {"revoked_at": now, "revoked_for": reason}
    elif row.expires_at is None or at < row.expires_at:
        changed = {"expires_at": at}
    else:
        return True
    tx.execute(update(api_keys).where(c.id == key_id).values(changed))
    before = {name: getattr(row, name, None) for name in ("name", *changed)}
    _tell(tx, actor, EventType.API_KEY_UPDATED, key_id, before, {"name": row.name, **changed}, now=now)
    return True


def end_made_by(tx: Transaction, actor: Actor, user_id: str, *, beyond: frozenset[str], reason: str, now: int) -> None:
    """End every key of the user's making that may do what is beyond these scopes, at once."""
    c = api_keys.c
    made = select(c.id, c.scopes).where(c.created_by == user_id, c.revoked_at.is_(None))
    for row in tx.execute(made.order_by(c.id)).all():
        if not granted_by(row.scopes) <= beyond:
            end_key(tx, actor, row.id, at=now, now=now, reason=reason)


def organisation_of(tx: Transaction, key_id: str) -> str | None:
    """Whose key it is."""
    row = tx.execute(select(api_keys.c.org_id).where(api_keys.c.id == key_id)).first()
    return row[0] if row is not None else None


def _tell(
    tx: Transaction,
    actor: Actor,
    type_: EventType,
    key_id: str,
    before: feed.Fields | None,
    after: feed.Fields,
    *,
    now: int,
) -> None:
    feed.record(tx, actor, type_, subject_id=key_id, vendor_id=None, before=before, after=after, now=now)


def list_keys(tx: Transaction) -> list[dict[str, Any]]:
    """Every key with its organisation's name, the oldest first; never a secret or its hash."""
    rows = tx.execute(
        select(
            api_keys.c.id,
            organisations.c.name.label("organisation"),
            api_keys.c.name,
            api_keys.c.scopes,
            api_keys.c.vendor_ids,
            api_keys.c.created_at,
            api_keys.c.last_used_at,
            api_keys.c.expires_at,
            api_keys.c.revoked_at,
        )
        .join(organisations, organisations.c.id == api_keys.c.org_id)
        .order_by(api_keys.c.created_at, api_keys.c.id)
    )
    return [
        {
            **row._mapping,
            "scopes": json.loads(row.scopes),
            "vendor_ids": json.loads(row.vendor_ids) if row.vendor_ids is not None else None,
        }
        for row in rows
    ]
