"""Tokens of OAuth clients in the database: swept when expired, last uses written, those who ask at once kept within
the bound."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import func, select

from muniment.accounts import oauth_clients as clients
from muniment.accounts import oauth_tokens as tokens
from muniment.accounts.caller import Caller
from muniment.accounts.credentials import authenticate, check_again
from muniment.accounts.last_use import LastUse
from muniment.db.engine import Database
from muniment.db.tables import oauth_clients, oauth_tokens
from muniment.errors import InvalidApiKeyError, InvalidOAuthClientError
from tests.builders import NOW, World


@pytest.fixture
def client(database: Database, world: World) -> Caller:
    with database.write() as tx:
        entry, secret = clients.create(tx, world.caller, name="ci", token_seconds=300, now=NOW)
        return tokens.identify(tx, entry["id"], secret)


def _give(database: Database, client: Caller, *, now: int = NOW) -> str:
    with database.write() as tx:
        return tokens.give(tx, client, asked=None, now=now).token


def _count(database: Database) -> int:
    with database.read() as tx:
        return int(tx.execute(select(func.count()).select_from(oauth_tokens)).scalar_one())


def test_token_works_until_the_second_it_expires(database: Database, client: Caller) -> None:
    token = _give(database, client)
    with database.read() as tx:
        caller = authenticate(tx, token, now=NOW + 299)
        assert (caller.id, caller.org_id, caller.kind.value) == (client.id, client.org_id, "client")
        check_again(tx, caller, now=NOW + 299)
        with pytest.raises(InvalidApiKeyError):
            authenticate(tx, token, now=NOW + 300)
        with pytest.raises(InvalidApiKeyError):
            check_again(tx, caller, now=NOW + 300)


def test_revocation_counts_at_once_in_every_process(
    database: Database, world: World, client: Caller, open_again: Callable[[], Database]
) -> None:
    token, elsewhere = _give(database, client), open_again()
    with elsewhere.read() as tx:
        caller = authenticate(tx, token, now=NOW)
    with database.write() as tx:
        clients.revoke(tx, world.caller, str(client.id), reason=None, now=NOW)
    with elsewhere.read() as tx:
        with pytest.raises(InvalidApiKeyError):
            authenticate(tx, token, now=NOW)
        with pytest.raises(InvalidApiKeyError):
            check_again(tx, caller, now=NOW)
    with pytest.raises(InvalidOAuthClientError):
        _give(elsewhere, client)


def test_expired_tokens_are_forgotten_in_portions_and_live_ones_kept(database: Database, client: Caller) -> None:
    live = _give(database, client, now=NOW + 200)
    with database.write() as tx:  # given before, so that none of them makes room for another
        tx.execute(
            oauth_tokens.insert(),
            [
                {"id": f"{n:064x}", "client_id": client.id, "scopes": "[]", "created_at": NOW, "expires_at": NOW + 300}
                for n in range(5)
            ],
        )
    forgotten = []
    for _ in range(3):
        with database.write() as tx:
            forgotten.append(tokens.forget_expired(tx, now=NOW + 300, limit=3))
    assert (forgotten, _count(database)) == ([3, 2, 0], 1)
    with database.read() as tx:
        assert authenticate(tx, live, now=NOW + 300).id == client.id


def test_many_who_ask_at_once_stay_within_the_bound(database: Database, client: Caller) -> None:
    with ThreadPoolExecutor(4) as pool:
        given = list(pool.map(lambda _: _give(database, client), range(60)))
    assert (len(set(given)), _count(database)) == (60, tokens.MAX_LIVE_TOKENS)


def test_late_writer_does_not_set_a_last_use_back(database: Database, client: Caller) -> None:
    for at in (NOW + 60, NOW):
        last_use = LastUse()
        last_use.note(str(client.id), at)
        with database.write() as tx:
            last_use.write(tx)
    with database.read() as tx:
        assert tx.execute(select(oauth_clients.c.last_used_at)).scalar_one() == NOW + 60
