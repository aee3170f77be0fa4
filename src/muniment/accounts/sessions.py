"""Sessions of people: a row for each, found by the hash of a token that one browser's cookie holds.

It ends by signing out, by being unused, at its age, with its user's password and with its user; from the moment that is
committed, as every request asks.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from sqlalchemy import Row, bindparam, delete, insert, select, update

from muniment import ids
from muniment.accounts import network
from muniment.accounts.caller import Caller
from muniment.accounts.keys import hashed
from muniment.accounts.roles import SCOPES, Role
from muniment.accounts.user_rows import called, display_name, find
from muniment.db.engine import Transaction
from muniment.db.removal import remove_over
from muniment.db.statements import HotStatement
from muniment.db.tables import organisations
from muniment.db.tables import sessions as rows
from muniment.db.tables import users as user_rows
from muniment.errors import InvalidSessionError, SessionNotFoundError
from muniment.events import audit
from muniment.events.actor import Actor, ActorKind
from muniment.events.audit import SIGNED_IN, SIGNED_OUT, SIGNING, SUBJECTS, Record
from muniment.events.feed import lock_organisation

PREFIX = "cbss_"
"""How a session's token begins."""

MAX_SESSIONS = 50
"""Sessions of one user; a further one ends the one that was begun first."""

_MAX_USER_AGENT_CHARACTERS = 255
_USER = SUBJECTS["User"]


class Method(StrEnum):
    """How a user signed in."""

    PASSWORD = "password"  # noqa: S105 a word
    OIDC = "oidc"
    LINK = "link"


@dataclass(frozen=True, slots=True)
class Lifetime:
    """When a session ends: unused for `idle_seconds`, or `seconds` after it was begun."""

    idle_seconds: int
    seconds: int


@dataclass(frozen=True, slots=True)
class Client:
    """From where and with what somebody signs in, as they say themselves."""

    address: str | None = None
    user_agent: str | None = None


@dataclass(frozen=True, slots=True)
class NewSession:
    """A session just begun. `token` is seen here and never again."""

    id: str
    token: str = field(repr=False)


def begin(
    tx: Transaction, user: Row[Any], *, method: Method, client: Client, lifetime: Lifetime, now: int
) -> NewSession:
    """A new session of a user who is enabled and whose organisation is locked."""
    session = NewSession(ids.new(ids.SESSION), f"{PREFIX}{secrets.token_urlsafe(32)}")
    _make_room(tx, user.id)
    tx.execute(
        insert(rows).values(
            id=session.id,
            token_hash=hashed(session.token),
            user_id=user.id,
            method=method.value,
            address=client.address,
            user_agent=_printable(client.user_agent),
            created_at=now,
            last_used_at=now,
            idle_seconds=lifetime.idle_seconds,
            expires_at=now + lifetime.seconds,
        )
    )
    tx.execute(update(user_rows).where(user_rows.c.id == user.id).values(last_signed_in_at=now))
    told = {"method": method.value, "session_id": session.id, "address": client.address}
    tell(tx, actor_of(user), user, SIGNED_IN, told, now=now)
    return session


def record(actor: Actor, user: Row[Any], event_type: str, data: Mapping[str, Any], *, now: int) -> Record:
    """What is recorded of a user who comes or goes."""
    return Record(
        created_at=now,
        actor=actor,
        event_type=event_type,
        event_group=_USER.group,
        target_type=_USER.target_type,
        target_id=user.id,
        summary=f"{_USER.named(display_name(user))} {SIGNING[event_type]}",
        data=data,
    )


def tell(tx: Transaction, actor: Actor, user: Row[Any], event_type: str, data: Mapping[str, Any], *, now: int) -> None:
    """Record it, in the transaction of what happened."""
    audit.append(tx, user.org_id, [record(actor, user, event_type, data, now=now)])


def actor_of(user: Row[Any]) -> Actor:
    """The user as one who does something."""
    return Actor(org_id=user.org_id, kind=ActorKind.USER, id=user.id, name=display_name(user))


_GOOD = (
    (rows.c.expires_at > bindparam("now"))
    & (rows.c.last_used_at + rows.c.idle_seconds > bindparam("now"))
    & user_rows.c.disabled_at.is_(None)
)
_FIND = HotStatement(
    select(
        rows.c.id,
        user_rows.c.id,
        user_rows.c.org_id,
        user_rows.c.email,
        user_rows.c.first_name,
        user_rows.c.last_name,
        user_rows.c.role,
        organisations.c.api_ip_allowlist,
    )
    .select_from(rows)
    .join(user_rows, user_rows.c.id == rows.c.user_id)
    .join(organisations, organisations.c.id == user_rows.c.org_id)
    .where(rows.c.token_hash == bindparam("token_hash"), _GOOD)
)


def authenticate(tx: Transaction, token: str, *, now: int, address: str | None = None) -> Caller:
    """The person behind a session's token. Raises InvalidSessionError when there is no such session any more."""
    row = _FIND.first(tx, {"token_hash": hashed(token), "now": now})
    if row is None:
        raise InvalidSessionError
    session_id, user_id, org_id, email, first_name, last_name, role, allowlist = row
    return Caller(
        org_id=org_id,
        kind=ActorKind.USER,
        id=user_id,
        name=called(first_name, last_name, email),
        scopes=SCOPES[Role(role)],
        address=address,
        is_within_network=network.is_within(allowlist, address),
        credential=session_id,
    )


GOOD_SESSION = (
    select(rows.c.id)
    .join(user_rows, user_rows.c.id == rows.c.user_id)
    .where(rows.c.id == bindparam("credential"), _GOOD)
    .scalar_subquery()
)
"""The session's id while it is good, else null, as `keys.GOOD_KEY` is of keys."""


def own(tx: Transaction, caller: Caller) -> Row[Any]:
    """The row of the session that calls. Raises SessionNotFoundError for who calls by a key."""
    if caller.kind is not ActorKind.USER:
        raise SessionNotFoundError
    return tx.execute(select(rows).where(rows.c.id == caller.credential)).one()


def list_own(tx: Transaction, caller: Caller, *, now: int) -> list[dict[str, Any]]:
    """The caller's sessions that are good, the newest first. Raises SessionNotFoundError for who calls by a key."""
    own(tx, caller)
    c = rows.c
    found = tx.execute(select(rows).where(c.user_id == caller.id).order_by(c.created_at.desc(), c.id.desc()))
    live = [row for row in found if row.expires_at > now and row.last_used_at + row.idle_seconds > now]
    return [{**entry(row), "is_current": row.id == caller.credential} for row in live]


def entry(row: Row[Any]) -> dict[str, Any]:
    """The session as it is listed; never its token or the hash."""
    names = ("id", "method", "address", "user_agent", "created_at", "last_used_at", "expires_at")
    return {name: getattr(row, name) for name in names}


def sign_out(tx: Transaction, caller: Caller, session_id: str | None, *, now: int) -> None:
    """End one session of the caller, or all when None is named. Raises SessionNotFoundError for one that it has not,
    and for who calls by a key."""
    lock_organisation(tx, caller.org_id)
    if caller.kind is not ActorKind.USER or (session_id is not None and not ids.has_shape(ids.SESSION, session_id)):
        raise SessionNotFoundError
    ended = end_all(tx, str(caller.id), only=session_id)
    if session_id is not None and not ended:
        raise SessionNotFoundError
    told = {"session_ids": ended, "address": caller.address}
    tell(tx, caller, find(tx, caller, str(caller.id)), SIGNED_OUT, told, now=now)


def end_all(tx: Transaction, user_id: str, *, only: str | None = None) -> list[str]:
    """End the user's sessions, or that one; the ids of those that were there. The organisation is locked."""
    c = rows.c
    which = [c.user_id == user_id, *([c.id == only] if only is not None else [])]
    # In one order, as last uses are written.
    found = list(tx.execute(select(c.id).where(*which).order_by(c.id).with_for_update()).scalars())
    if found:
        tx.execute(delete(rows).where(c.id.in_(found)))
    return found


def end_by_token(tx: Transaction, token: str) -> None:
    """End the session of that token, where there is one."""
    tx.execute(delete(rows).where(rows.c.token_hash == hashed(token)))


def forget_expired(tx: Transaction, *, now: int, limit: int) -> int:
    """Remove up to `limit` sessions that have ended; returns how many."""
    c = rows.c
    is_over = (c.expires_at <= now) | (c.last_used_at + c.idle_seconds <= now)
    return remove_over(tx, rows, is_over, oldest_by=c.expires_at, limit=limit)


def _make_room(tx: Transaction, user_id: str) -> None:
    """End the oldest sessions of the user, so that one more has room."""
    c = rows.c
    newest_first = select(c.id).where(c.user_id == user_id).order_by(c.created_at.desc(), c.id.desc())
    beyond = tx.execute(newest_first.offset(MAX_SESSIONS - 1)).scalars().all()
    if beyond:
        tx.execute(delete(rows).where(c.id.in_(beyond)))


def _printable(user_agent: str | None) -> str | None:
    if user_agent is None:
        return None
    return "".join(one if one.isprintable() else "?" for one in user_agent[:_MAX_USER_AGENT_CHARACTERS])
