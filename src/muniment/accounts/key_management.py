"""Keys over the API (CONTRACT §4.1): who may manage keys makes, rotates and revokes those of its organisation.

Nobody gives what it does not have: no scope, and no vendor beyond those it is bound to itself. Keys that reach further
than the caller's vendors are not found.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from datetime import UTC, datetime
from itertools import count
from typing import Any

from sqlalchemy import Row, select

from muniment.accounts import grants
from muniment.accounts.caller import Caller
from muniment.accounts.keys import NewKey, create_key, end_key
from muniment.accounts.organisations import MAX_NAME_CHARACTERS
from muniment.db.engine import Transaction
from muniment.db.tables import api_keys
from muniment.errors import ApiKeyNotFoundError, VendorNotFoundError
from muniment.events.feed import lock_organisation

_ID = re.compile(r"ak_[0-9a-f]{16}")
_ROTATED = re.compile(r" \(rotated \d{4}-\d\d-\d\d\)(?: \d+)?$")


def list_entries(tx: Transaction, caller: Caller, *, now: int) -> list[dict[str, Any]]:
    """Every key that the caller may manage, the newest first; never a secret or its hash."""
    c = api_keys.c
    rows = tx.execute(select(api_keys).where(c.org_id == caller.org_id).order_by(c.created_at.desc(), c.id.desc()))
    return [_entry(row, now=now) for row in rows if grants.is_within(caller, _vendor_ids(row))]


def create(
    tx: Transaction,
    caller: Caller,
    *,
    name: str,
    scopes: Sequence[str] = (),
    vendor_ids: Sequence[str] | None = None,
    lives_seconds: int | None = None,
    now: int,
) -> NewKey:
    """A new key. A bound caller's keys are bound to its own vendors unless it says to which of them. Raises
    InvalidNameError, ScopeGrantForbiddenError, VendorNotFoundError."""
    name = grants.usable_name(name, "key")
    grants.check_grant(caller, scopes)
    vendor_ids = grants.granted_vendors(caller, vendor_ids)
    lock_organisation(tx, caller.org_id)
    expires_at = now + lives_seconds if lives_seconds is not None else None
    try:
        return create_key(tx, caller, name=name, scopes=scopes, vendor_ids=vendor_ids, expires_at=expires_at, now=now)
    except ValueError as error:  # name and scopes are checked by now
        raise VendorNotFoundError from error


def rotate(tx: Transaction, caller: Caller, key_id: str, *, overlap_seconds: int = 0, now: int) -> NewKey:
    """A key that takes the other's place, with its scopes, vendors and lifetime. The other is revoked, at once or by
    expiring when the overlap is over. Raises ApiKeyNotFoundError, also for one that is revoked;
    ScopeGrantForbiddenError."""
    lock_organisation(tx, caller.org_id)
    old = _find(tx, caller, key_id)
    if old.revoked_at is not None:
        raise ApiKeyNotFoundError
    scopes = json.loads(old.scopes)
    grants.check_grant(caller, scopes)
    new = create_key(
        tx,
        caller,
        name=_rotated_name(tx, caller, old.name, now=now),
        scopes=scopes,
        vendor_ids=_vendor_ids(old),
        expires_at=now + (old.expires_at - old.created_at) if old.expires_at is not None else None,
        now=now,
    )
    end_key(tx, caller, key_id, at=now + overlap_seconds, now=now, reason=f"rotated to {new.id}")
    return new


def revoke(tx: Transaction, caller: Caller, key_id: str, *, reason: str | None, now: int) -> dict[str, Any]:
    """The entry of the key, revoked by this call or by an earlier one. Raises ApiKeyNotFoundError."""
    lock_organisation(tx, caller.org_id)
    _find(tx, caller, key_id)
    end_key(tx, caller, key_id, at=now, now=now, reason=reason)
    return _entry(_find(tx, caller, key_id), now=now)


def _find(tx: Transaction, caller: Caller, key_id: str) -> Row[Any]:
    row = None
    if _ID.fullmatch(key_id):  # what could not be one is not found, before any query sees it
        row = tx.execute(select(api_keys).where(api_keys.c.id == key_id, api_keys.c.org_id == caller.org_id)).first()
    if row is None or not grants.is_within(caller, _vendor_ids(row)):
        raise ApiKeyNotFoundError
    return row


def _vendor_ids(row: Row[Any]) -> list[str] | None:
    return json.loads(row.vendor_ids) if row.vendor_ids is not None else None


def _rotated_name(tx: Transaction, caller: Caller, name: str, *, now: int) -> str:
    """`name (rotated 2026-05-01)`, with ` 2` and on behind it where that is taken."""
    day = f" (rotated {datetime.fromtimestamp(now, UTC):%Y-%m-%d})"
    stem = _ROTATED.sub("", name)
    taken = set(tx.execute(select(api_keys.c.name).where(api_keys.c.org_id == caller.org_id)).scalars())
    for number in count(1):
        end = day if number == 1 else f"{day} {number}"
        wanted = stem[: MAX_NAME_CHARACTERS - len(end)] + end
        if wanted not in taken:
            return wanted
    raise AssertionError


def _entry(row: Row[Any], *, now: int) -> dict[str, Any]:
    """The key as it is listed. `vendor_ids` is there of a bound one alone: Coverbase has none."""
    vendor_ids = _vendor_ids(row)
    return {
        "id": row.id,
        "name": row.name,
        "created_at": row.created_at,
        "last_used_at": row.last_used_at,
        "revoked": row.revoked_at is not None,
        "expired": row.expires_at is not None and row.expires_at <= now,
        "scopes": json.loads(row.scopes),
        "created_by_clerk_user_id": None,
        **({"vendor_ids": vendor_ids} if vendor_ids is not None else {}),
    }
