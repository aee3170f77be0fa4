"""People over the API (CONTRACT §4.3): made or found by their address, changed, and disabled, which ends everything of
theirs at once.

Nobody makes, changes or lets in again who may do more than itself. An address belongs to one organisation.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, func, select, update

from muniment import ids
from muniment.accounts import keys, oauth_clients, one_time_codes, sessions
from muniment.accounts.caller import Caller
from muniment.accounts.one_time_codes import Purpose
from muniment.accounts.roles import SCOPES, Role
from muniment.accounts.user_rows import display_name, entry, find, folded_email
from muniment.db.engine import Transaction
from muniment.db.tables import users
from muniment.db.upsert import insert_or_ignore
from muniment.errors import LastAdministratorError, RoleEscalationError, UserExistsError, UserNotFoundError
from muniment.events import feed
from muniment.events.actor import ActorKind
from muniment.events.audit import PASSWORD_CODE_MADE, SIGN_IN_CODE_MADE, SIGNED_OUT
from muniment.events.catalogue import EventType


@dataclass(frozen=True, slots=True)
class NewUser:
    """Who is to be a user. `email`: an address that was checked."""

    email: str
    role: Role = Role.ANALYST
    first_name: str | None = None
    last_name: str | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """What to change; None stays, and "" clears a name."""

    role: Role | None = None
    first_name: str | None = None
    last_name: str | None = None
    is_disabled: bool | None = None


_NAMES = ("first_name", "last_name")


def create_or_get(tx: Transaction, caller: Caller, wanted: NewUser, *, now: int) -> tuple[dict[str, Any], bool]:
    """The organisation's user of that address, as it was or new, and whether it is new. Raises RoleEscalationError;
    UserExistsError for an address of another organisation."""
    check_reach(caller, wanted.role)
    feed.lock_organisation(tx, caller.org_id)
    folded = folded_email(wanted.email)
    user_id = ids.new(ids.USER)
    row = {
        "id": user_id,
        "org_id": caller.org_id,
        "email": wanted.email,
        "email_folded": folded,
        "first_name": wanted.first_name or None,
        "last_name": wanted.last_name or None,
        "role": wanted.role.value,
        "created_at": now,
        "updated_at": now,
    }
    # Of two organisations that ask for one address at once the later waits here for the earlier.
    tx.execute(insert_or_ignore(tx.dialect.name, users).values(row))
    found = tx.execute(select(users).where(users.c.email_folded == folded)).one()
    if found.org_id != caller.org_id:
        raise UserExistsError
    if found.id == user_id:
        _tell(tx, caller, EventType.USER_CREATED, None, found, now=now)
    return entry(found), bool(found.id == user_id)


def page(
    tx: Transaction, caller: Caller, *, email: str | None, limit: int, offset: int
) -> tuple[list[dict[str, Any]], int]:
    """The users of one page, the newest first, and how many there are in all. `email`: the one of that address."""
    conditions = [users.c.org_id == caller.org_id]
    if email is not None:
        conditions.append(users.c.email_folded == folded_email(email))
    total = tx.execute(select(func.count()).select_from(users).where(*conditions)).scalar_one()
    newest_first = select(users).where(*conditions).order_by(users.c.created_at.desc(), users.c.id.desc())
    return [entry(row) for row in tx.execute(newest_first.limit(limit).offset(offset))], int(total)


def get(tx: Transaction, caller: Caller, user_id: str) -> dict[str, Any]:
    """The user. Raises UserNotFoundError."""
    return entry(find(tx, caller, user_id))


def change(tx: Transaction, caller: Caller, user_id: str, wanted: Change, *, now: int) -> dict[str, Any]:
    """The user after the change; what changes nothing leaves no trace. Of who is disabled every session, key and OAuth
    client ends in this transaction, and does not come back; of who gets another role every key and client that may do
    more than that.

    Raises UserNotFoundError; RoleEscalationError, also for who may do more than the caller as it is;
    LastAdministratorError when none that is enabled would be left, which only the operator may do.
    """
    feed.lock_organisation(tx, caller.org_id)
    before = find_within_reach(tx, caller, user_id)
    changed = _columns(before, wanted, now=now)
    if not changed:
        return entry(before)
    if wanted.role is not None:
        check_reach(caller, wanted.role)
    if caller.kind is not ActorKind.SYSTEM and changed.keys() & {"role", "disabled_at"}:
        _check_not_last(tx, before)
    tx.execute(update(users).where(users.c.id == user_id).values(updated_at=now, **changed))
    if changed.get("disabled_at") is not None:
        _end_everything(tx, caller, before, now=now)
    elif "role" in changed:
        beyond, reason = SCOPES[Role(changed["role"])], "the user who made it may do less now"
        _end_made_by(tx, caller, before, beyond=beyond, reason=reason, now=now)
    after = find(tx, caller, user_id)
    _tell(tx, caller, EventType.USER_UPDATED, before, after, now=now)
    return entry(after)


def link(tx: Transaction, caller: Caller, user: Row[Any], *, issuer: str, subject: str, now: int) -> None:
    """Let the identity come in as the user, whose organisation is locked."""
    linked = {"oidc_issuer": issuer, "oidc_subject": subject, "updated_at": now}
    tx.execute(update(users).where(users.c.id == user.id).values(linked))
    _tell(tx, caller, EventType.USER_UPDATED, user, find(tx, caller, user.id), now=now)


def sign_out(tx: Transaction, caller: Caller, user_id: str, *, now: int) -> None:
    """End every session of a user. Raises UserNotFoundError, RoleEscalationError."""
    feed.lock_organisation(tx, caller.org_id)
    user = find_within_reach(tx, caller, user_id)
    sessions.tell(tx, caller, user, SIGNED_OUT, {"session_ids": sessions.end_all(tx, user.id)}, now=now)


def make_password_code(tx: Transaction, caller: Caller, user_id: str, *, seconds: int, now: int) -> str:
    """A code by which the user sets its password, seen this once. Raises UserNotFoundError, also for one that is
    disabled; RoleEscalationError."""
    return _make_code(tx, caller, user_id, Purpose.PASSWORD, PASSWORD_CODE_MADE, seconds=seconds, now=now)


def make_sign_in_code(tx: Transaction, operator: Caller, user_id: str, *, now: int) -> str:
    """A code that signs the user in, seen this once: for who administers the installation on its own machine, and may
    set any password there. Raises UserNotFoundError, also for one that is disabled."""
    seconds = one_time_codes.SIGN_IN_SECONDS
    return _make_code(tx, operator, user_id, Purpose.SIGN_IN, SIGN_IN_CODE_MADE, seconds=seconds, now=now)


def _make_code(
    tx: Transaction, caller: Caller, user_id: str, purpose: Purpose, told_as: str, *, seconds: int, now: int
) -> str:
    feed.lock_organisation(tx, caller.org_id)
    user = find_within_reach(tx, caller, user_id)
    if user.disabled_at is not None:
        raise UserNotFoundError
    sessions.tell(tx, caller, user, told_as, {}, now=now)
    return one_time_codes.make(tx, user_id=user.id, seconds=seconds, now=now, purpose=purpose)


def check_reach(caller: Caller, role: Role) -> None:
    """Raises RoleEscalationError when the role may do what the caller may not."""
    missing = sorted(SCOPES[role] - caller.scopes)
    if missing:
        raise RoleEscalationError(f"The role {role} may do what the caller may not: {', '.join(missing)}.")
    if caller.vendor_ids is not None:
        raise RoleEscalationError("The caller is bound to vendors, and users are not.")


def find_within_reach(tx: Transaction, caller: Caller, user_id: str) -> Row[Any]:
    """The same of a user who may do no more than the caller. Raises UserNotFoundError, RoleEscalationError."""
    row = find(tx, caller, user_id)
    check_reach(caller, Role(row.role))
    return row


def _columns(before: Row[Any], wanted: Change, *, now: int) -> dict[str, Any]:
    """What differs, by column."""
    changed: dict[str, Any] = {
        name: getattr(wanted, name) or None for name in _NAMES if getattr(wanted, name) is not None
    }
    if wanted.role is not None:
        changed["role"] = wanted.role.value
    if wanted.is_disabled is not None and wanted.is_disabled != (before.disabled_at is not None):
        changed["disabled_at"] = now if wanted.is_disabled else None
    return {name: value for name, value in changed.items() if getattr(before, name) != value}


def _check_not_last(tx: Transaction, row: Row[Any]) -> None:
    """Raises LastAdministratorError when the user is the only enabled administrator."""
    c = users.c
    others = select(c.id).where(
        c.org_id == row.org_id, c.role == Role.ADMIN.value, c.disabled_at.is_(None), c.id != row.id
    )
    if row.role == Role.ADMIN and row.disabled_at is None and tx.execute(others.limit(1)).first() is None:
        raise LastAdministratorError


def _end_everything(tx: Transaction, caller: Caller, row: Row[Any], *, now: int) -> None:
    """End what lets the user in, and what it made to let others in."""
    _end_made_by(tx, caller, row, beyond=frozenset(), reason="the user who made it was disabled", now=now)
    sessions.end_all(tx, row.id)
    one_time_codes.forget_of(tx, row.id)


def _end_made_by(
    tx: Transaction, caller: Caller, row: Row[Any], *, beyond: frozenset[str], reason: str, now: int
) -> None:
    """End the keys and OAuth clients of the user's making that may do what is beyond these scopes."""
    # By the order of their ids, in which last uses are written too: so no two wait for each other.
    keys.end_made_by(tx, caller, row.id, beyond=beyond, reason=reason, now=now)
    oauth_clients.end_made_by(tx, caller, row.id, beyond=beyond, reason=reason, now=now)


def _tell(
    tx: Transaction, caller: Caller, type_: EventType, before: Row[Any] | None, after: Row[Any], *, now: int
) -> None:
    feed.record(
        tx,
        caller,
        type_,
        subject_id=after.id,
        vendor_id=None,
        before=_told(before) if before is not None else None,
        after=_told(after),
        now=now,
    )


def _told(row: Row[Any]) -> Mapping[str, Any]:
    """The fields that events tell of. `name`: for the summary."""
    return {
        name: getattr(row, name) for name in ("email", *_NAMES, "role", "oidc_issuer", "oidc_subject", "disabled_at")
    } | {"name": display_name(row)}
