"""Secrets at rest, and keys that are changed."""

from __future__ import annotations

import pytest
from cryptography.fernet import Fernet
from pydantic import SecretStr
from sqlalchemy import select, update

from muniment.db.engine import Database
from muniment.db.tables import webhooks
from muniment.settings import Settings
from muniment.settings_rules import RULES
from muniment.webhooks import subscriptions
from muniment.webhooks.seals import Seals, UnopenableSecretError, reseal
from muniment.webhooks.subscriptions import Change
from tests.builders import NOW, World

INSTALLATION = b"the secret of an installation, of 32 bytes and more"
OLD, NEW = Fernet.generate_key().decode(), Fernet.generate_key().decode()


def seals(*keys: str, installation: bytes = INSTALLATION) -> Seals:
    return Seals(Settings(sealing_keys=SecretStr(", ".join(keys)) if keys else None), installation)


def test_sealed_secret_is_not_readable_and_opens_again() -> None:
    sealed = seals().seal("a very long secret")
    assert b"secret" not in sealed
    assert seals().open(sealed) == "a very long secret"
    assert seals().seal("a very long secret") != sealed


def test_secret_sealed_elsewhere_or_altered_does_not_open() -> None:
    sealed = seals().seal("a very long secret")
    with pytest.raises(UnopenableSecretError):
        seals(installation=b"another").open(sealed)
    with pytest.raises(UnopenableSecretError):
        seals().open(sealed[:-4] + b"AAA=")


def test_secrets_of_every_named_key_and_of_the_installation_open() -> None:
    assert seals(NEW, OLD).open(seals(OLD).seal("one")) == "one"
    assert seals(NEW).open(seals().seal("two")) == "two"


def test_resealed_secrets_need_the_old_key_no_more(database: Database, world: World) -> None:
    with database.write() as tx:
        for keys in ((), (OLD,), (NEW, OLD)):
            wanted = Change("https://hooks.example.com/", [], "a very long secret")
            subscriptions.create(tx, world.caller, wanted, seals=seals(*keys), now=NOW)
    with database.write() as tx:
        assert reseal(tx, seals(NEW, OLD)) == (2, [])
        assert reseal(tx, seals(NEW, OLD)) == (0, [])
        kept = tx.execute(select(webhooks.c.sealed_secret)).scalars().all()
    alone = seals(NEW, installation=b"another")
    assert [alone.open(bytes(one)) for one in kept] == ["a very long secret"] * 3


def test_reseal_names_what_no_key_opens_and_leaves_it(database: Database, world: World) -> None:
    with database.write() as tx:
        wanted = Change("https://hooks.example.com/", [], "a very long secret")
        made = subscriptions.create(tx, world.caller, wanted, seals=seals(), now=NOW)
        tx.execute(update(webhooks).values(sealed_secret=b"damaged"))
        assert reseal(tx, seals(NEW)) == (0, [made["id"]])
        assert bytes(tx.execute(select(webhooks.c.sealed_secret)).scalar_one()) == b"damaged"


def test_setting_must_hold_keys() -> None:
    rule = RULES["sealing_keys"]
    assert rule(SecretStr(f"{NEW}, {OLD}")) is None
    for wrong in ("", "short", f"{NEW},", f"{NEW},{OLD[:-1]}"):
        said = rule(SecretStr(wrong))
        assert said is not None
        assert OLD[:-1] not in said
