"""A user and its password or its code: coming in, setting a password, and the first administrator of an installation.

Each is a few steps, as hashing takes a quarter of a second and belongs in no transaction: what the step before has seen
is looked at again in the one that writes.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, select, update

from muniment.accounts import grants, one_time_codes, organisations, sessions, users
from muniment.accounts.caller import Caller
from muniment.accounts.one_time_codes import Purpose
from muniment.accounts.sessions import Client, Lifetime, Method, NewSession
from muniment.accounts.user_rows import find_by_email, has_users
from muniment.accounts.users import NewUser
from muniment.db.engine import Transaction
from muniment.db.tables import users as rows
from muniment.errors import AlreadySetUpError, InvalidCodeError, InvalidNameError, SignInFailedError
from muniment.events.actor import Actor
from muniment.events.audit import PASSWORD_SET
from muniment.events.feed import lock_organisation

_LOCAL_PATH = re.compile(r"/(?![/\\])[!-~]{0,1023}")


def local_path(wanted: str | None) -> str:
    """Where who signs in wants to be afterwards: a path of this server. Another server's address is not heard."""
    return wanted if wanted is not None and _LOCAL_PATH.fullmatch(wanted) else "/"


@dataclass(frozen=True, slots=True)
class Candidate:
    """Who somebody says it is. `user`: None where there is nobody of that address who may come in."""

    user: Row[Any] | None

    @property
    def password_hash(self) -> str | None:
        """What the password must match; None where none does."""
        return self.user.password_hash if self.user is not None and self.user.disabled_at is None else None


def find_candidate(tx: Transaction, email: str) -> Candidate:
    """Whom the address means."""
    return Candidate(find_by_email(tx, email))


def enter(
    tx: Transaction,
    candidate: Candidate,
    *,
    new_hash: str | None,
    ending: str | None,
    client: Client,
    lifetime: Lifetime,
    now: int,
) -> NewSession:
    """The session of a candidate whose password was right. `new_hash`: of the same password, under other parameters.
    `ending`: the token of a session that ends with it. Raises SignInFailedError when the password was changed or the
    user disabled meanwhile."""
    seen = candidate.user
    assert seen is not None
    lock_organisation(tx, seen.org_id)
    user = _still(tx, seen)
    if new_hash is not None:
        tx.execute(update(rows).where(rows.c.id == user.id).values(password_hash=new_hash))
    if ending is not None:
        sessions.end_by_token(tx, ending)
    return sessions.begin(tx, user, method=Method.PASSWORD, client=client, lifetime=lifetime, now=now)


def _still(tx: Transaction, seen: Row[Any]) -> Row[Any]:
    """The user as it was seen. Raises SignInFailedError."""
    unchanged = (rows.c.id == seen.id, rows.c.password_hash == seen.password_hash, rows.c.disabled_at.is_(None))
    user = tx.execute(select(rows).where(*unchanged)).first()
    if user is None:
        raise SignInFailedError
    return user


def change_password(
    tx: Transaction,
    caller: Caller,
    candidate: Candidate,
    new_hash: str,
    *,
    lifetime: Lifetime,
    client: Client,
    now: int,
) -> NewSession:
    """Set the password of a user whose present one was right. Its sessions end, and it has a new one. Raises
    SignInFailedError when the password was changed or the user disabled meanwhile."""
    seen = candidate.user
    assert seen is not None
    lock_organisation(tx, seen.org_id)
    user = _still(tx, seen)
    _set_password(tx, caller, user, new_hash, now=now)
    return sessions.begin(tx, user, method=Method.PASSWORD, client=client, lifetime=lifetime, now=now)


def enter_by_code(
    tx: Transaction, code: str, *, ending: str | None, client: Client, lifetime: Lifetime, now: int
) -> NewSession:
    """The session of the code's user. `ending`: as of `enter`. Raises InvalidCodeError when the code was used or the
    user disabled meanwhile."""
    lock_organisation(tx, user_of_code(tx, code, now=now, purpose=Purpose.SIGN_IN).org_id)
    user = user_of_code(tx, code, now=now, purpose=Purpose.SIGN_IN)
    one_time_codes.use(tx, code, now=now)
    if ending is not None:
        sessions.end_by_token(tx, ending)
    return sessions.begin(tx, user, method=Method.LINK, client=client, lifetime=lifetime, now=now)


def user_of_code(tx: Transaction, code: str, *, now: int, purpose: Purpose = Purpose.PASSWORD) -> Row[Any]:
    """The user whose code of that purpose it is. Raises InvalidCodeError."""
    user_id = one_time_codes.owner(tx, code, now=now, purpose=purpose)
    user = tx.execute(select(rows).where(rows.c.id == user_id, rows.c.disabled_at.is_(None))).first()
    if user is None:
        raise InvalidCodeError
    return user


def set_password(tx: Transaction, code: str, new_hash: str, *, now: int) -> None:
    """Set the password of the code's user, whose sessions end. Raises InvalidCodeError when the code was used or the
    user disabled meanwhile."""
    lock_organisation(tx, user_of_code(tx, code, now=now).org_id)
    user = user_of_code(tx, code, now=now)
    one_time_codes.use(tx, code, now=now)
    _set_password(tx, sessions.actor_of(user), user, new_hash, now=now)


def _set_password(tx: Transaction, actor: Actor, user: Row[Any], new_hash: str, *, now: int) -> None:
    tx.execute(update(rows).where(rows.c.id == user.id).values(password_hash=new_hash, updated_at=now))
    one_time_codes.forget_of(tx, user.id)
    sessions.tell(tx, actor, user, PASSWORD_SET, {"session_ids": sessions.end_all(tx, user.id)}, now=now)


def check_setup(tx: Transaction, code: str, *, now: int) -> None:
    """Raises AlreadySetUpError where there is a user; InvalidCodeError."""
    if has_users(tx):
        raise AlreadySetUpError
    if one_time_codes.owner(tx, code, now=now) is not None:
        raise InvalidCodeError


def set_up(
    tx: Transaction,
    code: str,
    wanted: NewUser,
    *,
    password_hash: str,
    organisation: str | None,
    client: Client,
    lifetime: Lifetime,
    now: int,
) -> NewSession:
    """The session of the first administrator, made with it. `organisation`: its name, made where there is none; may be
    left out where there is one. Of several at one moment one succeeds. Raises AlreadySetUpError, InvalidCodeError,
    InvalidNameError."""
    organisations.lock_names(tx)
    check_setup(tx, code, now=now)
    one_time_codes.use(tx, code, now=now)
    one_time_codes.forget_of(tx, None)
    operator = Caller.operator(_organisation(tx, organisation, now=now), name="setup code")
    made, _ = users.create_or_get(tx, operator, wanted, now=now)
    tx.execute(update(rows).where(rows.c.id == made["id"]).values(password_hash=password_hash))
    user = tx.execute(select(rows).where(rows.c.id == made["id"])).one()
    return sessions.begin(tx, user, method=Method.PASSWORD, client=client, lifetime=lifetime, now=now)


def _organisation(tx: Transaction, name: str | None, *, now: int) -> str:
    if name is not None:
        return organisations.ensure_organisation(tx, grants.usable_name(name, "organisation"), now=now)
    only = organisations.only_organisation(tx)
    if only is None:
        raise InvalidNameError("Name the organisation: there is none, or more than one.")
    return only
