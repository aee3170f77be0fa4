"""Organisations and keys: secrets kept as hashes only, expiry and revocation at once."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from muniment.accounts import keys
from muniment.accounts.caller import Caller
from muniment.accounts.organisations import checked_name, ensure_organisation
from muniment.db.engine import Database
from muniment.db.tables import api_keys, metadata
from muniment.errors import InsufficientScopeError, InvalidApiKeyError
from tests.builders import NOW


def _key(
    database: Database, *, expires_at: int | None = None, scopes: tuple[str, ...] = (), org: str = "Acme"
) -> keys.NewKey:
    with database.write() as tx:
        org_id = ensure_organisation(tx, org, now=NOW)
        return keys.create_key(
            tx, Caller.system(org_id, "operator"), name="ci", scopes=scopes, expires_at=expires_at, now=NOW
        )


def _caller(database: Database, credential: str, *, now: int = NOW) -> Caller:
    with database.read() as tx:
        return keys.authenticate(tx, credential, now=now)


def test_id_of_a_key_is_the_public_part_of_its_secret(database: Database) -> None:
    key = _key(database)
    assert re.fullmatch(r"ak_[0-9a-f]{16}", key.id)
    assert key.secret.startswith(f"ak_live_{key.id.removeprefix('ak_')}_")
    assert _caller(database, key.secret).id == key.id


def test_key_names_its_organisation(database: Database) -> None:
    mine, theirs = _key(database), _key(database, org="Other")
    assert _caller(database, mine.secret).org_id == mine.org_id != theirs.org_id
    assert _caller(database, theirs.secret).org_id == theirs.org_id


def test_secret_is_nowhere_in_the_database(database: Database) -> None:
    key = _key(database, scopes=("keys:manage",))
    private = key.secret[25:]
    with database.read() as tx:
        rows = [repr(tuple(row)) for table in metadata.sorted_tables for row in tx.execute(select(table))]
        stored = bytes(tx.execute(select(api_keys.c.secret_hash)).scalar_one())
    assert not [row for row in rows if private in row or key.secret in row]
    assert stored == hashlib.sha256(key.secret.encode()).digest()


def test_key_works_until_the_second_it_expires(database: Database) -> None:
    key = _key(database, expires_at=NOW + 60)
    assert _caller(database, key.secret, now=NOW + 59).id == key.id
    for now in (NOW + 60, NOW + 61):
        with pytest.raises(InvalidApiKeyError):
            _caller(database, key.secret, now=now)


def test_revocation_counts_at_once_in_every_process(database: Database, open_again: Callable[[], Database]) -> None:
    key, other = _key(database), _key(database)
    elsewhere = open_again()
    assert _caller(elsewhere, key.secret).id == key.id
    with database.write() as tx:
        assert keys.end_key(tx, Caller.system(key.org_id, "operator"), key.id, at=NOW, now=NOW)
    for one in (database, elsewhere):
        with pytest.raises(InvalidApiKeyError):
            _caller(one, key.secret)
        assert _caller(one, other.secret).id == other.id
    with database.write() as tx:
        assert not keys.end_key(tx, Caller.system(key.org_id, "operator"), key.id, at=NOW, now=NOW)


def test_right_public_part_with_a_wrong_secret_is_refused(database: Database) -> None:
    key = _key(database)
    last = "A" if key.secret[-1] != "A" else "B"
    with pytest.raises(InvalidApiKeyError):
        _caller(database, key.secret[:-1] + last)


def test_unknown_key_is_compared_like_a_known_one(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    compared: list[tuple[bytes, bytes]] = []
    compare = keys.hmac.compare_digest
    monkeypatch.setattr(keys.hmac, "compare_digest", lambda a, b: compared.append((a, b)) or compare(a, b))
    _key(database)
    unknown = f"ak_live_{'0' * 16}_{'A' * 43}"
    with pytest.raises(InvalidApiKeyError):
        _caller(database, unknown)
    assert compared == [(bytes(32), hashlib.sha256(unknown.encode()).digest())]


def test_credential_of_another_shape_is_refused(database: Database) -> None:
    _key(database)
    almost = "ak_live_" + "0" * 16 + "_" + "é" * 43
    for credential in ("", " ", "ak_live_", "ak_live_0_0", "Bearer x", almost, "\x00" * 80, "'; --"):
        with pytest.raises(InvalidApiKeyError):
            _caller(database, credential)


def test_every_change_of_one_character_is_refused(database: Database) -> None:
    secret = _key(database).secret
    for place in range(len(secret)):
        for other in "Aa0_-\n":
            if secret[place] != other:
                with pytest.raises(InvalidApiKeyError):
                    _caller(database, secret[:place] + other + secret[place + 1 :])


def test_scope_not_given_is_refused(database: Database) -> None:
    caller = _caller(database, _key(database, scopes=("keys:manage", "keys:manage")).secret)
    caller.require("keys:manage")
    with pytest.raises(InsufficientScopeError):
        caller.require("jobs:retry")


def test_unusable_scope_is_refused(database: Database) -> None:
    for scope in ("", "keys", "keys:", "Keys:manage", "keys:manage\n", "a b:c", '"]'):
        with pytest.raises(ValueError, match="scope"):
            _key(database, scopes=(scope,))


def _is_usable(name: str) -> bool:
    name = unicodedata.normalize("NFC", name).strip()
    return name.isprintable() and 1 <= len(name) <= 255


@given(st.one_of(st.text(max_size=20), st.text(min_size=256, max_size=300)).filter(lambda name: not _is_usable(name)))
def test_unusable_name_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="characters"):
        checked_name(name, "key")
