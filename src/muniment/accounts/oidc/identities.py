"""Whom an identity of a provider is here: a user it was linked to before, one of the same verified address, a new one;
or nobody. Whichever of these is allowed, the settings say."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Row, select

from muniment.accounts import organisations, sessions, users
from muniment.accounts.caller import Caller
from muniment.accounts.emails import checked_email
from muniment.accounts.roles import SCOPES, Role
from muniment.accounts.sessions import Client, Lifetime, Method, NewSession
from muniment.accounts.user_rows import find, find_by_email
from muniment.accounts.users import Change, NewUser
from muniment.db.engine import Transaction
from muniment.db.tables import users as rows
from muniment.errors import OidcRefusedError, UserExistsError
from muniment.events.feed import lock_organisation

_MAX_NAME_CHARACTERS = 255
_MAX_ROLE_VALUES = 1_000


@dataclass(frozen=True, slots=True)
class Rules:
    """Who comes in. `role_claim`: the claim that says the role; None where roles are given here. `roles`: what its
    values mean; empty where they are the roles themselves. `organisation`: where new users belong."""

    role_claim: str | None
    roles: Mapping[str, Role]
    makes_users: bool
    links_by_email: bool
    organisation: str | None


def enter(
    tx: Transaction,
    issuer: str,
    claims: Mapping[str, Any],
    rules: Rules,
    *,
    ending: str | None,
    client: Client,
    lifetime: Lifetime,
    now: int,
) -> NewSession:
    """The session of the user who the claims mean. Raises OidcRefusedError."""
    role = role_of(claims, rules)
    user = find_linked(tx, issuer, claims) or _of_address(tx, claims, rules) or _new(tx, claims, rules, role, now=now)
    lock_organisation(tx, user.org_id)
    by = _by(user.org_id)
    user = find(tx, by, user.id)  # as it is now that nobody else changes it
    if user.disabled_at is not None:
        raise OidcRefusedError("the account here is disabled; ask an administrator")
    if user.oidc_subject is None:
        users.link(tx, by, user, issuer=issuer, subject=claims["sub"], now=now)
    elif (user.oidc_issuer, user.oidc_subject) != (issuer, claims["sub"]):
        raise OidcRefusedError("the account of that address here is another identity's")
    if role is not None and role != user.role:
        users.change(tx, by, user.id, Change(role=role), now=now)
    if ending is not None:
        sessions.end_by_token(tx, ending)
    return sessions.begin(tx, user, method=Method.OIDC, client=client, lifetime=lifetime, now=now)


def role_of(claims: Mapping[str, Any], rules: Rules) -> Role | None:
    """The role that the provider gives, of several the one that may do most; None where roles are given here. Raises
    OidcRefusedError when it gives none."""
    if rules.role_claim is None:
        return None
    value = claims.get(rules.role_claim)
    values = value[:_MAX_ROLE_VALUES] if isinstance(value, list) else [value]
    meant = rules.roles or {role.value: role for role in Role}
    given = [meant[one] for one in values if isinstance(one, str) and one in meant]
    if not given:
        raise OidcRefusedError("it gives you no role here; ask who administers it")
    return max(given, key=lambda role: len(SCOPES[role]))


def find_linked(tx: Transaction, issuer: str, claims: Mapping[str, Any]) -> Row[Any] | None:
    """The user of the identity, where it has come in before."""
    linked = (rows.c.oidc_issuer == issuer, rows.c.oidc_subject == claims["sub"])
    return tx.execute(select(rows).where(*linked)).first()


def _of_address(tx: Transaction, claims: Mapping[str, Any], rules: Rules) -> Row[Any] | None:
    """The user of the address, which the provider must have verified: whoever may name any address could else be
    anybody."""
    if not rules.links_by_email or claims.get("email_verified") is not True:
        return None
    address = _address(claims)
    return find_by_email(tx, address) if address is not None else None


def _new(tx: Transaction, claims: Mapping[str, Any], rules: Rules, role: Role | None, *, now: int) -> Row[Any]:
    if not rules.makes_users:
        raise OidcRefusedError("there is no account for you here; ask an administrator")
    address = _address(claims)
    if address is None or claims.get("email_verified") is not True:
        raise OidcRefusedError("it tells no verified email address of yours")
    if find_by_email(tx, address) is not None:
        raise OidcRefusedError("the account of that address here is not linked to it; ask an administrator")
    by = _by(_organisation(tx, rules.organisation))
    names = (_name(claims.get(one)) for one in ("given_name", "family_name"))
    try:
        made, is_new = users.create_or_get(tx, by, NewUser(address, role or Role.ANALYST, *names), now=now)
    except UserExistsError:
        is_new = False
    if not is_new:  # made by somebody else at this moment
        raise OidcRefusedError("there is an account of that address already; begin again")
    return find(tx, by, made["id"])


def _by(org_id: str) -> Caller:
    return replace(Caller.operator(org_id), name="single sign-on")


def _organisation(tx: Transaction, name: str | None) -> str:
    if name is not None:
        try:
            return organisations.find_organisation(tx, name)
        except ValueError as error:
            raise OidcRefusedError("the organisation of new users is not there; tell the operator") from error
    only = organisations.only_organisation(tx)
    if only is None:
        raise OidcRefusedError("it is not said to which organisation new users belong; tell the operator")
    return only


def _address(claims: Mapping[str, Any]) -> str | None:
    value = claims.get("email")
    try:
        return checked_email(value) if isinstance(value, str) else None
    except ValueError:
        return None


def _name(value: object) -> str | None:
    return value.strip()[:_MAX_NAME_CHARACTERS] if isinstance(value, str) and value.isprintable() else None
