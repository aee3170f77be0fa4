"""Users in the database: who is disabled makes no credential any more, and what it made is dead in every process."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from muniment.accounts import grants, key_management, keys, oauth_clients, oauth_tokens, users
from muniment.accounts.caller import Caller
from muniment.accounts.credentials import authenticate, check_again
from muniment.accounts.roles import SCOPES, Role
from muniment.accounts.scopes import ORDINARY, Scope
from muniment.accounts.user_rows import folded_email
from muniment.accounts.users import Change, NewUser
from muniment.db.engine import Database
from muniment.errors import (
    InsufficientScopeError,
    InvalidApiKeyError,
    InvalidOAuthClientError,
    InvalidSessionError,
)
from muniment.events.actor import ActorKind
from tests.builders import NOW, World


@pytest.fixture
def operator(world: World) -> Caller:
    return Caller.operator(world.org_id)


@pytest.fixture
def admin(database: Database, operator: Caller) -> Caller:
    """An administrator, as it is admitted."""
    with database.write() as tx:
        made, _ = users.create_or_get(tx, operator, NewUser("ada@example.com", Role.ADMIN), now=NOW)
    return replace(operator, kind=ActorKind.USER, id=made["id"], name="Ada")


def _disable(database: Database, operator: Caller, user: Caller) -> None:
    with database.write() as tx:
        users.change(tx, operator, str(user.id), Change(is_disabled=True), now=NOW)


def test_keys_and_clients_of_a_disabled_user_are_dead_at_once_in_every_process(
    database: Database, operator: Caller, admin: Caller, open_again: Callable[[], Database]
) -> None:
    with database.write() as tx:
        key = key_management.create(tx, admin, name="ci", scopes=["keys:manage"], now=NOW)
        with_key = authenticate(tx, key.secret, now=NOW)
        made_with_key = key_management.create(tx, with_key, name="of the key", now=NOW)
        entry, secret = oauth_clients.create(tx, admin, name="ci", now=NOW)
        token = oauth_tokens.give(tx, oauth_tokens.identify(tx, entry["id"], secret), asked=None, now=NOW).token
        others = keys.create_key(tx, operator, name="of nobody", now=NOW)
    credentials = (key.secret, made_with_key.secret, token)
    elsewhere = open_again()
    with elsewhere.read() as tx:
        admitted = [authenticate(tx, one, now=NOW) for one in (*credentials, others.secret)]
    _disable(database, operator, admin)
    with elsewhere.read() as tx:
        for credential, caller in zip(credentials, admitted[:-1], strict=True):
            with pytest.raises(InvalidApiKeyError):
                authenticate(tx, credential, now=NOW)
            with pytest.raises(InvalidApiKeyError):
                check_again(tx, caller, now=NOW)
        with pytest.raises(InvalidOAuthClientError):
            oauth_tokens.identify(tx, entry["id"], secret)
        assert authenticate(tx, others.secret, now=NOW).id == others.id


def test_keys_of_a_user_who_is_let_in_again_stay_dead(database: Database, operator: Caller, admin: Caller) -> None:
    with database.write() as tx:
        key = key_management.create(tx, admin, name="ci", now=NOW)
    _disable(database, operator, admin)
    with database.write() as tx:
        users.change(tx, operator, str(admin.id), Change(is_disabled=False), now=NOW)
        assert grants.maker(tx, admin) == admin.id
        with pytest.raises(InvalidApiKeyError):
            authenticate(tx, key.secret, now=NOW)


def test_role_that_may_do_less_ends_the_keys_and_clients_that_may_do_more(
    database: Database, operator: Caller, admin: Caller
) -> None:
    within, wide = sorted(SCOPES[Role.AUDITOR]), ["documents:read", "keys:manage"]
    with database.write() as tx:
        stays = key_management.create(tx, admin, name="reads", scopes=within, now=NOW)
        with_key = authenticate(tx, key_management.create(tx, admin, name="ci", scopes=wide, now=NOW).secret, now=NOW)
        ends = key_management.create(tx, with_key, name="of the key", scopes=wide, now=NOW)
        kept, kept_secret = oauth_clients.create(tx, admin, name="reads", scopes=within, now=NOW)
        gone, gone_secret = oauth_clients.create(tx, admin, name="ci", now=NOW)
        others = keys.create_key(tx, operator, name="of nobody", scopes=wide, now=NOW)
        users.create_or_get(tx, operator, NewUser("bob@example.com", Role.ADMIN), now=NOW)
    with database.write() as tx:
        users.change(tx, operator, str(admin.id), Change(role=Role.AUDITOR), now=NOW)
    with database.read() as tx:
        for one in (stays, others):
            assert authenticate(tx, one.secret, now=NOW).id == one.id
        assert oauth_tokens.identify(tx, kept["id"], kept_secret).id == kept["id"]
        with pytest.raises(InvalidApiKeyError):
            check_again(tx, with_key, now=NOW)
        with pytest.raises(InvalidApiKeyError):
            authenticate(tx, ends.secret, now=NOW)
        with pytest.raises(InvalidOAuthClientError):
            oauth_tokens.identify(tx, gone["id"], gone_secret)


@pytest.mark.parametrize(
    ("one", "other", "are_one"),
    [
        ("Ada@Example.com", "ada@example.COM", True),
        ("ÉVA@example.com", "e\u0301va@example.com", True),
        ("ada@straße.de", "ada@strasse.de", False),
        ("ma\u017fon@example.com", "mason@example.com", False),
    ],
)
def test_address_is_compared_without_case_and_two_peoples_are_never_one(one: str, other: str, are_one: bool) -> None:
    assert (folded_email(one) == folded_email(other)) is are_one


def test_who_was_disabled_after_it_was_admitted_makes_no_key_and_no_client(
    database: Database, operator: Caller, admin: Caller
) -> None:
    with database.write() as tx:
        key = key_management.create(tx, admin, name="ci", scopes=sorted(Scope), now=NOW)
        with_key = authenticate(tx, key.secret, now=NOW)
    _disable(database, operator, admin)
    for caller, refusal in ((admin, InvalidSessionError), (with_key, InvalidApiKeyError)):
        with database.write() as tx, pytest.raises(refusal):
            key_management.create(tx, caller, name="late", now=NOW)
        with database.write() as tx, pytest.raises(refusal):
            oauth_clients.create(tx, caller, name="late", now=NOW)


@pytest.mark.parametrize("role", [Role.ANALYST, Role.AUDITOR])
def test_who_may_do_less_since_it_was_admitted_makes_no_key_and_no_client(
    database: Database, operator: Caller, admin: Caller, role: Role
) -> None:
    with database.write() as tx:
        key = key_management.create(tx, admin, name="ci", scopes=sorted(Scope), now=NOW)
        with_key = authenticate(tx, key.secret, now=NOW)
        users.change(tx, operator, str(admin.id), Change(role=role), now=NOW)
    for caller, refusal in ((admin, InsufficientScopeError), (with_key, InvalidApiKeyError)):
        with database.write() as tx, pytest.raises(refusal):
            key_management.create(tx, caller, name="late", now=NOW)
        with database.write() as tx, pytest.raises(refusal):
            oauth_clients.create(tx, caller, name="late", now=NOW)


def test_operator_may_disable_the_last_administrator(database: Database, operator: Caller, admin: Caller) -> None:
    _disable(database, operator, admin)
    with database.read() as tx:
        assert users.get(tx, operator, str(admin.id))["status"] == "disabled"


def test_auditor_reads_everything_and_an_analyst_administers_nothing() -> None:
    assert SCOPES[Role.ADMIN] == set(Scope)
    assert SCOPES[Role.AUDITOR] == {one for one in Scope if one.value.endswith(":read")}
    assert SCOPES[Role.ANALYST] <= ORDINARY
    assert not [one for one in SCOPES[Role.ANALYST] if one.endswith(":manage")]
